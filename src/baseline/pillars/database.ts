import { RemovalPolicy } from 'aws-cdk-lib/core';
import { alarmSection, pathsOf, type BaselineContext, type BaselineParts, type Output, type PathsOutside, type Pillar } from './pillar';
import type { Problems } from '../../common/validation/problems';
import { HardenedMySql, type CommonMySqlProps, type HardenedMySqlProps, type MySqlReadReplica, type MySqlReadReplicaProps } from '../../database';
import { checkReadReplica, checkReplicaSource } from '../../database/replica-validation';
import { checkMySql } from '../../database/validation';
import { EnvironmentType } from '../environment-type';

export const DATABASE_PATHS: PathsOutside<HardenedMySqlProps, CommonMySqlProps> = {
  vpc: 'network.vpc',
  instanceIdentifier: 'environmentSuffix',
  encryptionKey: 'storage.encryptionKey',
  deletionProtection: 'deletionProtection',
  removalPolicy: 'retainData',
  notificationTopic: 'notifications.topic',
  alarmActions: 'notifications.topic',
  okActions: 'notifications.notifyHealthOk',
  alarmNamePrefix: 'environmentSuffix',
};

/** Creates the database. */
export const DATABASE: Pillar = {
  validate(problems, context) {
    const { database, network, deletionProtection } = context.options;
    if (database.enabled !== false) {
      problems.include((inner) => checkMySql(inner, { ...database, deletionProtection, vpc: network.vpc }), pathsOf('database', DATABASE_PATHS));
      checkProduction(problems, context);
      checkReplicas(problems, context);
    }
  },

  create(context, parts) {
    const { scope, options: { database: { enabled, readReplicas, ...database }, deletionProtection, retainData }, namePrefix } = context;
    if (enabled === false) {
      return parts;
    }
    const created = new HardenedMySql(scope, 'Database', {
      ...database,
      ...parts.healthAlarms,
      vpc: parts.vpc!,
      instanceIdentifier: namePrefix,
      encryptionKey: parts.encryptionKey,
      deletionProtection,
      removalPolicy: retainData ? RemovalPolicy.SNAPSHOT : RemovalPolicy.DESTROY,
      notificationTopic: parts.notificationTopic,
    });
    for (const [id, replica] of Object.entries(readReplicas ?? {})) {
      created.addReadReplica(id, withIdentifier(id, replica, context));
    }
    return { ...parts, database: created };
  },

  outputs: (parts) => [
    ...parts.database ? outputsOf(parts.database) : [],
    ...replicasOf(parts).flatMap(([id, replica]) => [
      { name: `DatabaseReplica${id}Address`, description: `The endpoint address of the read replica ${id}`, value: replica.instance.attrEndpointAddress },
      { name: `DatabaseReplica${id}SecurityGroupId`, description: `The id of the security group of the read replica ${id}`, value: replica.securityGroup.securityGroupId },
      { name: `DatabaseReplica${id}ResourceId`, description: `The resource id of the read replica ${id}, for IAM authentication`, value: replica.instance.attrDbiResourceId },
    ]),
  ],

  dashboardSections: (parts) => [
    alarmSection('Database', parts.database?.alarms),
    ...replicasOf(parts).map(([id, { alarms }]) => alarmSection(`Read replica ${id}`, alarms)),
  ],
};

function outputsOf({ instance, securityGroup, secret, connectionHelp }: HardenedMySql): Output[] {
  return [
    { name: 'DatabaseAddress', description: 'The endpoint address of the database', value: instance.attrEndpointAddress },
    { name: 'DatabasePort', description: 'The port of the database', value: instance.attrEndpointPort },
    { name: 'DatabaseSecurityGroupId', description: 'The id of the security group of the database', value: securityGroup.securityGroupId },
    { name: 'DatabaseResourceId', description: 'The resource id of the database, for IAM authentication', value: instance.attrDbiResourceId },
    {
      name: 'DatabaseSecretArn',
      description: 'The ARN of the secret with the master user credentials of the database',
      value: secret.secretArn,
      notExported: 'it changes with database.manageMasterUserPassword',
    },
    {
      name: 'DatabaseConnection',
      description: 'Instructions for connecting to the database',
      value: connectionHelp,
      notExported: 'it contains the ARN of the secret',
    },
  ];
}

function replicasOf({ database }: BaselineParts): [string, MySqlReadReplica][] {
  return Object.entries(database?.readReplicas ?? {});
}

function withIdentifier(id: string, replica: MySqlReadReplicaProps, { namePrefix }: BaselineContext): MySqlReadReplicaProps {
  return { ...replica, instanceIdentifier: replica.instanceIdentifier ?? `${namePrefix}-${id.toLowerCase()}` };
}

function checkReplicas(problems: Problems, context: BaselineContext): void {
  const { database } = context.options;
  const replicas = Object.entries(database.readReplicas ?? {});
  if (replicas.length > 0) {
    problems.include((inner) => checkReplicaSource(inner, database), (prop) => `database.${prop}`);
  }
  for (const [id, replica] of replicas) {
    const path = `database.readReplicas.${id}`;
    problems.check('database.readReplicas', id, {
      isMet: (text) => /^[A-Za-z][A-Za-z0-9]*$/.test(text),
      must: 'have ids that consist of letters and digits, and begin with a letter',
      remedy: "The id is part of the name of a stack output. Use an id such as 'Reports'.",
    });
    problems.include((inner) => checkReadReplica(inner, withIdentifier(id, replica, context), database), (prop) => `${path}.${prop}`);
  }
}

/** Checks that backups are enabled in production. For a protected database, `checkMySql` checks this. */
function checkProduction(problems: Problems, { environmentType, options: { database, deletionProtection } }: BaselineContext): void {
  if (environmentType === EnvironmentType.PRODUCTION && !deletionProtection) {
    problems.checkTime('database.backupRetention', database.backupRetention, 'days', {
      isMet: (days) => days !== 0,
      must: 'be at least 1 day in production',
      remedy: 'A value of 0 disables automated backups. Use Duration.days(1) to Duration.days(35).',
    });
  }
}
