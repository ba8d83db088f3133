import { InstanceType } from 'aws-cdk-lib/aws-ec2';
import { productionProps, synthesize, type SynthesizedBaseline } from './presets-under-test';
import { EnvironmentType, type SecureBaselineProps } from '../../src';
import { PRESETS } from '../../src/baseline/presets';
import { read } from '../lifecycle/templates';
import { updateOf } from '../lifecycle/update';

type Change = Partial<SecureBaselineProps>;

/** The types of resources that contain data, or to which clients and other resources refer. */
const STATEFUL = [
  'AWS::S3::Bucket', 'AWS::KMS::Key', 'AWS::RDS::DBInstance', 'AWS::Logs::LogGroup', 'AWS::SecretsManager::Secret', 'AWS::EC2::VPC', 'AWS::EC2::Subnet',
  'AWS::CloudTrail::Trail', 'AWS::SNS::Topic', 'AWS::SQS::Queue', 'AWS::ElasticLoadBalancingV2::LoadBalancer',
];
const DATA = ['AWS::S3::Bucket', 'AWS::KMS::Key', 'AWS::RDS::DBInstance', 'AWS::Logs::LogGroup'];
/** Log groups of functions are deleted with the functions. */
const LOG_OF_FUNCTION = /FunctionLogGroup/;
const { PRODUCTION, NON_PRODUCTION } = EnvironmentType;

/** Settings for which the value of the other preset is not valid in combination with the other settings. */
const OTHER_VALUES: { readonly [setting: string]: Change } = {
  'account.rejectConflicts': { account: { rejectConflicts: true } },
  'webTier.minCapacity': { webTier: { minCapacity: 3 } },
  'webTier.maxCapacity': { webTier: { maxCapacity: 8 } },
  'database.instanceType': { database: { instanceType: new InstanceType('r7g.large') } },
};

/** Each setting in PRESETS with the value of non-production. */
const SETTINGS = Object.entries(PRESETS).flatMap(([pillar, rows]) => Object.entries(rows as Record<string, Record<EnvironmentType, unknown>>)
  .map(([setting, { [NON_PRODUCTION]: value }]): [path: string, change: Change] => {
    const path = `${pillar}.${setting}`;
    return [path, OTHER_VALUES[path] ?? (pillar === 'baseline' ? { [setting]: value } : { [pillar]: { [setting]: value } })];
  }));

const PILLARS: [name: string, change: Change][] = [
  ['the trail', { trail: { enabled: false } }],
  ['AWS Config', { config: { enabled: false } }],
  ['the account settings', { account: { enabled: false } }],
  ['the security alarms', { notifications: { securityAlarms: false } }],
  ['the database', { database: { enabled: false } }],
  ['the web tier', { webTier: { enabled: false } }],
];

const baselineOf = (environmentType: EnvironmentType, change: Change = {}) =>
  synthesize((stack) => ({ ...productionProps(stack), environmentType, ...change }));

/** Returns the logical ids of the stateful resources that an update would replace or remove, from the CloudFormation specification. */
function lossesOf(before: SynthesizedBaseline, after: SynthesizedBaseline): { replaced: string[]; removed: string[] } {
  const { replaced, removed } = updateOf(read(before), read(after));
  const stateful = (ids: string[]) => ids.filter((id) => STATEFUL.includes(before.resources[id].Type) && !LOG_OF_FUNCTION.test(id));
  return { replaced: stateful(replaced), removed: stateful(removed) };
}

const NO_LOSSES = { replaced: [], removed: [] };
const production = baselineOf(PRODUCTION);

describe('a deployed production stack', () => {
  test.each(SETTINGS)('retains all stateful resources when %s is changed and changed back', (_path, change) => {
    const changed = baselineOf(PRODUCTION, change);
    expect(changed.template.toJSON()).not.toEqual(production.template.toJSON());
    expect(lossesOf(production, changed)).toEqual(NO_LOSSES);
    expect(lossesOf(changed, production)).toEqual(NO_LOSSES);
  });

  test.each(PILLARS)('retains data and replaces no resources when %s is disabled', (_name, change) => {
    const { replaced, removed } = lossesOf(production, baselineOf(PRODUCTION, change));
    expect(replaced).toEqual([]);
    const lost = removed.map((id) => production.resources[id]).filter(({ Type }) => DATA.includes(Type));
    expect(lost.filter(({ DeletionPolicy = 'Delete' }) => DeletionPolicy === 'Delete')).toEqual([]);
  });

  test('replaces database, log groups, trail and topics when environmentSuffix is changed, as documented', () => {
    const { replaced, removed } = lossesOf(production, baselineOf(PRODUCTION, { environmentSuffix: 'other' }));
    expect(removed).toEqual([]);
    expect(new Set(replaced.map((id) => production.resources[id].Type))).toEqual(new Set(['AWS::RDS::DBInstance', 'AWS::Logs::LogGroup', 'AWS::CloudTrail::Trail', 'AWS::SNS::Topic']));
  });
});

test('a change of the environment type retains all stateful resources', () => {
  const nonProduction = baselineOf(NON_PRODUCTION);
  expect(lossesOf(production, nonProduction)).toEqual(NO_LOSSES);
  expect(lossesOf(nonProduction, production)).toEqual(NO_LOSSES);
});

test('a change from non-production without a certificate to production replaces only the load balancer', () => {
  const internal = baselineOf(NON_PRODUCTION, { certificate: undefined });
  const { replaced, removed } = lossesOf(internal, production);
  expect(removed).toEqual([]);
  expect(replaced.map((id) => internal.resources[id].Type)).toEqual(['AWS::ElasticLoadBalancingV2::LoadBalancer']);
});
