import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sns from 'aws-cdk-lib/aws-sns';
import { App, Stack } from 'aws-cdk-lib/core';
import { textOf } from './policies';
import { baselineIn, idOf, nonProduction, ofType, synthesize, type SynthesizedBaseline } from './presets-under-test';
import { ConfigStarterMode, SecurityAlarms, type SecureBaselineProps } from '../../src';
import { DependencyGraph } from '../support/dependencies';
import { warningsOf } from '../support/templates';

type Build = (stack: Stack) => Partial<SecureBaselineProps>;

const KEY_ARN = 'arn:aws:kms:eu-west-1:111122223333:key/11111111-2222-3333-4444-555555555555';
const VPC = {
  vpcId: 'vpc-1',
  vpcCidrBlock: '10.1.0.0/16',
  availabilityZones: ['eu-west-1a', 'eu-west-1b'],
  publicSubnetIds: ['subnet-p1', 'subnet-p2'],
  privateSubnetIds: ['subnet-a1', 'subnet-a2'],
  isolatedSubnetIds: ['subnet-d1', 'subnet-d2'],
};

const typesIn = ({ resources }: SynthesizedBaseline) => new Set(Object.values(resources).map(({ Type }) => Type));
const propertiesOf = (preset: SynthesizedBaseline, type: string, text = '') => preset.resources[idOf(preset, type, text)].Properties;
const bucketIdsOf = (preset: SynthesizedBaseline) => ofType(preset, 'AWS::S3::Bucket').map(([id]) => id.replace(/^Baseline|[0-9A-F]{8}$/g, ''));

/** The pillar, its property, and resource types that no other pillar creates. */
const PILLARS: [name: string, props: Partial<SecureBaselineProps>, property: 'auditTrail' | 'database' | 'securityAlarms' | 'webTier', types: string[]][] = [
  ['the database', { database: { enabled: false } }, 'database', ['AWS::RDS::DBInstance', 'AWS::RDS::DBSubnetGroup', 'AWS::RDS::EventSubscription', 'AWS::RDS::OptionGroup']],
  ['the web tier', { webTier: { enabled: false } }, 'webTier', ['AWS::AutoScaling::AutoScalingGroup', 'AWS::EC2::LaunchTemplate', 'AWS::ElasticLoadBalancingV2::LoadBalancer']],
  ['the trail', { trail: { enabled: false } }, 'auditTrail', ['AWS::CloudTrail::Trail', 'AWS::Logs::MetricFilter']],
  ['the security alarms', { notifications: { securityAlarms: false } }, 'securityAlarms', ['AWS::Logs::MetricFilter']],
];

describe.each(PILLARS)('without %s', (_name, props, property, types) => {
  const without = synthesize(() => props);

  test('none of its resources is created, and its property throws an error that names the option', () => {
    expect(types.filter((type) => !typesIn(nonProduction).has(type))).toEqual([]);
    expect(types.filter((type) => typesIn(without).has(type))).toEqual([]);
    expect(() => without.baseline[property]).toThrow(/SecureBaseline|Stack\/Baseline: .*(enabled|securityAlarms) is false/);
  });

  test('all other resources have the same logical ids and no circular dependencies', () => {
    expect(Object.keys(without.resources).filter((id) => !(id in nonProduction.resources))).toEqual([]);
    expect(new DependencyGraph(without.template).cycles()).toEqual([]);
  });
});

test('without trail, AWS Config, database and web tier there are network, KMS key, buckets and topic', () => {
  const small = synthesize(() => ({
    database: { enabled: false }, webTier: { enabled: false }, trail: { enabled: false }, config: { enabled: false },
  }));
  for (const type of ['AWS::EC2::VPC', 'AWS::KMS::Key', 'AWS::SNS::Topic', 'AWS::S3::Bucket']) {
    expect(typesIn(small)).toContain(type);
  }
  expect(bucketIdsOf(small)).toEqual(['AccessLogsBucket', 'DataBucket']);
});

describe('AWS Config', () => {
  const modeOf = (mode: ConfigStarterMode) => synthesize(() => ({ config: { mode } }));

  test('in mode ADOPT has rules and starter, but no recorder, delivery channel and bucket', () => {
    const adopted = modeOf(ConfigStarterMode.ADOPT);
    expect(typesIn(adopted)).not.toContain('AWS::Config::ConfigurationRecorder');
    expect(typesIn(adopted)).not.toContain('AWS::Config::DeliveryChannel');
    expect(typesIn(adopted)).not.toContain('Custom::ConfigPreCheck');
    expect(propertiesOf(adopted, 'Custom::ConfigStarter').Operation).toBe('Adopt');
    expect(ofType(adopted, 'AWS::Config::ConfigRule').length).toBe(ofType(nonProduction, 'AWS::Config::ConfigRule').length);
    expect(() => adopted.baseline.configBucket).toThrow(/config\.mode is ADOPT/);
    expect(bucketIdsOf(adopted)).not.toContain('ConfigBucket');
  });

  test('has no resources if it is disabled', () => {
    const disabled = synthesize(() => ({ config: { enabled: false } }));
    expect([...typesIn(disabled)].filter((type) => /^(AWS::Config::|Custom::Config)/.test(type))).toEqual([]);
    expect(bucketIdsOf(disabled)).not.toContain('ConfigBucket');
  });
});

describe('an existing VPC', () => {
  const build: Build = (stack) => ({ network: { vpc: ec2.Vpc.fromVpcAttributes(stack, 'Vpc', VPC) } });
  const inVpc = synthesize(build);

  test('replaces the new network', () => {
    for (const type of ['AWS::EC2::VPC', 'AWS::EC2::Subnet', 'AWS::EC2::NatGateway', 'AWS::EC2::FlowLog', 'Custom::ClosedDefaultSecurityGroup']) {
      expect(typesIn(inVpc)).not.toContain(type);
    }
    expect(() => inVpc.baseline.network).toThrow(/network\.vpc is specified/);
    expect(inVpc.baseline.vpc.vpcId).toBe('vpc-1');
  });

  test('contains load balancer, instances and database in the subnets of their tiers', () => {
    expect(propertiesOf(inVpc, 'AWS::RDS::DBSubnetGroup').SubnetIds).toEqual(VPC.isolatedSubnetIds);
    expect(propertiesOf(inVpc, 'AWS::AutoScaling::AutoScalingGroup').VPCZoneIdentifier).toEqual(VPC.privateSubnetIds);
    const loadBalancer = propertiesOf(inVpc, 'AWS::ElasticLoadBalancingV2::LoadBalancer');
    expect(loadBalancer).toMatchObject({ Scheme: 'internal', Subnets: VPC.privateSubnetIds });
  });
});

test.each([
  ['public and isolated', { publicSubnetIds: undefined, isolatedSubnetIds: undefined }, { database: { enabled: false } }],
  ['public and private', { publicSubnetIds: undefined, privateSubnetIds: undefined }, { webTier: { enabled: false } }],
])('an existing VPC can lack %s subnets if no part uses them', (_, without, props) => {
  const { template } = synthesize((stack) => ({ network: { vpc: ec2.Vpc.fromVpcAttributes(stack, 'Vpc', { ...VPC, ...without }) }, ...props }));
  expect(Object.keys(template.findOutputs('*')).filter((name) => /VpcId|Subnet/.test(name))).toEqual([expect.stringMatching(/VpcId/)]);
});

test('a VPC that is not looked up yet passes the validation', () => {
  const app = new App({ analyticsReporting: false });
  const stack = new Stack(app, 'Stack', { env: { account: '111122223333', region: 'eu-west-1' } });
  baselineIn(stack, { network: { vpc: ec2.Vpc.fromLookup(stack, 'Vpc', { vpcId: 'vpc-1' }) } });
  expect(app.synth().manifest.missing?.map(({ provider }) => provider)).toEqual(['vpc-provider']);
});

describe('an existing key', () => {
  test('in the stack encrypts all resources except topics, and allows the services that write logs', () => {
    const keyed = synthesize((stack) => ({ storage: { encryptionKey: new kms.Key(stack, 'Own') } }));
    const own = { 'Fn::GetAtt': [idOf(keyed, 'AWS::KMS::Key', 'Own'), 'Arn'] };
    expect(ofType(keyed, 'AWS::KMS::Key').map(([id]) => id.replace(/[0-9A-F]{8}$/, '')).sort()).toEqual(['BaselineDeliveryFailureTopicKey', 'BaselineNotificationsKey', 'Own']);
    expect(propertiesOf(keyed, 'AWS::RDS::DBInstance').KmsKeyId).toEqual(own);
    expect(propertiesOf(keyed, 'AWS::CloudTrail::Trail').KMSKeyId).toEqual(own);
    const sids = propertiesOf(keyed, 'AWS::KMS::Key', 'Own').KeyPolicy.Statement.map(({ Sid }: { Sid?: string }) => Sid);
    expect(sids).toEqual(expect.arrayContaining(['CloudWatchLogs', 'CloudTrailEncryptCloudtrail', 'ConfigDeliveryConfig', 'AutoScalingUse']));
    expect(new DependencyGraph(keyed.template).cycles()).toEqual([]);
  });

  test('that is imported is used, and warnings show the required statements', () => {
    const keyed = synthesize((stack) => ({ storage: { encryptionKey: kms.Key.fromKeyArn(stack, 'Own', KEY_ARN) } }));
    expect(propertiesOf(keyed, 'AWS::RDS::DBInstance').KmsKeyId).toBe(KEY_ARN);
    const warnings = warningsOf(keyed.stack).join('\n');
    for (const sid of ['CloudWatchLogs', 'CloudTrailEncryptCloudtrail', 'ConfigDeliveryConfig']) {
      expect(warnings).toContain(`"Sid": "${sid}"`);
    }
  });
});

describe('an existing bucket', () => {
  const BUCKETS: [prop: 'accessLogsBucket' | 'trailBucket' | 'configBucket' | 'dataBucket', id: string, usedBy: (preset: SynthesizedBaseline) => unknown][] = [
    ['accessLogsBucket', 'AccessLogsBucket', (preset) => propertiesOf(preset, 'AWS::S3::Bucket', 'DataBucket').LoggingConfiguration.DestinationBucketName],
    ['trailBucket', 'TrailBucket', (preset) => propertiesOf(preset, 'AWS::CloudTrail::Trail').S3BucketName],
    ['configBucket', 'ConfigBucket', (preset) => propertiesOf(preset, 'AWS::Config::DeliveryChannel').S3BucketName],
    ['dataBucket', 'DataBucket', (preset) => JSON.stringify(propertiesOf(preset, 'AWS::IAM::Role', 'InstanceRole').Policies).match(/central/)?.[0]],
  ];

  test.each(BUCKETS)('as %s replaces the new bucket', (prop, id, usedBy) => {
    const preset = synthesize((stack) => ({ storage: { [prop]: s3.Bucket.fromBucketName(stack, 'Central', 'central') } }));
    expect(bucketIdsOf(nonProduction)).toContain(id);
    expect(bucketIdsOf(preset)).toEqual(bucketIdsOf(nonProduction).filter((one) => one !== id));
    expect(usedBy(preset)).toBe('central');
    expect(() => preset.baseline[prop]).toThrow(new RegExp(`storage\\.${prop} is specified`));
  });

  test.each(['accessLogsBucket', 'trailBucket', 'configBucket'])('that is imported as %s results in a warning with the required statements', (prop) => {
    const preset = synthesize((stack) => ({ storage: { [prop]: s3.Bucket.fromBucketName(stack, 'Central', 'central') } }));
    expect(warningsOf(preset.stack).join('\n')).toMatch(/Stack\/Central cannot be changed because the bucket is imported\..* ask its owner to add .*\[.*"Sid"/s);
  });

  test('in another account and region can receive the log files of the trail', () => {
    const preset = synthesize((stack) => ({
      storage: { trailBucket: s3.Bucket.fromBucketAttributes(stack, 'Central', { bucketName: 'central', account: '444455556666', region: 'us-east-1' }) },
    }), { env: { account: '111122223333', region: 'eu-west-1' } });
    expect(propertiesOf(preset, 'AWS::CloudTrail::Trail').S3BucketName).toBe('central');
  });
});

describe('an existing topic', () => {
  const preset = synthesize((stack) => ({ notifications: { topic: sns.Topic.fromTopicArn(stack, 'Topic', 'arn:aws:sns:eu-west-1:111122223333:alerts') } }));

  test('replaces the new topic and its KMS key', () => {
    const ids = (type: string) => ofType(preset, type).map(([id]) => id.replace(/[0-9A-F]{8}$/, ''));
    expect(ids('AWS::SNS::Topic')).toEqual(['BaselineDeliveryFailureTopic']);
    expect(ids('AWS::KMS::Key')).toEqual(['BaselineKey', 'BaselineDeliveryFailureTopicKey']);
  });

  test('receives all database events and all alarms except its own delivery failure alarms', () => {
    const deliveryNamespaces = ['AWS/SNS', 'AWS/SQS'];
    const alarmTopics = ofType(preset, 'AWS::CloudWatch::Alarm').filter(([, { Properties }]) => !deliveryNamespaces.includes(Properties.Namespace)).map(([, { Properties }]) => textOf(Properties.AlarmActions[0]));
    const subscribed = ofType(preset, 'AWS::RDS::EventSubscription').map(([, { Properties }]) => Properties.SnsTopicArn);
    expect(new Set([...alarmTopics, ...subscribed])).toEqual(new Set(['arn:aws:sns:eu-west-1:111122223333:alerts']));
  });
});

describe('a baseline without network, database, web tier and data bucket', () => {
  const audit = synthesize(() => ({
    network: { enabled: false }, storage: { enabled: false }, database: { enabled: false }, webTier: { enabled: false },
  }));

  test('has no resources of EC2, RDS, Elastic Load Balancing and Auto Scaling', () => {
    expect([...typesIn(audit)].filter((type) => /^AWS::(EC2|RDS|ElasticLoadBalancingV2|AutoScaling)::/.test(type))).toEqual([]);
    expect(bucketIdsOf(audit)).toEqual(['AccessLogsBucket', 'ConfigBucket', 'TrailBucket']);
  });

  test('has the same trail, AWS Config recorder, rules and metric filters', () => {
    for (const type of ['AWS::CloudTrail::Trail', 'AWS::Config::ConfigurationRecorder', 'AWS::Config::ConfigRule', 'AWS::Logs::MetricFilter']) {
      expect(ofType(audit, type)).toHaveLength(ofType(nonProduction, type).length);
    }
    expect(new DependencyGraph(audit.template).cycles()).toEqual([]);
  });

  test('throws errors that name the options', () => {
    expect(() => audit.baseline.vpc).toThrow(/vpc .*network\.enabled is false/);
    expect(() => audit.baseline.dataBucket).toThrow(/storage\.enabled is false/);
  });
});

test('without notifications there are no topics and no security alarms, and health alarms have no actions', () => {
  const preset = synthesize(() => ({ notifications: { enabled: false }, account: { enabled: false } }));
  for (const type of ['AWS::SNS::Topic', 'AWS::Logs::MetricFilter', 'AWS::Events::Rule', 'AWS::RDS::EventSubscription']) {
    expect(ofType(preset, type)).toEqual([]);
  }
  const alarms = ofType(preset, 'AWS::CloudWatch::Alarm').filter(([id]) => !/TargetTracking/.test(id));
  expect(alarms.length).toBeGreaterThan(5);
  expect(alarms.filter(([, { Properties }]) => Properties.AlarmActions)).toEqual([]);
});

test.each([['database', 'webTier'], ['webTier', 'database']] as const)('a disabled network with an enabled %s is rejected with an error that names both options', (dependent, other) => {
  expect(() => synthesize(() => ({ network: { enabled: false }, [other]: { enabled: false } })))
    .toThrow(new RegExp(`network\\.enabled must be true .*got false\\. .*${dependent}\\.enabled`));
});

test('security alarms evaluate the log group of an existing trail', () => {
  const preset = synthesize((stack) => ({ trail: { enabled: false, logGroup: logs.LogGroup.fromLogGroupName(stack, 'Group', 'organization-trail') } }));
  expect(typesIn(preset)).not.toContain('AWS::CloudTrail::Trail');
  const watched = ofType(preset, 'AWS::Logs::MetricFilter').map(([, { Properties }]) => Properties.LogGroupName);
  expect(watched).toEqual(Array.from({ length: 2 * SecurityAlarms.defaultEvents.length }, () => 'organization-trail'));
  expect(preset.baseline.trailLogGroup.logGroupName).toBe('organization-trail');
});
