import { Template } from 'aws-cdk-lib/assertions';
import { Key } from 'aws-cdk-lib/aws-kms';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Duration, RemovalPolicies, RemovalPolicy, type CfnResource, type Stack } from 'aws-cdk-lib/core';
import { EncryptionKey, EnvironmentType, type SecureBaselineProps } from '../../../src';
import type { DataLossCheckProperties } from '../../../src/baseline/data-loss-check/resource-properties';
import { RETENTION_SETTINGS } from '../../../src/baseline/data-loss-check/retention-periods';
import { rejectLosses } from '../../../src/baseline/data-loss-check/runtime/losses';
import { PRESETS } from '../../../src/baseline/presets';
import { propertiesOf } from '../../../src/common/cdk/internals';
import { importVpc } from '../../support/standalone';
import { newStack, only } from '../../support/templates';
import { baselineIn, productionProps } from '../presets-under-test';

type PropsOf = (stack: Stack) => Partial<SecureBaselineProps>;
const { PRODUCTION, NON_PRODUCTION } = EnvironmentType;
/** Without the pillars that have no data. */
const SMALL = { webTier: { enabled: false }, notifications: { enabled: false }, config: { enabled: false }, database: { enabled: false } };
const WITH_DATABASE = { database: {} };

function stackWith(propsOf: PropsOf): Stack {
  const stack = newStack();
  baselineIn(stack, { ...SMALL, ...propsOf(stack) });
  return stack;
}

/** The properties as CloudFormation sends them, without synthesis. References are resolved to the logical ids. */
function checkOf(propsOf: PropsOf): DataLossCheckProperties {
  const stack = stackWith(propsOf);
  const resource = stack.node.findChild('Baseline').node.findChild('DataLossCheck').node.findChild('Resource').node.defaultChild as CfnResource;
  const { KeyArn, ...properties } = stack.resolve(propertiesOf(resource)) as Record<string, unknown>;
  return { ...properties, KeyArn: JSON.stringify(KeyArn) } as unknown as DataLossCheckProperties;
}

const update = (before: PropsOf, after: PropsOf) => () => rejectLosses(checkOf(before), checkOf(after));
const nonProduction: PropsOf = () => ({});
const production: PropsOf = (stack) => productionProps(stack);
const ownKey = (removalPolicy: RemovalPolicy): PropsOf => (stack) => ({ storage: { encryptionKey: new EncryptionKey(stack, 'Own', { removalPolicy }) } });
const importedKey: PropsOf = (stack) => ({ storage: { encryptionKey: Key.fromKeyArn(stack, 'Imported', 'arn:aws:kms:eu-west-1:111122223333:key/1') } });
const and = (...all: PropsOf[]): PropsOf => (stack) => Object.assign({}, ...all.map((one) => one(stack)));

describe('a change of storage.encryptionKey', () => {
  test.each<[string, PropsOf, PropsOf]>([
    ['from the key of the baseline to an imported key', nonProduction, importedKey],
    ['from the key of the baseline to another key of the stack', nonProduction, ownKey(RemovalPolicy.RETAIN)],
    ['from another key of the stack to the key of the baseline', ownKey(RemovalPolicy.DESTROY), nonProduction],
    ['together with the database', () => WITH_DATABASE, importedKey],
    ['together with a change to production', nonProduction, and(production, importedKey)],
    ['together with retainData: true', nonProduction, and(importedKey, () => ({ retainData: true }))],
    ['of a baseline without buckets', () => NETWORK_ONLY, (stack) => ({ ...NETWORK_ONLY, storage: { ...importedKey(stack).storage, enabled: false } })],
  ])('is rejected %s, if it would delete the previous key', (_, before, after) => {
    expect(update(before, after)).toThrow(/This update would delete the KMS key/);
  });

  test('is accepted in production, which retains the key', () => {
    expect(update(production, and(production, importedKey))).not.toThrow();
  });

  test('is accepted in non-production after a deployment with retainData: true, and the data is not lost when retainData is removed again', () => {
    const retained: PropsOf = () => ({ retainData: true });
    expect(update(nonProduction, and(retained))).not.toThrow();
    expect(update(retained, and(importedKey, retained))).not.toThrow();
    expect(update(and(importedKey, retained), and(importedKey, () => ({ retainData: false })))).not.toThrow();
  });

  test('is accepted from an imported key, and from a key of the stack that is retained', () => {
    expect(update(importedKey, nonProduction)).not.toThrow();
    expect(update(ownKey(RemovalPolicy.RETAIN), nonProduction)).not.toThrow();
  });

  test('considers removal policies that an aspect changes', () => {
    const stack = stackWith(nonProduction);
    RemovalPolicies.of(stack).retain({ applyToResourceTypes: ['AWS::KMS::Key'], priority: 900 });
    expect(only(Template.fromStack(stack), 'Custom::DataLossCheck').Properties.IsKeyDeleted).toBe('false');
  });
});

const NETWORK_ONLY: Partial<SecureBaselineProps> = { storage: { enabled: false }, trail: { enabled: false } };

describe('a change from production to non-production', () => {
  test('is rejected, because environmentType may be lost, and the message names each shorter period', () => {
    const message = /no longer be retained.*Shorter: storage\.logFileExpiration from 2555 to 30 days, network\.flowLogRetention.*trail\.logRetention.*database\.backupRetention from 35 to 7 days/;
    expect(update(and(production, () => WITH_DATABASE), () => WITH_DATABASE)).toThrow(message);
  });

  test('is accepted with retainData: false', () => {
    expect(update(production, () => ({ retainData: false }))).not.toThrow();
  });

  test('is rejected with retainData: true until all shorter periods are specified', () => {
    const retained: PropsOf = () => ({ ...WITH_DATABASE, retainData: true });
    const inProduction = and(production, () => WITH_DATABASE);
    expect(update(inProduction, retained)).toThrow(/shorten retention periods that are not specified/);
    expect(update(inProduction, and(retained, () => ({
      storage: { logFileExpiration: Duration.days(30) },
      network: { flowLogRetention: RetentionDays.ONE_YEAR },
      trail: { logRetention: RetentionDays.TWO_YEARS },
      database: { logRetention: RetentionDays.ONE_WEEK, backupRetention: Duration.days(35) },
    })))).not.toThrow();
  });

  test.each<[string, PropsOf, PropsOf]>([
    ['from non-production', nonProduction, production],
    ['from a first production deployment without protection', and(production, () => ({ retainData: false, deletionProtection: false })), production],
  ])('is not what a change %s to production is, which is accepted', (_, before, after) => {
    expect(update(before, after)).not.toThrow();
  });
});

describe('the retention periods', () => {
  test('include every period of the presets', () => {
    const rows = Object.entries(PRESETS).flatMap(([pillar, settings]) => Object.entries(settings as Record<string, Record<EnvironmentType, unknown>>)
      .map(([setting, values]): [string, unknown[]] => [`${pillar}.${setting}`, [values[PRODUCTION], values[NON_PRODUCTION]]]));
    expect(rows.map(([path]) => path).filter((path) => /Retention|Expiration/.test(path)).sort()).toEqual(Object.keys(RETENTION_SETTINGS).sort());
  });

  test('do not include those of existing or disabled resources', () => {
    const { RetentionPeriods } = checkOf((stack) => ({
      network: { vpc: importVpc(stack) }, trail: { logGroup: LogGroup.fromLogGroupName(stack, 'Logs', 'logs') },
    }));
    expect(RetentionPeriods.map(({ Option }) => Option)).toEqual(['storage.logFileExpiration']);
  });
});

test('the database depends on the check, which has a function without permissions for data', () => {
  const template = Template.fromStack(stackWith(() => WITH_DATABASE));
  const [check] = Object.keys(template.findResources('Custom::DataLossCheck'));
  expect(only(template, 'AWS::RDS::DBInstance').DependsOn).toContain(check);
  const policies = Object.entries(template.findResources('AWS::IAM::Policy')).filter(([id]) => id.startsWith('DataLossCheck'));
  const actions = policies.flatMap(([, { Properties }]) => Properties.PolicyDocument.Statement.flatMap(({ Action }: { Action: string | string[] }) => Action));
  expect(actions.filter((action) => !/^(logs|cloudformation):/.test(action))).toEqual([]);
  expect(actions.length).toBeGreaterThan(0);
});

test('rejectDataLoss: false creates no check', () => {
  expect(stackWith(() => ({ rejectDataLoss: false })).node.tryFindChild('DataLossCheckFunction')).toBeUndefined();
});
