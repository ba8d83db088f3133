import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { App, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib/core';
import * as baseline from '../../src';
import { baselineIn, productionProps } from '../baseline/presets-under-test';
import { check, PACKS, watch, type Report } from '../scan/cdk-nag';
import { recommendedFlags } from '../support/templates';

/** What users of cdk-nag see, version 2 and 3. */
function shownIn(build: (stack: Stack) => void, context?: Record<string, unknown>): string[] {
  const stack = new Stack(new App({ context, analyticsReporting: false }), 'Stack');
  build(stack);
  const watched = PACKS.map((pack) => watch(stack, pack));
  (stack.node.root as App).synth();
  const show = (version: number) => ({ rule, resource, message }: Report) => `${version}: ${rule} at ${resource.node.path}: ${message}`;
  return [
    ...watched.flat().filter(({ acknowledged }) => !acknowledged).map(show(2)),
    ...PACKS.flatMap((pack) => check(stack, pack)).filter(({ acknowledged }) => !acknowledged).map(show(3)),
  ];
}

/** A VPC that somebody else made. */
function vpcIn(stack: Stack): baseline.ThreeTierVpc['vpc'] {
  return Vpc.fromVpcAttributes(stack, 'Vpc', {
    vpcId: 'vpc-1',
    vpcCidrBlock: '10.0.0.0/16',
    availabilityZones: ['a', 'b'],
    publicSubnetIds: ['public-1', 'public-2'],
    privateSubnetIds: ['private-1', 'private-2'],
    privateSubnetRouteTableIds: ['table-1', 'table-2'],
    isolatedSubnetIds: ['isolated-1', 'isolated-2'],
    isolatedSubnetRouteTableIds: ['table-3', 'table-4'],
  });
}

const logsIn = (stack: Stack) => LogGroup.fromLogGroupName(stack, 'Logs', 'logs');

const ALONE: [name: string, build: (stack: Stack) => void][] = [
  ['EncryptionKey', (stack) => new baseline.EncryptionKey(stack, 'It')],
  ['HardenedBucket', (stack) => new baseline.HardenedBucket(stack, 'It')],
  ['LoggingBucket that is deleted', (stack) => new baseline.LoggingBucket(stack, 'It', { removalPolicy: RemovalPolicy.DESTROY })],
  ['AuditTrail', (stack) => new baseline.AuditTrail(stack, 'It', { bucket: Bucket.fromBucketName(stack, 'Bucket', 'bucket') })],
  ['ConfigRecorder', (stack) => new baseline.ConfigRecorder(stack, 'It')],
  ['ConfigDeliveryChannel', (stack) => new baseline.ConfigDeliveryChannel(stack, 'It', { bucket: Bucket.fromBucketName(stack, 'Bucket', 'bucket') })],
  ['ConfigRules', (stack) => new baseline.ConfigRules(stack, 'It')],
  ['ConfigPreCheck', (stack) => new baseline.ConfigPreCheck(stack, 'It', { recorderName: 'default' })],
  ['ConfigStarter', (stack) => new baseline.ConfigStarter(stack, 'It', { recorderName: 'default', channelName: 'default', retentionPeriod: Duration.days(365) })],
  ['ConfigStarter that adopts', (stack) => new baseline.ConfigStarter(stack, 'It', { mode: baseline.ConfigStarterMode.ADOPT })],
  ['ConfigRecording', (stack) => new baseline.ConfigRecording(stack, 'It', { bucket: new baseline.LoggingBucket(stack, 'Bucket') })],
  ['ThreeTierVpc', (stack) => new baseline.ThreeTierVpc(stack, 'It')],
  ['VpcFlowLogs', (stack) => new baseline.VpcFlowLogs(stack, 'It', { vpc: vpcIn(stack) })],
  ['VpcEndpoints', (stack) => new baseline.VpcEndpoints(stack, 'It', { vpc: vpcIn(stack) })],
  ['ClosedDefaultSecurityGroup', (stack) => new baseline.ClosedDefaultSecurityGroup(stack, 'It', { securityGroupId: 'sg-1' })],
  ['NotificationTopic', (stack) => new baseline.NotificationTopic(stack, 'It')],
  ['SecurityAlarms', (stack) => {
    new baseline.SecurityAlarms(stack, 'It', { logGroup: logsIn(stack), topic: new baseline.NotificationTopic(stack, 'Topic').topic });
  }],
  ['HardenedMySql', (stack) => new baseline.HardenedMySql(stack, 'It', { vpc: vpcIn(stack) })],
  ['HardenedMySql that costs little, with a replica', (stack) => {
    const database = new baseline.HardenedMySql(stack, 'It', {
      vpc: vpcIn(stack), multiAz: false, deletionProtection: false, monitoringInterval: Duration.seconds(0), removalPolicy: RemovalPolicy.DESTROY,
    });
    database.addReadReplica('Replica');
  }],
  ['WebTier without certificate', (stack) => new baseline.WebTier(stack, 'It', { vpc: vpcIn(stack) })],
  ['WebTier with certificate and without protection', (stack) => {
    new baseline.WebTier(stack, 'It', { vpc: vpcIn(stack), certificate: productionProps(stack).certificate, deletionProtection: false });
  }],
];

describe('users of cdk-nag, 2 or 3, hear nothing of', () => {
  test('the production preset', () => {
    expect(shownIn((stack) => baselineIn(stack, productionProps(stack)))).toEqual([]);
  });

  test('the non-production preset', () => {
    expect(shownIn((stack) => baselineIn(stack))).toEqual([]);
  });

  test('a preset with all recommended feature flags', () => {
    // Without the report of what cdk-nag 2 annotates, which would be printed.
    const flags = { ...recommendedFlags, '@aws-cdk/core:annotationsInValidationReport': false };
    expect(shownIn((stack) => baselineIn(stack), flags)).toEqual([]);
  });

  test.each(ALONE)('%s alone', (_, build) => {
    expect(shownIn(build)).toEqual([]);
  });
});

describe('users of cdk-nag still hear of', () => {
  test('wildcards that they add to the role of the instances', () => {
    const shown = shownIn((stack) => {
      const { role } = new baseline.WebTier(stack, 'It', { vpc: vpcIn(stack) });
      role.addToPolicy(new PolicyStatement({ actions: ['sqs:SendMessage'], resources: ['*'] }));
    });
    expect(shown.map((text) => text.split(' at ')[0])).toEqual(['2: AwsSolutions-IAM5', '3: AwsSolutions-IAM5']);
  });

  test('their own resources beside ours', () => {
    const shown = shownIn((stack) => {
      new baseline.HardenedBucket(stack, 'It');
      new LogGroup(stack, 'Theirs', { retention: RetentionDays.ONE_DAY });
    });
    const finding = 'NIST.800.53.R5-CloudWatchLogGroupEncrypted at Stack/Theirs/Resource';
    expect(shown).toEqual([expect.stringContaining(`2: ${finding}`), expect.stringContaining(`3: ${finding}`)]);
  });
});
