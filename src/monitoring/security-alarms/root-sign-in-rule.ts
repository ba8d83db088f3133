import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type * as events from 'aws-cdk-lib/aws-events';
import type * as sns from 'aws-cdk-lib/aws-sns';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import { Stack, Token } from 'aws-cdk-lib/core';
import { RegionInfo } from 'aws-cdk-lib/region-info';
import { Construct } from 'constructs';
import { SecurityEventRules } from './real-time-rules';
import { SECURITY_EVENTS } from './security-events';
import { warnOfSameTopic } from './validation';
import { checkRegion } from '../../common/topics/topic-location';
import { Problems } from '../../common/validation/problems';

const ROOT_REGION = 'us-east-1';

/** The id of the event that root's sign-ins belong to. */
export const ROOT_USAGE = 'RootUsage';

/** Who hears of root's sign-ins. */
export interface RootSignInRuleProps {
  /** The topic that is told, of us-east-1 too. An imported topic, and the key of an encrypted one, must let EventBridge publish. */
  readonly topic: sns.ITopic;

  /**
   * The topic of us-east-1 that hears when EventBridge could not publish: another than `topic`, or a warning says so.
   * @default - `topic`
   */
  readonly deliveryFailureTopic?: sns.ITopic;

  /**
   * The name of the alarm that follows, such as that of `alarms.RootUsage` of the `SecurityAlarms` of another region, which the message names.
   * @default - the message names none
   */
  readonly alarmName?: string;
}

/**
 * Tells a topic within seconds when somebody signs in as root, for a stack in us-east-1 beside `SecurityAlarms` in another region.
 *
 * CloudTrail records root's sign-ins, and calls of global services such as IAM, in us-east-1: rules of other regions see none of them. An
 * alarm on the log group of a trail of all regions sees them too, some minutes later. Other things that root does in us-east-1 are told as
 * well, except what pages of the console read. A trail must record management events of us-east-1, reads too, as one of all regions does.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-aws-console-sign-in-events.html
 */
export class RootSignInRule extends Construct {
  /** The rule. */
  public readonly rule: events.IRule;

  /** What EventBridge could not publish, kept for 14 days. */
  public readonly deadLetterQueue: sqs.IQueue;

  /** The alarm on that queue. */
  public readonly deliveryFailureAlarm: cloudwatch.Alarm;

  constructor(scope: Construct, id: string, props: RootSignInRuleProps) {
    super(scope, id);
    // Named for jsii: taken apart among the parameters, it has no name in Java.
    const { topic, deliveryFailureTopic, alarmName } = props;
    validateRegions(this, { topic, deliveryFailureTopic });
    warnOfSameTopic(this, topic, deliveryFailureTopic ?? topic);
    const { rules, deadLetterQueue, deliveryFailureAlarm } = new SecurityEventRules(this, 'Rules', {
      told: SECURITY_EVENTS.filter((event) => event.id === ROOT_USAGE).map((event) => ({ event, alarmNames: alarmName ? [alarmName] : [] })),
      topic,
      undelivered: { onAlarm: [new SnsAction(deliveryFailureTopic ?? topic)], onOk: [] },
    });
    this.rule = rules[ROOT_USAGE];
    this.deadLetterQueue = deadLetterQueue;
    this.deliveryFailureAlarm = deliveryFailureAlarm;
  }
}

/** Whether root's sign-ins are known to be recorded in another region of the partition. */
export function isOutsideRootRegion(region: string): boolean {
  return !Token.isUnresolved(region) && region !== ROOT_REGION && RegionInfo.get(region).partition === 'aws';
}

function validateRegions(scope: Construct, topics: Record<string, sns.ITopic | undefined>): void {
  const { region } = Stack.of(scope);
  const problems = new Problems(scope);
  if (isOutsideRootRegion(region)) {
    const remedy = `Root's sign-ins are recorded in ${ROOT_REGION} only: put this in a stack of that region.`;
    problems.add({ prop: 'env.region', value: region, remedy });
  }
  for (const [prop, topic] of Object.entries(topics)) {
    checkRegion(problems, scope, prop, topic?.env.region);
  }
  problems.throwIfAny();
}
