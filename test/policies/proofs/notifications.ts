import type { DeployedAccount } from '../deployed-account';
import { forEachAction, OTHER_ACCOUNT, type NearMiss, type Proof } from '../proof';
import { ACCOUNT } from '../template-values';

const OVER_HTTPS = { 'aws:SecureTransport': 'true' };
const PLAIN_HTTP: Record<string, NearMiss> = { 'plain HTTP': { context: { 'aws:SecureTransport': 'false' } } };
const KEY_GUIDE = 'https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html#compatibility-with-aws-services';

/** A service that publishes, with what it documents to send with its two requests. */
interface Publisher {
  readonly title: string;
  readonly principal: string;
  readonly source: string;
  /** The resource that it publishes for, where it says so. */
  readonly publishesFor?: (account: DeployedAccount, owner: string) => string;
  readonly usesKey: (owner: string) => Record<string, string>;
}

const PUBLISHERS: Publisher[] = [
  {
    title: 'CloudWatch alarms',
    principal: 'cloudwatch.amazonaws.com',
    source: 'https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-use-cases.html',
    publishesFor: (account, owner) => account.arn('cloudwatch', 'alarm:baseline-test-root-usage', owner),
    usesKey: (owner) => ({ 'aws:SourceAccount': owner }),
  },
  {
    title: 'EventBridge',
    principal: 'events.amazonaws.com',
    source: 'https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html#eb-sns-permissions',
    usesKey: () => ({}),
  },
  {
    title: 'RDS events',
    principal: 'events.rds.amazonaws.com',
    source: 'https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Events.GrantingPermissions.html',
    publishesFor: (account, owner) => account.arn('rds', 'db:baseline-test', owner),
    usesKey: () => ({}),
  },
];

/** Alarms, rules and database events on their way through encrypted topics, and what was not delivered. */
export const notifications = (account: DeployedAccount): Proof[] =>
  [...account.ids('SNS::Topic').flatMap((topic) => [...published(account, topic), ...encrypted(account, topic)]), ...undelivered(account)];

function published(account: DeployedAccount, id: string): Proof[] {
  const topic = account.arnOf('SNS::Topic', id);
  return PUBLISHERS.map(({ title, principal, source, publishesFor }): Proof => {
    const sourceArn = publishesFor?.(account, ACCOUNT);
    return {
      title: `${title} publish to ${id}`,
      source,
      request: { principal, action: 'sns:Publish', resource: topic, context: { ...OVER_HTTPS, ...(sourceArn && from(sourceArn, ACCOUNT)) } },
      refused: {
        ...PLAIN_HTTP,
        ...(sourceArn && fromElsewhere(account, sourceArn)),
        'another service': { principal: 'config.amazonaws.com' },
        'subscribing': { action: 'sns:Subscribe' },
      },
    };
  });
}

const from = (sourceArn: string, owner: string) => ({ 'aws:SourceAccount': owner, 'aws:SourceArn': sourceArn });

function fromElsewhere(account: DeployedAccount, sourceArn: string): Record<string, NearMiss> {
  const foreign = sourceArn.replace(ACCOUNT, OTHER_ACCOUNT);
  return {
    'for another account': { context: from(foreign, OTHER_ACCOUNT) },
    'for another account and a resource of this one': { context: { 'aws:SourceAccount': OTHER_ACCOUNT } },
    'for this account and a resource of another one': { context: { 'aws:SourceArn': foreign } },
    'for a resource of another region': { context: { 'aws:SourceArn': sourceArn.replace(account.place.region, 'us-east-2') } },
    'for a resource of another service': { context: { 'aws:SourceArn': account.arn('lambda', 'function:other') } },
    'for no account': { context: { 'aws:SourceAccount': undefined } },
    'for no resource': { context: { 'aws:SourceArn': undefined } },
  };
}

function encrypted(account: DeployedAccount, id: string): Proof[] {
  const [key] = account.resources[id].Properties.KmsMasterKeyId['Fn::GetAtt'];
  return PUBLISHERS.flatMap(({ title, principal, usesKey }) => forEachAction(['kms:Decrypt', 'kms:GenerateDataKey'], {
    title: `${title} have messages to ${id} encrypted`,
    source: KEY_GUIDE,
    request: { principal, action: '', resource: account.arnOf('KMS::Key', key), context: usesKey(ACCOUNT) },
    refused: {
      'another key': { resource: account.arnOf('KMS::Key', 'BaselineKey') },
      'another service': { principal: 'config.amazonaws.com', context: { 'aws:SourceAccount': ACCOUNT } },
      'grants': { action: 'kms:CreateGrant' },
      ...('aws:SourceAccount' in usesKey(ACCOUNT) && {
        'another account': { context: usesKey(OTHER_ACCOUNT) }, 'no account': { context: { 'aws:SourceAccount': undefined } },
      }),
    },
  }));
}

function undelivered(account: DeployedAccount): Proof[] {
  const topics = account.ids('SNS::Topic').map((id) => sent(account, {
    title: `SNS puts aside what it could not deliver from ${id}`,
    principal: 'sns.amazonaws.com',
    source: 'https://docs.aws.amazon.com/sns/latest/dg/sns-configure-dead-letter-queue.html',
    queue: account.arnOf('SQS::Queue', id.slice(0, -8)),
    sender: account.arnOf('SNS::Topic', id),
  }));
  const rules = account.ids('Events::Rule').map((id) => {
    const [target] = account.resources[id].Properties.Targets;
    return sent(account, {
      title: `EventBridge puts aside what ${id} could not publish`,
      principal: 'events.amazonaws.com',
      source: 'https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html',
      queue: account.arnOf('SQS::Queue', target.DeadLetterConfig.Arn['Fn::GetAtt'][0]),
      sender: account.arnOf('Events::Rule', id),
    });
  });
  return [...topics, ...rules, ...ofUsersRules(account)];
}

/** The queue of a topic takes what any rule of the account could not publish to it. */
function ofUsersRules(account: DeployedAccount): Proof[] {
  return account.ids('SNS::Topic').map((id) => sent(account, {
    title: `EventBridge puts aside what a rule of the user's could not publish to ${id}`,
    principal: 'events.amazonaws.com',
    source: 'https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html',
    queue: account.arnOf('SQS::Queue', id.slice(0, -8)),
    sender: account.arn('events', 'rule/theirs'),
  }));
}

function sent(account: DeployedAccount, { title, source, principal, queue, sender }: { title: string; source: string; principal: string; queue: string; sender: string }): Proof {
  return {
    title,
    source,
    request: { principal, action: 'sqs:SendMessage', resource: queue, context: { ...OVER_HTTPS, 'aws:SourceArn': sender } },
    refused: {
      ...PLAIN_HTTP,
      'a sender of another account': { context: { 'aws:SourceArn': sender.replace(ACCOUNT, OTHER_ACCOUNT) } },
      'another sender': { context: { 'aws:SourceArn': account.arn('lambda', 'function:other') } },
      'no sender': { context: { 'aws:SourceArn': undefined } },
      'another service': { principal: 's3.amazonaws.com' },
      'reading': { action: 'sqs:ReceiveMessage' },
    },
  };
}
