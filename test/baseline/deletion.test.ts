import { NestedStack, RemovalPolicies, type App, type Stack, type StackProps } from 'aws-cdk-lib/core';
import { baselineIn, idOf, nonProduction, ofType, PRESETS, production, productionProps, synthesize, type SynthesizedBaseline } from './presets-under-test';
import type { SecureBaselineProps } from '../../src';
import { GUARD_TAG } from '../../src/storage/empty-on-delete/resource-properties';
import { logGroupOf, newStack, warningsOf } from '../support/templates';

/** The resources that are retained when a production stack is deleted: those that contain data, and those that are required to read it. */
const RETAINED_IN_PRODUCTION: [id: string, type: string, onDelete: string, onReplace: string][] = [
  ['AccessLogsBucket', 'AWS::S3::Bucket', 'RetainExceptOnCreate', 'Retain'],
  ['TrailBucket', 'AWS::S3::Bucket', 'RetainExceptOnCreate', 'Retain'],
  ['ConfigBucket', 'AWS::S3::Bucket', 'RetainExceptOnCreate', 'Retain'],
  ['DataBucket', 'AWS::S3::Bucket', 'RetainExceptOnCreate', 'Retain'],
  ['BaselineKey', 'AWS::KMS::Key', 'RetainExceptOnCreate', 'Retain'],
  ['Database', 'AWS::RDS::DBInstance', 'Snapshot', 'Snapshot'],
  // RDS cannot delete an option group to which a snapshot refers.
  ['DatabaseEngineOptions', 'AWS::RDS::OptionGroup', 'RetainExceptOnCreate', 'Retain'],
  ['TrailLogGroup', 'AWS::Logs::LogGroup', 'RetainExceptOnCreate', 'Retain'],
  ['FlowLogsLogGroup', 'AWS::Logs::LogGroup', 'RetainExceptOnCreate', 'Retain'],
  ['WebTierLogGroup', 'AWS::Logs::LogGroup', 'RetainExceptOnCreate', 'Retain'],
  ['DatabaseLogsaudit', 'AWS::Logs::LogGroup', 'RetainExceptOnCreate', 'Retain'],
  ['DatabaseLogserror', 'AWS::Logs::LogGroup', 'RetainExceptOnCreate', 'Retain'],
  ['DatabaseLogsgeneral', 'AWS::Logs::LogGroup', 'RetainExceptOnCreate', 'Retain'],
  ['DatabaseLogsslowquery', 'AWS::Logs::LogGroup', 'RetainExceptOnCreate', 'Retain'],
];

/** Types that CloudFormation retains or creates a snapshot of if the template has no deletion policy. */
const RETAINED_BY_DEFAULT = ['AWS::RDS::DBInstance', 'AWS::RDS::DBCluster'];

const retainedIdsOf = ({ resources }: SynthesizedBaseline) => Object.keys(resources).filter((id) =>
  [resources[id].DeletionPolicy, resources[id].UpdateReplacePolicy].some((policy) => policy !== undefined && policy !== 'Delete'));

const attributesOf = (preset: SynthesizedBaseline) => preset.resources[idOf(preset, 'AWS::ElasticLoadBalancingV2::LoadBalancer')].Properties.LoadBalancerAttributes;

describe('a production stack', () => {
  test.each(RETAINED_IN_PRODUCTION)('retains %s (%s)', (text, type, onDelete, onReplace) => {
    const { DeletionPolicy, UpdateReplacePolicy } = production.resources[idOf(production, type, text)];
    expect([DeletionPolicy, UpdateReplacePolicy]).toEqual([onDelete, onReplace]);
  });

  test('retains no other resources', () => {
    expect(retainedIdsOf(production).sort()).toEqual(RETAINED_IN_PRODUCTION.map(([text, type]) => idOf(production, type, text)).sort());
  });

  test('has no function that empties buckets', () => {
    expect(ofType(production, 'Custom::EmptyOnDelete')).toEqual([]);
  });

  test('protects the stack, the database and the load balancer against deletion', () => {
    expect(production.stack.terminationProtection).toBe(true);
    const database = production.resources[idOf(production, 'AWS::RDS::DBInstance')].Properties;
    expect(database).toMatchObject({ DeletionProtection: true, DeleteAutomatedBackups: false });
    expect(attributesOf(production)).toContainEqual({ Key: 'deletion_protection.enabled', Value: 'true' });
  });

  test('removes all protection but retains all data if deletionProtection is false', () => {
    const unprotected = synthesize((stack) => ({ ...productionProps(stack), deletionProtection: false }));
    expect(unprotected.stack.terminationProtection).toBeFalsy();
    expect(unprotected.resources[idOf(unprotected, 'AWS::RDS::DBInstance')].Properties.DeletionProtection).toBe(false);
    expect(attributesOf(unprotected)).toContainEqual({ Key: 'deletion_protection.enabled', Value: 'false' });
    expect(retainedIdsOf(unprotected)).toEqual(retainedIdsOf(production));
  });
});

describe('a production baseline in a nested stack', () => {
  /** Returns the top-level stack of a baseline that is two stacks below it. */
  function topLevelStack(props: Partial<SecureBaselineProps>, stackProps?: StackProps): Stack {
    const stack = newStack(stackProps);
    const nested = new NestedStack(new NestedStack(stack, 'Outer'), 'Inner');
    baselineIn(nested, { ...productionProps(nested), network: { enabled: false }, database: { enabled: false }, webTier: { enabled: false }, ...props });
    return stack;
  }

  test('protects the top-level stack, whose termination protection applies to its nested stacks', () => {
    const stack = topLevelStack({});
    expect(stack.terminationProtection).toBe(true);
    expect((stack.node.root as App).synth().getStackByName(stack.stackName).terminationProtection).toBe(true);
  });

  test('does not change the termination protection of the top-level stack if deletionProtection is false', () => {
    expect(topLevelStack({ deletionProtection: false }).terminationProtection).toBeFalsy();
    expect(topLevelStack({ deletionProtection: false }, { terminationProtection: true }).terminationProtection).toBe(true);
  });
});

describe('a non-production stack', () => {
  test('retains no resources', () => {
    expect(retainedIdsOf(nonProduction)).toEqual([]);
    const retainedByDefault = RETAINED_BY_DEFAULT.flatMap((type) => ofType(nonProduction, type)).filter(([, { DeletionPolicy }]) => DeletionPolicy !== 'Delete');
    expect(retainedByDefault).toEqual([]);
  });

  test('deletes the automated backups with the database, which is not protected', () => {
    const database = nonProduction.resources[idOf(nonProduction, 'AWS::RDS::DBInstance')].Properties;
    expect(database).toMatchObject({ DeletionProtection: false, DeleteAutomatedBackups: true });
  });

  test('does not protect the stack and the load balancer', () => {
    expect(nonProduction.stack.terminationProtection).toBeFalsy();
    expect(attributesOf(nonProduction)).toContainEqual({ Key: 'deletion_protection.enabled', Value: 'false' });
  });

  test('empties each bucket once, and tags it for this', () => {
    const guards = new Map(ofType(nonProduction, 'Custom::EmptyOnDelete').map(([, { Properties }]) => [Properties.BucketName.Ref, Properties.Guard]));
    const buckets = ofType(nonProduction, 'AWS::S3::Bucket');
    expect([...guards.keys()].sort()).toEqual(buckets.map(([id]) => id).sort());
    for (const [id, { Properties }] of buckets) {
      expect(Properties.Tags).toContainEqual({ Key: GUARD_TAG, Value: guards.get(id) });
    }
  });
});

describe.each(PRESETS)('in %s', (_name, preset) => {
  test('log groups of functions are deleted with the stack', () => {
    const groups = ofType(preset, 'AWS::Lambda::Function').map(([, one]) => logGroupOf(preset.resources, one));
    expect(groups.map((id) => preset.resources[id].DeletionPolicy)).toEqual(groups.map(() => 'Delete'));
  });

  test('every resource with data has an explicit deletion policy', () => {
    const types = ['AWS::S3::Bucket', 'AWS::KMS::Key', 'AWS::RDS::DBInstance', 'AWS::Logs::LogGroup'];
    for (const [id, { DeletionPolicy, UpdateReplacePolicy }] of types.flatMap((type) => ofType(preset, type))) {
      expect([id, DeletionPolicy, UpdateReplacePolicy]).toEqual([id, expect.any(String), expect.any(String)]);
    }
  });
});

describe('a removal policy that is changed after the baseline is created', () => {
  const warningsWith = (props: Partial<SecureBaselineProps>, priority?: number) => {
    const { stack } = synthesize((one) => {
      RemovalPolicies.of(one).destroy({ priority });
      return props;
    });
    return warningsOf(stack).filter((text) => text.includes('SecureBaseline:retainedDataDeleted'));
  };

  test.each([undefined, 900])('causes a warning that names the retained resources and retainData (priority %s)', (priority) => {
    const [warning, ...others] = warningsWith({ retainData: true }, priority);
    expect(others).toEqual([]);
    expect(warning).toContain('Specify retainData: false');
    expect(warning).toEqual(expect.stringMatching(/Key\/Resource,.*DataBucket\/Resource,.*LogGroup\/Resource,.*Database\/Resource/));
  });

  test('causes no warning with retainData: false', () => {
    expect(warningsWith({ retainData: false })).toEqual([]);
  });
});
