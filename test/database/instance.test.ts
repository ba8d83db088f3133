import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as rds from 'aws-cdk-lib/aws-rds';
import { CfnParameter, Duration, RemovalPolicy, Stack, Token } from 'aws-cdk-lib/core';
import { database, databaseTemplate, instanceOf, own, ownId, SNAPSHOT } from './support';
import type { HardenedMySqlProps } from '../../src';
import { newStack, warningsOf } from '../support/templates';

describe('a database', () => {
  const template = databaseTemplate();
  const instance = own(template, 'AWS::RDS::DBInstance');
  const { Properties: properties } = instance;

  test('is encrypted, private and has a standby in a second Availability Zone', () => {
    expect(properties).toMatchObject({ StorageEncrypted: true, PubliclyAccessible: false, MultiAZ: true, StorageType: 'gp3' });
  });

  test('has an exact version, automatic minor version upgrades and no extended support', () => {
    expect(properties).toMatchObject({
      Engine: 'mysql',
      EngineVersion: expect.stringMatching(/^8\.4\.\d+$/),
      EngineLifecycleSupport: 'open-source-rds-extended-support-disabled',
      AutoMinorVersionUpgrade: true,
    });
    expect(properties.AllowMajorVersionUpgrade).toBeUndefined();
  });

  test('has deletion protection, automated backups that are retained, and a final snapshot', () => {
    expect(properties).toMatchObject({ DeletionProtection: true, BackupRetentionPeriod: 35, DeleteAutomatedBackups: false, CopyTagsToSnapshot: true });
    expect([instance.DeletionPolicy, instance.UpdateReplacePolicy]).toEqual(['Snapshot', 'Snapshot']);
  });

  test('has a master password that RDS manages and that does not appear in the template', () => {
    expect(properties).toMatchObject({ ManageMasterUserPassword: true, MasterUsername: 'dbadmin' });
    expect(properties.MasterUserPassword).toBeUndefined();
    template.resourceCountIs('AWS::SecretsManager::Secret', 0);
  });

  test('supports IAM authentication, and uses the CA rds-ca-rsa2048-g1', () => {
    expect(properties).toMatchObject({ EnableIAMDatabaseAuthentication: true, CACertificateIdentifier: 'rds-ca-rsa2048-g1' });
  });

  test('can increase its storage to five times the initial size, up to the limit of RDS', () => {
    expect(properties).toMatchObject({ AllocatedStorage: '20', MaxAllocatedStorage: 100 });
    expect(instanceOf(databaseTemplate(() => ({ allocatedStorage: 20_000 }))).MaxAllocatedStorage).toBe(65_536);
    expect(instanceOf(databaseTemplate(() => ({ allocatedStorage: 60_000 }))).MaxAllocatedStorage).toBeUndefined();
  });

  test('has Enhanced Monitoring every minute, with a role that only RDS in this account can assume', () => {
    expect(properties).toMatchObject({ MonitoringInterval: 60, MonitoringRoleArn: { 'Fn::GetAtt': [ownId(template, 'AWS::IAM::Role'), 'Arn'] } });
    const role = own(template, 'AWS::IAM::Role').Properties;
    const [statement] = role.AssumeRolePolicyDocument.Statement;
    expect(statement.Principal).toEqual({ Service: 'monitoring.rds.amazonaws.com' });
    expect(statement.Condition.StringEquals).toEqual({ 'aws:SourceAccount': { Ref: 'AWS::AccountId' } });
    expect(JSON.stringify(statement.Condition.ArnLike)).toMatch(/:rds:.*AWS::Region.*AWS::AccountId.*:db:\*/);
    expect(JSON.stringify(role.ManagedPolicyArns)).toContain(':iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole');
  });

  test('has Performance Insights, with an AWS managed key', () => {
    expect(properties.EnablePerformanceInsights).toBe(true);
    expect(properties.PerformanceInsightsKMSKeyId).toBeUndefined();
    expect(properties.KmsKeyId).toBeUndefined();
    expect(properties.MasterUserSecret).toBeUndefined();
  });
});

describe('the props of a database can specify', () => {
  test.each<[string, Omit<HardenedMySqlProps, 'vpc'>, Record<string, unknown>]>([
    ['a version', { version: rds.MysqlEngineVersion.of('8.4.6', '8.4') }, { EngineVersion: '8.4.6' }],
    ['extended support', { version: rds.MysqlEngineVersion.of('8.0.43', '8.0'), extendedSupport: true },
      { EngineVersion: '8.0.43', EngineLifecycleSupport: 'open-source-rds-extended-support' }],
    ['an upgrade of the major version', { allowMajorVersionUpgrade: true }, { AllowMajorVersionUpgrade: true }],
    ['an identifier', { instanceIdentifier: 'orders-test' }, { DBInstanceIdentifier: 'orders-test' }],
    ['an instance type', { instanceType: new ec2.InstanceType('r8g.xlarge') }, { DBInstanceClass: 'db.r8g.xlarge' }],
    ['storage', { allocatedStorage: 50, maxAllocatedStorage: 60 }, { AllocatedStorage: '50', MaxAllocatedStorage: 60 }],
    ['a single Availability Zone', { multiAz: false }, { MultiAZ: false }],
    ['a port', { port: 13_306 }, { Port: '13306' }],
    ['an initial database', { databaseName: 'orders' }, { DBName: 'orders' }],
    ['the name of the master user', { masterUsername: 'root_of_all' }, { MasterUsername: 'root_of_all' }],
    ['the retention of backups', { backupRetention: Duration.days(7) }, { BackupRetentionPeriod: 7 }],
    ['no backups without deletion protection', { backupRetention: Duration.days(0), deletionProtection: false }, { BackupRetentionPeriod: 0, DeletionProtection: false }],
    ['a monitoring interval', { monitoringInterval: Duration.seconds(5) }, { MonitoringInterval: 5 }],
    ['a small instance without Performance Insights', { instanceType: new ec2.InstanceType('t4g.micro'), enablePerformanceInsights: false },
      { DBInstanceClass: 'db.t4g.micro', EnablePerformanceInsights: false }],
    ['a certificate authority', { caCertificate: rds.CaCertificate.RDS_CA_ECC384_G1 }, { CACertificateIdentifier: 'rds-ca-ecc384-g1' }],
  ])('%s', (_title, props, expected) => {
    expect(instanceOf(databaseTemplate(() => props))).toMatchObject(expected);
  });

  test('no Enhanced Monitoring, which requires no role', () => {
    const template = databaseTemplate(() => ({ monitoringInterval: Duration.seconds(0) }));
    expect(instanceOf(template).MonitoringInterval).toBe(0);
    expect(instanceOf(template).MonitoringRoleArn).toBeUndefined();
    expect(() => ownId(template, 'AWS::IAM::Role')).toThrow('expected one');
  });

  test('a key for storage, Performance Insights and the secret', () => {
    const template = databaseTemplate((stack) => ({ encryptionKey: new kms.Key(stack, 'Key') }));
    const key = { 'Fn::GetAtt': [expect.stringMatching(/^Key/), 'Arn'] };
    expect(instanceOf(template)).toMatchObject({ StorageEncrypted: true, KmsKeyId: key, PerformanceInsightsKMSKeyId: key, MasterUserSecret: { KmsKeyId: key } });
  });

  test('a key also without Performance Insights, because CloudFormation would replace the database if the key were removed', () => {
    const key = { 'Fn::GetAtt': [expect.stringMatching(/^Key/), 'Arn'] };
    const settings = (enablePerformanceInsights: boolean, snapshotIdentifier?: string) =>
      instanceOf(databaseTemplate((stack) => ({ encryptionKey: new kms.Key(stack, 'Key'), enablePerformanceInsights, snapshotIdentifier }))).PerformanceInsightsKMSKeyId;
    expect([settings(true), settings(false), settings(true, SNAPSHOT)]).toEqual([key, key, key]);
    expect(settings(false, SNAPSHOT)).toBeUndefined();
  });
});

describe('without instanceIdentifier', () => {
  test.each(['Stack', 'A'.repeat(120)])('a database in stack %s has an identifier that RDS and CloudWatch Logs accept', (name) => {
    const { DBInstanceIdentifier: identifier } = instanceOf(databaseTemplate(() => ({}), undefined, { stackProps: { stackName: name } }));
    expect(identifier).toMatch(/^[a-z](-?[a-z0-9])*$/);
    expect(identifier.length).toBeLessThanOrEqual(63);
  });

  test('databases of different stacks have different identifiers', () => {
    const identifiers = ['one', 'two'].map((id) => {
      const stack = new Stack(newStack().node.root, id);
      return stack.resolve(database(stack).instance.dbInstanceIdentifier);
    });
    expect(new Set(identifiers).size).toBe(2);
  });
});

test.each([
  [RemovalPolicy.DESTROY, 'Delete', 'Delete', true],
  [RemovalPolicy.RETAIN, 'Retain', 'Retain', false],
  [RemovalPolicy.SNAPSHOT, 'Snapshot', 'Snapshot', false],
  [RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE, 'RetainExceptOnCreate', 'Retain', false],
])('with removal policy %s the database has the deletion policy %s', (removalPolicy, deletion, replacement, deletesBackups) => {
  const { DeletionPolicy, UpdateReplacePolicy, Properties } = own(databaseTemplate(() => ({ removalPolicy })), 'AWS::RDS::DBInstance');
  expect([DeletionPolicy, UpdateReplacePolicy, Properties.DeleteAutomatedBackups]).toEqual([deletion, replacement, deletesBackups]);
});

describe('a database that is restored from a snapshot', () => {
  const template = databaseTemplate((stack) => ({ snapshotIdentifier: SNAPSHOT, encryptionKey: new kms.Key(stack, 'Key') }));
  const properties = instanceOf(template);

  test('has no properties that it inherits from the snapshot', () => {
    expect(properties.DBSnapshotIdentifier).toBe(SNAPSHOT);
    for (const inherited of ['AllocatedStorage', 'MaxAllocatedStorage', 'MasterUsername', 'MasterUserPassword', 'DBName', 'KmsKeyId', 'CharacterSetName']) {
      expect(properties).not.toHaveProperty(inherited);
    }
  });

  test('has a new password, in a secret that is encrypted with the specified key', () => {
    expect(properties).toMatchObject({ ManageMasterUserPassword: true, MasterUserSecret: { KmsKeyId: { 'Fn::GetAtt': [expect.stringMatching(/^Key/), 'Arn'] } } });
  });
});

describe('the storage of a restored database', () => {
  const restored = (props: Omit<HardenedMySqlProps, 'vpc'>) => instanceOf(databaseTemplate(() => ({ snapshotIdentifier: SNAPSHOT, ...props })));

  test('can be increased, and then grows to five times the specified size', () => {
    expect(restored({ allocatedStorage: 500 })).toMatchObject({ AllocatedStorage: '500', MaxAllocatedStorage: 2500 });
  });

  test('can grow to a specified size, which is not compared with a guessed initial size', () => {
    expect(restored({ maxAllocatedStorage: 1000 })).toMatchObject({ MaxAllocatedStorage: 1000 });
    expect(restored({ maxAllocatedStorage: 1000 })).not.toHaveProperty('AllocatedStorage');
  });

  test.each<[Omit<HardenedMySqlProps, 'vpc'>, number]>([[{}, 1], [{ allocatedStorage: 500 }, 0], [{ maxAllocatedStorage: 1000 }, 0]])(
    'with %j produces %i warnings that it does not grow', (props, count) => {
      const stack = newStack();
      database(stack, { snapshotIdentifier: SNAPSHOT, ...props });
      expect(warningsOf(stack).filter((text) => /does not grow.*Specify maxAllocatedStorage.*SecureBaseline:noStorageAutoscaling/.test(text))).toHaveLength(count);
    });

  test('has the encryption of its snapshot, which a warning explains with the remedy', () => {
    const stack = newStack();
    database(stack, { snapshotIdentifier: SNAPSHOT });
    expect(warningsOf(stack).filter((text) => /only if its snapshot is encrypted.*copy-db-snapshot --kms-key-id.*SecureBaseline:snapshotEncryption/.test(text))).toHaveLength(1);
    expect(restored({}).StorageEncrypted).toBe(true);
  });
});

test('a new database produces no warning about its storage', () => {
  const stack = newStack();
  database(stack, { allocatedStorage: 60_000 });
  expect(warningsOf(stack).filter((text) => /noStorageAutoscaling|snapshotEncryption/.test(text))).toEqual([]);
});

describe('unresolved tokens are accepted', () => {
  const parameter = (stack: Stack, id: string, type = 'Number') => new CfnParameter(stack, id, { type });
  const number = (stack: Stack, id: string) => parameter(stack, id).valueAsNumber;
  const text = (stack: Stack, id: string) => parameter(stack, id, 'String').valueAsString;

  test('and are references in the template', () => {
    const template = databaseTemplate((stack) => ({
      version: rds.MysqlEngineVersion.of(text(stack, 'Version'), '8.4'),
      instanceIdentifier: text(stack, 'Identifier'),
      instanceType: new ec2.InstanceType(text(stack, 'InstanceType')),
      allocatedStorage: number(stack, 'Storage'),
      maxAllocatedStorage: number(stack, 'MaxStorage'),
      port: number(stack, 'Port'),
      databaseName: text(stack, 'Name'),
      masterUsername: text(stack, 'User'),
      backupRetention: Duration.days(number(stack, 'Retention')),
      monitoringInterval: Duration.seconds(number(stack, 'Interval')),
    }));
    expect(instanceOf(template)).toMatchObject({
      EngineVersion: { Ref: 'Version' },
      DBInstanceIdentifier: { Ref: 'Identifier' },
      DBInstanceClass: { 'Fn::Join': ['', ['db.', { Ref: 'InstanceType' }]] },
      AllocatedStorage: { Ref: 'Storage' },
      MaxAllocatedStorage: { Ref: 'MaxStorage' },
      Port: { Ref: 'Port' },
      DBName: { Ref: 'Name' },
      MasterUsername: { Ref: 'User' },
      BackupRetentionPeriod: { Ref: 'Retention' },
      MonitoringInterval: { Ref: 'Interval' },
      MonitoringRoleArn: { 'Fn::GetAtt': [ownId(template, 'AWS::IAM::Role'), 'Arn'] },
    });
    expect(own(template, 'AWS::RDS::DBParameterGroup').Properties.Family).toBe('mysql8.4');
  });

  test('as allocatedStorage, without storage autoscaling and with an alarm at 10 % of the minimum size', () => {
    const template = databaseTemplate((stack) => ({ allocatedStorage: number(stack, 'Storage') }));
    expect(instanceOf(template).AllocatedStorage).toEqual({ Ref: 'Storage' });
    expect(instanceOf(template).MaxAllocatedStorage).toBeUndefined();
    const { Threshold } = Object.values(template.findResources('AWS::CloudWatch::Alarm', { Properties: { MetricName: 'FreeStorageSpace' } }))[0].Properties;
    expect(Threshold).toBe(2 * 1024 ** 3);
  });

  test('as snapshotIdentifier', () => {
    const template = databaseTemplate((stack) => ({ snapshotIdentifier: text(stack, 'Snapshot') }));
    expect(instanceOf(template).DBSnapshotIdentifier).toEqual({ Ref: 'Snapshot' });
    expect(Token.isUnresolved(instanceOf(template))).toBe(false);
  });
});
