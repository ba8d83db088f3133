import { setTimeout as pause } from 'node:timers/promises';
import { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnLogGroup } from 'aws-cdk-lib/aws-logs';
import { RemovalPolicy, type Stack } from 'aws-cdk-lib/core';
import { fill, Writer } from './bucket-filling';
import { LoggingBucket } from '../../src';
import { WRITE_DENY_SID } from '../../src/storage/empty-on-delete/resource-properties';
import { useLocalAws, type LocalAccount } from '../support/local-aws';

const accountOf = useLocalAws();
const STACK = 'emptying';
const ENTRIES = 110_000;
const TEN_MINUTES = 600_000;
/** 80 seconds are reserved for the end of an invocation. The rest is slightly longer than the period without writes that one invocation must observe. */
const FUNCTION_SECONDS = 102;
const CONTINUATIONS = 3;
/** Short pauses during the first invocation. The later pauses let the bucket become empty, but are shorter than the period without writes that the function waits for. */
const PAUSES = { initial: 100, later: 6_000 };
/** The time within which the last lines of a function arrive in its log group after its response. */
const LAST_LINES_MILLISECONDS = 10_000;

interface Line {
  readonly event: string;
  readonly [detail: string]: unknown;
}

/** A bucket whose function needs several invocations, and whose log groups are retained. */
function withShortTimeout(stack: Stack): void {
  new LoggingBucket(stack, 'Bucket', { removalPolicy: RemovalPolicy.DESTROY });
  for (const resource of stack.node.findAll()) {
    if (resource instanceof CfnFunction) {
      resource.timeout = FUNCTION_SECONDS;
    } else if (resource instanceof CfnLogGroup) {
      resource.applyRemovalPolicy(RemovalPolicy.RETAIN);
    }
  }
}

async function bucketsOf({ aws: { s3 } }: LocalAccount): Promise<string[]> {
  return (await s3.listBuckets({})).Buckets!.map(({ Name }) => Name!).filter((name) => !name.startsWith('cdk-'));
}

/** The log lines of the deletion. The lines of an invocation arrive when it ends, which can be after the lines of the next invocation. */
async function linesOf({ aws: { logs } }: LocalAccount): Promise<Line[]> {
  const [{ logGroupName }] = (await logs.describeLogGroups({})).logGroups!;
  const messages: string[] = [];
  let nextToken: string | undefined;
  do {
    const page = await logs.filterLogEvents({ logGroupName, nextToken });
    messages.push(...page.events!.map(({ message }) => message!));
    nextToken = page.nextToken;
  } while (nextToken);
  const lines = messages.filter((message) => message.startsWith('{')).map((message) => JSON.parse(message) as Line);
  const first = lines.findIndex(({ type }) => type === 'Delete');
  return first < 0 ? [] : lines.slice(first);
}

const named = (lines: Line[], name: string) => lines.filter(({ event }) => event === name);
const sum = (lines: Line[], detail: string) => lines.reduce((total, line) => total + (line[detail] as number), 0);

/** The number of statements in the bucket policy that deny writes during the deletion. */
async function denialsOf({ aws: { s3 } }: LocalAccount, Bucket: string): Promise<number> {
  const { Statement } = JSON.parse((await s3.getBucketPolicy({ Bucket })).Policy!) as { Statement: { Sid?: string }[] };
  return Statement.filter(({ Sid }) => Sid === WRITE_DENY_SID).length;
}

/**
 * The emulator stores bucket policies but does not enforce them. The writer represents writes that were allowed before the deny statement and
 * arrive late. The test shows that the function waits for them, not that the policy rejects them. The emulator does not delete a bucket that
 * contains a version or a delete marker.
 */
describe('bucket with 110,000 versions and delete markers that receives objects while its stack is deleted', () => {
  let account: LocalAccount;
  let filled: number;
  let writer: Writer;
  let denials: number;
  let statuses: string[];
  let lines: Line[];

  beforeAll(async () => {
    account = accountOf('700000000001');
    const { s3, cloudFormation } = account.aws;
    await account.deploy(STACK, withShortTimeout);
    const { StackId: StackName } = (await cloudFormation.describeStacks({ StackName: STACK })).Stacks![0];
    const [bucket] = await bucketsOf(account);
    filled = await fill(s3, bucket, ENTRIES);

    let continuations = 0;
    let destroyed = false;
    writer = new Writer(s3, bucket);
    writer.start(() => (continuations === 0 ? PAUSES.initial : PAUSES.later));
    const untilContinued = async () => {
      while (continuations < CONTINUATIONS && !destroyed) {
        await pause(1_000);
        continuations = named(await linesOf(account), 'continues in another invocation').length;
      }
      denials = destroyed ? 0 : await denialsOf(account, bucket);
      await writer.stop();
    };
    await Promise.all([account.destroy(STACK).finally(() => { destroyed = true; }), untilContinued()]);

    const { StackEvents } = await cloudFormation.describeStackEvents({ StackName });
    statuses = StackEvents!.filter(({ ResourceType }) => ResourceType === 'Custom::EmptyOnDelete').map(({ ResourceStatus }) => ResourceStatus!).reverse();
    for (const deadline = Date.now() + LAST_LINES_MILLISECONDS; named(lines = await linesOf(account), 'response sent').length === 0 && Date.now() < deadline;) {
      await pause(200);
    }
  }, TEN_MINUTES);

  test('is deleted with its stack', async () => {
    expect(filled).toBe(ENTRIES);
    expect(await bucketsOf(account)).toEqual([]);
    await expect(account.aws.cloudFormation.describeStacks({ StackName: STACK })).rejects.toThrow(/does not exist/);
  });

  test('is emptied by a function that invokes itself again and makes progress in each invocation', () => {
    const continued = named(lines, 'continues in another invocation')
      .sort((one, other) => (one.invocations as number) - (other.invocations as number));
    const invocations = continued.map((_, index) => index + 1);
    expect(continued.length).toBeGreaterThanOrEqual(CONTINUATIONS);
    expect(continued.map(({ invocations: number }) => number)).toEqual(invocations);
    expect(named(lines, 'request')).toHaveLength(continued.length + 1);
    const deleted = continued.slice(0, CONTINUATIONS).map((line) => line.deleted as number);
    expect(deleted[0]).toBeGreaterThan(0);
    expect(deleted).toEqual([...new Set(deleted)].sort((one, other) => one - other));
  });

  test('reports SUCCESS to CloudFormation once', () => {
    expect(named(lines, 'response sent')).toEqual([{ event: 'response sent', status: 200 }]);
    expect(named(lines, 'failed')).toEqual([]);
    expect(statuses.slice(-2)).toEqual(['DELETE_IN_PROGRESS', 'DELETE_COMPLETE']);
  });

  test('is considered empty only after a period without writes', () => {
    expect(writer.error).toBeUndefined();
    expect(writer.written.entries).toBeGreaterThan(0);
  });

  /** Deletions that have not completed at the end of an invocation are not counted. */
  test('lists every version and delete marker for deletion and counts none twice', () => {
    const ends = lines.filter(({ event }) => ['deadline reached', 'empty'].includes(event));
    const deleted = sum(ends, 'deleted');
    const written = filled + writer.written.entries;
    expect(deleted).toBeLessThanOrEqual(written);
    expect(deleted + sum(ends, 'remainingListed')).toBeGreaterThanOrEqual(written);
    expect(sum(ends, 'uploadsAborted')).toBeGreaterThan(0);
    expect(sum(ends, 'uploadsAborted')).toBeLessThanOrEqual(writer.written.uploads);
  });

  test('has one deny statement for writes, regardless of the number of invocations', () => {
    expect(denials).toBe(1);
  });
});
