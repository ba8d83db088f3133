import type { Aws } from './aws';

/** What an account can contain before the baseline is deployed: a public bucket and a public snapshot. */
export interface ExistingResources {
  readonly bucket: string;
  readonly snapshot: string;
}

/** Creates a bucket that is public by its bucket policy, and a snapshot that is shared with everybody. */
export async function createPublicResources({ ec2, s3 }: Aws, bucket: string): Promise<ExistingResources> {
  const region = await s3.config.region();
  await s3.createBucket({ Bucket: bucket });
  await s3.deletePublicAccessBlock({ Bucket: bucket });
  const statement = { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: `arn:aws:s3:::${bucket}/*` };
  await s3.putBucketPolicy({ Bucket: bucket, Policy: JSON.stringify({ Version: '2012-10-17', Statement: [statement] }) });
  const { VolumeId } = await ec2.createVolume({ AvailabilityZone: `${region}a`, Size: 1 });
  const { SnapshotId } = await ec2.createSnapshot({ VolumeId });
  await ec2.modifySnapshotAttribute({ SnapshotId, CreateVolumePermission: { Add: [{ Group: 'all' }] } });
  return { bucket, snapshot: SnapshotId! };
}

/** Returns which of the resources are still public. */
export async function publicResources({ ec2, s3 }: Aws): Promise<string[]> {
  const { Buckets } = await s3.listBuckets({});
  const isPublic = async (Bucket: string) => (await s3.getBucketPolicyStatus({ Bucket }).catch(() => undefined))?.PolicyStatus?.IsPublic === true;
  const buckets = await Promise.all(Buckets!.map(async ({ Name }) => (await isPublic(Name!) ? [Name!] : [])));
  const { Snapshots } = await ec2.describeSnapshots({ OwnerIds: ['self'], RestorableByUserIds: ['all'] });
  return [...buckets.flat(), ...Snapshots!.map(({ SnapshotId }) => SnapshotId!)];
}
