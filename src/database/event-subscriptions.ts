import * as rds from 'aws-cdk-lib/aws-rds';
import type * as sns from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';

/** The events that Security Hub asks to hear of (RDS.20, RDS.21, RDS.22). */
const SUBSCRIPTIONS = [
  { id: 'InstanceEvents', sourceType: 'db-instance', eventCategories: ['configuration change', 'failure', 'maintenance'] },
  { id: 'ParameterGroupEvents', sourceType: 'db-parameter-group', eventCategories: ['configuration change'] },
  { id: 'SecurityGroupEvents', sourceType: 'db-security-group', eventCategories: ['configuration change', 'failure'] },
];

/** @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Events.html */
export function createEventSubscriptions(scope: Construct, topic: sns.ITopic, instance: rds.CfnDBInstance): void {
  for (const { id, sourceType, eventCategories } of SUBSCRIPTIONS) {
    const subscription = new rds.CfnEventSubscription(scope, id, {
      snsTopicArn: topic.topicArn,
      sourceType,
      eventCategories,
      sourceIds: sourceType === 'db-instance' ? [instance.ref] : undefined,
    });
    // RDS sends a first message, which the topic's policy must let through.
    subscription.node.addDependency(topic);
  }
}
