import type * as rds from 'aws-cdk-lib/aws-rds';
import { isReplica } from './instance-acknowledgements';
import { declareControls } from '../common/compliance/controls';

/** The names that attackers try first. */
const COMMON_USERNAMES = ['admin', 'root'];
const LOGS = ['audit', 'error', 'general', 'slowquery'];
const LEAST_BACKUP_DAYS = 7;

/** Says which controls an instance serves, by what it is: the master, or a replica, which has the backups and the user of its source. */
export function declareInstanceControls(instance: rds.CfnDBInstance): void {
  const multiAz = instance.multiAz === true && 'a standby in another zone';
  declareControls(instance, {
    'CIS 2.3.1/2.3.1/2.2.1/3.2.1': 'encrypted storage',
    'CIS -/2.3.2/2.2.2/3.2.2': 'automatic minor upgrades',
    'CIS -/2.3.3/2.2.3/3.2.3': 'no public address',
    'CIS -/-/2.2.4/3.2.4': multiAz,
    'RDS.2': 'no public address',
    'RDS.3': 'encrypted storage',
    'RDS.5': multiAz,
    'RDS.6': Boolean(instance.monitoringInterval) && 'enhanced monitoring',
    'RDS.8': instance.deletionProtection === true && 'deletion protection',
    'RDS.9': LOGS.every((log) => instance.enableCloudwatchLogsExports?.includes(log)) && LOGS.join(', '),
    'RDS.10': 'IAM authentication',
    'RDS.13': 'automatic minor upgrades',
    'RDS.17': 'tags are copied to snapshots',
  });
  if (!isReplica(instance)) {
    declareControls(instance, {
      'RDS.11': (instance.backupRetentionPeriod ?? 0) >= LEAST_BACKUP_DAYS && 'automated backups for a week at least',
      'RDS.18': 'private subnets',
      'RDS.23': instance.port !== '3306' && 'another port than 3306',
      'RDS.25': instance.masterUsername && !COMMON_USERNAMES.includes(instance.masterUsername) && 'a user name of its own',
      'SecretsManager.1': 'RDS rotates the master password',
      'SecretsManager.4': 'RDS rotates the master password every seven days',
    });
  }
}
