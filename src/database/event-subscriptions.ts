import * as rds from 'aws-cdk-lib/aws-rds';
import type * as sns from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { isReplica } from './instance-acknowledgements';
import { companionsOf } from '../common/cdk/companions';
import { declareControls } from '../common/compliance/controls';
import { allowPublish } from '../common/topics/topic-permissions';

/** RDS publishes events of the category `low storage` when less than 10 % of the storage are free, whatever its size. */
const INSTANCE_CATEGORIES = ['configuration change', 'failure', 'low storage', 'maintenance'];

/** The event categories include those that Security Hub requires (RDS.20, RDS.21, RDS.22). */
const SUBSCRIPTIONS = [
  { id: 'InstanceEvents', sourceType: 'db-instance', eventCategories: INSTANCE_CATEGORIES },
  { id: 'ParameterGroupEvents', sourceType: 'db-parameter-group', eventCategories: ['configuration change'] },
  { id: 'SecurityGroupEvents', sourceType: 'db-security-group', eventCategories: ['configuration change', 'failure'] },
];

/** The subscriptions of the source cover all parameter groups and DB security groups of the account. */
const REPLICA_SUBSCRIPTIONS = [{ id: 'InstanceEvents', sourceType: 'db-instance', eventCategories: [...INSTANCE_CATEGORIES, 'read replica'] }];

/**
 * Subscribes the topic to events of the instance, and of all parameter groups and DB security groups of the account.
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Events.Messages.html
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateEventSubscription.html
 */
export function createEventSubscriptions(scope: Construct, topic: sns.ITopic, instance: rds.CfnDBInstance): void {
  for (const { id, sourceType, eventCategories } of isReplica(instance) ? REPLICA_SUBSCRIPTIONS : SUBSCRIPTIONS) {
    const subscription = new rds.CfnEventSubscription(scope, id, {
      snsTopicArn: topic.topicArn,
      enabled: true,
      sourceType,
      eventCategories,
      sourceIds: sourceType === 'db-instance' ? [instance.ref] : undefined,
    });
    allowPublish(subscription, topic.topicArn, 'RdsEvents');
    declareControls(subscription, { 'RDS.20-22': `${sourceType}: ${eventCategories.join(', ')}` });
    // RDS publishes a test message when the subscription is created, so the policy of the topic must exist.
    subscription.node.addDependency(companionsOf(topic));
  }
}
