import { Match, Template } from 'aws-cdk-lib/assertions';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import * as rds from 'aws-cdk-lib/aws-rds';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Duration, RemovalPolicy, type Stack } from 'aws-cdk-lib/core';
import { database, databaseTemplate, SNAPSHOT } from './support';
import type { HardenedMySqlProps, MySqlReadReplicaProps } from '../../src';
import { newStack, type TemplateResource } from '../support/templates';

/** RDS refuses replicas of a database whose master password it manages. */
const SOURCE = { manageMasterUserPassword: false };

interface Pair { readonly sourceId: string; readonly source: TemplateResource; readonly replica: TemplateResource }

/** The instances of a database and of its replica. */
function replicated(propsFor: (stack: Stack) => Omit<HardenedMySqlProps, 'vpc'> = () => ({}), props?: MySqlReadReplicaProps): Pair {
  const template = databaseTemplate((stack) => ({ ...SOURCE, ...propsFor(stack) }), (db) => { db.addReadReplica('Replica', props); });
  const instances = Object.entries(template.findResources('AWS::RDS::DBInstance')) as [string, TemplateResource][];
  const [[sourceId, source]] = instances.filter(([id]) => !id.includes('Replica'));
  const [[, replica]] = instances.filter(([id]) => id.includes('Replica'));
  return { sourceId, source, replica };
}

describe('a read replica', () => {
  const { sourceId, source, replica } = replicated();

  test('has the instance type of its source', () => {
    expect(replica.Properties.SourceDBInstanceIdentifier).toEqual({ Ref: sourceId });
    expect(replica.Properties.DBInstanceClass).toBe(source.Properties.DBInstanceClass);
  });

  test('has the access, protection and monitoring settings of its source', () => {
    expect(replica.Properties).toMatchObject({
      PubliclyAccessible: false,
      DeletionProtection: true,
      AutoMinorVersionUpgrade: true,
      CopyTagsToSnapshot: true,
      EnableIAMDatabaseAuthentication: true,
      CACertificateIdentifier: 'rds-ca-rsa2048-g1',
      MonitoringInterval: 60,
      MonitoringRoleArn: source.Properties.MonitoringRoleArn,
    });
  });

  test('has no properties that it inherits from its source', () => {
    const inherited = [
      'BackupRetentionPeriod', 'DBName', 'DBSnapshotIdentifier', 'KmsKeyId', 'ManageMasterUserPassword', 'MasterUsername', 'MasterUserPassword', 'PreferredBackupWindow',
      'StorageEncrypted',
    ];
    expect(Object.keys(replica.Properties).filter((property) => inherited.includes(property))).toEqual([]);
  });

  test('is deleted with the stack, because RDS does not create a final snapshot of it', () => {
    expect([replica.DeletionPolicy, replica.UpdateReplacePolicy]).toEqual(['Delete', 'Delete']);
  });

  test('has the storage type and the maximum storage of its source', () => {
    expect(replica.Properties).toMatchObject({ StorageType: source.Properties.StorageType, MaxAllocatedStorage: source.Properties.MaxAllocatedStorage });
  });

  test('specifies neither a key nor encryption, which newer CDK versions reject', () => {
    const pairs = [{}, { snapshotIdentifier: SNAPSHOT, masterUsername: 'boss' }].map((props) => replicated((stack) => ({ ...props, encryptionKey: new kms.Key(stack, 'Key') })));
    for (const pair of pairs) {
      expect([pair.replica.Properties.KmsKeyId, pair.replica.Properties.StorageEncrypted]).toEqual([undefined, undefined]);
    }
  });

  test('can have a different instance type and Availability Zone', () => {
    const { replica: other } = replicated(undefined, { instanceType: new ec2.InstanceType('r8g.large'), availabilityZone: 'eu-west-1b' });
    expect(other.Properties).toMatchObject({ DBInstanceClass: 'db.r8g.large', AvailabilityZone: 'eu-west-1b' });
  });

  test('inherits the settings of its source', () => {
    const { replica: inheriting } = replicated(() => ({
      instanceType: new ec2.InstanceType('m8g.large'), deletionProtection: false, monitoringInterval: Duration.seconds(0), caCertificate: rds.CaCertificate.RDS_CA_RSA4096_G1,
    }));
    expect(inheriting.Properties).toMatchObject({ DBInstanceClass: 'db.m8g.large', DeletionProtection: false, MonitoringInterval: 0, CACertificateIdentifier: 'rds-ca-rsa4096-g1' });
    expect(inheriting.Properties.MonitoringRoleArn).toBeUndefined();
  });
});

test('a replica has its own endpoint', () => {
  const stack = newStack();
  const replica = database(stack, SOURCE).addReadReplica('Replica');
  const id = stack.getLogicalId(replica.instance);
  expect(stack.resolve([replica.instanceEndpoint.hostname, replica.instanceEndpoint.port])).toEqual([
    { 'Fn::GetAtt': [id, 'Endpoint.Address'] }, { 'Fn::GetAtt': [id, 'Endpoint.Port'] },
  ]);
});

test('a database can have several replicas', () => {
  const template = databaseTemplate(() => SOURCE, (db) => ['One', 'Two'].forEach((id) => db.addReadReplica(id)));
  template.resourceCountIs('AWS::RDS::DBInstance', 3);
});

test('a replica exports the log types of its source to separate log groups with the same retention, which are created before it', () => {
  const template = databaseTemplate(() => ({ ...SOURCE, auditLog: false, logRetention: RetentionDays.THREE_MONTHS, removalPolicy: RemovalPolicy.DESTROY }), (db) => {
    db.addReadReplica('Replica', { instanceIdentifier: 'reader' });
  });
  const groups = template.findResources('AWS::Logs::LogGroup', { Properties: { LogGroupName: Match.stringLikeRegexp('/reader/') } });
  expect(Object.values(groups).map(({ Properties }) => Properties.LogGroupName)).toEqual(['error', 'general', 'slowquery'].map((type) => `/aws/rds/instance/reader/${type}`));
  expect(Object.values(groups).map(({ Properties }) => Properties.RetentionInDays)).toEqual([90, 90, 90]);
  template.hasResource('AWS::RDS::DBInstance', {
    Properties: { DBInstanceIdentifier: 'reader', EnableCloudwatchLogsExports: ['error', 'general', 'slowquery'] },
    DependsOn: Object.keys(groups),
  });
  expect(Object.values(groups).map(({ DeletionPolicy }) => DeletionPolicy)).toEqual(['Delete', 'Delete', 'Delete']);
});

test('invalid props of a replica are reported together', () => {
  const source = database(newStack(), SOURCE);
  expect(() => source.addReadReplica('Replica', { instanceIdentifier: 'Reader', instanceType: new ec2.InstanceType('db.m7g.large') }))
    .toThrow(/MySqlReadReplica 'Stack\/Database\/Replica'.*\n.*instanceIdentifier must .*lowercase.*, got "Reader".*\n.*instanceType must .*, got "db\.m7g\.large"/);
});

describe('the access to a replica', () => {
  const GROUP = 'AWS::EC2::SecurityGroup';
  const reader = (stack: Stack) => new iam.Role(stack, 'Reader', { assumedBy: new iam.AccountRootPrincipal() });
  const statements = (template: Template) => Object.entries(template.findResources('AWS::IAM::Policy')).filter(([id]) => id.startsWith('Reader'))
    .flatMap(([, { Properties }]) => Properties.PolicyDocument.Statement);

  test('has a security group of its own, without rules', () => {
    const { source, replica } = replicated();
    expect(replica.Properties.VPCSecurityGroups).toEqual([{ 'Fn::GetAtt': [expect.stringMatching(/^DatabaseReplicaSecurityGroup/), 'GroupId'] }]);
    expect(replica.Properties.VPCSecurityGroups).not.toEqual(source.Properties.VPCSecurityGroups);
  });

  test('is allowed by its own connections, at the port of the source', () => {
    const template = databaseTemplate(() => ({ ...SOURCE, port: 13_306 }), (db) => db.addReadReplica('Replica').connections.allowDefaultPortFrom(ec2.Peer.ipv4('10.0.0.0/16')));
    const groups = Object.entries(template.findResources(GROUP)).filter(([, { Properties }]) => Properties.SecurityGroupIngress !== undefined);
    expect(groups.map(([id]) => id)).toEqual([expect.stringMatching(/^DatabaseReplicaSecurityGroup/)]);
    expect(groups[0][1].Properties.SecurityGroupIngress).toMatchObject([{ FromPort: 13_306, ToPort: 13_306, CidrIp: '10.0.0.0/16' }]);
  });

  test.each(['database', 'replica'])('with grantConnect of the %s does not include the other instance', (granted) => {
    const stack = newStack();
    const source = database(stack, SOURCE);
    const replica = source.addReadReplica('Replica');
    (granted === 'replica' ? replica : source).grantConnect(reader(stack), 'reader');
    const ids = [source, replica].map(({ instance }) => JSON.stringify({ 'Fn::GetAtt': [stack.getLogicalId(instance), 'DbiResourceId'] }));
    const [statement, ...others] = statements(Template.fromStack(stack));
    expect(others).toEqual([]);
    expect(ids.filter((id) => JSON.stringify(statement.Resource).includes(id))).toEqual([ids[granted === 'replica' ? 1 : 0]]);
  });

  test('with grantConnect is rejected for a wildcard', () => {
    expect(() => database(newStack(), SOURCE).addReadReplica('Replica').grantConnect(new iam.AccountRootPrincipal(), '*')).toThrow(/databaseUser must .*one MySQL user/s);
  });

  test('with grantSecretRead includes the secret of its source and the key', () => {
    const template = databaseTemplate((stack) => ({ ...SOURCE, encryptionKey: new kms.Key(stack, 'Key') }), (db, stack) => {
      db.addReadReplica('Replica').grantSecretRead(reader(stack));
    });
    expect(statements(template)).toMatchObject([
      { Action: ['secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue'], Resource: { Ref: expect.stringContaining('MasterSecretAttachment') } }, { Action: 'kms:Decrypt' },
    ]);
  });

  test('is described by its instructions, with its own endpoint and the secret of its source', () => {
    const stack = newStack();
    const source = database(stack, SOURCE);
    const { connectionHelp, instance } = source.addReadReplica('Replica');
    const help = JSON.stringify(stack.resolve(connectionHelp));
    expect(help).toContain(JSON.stringify({ 'Fn::GetAtt': [stack.getLogicalId(instance), 'Endpoint.Address'] }));
    expect(help).toContain(JSON.stringify(stack.resolve(source.secret.secretArn)));
  });

  test('by an L2 construct has the security group of the replica, and the port and the engine of the source', () => {
    const stack = newStack();
    const { instance, databaseInstance } = database(stack, { ...SOURCE, port: 13_306 }).addReadReplica('Replica');
    databaseInstance.connections.allowDefaultPortFromAnyIpv4();
    const ingress = Object.entries(Template.fromStack(stack).findResources(GROUP, { Properties: { SecurityGroupIngress: Match.anyValue() } }));
    expect(ingress.map(([id, { Properties }]) => [id.slice(0, 28), Properties.SecurityGroupIngress[0].FromPort])).toEqual([['DatabaseReplicaSecurityGroup', 13_306]]);
    expect(databaseInstance.engine).toMatchObject({ engineType: 'mysql', engineVersion: { majorVersion: '8.4' } });
    expect(stack.resolve(databaseInstance.metricCPUUtilization().dimensions)).toEqual({ DBInstanceIdentifier: { Ref: stack.getLogicalId(instance) } });
  });
});

test('a database lists its replicas by id', () => {
  const source = database(newStack(), SOURCE);
  const replicas = ['One', 'Two'].map((id) => source.addReadReplica(id));
  expect(source.readReplicas).toEqual({ One: replicas[0], Two: replicas[1] });
});

describe('the alarms of a replica', () => {
  const template = databaseTemplate((stack) => ({ ...SOURCE, alarmNamePrefix: 'orders', alarmActions: [new SnsAction(new Topic(stack, 'Topic'))] }), (db) => {
    db.addReadReplica('Reader', { instanceType: new ec2.InstanceType('r8g.large') });
  });
  const alarms = Object.values(template.findResources('AWS::CloudWatch::Alarm')).map(({ Properties }) => Properties);
  const own = alarms.filter(({ AlarmName }) => AlarmName.startsWith('orders-Reader-'));

  test('are those of its source and one on the replica lag, with the same actions', () => {
    const ofSource = alarms.filter((alarm) => !own.includes(alarm)).map(({ AlarmName }) => AlarmName.replace('orders-', 'orders-Reader-'));
    expect(own.map(({ AlarmName }) => AlarmName).sort()).toEqual([...ofSource, 'orders-Reader-DatabaseReplicaLag'].sort());
    expect(own.every(({ AlarmActions, OKActions }) => AlarmActions.length === 1 && OKActions.length === 1)).toBe(true);
  });

  test('are triggered if the lag exceeds a minute, or if replication stops, which RDS reports as -1', () => {
    const [lag] = own.filter(({ AlarmName }) => AlarmName.endsWith('Lag'));
    expect(lag).toMatchObject({ Threshold: 60, ComparisonOperator: 'GreaterThanThreshold', EvaluationPeriods: 3 });
    expect(lag.Metrics.map(({ Expression }: { Expression?: string }) => Expression)).toContain('IF(lag < 0, 3600, lag)');
  });

  test('use a threshold of connections for the instance type of the replica', () => {
    expect(own.find(({ AlarmName }) => AlarmName.endsWith('Connections'))!.Threshold).toBe(2 * alarms.find(({ AlarmName }) => AlarmName === 'orders-DatabaseDatabaseConnections')!.Threshold + 1);
  });
});

test('the topic receives the events of a replica, including those of replication', () => {
  const template = databaseTemplate((stack) => ({ ...SOURCE, notificationTopic: new Topic(stack, 'Topic') }), (db) => { db.addReadReplica('Replica'); });
  const [[id]] = Object.entries(template.findResources('AWS::RDS::DBInstance')).filter(([one]) => one.includes('Replica'));
  template.hasResourceProperties('AWS::RDS::EventSubscription', {
    SourceType: 'db-instance', SourceIds: [{ Ref: id }], EventCategories: ['configuration change', 'failure', 'low storage', 'maintenance', 'read replica'],
  });
  template.resourceCountIs('AWS::RDS::EventSubscription', 4);
});
