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
import { newStack, only, type TemplateResource } from '../support/templates';

interface Pair { readonly sourceId: string; readonly source: TemplateResource; readonly replica: TemplateResource }

/** A database and its replica. */
function replicated(propsFor: (stack: Stack) => Omit<HardenedMySqlProps, 'vpc'> = () => ({}), props?: MySqlReadReplicaProps): Pair {
  const template = databaseTemplate(propsFor, (db) => { db.addReadReplica('Replica', props); });
  const instances = Object.entries(template.findResources('AWS::RDS::DBInstance')) as [string, TemplateResource][];
  const [[sourceId, source]] = instances.filter(([id]) => !id.includes('Replica'));
  const [[, replica]] = instances.filter(([id]) => id.includes('Replica'));
  return { sourceId, source, replica };
}

describe('a read replica', () => {
  const { sourceId, source, replica } = replicated();

  test('copies its source, behind the same security group and of the same type', () => {
    expect(replica.Properties.SourceDBInstanceIdentifier).toEqual({ Ref: sourceId });
    expect(replica.Properties.VPCSecurityGroups).toEqual(source.Properties.VPCSecurityGroups);
    expect(replica.Properties.DBInstanceClass).toBe(source.Properties.DBInstanceClass);
  });

  test('is as private, protected and watched as its source', () => {
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

  test('gives nothing that CloudFormation takes from its source', () => {
    const inherited = [
      'BackupRetentionPeriod', 'DBName', 'DBSnapshotIdentifier', 'KmsKeyId', 'ManageMasterUserPassword', 'MasterUsername', 'MasterUserPassword', 'PreferredBackupWindow',
      'StorageEncrypted',
    ];
    expect(Object.keys(replica.Properties).filter((property) => inherited.includes(property))).toEqual([]);
  });

  test('goes with the stack, since RDS makes no final snapshot of it', () => {
    expect([replica.DeletionPolicy, replica.UpdateReplacePolicy]).toEqual(['Delete', 'Delete']);
  });

  test('has storage that grows as that of its source does', () => {
    expect(replica.Properties).toMatchObject({ StorageType: source.Properties.StorageType, MaxAllocatedStorage: source.Properties.MaxAllocatedStorage });
  });

  test('names neither key nor encryption, which newer CDKs refuse: it has those of its source, whichever they are', () => {
    const pairs = [{}, { snapshotIdentifier: SNAPSHOT }].map((props) => replicated((stack) => ({ ...props, encryptionKey: new kms.Key(stack, 'Key') })));
    for (const pair of pairs) {
      expect([pair.replica.Properties.KmsKeyId, pair.replica.Properties.StorageEncrypted]).toEqual([undefined, undefined]);
    }
  });

  test('takes a type and a zone of its own', () => {
    const { replica: other } = replicated(undefined, { instanceType: new ec2.InstanceType('r8g.large'), availabilityZone: 'eu-west-1b' });
    expect(other.Properties).toMatchObject({ DBInstanceClass: 'db.r8g.large', AvailabilityZone: 'eu-west-1b' });
  });

  test('follows what its source is given', () => {
    const { replica: follower } = replicated(() => ({
      instanceType: new ec2.InstanceType('m8g.large'), deletionProtection: false, monitoringInterval: Duration.seconds(0), caCertificate: rds.CaCertificate.RDS_CA_RSA4096_G1,
    }));
    expect(follower.Properties).toMatchObject({ DBInstanceClass: 'db.m8g.large', DeletionProtection: false, MonitoringInterval: 0, CACertificateIdentifier: 'rds-ca-rsa4096-g1' });
    expect(follower.Properties.MonitoringRoleArn).toBeUndefined();
  });
});

test('a replica has an address of its own', () => {
  const stack = newStack();
  const replica = database(stack).addReadReplica('Replica');
  const id = stack.getLogicalId(replica.instance);
  expect(stack.resolve([replica.instanceEndpoint.hostname, replica.instanceEndpoint.port])).toEqual([
    { 'Fn::GetAtt': [id, 'Endpoint.Address'] }, { 'Fn::GetAtt': [id, 'Endpoint.Port'] },
  ]);
});

test('a database takes several replicas', () => {
  const template = databaseTemplate(() => ({}), (db) => ['One', 'Two'].forEach((id) => db.addReadReplica(id)));
  template.resourceCountIs('AWS::RDS::DBInstance', 3);
});

test('a replica writes the logs that its source writes into log groups of its own, made before it and kept as long', () => {
  const template = databaseTemplate(() => ({ auditLog: false, logRetention: RetentionDays.THREE_MONTHS, removalPolicy: RemovalPolicy.DESTROY }), (db) => {
    db.addReadReplica('Replica', { instanceIdentifier: 'reader' });
  });
  const groups = template.findResources('AWS::Logs::LogGroup', { Properties: { LogGroupName: Match.stringLikeRegexp('/reader/') } });
  expect(Object.values(groups).map(({ Properties }) => Properties.LogGroupName)).toEqual(['error', 'general', 'slowquery'].map((type) => `/aws/rds/instance/reader/${type}`));
  template.allResourcesProperties('AWS::Logs::LogGroup', { RetentionInDays: 90 });
  template.hasResource('AWS::RDS::DBInstance', {
    Properties: { DBInstanceIdentifier: 'reader', EnableCloudwatchLogsExports: ['error', 'general', 'slowquery'] },
    DependsOn: Object.keys(groups),
  });
  expect(Object.values(groups).map(({ DeletionPolicy }) => DeletionPolicy)).toEqual(['Delete', 'Delete', 'Delete']);
});

test('an identifier and an instance type of a replica that RDS refuses are reported together', () => {
  const source = database(newStack());
  expect(() => source.addReadReplica('Replica', { instanceIdentifier: 'Reader', instanceType: new ec2.InstanceType('db.m7g.large') }))
    .toThrow(/MySqlReadReplica 'Stack\/Database\/Replica'.*\n.*instanceIdentifier.*"Reader".*lower-case.*\n.*instanceType.*"db\.m7g\.large"/);
});

test('a replica is an L2 instance of its own, with the security group, port and engine of its source', () => {
  const stack = newStack();
  const source = database(stack, { port: 13_306 });
  const { instance, databaseInstance } = source.addReadReplica('Replica');
  const id = stack.getLogicalId(instance);
  const role = new iam.Role(stack, 'Reader', { assumedBy: new iam.AccountRootPrincipal() });
  databaseInstance.grantConnect(role, 'reader');
  databaseInstance.connections.allowDefaultPortFromAnyIpv4();
  const template = Template.fromStack(stack);
  const [statement] = only(template, 'AWS::IAM::Policy').Properties.PolicyDocument.Statement;
  expect(JSON.stringify(statement.Resource)).toContain(JSON.stringify({ 'Fn::GetAtt': [id, 'DbiResourceId'] }));
  expect(only(template, 'AWS::EC2::SecurityGroup').Properties.SecurityGroupIngress).toMatchObject([{ FromPort: 13_306, ToPort: 13_306 }]);
  expect(databaseInstance.engine).toMatchObject({ engineType: 'mysql', engineVersion: { majorVersion: '8.4' } });
  expect(stack.resolve(databaseInstance.metricCPUUtilization().dimensions)).toEqual({ DBInstanceIdentifier: { Ref: id } });
});

describe('the alarms of a replica', () => {
  const template = databaseTemplate((stack) => ({ alarmNamePrefix: 'orders', alarmActions: [new SnsAction(new Topic(stack, 'Topic'))] }), (db) => {
    db.addReadReplica('Reader', { instanceType: new ec2.InstanceType('r8g.large') });
  });
  const alarms = Object.values(template.findResources('AWS::CloudWatch::Alarm')).map(({ Properties }) => Properties);
  const own = alarms.filter(({ AlarmName }) => AlarmName.startsWith('orders-Reader-'));

  test('are those of its source and one on its lag, with the same actions', () => {
    const ofSource = alarms.filter((alarm) => !own.includes(alarm)).map(({ AlarmName }) => AlarmName.replace('orders-', 'orders-Reader-'));
    expect(own.map(({ AlarmName }) => AlarmName).sort()).toEqual([...ofSource, 'orders-Reader-DatabaseReplicaLag'].sort());
    expect(own.every(({ AlarmActions, OKActions }) => AlarmActions.length === 1 && OKActions.length === 1)).toBe(true);
  });

  test('go off where it is a minute behind, or does not follow at all, which RDS reports as -1', () => {
    const [lag] = own.filter(({ AlarmName }) => AlarmName.endsWith('Lag'));
    expect(lag).toMatchObject({ Threshold: 60, ComparisonOperator: 'GreaterThanThreshold', EvaluationPeriods: 3 });
    expect(lag.Metrics.map(({ Expression }: { Expression?: string }) => Expression)).toContain('IF(lag < 0, 3600, lag)');
  });

  test('count connections by its own type', () => {
    expect(own.find(({ AlarmName }) => AlarmName.endsWith('Connections'))!.Threshold).toBe(2 * alarms.find(({ AlarmName }) => AlarmName === 'orders-DatabaseDatabaseConnections')!.Threshold + 1);
  });
});

test('of a replica the topic hears what it hears of the source, and when replication stops', () => {
  const template = databaseTemplate((stack) => ({ notificationTopic: new Topic(stack, 'Topic') }), (db) => { db.addReadReplica('Replica'); });
  const [[id]] = Object.entries(template.findResources('AWS::RDS::DBInstance')).filter(([one]) => one.includes('Replica'));
  template.hasResourceProperties('AWS::RDS::EventSubscription', {
    SourceType: 'db-instance', SourceIds: [{ Ref: id }], EventCategories: ['configuration change', 'failure', 'maintenance', 'read replica'],
  });
  template.resourceCountIs('AWS::RDS::EventSubscription', 4);
});
