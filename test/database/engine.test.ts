import type { Template } from 'aws-cdk-lib/assertions';
import * as kms from 'aws-cdk-lib/aws-kms';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import * as rds from 'aws-cdk-lib/aws-rds';
import { CfnParameter, RemovalPolicy } from 'aws-cdk-lib/core';
import { database, databaseTemplate, instanceOf, own, ownId, ownResources } from './support';
import { newStack, statementsOf, type TemplateResource } from '../support/templates';

const MYSQL_8_0 = { version: rds.MysqlEngineVersion.of('8.0.45', '8.0'), extendedSupport: true };
/** CloudFormation refuses changes of the setting for extended support. */
const MYSQL_8_4 = { version: rds.MysqlEngineVersion.of('8.4.8', '8.4'), extendedSupport: true, allowMajorVersionUpgrade: true };
const PARAMETERS = 'AWS::RDS::DBParameterGroup';
const OPTIONS = 'AWS::RDS::OptionGroup';
const LOG_GROUP = 'AWS::Logs::LogGroup';
const TYPES = ['audit', 'error', 'general', 'slowquery'];

describe('the parameters of a database', () => {
  const parametersOf = (template = databaseTemplate()) => own(template, PARAMETERS).Properties.Parameters;

  test('require TLS 1.2 or newer, and prevent loading of local files', () => {
    expect(parametersOf()).toMatchObject({ require_secure_transport: '1', tls_version: 'TLSv1.2,TLSv1.3', local_infile: '0' });
  });

  test('log only slow statements, to files, which RDS exports', () => {
    expect(parametersOf()).toMatchObject({ slow_query_log: '1', long_query_time: '2', log_output: 'FILE', general_log: '0' });
  });

  test('log every statement with generalLog', () => {
    expect(parametersOf(databaseTemplate(() => ({ generalLog: true }))).general_log).toBe('1');
  });

  test('can be extended and overridden', () => {
    const parameters = parametersOf(databaseTemplate(() => ({ parameters: { long_query_time: '10', max_connections: '200' } })));
    expect(parameters).toMatchObject({ long_query_time: '10', max_connections: '200', require_secure_transport: '1' });
  });
});

describe('the option group of a database', () => {
  const template = databaseTemplate();

  test('enables the audit log of connections and of changes of schemas and privileges', () => {
    expect(own(template, OPTIONS).Properties).toMatchObject({
      EngineName: 'mysql',
      OptionConfigurations: [{ OptionName: 'MARIADB_AUDIT_PLUGIN', OptionSettings: [{ Name: 'SERVER_AUDIT_EVENTS', Value: 'CONNECT,QUERY_DDL,QUERY_DCL' }] }],
    });
  });

  test('is retained for snapshots, and deleted with a database that has no final snapshot', () => {
    expect(own(template, OPTIONS)).toMatchObject({ DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' });
    const destroyed = databaseTemplate(() => ({ removalPolicy: RemovalPolicy.DESTROY }));
    expect(own(destroyed, OPTIONS).DeletionPolicy).toBe('Delete');
  });

  test('remains without the audit log and has no options, because snapshots use it and the database could not leave it', () => {
    const without = databaseTemplate(() => ({ auditLog: false }));
    expect(ownId(without, OPTIONS)).toBe(ownId(template, OPTIONS));
    expect(own(without, OPTIONS).Properties.OptionConfigurations ?? []).toEqual([]);
    expect(instanceOf(without).OptionGroupName).toEqual(instanceOf(template).OptionGroupName);
    expect(instanceOf(without).EnableCloudwatchLogsExports).toEqual(TYPES.slice(1));
  });

  test('is not replaced when the audit log is disabled', () => {
    const { OptionConfigurations: _options, ...without } = own(databaseTemplate(() => ({ auditLog: false })), OPTIONS).Properties;
    const { OptionConfigurations: _present, ...properties } = own(template, OPTIONS).Properties;
    expect(without).toEqual(properties);
  });
});

describe('an upgrade', () => {
  const before = databaseTemplate(() => MYSQL_8_0);
  const after = databaseTemplate(() => MYSQL_8_4);

  test.each([
    [PARAMETERS, 'DBParameterGroupName', { Family: 'mysql8.0' }, { Family: 'mysql8.4' }],
    [OPTIONS, 'OptionGroupName', { MajorEngineVersion: '8.0' }, { MajorEngineVersion: '8.4' }],
  ])('of the major version creates a new %s with another logical id, to which the database refers', (type, property, old, upgraded) => {
    expect(own(before, type).Properties).toMatchObject(old);
    expect(own(after, type).Properties).toMatchObject(upgraded);
    expect(ownId(after, type)).not.toBe(ownId(before, type));
    for (const template of [before, after]) {
      expect(instanceOf(template)[property]).toEqual({ Ref: ownId(template, type) });
      expect(Object.keys(own(template, type).Properties)).not.toContain(property);
    }
  });

  test('of the major version replaces neither the database nor other resources', () => {
    const idsOf = (template: Template) => Object.keys(template.toJSON().Resources).filter((id) => ![PARAMETERS, OPTIONS].some((type) => id === ownId(template, type)));
    expect(idsOf(after)).toEqual(idsOf(before));
    const changed = Object.entries(instanceOf(after)).filter(([property, value]) => JSON.stringify(value) !== JSON.stringify(instanceOf(before)[property]));
    expect(changed.map(([property]) => property).sort()).toEqual([
      'AllowMajorVersionUpgrade', 'DBParameterGroupName', 'EngineVersion', 'OptionGroupName',
    ]);
  });

  test('of the minor version only does not create new groups', () => {
    const patched = databaseTemplate(() => ({ version: rds.MysqlEngineVersion.of('8.4.6', '8.4') }));
    for (const type of [PARAMETERS, OPTIONS]) {
      expect(ownId(patched, type)).toBe(ownId(after, type));
    }
  });
});

describe('an upgrade of a database with a replica', () => {
  const INSTANCE = 'AWS::RDS::DBInstance';
  const SOURCE = { manageMasterUserPassword: false };
  /** The templates before the upgrade, after the upgrade of the replica, and after the upgrade of the source. */
  const [before, first, second] = [
    [MYSQL_8_0, {}],
    [MYSQL_8_0, { version: MYSQL_8_4.version, allowMajorVersionUpgrade: true }],
    [MYSQL_8_4, { version: MYSQL_8_4.version, allowMajorVersionUpgrade: true }],
  ].map(([source, replica]) => databaseTemplate(() => ({ ...SOURCE, ...source }), (db) => { db.addReadReplica('Replica', replica); }));
  const instances = (template: Template) => Object.values(template.findResources(INSTANCE)).map(({ Properties }) => Properties)
    .sort(({ SourceDBInstanceIdentifier }) => (SourceDBInstanceIdentifier ? 1 : -1));
  const group = (name: string, version: string) => ({ Ref: expect.stringMatching(new RegExp(`^DatabaseEngine${name}${version}`)) });

  test('begins with a replica that has the groups of its source and the version at its creation', () => {
    const [source, replica] = instances(before);
    expect([replica.DBParameterGroupName, replica.OptionGroupName]).toEqual([source.DBParameterGroupName, source.OptionGroupName]);
    expect(replica).not.toHaveProperty('EngineVersion');
  });

  test('first upgrades the replica, with the groups of the new major version, and does not change the source', () => {
    const [source, replica] = instances(first);
    expect(source).toEqual(instances(before)[0]);
    expect(replica).toMatchObject({
      EngineVersion: '8.4.8', AllowMajorVersionUpgrade: true, DBParameterGroupName: group('Parameters', '84'), OptionGroupName: group('Options', '84'),
    });
    expect(Object.values(first.findResources(PARAMETERS)).map(({ Properties }) => Properties.Family).sort()).toEqual(['mysql8.0', 'mysql8.4']);
  });

  test('then upgrades the source, which uses the same groups, and does not change the replica', () => {
    const [source, replica] = instances(second);
    expect(replica).toEqual(instances(first)[1]);
    expect([source.DBParameterGroupName, source.OptionGroupName]).toEqual([replica.DBParameterGroupName, replica.OptionGroupName]);
    second.resourceCountIs(PARAMETERS, 1);
  });

  test('allows a newer minor version without further settings', () => {
    const template = databaseTemplate(() => ({ ...SOURCE, version: rds.MysqlEngineVersion.of('8.4.7', '8.4') }), (db) => { db.addReadReplica('Replica', { version: MYSQL_8_4.version }); });
    expect(instances(template).map(({ EngineVersion }) => EngineVersion)).toEqual(['8.4.7', '8.4.8']);
    template.resourceCountIs(PARAMETERS, 1);
  });

  test.each([
    ['an older version than that of its source', {}, { version: rds.MysqlEngineVersion.of('8.4.7', '8.4') }, /version must be at least 8\.4\.8, the version of the source, got "8\.4\.7"/],
    ['an older version whose text is greater', { version: rds.MysqlEngineVersion.of('8.4.10', '8.4') }, { version: rds.MysqlEngineVersion.of('8.4.9', '8.4') }, /version must be at least 8\.4\.10/],
    ['a newer major version without consent', MYSQL_8_0, { version: MYSQL_8_4.version }, /allowMajorVersionUpgrade must be true to upgrade the replica from MySQL 8\.0 to 8\.4, got no value/],
    ['an incomplete version', {}, { version: rds.MysqlEngineVersion.of('8.4', '8.4') }, /version must be an exact version/],
  ])('rejects %s for a replica', (_title, source, replica, message) => {
    expect(() => database(newStack(), { ...SOURCE, ...source }).addReadReplica('Replica', replica)).toThrow(message);
  });

  test('accepts unresolved tokens as versions', () => {
    const stack = newStack();
    const version = rds.MysqlEngineVersion.of(new CfnParameter(stack, 'Version').valueAsString, '8.4');
    expect(stack.resolve(database(stack, { ...SOURCE, version }).addReadReplica('Replica', { version }).instance.engineVersion)).toEqual({ Ref: 'Version' });
  });
});

describe('the logs of a database', () => {
  const template = databaseTemplate(() => ({ instanceIdentifier: 'orders' }));
  const groupsByName = (from = template): Record<string, TemplateResource> =>
    Object.fromEntries(Object.values(ownResources(from, LOG_GROUP)).map((group) => [group.Properties.LogGroupName, group]));

  test('are exported to log groups with the names that RDS requires', () => {
    expect(instanceOf(template).EnableCloudwatchLogsExports).toEqual(TYPES);
    expect(Object.keys(groupsByName())).toEqual(TYPES.map((type) => `/aws/rds/instance/orders/${type}`));
  });

  test('are retained for a year by default, and when the stack is deleted', () => {
    for (const group of Object.values(groupsByName())) {
      expect(group).toMatchObject({ DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain', Properties: { RetentionInDays: 365 } });
    }
  });

  test('have log groups that are created before the instance, because RDS creates missing ones without retention', () => {
    expect(own(template, 'AWS::RDS::DBInstance').DependsOn).toEqual(expect.arrayContaining(Object.keys(ownResources(template, LOG_GROUP))));
  });

  test('have the specified retention, and are deleted with a database that is destroyed', () => {
    const destroyed = databaseTemplate(() => ({ logRetention: RetentionDays.ONE_MONTH, removalPolicy: RemovalPolicy.DESTROY }));
    expect(Object.values(groupsByName(destroyed)).map(({ DeletionPolicy, Properties }) => [DeletionPolicy, Properties.RetentionInDays])).toEqual(TYPES.map(() => ['Delete', 30]));
  });

  test('never expire with INFINITE', () => {
    const infinite = databaseTemplate(() => ({ logRetention: RetentionDays.INFINITE }));
    expect(Object.values(groupsByName(infinite)).map(({ Properties }) => Properties.RetentionInDays)).toEqual(TYPES.map(() => undefined));
  });

  test('are encrypted with the key, whose policy allows CloudWatch Logs', () => {
    const encrypted = databaseTemplate((stack) => ({ encryptionKey: new kms.Key(stack, 'Key') }));
    for (const group of Object.values(groupsByName(encrypted))) {
      expect(group.Properties.KmsKeyId).toEqual({ 'Fn::GetAtt': [expect.stringMatching(/^Key/), 'Arn'] });
    }
    expect(JSON.stringify(statementsOf(encrypted, 'AWS::KMS::Key', 'KeyPolicy').CloudWatchLogs.Principal)).toContain('logs.');
  });

  test('are available by log type', () => {
    const { logGroups } = database(newStack());
    expect(Object.keys(logGroups)).toEqual(TYPES);
  });
});
