import type { DeployedAccount } from '../deployed-account';
import { forEachAction, OTHER_ACCOUNT, type NearMiss, type Proof } from '../proof';
import { ACCOUNT } from '../template-values';

const OVER_HTTPS = { 'aws:SecureTransport': 'true' };
const PLAIN_HTTP: Record<string, NearMiss> = { 'plain HTTP': { context: { 'aws:SecureTransport': 'false' } } };
const KEY_GUIDE = 'https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html#compatibility-with-aws-services';

/** A service that publishes to topics, and the condition keys that it documents for its requests to the topic and the key. */
interface Publisher {
  readonly title: string;
  readonly principal: string;
  readonly source: string;
  /** Returns the ARN of the resource for which the service publishes, if the service documents source keys. */
  readonly sourceArnOf?: (account: DeployedAccount, owner: string) => string;
  readonly keyContextOf: (owner: string) => Record<string, string>;
}

const PUBLISHERS: Publisher[] = [
  {
    title: 'CloudWatch alarms',
    principal: 'cloudwatch.amazonaws.com',
    source: 'https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-use-cases.html',
    sourceArnOf: (account, owner) => account.arn('cloudwatch', 'alarm:baseline-test-root-usage', owner),
    keyContextOf: (owner) => ({ 'aws:SourceAccount': owner }),
  },
  {
    title: 'EventBridge',
    principal: 'events.amazonaws.com',
    source: 'https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html#eb-sns-permissions',
    keyContextOf: () => ({}),
  },
  {
    title: 'RDS events',
    principal: 'events.rds.amazonaws.com',
    source: 'https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Events.GrantingPermissions.html',
    sourceArnOf: (account, owner) => account.arn('rds', 'db:baseline-test', owner),
    keyContextOf: () => ({}),
  },
];

/** Requests of alarms, EventBridge rules and database events to encrypted topics, and of SNS and EventBridge to dead-letter queues. */
export const notifications = (account: DeployedAccount): Proof[] =>
  [...account.ids('SNS::Topic').flatMap((topic) => [...publishing(account, topic), ...encryption(account, topic)]), ...deadLetters(account)];

function publishing(account: DeployedAccount, id: string): Proof[] {
  const topic = account.arnOf('SNS::Topic', id);
  return publishersTo(id).map(({ title, principal, source, sourceArnOf }): Proof => {
    const sourceArn = sourceArnOf?.(account, ACCOUNT);
    return {
      title: `${title}: publishing to ${id}`,
      source,
      request: { principal, action: 'sns:Publish', resource: topic, context: { ...OVER_HTTPS, ...(sourceArn && from(sourceArn, ACCOUNT)) } },
      denied: {
        ...PLAIN_HTTP,
        ...(sourceArn && fromOtherSources(account, sourceArn)),
        ...otherPublishers(id),
        'another service': { principal: 'config.amazonaws.com' },
        'subscribing': { action: 'sns:Subscribe' },
      },
    };
  });
}

/** Only alarms publish to the topic of the alarms on undelivered notifications. */
const publishersTo = (topic: string) => PUBLISHERS.slice(0, topic.includes('DeliveryFailure') ? 1 : undefined);

function otherPublishers(topic: string): Record<string, NearMiss> {
  const others = PUBLISHERS.filter((publisher) => !publishersTo(topic).includes(publisher));
  return Object.fromEntries(others.map(({ title, principal }) => [title, { principal }]));
}

const from = (sourceArn: string, owner: string) => ({ 'aws:SourceAccount': owner, 'aws:SourceArn': sourceArn });

function fromOtherSources(account: DeployedAccount, sourceArn: string): Record<string, NearMiss> {
  const otherArn = sourceArn.replace(ACCOUNT, OTHER_ACCOUNT);
  return {
    'another account': { context: from(otherArn, OTHER_ACCOUNT) },
    'another account with a resource of this account': { context: { 'aws:SourceAccount': OTHER_ACCOUNT } },
    'this account with a resource of another account': { context: { 'aws:SourceArn': otherArn } },
    'a resource of another region': { context: { 'aws:SourceArn': sourceArn.replace(account.place.region, 'us-east-2') } },
    'a resource of another service': { context: { 'aws:SourceArn': account.arn('lambda', 'function:other') } },
    'no source account': { context: { 'aws:SourceAccount': undefined } },
    'no source ARN': { context: { 'aws:SourceArn': undefined } },
  };
}

function encryption(account: DeployedAccount, id: string): Proof[] {
  const [key] = account.resources[id].Properties.KmsMasterKeyId['Fn::GetAtt'];
  return publishersTo(id).flatMap(({ title, principal, keyContextOf }) => forEachAction(['kms:Decrypt', 'kms:GenerateDataKey'], {
    title: `${title}: encrypting messages to ${id}`,
    source: KEY_GUIDE,
    request: { principal, action: '', resource: account.arnOf('KMS::Key', key), context: keyContextOf(ACCOUNT) },
    denied: {
      'another key': { resource: account.arnOf('KMS::Key', 'BaselineKey') },
      'another service': { principal: 'config.amazonaws.com', context: { 'aws:SourceAccount': ACCOUNT } },
      'grants': { action: 'kms:CreateGrant' },
      ...otherPublishers(id),
      ...('aws:SourceAccount' in keyContextOf(ACCOUNT) && {
        'another account': { context: keyContextOf(OTHER_ACCOUNT) }, 'no source account': { context: { 'aws:SourceAccount': undefined } },
      }),
    },
  }));
}

function deadLetters(account: DeployedAccount): Proof[] {
  const topics = account.ids('SNS::Topic').map((id) => deadLetterProof(account, {
    title: `SNS sends undelivered messages of ${id} to the dead-letter queue`,
    principal: 'sns.amazonaws.com',
    source: 'https://docs.aws.amazon.com/sns/latest/dg/sns-configure-dead-letter-queue.html',
    queue: account.arnOf('SQS::Queue', id.slice(0, -8)),
    sender: account.arnOf('SNS::Topic', id),
  }));
  const targetOf = (rule: string) => account.resources[rule].Properties.Targets[0];
  const rules = account.ids('Events::Rule').filter((id) => targetOf(id).DeadLetterConfig).map((id) => {
    const target = targetOf(id);
    return deadLetterProof(account, {
      title: `EventBridge sends undelivered events of ${id} to the dead-letter queue`,
      principal: 'events.amazonaws.com',
      source: 'https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html',
      queue: account.arnOf('SQS::Queue', target.DeadLetterConfig.Arn['Fn::GetAtt'][0]),
      sender: account.arnOf('Events::Rule', id),
    });
  });
  return [...topics, ...rules, ...otherRules(account)];
}

/** The dead-letter queue of a topic accepts the undelivered events of every rule of the account. */
function otherRules(account: DeployedAccount): Proof[] {
  return account.ids('SNS::Topic').map((id) => deadLetterProof(account, {
    title: `EventBridge sends undelivered events of a custom rule for ${id} to the dead-letter queue`,
    principal: 'events.amazonaws.com',
    source: 'https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html',
    queue: account.arnOf('SQS::Queue', id.slice(0, -8)),
    sender: account.arn('events', 'rule/other'),
  }));
}

function deadLetterProof(account: DeployedAccount, { title, source, principal, queue, sender }: { title: string; source: string; principal: string; queue: string; sender: string }): Proof {
  return {
    title,
    source,
    request: { principal, action: 'sqs:SendMessage', resource: queue, context: { ...OVER_HTTPS, 'aws:SourceArn': sender } },
    denied: {
      ...PLAIN_HTTP,
      'a sender of another account': { context: { 'aws:SourceArn': sender.replace(ACCOUNT, OTHER_ACCOUNT) } },
      'another sender': { context: { 'aws:SourceArn': account.arn('lambda', 'function:other') } },
      'no sender': { context: { 'aws:SourceArn': undefined } },
      'another service': { principal: 's3.amazonaws.com' },
      'reading': { action: 'sqs:ReceiveMessage' },
    },
  };
}
