import { CfnConfigRule } from 'aws-cdk-lib/aws-config';
import { Bucket as S3Bucket, type CfnBucket } from 'aws-cdk-lib/aws-s3';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { SqsSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { RemovalPolicy, type Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { ConfigRecording, ConfigStarterMode, EmptyOnDelete, FindingNotifications, FindingSource, HardenedBucket, LoggingBucket } from '../../src';
import { baselineIn, productionProps } from '../baseline/presets-under-test';
import { SAMPLES } from '../monitoring/findings/samples';
import { useLocalAws, type LocalAccount } from '../support/local-aws';

const accountOf = useLocalAws();
const ENTRIES_WRITTEN = 4;

/** Writes two versions of an object, a version and a delete marker of another object, and an incomplete multipart upload. */
async function write({ aws: { s3 } }: LocalAccount, Bucket: string): Promise<void> {
  await s3.putObject({ Bucket, Key: 'kept', Body: 'first' });
  await s3.putObject({ Bucket, Key: 'kept', Body: 'second' });
  await s3.putObject({ Bucket, Key: 'deleted', Body: 'x' });
  await s3.deleteObject({ Bucket, Key: 'deleted' });
  await s3.createMultipartUpload({ Bucket, Key: 'incomplete' });
}

async function entriesOf({ aws: { s3 } }: LocalAccount, Bucket: string): Promise<number> {
  const { Versions, DeleteMarkers } = await s3.listObjectVersions({ Bucket });
  return (Versions?.length ?? 0) + (DeleteMarkers?.length ?? 0);
}

/** The buckets of the account, except the asset bucket of the CDK. */
async function bucketsOf({ aws: { s3 } }: LocalAccount): Promise<string[]> {
  return (await s3.listBuckets({})).Buckets!.map(({ Name }) => Name!).filter((name) => !name.startsWith('cdk-'));
}

async function logGroupsOf({ aws: { logs } }: LocalAccount): Promise<string[]> {
  return (await logs.describeLogGroups({})).logGroups!.map(({ logGroupName }) => logGroupName!);
}

describe('bucket that is emptied on deletion', () => {
  const withCleanUp = (removalPolicy: RemovalPolicy) => (stack: Stack) => void new LoggingBucket(stack, 'Bucket', { removalPolicy });

  test('is deleted with its stack and all its objects, and with the log group of the function that empties it', async () => {
    const account = accountOf('500000000001');
    await account.deploy('clean-up', withCleanUp(RemovalPolicy.DESTROY));
    await write(account, (await bucketsOf(account))[0]);
    await account.destroy('clean-up');
    expect(await bucketsOf(account)).toEqual([]);
    expect(await logGroupsOf(account)).toEqual([]);
  });

  test('keeps its objects when the removal policy changes to retain and the stack is deleted afterwards', async () => {
    const account = accountOf('500000000002');
    await account.deploy('clean-up', withCleanUp(RemovalPolicy.DESTROY));
    const [bucket] = await bucketsOf(account);
    await write(account, bucket);
    await account.deploy('clean-up', withCleanUp(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE));
    expect(await entriesOf(account, bucket)).toBe(ENTRIES_WRITTEN);
    await account.destroy('clean-up');
    expect(await entriesOf(account, bucket)).toBe(ENTRIES_WRITTEN);
  });

  test('keeps its objects when EmptyOnDelete is removed or renamed, or its parent is renamed, and is emptied when its stack is deleted', async () => {
    const account = accountOf('500000000008');
    const emptiedBy = (id: string, parent?: string, removed = false) => (stack: Stack) => {
      const bucket = new S3Bucket(parent ? new Construct(stack, parent) : stack, 'Bucket', { removalPolicy: RemovalPolicy.DESTROY, versioned: true });
      (bucket.node.defaultChild as CfnBucket).overrideLogicalId('Bucket');
      new EmptyOnDelete(bucket, id, { bucket });
      if (removed) {
        bucket.node.tryRemoveChild(id);
      }
    };
    await account.deploy('renamed', emptiedBy('Empty'));
    const [bucket] = await bucketsOf(account);
    await write(account, bucket);
    await account.deploy('renamed', emptiedBy('Empty', undefined, true));
    expect(await entriesOf(account, bucket)).toBe(ENTRIES_WRITTEN);
    await expect(account.aws.s3.getBucketPolicy({ Bucket: bucket })).rejects.toThrow();
    await account.deploy('renamed', emptiedBy('Clean'));
    expect(await entriesOf(account, bucket)).toBe(ENTRIES_WRITTEN);
    await account.deploy('renamed', emptiedBy('Clean', 'Parent'));
    expect(await entriesOf(account, bucket)).toBe(ENTRIES_WRITTEN);
    await account.destroy('renamed');
    expect(await bucketsOf(account)).toEqual([]);
  });

  test('is deleted when the creation of its stack is rolled back', async () => {
    const account = accountOf('500000000003');
    await expect(account.deploy('failing', (stack) => {
      const bucket = new HardenedBucket(stack, 'Bucket', { removalPolicy: RemovalPolicy.DESTROY });
      const rule = new CfnConfigRule(stack, 'WithoutRecorder', { source: { owner: 'AWS', sourceIdentifier: 'INCOMING_SSH_DISABLED' } });
      rule.node.addDependency(bucket);
    })).rejects.toThrow(/NoAvailableConfigurationRecorder/);
    expect(await bucketsOf(account)).toEqual([]);
    expect(await logGroupsOf(account)).toEqual([]);
  });
});

describe('AWS Config', () => {
  const recording = (mode: ConfigStarterMode) => (stack: Stack) => {
    const bucket = mode === ConfigStarterMode.CREATE ? new LoggingBucket(stack, 'Bucket', { removalPolicy: RemovalPolicy.DESTROY }) : undefined;
    new ConfigRecording(stack, 'Config', { mode, bucket });
  };
  const recorders = async ({ aws: { config } }: LocalAccount) => (await config.describeConfigurationRecorderStatus({})).ConfigurationRecordersStatus!
    .map(({ name, recording: records }) => ({ name, records }));
  const withExistingRecorder = async (account: LocalAccount) => {
    const { aws: { config } } = account;
    await config.putConfigurationRecorder({ ConfigurationRecorder: { name: 'existing', roleARN: 'arn:aws:iam::500000000000:role/config' } });
    await config.putDeliveryChannel({ DeliveryChannel: { name: 'existing', s3BucketName: 'existing' } });
    return account;
  };

  test('is recording after the deployment, and is deleted with the stack', async () => {
    const account = accountOf('500000000004');
    await account.deploy('config', recording(ConfigStarterMode.CREATE));
    expect(await recorders(account)).toEqual([{ name: expect.any(String), records: true }]);
    await account.destroy('config');
    expect(await recorders(account)).toEqual([]);
    expect((await account.aws.config.describeDeliveryChannels({})).DeliveryChannels).toEqual([]);
    expect(await bucketsOf(account)).toEqual([]);
  });

  test('fails in an account with a recorder, names the recorder and the alternatives, and does not change the recorder', async () => {
    const account = await withExistingRecorder(accountOf('500000000005'));
    await expect(account.deploy('config', recording(ConfigStarterMode.CREATE))).rejects.toThrow(/existing[^]*ADOPT[^]*enabled/);
    expect(await recorders(account)).toEqual([{ name: 'existing', records: false }]);
    expect(await bucketsOf(account)).toEqual([]);
  });

  test('fails for the production preset before resources that cannot be rolled back are created', async () => {
    const account = await withExistingRecorder(accountOf('500000000007'));
    const { aws: { cloudFormation, cloudTrail, elb, rds } } = account;
    await expect(account.deploy('production', (stack) => void baselineIn(stack, productionProps(stack)))).rejects.toThrow(/existing[^]*ADOPT[^]*enabled/);
    const { Stacks } = await cloudFormation.describeStacks({ StackName: 'production' });
    expect(Stacks).toEqual([expect.objectContaining({ StackStatus: 'ROLLBACK_COMPLETE' })]);
    expect((await cloudTrail.describeTrails({})).trailList).toEqual([]);
    expect((await rds.describeDBInstances({})).DBInstances).toEqual([]);
    expect((await elb.describeLoadBalancers({})).LoadBalancers).toEqual([]);
    expect(await bucketsOf(account)).toEqual([]);
    expect(await logGroupsOf(account)).toEqual([]);
  });

  test('starts an adopted recorder, and restores its state when the stack is deleted', async () => {
    const account = await withExistingRecorder(accountOf('500000000006'));
    await account.deploy('config', recording(ConfigStarterMode.ADOPT));
    expect(await recorders(account)).toEqual([{ name: 'existing', records: true }]);
    await account.destroy('config');
    expect(await recorders(account)).toEqual([{ name: 'existing', records: false }]);
  });
});

describe('notifications of findings', () => {
  /** Receives messages of a queue until there are `count`, and for one more second, in case there are more. */
  async function receive({ aws: { sqs } }: LocalAccount, QueueUrl: string, count: number): Promise<string[]> {
    const bodies: string[] = [];
    for (let attempts = 0; attempts < 60; attempts++) {
      const { Messages = [] } = await sqs.receiveMessage({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 });
      bodies.push(...Messages.map(({ Body }) => Body!));
      if (bodies.length >= count && Messages.length === 0) {
        break;
      }
    }
    return bodies;
  }

  test('are published once for a sample of every source, although its event is repeated, and are deleted with their stack', async () => {
    const account = accountOf('500000000020');
    const { aws: { events, lambda, sqs } } = account;
    await account.deploy('findings', (stack) => {
      const topic = new Topic(stack, 'Topic');
      topic.addSubscription(new SqsSubscription(new Queue(stack, 'Received', { queueName: 'received' }), { rawMessageDelivery: true }));
      new FindingNotifications(stack, 'Findings', { topic });
    });
    const { QueueUrl } = await sqs.getQueueUrl({ QueueName: 'received' });
    const samples = Object.values(SAMPLES).map(({ event }) => JSON.parse(JSON.stringify(event).replaceAll('eu-west-1', 'us-east-1')));
    const entries = samples.map(({ source, detail, ...event }) => ({ Source: `emulated.${source}`, DetailType: event['detail-type'], Detail: JSON.stringify(detail) }));
    const fromCustomer = entries.map((entry) => ({ ...entry, Source: entry.Source.replace('emulated.', '') }));
    expect((await events.putEvents({ Entries: fromCustomer })).FailedEntryCount).toBe(samples.length);
    expect((await events.putEvents({ Entries: entries })).FailedEntryCount).toBe(0);
    const messages = await receive(account, QueueUrl!, samples.length);
    expect(messages.map((message) => JSON.parse(message).metadata.eventType).sort()).toEqual(Object.values(FindingSource).sort());

    await events.putEvents({ Entries: entries });
    const { Functions } = await lambda.listFunctions({});
    const { FunctionName } = Functions!.find(({ Description }) => Description === 'Publishes findings of security services')!;
    const { FunctionError } = await lambda.invoke({ FunctionName, Payload: JSON.stringify({ ...samples[0], detail: { ...samples[0].detail, id: 'test' } }) });
    expect(FunctionError).toBeUndefined();
    const [test, ...repeated] = await receive(account, QueueUrl!, 1);
    expect(JSON.parse(test).content.title).toContain('SSH brute force');
    expect(repeated).toEqual([]);

    await account.destroy('findings');
    expect(await logGroupsOf(account)).toEqual([]);
  });
});
