import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as config from 'aws-cdk-lib/aws-config';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Schedule } from 'aws-cdk-lib/aws-events';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Duration, RemovalPolicy, type Stack } from 'aws-cdk-lib/core';
import * as baseline from '../../src';
import { productionProps } from '../baseline/presets-under-test';

/** A VPC that somebody else made. */
export function vpcIn(stack: Stack): ec2.IVpc {
  return ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
    vpcId: 'vpc-1',
    vpcCidrBlock: '10.0.0.0/16',
    availabilityZones: ['a', 'b'],
    publicSubnetIds: ['public-1', 'public-2'],
    publicSubnetIpv4CidrBlocks: ['10.0.0.0/24', '10.0.1.0/24'],
    privateSubnetIds: ['private-1', 'private-2'],
    privateSubnetRouteTableIds: ['table-1', 'table-2'],
    privateSubnetIpv4CidrBlocks: ['10.0.2.0/24', '10.0.3.0/24'],
    isolatedSubnetIds: ['isolated-1', 'isolated-2'],
    isolatedSubnetRouteTableIds: ['table-3', 'table-4'],
    isolatedSubnetIpv4CidrBlocks: ['10.0.4.0/24', '10.0.5.0/24'],
  });
}

const logsIn = (stack: Stack) => LogGroup.fromLogGroupName(stack, 'Logs', 'logs');
const bucketIn = (stack: Stack) => Bucket.fromBucketName(stack, 'TheirBucket', 'bucket');
/** What a bucket has that is meant for data. */
const keptBucket = (stack: Stack): baseline.HardenedBucketProps => ({
  encryptionKey: new baseline.EncryptionKey(stack, 'Key'), serverAccessLogs: { bucket: bucketIn(stack), prefix: 'bucket' },
});
/** One that goes with the stack, and has no emptier of its own. */
const deletedBucketIn = (stack: Stack) => {
  const bucket = new baseline.HardenedBucket(stack, 'Bucket', keptBucket(stack));
  bucket.applyRemovalPolicy(RemovalPolicy.DESTROY);
  return bucket;
};
const topicIn = (stack: Stack, id = 'Topic') => new baseline.NotificationTopic(stack, id).topic;
const slackChannels = [{ workspaceId: 'T0123ABCD', channelId: 'C0123456789' }];

/** Every construct without a baseline around it, and what props switch on that neither preset has. */
export const ALONE: [name: string, build: (stack: Stack) => void][] = [
  ['EncryptionKey', (stack) => new baseline.EncryptionKey(stack, 'Key')],
  ['HardenedBucket', (stack) => new baseline.HardenedBucket(stack, 'Bucket', keptBucket(stack))],
  ['LoggingBucket of access logs that is deleted', (stack) => {
    new baseline.LoggingBucket(stack, 'Bucket', { removalPolicy: RemovalPolicy.DESTROY }).allowServerAccessLogs('logs');
  }],
  ['LoggingBucket of flow logs', (stack) => new baseline.LoggingBucket(stack, 'Bucket', keptBucket(stack)).allowFlowLogs('flows')],
  ['EmptyOnDelete', (stack) => new baseline.EmptyOnDelete(stack, 'Emptier', { bucket: deletedBucketIn(stack) })],
  ['AuditTrail', (stack) => new baseline.AuditTrail(stack, 'Trail', { bucket: bucketIn(stack) })],
  ['ConfigRules', (stack) => new baseline.ConfigRules(stack, 'Rules')],
  ['ConfigStarter', (stack) => {
    const recorder = new config.CfnConfigurationRecorder(stack, 'Recorder', { roleArn: 'arn:aws:iam::111122223333:role/config' });
    const deliveryChannel = new config.CfnDeliveryChannel(stack, 'Channel', { s3BucketName: 'config' });
    new baseline.ConfigStarter(stack, 'Starter', { recorder, deliveryChannel, retentionPeriod: Duration.days(365) });
  }],
  ['ConfigStarter that adopts', (stack) => new baseline.ConfigStarter(stack, 'Starter', { mode: baseline.ConfigStarterMode.ADOPT })],
  ['ConfigRecording', (stack) => new baseline.ConfigRecording(stack, 'Config', { bucket: new baseline.LoggingBucket(stack, 'Bucket', keptBucket(stack)) })],
  ['ThreeTierVpc', (stack) => new baseline.ThreeTierVpc(stack, 'Network')],
  ['ThreeTierVpc with interface endpoints', (stack) => {
    new baseline.ThreeTierVpc(stack, 'Network', { interfaceEndpoints: [ec2.InterfaceVpcEndpointAwsService.SSM, ec2.InterfaceVpcEndpointAwsService.EC2] });
  }],
  ['VpcFlowLogs', (stack) => new baseline.VpcFlowLogs(stack, 'FlowLogs', { vpc: vpcIn(stack) })],
  ['VpcEndpoints', (stack) => {
    new baseline.VpcEndpoints(stack, 'Endpoints', { vpc: vpcIn(stack), interfaceEndpoints: [ec2.InterfaceVpcEndpointAwsService.KMS] });
  }],
  ['NatGatewayAlarms', (stack) => new baseline.NatGatewayAlarms(stack, 'Alarms', { natGatewayIds: ['nat-1'], alarmActions: [new SnsAction(topicIn(stack))] })],
  ['NotificationTopic', (stack) => new baseline.NotificationTopic(stack, 'Topic')],
  ['NotificationTopic with chat and test messages', (stack) => {
    new baseline.NotificationTopic(stack, 'Topic', { slackChannels, testMessageSchedule: Schedule.rate(Duration.days(7)) });
  }],
  ['ChatChannels', (stack) => new baseline.ChatChannels(stack, 'Chat', { topics: [topicIn(stack)], slackChannels })],
  ['DeliveryFailureAlarms', (stack) => {
    new baseline.DeliveryFailureAlarms(stack, 'Undelivered', { topic: topicIn(stack), alarmActions: [new SnsAction(topicIn(stack, 'Second'))] });
  }],
  ['RootSignInRule', (stack) => new baseline.RootSignInRule(stack, 'Root', { topic: topicIn(stack), deliveryFailureTopic: topicIn(stack, 'Second') })],
  ['SecurityDashboard', (stack) => new baseline.SecurityDashboard(stack, 'Dashboard', { sections: [{ title: 'Nothing' }] })],
  ['SecurityAlarms', (stack) => new baseline.SecurityAlarms(stack, 'Alarms', { logGroup: logsIn(stack), topic: topicIn(stack) })],
  ['HardenedMySql', (stack) => new baseline.HardenedMySql(stack, 'Database', { vpc: vpcIn(stack) })],
  ['HardenedMySql that costs little, with a replica', (stack) => {
    const database = new baseline.HardenedMySql(stack, 'Database', {
      vpc: vpcIn(stack), multiAz: false, deletionProtection: false, monitoringInterval: Duration.seconds(0), removalPolicy: RemovalPolicy.DESTROY,
    });
    database.addReadReplica('Replica');
  }],
  ['MySqlReadReplica', (stack) => new baseline.HardenedMySql(stack, 'Database', { vpc: vpcIn(stack) }).addReadReplica('Replica')],
  ['WebTier without certificate', (stack) => new baseline.WebTier(stack, 'WebTier', { vpc: vpcIn(stack) })],
  ['WebTier with certificate and without protection', (stack) => {
    new baseline.WebTier(stack, 'WebTier', { vpc: vpcIn(stack), certificate: productionProps(stack).certificate, deletionProtection: false });
  }],
  ['WebTier of several instance types', (stack) => {
    new baseline.WebTier(stack, 'WebTier', {
      vpc: vpcIn(stack), instanceType: new ec2.InstanceType('m7g.large'), alternativeInstanceTypes: [new ec2.InstanceType('m6g.large')],
    });
  }],
];
