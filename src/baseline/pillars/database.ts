import { RemovalPolicy } from 'aws-cdk-lib/core';
import { alarmSection, pathsOf, type BaselineContext, type PathsOutside, type Pillar } from './pillar';
import type { Problems } from '../../common/validation/problems';
import { HardenedMySql, type CommonMySqlProps, type HardenedMySqlProps } from '../../database';
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
    }
  },

  create(context, parts) {
    const { scope, options: { database: { enabled, ...database }, deletionProtection, retainData }, namePrefix } = context;
    return enabled === false ? parts : {
      ...parts,
      database: new HardenedMySql(scope, 'Database', {
        ...database,
        ...parts.healthAlarms,
        vpc: parts.vpc!,
        instanceIdentifier: namePrefix,
        encryptionKey: parts.encryptionKey,
        deletionProtection,
        removalPolicy: retainData ? RemovalPolicy.SNAPSHOT : RemovalPolicy.DESTROY,
        notificationTopic: parts.notificationTopic,
      }),
    };
  },

  outputs: [
    { name: 'DatabaseEndpoint', description: 'The endpoint address and port of the database', value: ({ database }) => database?.instanceEndpoint.socketAddress },
    { name: 'DatabaseSecretArn', description: 'The ARN of the secret with the master user credentials of the database', value: ({ database }) => database?.secret.secretArn },
    { name: 'DatabaseConnection', description: 'Instructions for connecting to the database', value: ({ database }) => database?.connectionHelp },
  ],

  dashboardSections: ({ database }) => [alarmSection('Database', database?.alarms)],
};

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
