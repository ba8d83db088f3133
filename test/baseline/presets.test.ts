import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Duration } from 'aws-cdk-lib/core';
import { namesOf } from './names';
import { idOf, ofType, production, productionProps, synthesize, type SynthesizedBaseline } from './presets-under-test';
import { EnvironmentType, RecordingFrequency, type BaselineSettings } from '../../src';

/** As production, certificate included, but for the type. */
const nonProduction = synthesize((stack) => ({ ...productionProps(stack), environmentType: EnvironmentType.NON_PRODUCTION }));

/** Properties whose change makes CloudFormation replace the resource. */
const REPLACING: [type: string, properties: string[]][] = [
  ['AWS::EC2::VPC', ['CidrBlock', 'InstanceTenancy']],
  ['AWS::EC2::Subnet', ['CidrBlock', 'AvailabilityZone', 'VpcId']],
  ['AWS::S3::Bucket', ['BucketName', 'ObjectLockEnabled']],
  ['AWS::KMS::Key', ['KeySpec', 'MultiRegion', 'Origin']],
  ['AWS::RDS::DBInstance', [
    'AvailabilityZone', 'CharacterSetName', 'DBInstanceIdentifier', 'DBSubnetGroupName', 'Engine', 'KmsKeyId', 'MasterUsername', 'Port',
    'StorageEncrypted', 'DBSnapshotIdentifier',
  ]],
  ['AWS::RDS::DBSubnetGroup', ['DBSubnetGroupName', 'SubnetIds']],
  ['AWS::CloudTrail::Trail', ['TrailName']],
  ['AWS::ElasticLoadBalancingV2::LoadBalancer', ['Name', 'Scheme', 'Type']],
  ['AWS::ElasticLoadBalancingV2::TargetGroup', ['Name', 'Port', 'Protocol', 'TargetType', 'VpcId']],
];

const propertiesOf = (preset: SynthesizedBaseline, type: string, text = '') => preset.resources[idOf(preset, type, text)].Properties;
const lifecycleOf = (preset: SynthesizedBaseline) => propertiesOf(preset, 'AWS::S3::Bucket', 'TrailBucket').LifecycleConfiguration.Rules[0];
const groupOf = (preset: SynthesizedBaseline) => propertiesOf(preset, 'AWS::AutoScaling::AutoScalingGroup');
const launchOf = (preset: SynthesizedBaseline) => propertiesOf(preset, 'AWS::EC2::LaunchTemplate').LaunchTemplateData;
const databaseOf = (preset: SynthesizedBaseline) => propertiesOf(preset, 'AWS::RDS::DBInstance');

describe('a stack that moves from one environment type to the other', () => {
  test.each(REPLACING)('keeps every %s', (type, properties) => {
    const chosen = (preset: SynthesizedBaseline) => Object.fromEntries(ofType(preset, type).map(([id, { Properties }]) =>
      [id, Object.fromEntries(properties.map((property) => [property, Properties[property]]))]));
    expect(chosen(production)).not.toEqual({});
    expect(chosen(nonProduction)).toEqual(chosen(production));
  });

  test('keeps the name of every resource', () => {
    const names = namesOf(production);
    const changed = [...namesOf(nonProduction)].filter(([property, name]) => names.has(property) && names.get(property) !== name);
    expect(changed).toEqual([]);
  });

  test('gives no name to another resource, which would have to be made while the first still has it', () => {
    const holdersOf = (preset: SynthesizedBaseline) => new Map([...namesOf(preset)].map(([property, name]) => {
      const [id] = property.split('.');
      return [`${preset.resources[id]?.Type ?? 'output'} ${name}`, id];
    }));
    const holders = holdersOf(production);
    const moved = [...holdersOf(nonProduction)].filter(([name, id]) => (holders.get(name) ?? id) !== id);
    expect(moved).toEqual([]);
  });

  test('keeps its log groups', () => {
    const groupsOf = (preset: SynthesizedBaseline) => ofType(preset, 'AWS::Logs::LogGroup').filter(([id]) => id.startsWith('Baseline'))
      .map(([id, { Properties }]) => [id, Properties.LogGroupName]);
    expect(groupsOf(nonProduction)).toEqual(groupsOf(production));
  });
});

/** Settings other than those of non-production; together they make a stack that AWS takes. */
const OVERRIDES: Required<BaselineSettings> = {
  retainData: true,
  deletionProtection: true,
  natGatewayPerZone: true,
  interfaceEndpoints: [ec2.InterfaceVpcEndpointAwsService.SSM],
  keyPendingWindow: Duration.days(12),
  logRetention: RetentionDays.TWO_WEEKS,
  trailLogRetention: RetentionDays.THREE_MONTHS,
  logFileExpiration: Duration.days(123),
  archiveLogFiles: true,
  recordAllDataEvents: true,
  configRecordingFrequency: RecordingFrequency.CONTINUOUS,
  minCapacity: 3,
  maxCapacity: 9,
  instanceType: new ec2.InstanceType('c7g.xlarge'),
  detailedMonitoring: true,
  databaseInstanceType: new ec2.InstanceType('r7g.large'),
  databaseMultiAz: true,
  databaseBackupRetention: Duration.days(3),
  databaseMonitoringInterval: Duration.seconds(15),
  databaseEnablePerformanceInsights: true,
  databaseGeneralLog: false,
  dashboard: true,
};

interface Effect {
  /** Where the template shows the setting. */
  readonly seen: (preset: SynthesizedBaseline) => unknown;
  readonly expected: unknown;
}

const EFFECTS: { readonly [setting in keyof Required<BaselineSettings>]: Effect } = {
  retainData: {
    seen: (preset) => ['DataBucket', 'TrailBucket'].map((text) => preset.resources[idOf(preset, 'AWS::S3::Bucket', text)].DeletionPolicy),
    expected: ['RetainExceptOnCreate', 'RetainExceptOnCreate'],
  },
  deletionProtection: { seen: (preset) => [databaseOf(preset).DeletionProtection, preset.stack.terminationProtection], expected: [true, true] },
  natGatewayPerZone: { seen: (preset) => ofType(preset, 'AWS::EC2::NatGateway').length, expected: 2 },
  interfaceEndpoints: {
    seen: (preset) => ofType(preset, 'AWS::EC2::VPCEndpoint').filter(([, { Properties }]) => Properties.VpcEndpointType === 'Interface').length,
    expected: 1,
  },
  keyPendingWindow: { seen: (preset) => ofType(preset, 'AWS::KMS::Key').map(([, { Properties }]) => Properties.PendingWindowInDays), expected: [12, 12, 12] },
  logRetention: {
    seen: (preset) => ['FlowLogs', 'Logserror', 'WebTier'].map((text) => propertiesOf(preset, 'AWS::Logs::LogGroup', text).RetentionInDays),
    expected: [14, 14, 14],
  },
  trailLogRetention: { seen: (preset) => propertiesOf(preset, 'AWS::Logs::LogGroup', 'TrailLogGroup').RetentionInDays, expected: 90 },
  logFileExpiration: { seen: (preset) => lifecycleOf(preset).ExpirationInDays, expected: 123 },
  archiveLogFiles: { seen: (preset) => lifecycleOf(preset).Transitions, expected: [{ StorageClass: 'GLACIER_IR', TransitionInDays: 90 }] },
  recordAllDataEvents: {
    seen: (preset) => JSON.stringify(propertiesOf(preset, 'AWS::CloudTrail::Trail').AdvancedEventSelectors).includes('NotStartsWith'),
    expected: true,
  },
  configRecordingFrequency: {
    seen: (preset) => propertiesOf(preset, 'AWS::Config::ConfigurationRecorder').RecordingMode.RecordingFrequency, expected: 'CONTINUOUS',
  },
  minCapacity: { seen: (preset) => groupOf(preset).MinSize, expected: '3' },
  maxCapacity: { seen: (preset) => groupOf(preset).MaxSize, expected: '9' },
  instanceType: { seen: (preset) => launchOf(preset).InstanceType, expected: 'c7g.xlarge' },
  detailedMonitoring: { seen: (preset) => launchOf(preset).Monitoring, expected: { Enabled: true } },
  databaseInstanceType: { seen: (preset) => databaseOf(preset).DBInstanceClass, expected: 'db.r7g.large' },
  databaseMultiAz: { seen: (preset) => databaseOf(preset).MultiAZ, expected: true },
  databaseBackupRetention: { seen: (preset) => databaseOf(preset).BackupRetentionPeriod, expected: 3 },
  databaseMonitoringInterval: { seen: (preset) => databaseOf(preset).MonitoringInterval, expected: 15 },
  databaseEnablePerformanceInsights: { seen: (preset) => databaseOf(preset).EnablePerformanceInsights, expected: true },
  databaseGeneralLog: { seen: (preset) => propertiesOf(preset, 'AWS::RDS::DBParameterGroup').Parameters.general_log, expected: '0' },
  dashboard: { seen: (preset) => ofType(preset, 'AWS::CloudWatch::Dashboard').length, expected: 1 },
};

describe('a setting goes over that of the preset', () => {
  const overridden = synthesize(() => ({ settings: OVERRIDES }));

  test.each(Object.entries(EFFECTS))('%s', (_setting, { seen, expected }) => {
    expect(seen(nonProduction)).not.toEqual(expected);
    expect(seen(overridden)).toEqual(expected);
  });

  test('and an absent one leaves the preset as it is', () => {
    const absent = synthesize((stack) => ({ ...productionProps(stack), settings: { logRetention: undefined, minCapacity: undefined } }));
    expect(absent.template.toJSON()).toEqual(production.template.toJSON());
  });
});

test('log files that expire within 90 days are not archived: S3 refuses such a life cycle', () => {
  const expiring = (days: number) => lifecycleOf(synthesize((stack) => ({ ...productionProps(stack), settings: { logFileExpiration: Duration.days(days) } })));
  expect(expiring(90).ExpirationInDays).toBe(90);
  expect(expiring(90).Transitions).toBeUndefined();
  expect(expiring(91).Transitions).toHaveLength(1);
});

test('non-production is the preset where none is chosen', () => {
  expect(synthesize().baseline.environmentType).toBe(EnvironmentType.NON_PRODUCTION);
});
