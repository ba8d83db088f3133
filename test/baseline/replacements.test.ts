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

/** The pillar, its property, and types that nothing else creates. */
const PILLARS: [name: string, props: Partial<SecureBaselineProps>, property: 'auditTrail' | 'database' | 'securityAlarms' | 'webTier', types: string[]][] = [
  ['the database', { database: { enabled: false } }, 'database', ['AWS::RDS::DBInstance', 'AWS::RDS::DBSubnetGroup', 'AWS::RDS::EventSubscription', 'AWS::RDS::OptionGroup']],
  ['the web tier', { webTier: { enabled: false } }, 'webTier', ['AWS::AutoScaling::AutoScalingGroup', 'AWS::EC2::LaunchTemplate', 'AWS::ElasticLoadBalancingV2::LoadBalancer']],
  ['the trail', { trail: { enabled: false } }, 'auditTrail', ['AWS::CloudTrail::Trail', 'AWS::Logs::MetricFilter']],
  ['the security alarms', { notifications: { securityAlarms: false } }, 'securityAlarms', ['AWS::Logs::MetricFilter']],
];

describe.each(PILLARS)('without %s', (_name, props, property, types) => {
  const without = synthesize(() => props);

  test('nothing of it is left, and its property names the option', () => {
    expect(types.filter((type) => !typesIn(nonProduction).has(type))).toEqual([]);
    expect(types.filter((type) => typesIn(without).has(type))).toEqual([]);
    expect(() => without.baseline[property]).toThrow(/SecureBaseline|Stack\/Baseline: .*(enabled|securityAlarms) is false/);
  });

  test('everything else is there under the same logical ids, and waits in no circle', () => {
    expect(Object.keys(without.resources).filter((id) => !(id in nonProduction.resources))).toEqual([]);
    expect(new DependencyGraph(without.template).cycles()).toEqual([]);
  });
});

test('with all pillars off, network, key, buckets and topic remain', () => {
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

  test('adopted: rules and starter, but neither recorder, channel nor bucket', () => {
    const adopting = modeOf(ConfigStarterMode.ADOPT);
    expect(typesIn(adopting)).not.toContain('AWS::Config::ConfigurationRecorder');
    expect(typesIn(adopting)).not.toContain('AWS::Config::DeliveryChannel');
    expect(typesIn(adopting)).not.toContain('Custom::ConfigPreCheck');
    expect(propertiesOf(adopting, 'Custom::ConfigStarter').Operation).toBe('Adopt');
    expect(ofType(adopting, 'AWS::Config::ConfigRule').length).toBe(ofType(nonProduction, 'AWS::Config::ConfigRule').length);
    expect(() => adopting.baseline.configBucket).toThrow(/config\.mode is ADOPT/);
    expect(bucketIdsOf(adopting)).not.toContain('ConfigBucket');
  });

  test('disabled: nothing of it', () => {
    const skipping = synthesize(() => ({ config: { enabled: false } }));
    expect([...typesIn(skipping)].filter((type) => type.includes('Config'))).toEqual([]);
    expect(bucketIdsOf(skipping)).not.toContain('ConfigBucket');
  });
});

describe('an existing VPC', () => {
  const build: Build = (stack) => ({ network: { vpc: ec2.Vpc.fromVpcAttributes(stack, 'Vpc', VPC) } });
  const inVpc = synthesize(build);

  test('takes the place of the new network', () => {
    for (const type of ['AWS::EC2::VPC', 'AWS::EC2::Subnet', 'AWS::EC2::NatGateway', 'AWS::EC2::FlowLog', 'Custom::ClosedDefaultSecurityGroup']) {
      expect(typesIn(inVpc)).not.toContain(type);
    }
    expect(() => inVpc.baseline.network).toThrow(/network\.vpc is given/);
    expect(inVpc.baseline.vpc.vpcId).toBe('vpc-1');
  });

  test('holds load balancer, instances and database in their tiers', () => {
    expect(propertiesOf(inVpc, 'AWS::RDS::DBSubnetGroup').SubnetIds).toEqual(VPC.isolatedSubnetIds);
    expect(propertiesOf(inVpc, 'AWS::AutoScaling::AutoScalingGroup').VPCZoneIdentifier).toEqual(VPC.privateSubnetIds);
    const loadBalancer = propertiesOf(inVpc, 'AWS::ElasticLoadBalancingV2::LoadBalancer');
    expect(loadBalancer).toMatchObject({ Scheme: 'internal', Subnets: VPC.privateSubnetIds });
  });
});

test.each([
  ['public and isolated', { publicSubnetIds: undefined, isolatedSubnetIds: undefined }, { database: { enabled: false } }],
  ['public and private', { publicSubnetIds: undefined, privateSubnetIds: undefined }, { webTier: { enabled: false } }],
])('an existing VPC may lack %s subnets, where nothing needs them, and says nothing of them', (_, without, props) => {
  const { template } = synthesize((stack) => ({ network: { vpc: ec2.Vpc.fromVpcAttributes(stack, 'Vpc', { ...VPC, ...without }) }, ...props }));
  expect(Object.keys(template.findOutputs('*')).filter((name) => /SubnetIds/.test(name))).toHaveLength(1);
});

test('a VPC that is looked up passes the checks before the look-up', () => {
  const app = new App({ analyticsReporting: false });
  const stack = new Stack(app, 'Stack', { env: { account: '111122223333', region: 'eu-west-1' } });
  baselineIn(stack, { network: { vpc: ec2.Vpc.fromLookup(stack, 'Vpc', { vpcId: 'vpc-1' }) } });
  expect(app.synth().manifest.missing?.map(({ provider }) => provider)).toEqual(['vpc-provider']);
});

describe('an existing key', () => {
  test('of the stack encrypts everything but notifications, and opens to the writers', () => {
    const keyed = synthesize((stack) => ({ storage: { encryptionKey: new kms.Key(stack, 'Own') } }));
    const own = { 'Fn::GetAtt': [idOf(keyed, 'AWS::KMS::Key', 'Own'), 'Arn'] };
    expect(ofType(keyed, 'AWS::KMS::Key').map(([id]) => id.replace(/[0-9A-F]{8}$/, '')).sort()).toEqual(['BaselineDeliveryFailureTopicKey', 'BaselineNotificationsKey', 'Own']);
    expect(propertiesOf(keyed, 'AWS::RDS::DBInstance').KmsKeyId).toEqual(own);
    expect(propertiesOf(keyed, 'AWS::CloudTrail::Trail').KMSKeyId).toEqual(own);
    const sids = propertiesOf(keyed, 'AWS::KMS::Key', 'Own').KeyPolicy.Statement.map(({ Sid }: { Sid?: string }) => Sid);
    expect(sids).toEqual(expect.arrayContaining(['CloudWatchLogs', 'CloudTrailEncryptCloudtrail', 'ConfigDeliveryConfig', 'AutoScalingUse']));
    expect(new DependencyGraph(keyed.template).cycles()).toEqual([]);
  });

  test('of somebody else is used, and warnings show its owner the statements', () => {
    const keyed = synthesize((stack) => ({ storage: { encryptionKey: kms.Key.fromKeyArn(stack, 'Own', KEY_ARN) } }));
    expect(propertiesOf(keyed, 'AWS::RDS::DBInstance').KmsKeyId).toBe(KEY_ARN);
    const warnings = warningsOf(keyed.stack).join('\n');
    for (const sid of ['CloudWatchLogs', 'CloudTrailEncryptCloudtrail', 'ConfigDeliveryConfig']) {
      expect(warnings).toContain(`"Sid":"${sid}"`);
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

  test.each(BUCKETS)('as %s takes the place of the new one', (prop, id, usedBy) => {
    const given = synthesize((stack) => ({ storage: { [prop]: s3.Bucket.fromBucketName(stack, 'Central', 'central') } }));
    expect(bucketIdsOf(nonProduction)).toContain(id);
    expect(bucketIdsOf(given)).toEqual(bucketIdsOf(nonProduction).filter((one) => one !== id));
    expect(usedBy(given)).toBe('central');
    expect(() => given.baseline[prop]).toThrow(new RegExp(`storage\\.${prop} is given`));
  });

  test.each(['accessLogsBucket', 'trailBucket', 'configBucket'])('of somebody else as %s brings a warning with the statements that it needs', (prop) => {
    const given = synthesize((stack) => ({ storage: { [prop]: s3.Bucket.fromBucketName(stack, 'Central', 'central') } }));
    expect(warningsOf(given.stack).join('\n')).toMatch(/Stack\/Central is not ours to change\..* its owner must add: \[.*"Sid"/);
  });

  test('of a log archive in another account and region takes the trail', () => {
    const given = synthesize((stack) => ({
      storage: { trailBucket: s3.Bucket.fromBucketAttributes(stack, 'Central', { bucketName: 'central', account: '444455556666', region: 'us-east-1' }) },
    }), { env: { account: '111122223333', region: 'eu-west-1' } });
    expect(propertiesOf(given, 'AWS::CloudTrail::Trail').S3BucketName).toBe('central');
  });
});

describe('an existing topic', () => {
  const given = synthesize((stack) => ({ notifications: { topic: sns.Topic.fromTopicArn(stack, 'Topic', 'arn:aws:sns:eu-west-1:111122223333:alerts') } }));

  test('takes the place of the new one and of its key', () => {
    const ids = (type: string) => ofType(given, type).map(([id]) => id.replace(/[0-9A-F]{8}$/, ''));
    expect(ids('AWS::SNS::Topic')).toEqual(['BaselineDeliveryFailureTopic']);
    expect(ids('AWS::KMS::Key')).toEqual(['BaselineKey', 'BaselineDeliveryFailureTopicKey']);
  });

  test('hears of every database event, and of every alarm but those on its own delivery', () => {
    const onDelivery = ['AWS/SNS', 'AWS/SQS'];
    const told = ofType(given, 'AWS::CloudWatch::Alarm').filter(([, { Properties }]) => !onDelivery.includes(Properties.Namespace)).map(([, { Properties }]) => textOf(Properties.AlarmActions[0]));
    const subscribed = ofType(given, 'AWS::RDS::EventSubscription').map(([, { Properties }]) => Properties.SnsTopicArn);
    expect(new Set([...told, ...subscribed])).toEqual(new Set(['arn:aws:sns:eu-west-1:111122223333:alerts']));
  });
});

describe('audit only: trail, AWS Config and alarms without network, database, web tier and data bucket', () => {
  const audit = synthesize(() => ({
    network: { enabled: false }, storage: { enabled: false }, database: { enabled: false }, webTier: { enabled: false },
  }));

  test('has nothing of EC2, RDS, load balancers or Auto Scaling', () => {
    expect([...typesIn(audit)].filter((type) => /^AWS::(EC2|RDS|ElasticLoadBalancingV2|AutoScaling)::/.test(type))).toEqual([]);
    expect(bucketIdsOf(audit)).toEqual(['AccessLogsBucket', 'ConfigBucket', 'TrailBucket']);
  });

  test('records, evaluates and alarms as before', () => {
    for (const type of ['AWS::CloudTrail::Trail', 'AWS::Config::ConfigurationRecorder', 'AWS::Config::ConfigRule', 'AWS::Logs::MetricFilter']) {
      expect(ofType(audit, type)).toHaveLength(ofType(nonProduction, type).length);
    }
    expect(new DependencyGraph(audit.template).cycles()).toEqual([]);
  });

  test('names the option of what is missing', () => {
    expect(() => audit.baseline.vpc).toThrow(/vpc .*network\.enabled is false/);
    expect(() => audit.baseline.dataBucket).toThrow(/storage\.enabled is false/);
  });
});

test('without notifications there are no topics and no security alarms, and alarms on health do nothing', () => {
  const silent = synthesize(() => ({ notifications: { enabled: false } }));
  for (const type of ['AWS::SNS::Topic', 'AWS::Logs::MetricFilter', 'AWS::Events::Rule', 'AWS::RDS::EventSubscription']) {
    expect(ofType(silent, type)).toEqual([]);
  }
  const alarms = ofType(silent, 'AWS::CloudWatch::Alarm').filter(([id]) => !/TargetTracking/.test(id));
  expect(alarms.length).toBeGreaterThan(5);
  expect(alarms.filter(([, { Properties }]) => Properties.AlarmActions)).toEqual([]);
});

test.each([['database', 'webTier'], ['webTier', 'database']] as const)('no network for the %s is an error that names both options', (needing, other) => {
  expect(() => synthesize(() => ({ network: { enabled: false }, [other]: { enabled: false } })))
    .toThrow(new RegExp(`network\\.enabled: .*${needing}\\.enabled`));
});

test('the log group of a trail that exists already is what the alarms watch', () => {
  const given = synthesize((stack) => ({ trail: { enabled: false, logGroup: logs.LogGroup.fromLogGroupName(stack, 'Group', 'organization-trail') } }));
  expect(typesIn(given)).not.toContain('AWS::CloudTrail::Trail');
  const watched = ofType(given, 'AWS::Logs::MetricFilter').map(([, { Properties }]) => Properties.LogGroupName);
  expect(watched).toEqual(Array.from({ length: 2 * SecurityAlarms.defaultEvents.length }, () => 'organization-trail'));
  expect(given.baseline.trailLogGroup.logGroupName).toBe('organization-trail');
});
