import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Duration } from 'aws-cdk-lib/core';
import { namesOf } from './names';
import { idOf, ofType, production, productionProps, synthesize, type SynthesizedBaseline } from './presets-under-test';
import { EarlierValues, EnvironmentType, GuardrailMode, RecordingFrequency, type SecureBaselineProps } from '../../src';
import { PRESETS } from '../../src/baseline/presets';

/** The same props as for production, including the certificate, with the other environment type. */
const nonProduction = synthesize((stack) => ({ ...productionProps(stack), environmentType: EnvironmentType.NON_PRODUCTION }));

/** Properties that require replacement of the resource when they change. */
const REPLACEMENT_PROPERTIES: [type: string, properties: string[]][] = [
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

describe('a change of the environment type', () => {
  test.each(REPLACEMENT_PROPERTIES)('replaces no %s', (type, properties) => {
    const propertiesById = (preset: SynthesizedBaseline) => Object.fromEntries(ofType(preset, type).map(([id, { Properties }]) =>
      [id, Object.fromEntries(properties.map((property) => [property, Properties[property]]))]));
    expect(propertiesById(production)).not.toEqual({});
    expect(propertiesById(nonProduction)).toEqual(propertiesById(production));
  });

  test('does not change the name of any resource', () => {
    const names = namesOf(production);
    const changed = [...namesOf(nonProduction)].filter(([property, name]) => names.has(property) && names.get(property) !== name);
    expect(changed).toEqual([]);
  });

  test('does not use the name of a resource for another resource, because CloudFormation creates new resources before it deletes old ones', () => {
    const holdersOf = (preset: SynthesizedBaseline) => new Map([...namesOf(preset)].map(([property, name]) => {
      const [id] = property.split('.');
      return [`${preset.resources[id]?.Type ?? 'output'} ${name}`, id];
    }));
    const holders = holdersOf(production);
    const moved = [...holdersOf(nonProduction)].filter(([name, id]) => (holders.get(name) ?? id) !== id);
    expect(moved).toEqual([]);
  });

  test('retains all log groups', () => {
    const groupsOf = (preset: SynthesizedBaseline) => ofType(preset, 'AWS::Logs::LogGroup').filter(([id]) => id.startsWith('Baseline'))
      .map(([id, { Properties }]) => [id, Properties.LogGroupName]);
    expect(groupsOf(nonProduction)).toEqual(groupsOf(production));
  });
});

/** Values that differ from those of non-production, and that AWS accepts in combination. */
const OVERRIDES: Partial<SecureBaselineProps> = {
  retainData: true,
  deletionProtection: true,
  network: { natGateways: 2, interfaceEndpoints: [ec2.InterfaceVpcEndpointAwsService.SSM], flowLogRetention: RetentionDays.TWO_WEEKS },
  storage: { keyPendingWindow: Duration.days(12), logFileExpiration: Duration.days(123), archiveLogFiles: true },
  trail: { logRetention: RetentionDays.THREE_MONTHS, recordAllDataEvents: true },
  config: { recordingFrequency: RecordingFrequency.CONTINUOUS },
  account: { mode: GuardrailMode.OFF, settings: { serialConsole: GuardrailMode.REPORT }, onDelete: EarlierValues.KEEP, rejectConflicts: true },
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
  /** Returns the value of the setting in the template. */
  readonly actual: (preset: SynthesizedBaseline) => unknown;
  readonly expected: unknown;
}

const guardrailsOf = (preset: SynthesizedBaseline) =>
  JSON.parse(propertiesOf(preset, 'Custom::AccountGuardrails').Configuration['Fn::Join'][1].filter((part: unknown) => typeof part === 'string').join(''));
const retentionOf = (text: string) => (preset: SynthesizedBaseline) => propertiesOf(preset, 'AWS::Logs::LogGroup', text).RetentionInDays;

const EFFECTS: { readonly [setting: string]: Effect } = {
  'baseline.retainData': {
    actual: (preset) => ['DataBucket', 'TrailBucket'].map((text) => preset.resources[idOf(preset, 'AWS::S3::Bucket', text)].DeletionPolicy),
    expected: ['RetainExceptOnCreate', 'RetainExceptOnCreate'],
  },
  'baseline.deletionProtection': { actual: (preset) => [databaseOf(preset).DeletionProtection, preset.stack.terminationProtection], expected: [true, true] },
  'network.natGateways': { actual: (preset) => ofType(preset, 'AWS::EC2::NatGateway').length, expected: 2 },
  'network.interfaceEndpoints': {
    actual: (preset) => ofType(preset, 'AWS::EC2::VPCEndpoint').filter(([, { Properties }]) => Properties.VpcEndpointType === 'Interface').length,
    expected: 1,
  },
  'network.flowLogRetention': { actual: retentionOf('FlowLogs'), expected: 14 },
  'storage.keyPendingWindow': { actual: (preset) => ofType(preset, 'AWS::KMS::Key').map(([, { Properties }]) => Properties.PendingWindowInDays), expected: [12, 12, 12] },
  'storage.logFileExpiration': { actual: (preset) => lifecycleOf(preset).ExpirationInDays, expected: 123 },
  'storage.archiveLogFiles': { actual: (preset) => lifecycleOf(preset).Transitions, expected: [{ StorageClass: 'GLACIER_IR', TransitionInDays: 90 }] },
  'trail.logRetention': { actual: retentionOf('TrailLogGroup'), expected: 90 },
  'trail.recordAllDataEvents': {
    actual: (preset) => JSON.stringify(propertiesOf(preset, 'AWS::CloudTrail::Trail').AdvancedEventSelectors).includes('NotStartsWith'),
    expected: true,
  },
  'config.recordingFrequency': {
    actual: (preset) => propertiesOf(preset, 'AWS::Config::ConfigurationRecorder').RecordingMode.RecordingFrequency, expected: 'CONTINUOUS',
  },
  'account.mode': { actual: (preset) => guardrailsOf(preset).modes, expected: { serialConsole: 'report' } },
  'account.onDelete': { actual: (preset) => guardrailsOf(preset).onDelete, expected: 'keep' },
  'account.rejectConflicts': { actual: (preset) => guardrailsOf(preset).rejectConflicts, expected: true },
  'notifications.dashboard': { actual: (preset) => ofType(preset, 'AWS::CloudWatch::Dashboard').length, expected: 1 },
  'database.instanceType': { actual: (preset) => databaseOf(preset).DBInstanceClass, expected: 'db.r7g.large' },
  'database.multiAz': { actual: (preset) => databaseOf(preset).MultiAZ, expected: true },
  'database.backupRetention': { actual: (preset) => databaseOf(preset).BackupRetentionPeriod, expected: 3 },
  'database.monitoringInterval': { actual: (preset) => databaseOf(preset).MonitoringInterval, expected: 15 },
  'database.enablePerformanceInsights': { actual: (preset) => databaseOf(preset).EnablePerformanceInsights, expected: true },
  'database.generalLog': { actual: (preset) => propertiesOf(preset, 'AWS::RDS::DBParameterGroup').Parameters.general_log, expected: '0' },
  'database.logRetention': { actual: retentionOf('Logserror'), expected: 7 },
  'webTier.minCapacity': { actual: (preset) => groupOf(preset).MinSize, expected: '3' },
  'webTier.maxCapacity': { actual: (preset) => groupOf(preset).MaxSize, expected: '9' },
  'webTier.instanceType': { actual: (preset) => launchOf(preset).InstanceType, expected: 'c7g.xlarge' },
  'webTier.detailedMonitoring': { actual: (preset) => launchOf(preset).Monitoring, expected: { Enabled: true } },
  'webTier.logRetention': { actual: retentionOf('WebTier'), expected: 5 },
};

describe('an option overrides the preset', () => {
  const overridden = synthesize(() => OVERRIDES);

  test('for every setting in PRESETS', () => {
    const rows = Object.entries(PRESETS).flatMap(([pillar, settings]) => Object.keys(settings).map((setting) => `${pillar}.${setting}`));
    expect(Object.keys(EFFECTS)).toEqual(rows);
  });

  test.each(Object.entries(EFFECTS))('%s', (_setting, { actual, expected }) => {
    expect(actual(nonProduction)).not.toEqual(expected);
    expect(actual(overridden)).toEqual(expected);
  });

  test('unless it is undefined', () => {
    const undefinedOptions = synthesize((stack) => ({ ...productionProps(stack), database: { logRetention: undefined }, webTier: { minCapacity: undefined } }));
    expect(undefinedOptions.template.toJSON()).toEqual(production.template.toJSON());
  });
});

test('log files that expire within 90 days are not archived, because S3 rejects such a lifecycle configuration', () => {
  const expiring = (days: number) => lifecycleOf(synthesize((stack) => ({ ...productionProps(stack), storage: { logFileExpiration: Duration.days(days) } })));
  expect(expiring(90).ExpirationInDays).toBe(90);
  expect(expiring(90).Transitions).toBeUndefined();
  expect(expiring(91).Transitions).toHaveLength(1);
});

test('the default environment type is non-production', () => {
  expect(synthesize().baseline.environmentType).toBe(EnvironmentType.NON_PRODUCTION);
});
