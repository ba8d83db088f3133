import { isDeepStrictEqual } from 'node:util';
import type { Template } from 'aws-cdk-lib/assertions';
import * as kms from 'aws-cdk-lib/aws-kms';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import * as rds from 'aws-cdk-lib/aws-rds';
import { RemovalPolicy } from 'aws-cdk-lib/core';
import { database, databaseTemplate, instanceOf, own, ownId, ownResources } from './support';
import { newStack, statementsOf, type TemplateResource } from '../support/templates';

const OLD = { version: rds.MysqlEngineVersion.of('8.0.45', '8.0'), extendedSupport: true };
const PARAMETERS = 'AWS::RDS::DBParameterGroup';
const OPTIONS = 'AWS::RDS::OptionGroup';
const LOG_GROUP = 'AWS::Logs::LogGroup';
const TYPES = ['audit', 'error', 'general', 'slowquery'];

describe('the parameters of a database', () => {
  const parametersOf = (template = databaseTemplate()) => own(template, PARAMETERS).Properties.Parameters;

  test('ask for TLS 1.2 or newer and forbid to load local files', () => {
    expect(parametersOf()).toMatchObject({ require_secure_transport: '1', tls_version: 'TLSv1.2,TLSv1.3', local_infile: '0' });
  });

  test('log slow statements to files, which alone RDS exports, and not every statement', () => {
    expect(parametersOf()).toMatchObject({ slow_query_log: '1', long_query_time: '2', log_output: 'FILE', general_log: '0' });
  });

  test('log every statement when told', () => {
    expect(parametersOf(databaseTemplate(() => ({ generalLog: true }))).general_log).toBe('1');
  });

  test('come with those of the user, whose values go first', () => {
    const parameters = parametersOf(databaseTemplate(() => ({ parameters: { long_query_time: '10', max_connections: '200' } })));
    expect(parameters).toMatchObject({ long_query_time: '10', max_connections: '200', require_secure_transport: '1' });
  });
});

describe('the option group of a database', () => {
  const template = databaseTemplate();

  test('writes the audit log of connections and changes of schema and rights', () => {
    expect(own(template, OPTIONS).Properties).toMatchObject({
      EngineName: 'mysql',
      OptionConfigurations: [{ OptionName: 'MARIADB_AUDIT_PLUGIN', OptionSettings: [{ Name: 'SERVER_AUDIT_EVENTS', Value: 'CONNECT,QUERY_DDL,QUERY_DCL' }] }],
    });
  });

  test('stays as long as a snapshot may need it, and goes with a database that leaves none', () => {
    expect(own(template, OPTIONS)).toMatchObject({ DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' });
    const going = databaseTemplate(() => ({ removalPolicy: RemovalPolicy.DESTROY }));
    expect(own(going, OPTIONS).DeletionPolicy).toBe('Delete');
  });

  test('is left out with the audit log', () => {
    const without = databaseTemplate(() => ({ auditLog: false }));
    without.resourceCountIs(OPTIONS, 0);
    expect(instanceOf(without).OptionGroupName).toBeUndefined();
    expect(instanceOf(without).EnableCloudwatchLogsExports).toEqual(TYPES.slice(1));
  });
});

describe('an upgrade of the major version', () => {
  const before = databaseTemplate(() => OLD);
  const after = databaseTemplate(() => ({ allowMajorVersionUpgrade: true }));

  test.each([
    [PARAMETERS, 'DBParameterGroupName', { Family: 'mysql8.0' }, { Family: 'mysql8.4' }],
    [OPTIONS, 'OptionGroupName', { MajorEngineVersion: '8.0' }, { MajorEngineVersion: '8.4' }],
  ])('makes a new %s beside the old one, which the database uses until it is upgraded', (type, property, old, upgraded) => {
    expect(own(before, type).Properties).toMatchObject(old);
    expect(own(after, type).Properties).toMatchObject(upgraded);
    expect(ownId(after, type)).not.toBe(ownId(before, type));
    for (const template of [before, after]) {
      expect(instanceOf(template)[property]).toEqual({ Ref: ownId(template, type) });
      expect(Object.keys(own(template, type).Properties)).not.toContain(property);
    }
  });

  test('replaces neither the database nor anything else', () => {
    const idsOf = (template: Template) => Object.keys(template.toJSON().Resources).filter((id) => ![PARAMETERS, OPTIONS].some((type) => id === ownId(template, type)));
    expect(idsOf(after)).toEqual(idsOf(before));
    const changed = Object.entries(instanceOf(after)).filter(([property, value]) => !isDeepStrictEqual(value, instanceOf(before)[property]));
    expect(changed.map(([property]) => property).sort()).toEqual([
      'AllowMajorVersionUpgrade', 'DBParameterGroupName', 'EngineLifecycleSupport', 'EngineVersion', 'OptionGroupName',
    ]);
  });

  test('a patch keeps the groups', () => {
    const patched = databaseTemplate(() => ({ version: rds.MysqlEngineVersion.of('8.4.6', '8.4') }));
    for (const type of [PARAMETERS, OPTIONS]) {
      expect(ownId(patched, type)).toBe(ownId(after, type));
    }
  });
});

describe('the logs of a database', () => {
  const template = databaseTemplate(() => ({ instanceIdentifier: 'orders' }));
  const named = (from = template): Record<string, TemplateResource> =>
    Object.fromEntries(Object.values(ownResources(from, LOG_GROUP)).map((group) => [group.Properties.LogGroupName, group]));

  test('go to CloudWatch Logs, under the names that RDS knows', () => {
    expect(instanceOf(template).EnableCloudwatchLogsExports).toEqual(TYPES);
    expect(Object.keys(named())).toEqual(TYPES.map((type) => `/aws/rds/instance/orders/${type}`));
  });

  test('are kept for a year by default, and outlive the stack', () => {
    for (const group of Object.values(named())) {
      expect(group).toMatchObject({ DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain', Properties: { RetentionInDays: 365 } });
    }
  });

  test('are made before the database, or RDS makes them without retention', () => {
    expect(own(template, 'AWS::RDS::DBInstance').DependsOn).toEqual(expect.arrayContaining(Object.keys(ownResources(template, LOG_GROUP))));
  });

  test('are kept as long as told, and go with a database that goes', () => {
    const going = databaseTemplate(() => ({ logRetention: RetentionDays.ONE_MONTH, removalPolicy: RemovalPolicy.DESTROY }));
    expect(Object.values(named(going)).map(({ DeletionPolicy, Properties }) => [DeletionPolicy, Properties.RetentionInDays])).toEqual(TYPES.map(() => ['Delete', 30]));
  });

  test('are kept for ever when told', () => {
    const forever = databaseTemplate(() => ({ logRetention: RetentionDays.INFINITE }));
    expect(Object.values(named(forever)).map(({ Properties }) => Properties.RetentionInDays)).toEqual(TYPES.map(() => undefined));
  });

  test('are encrypted with the key, which CloudWatch Logs may use', () => {
    const encrypted = databaseTemplate((stack) => ({ encryptionKey: new kms.Key(stack, 'Key') }));
    for (const group of Object.values(named(encrypted))) {
      expect(group.Properties.KmsKeyId).toEqual({ 'Fn::GetAtt': [expect.stringMatching(/^Key/), 'Arn'] });
    }
    expect(JSON.stringify(statementsOf(encrypted, 'AWS::KMS::Key', 'KeyPolicy').CloudWatchLogs.Principal)).toContain('logs.');
  });

  test('are exposed by their types', () => {
    const { logGroups } = database(newStack());
    expect(Object.keys(logGroups)).toEqual(TYPES);
  });
});
