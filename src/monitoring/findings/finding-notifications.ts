import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as events from 'aws-cdk-lib/aws-events';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { FindingRules } from './finding-rules';
import { FindingSource } from './finding-source';
import { addGlobalHealthInfo } from './global-health-info';
import type { FindingNotificationsProps } from './props';
import { checkFindingNotifications } from './validation';
import { keepProps } from '../../common/cdk/property-injectors';
import { Problems } from '../../common/validation/problems';
import { warnOfSameTopic } from '../security-alarms/validation';

/**
 * Publishes findings of AWS security services to SNS topics: GuardDuty, Security Hub, IAM Access Analyzer, AWS Config, AWS Health and AWS Backup. The
 * services can be enabled by this app, by another one, or by the organization: a service that is not enabled has no findings.
 *
 * - A message says what was found, where, since when, how severe it is, where the console shows it, and the next step. E-mails are plain text, and
 *   chat channels show the same content.
 * - There is at most one message for a finding and day (in UTC). Services repeat a finding at every update, and Security Hub repeats those of other
 *   services, which are published only once. AWS Config has one message for a rule, AWS Backup one for a resource, and Security Hub one for a control.
 * - Messages that cannot be published are in a dead-letter queue, with an alarm.
 *
 * AWS Health delivers events of global services, such as exposed access keys of IAM users, in us-east-1 only. In a stack in another region, add a
 * `GlobalHealthRule` in us-east-1.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-events.html
 *
 * @example
 * import { FindingNotifications, NotificationTopic } from '@org/secure-baseline';
 *
 * const findings = new NotificationTopic(this, 'Findings', { emailAddresses: ['security@example.com'] });
 * const undelivered = new NotificationTopic(this, 'Undelivered', { emailAddresses: ['on-call@example.com'] });
 * new FindingNotifications(this, 'FindingNotifications', { topic: findings.topic, deliveryFailureTopic: undelivered.topic });
 */
export class FindingNotifications extends Construct {
  /** The EventBridge rules, by `FindingSource`. */
  public readonly rules: { [source: string]: events.Rule };

  /** The dead-letter queue, which retains events that were not published for 14 days. */
  public readonly deadLetterQueue: sqs.IQueue;

  /** The alarm on messages in the dead-letter queue. */
  public readonly deliveryFailureAlarm: cloudwatch.Alarm;

  constructor(scope: Construct, id: string, props: FindingNotificationsProps) {
    super(scope, id);
    keepProps(this);
    const problems = new Problems(this);
    checkFindingNotifications(problems, this, props);
    problems.throwIfAny();
    const { topic, deliveryFailureTopic = topic, severityTopics: { high, medium, low } = {} } = props;
    const topics = { HIGH: high ?? topic, MEDIUM: medium ?? topic, LOW: low ?? topic };
    new Set(Object.values(topics)).forEach((one) => warnOfSameTopic(this, one, deliveryFailureTopic));
    const { rules, deadLetterQueue, deliveryFailureAlarm } = new FindingRules(this, 'Rules', {
      ...props,
      sources: props.sources ?? Object.values(FindingSource),
      topics,
      deliveryFailureTopic,
    });
    this.rules = rules;
    this.deadLetterQueue = deadLetterQueue;
    this.deliveryFailureAlarm = deliveryFailureAlarm;
    addGlobalHealthInfo(this, rules);
  }
}
