import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type * as events from 'aws-cdk-lib/aws-events';
import type * as sns from 'aws-cdk-lib/aws-sns';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import { Stack, Token } from 'aws-cdk-lib/core';
import { RegionInfo } from 'aws-cdk-lib/region-info';
import { Construct } from 'constructs';
import type { RootSignInRuleProps } from './props';
import { RealTimeRules } from './real-time-rules';
import { SECURITY_EVENTS } from './security-events';
import { warnOfSameTopic } from './validation';
import { keepProps } from '../../common/cdk/property-injectors';
import { checkTopicRegion } from '../../common/topics/topic-location';
import { Problems } from '../../common/validation/problems';

/** The region in which AWS records sign-ins of the root user. */
export const ROOT_REGION = 'us-east-1';

/** The id of the event that includes sign-ins of the root user. */
export const ROOT_USAGE = 'RootUsage';

/**
 * Publishes sign-ins of the root user to a topic within seconds. Use it in a stack in us-east-1, in addition to `SecurityAlarms` in another region.
 *
 * CloudTrail records sign-ins of the root user and calls of global services such as IAM in us-east-1, and EventBridge rules in other regions do not
 * match them. The alarms on the log group of a multi-region trail detect them too, but some minutes later. The rule also publishes other actions
 * of the root user in us-east-1, except for the reads of console pages. A trail must record the management events of us-east-1, including reads, as
 * a multi-region trail does.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-aws-console-sign-in-events.html
 *
 * @example
 * import { NotificationTopic, RootSignInRule } from '@org/secure-baseline';
 *
 * // In a stack with env: { region: 'us-east-1' }.
 * const onCall = new NotificationTopic(this, 'OnCall', { emailAddresses: ['on-call@example.com'] });
 * const undelivered = new NotificationTopic(this, 'Undelivered', { emailAddresses: ['security@example.com'] });
 * new RootSignInRule(this, 'RootSignIn', { topic: onCall.topic, deliveryFailureTopic: undelivered.topic });
 */
export class RootSignInRule extends Construct {
  /** The EventBridge rule. */
  public readonly rule: events.IRule;

  /** The dead-letter queue of the rule, which retains undelivered messages for 14 days. */
  public readonly deadLetterQueue: sqs.IQueue;

  /** The alarm on messages in the dead-letter queue. */
  public readonly deliveryFailureAlarm: cloudwatch.Alarm;

  constructor(scope: Construct, id: string, props: RootSignInRuleProps) {
    super(scope, id);
    keepProps(this);
    // The parameter is not destructured in the signature, because jsii uses the parameter's name in Java.
    const { topic, deliveryFailureTopic, alarmName } = props;
    validateRegions(this, { topic, deliveryFailureTopic });
    warnOfSameTopic(this, topic, deliveryFailureTopic ?? topic);
    const { rules, deadLetterQueue, deliveryFailureAlarm } = new RealTimeRules(this, 'Rules', {
      events: SECURITY_EVENTS.filter((event) => event.id === ROOT_USAGE).map((event) => ({ event, topic, alarmNames: alarmName ? [alarmName] : [] })),
      deliveryFailureActions: { alarmActions: [new SnsAction(deliveryFailureTopic ?? topic)], okActions: [] },
    });
    this.rule = rules[ROOT_USAGE];
    this.deadLetterQueue = deadLetterQueue;
    this.deliveryFailureAlarm = deliveryFailureAlarm;
  }
}

/** Whether sign-ins of the root user are known to be recorded in a different region. */
export function isOutsideRootRegion(region: string): boolean {
  return !Token.isUnresolved(region) && region !== ROOT_REGION && RegionInfo.get(region).partition === 'aws';
}

function validateRegions(scope: Construct, topics: Record<string, sns.ITopic | undefined>): void {
  const { region } = Stack.of(scope);
  const problems = new Problems(scope);
  if (isOutsideRootRegion(region)) {
    problems.add({
      prop: 'env.region',
      value: region,
      must: `be ${ROOT_REGION}, because AWS records sign-ins of the root user only there`,
      remedy: `Create the RootSignInRule in a stack in ${ROOT_REGION}.`,
    });
  }
  for (const [prop, topic] of Object.entries(topics)) {
    checkTopicRegion(problems, scope, prop, topic?.env.region);
  }
  problems.throwIfAny();
}
