import type * as rds from 'aws-cdk-lib/aws-rds';
import { acknowledge } from '../common/compliance/nag-acknowledgements';

interface Acknowledgement {
  readonly applies: (instance: rds.CfnDBInstance) => boolean;
  readonly reason: string;
  readonly rules: string[];
}

/** Whether an instance is a read replica. */
export const isReplica = ({ sourceDbInstanceIdentifier }: rds.CfnDBInstance) => sourceDbInstanceIdentifier !== undefined;

const ACKNOWLEDGEMENTS: Acknowledgement[] = [
  {
    applies: () => true,
    reason: 'backupRetention configures the automated backups of RDS; a plan of AWS Backup, which is charged separately, can select the instance',
    rules: ['NIST.800.53.R5-RDSInBackupPlan'],
  },
  {
    applies: ({ port }) => port === undefined || port === '3306',
    reason: 'The security group restricts access on every port; the prop port selects a different one',
    rules: ['AwsSolutions-RDS11'],
  },
  {
    applies: ({ multiAz }) => !multiAz,
    reason: 'A standby is charged like the instance; multiAz of HardenedMySql creates one',
    rules: ['AwsSolutions-RDS3', 'NIST.800.53.R5-RDSMultiAZSupport'],
  },
  {
    applies: ({ deletionProtection }) => !deletionProtection,
    reason: 'deletionProtection is false to allow the deletion of the stack',
    rules: ['AwsSolutions-RDS10', 'NIST.800.53.R5-RDSInstanceDeletionProtectionEnabled'],
  },
  {
    applies: ({ monitoringInterval }) => !monitoringInterval,
    reason: 'Enhanced Monitoring is charged; monitoringInterval enables it',
    rules: ['NIST.800.53.R5-RDSEnhancedMonitoringEnabled'],
  },
  {
    applies: isReplica,
    reason: 'A replica has the encryption of its source, which RDS does not accept as a property, and relies on the backups of its source',
    rules: ['AwsSolutions-RDS2', 'NIST.800.53.R5-RDSStorageEncrypted', 'AwsSolutions-RDS13', 'AwsSolutions-RDS16', 'NIST.800.53.R5-RDSInstanceBackupEnabled'],
  },
];

/** Acknowledges the rules of cdk-nag that an instance does not comply with. */
export function acknowledgeInstanceRules(instance: rds.CfnDBInstance): void {
  for (const { reason, rules } of ACKNOWLEDGEMENTS.filter(({ applies }) => applies(instance))) {
    acknowledge(instance, reason, ...rules);
  }
}
