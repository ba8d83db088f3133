import * as iam from 'aws-cdk-lib/aws-iam';
import { ArnFormat, type Stack } from 'aws-cdk-lib/core';

/** The id of a publisher, which is also the sid of its statements. */
export type PublisherId = 'CloudWatchAlarms' | 'EventBridge' | 'RdsEvents' | 'AwsConfig';

/** An AWS service that publishes to topics, and the condition keys that AWS documents for its requests. */
interface Publisher {
  readonly sid: PublisherId;
  readonly service: string;
  /** The resources on whose behalf the service publishes. Those in the account and region of the stack are allowed. */
  readonly source?: { readonly service: string; readonly resource: string };
  readonly onKey?: 'aws:SourceAccount';
  /** Whether the service requires a statement in the topic policy. The default policy of SNS is not sufficient for it. */
  readonly requiresPolicy?: boolean;
  /** Whether the service cannot publish to an encrypted topic. */
  readonly refusesEncryption?: boolean;
}

/** The services that publish notifications of alarms and events. Every `NotificationTopic` allows them by default. */
export const NOTIFICATION_PUBLISHERS: readonly PublisherId[] = ['CloudWatchAlarms', 'EventBridge', 'RdsEvents'];

/**
 * The services that publish to topics.
 *
 * Only documented condition keys are used: requests that do not contain a condition key are denied, and the message is dropped without an error.
 * The EventBridge and SNS guides document no condition key for EventBridge, and the SNS guide states that source condition keys are not supported.
 * A role of the rule would replace the statements, but the editions of the EventBridge guide disagree on whether deliveries to encrypted topics work
 * with a role. No condition key is documented for the use of the KMS key by RDS. Subscribers and chat channels need no permission for the key, because SNS
 * decrypts messages before it delivers them.
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html#compatibility-with-aws-services
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-use-cases.html
 * @see https://docs.aws.amazon.com/chatbot/latest/adminguide/subscribe-sns-topic.html
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html#eb-sns-permissions
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Events.GrantingPermissions.html
 */
const PUBLISHERS: Publisher[] = [
  {
    sid: 'CloudWatchAlarms',
    service: 'cloudwatch.amazonaws.com',
    source: { service: 'cloudwatch', resource: 'alarm:*' },
    onKey: 'aws:SourceAccount',
  },
  { sid: 'EventBridge', service: 'events.amazonaws.com', requiresPolicy: true },
  { sid: 'RdsEvents', service: 'events.rds.amazonaws.com', source: { service: 'rds', resource: '*' } },
  // Only the topic of a delivery channel allows AWS Config. With its service-linked role, AWS Config publishes as a service principal. With another
  // role, it publishes as a service principal if the role has no permission.
  // See https://docs.aws.amazon.com/config/latest/developerguide/sns-topic-policy.html.
  { sid: 'AwsConfig', service: 'config.amazonaws.com', source: { service: 'config', resource: '*' }, requiresPolicy: true, refusesEncryption: true },
];

/** Returns the statements that allow publishers to use the key of an encrypted topic. */
export function keyStatements({ account }: Stack, ids: readonly PublisherId[]): iam.PolicyStatement[] {
  return ids.map(publisherOf).filter(({ refusesEncryption }) => !refusesEncryption).map(({ sid, service, onKey }) =>
    allow(sid, service, ['kms:Decrypt', 'kms:GenerateDataKey*'], '*', onKey && { StringEquals: { [onKey]: account } }));
}

/** Returns the statements that allow publishers in the stack's account and region to publish to the topic. */
export function topicStatements(stack: Stack, topicArn: string, ids: readonly PublisherId[]): iam.PolicyStatement[] {
  return ids.map(publisherOf).map(({ sid, service, source }) => allow(sid, service, ['sns:Publish'], topicArn, source && {
    StringEquals: { 'aws:SourceAccount': stack.account },
    ArnLike: { 'aws:SourceArn': stack.formatArn({ ...source, arnFormat: ArnFormat.NO_RESOURCE_NAME }) },
  }));
}

/** Returns the publisher with the id. */
export function publisherOf(id: PublisherId): Publisher {
  return PUBLISHERS.find(({ sid }) => sid === id)!;
}

function allow(sid: string, service: string, actions: string[], resource: string, conditions?: iam.Conditions): iam.PolicyStatement {
  return new iam.PolicyStatement({ sid, principals: [new iam.ServicePrincipal(service)], actions, resources: [resource], conditions });
}
