import * as config from 'aws-cdk-lib/aws-config';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sns from 'aws-cdk-lib/aws-sns';
import type { Stack } from 'aws-cdk-lib/core';
import {
  AuditTrail, ConfigRecording, ConfigStarter, HardenedBucket, HardenedMySql, LoggingBucket, SecureBaseline, ThreeTierVpc, VpcFlowLogs, WebTier,
} from '../../../src';
import { importVpc } from '../../support/standalone';
import { newStack } from '../../support/templates';

const HERE = { env: { account: '111111111111', region: 'eu-central-1' } };
const keyIn = (stack: Stack) => kms.Key.fromKeyArn(stack, 'Other', 'arn:aws:kms:us-east-1:111111111111:key/1');
const topicIn = (stack: Stack) => sns.Topic.fromTopicArn(stack, 'Other', 'arn:aws:sns:us-east-1:111111111111:topic');
const logGroupIn = (stack: Stack) => logs.LogGroup.fromLogGroupArn(stack, 'Other', 'arn:aws:logs:us-east-1:111111111111:log-group:group');
const bucketIn = (stack: Stack) => new LoggingBucket(stack, 'Logs');
const required = { environmentSuffix: 'dev', owner: 'a', costCenter: 'b' };

/** Constructs with a resource of another region, and the prop that specifies it. */
const USES: [construct: string, prop: string, build: (stack: Stack) => void][] = [
  ['HardenedBucket', 'encryptionKey', (stack) => new HardenedBucket(stack, 'Bucket', { encryptionKey: keyIn(stack) })],
  ['AuditTrail', 'encryptionKey', (stack) => new AuditTrail(stack, 'Trail', { bucket: bucketIn(stack), encryptionKey: keyIn(stack) })],
  ['AuditTrail', 'logGroup', (stack) => new AuditTrail(stack, 'Trail', { bucket: bucketIn(stack), logGroup: logGroupIn(stack) })],
  ['ConfigRecording', 'encryptionKey', (stack) => new ConfigRecording(stack, 'Config', { bucket: bucketIn(stack), encryptionKey: keyIn(stack) })],
  ['ConfigRecording', 'topic', (stack) => new ConfigRecording(stack, 'Config', { bucket: bucketIn(stack), topic: topicIn(stack) })],
  ['ConfigStarter', 'encryptionKey', (stack) => new ConfigStarter(stack, 'Starter', {
    recorder: new config.CfnConfigurationRecorder(stack, 'Recorder', { roleArn: 'arn:aws:iam::111111111111:role/config' }),
    deliveryChannel: new config.CfnDeliveryChannel(stack, 'Channel', { s3BucketName: 'logs' }),
    encryptionKey: keyIn(stack),
  })],
  ['VpcFlowLogs', 'encryptionKey', (stack) => new VpcFlowLogs(stack, 'FlowLogs', { vpc: importVpc(stack), encryptionKey: keyIn(stack) })],
  ['VpcFlowLogs', 'logGroup', (stack) => new VpcFlowLogs(stack, 'FlowLogs', { vpc: importVpc(stack), logGroup: logGroupIn(stack) })],
  ['ThreeTierVpc', 'encryptionKey', (stack) => new ThreeTierVpc(stack, 'Network', { encryptionKey: keyIn(stack) })],
  ['HardenedMySql', 'encryptionKey', (stack) => new HardenedMySql(stack, 'Database', { vpc: importVpc(stack), encryptionKey: keyIn(stack) })],
  ['HardenedMySql', 'notificationTopic', (stack) => new HardenedMySql(stack, 'Database', { vpc: importVpc(stack), notificationTopic: topicIn(stack) })],
  ['WebTier', 'encryptionKey', (stack) => new WebTier(stack, 'Web', { vpc: importVpc(stack), encryptionKey: keyIn(stack) })],
  ['WebTier', 'scalingTopic', (stack) => new WebTier(stack, 'Web', { vpc: importVpc(stack), scalingTopic: topicIn(stack) })],
  ['WebTier', 'logGroup', (stack) => new WebTier(stack, 'Web', { vpc: importVpc(stack), logGroup: logGroupIn(stack) })],
  ['SecureBaseline', 'storage.encryptionKey', (stack) => new SecureBaseline(stack, 'Baseline', { ...required, storage: { encryptionKey: keyIn(stack) } })],
  ['SecureBaseline', 'trail.logGroup', (stack) => new SecureBaseline(stack, 'Baseline', { ...required, trail: { logGroup: logGroupIn(stack) } })],
  ['SecureBaseline', 'webTier.logGroup', (stack) => new SecureBaseline(stack, 'Baseline', { ...required, webTier: { logGroup: logGroupIn(stack) } })],
  ['SecureBaseline', 'config.topic', (stack) => new SecureBaseline(stack, 'Baseline', { ...required, config: { topic: topicIn(stack) } })],
];

describe('a resource in another region is rejected:', () => {
  test.each(USES)('%s, %s', (_construct, prop, build) => {
    expect(() => build(newStack(HERE))).toThrow(new RegExp(`  - ${prop.replace('.', '\\.')} must be in the region of the stack, eu-central-1, got "Stack/Other in us-east-1"\\. `));
  });
});

describe('a resource in an unknown region is accepted:', () => {
  test.each(USES)('%s, %s', (_construct, _prop, build) => expect(() => build(newStack())).not.toThrow());
});

test.each<[string, (stack: Stack, logGroup: logs.ILogGroup) => void]>([
  ['AuditTrail', (stack, logGroup) => new AuditTrail(stack, 'Trail', { bucket: bucketIn(stack), logGroup })],
  ['VpcFlowLogs', (stack, logGroup) => new VpcFlowLogs(stack, 'FlowLogs', { vpc: importVpc(stack), logGroup })],
  ['WebTier', (stack, logGroup) => new WebTier(stack, 'Web', { vpc: importVpc(stack), logGroup })],
])('a log group in another account is rejected: %s', (_, build) => {
  const stack = newStack(HERE);
  const importGroup = (id: string, account: string) => logs.LogGroup.fromLogGroupArn(stack, id, `arn:aws:logs:eu-central-1:${account}:log-group:group`);
  expect(() => build(stack, importGroup('Other', '222222222222'))).toThrow(/- logGroup must be in the account of the stack, 111111111111, got "Stack\/Other in 222222222222"\. /);
  const own = newStack(HERE);
  expect(() => build(own, logs.LogGroup.fromLogGroupArn(own, 'Own', 'arn:aws:logs:eu-central-1:111111111111:log-group:group'))).not.toThrow();
});

test('the remedy for a key explains how to specify the key of a bucket in another region', () => {
  const [, , build] = USES.find(([construct]) => construct === 'AuditTrail')!;
  expect(() => build(newStack(HERE))).toThrow(/key of the bucket where you import it: s3\.Bucket\.fromBucketAttributes\(this, id, { bucketArn, region, encryptionKey }\)/);
});
