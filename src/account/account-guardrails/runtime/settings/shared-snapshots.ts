import { DescribeSnapshotAttributeCommand, DescribeSnapshotsCommand } from '@aws-sdk/client-ec2';
import { examineLatest, listAll, unless } from '../examination';
import type { Finding, Location } from '../implementation';

/** Returns the snapshots of the account that are public now. */
export async function publicSnapshots({ clients: { ec2 }, send }: Location): Promise<Finding[]> {
  const input = { OwnerIds: ['self'], RestorableByUserIds: ['all'], MaxResults: 1_000 };
  const snapshots = await listAll(send, (NextToken) => ec2.send(new DescribeSnapshotsCommand({ ...input, NextToken })), (page) => page.Snapshots);
  return snapshots.map(({ SnapshotId = '' }) => ({ resource: SnapshotId, reason: 'public' }));
}

/** Returns the snapshots of the account that are not encrypted and shared with other accounts or everybody. */
export async function sharedSnapshots(location: Location): Promise<Finding[]> {
  return snapshotsWith(location, (groups, users) => (users.length > 0 || groups.includes('all') ? 'not encrypted, and shared with other accounts' : undefined));
}

/** Returns the snapshots of the account that would be public without the block. Lists of public snapshots may not contain them while it is on. */
export async function blockedSnapshots(location: Location): Promise<Finding[]> {
  return snapshotsWith(location, (groups) => (groups.includes('all') ? 'shared publicly, but blocked' : undefined));
}

/** Examines the permissions of each snapshot that is not encrypted. Encrypted snapshots cannot be public, and their key decides whether they can be shared. */
async function snapshotsWith(
  { accountId, clients: { ec2 }, send }: Location, judge: (groups: string[], users: string[]) => string | undefined,
): Promise<Finding[]> {
  const input = { OwnerIds: ['self'], Filters: [{ Name: 'encrypted', Values: ['false'] }], MaxResults: 1_000 };
  const snapshots = await listAll(send, (NextToken) => ec2.send(new DescribeSnapshotsCommand({ ...input, NextToken })), (page) => page.Snapshots);
  return examineLatest('snapshots', snapshots, ({ StartTime }) => StartTime, ({ SnapshotId = '' }) => SnapshotId, async ({ SnapshotId }) => {
    const answer = await unless(/^InvalidSnapshot\.NotFound$/, () =>
      send(() => ec2.send(new DescribeSnapshotAttributeCommand({ SnapshotId, Attribute: 'createVolumePermission' }))));
    const permissions = answer?.CreateVolumePermissions ?? [];
    return judge(
      permissions.flatMap(({ Group }) => Group ?? []),
      permissions.flatMap(({ UserId }) => (UserId && UserId !== accountId ? [UserId] : [])),
    );
  });
}
