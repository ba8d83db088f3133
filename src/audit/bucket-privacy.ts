import type * as s3 from 'aws-cdk-lib/aws-s3';
import { CfnResource, Stack, Token } from 'aws-cdk-lib/core';
import { bucketResourceOf } from '../common/cdk/bucket-resource';
import { isSameValue } from '../common/cdk/environments';

/** What of a statement says whom it lets in. */
interface Statement {
  readonly Effect?: string;
  readonly Principal?: string | Record<string, unknown>;
}

const SETTINGS = ['blockPublicAcls', 'blockPublicPolicy', 'ignorePublicAcls', 'restrictPublicBuckets'] as const;

/**
 * Whether the bucket is known to be open to nobody without a name: to be asked when all is made, since a policy may come later. Of an imported
 * bucket nothing is known, and of a setting that only the deployment knows neither.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
 */
export function isKnownAsPrivate(bucket: s3.IBucket): boolean {
  const resource = bucketResourceOf(bucket);
  return resource !== undefined && blocksPublicAccess(resource) && !policiesOf(resource, bucket.bucketName).some(letsEverybodyIn);
}

function blocksPublicAccess({ publicAccessBlockConfiguration: block }: s3.CfnBucket): boolean {
  const settings = block as s3.CfnBucket.PublicAccessBlockConfigurationProperty | undefined;
  return settings !== undefined && !Token.isUnresolved(settings) && SETTINGS.every((setting) => settings[setting] === true);
}

function policiesOf(bucket: s3.CfnBucket, bucketName: string): s3.CfnBucketPolicy[] {
  return bucket.node.root.node.findAll()
    .filter((node): node is s3.CfnBucketPolicy => CfnResource.isCfnResource(node) && node.cfnResourceType === 'AWS::S3::BucketPolicy')
    .filter((policy) => isSameValue(policy, policy.bucket, bucket, bucketName));
}

/** Whatever the condition: what it leaves of everybody is not judged. */
function letsEverybodyIn(policy: s3.CfnBucketPolicy): boolean {
  const { Statement: statements = [] } = Stack.of(policy).resolve(policy.policyDocument) as { Statement?: Statement[] };
  return statements.some(({ Effect: effect, Principal: principal = '*' }) =>
    effect === 'Allow' && (typeof principal === 'string' ? [principal] : Object.values(principal).flat()).includes('*'));
}
