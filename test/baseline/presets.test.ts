import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Duration } from 'aws-cdk-lib/core';
import { namesOf } from './names';
import { idOf, ofType, production, productionProps, synthesize, type SynthesizedBaseline } from './presets-under-test';
import { EnvironmentType, RecordingFrequency, type SecureBaselineProps } from '../../src';
import { PRESETS } from '../../src/baseline/presets';

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

/** Values other than those of non-production; together they make a stack that AWS accepts. */
const OVERRIDES: Partial<SecureBaselineProps> = {
  retainData: true,
  deletionProtection: true,
  network: { natGateways: 2, interfaceEndpoints: [ec2.InterfaceVpcEndpointAwsService.SSM], flowLogRetention: RetentionDays.TWO_WEEKS },
  storage: { keyPendingWindow: Duration.days(12), logFileExpiration: Duration.days(123), archiveLogFiles: true },
  trail: { logRetention: RetentionDays.THREE_MONTHS, recordAllDataEvents: true },
  config: { recordingFrequency: RecordingFrequency.CONTINUOUS },
  notifications: { dashboard: true },
  database: {
    instanceType: new ec2.InstanceType('r7g.large'),
    multiAz: true,
    backupRetention: Duration.days(3),
    monitoringInterval: Duration.seconds(15),
    enablePerformanceInsights: true,
    generalLog: false,
    logRetention: RetentionDays.ONE_WEEK,
  },
  webTier: { minCapacity: 3, maxCapacity: 9, instanceType: new ec2.InstanceType('c7g.xlarge'), detailedMonitoring: true, logRetention: RetentionDays.FIVE_DAYS },
};

interface Effect {
  /** Where the template shows the setting. */
  readonly seen: (preset: SynthesizedBaseline) => unknown;
  readonly expected: unknown;
}

const retentionOf = (text: string) => (preset: SynthesizedBaseline) => propertiesOf(preset, 'AWS::Logs::LogGroup', text).RetentionInDays;

const EFFECTS: { readonly [setting: string]: Effect } = {
  'baseline.retainData': {
    seen: (preset) => ['DataBucket', 'TrailBucket'].map((text) => preset.resources[idOf(preset, 'AWS::S3::Bucket', text)].DeletionPolicy),
    expected: ['RetainExceptOnCreate', 'RetainExceptOnCreate'],
  },
  'baseline.deletionProtection': { seen: (preset) => [databaseOf(preset).DeletionProtection, preset.stack.terminationProtection], expected: [true, true] },
  'network.natGateways': { seen: (preset) => ofType(preset, 'AWS::EC2::NatGateway').length, expected: 2 },
  'network.interfaceEndpoints': {
    seen: (preset) => ofType(preset, 'AWS::EC2::VPCEndpoint').filter(([, { Properties }]) => Properties.VpcEndpointType === 'Interface').length,
    expected: 1,
  },
  'network.flowLogRetention': { seen: retentionOf('FlowLogs'), expected: 14 },
  'storage.keyPendingWindow': { seen: (preset) => ofType(preset, 'AWS::KMS::Key').map(([, { Properties }]) => Properties.PendingWindowInDays), expected: [12, 12, 12] },
  'storage.logFileExpiration': { seen: (preset) => lifecycleOf(preset).ExpirationInDays, expected: 123 },
  'storage.archiveLogFiles': { seen: (preset) => lifecycleOf(preset).Transitions, expected: [{ StorageClass: 'GLACIER_IR', TransitionInDays: 90 }] },
  'trail.logRetention': { seen: retentionOf('TrailLogGroup'), expected: 90 },
  'trail.recordAllDataEvents': {
    seen: (preset) => JSON.stringify(propertiesOf(preset, 'AWS::CloudTrail::Trail').AdvancedEventSelectors).includes('NotStartsWith'),
    expected: true,
  },
  'config.recordingFrequency': {
    seen: (preset) => propertiesOf(preset, 'AWS::Config::ConfigurationRecorder').RecordingMode.RecordingFrequency, expected: 'CONTINUOUS',
  },
  'notifications.dashboard': { seen: (preset) => ofType(preset, 'AWS::CloudWatch::Dashboard').length, expected: 1 },
  'database.instanceType': { seen: (preset) => databaseOf(preset).DBInstanceClass, expected: 'db.r7g.large' },
  'database.multiAz': { seen: (preset) => databaseOf(preset).MultiAZ, expected: true },
  'database.backupRetention': { seen: (preset) => databaseOf(preset).BackupRetentionPeriod, expected: 3 },
  'database.monitoringInterval': { seen: (preset) => databaseOf(preset).MonitoringInterval, expected: 15 },
  'database.enablePerformanceInsights': { seen: (preset) => databaseOf(preset).EnablePerformanceInsights, expected: true },
  'database.generalLog': { seen: (preset) => propertiesOf(preset, 'AWS::RDS::DBParameterGroup').Parameters.general_log, expected: '0' },
  'database.logRetention': { seen: retentionOf('Logserror'), expected: 7 },
  'webTier.minCapacity': { seen: (preset) => groupOf(preset).MinSize, expected: '3' },
  'webTier.maxCapacity': { seen: (preset) => groupOf(preset).MaxSize, expected: '9' },
  'webTier.instanceType': { seen: (preset) => launchOf(preset).InstanceType, expected: 'c7g.xlarge' },
  'webTier.detailedMonitoring': { seen: (preset) => launchOf(preset).Monitoring, expected: { Enabled: true } },
  'webTier.logRetention': { seen: retentionOf('WebTier'), expected: 5 },
};

describe('an option overrides the value of the preset:', () => {
  const overridden = synthesize(() => OVERRIDES);

  test('every row of the table is tried', () => {
    const rows = Object.entries(PRESETS).flatMap(([pillar, settings]) => Object.keys(settings).map((setting) => `${pillar}.${setting}`));
    expect(Object.keys(EFFECTS)).toEqual(rows);
  });

  test.each(Object.entries(EFFECTS))('%s', (_setting, { seen, expected }) => {
    expect(seen(nonProduction)).not.toEqual(expected);
    expect(seen(overridden)).toEqual(expected);
  });

  test('an undefined one leaves the value of the preset', () => {
    const absent = synthesize((stack) => ({ ...productionProps(stack), database: { logRetention: undefined }, webTier: { minCapacity: undefined } }));
    expect(absent.template.toJSON()).toEqual(production.template.toJSON());
  });
});

test('log files that expire within 90 days are not archived: S3 refuses such a life cycle', () => {
  const expiring = (days: number) => lifecycleOf(synthesize((stack) => ({ ...productionProps(stack), storage: { logFileExpiration: Duration.days(days) } })));
  expect(expiring(90).ExpirationInDays).toBe(90);
  expect(expiring(90).Transitions).toBeUndefined();
  expect(expiring(91).Transitions).toHaveLength(1);
});

test('non-production is the preset where none is chosen', () => {
  expect(synthesize().baseline.environmentType).toBe(EnvironmentType.NON_PRODUCTION);
});
