import { idOf, nonProduction, ofType, PRESETS, production, productionProps, synthesize, type SynthesizedBaseline } from './presets-under-test';
import { GUARD_TAG } from '../../src/storage/empty-on-delete/resource-properties';

/** What outlives a production stack: what holds data, and what is needed to read it. */
const KEPT_IN_PRODUCTION: [id: string, type: string, onDelete: string, onReplace: string][] = [
  ['AccessLogsBucket', 'AWS::S3::Bucket', 'RetainExceptOnCreate', 'Retain'],
  ['TrailBucket', 'AWS::S3::Bucket', 'RetainExceptOnCreate', 'Retain'],
  ['ConfigBucket', 'AWS::S3::Bucket', 'RetainExceptOnCreate', 'Retain'],
  ['DataBucket', 'AWS::S3::Bucket', 'RetainExceptOnCreate', 'Retain'],
  ['BaselineKey', 'AWS::KMS::Key', 'RetainExceptOnCreate', 'Retain'],
  ['Database', 'AWS::RDS::DBInstance', 'Snapshot', 'Snapshot'],
  // RDS deletes no option group that a snapshot refers to.
  ['DatabaseEngineOptions', 'AWS::RDS::OptionGroup', 'RetainExceptOnCreate', 'Retain'],
  ['TrailLogGroup', 'AWS::Logs::LogGroup', 'RetainExceptOnCreate', 'Retain'],
  ['FlowLogsLogGroup', 'AWS::Logs::LogGroup', 'RetainExceptOnCreate', 'Retain'],
  ['WebTierLogGroup', 'AWS::Logs::LogGroup', 'RetainExceptOnCreate', 'Retain'],
  ['DatabaseLogsaudit', 'AWS::Logs::LogGroup', 'RetainExceptOnCreate', 'Retain'],
  ['DatabaseLogserror', 'AWS::Logs::LogGroup', 'RetainExceptOnCreate', 'Retain'],
  ['DatabaseLogsgeneral', 'AWS::Logs::LogGroup', 'RetainExceptOnCreate', 'Retain'],
  ['DatabaseLogsslowquery', 'AWS::Logs::LogGroup', 'RetainExceptOnCreate', 'Retain'],
];

/** Types that CloudFormation keeps, or takes a snapshot of, unless the template says otherwise. */
const KEPT_BY_DEFAULT = ['AWS::RDS::DBInstance', 'AWS::RDS::DBCluster'];

const idsKeptIn = ({ resources }: SynthesizedBaseline) => Object.keys(resources).filter((id) =>
  [resources[id].DeletionPolicy, resources[id].UpdateReplacePolicy].some((policy) => policy !== undefined && policy !== 'Delete'));

const attributesOf = (preset: SynthesizedBaseline) => preset.resources[idOf(preset, 'AWS::ElasticLoadBalancingV2::LoadBalancer')].Properties.LoadBalancerAttributes;

describe('a production stack', () => {
  test.each(KEPT_IN_PRODUCTION)('leaves %s (%s) behind', (text, type, onDelete, onReplace) => {
    const { DeletionPolicy, UpdateReplacePolicy } = production.resources[idOf(production, type, text)];
    expect([DeletionPolicy, UpdateReplacePolicy]).toEqual([onDelete, onReplace]);
  });

  test('leaves nothing else behind', () => {
    expect(idsKeptIn(production).sort()).toEqual(KEPT_IN_PRODUCTION.map(([text, type]) => idOf(production, type, text)).sort());
  });

  test('empties no bucket', () => {
    expect(ofType(production, 'Custom::EmptyOnDelete')).toEqual([]);
  });

  test('is protected against deletion as a whole, with its database and its load balancer', () => {
    expect(production.stack.terminationProtection).toBe(true);
    const database = production.resources[idOf(production, 'AWS::RDS::DBInstance')].Properties;
    expect(database).toMatchObject({ DeletionProtection: true, DeleteAutomatedBackups: false });
    expect(attributesOf(production)).toContainEqual({ Key: 'deletion_protection.enabled', Value: 'true' });
  });

  test('gives up every protection, and no data, in the first of the two steps that take it down', () => {
    const released = synthesize((stack) => ({ ...productionProps(stack), deletionProtection: false }));
    expect(released.stack.terminationProtection).toBeFalsy();
    expect(released.resources[idOf(released, 'AWS::RDS::DBInstance')].Properties.DeletionProtection).toBe(false);
    expect(attributesOf(released)).toContainEqual({ Key: 'deletion_protection.enabled', Value: 'false' });
    expect(idsKeptIn(released)).toEqual(idsKeptIn(production));
  });
});

describe('a non-production stack', () => {
  test('leaves nothing behind', () => {
    expect(idsKeptIn(nonProduction)).toEqual([]);
    const undecided = KEPT_BY_DEFAULT.flatMap((type) => ofType(nonProduction, type)).filter(([, { DeletionPolicy }]) => DeletionPolicy !== 'Delete');
    expect(undecided).toEqual([]);
  });

  test('deletes the automated backups with the database', () => {
    const database = nonProduction.resources[idOf(nonProduction, 'AWS::RDS::DBInstance')].Properties;
    expect(database).toMatchObject({ DeletionProtection: false, DeleteAutomatedBackups: true });
  });

  test('is protected nowhere', () => {
    expect(nonProduction.stack.terminationProtection).toBeFalsy();
    expect(attributesOf(nonProduction)).toContainEqual({ Key: 'deletion_protection.enabled', Value: 'false' });
  });

  test('empties each of its buckets once, which are tagged for it', () => {
    const guards = new Map(ofType(nonProduction, 'Custom::EmptyOnDelete').map(([, { Properties }]) => [Properties.BucketName.Ref, Properties.Guard]));
    const buckets = ofType(nonProduction, 'AWS::S3::Bucket');
    expect([...guards.keys()].sort()).toEqual(buckets.map(([id]) => id).sort());
    for (const [id, { Properties }] of buckets) {
      expect(Properties.Tags).toContainEqual({ Key: GUARD_TAG, Value: guards.get(id) });
    }
  });
});

describe.each(PRESETS)('in %s', (_name, preset) => {
  test('log groups of functions go with the stack', () => {
    const groups = ofType(preset, 'AWS::Lambda::Function').map(([, { Properties }]) => Properties.LoggingConfig.LogGroup.Ref);
    expect(groups.map((id) => preset.resources[id].DeletionPolicy)).toEqual(groups.map(() => 'Delete'));
  });

  test('whatever holds data says itself what becomes of it', () => {
    const types = ['AWS::S3::Bucket', 'AWS::KMS::Key', 'AWS::RDS::DBInstance', 'AWS::Logs::LogGroup'];
    for (const [id, { DeletionPolicy, UpdateReplacePolicy }] of types.flatMap((type) => ofType(preset, type))) {
      expect([id, DeletionPolicy, UpdateReplacePolicy]).toEqual([id, expect.any(String), expect.any(String)]);
    }
  });
});
