import { fullDiff, ResourceImpact, type ResourceDifference } from '@aws-cdk/cloudformation-diff';
import { InstanceType } from 'aws-cdk-lib/aws-ec2';
import { productionProps, synthesize, type SynthesizedBaseline } from './presets-under-test';
import { EnvironmentType, type SecureBaselineProps } from '../../src';
import { PRESETS } from '../../src/baseline/presets';

type Change = Partial<SecureBaselineProps>;

/** The types of resources that contain data, or to which clients and other resources refer. */
const STATEFUL = [
  'AWS::S3::Bucket', 'AWS::KMS::Key', 'AWS::RDS::DBInstance', 'AWS::Logs::LogGroup', 'AWS::SecretsManager::Secret', 'AWS::EC2::VPC', 'AWS::EC2::Subnet',
  'AWS::CloudTrail::Trail', 'AWS::SNS::Topic', 'AWS::SQS::Queue', 'AWS::ElasticLoadBalancingV2::LoadBalancer',
];
const DATA = ['AWS::S3::Bucket', 'AWS::KMS::Key', 'AWS::RDS::DBInstance', 'AWS::Logs::LogGroup'];
/** Log groups of functions are deleted with the functions. */
const LOG_OF_FUNCTION = /FunctionLogGroup/;
/**
 * The CloudFormation specification lists these properties as possible replacements of a database. According to the reference of each property, an
 * update causes an interruption at most.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-rds-dbinstance.html
 */
const INTERRUPTING = ['BackupRetentionPeriod', 'MultiAZ'];
const LOSSES = [ResourceImpact.WILL_REPLACE, ResourceImpact.MAY_REPLACE, ResourceImpact.WILL_DESTROY, ResourceImpact.WILL_ORPHAN];
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

/** Returns the impact of an update on resources that it would replace or delete, by logical id, from the CloudFormation specification. */
function lossesOf(before: SynthesizedBaseline, after: SynthesizedBaseline): Record<string, ResourceImpact> {
  const { resources } = fullDiff(before.template.toJSON(), after.template.toJSON());
  const stateful = Object.entries(resources.changes).filter(([id, { oldResourceType }]) => STATEFUL.includes(oldResourceType ?? '') && !LOG_OF_FUNCTION.test(id));
  const found = stateful.map(([id, change]): [string, ResourceImpact] => [id, change.resourceType === 'AWS::RDS::DBInstance' ? impactOnDatabase(change) : change.changeImpact]);
  return Object.fromEntries(found.filter(([, impact]) => LOSSES.includes(impact)));
}

function impactOnDatabase({ changeImpact, propertyUpdates }: ResourceDifference): ResourceImpact {
  const replacing = Object.entries(propertyUpdates).filter(([property, { changeImpact: impact }]) => LOSSES.includes(impact!) && !INTERRUPTING.includes(property));
  return changeImpact === ResourceImpact.MAY_REPLACE && replacing.length === 0 ? ResourceImpact.WILL_UPDATE : changeImpact;
}

const production = baselineOf(PRODUCTION);

describe('a deployed production stack', () => {
  test.each(SETTINGS)('retains all stateful resources when %s is changed and changed back', (_path, change) => {
    const changed = baselineOf(PRODUCTION, change);
    expect(changed.template.toJSON()).not.toEqual(production.template.toJSON());
    expect(lossesOf(production, changed)).toEqual({});
    expect(lossesOf(changed, production)).toEqual({});
  });

  test.each(PILLARS)('retains data and replaces no resources when %s is disabled', (_name, change) => {
    const losses = Object.entries(lossesOf(production, baselineOf(PRODUCTION, change)));
    expect(losses.filter(([, impact]) => impact === ResourceImpact.WILL_REPLACE || impact === ResourceImpact.MAY_REPLACE)).toEqual([]);
    const lost = losses.map(([id]) => production.resources[id]).filter(({ Type }) => DATA.includes(Type));
    expect(lost.filter(({ DeletionPolicy = 'Delete' }) => DeletionPolicy === 'Delete')).toEqual([]);
  });

  test('replaces database, log groups, trail and topics when environmentSuffix is changed, as documented', () => {
    const types = Object.keys(lossesOf(production, baselineOf(PRODUCTION, { environmentSuffix: 'other' }))).map((id) => production.resources[id].Type);
    expect(new Set(types)).toEqual(new Set(['AWS::RDS::DBInstance', 'AWS::Logs::LogGroup', 'AWS::CloudTrail::Trail', 'AWS::SNS::Topic']));
  });
});

test('a change of the environment type retains all stateful resources', () => {
  const nonProduction = baselineOf(NON_PRODUCTION);
  expect(lossesOf(production, nonProduction)).toEqual({});
  expect(lossesOf(nonProduction, production)).toEqual({});
});

test('a change from non-production without a certificate to production replaces only the load balancer', () => {
  const internal = baselineOf(NON_PRODUCTION, { certificate: undefined });
  const losses = Object.entries(lossesOf(internal, production)).map(([id, impact]) => [internal.resources[id].Type, impact]);
  expect(losses).toEqual([['AWS::ElasticLoadBalancingV2::LoadBalancer', ResourceImpact.WILL_REPLACE]]);
});
