import { ConfigServiceClient } from '@aws-sdk/client-config-service';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { CfnSecurityGroupIngress, CfnVPC } from 'aws-cdk-lib/aws-ec2';
import { RemovalPolicy, type Stack } from 'aws-cdk-lib/core';
import type { Context } from 'aws-lambda';
import type { Call } from './api-permissions';
import { ConfigRecording, LoggingBucket } from '../../../src';
import { Retention } from '../../../src/audit/config-starter/runtime/retention';
import { SYSTEM_CLOCK } from '../../../src/common/custom-resource/runtime/timing';
import { ClosedDefaultSecurityGroup } from '../../../src/network/closed-default-security-group/closed-default-security-group';
import { GUARD_TAG } from '../../../src/storage/empty-on-delete/resource-properties';
import { deleteContent, type DeletionEvent } from '../../../src/storage/empty-on-delete/runtime/deletion';
import type { LocalAccount } from '../../support/local-aws';
import { ACCOUNT } from '../template-values';

/** A stack with every function of ours. */
export function withEveryFunction(stack: Stack): void {
  new ConfigRecording(stack, 'Config', { bucket: new LoggingBucket(stack, 'Bucket', { removalPolicy: RemovalPolicy.DESTROY }) });
  const vpc = new CfnVPC(stack, 'Vpc', { cidrBlock: '10.0.0.0/16' });
  const closed = new ClosedDefaultSecurityGroup(stack, 'DefaultSecurityGroup', { securityGroupId: vpc.attrDefaultSecurityGroup });
  // EC2 gives the group such a rule itself, the emulator does not.
  const rule = { groupId: vpc.attrDefaultSecurityGroup, ipProtocol: '-1', sourceSecurityGroupId: vpc.attrDefaultSecurityGroup };
  closed.node.addDependency(new CfnSecurityGroupIngress(stack, 'FromItself', rule));
}

/** Two versions of an object, a delete marker, and an upload that was never finished. */
export async function fill({ aws: { s3 } }: LocalAccount, Bucket: string): Promise<void> {
  await s3.putObject({ Bucket, Key: 'kept', Body: 'first' });
  await s3.putObject({ Bucket, Key: 'kept', Body: 'second' });
  await s3.deleteObject({ Bucket, Key: 'kept' });
  await s3.createMultipartUpload({ Bucket, Key: 'unfinished' });
}

const GUARD = `arn:aws:cloudformation:us-east-1:${ACCOUNT}:stack/long/1/0123456789ab`;
/** No more than the function keeps for its answer and its ending: it hands over at once. */
const HARDLY_ANY_MILLISECONDS = 80_000;

/**
 * What the emulator does not come to: a deletion that takes longer than one invocation, of a bucket that has no policy. The handler's work
 * runs in this process, on the emulator.
 *
 * @param target the function that is to go on, and the bucket of its stack for which this one stands
 */
export async function deleteForLong(
  { aws }: LocalAccount, endpoint: string, target: { readonly function: string; readonly functionArn: string; readonly bucket: string },
): Promise<Call[]> {
  const options = { endpoint, region: 'us-east-1', credentials: { accessKeyId: ACCOUNT, secretAccessKey: 'local' } };
  const calls: Call[] = [];
  const s3 = recorded(new S3Client({ ...options, forcePathStyle: true }), target.function, calls);
  const lambda = recorded(new LambdaClient(options), target.function, calls);
  const Bucket = 'long';
  await aws.s3.createBucket({ Bucket });
  await aws.s3.putBucketTagging({ Bucket, Tagging: { TagSet: [{ Key: GUARD_TAG, Value: GUARD }] } });
  await aws.s3.putObject({ Bucket, Key: 'left', Body: 'x' });
  const ResourceProperties = { BucketName: Bucket, BucketArn: `arn:aws:s3:::${Bucket}`, Guard: GUARD };
  const event = { RequestType: 'Delete', ResourceProperties } as unknown as DeletionEvent;
  const context = { invokedFunctionArn: target.functionArn, getRemainingTimeInMillis: () => HARDLY_ANY_MILLISECONDS } as Context;
  // The function went with its stack: the deletion cannot go on, and lets writers in again.
  await expect(deleteContent(event, context, { s3, lambda, timing: SYSTEM_CLOCK })).rejects.toThrow(/could not start itself again/);
  return calls.map((call) => call.input.Bucket === Bucket ? { ...call, input: { ...call.input, Bucket: target.bucket } } : call);
}

/** What the emulator does not know: how long AWS Config keeps what it recorded. */
export async function changeRetention(functionName: string): Promise<Call[]> {
  const calls: Call[] = [];
  const client = recorded(new ConfigServiceClient({ region: 'us-east-1' }), functionName, calls, {
    PutRetentionConfigurationCommand: {},
    DescribeRetentionConfigurationsCommand: { RetentionConfigurations: [{ Name: 'default', RetentionPeriodInDays: 90 }] },
    DeleteRetentionConfigurationCommand: {},
  });
  const retention = new Retention(client, SYSTEM_CLOCK);
  await retention.set(90);
  await retention.reset(90);
  return calls;
}

/** The client, with each of its commands noted, and answered where an answer is given. */
function recorded<Client>(client: Client, functionName: string, calls: Call[], answers: Record<string, object> = {}): Client {
  (client as S3Client).middlewareStack.add((next, { commandName }) => async (args) => {
    calls.push({ function: functionName, command: commandName!, input: { ...args.input } });
    const answer = answers[commandName!];
    return answer ? { output: { $metadata: {}, ...answer }, response: undefined } as never : next(args);
  }, { step: 'initialize' });
  return client;
}
