import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { FindingSource } from './finding-source';
import type { SeverityTopics } from '../security-alarms/props';
import type { EventSeverity } from '../security-alarms/security-event';

/** Settings of notifications of findings that `FindingNotifications` and `notifications.findings` of `SecureBaseline` share. */
export interface CommonFindingNotificationsProps {
  /**
   * The sources of the findings: at least one, each only once. A source needs no configuration: without the service, there are no findings.
   * @default - all sources
   */
  readonly sources?: FindingSource[];

  /**
   * The lowest severity of findings of GuardDuty that are published. Findings of 7 and more have severity HIGH, those of 4 and more MEDIUM.
   * @default EventSeverity.MEDIUM
   * @see https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_findings-severity.html
   */
  readonly guardDutyMinimumSeverity?: EventSeverity;

  /**
   * The SNS topics of messages by severity, in the account and region of the stack. They replace the topic for all severities.
   * @default - the topic for all severities; in SecureBaseline, the topics of low-noise alarms by severity
   */
  readonly severityTopics?: SeverityTopics;

  /**
   * The aggregation region, or home region, of Security Hub. The stack in this region publishes the findings of Security Hub of all regions, and stacks
   * in other regions publish none.
   * @default - a stack publishes the findings of Security Hub of its own region
   * @see https://docs.aws.amazon.com/securityhub/latest/userguide/finding-aggregation.html
   */
  readonly aggregationRegion?: string;
}

/** Settings of the function and of the alarm on messages that it could not publish. */
export interface FindingDeliveryProps {
  /**
   * The SNS topic of the alarm on messages that could not be published, in the region of the stack. If it is the topic of the messages, a warning is
   * added.
   * @default - `topic`
   */
  readonly deliveryFailureTopic?: ITopic;

  /**
   * The prefix of the name of the alarm, followed by a hyphen.
   * @default - CloudFormation generates the name
   */
  readonly alarmNamePrefix?: string;

  /**
   * The KMS key that encrypts the log group of the function.
   * @default - encryption by CloudWatch Logs
   */
  readonly encryptionKey?: IKey;
}

/** Properties of `FindingNotifications`. */
export interface FindingNotificationsProps extends CommonFindingNotificationsProps, FindingDeliveryProps {
  /**
   * The SNS topic of the messages, in the account and region of the stack. The function publishes with its role: the policies of an imported topic, and
   * of the key of an encrypted imported topic, must allow it.
   */
  readonly topic: ITopic;
}

/** Properties of `GlobalHealthRule`. */
export interface GlobalHealthRuleProps extends FindingDeliveryProps {
  /** The SNS topic of the messages, in the account of the stack and in us-east-1. */
  readonly topic: ITopic;
}
