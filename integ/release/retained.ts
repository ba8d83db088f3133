import { paginateListStackResources, paginateListStacks } from '@aws-sdk/client-cloudformation';
import { paginateDescribeLogGroups, type LogGroup } from '@aws-sdk/client-cloudwatch-logs';
import { paginateListKeys } from '@aws-sdk/client-kms';
import { paginateDescribeDBInstanceAutomatedBackups, paginateDescribeDBSnapshots, paginateDescribeOptionGroups } from '@aws-sdk/client-rds';
import { paginateListBuckets } from '@aws-sdk/client-s3';
import { emptyBucket } from './empty-bucket';
import type { Aws } from '../demo/aws';
import { COST_CENTER, databaseOf, OWNER } from '../run';

/** The shortest waiting period of KMS. */
const KEY_WINDOW_DAYS = 7;

/** The stacks and environments of a run of the integ apps. */
export interface Run {
  /** Groups of dependent stacks, each in the order of deletion. */
  readonly stackNames: string[][];
  readonly environmentSuffixes: string[];
}

/** A resource with its tags. */
export interface Tagged {
  readonly id: string;
  readonly tags: Record<string, string>;
}

interface Kind {
  readonly kind: string;
  /** Returns the IDs of the resources that belong to the run. */
  readonly list: (aws: Aws, run: Run) => Promise<string[]>;
  readonly remove: (aws: Aws, id: string) => Promise<unknown>;
}

/** Lists the resources that have the tags of the run. */
function tagged(list: (aws: Aws) => Promise<Tagged[]>): Kind['list'] {
  return async (aws, { environmentSuffixes }) => (await list(aws)).filter((one) => belongsTo(environmentSuffixes, one)).map(({ id }) => id);
}

/**
 * The resources that the production preset retains, in the order of deletion: an option group is in use until its snapshots are deleted,
 * and buckets and log groups need their KMS key.
 */
export const RETAINED: Kind[] = [
  {
    kind: 'database snapshot',
    list: tagged(async ({ rds }) => (await all(paginateDescribeDBSnapshots({ client: rds }, { SnapshotType: 'manual' })))
      .flatMap(({ DBSnapshots }) => DBSnapshots!.map(({ DBSnapshotIdentifier, TagList }) => ({ id: DBSnapshotIdentifier!, tags: tagsOf(TagList) })))),
    remove: ({ rds }, DBSnapshotIdentifier) => rds.deleteDBSnapshot({ DBSnapshotIdentifier }),
  },
  {
    kind: 'automated backup',
    // An automated backup does not have the tags of its database.
    list: async ({ rds }, { environmentSuffixes }) => {
      const databases = environmentSuffixes.map(databaseOf);
      const pages = await all(paginateDescribeDBInstanceAutomatedBackups({ client: rds }, { Filters: [{ Name: 'status', Values: ['retained'] }] }));
      return pages.flatMap(({ DBInstanceAutomatedBackups }) => DBInstanceAutomatedBackups!)
        .filter(({ DBInstanceIdentifier }) => databases.includes(DBInstanceIdentifier!)).map(({ DbiResourceId }) => DbiResourceId!);
    },
    remove: ({ rds }, DbiResourceId) => rds.deleteDBInstanceAutomatedBackup({ DbiResourceId }),
  },
  {
    kind: 'option group',
    list: tagged(async ({ rds }) => {
      const groups = (await all(paginateDescribeOptionGroups({ client: rds }, {}))).flatMap(({ OptionGroupsList }) => OptionGroupsList!);
      return inTurn(groups.filter(({ OptionGroupName }) => !OptionGroupName!.startsWith('default:')), async ({ OptionGroupName, OptionGroupArn }) => ({
        id: OptionGroupName!, tags: tagsOf((await rds.listTagsForResource({ ResourceName: OptionGroupArn })).TagList),
      }));
    }),
    remove: ({ rds }, OptionGroupName) => rds.deleteOptionGroup({ OptionGroupName }),
  },
  {
    kind: 'bucket',
    list: tagged(async ({ s3 }) => {
      // S3 returns the tags of a bucket only in its region.
      const pages = await all(paginateListBuckets({ client: s3 }, { BucketRegion: await s3.config.region() }));
      return inTurn(pages.flatMap(({ Buckets }) => Buckets!), async ({ Name }) => ({ id: Name!, tags: await bucketTags(s3, Name!) }));
    }),
    remove: ({ s3 }, bucket) => emptyBucket(s3, bucket),
  },
  {
    kind: 'log group',
    list: tagged(async ({ logs }) => inTurn(await logGroups(logs), async ({ logGroupName, arn }) => ({
      id: logGroupName!, tags: (await logs.listTagsForResource({ resourceArn: arn!.replace(/:\*$/, '') })).tags ?? {},
    }))),
    remove: ({ logs }, logGroupName) => logs.deleteLogGroup({ logGroupName }),
  },
  {
    kind: 'log group of a function',
    // Lambda created the log group without tags. CloudFormation lists the function names of a deleted stack.
    list: async ({ cloudFormation, logs }, { stackNames }) => {
      const functions = (await functionsOf(cloudFormation, stackNames.flat())).map((name) => `/aws/lambda/${name}`);
      return (await logGroups(logs, '/aws/lambda/')).map(({ logGroupName }) => logGroupName!).filter((name) => functions.includes(name));
    },
    remove: ({ logs }, logGroupName) => logs.deleteLogGroup({ logGroupName }),
  },
  {
    kind: 'key',
    list: tagged(async ({ kms }) => {
      const ids = (await all(paginateListKeys({ client: kms }, {}))).flatMap(({ Keys }) => Keys!.map(({ KeyId }) => KeyId!));
      const keys = await inTurn(ids, async (KeyId) => (await kms.describeKey({ KeyId })).KeyMetadata!);
      return inTurn(keys.filter(({ KeyManager, KeyState }) => KeyManager === 'CUSTOMER' && KeyState !== 'PendingDeletion'), async ({ KeyId }) => ({
        id: KeyId!, tags: Object.fromEntries((await kms.listResourceTags({ KeyId })).Tags!.map(({ TagKey, TagValue }) => [TagKey!, TagValue!])),
      }));
    }),
    remove: ({ kms }, KeyId) => kms.scheduleKeyDeletion({ KeyId, PendingWindowInDays: KEY_WINDOW_DAYS }),
  },
];

/** Whether the resource belongs to a run: all three tags of the baseline have the values of the run. */
export function belongsTo(environmentSuffixes: string[], { tags }: Tagged): boolean {
  return environmentSuffixes.includes(tags.Environment) && tags.Owner === OWNER && tags.CostCenter === COST_CENTER;
}

function tagsOf(tags: { Key?: string; Value?: string }[] = []): Record<string, string> {
  return Object.fromEntries(tags.map(({ Key, Value }) => [Key!, Value!]));
}

async function logGroups(client: Aws['logs'], logGroupNamePrefix?: string): Promise<LogGroup[]> {
  return (await all(paginateDescribeLogGroups({ client }, { logGroupNamePrefix }))).flatMap((page) => page.logGroups!);
}

/** The names of the functions of the stacks. CloudFormation also lists stacks that were deleted within the last 90 days. */
async function functionsOf(client: Aws['cloudFormation'], stackNames: string[]): Promise<string[]> {
  const stacks = (await all(paginateListStacks({ client }, {}))).flatMap(({ StackSummaries }) => StackSummaries!)
    .filter(({ StackName }) => stackNames.includes(StackName!));
  const pages = await inTurn(stacks, async ({ StackId }) => all(paginateListStackResources({ client }, { StackName: StackId })));
  return pages.flat().flatMap(({ StackResourceSummaries }) => StackResourceSummaries!)
    .filter(({ ResourceType }) => ResourceType === 'AWS::Lambda::Function').flatMap(({ PhysicalResourceId }) => PhysicalResourceId ?? []);
}

async function bucketTags(s3: Aws['s3'], Bucket: string): Promise<Record<string, string>> {
  try {
    return tagsOf((await s3.getBucketTagging({ Bucket })).TagSet);
  } catch (error) {
    // The bucket can have no tags, or it can be deleted concurrently.
    if (['NoSuchTagSet', 'NoSuchBucket'].includes((error as Error).name)) {
      return {};
    }
    throw error;
  }
}

async function all<Page>(pages: AsyncIterable<Page>): Promise<Page[]> {
  const read: Page[] = [];
  for await (const page of pages) {
    read.push(page);
  }
  return read;
}

/** Maps the items one after the other, because these API calls have low rate limits. */
async function inTurn<From, To>(from: From[], map: (one: From) => Promise<To>): Promise<To[]> {
  const to: To[] = [];
  for (const one of from) {
    to.push(await map(one));
  }
  return to;
}
