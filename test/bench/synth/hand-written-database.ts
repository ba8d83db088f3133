import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as rds from 'aws-cdk-lib/aws-rds';
import type * as sns from 'aws-cdk-lib/aws-sns';
import { Duration, RemovalPolicy } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';

export interface DatabaseProps {
  readonly vpc: ec2.IVpc;
  readonly key: kms.IKey;
  readonly topic: sns.ITopic;
}

const LOGS = ['audit', 'error', 'general', 'slowquery'];
const METRICS = ['CPUUtilization', 'FreeStorageSpace', 'FreeableMemory', 'DatabaseConnections', 'ReadLatency', 'WriteLatency'];
const EVENT_SOURCES = ['db-instance', 'db-parameter-group', 'db-security-group'];

export function createDatabase(scope: Construct, { vpc, key, topic }: DatabaseProps): rds.DatabaseInstance {
  const engine = rds.DatabaseInstanceEngine.mysql({ version: rds.MysqlEngineVersion.VER_8_4_8 });
  const logGroups = LOGS.map((type) => new logs.LogGroup(scope, `DatabaseLog-${type}`, {
    logGroupName: `/aws/rds/instance/hand/${type}`, retention: logs.RetentionDays.ONE_MONTH, encryptionKey: key, removalPolicy: RemovalPolicy.DESTROY,
  }));
  const database = new rds.DatabaseInstance(scope, 'Database', {
    engine,
    vpc,
    vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
    instanceIdentifier: 'hand',
    instanceType: new ec2.InstanceType('t4g.micro'),
    credentials: rds.Credentials.fromGeneratedSecret('dbadmin', { encryptionKey: key }),
    storageEncrypted: true,
    storageEncryptionKey: key,
    storageType: rds.StorageType.GP3,
    allocatedStorage: 20,
    maxAllocatedStorage: 100,
    backupRetention: Duration.days(7),
    deleteAutomatedBackups: true,
    iamAuthentication: true,
    cloudwatchLogsExports: LOGS,
    parameterGroup: new rds.ParameterGroup(scope, 'Parameters', {
      engine, parameters: { require_secure_transport: '1', local_infile: '0', slow_query_log: '1', log_output: 'FILE', general_log: '1' },
    }),
    optionGroup: new rds.OptionGroup(scope, 'Options', {
      engine, configurations: [{ name: 'MARIADB_AUDIT_PLUGIN', settings: { SERVER_AUDIT_EVENTS: 'CONNECT,QUERY_DDL,QUERY_DCL' } }],
    }),
    removalPolicy: RemovalPolicy.DESTROY,
  });
  database.node.addDependency(...logGroups);
  METRICS.forEach((name) => createAlarm(scope, name, database, topic));
  for (const sourceType of EVENT_SOURCES) {
    new rds.CfnEventSubscription(scope, `Events-${sourceType}`, { snsTopicArn: topic.topicArn, sourceType, eventCategories: ['configuration change'] });
  }
  return database;
}

function createAlarm(scope: Construct, name: string, database: rds.DatabaseInstance, topic: sns.ITopic): void {
  const alarm = database.metric(name).createAlarm(scope, `Database${name}`, {
    alarmName: `hand-Database${name}`,
    alarmDescription: `${name} of the database`,
    threshold: 90,
    evaluationPeriods: 3,
    treatMissingData: cloudwatch.TreatMissingData.MISSING,
  });
  alarm.addAlarmAction(new SnsAction(topic));
  alarm.addOkAction(new SnsAction(topic));
}
