import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { CfnVPC, SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { Duration, RemovalPolicy, type Stack } from 'aws-cdk-lib/core';
import type { Context } from 'aws-lambda';
import type { Call } from './api-permissions';
import { ConfigRecording, HardenedMySql, LoggingBucket } from '../../../src';
import { SYSTEM_CLOCK } from '../../../src/common/functions/runtime/timing';
import { ClosedDefaultSecurityGroup } from '../../../src/network/closed-default-security-group/closed-default-security-group';
import { GUARD_TAG } from '../../../src/storage/empty-on-delete/resource-properties';
import { deleteContent, type DeletionEvent } from '../../../src/storage/empty-on-delete/runtime/deletion';
import type { LocalAccount } from '../../support/local-aws';
import { ACCOUNT } from '../template-values';

/** Adds constructs with all functions of the library to a stack. */
export function withEveryFunction(stack: Stack): void {
  const bucket = new LoggingBucket(stack, 'Bucket', { removalPolicy: RemovalPolicy.DESTROY });
  new ConfigRecording(stack, 'Config', { bucket, retentionPeriod: Duration.days(90) });
  const vpc = new CfnVPC(stack, 'Vpc', { cidrBlock: '10.0.0.0/16' });
  new ClosedDefaultSecurityGroup(stack, 'DefaultSecurityGroup', { securityGroupId: vpc.attrDefaultSecurityGroup });
  new HardenedMySql(stack, 'Database', {
    vpc: new Vpc(stack, 'DatabaseVpc', {
      natGateways: 0, restrictDefaultSecurityGroup: false, subnetConfiguration: [{ name: 'Isolated', subnetType: SubnetType.PRIVATE_ISOLATED }],
    }),
    manageMasterUserPassword: false,
    deletionProtection: false,
    removalPolicy: RemovalPolicy.DESTROY,
  });
}

/** Adds two versions of an object, a delete marker and an incomplete multipart upload to a bucket. */
export async function fill({ aws: { s3 } }: LocalAccount, Bucket: string): Promise<void> {
  await s3.putObject({ Bucket, Key: 'kept', Body: 'first' });
  await s3.putObject({ Bucket, Key: 'kept', Body: 'second' });
  await s3.deleteObject({ Bucket, Key: 'kept' });
  await s3.createMultipartUpload({ Bucket, Key: 'unfinished' });
}

const GUARD_STACK_ARN = `arn:aws:cloudformation:us-east-1:${ACCOUNT}:stack/long/1/0123456789ab`;
/** At most the time that the function reserves for its response and its end, so that it invokes itself again immediately. */
const RESERVED_MILLISECONDS = 80_000;

/**
 * Runs a deletion that takes longer than one invocation, of a bucket without a policy, which a deployment on the emulator does not cover. The
 * code of the handler runs in this process and calls the emulator.
 *
 * @param target the function that is to be invoked again, and the bucket of its stack, whose name replaces that of the test bucket in the calls
 */
export async function deleteInSeveralInvocations(
  { aws }: LocalAccount, endpoint: string, target: { readonly function: string; readonly functionArn: string; readonly bucket: string },
): Promise<Call[]> {
  const options = { endpoint, region: 'us-east-1', credentials: { accessKeyId: ACCOUNT, secretAccessKey: 'local' } };
  const calls: Call[] = [];
  const s3 = recorded(new S3Client({ ...options, forcePathStyle: true }), target.function, calls);
  const lambda = recorded(new LambdaClient(options), target.function, calls);
  const Bucket = 'long';
  await aws.s3.createBucket({ Bucket });
  await aws.s3.putBucketTagging({ Bucket, Tagging: { TagSet: [{ Key: GUARD_TAG, Value: GUARD_STACK_ARN }] } });
  await aws.s3.putObject({ Bucket, Key: 'left', Body: 'x' });
  const event = {
    RequestType: 'Delete', StackId: GUARD_STACK_ARN, PhysicalResourceId: GUARD_STACK_ARN, ResourceProperties: { BucketName: Bucket },
  } as unknown as DeletionEvent;
  const context = { invokedFunctionArn: target.functionArn, getRemainingTimeInMillis: () => RESERVED_MILLISECONDS } as Context;
  // The function was deleted with its stack: the deletion cannot continue, and restores the bucket policy so that writers are allowed again.
  const operation = { stackStatus: 'DELETE_IN_PROGRESS', startedAt: Date.now(), physicalResourceId: GUARD_STACK_ARN };
  await expect(deleteContent(event, context, { s3, lambda, timing: SYSTEM_CLOCK }, operation)).rejects.toThrow(/could not invoke itself/);
  return calls.map((call) => call.input.Bucket === Bucket ? { ...call, input: { ...call.input, Bucket: target.bucket } } : call);
}

/** Adds a middleware to a client that records each command. */
function recorded<Client>(client: Client, functionName: string, calls: Call[]): Client {
  (client as S3Client).middlewareStack.add((next, { commandName }) => async (args) => {
    calls.push({ function: functionName, command: commandName!, input: { ...args.input } });
    return next(args);
  }, { step: 'initialize' });
  return client;
}
