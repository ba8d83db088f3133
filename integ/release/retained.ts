import { paginateListStackResources, paginateListStacks } from '@aws-sdk/client-cloudformation';
import { paginateDescribeLogGroups, type LogGroup } from '@aws-sdk/client-cloudwatch-logs';
import { paginateListKeys } from '@aws-sdk/client-kms';
import { paginateDescribeDBInstanceAutomatedBackups, paginateDescribeDBSnapshots, paginateDescribeOptionGroups } from '@aws-sdk/client-rds';
import { paginateListBuckets } from '@aws-sdk/client-s3';
import { emptyBucket } from './empty-bucket';
import type { Aws } from '../demo/aws';
import { COST_CENTER, databaseOf, OWNER } from '../run';

/** AWS KMS deletes no key sooner. */
const KEY_WINDOW_DAYS = 7;

/** What the integ apps of a run are known by. */
export interface Run {
  /** Those that build on each other, in the order in which they can be deleted. */
  readonly stackNames: string[][];
  readonly environmentSuffixes: string[];
}

/** Something in the account that says by its tags whose it is. */
export interface Tagged {
  readonly id: string;
  readonly tags: Record<string, string>;
}

interface Kind {
  readonly kind: string;
  /** The ids of what is the run's. */
  readonly list: (aws: Aws, run: Run) => Promise<string[]>;
  readonly remove: (aws: Aws, id: string) => Promise<unknown>;
}

/** How most things in the account are told from those of others. */
function tagged(list: (aws: Aws) => Promise<Tagged[]>): Kind['list'] {
  return async (aws, { environmentSuffixes }) => (await list(aws)).filter((one) => isOf(environmentSuffixes, one)).map(({ id }) => id);
}

/** What production keeps, in the order in which it can be deleted: snapshots hold their option group, buckets and logs need their key. */
export const RETAINED: Kind[] = [
  {
    kind: 'database snapshot',
    list: tagged(async ({ rds }) => (await all(paginateDescribeDBSnapshots({ client: rds }, { SnapshotType: 'manual' })))
      .flatMap(({ DBSnapshots }) => DBSnapshots!.map(({ DBSnapshotIdentifier, TagList }) => ({ id: DBSnapshotIdentifier!, tags: tagsOf(TagList) })))),
    remove: ({ rds }, DBSnapshotIdentifier) => rds.deleteDBSnapshot({ DBSnapshotIdentifier }),
  },
  {
    kind: 'automated backup',
    // It has tags of its own, which are not those of its database.
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
      // Only the region of a bucket gives its tags.
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
    // Lambda made it, without tags; a deleted stack still tells the names of its functions, which CloudFormation shortens.
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

/** Whether a run made it: all three tags of the baseline are as the run set them. */
export function isOf(environmentSuffixes: string[], { tags }: Tagged): boolean {
  return environmentSuffixes.includes(tags.Environment) && tags.Owner === OWNER && tags.CostCenter === COST_CENTER;
}

function tagsOf(tags: { Key?: string; Value?: string }[] = []): Record<string, string> {
  return Object.fromEntries(tags.map(({ Key, Value }) => [Key!, Value!]));
}

async function logGroups(client: Aws['logs'], logGroupNamePrefix?: string): Promise<LogGroup[]> {
  return (await all(paginateDescribeLogGroups({ client }, { logGroupNamePrefix }))).flatMap((page) => page.logGroups!);
}

/** The names of the functions of stacks, deleted ones too: CloudFormation remembers these for 90 days. */
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
    // It may have no tags, and somebody may be deleting it.
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

/** One after the other: the rates of these calls are low, and the account has few of each. */
async function inTurn<From, To>(from: From[], map: (one: From) => Promise<To>): Promise<To[]> {
  const to: To[] = [];
  for (const one of from) {
    to.push(await map(one));
  }
  return to;
}
