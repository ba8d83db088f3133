import * as iam from 'aws-cdk-lib/aws-iam';
import { ArnFormat, type Stack } from 'aws-cdk-lib/core';

/** The id of a publisher, which is also the sid of its statements. */
export type PublisherId = 'CloudWatchAlarms' | 'EventBridge' | 'RdsEvents';

/** An AWS service that publishes to topics, and the condition keys that AWS documents for its requests. */
interface Publisher {
  readonly sid: PublisherId;
  readonly service: string;
  /** The resources on whose behalf the service publishes. Those in the account and region of the stack are allowed. */
  readonly source?: { readonly service: string; readonly resource: string };
  readonly onKey?: 'aws:SourceAccount';
}

/**
 * Only documented condition keys are used: requests that do not contain a condition key are denied, and the message is dropped without an error.
 * The EventBridge and SNS guides document no condition key for EventBridge, and the SNS guide states that source condition keys are not supported.
 * No condition key is documented for the use of the KMS key by RDS. Subscribers and chat channels need no permission for the key, because SNS
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
  { sid: 'EventBridge', service: 'events.amazonaws.com' },
  { sid: 'RdsEvents', service: 'events.rds.amazonaws.com', source: { service: 'rds', resource: '*' } },
];

/** Returns the statements that allow one publisher, or all publishers, to use the key of an encrypted topic. */
export function keyStatements({ account }: Stack, id?: PublisherId): iam.PolicyStatement[] {
  return publishers(id).map(({ sid, service, onKey }) =>
    allow(sid, service, ['kms:Decrypt', 'kms:GenerateDataKey*'], '*', onKey && { StringEquals: { [onKey]: account } }));
}

/** Returns the statements that allow one publisher, or all publishers, in the stack's account and region to publish to the topic. */
export function topicStatements(stack: Stack, topicArn: string, id?: PublisherId): iam.PolicyStatement[] {
  return publishers(id).map(({ sid, service, source }) => allow(sid, service, ['sns:Publish'], topicArn, source && {
    StringEquals: { 'aws:SourceAccount': stack.account },
    ArnLike: { 'aws:SourceArn': stack.formatArn({ ...source, arnFormat: ArnFormat.NO_RESOURCE_NAME }) },
  }));
}

/** Returns the service principal of the publisher. */
export function serviceOf(id: PublisherId): string {
  return publishers(id)[0].service;
}

function publishers(id?: PublisherId): Publisher[] {
  return PUBLISHERS.filter(({ sid }) => id === undefined || sid === id);
}

function allow(sid: string, service: string, actions: string[], resource: string, conditions?: iam.Conditions): iam.PolicyStatement {
  return new iam.PolicyStatement({ sid, principals: [new iam.ServicePrincipal(service)], actions, resources: [resource], conditions });
}
