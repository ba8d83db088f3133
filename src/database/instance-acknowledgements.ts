import type * as rds from 'aws-cdk-lib/aws-rds';
import { acknowledge } from '../common/compliance/nag-acknowledgements';

interface Exception {
  readonly applies: (instance: rds.CfnDBInstance) => boolean;
  readonly reason: string;
  readonly rules: string[];
}

/** Whether an instance follows another. */
export const isReplica = ({ sourceDbInstanceIdentifier }: rds.CfnDBInstance) => sourceDbInstanceIdentifier !== undefined;

const EXCEPTIONS: Exception[] = [
  {
    applies: () => true,
    reason: 'RDS makes backups itself; AWS Backup is charged apart, and a plan of it can select the instance',
    rules: ['NIST.800.53.R5-RDSInBackupPlan'],
  },
  {
    applies: ({ port }) => port === undefined || port === '3306',
    reason: 'Security groups let nobody but the application in, on whatever port: the prop port chooses another',
    rules: ['AwsSolutions-RDS11'],
  },
  {
    applies: ({ multiAz }) => !multiAz,
    reason: 'A standby is charged like the instance: multiAz switches it on',
    rules: ['AwsSolutions-RDS3', 'NIST.800.53.R5-RDSMultiAZSupport'],
  },
  {
    applies: ({ deletionProtection }) => !deletionProtection,
    reason: 'deletionProtection is off, so that the stack can be deleted',
    rules: ['AwsSolutions-RDS10', 'NIST.800.53.R5-RDSInstanceDeletionProtectionEnabled'],
  },
  {
    applies: ({ monitoringInterval }) => !monitoringInterval,
    reason: 'Enhanced monitoring is charged: monitoringInterval switches it on',
    rules: ['NIST.800.53.R5-RDSEnhancedMonitoringEnabled'],
  },
  {
    applies: isReplica,
    reason: 'A replica is encrypted and backed up as its source is, and may not name its encryption itself',
    rules: ['AwsSolutions-RDS2', 'NIST.800.53.R5-RDSStorageEncrypted', 'AwsSolutions-RDS13', 'AwsSolutions-RDS16', 'NIST.800.53.R5-RDSInstanceBackupEnabled'],
  },
];

/** Tells cdk-nag why an instance does not follow rules of its. */
export function acknowledgeInstanceRules(instance: rds.CfnDBInstance): void {
  for (const { reason, rules } of EXCEPTIONS.filter(({ applies }) => applies(instance))) {
    acknowledge(instance, reason, ...rules);
  }
}
