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
const FIVE_MINUTES = 300_000;
/** 80 of them are kept for the end of an invocation; what is left is a little more than the quiet period, which one invocation has to see. */
const FUNCTION_SECONDS = 102;
const CONTINUATIONS = 3;
/** Hardly any during the first invocation; afterwards long enough for the bucket to be empty in between, and shorter than the quiet period. */
const PAUSES = { atFirst: 100, later: 6_000 };
/** Everything that a function logs is in its log group when it has ended, a little after its answer. */
const LAST_LINES_MILLISECONDS = 10_000;

interface Line {
  readonly event: string;
  readonly [detail: string]: unknown;
}

/** A bucket whose function has less time than work, and leaves its log behind. */
function withLittleTime(stack: Stack): void {
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

/** What the deletion logged, in the order of its invocations. Each writes its lines when it ends. */
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

/** How often our denial stands in the bucket's policy. */
async function denialsOf({ aws: { s3 } }: LocalAccount, Bucket: string): Promise<number> {
  const { Statement } = JSON.parse((await s3.getBucketPolicy({ Bucket })).Policy!) as { Statement: { Sid?: string }[] };
  return Statement.filter(({ Sid }) => Sid === WRITE_DENY_SID).length;
}

/**
 * The emulator stores bucket policies but does not enforce them: the writer stands for all whose writes were let in before the denial and
 * arrive late. What is shown is that they are waited for, not that they are kept out. The emulator refuses to delete a bucket that
 * holds a version or a marker.
 */
describe('a bucket of 110,000 versions and delete markers that is written to while its stack is deleted', () => {
  let account: LocalAccount;
  let filled: number;
  let writer: Writer;
  let denials: number;
  let statuses: string[];
  let lines: Line[];

  beforeAll(async () => {
    account = accountOf('700000000001');
    const { s3, cloudFormation } = account.aws;
    await account.deploy(STACK, withLittleTime);
    const { StackId: StackName } = (await cloudFormation.describeStacks({ StackName: STACK })).Stacks![0];
    const [bucket] = await bucketsOf(account);
    filled = await fill(s3, bucket, ENTRIES);

    let continuations = 0;
    let destroyed = false;
    writer = new Writer(s3, bucket);
    writer.start(() => (continuations === 0 ? PAUSES.atFirst : PAUSES.later));
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
    for (const giveUp = Date.now() + LAST_LINES_MILLISECONDS; named(lines = await linesOf(account), 'answered').length === 0 && Date.now() < giveUp;) {
      await pause(200);
    }
  }, FIVE_MINUTES);

  test('is gone with its stack', async () => {
    expect(filled).toBe(ENTRIES);
    expect(await bucketsOf(account)).toEqual([]);
    await expect(account.aws.cloudFormation.describeStacks({ StackName: STACK })).rejects.toThrow(/does not exist/);
  });

  test('is emptied by a function that continues by itself, and gets further each time', () => {
    const continued = named(lines, 'continues in another invocation');
    const invocations = continued.map((_, index) => index + 1);
    expect(continued.length).toBeGreaterThanOrEqual(CONTINUATIONS);
    expect(continued.map(({ invocations: number }) => number)).toEqual(invocations);
    expect(named(lines, 'request')).toHaveLength(continued.length + 1);
    const deleted = continued.slice(0, CONTINUATIONS).map((line) => line.deleted as number);
    expect(deleted[0]).toBeGreaterThan(0);
    expect(deleted).toEqual([...new Set(deleted)].sort((one, other) => one - other));
  });

  test('is answered for once, with SUCCESS', () => {
    expect(named(lines, 'answered')).toEqual([{ event: 'answered', status: 200 }]);
    expect(named(lines, 'failed')).toEqual([]);
    expect(statuses.slice(-2)).toEqual(['DELETE_IN_PROGRESS', 'DELETE_COMPLETE']);
  });

  test('counts as empty only when nothing has arrived for longer than the writer pauses', () => {
    expect(writer.refusal).toBeUndefined();
    expect(writer.written.entries).toBeGreaterThan(0);
  });

  /** A deletion whose answer does not come in time, at the end of an invocation, is in no count. */
  test('has every version and marker listed for deletion, and none is counted twice', () => {
    const ends = lines.filter(({ event }) => ['time is up', 'empty'].includes(event));
    const deleted = sum(ends, 'deleted');
    const written = filled + writer.written.entries;
    expect(deleted).toBeLessThanOrEqual(written);
    expect(deleted + sum(ends, 'remainingListed')).toBeGreaterThanOrEqual(written);
    expect(sum(ends, 'uploadsAborted')).toBeGreaterThan(0);
    expect(sum(ends, 'uploadsAborted')).toBeLessThanOrEqual(writer.written.uploads);
  });

  test('denies new objects in its policy once, however often the function continues', () => {
    expect(denials).toBe(1);
  });
});
