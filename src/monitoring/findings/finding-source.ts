/** A source of findings that `FindingNotifications` publishes. */
export enum FindingSource {
  /** Findings of Amazon GuardDuty, by severity. */
  GUARD_DUTY = 'GUARD_DUTY',

  /** Critical and high findings of AWS Security Hub, except for those of other sources. */
  SECURITY_HUB = 'SECURITY_HUB',

  /** Active external access findings of IAM Access Analyzer. */
  ACCESS_ANALYZER = 'ACCESS_ANALYZER',

  /** AWS Config rules that become NON_COMPLIANT, except for the rules of Security Hub. */
  CONFIG = 'CONFIG',

  /** AWS Health events about risks, such as exposed access keys, and about abuse. */
  HEALTH = 'HEALTH',

  /** Backup jobs of AWS Backup that failed, were aborted or expired. */
  BACKUP = 'BACKUP',
}

/** What identifies the events of a source, and how messages name the source. */
export interface FindingSourceInfo {
  readonly title: string;
  /** The `source` of the events in EventBridge. */
  readonly eventSource: string;
  /** The last part of the ARN under which Security Hub repeats the findings of the source. */
  readonly securityHubProduct?: string;
}

/** The sources. The function uses the same table as the rules. */
export const FINDING_SOURCES: { readonly [source in FindingSource]: FindingSourceInfo } = {
  [FindingSource.GUARD_DUTY]: { title: 'GuardDuty', eventSource: 'aws.guardduty', securityHubProduct: 'aws/guardduty' },
  [FindingSource.SECURITY_HUB]: { title: 'Security Hub', eventSource: 'aws.securityhub' },
  [FindingSource.ACCESS_ANALYZER]: { title: 'IAM Access Analyzer', eventSource: 'aws.access-analyzer', securityHubProduct: 'aws/access-analyzer' },
  [FindingSource.CONFIG]: { title: 'AWS Config', eventSource: 'aws.config', securityHubProduct: 'aws/config' },
  [FindingSource.HEALTH]: { title: 'AWS Health', eventSource: 'aws.health', securityHubProduct: 'aws/health' },
  [FindingSource.BACKUP]: { title: 'AWS Backup', eventSource: 'aws.backup' },
};
