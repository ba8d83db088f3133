import * as iam from 'aws-cdk-lib/aws-iam';

type Conditions = Record<string, Record<string, string>>;

/** An AWS service that publishes to topics. */
interface Publisher {
  readonly sid: string;
  readonly service: string;
  /** What AWS documents that the service sends along with its requests to SNS and, through SNS, to KMS. */
  readonly conditions: (account: string) => Conditions;
}

const fromAccount = (account: string): Conditions => ({ StringEquals: { 'aws:SourceAccount': account } });

/**
 * Each publisher is bound by the keys that it is documented to send, and by no other: a condition on a key that is not sent refuses the
 * message in silence.
 */
const PUBLISHERS: Publisher[] = [
  /**
   * @see https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html#compatibility-with-aws-services
   * @see https://repost.aws/knowledge-center/cloudwatch-configure-alarm-sns
   */
  { sid: 'CloudWatchAlarms', service: 'cloudwatch.amazonaws.com', conditions: fromAccount },
  /**
   * The SNS guide: source keys are not supported in the key's policy of a topic that EventBridge publishes to; the EventBridge guide's
   * statement for the topic has no condition either.
   * @see https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html#compatibility-with-aws-services
   * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html#eb-sns-permissions
   */
  { sid: 'EventBridgeRules', service: 'events.amazonaws.com', conditions: () => ({}) },
  /** @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Events.GrantingPermissions.html */
  { sid: 'RdsEvents', service: 'events.rds.amazonaws.com', conditions: fromAccount },
];

/** What lets the publishers use the key of an encrypted topic. */
export function keyStatements(account: string): iam.PolicyStatement[] {
  return PUBLISHERS.map(({ sid, service, conditions }) => new iam.PolicyStatement({
    sid,
    principals: [new iam.ServicePrincipal(service)],
    actions: ['kms:Decrypt', 'kms:GenerateDataKey*'],
    resources: ['*'],
    conditions: conditions(account),
  }));
}

/** What lets the publishers publish to the topic. */
export function topicStatements(account: string, topicArn: string): iam.PolicyStatement[] {
  return PUBLISHERS.map(({ sid, service, conditions }) => new iam.PolicyStatement({
    sid,
    principals: [new iam.ServicePrincipal(service)],
    actions: ['sns:Publish'],
    resources: [topicArn],
    conditions: conditions(account),
  }));
}
