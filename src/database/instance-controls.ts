import type * as rds from 'aws-cdk-lib/aws-rds';
import { isReplica } from './instance-acknowledgements';
import { declareControls } from '../common/compliance/controls';

/** The names that attackers try first. */
const COMMON_USERNAMES = ['admin', 'root'];
const LOGS = ['audit', 'error', 'general', 'slowquery'];
const MIN_BACKUP_DAYS = 7;

/**
 * Declares the controls that an instance implements. A replica uses the backups and the master user of its source.
 * @param encrypted whether the storage of the instance, or of its source, is certainly encrypted
 */
export function declareInstanceControls(instance: rds.CfnDBInstance, encrypted: boolean): void {
  const multiAz = instance.multiAz === true && 'standby in a second Availability Zone';
  declareControls(instance, {
    'CIS 2.3.1/2.3.1/2.2.1/3.2.1': encrypted && 'storage encrypted',
    'CIS -/2.3.2/2.2.2/3.2.2': 'automatic minor version upgrades',
    'CIS -/2.3.3/2.2.3/3.2.3': 'not publicly accessible',
    'CIS -/-/2.2.4/3.2.4': multiAz,
    'RDS.2': 'not publicly accessible',
    'RDS.3': encrypted && 'storage encrypted',
    'RDS.5': multiAz,
    'RDS.6': Boolean(instance.monitoringInterval) && 'enhanced monitoring enabled',
    'RDS.8': instance.deletionProtection === true && 'deletion protection enabled',
    'RDS.9': LOGS.every((log) => instance.enableCloudwatchLogsExports?.includes(log)) && `publishes ${LOGS.join(', ')}`,
    'RDS.10': 'IAM database authentication enabled',
    'RDS.13': 'automatic minor version upgrades',
    'RDS.17': 'copies tags to snapshots',
  });
  if (!isReplica(instance)) {
    declareControls(instance, {
      'RDS.11': (instance.backupRetentionPeriod ?? 0) >= MIN_BACKUP_DAYS && 'automated backups retained for at least 7 days',
      'RDS.18': 'DB subnet group with subnets of a VPC',
      'RDS.23': instance.port !== '3306' && 'port other than 3306',
      'RDS.25': instance.masterUsername && !COMMON_USERNAMES.includes(instance.masterUsername) && 'custom master user name',
      'SecretsManager.1': instance.manageMasterUserPassword === true && 'RDS rotates the master user password',
      'SecretsManager.4': instance.manageMasterUserPassword === true && 'RDS rotates the master user password every 7 days',
    });
  }
}
