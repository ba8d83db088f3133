import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as config from 'aws-cdk-lib/aws-config';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Schedule } from 'aws-cdk-lib/aws-events';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Duration, RemovalPolicy, type Stack } from 'aws-cdk-lib/core';
import * as baseline from '../../src';
import { productionProps } from '../baseline/presets-under-test';

/** Imports a VPC with all attributes. */
export function importVpc(stack: Stack): ec2.IVpc {
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

const importLogGroup = (stack: Stack) => LogGroup.fromLogGroupName(stack, 'Logs', 'logs');
const importBucket = (stack: Stack) => Bucket.fromBucketName(stack, 'TheirBucket', 'bucket');
/** The props of a bucket for data: encryption and access logs. */
const dataBucketProps = (stack: Stack): baseline.HardenedBucketProps => ({
  encryptionKey: new baseline.EncryptionKey(stack, 'Key'), serverAccessLogs: { bucket: importBucket(stack), prefix: 'bucket' },
});
/** Creates a bucket that is deleted with the stack, but without its own `EmptyOnDelete`. */
const createTemporaryBucket = (stack: Stack) => {
  const bucket = new baseline.HardenedBucket(stack, 'Bucket', dataBucketProps(stack));
  bucket.applyRemovalPolicy(RemovalPolicy.DESTROY);
  return bucket;
};
const createTopic = (stack: Stack, id = 'Topic') => new baseline.NotificationTopic(stack, id).topic;
const slackChannels = [{ workspaceId: 'T0123ABCD', channelId: 'C0123456789' }];

/** Every construct outside a `SecureBaseline`, including features that neither preset enables. */
export const STANDALONE_CONSTRUCTS: [name: string, build: (stack: Stack) => void][] = [
  ['EncryptionKey', (stack) => new baseline.EncryptionKey(stack, 'Key')],
  ['HardenedBucket', (stack) => new baseline.HardenedBucket(stack, 'Bucket', dataBucketProps(stack))],
  ['LoggingBucket for access logs that is deleted with the stack', (stack) => {
    new baseline.LoggingBucket(stack, 'Bucket', { removalPolicy: RemovalPolicy.DESTROY }).allowServerAccessLogs('logs');
  }],
  ['LoggingBucket for flow logs', (stack) => new baseline.LoggingBucket(stack, 'Bucket', dataBucketProps(stack)).allowFlowLogs('flows')],
  ['EmptyOnDelete', (stack) => new baseline.EmptyOnDelete(stack, 'Emptier', { bucket: createTemporaryBucket(stack) })],
  ['AccountGuardrails', (stack) => {
    new baseline.AccountGuardrails(stack, 'Account', {
      regions: ['eu-west-1'], settings: { defaultVpcDeletion: baseline.GuardrailMode.APPLY }, notificationTopic: createTopic(stack),
    });
  }],
  ['AuditTrail', (stack) => new baseline.AuditTrail(stack, 'Trail', { bucket: importBucket(stack) })],
  ['ConfigRules', (stack) => new baseline.ConfigRules(stack, 'Rules')],
  ['ConfigStarter', (stack) => {
    const recorder = new config.CfnConfigurationRecorder(stack, 'Recorder', { roleArn: 'arn:aws:iam::111122223333:role/config' });
    const deliveryChannel = new config.CfnDeliveryChannel(stack, 'Channel', { s3BucketName: 'config' });
    new baseline.ConfigStarter(stack, 'Starter', { recorder, deliveryChannel, retentionPeriod: Duration.days(365) });
  }],
  ['ConfigStarter that adopts the recorder of the account', (stack) => new baseline.ConfigStarter(stack, 'Starter', { mode: baseline.ConfigStarterMode.ADOPT })],
  ['ConfigRecording', (stack) => new baseline.ConfigRecording(stack, 'Config', { bucket: new baseline.LoggingBucket(stack, 'Bucket', dataBucketProps(stack)) })],
  ['ThreeTierVpc', (stack) => new baseline.ThreeTierVpc(stack, 'Network')],
  ['ThreeTierVpc with interface endpoints', (stack) => {
    new baseline.ThreeTierVpc(stack, 'Network', { interfaceEndpoints: [ec2.InterfaceVpcEndpointAwsService.SSM, ec2.InterfaceVpcEndpointAwsService.EC2] });
  }],
  ['VpcFlowLogs', (stack) => new baseline.VpcFlowLogs(stack, 'FlowLogs', { vpc: importVpc(stack) })],
  ['BaselineExports with flow logs of its VPC', (stack) => {
    new baseline.VpcFlowLogs(stack, 'FlowLogs', { vpc: new baseline.BaselineExports(stack, 'Baseline', { environmentSuffix: 'dev' }).vpc });
  }],
  ['VpcEndpoints', (stack) => {
    new baseline.VpcEndpoints(stack, 'Endpoints', { vpc: importVpc(stack), interfaceEndpoints: [ec2.InterfaceVpcEndpointAwsService.KMS] });
  }],
  ['NatGatewayAlarms', (stack) => new baseline.NatGatewayAlarms(stack, 'Alarms', { natGatewayIds: ['nat-1'], alarmActions: [new SnsAction(createTopic(stack))] })],
  ['NotificationTopic', (stack) => new baseline.NotificationTopic(stack, 'Topic')],
  ['NotificationTopic with a chat channel and test messages', (stack) => {
    new baseline.NotificationTopic(stack, 'Topic', { slackChannels, testMessageSchedule: Schedule.rate(Duration.days(7)) });
  }],
  ['ChatChannels', (stack) => new baseline.ChatChannels(stack, 'Chat', { topics: [createTopic(stack)], slackChannels })],
  ['DeliveryFailureAlarms', (stack) => {
    new baseline.DeliveryFailureAlarms(stack, 'Undelivered', { topic: createTopic(stack), alarmActions: [new SnsAction(createTopic(stack, 'Second'))] });
  }],
  ['RootSignInRule', (stack) => new baseline.RootSignInRule(stack, 'Root', { topic: createTopic(stack), deliveryFailureTopic: createTopic(stack, 'Second') })],
  ['FindingNotifications', (stack) => {
    new baseline.FindingNotifications(stack, 'Findings', { topic: createTopic(stack), deliveryFailureTopic: createTopic(stack, 'Second') });
  }],
  ['GlobalHealthRule', (stack) => new baseline.GlobalHealthRule(stack, 'Health', { topic: createTopic(stack), deliveryFailureTopic: createTopic(stack, 'Second') })],
  ['SecurityDashboard', (stack) => new baseline.SecurityDashboard(stack, 'Dashboard', { sections: [{ title: 'Nothing' }] })],
  ['SecurityAlarms', (stack) => new baseline.SecurityAlarms(stack, 'Alarms', { logGroup: importLogGroup(stack), topic: createTopic(stack) })],
  ['HardenedMySql', (stack) => new baseline.HardenedMySql(stack, 'Database', { vpc: importVpc(stack) })],
  ['HardenedMySql in a single Availability Zone, with a replica', (stack) => {
    const database = new baseline.HardenedMySql(stack, 'Database', {
      vpc: importVpc(stack), manageMasterUserPassword: false, multiAz: false, deletionProtection: false, monitoringInterval: Duration.seconds(0), removalPolicy: RemovalPolicy.DESTROY,
    });
    database.addReadReplica('Replica');
  }],
  ['MySqlReadReplica', (stack) => new baseline.HardenedMySql(stack, 'Database', { vpc: importVpc(stack), manageMasterUserPassword: false }).addReadReplica('Replica')],
  ['WebTier without a certificate', (stack) => new baseline.WebTier(stack, 'WebTier', { vpc: importVpc(stack) })],
  ['WebTier with a certificate and without deletion protection', (stack) => {
    new baseline.WebTier(stack, 'WebTier', { vpc: importVpc(stack), certificate: productionProps(stack).certificate, deletionProtection: false });
  }],
  ['WebTier with several instance types', (stack) => {
    new baseline.WebTier(stack, 'WebTier', {
      vpc: importVpc(stack), instanceType: new ec2.InstanceType('m7g.large'), alternativeInstanceTypes: [new ec2.InstanceType('m6g.large')],
    });
  }],
];
