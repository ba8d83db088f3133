import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as events from 'aws-cdk-lib/aws-events';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import { Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { FindingRules } from './finding-rules';
import { FindingSource } from './finding-source';
import type { GlobalHealthRuleProps } from './props';
import { checkFindingNotifications } from './validation';
import { keepProps } from '../../common/cdk/property-injectors';
import { Problems } from '../../common/validation/problems';
import { isOutsideRootRegion, ROOT_REGION } from '../security-alarms/root-sign-in-rule';
import { warnOfSameTopic } from '../security-alarms/validation';

/**
 * Publishes events of AWS Health about risks and abuse of global services, such as exposed access keys of IAM users. Use it in a stack in us-east-1,
 * in addition to `FindingNotifications` in another region: AWS Health delivers these events in us-east-1 only.
 *
 * @see https://docs.aws.amazon.com/health/latest/ug/choosing-a-region.html
 *
 * @example
 * import { GlobalHealthRule, NotificationTopic } from '@org/secure-baseline';
 *
 * // In a stack with env: { region: 'us-east-1' }.
 * const onCall = new NotificationTopic(this, 'OnCall', { emailAddresses: ['on-call@example.com'] });
 * const undelivered = new NotificationTopic(this, 'Undelivered', { emailAddresses: ['security@example.com'] });
 * new GlobalHealthRule(this, 'GlobalHealth', { topic: onCall.topic, deliveryFailureTopic: undelivered.topic });
 */
export class GlobalHealthRule extends Construct {
  /** The EventBridge rule. */
  public readonly rule: events.IRule;

  /** The dead-letter queue, which retains events that were not published for 14 days. */
  public readonly deadLetterQueue: sqs.IQueue;

  /** The alarm on messages in the dead-letter queue. */
  public readonly deliveryFailureAlarm: cloudwatch.Alarm;

  constructor(scope: Construct, id: string, props: GlobalHealthRuleProps) {
    super(scope, id);
    keepProps(this);
    const problems = new Problems(this);
    checkRegion(problems, this);
    checkFindingNotifications(problems, this, props);
    problems.throwIfAny();
    const { topic, deliveryFailureTopic = topic } = props;
    warnOfSameTopic(this, topic, deliveryFailureTopic);
    const { rules, deadLetterQueue, deliveryFailureAlarm } = new FindingRules(this, 'Rules', {
      ...props,
      sources: [FindingSource.HEALTH],
      topics: { HIGH: topic, MEDIUM: topic, LOW: topic },
      deliveryFailureTopic,
    });
    this.rule = rules[FindingSource.HEALTH];
    this.deadLetterQueue = deadLetterQueue;
    this.deliveryFailureAlarm = deliveryFailureAlarm;
  }
}

function checkRegion(problems: Problems, scope: Construct): void {
  const { region } = Stack.of(scope);
  if (isOutsideRootRegion(region)) {
    problems.add({
      prop: 'env.region',
      value: region,
      must: `be ${ROOT_REGION}, because AWS Health delivers events of global services only there`,
      remedy: `Create the GlobalHealthRule in a stack in ${ROOT_REGION}.`,
    });
  }
}
