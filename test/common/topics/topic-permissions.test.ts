import { Template } from 'aws-cdk-lib/assertions';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sns from 'aws-cdk-lib/aws-sns';
import { UrlSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Annotations, Stack } from 'aws-cdk-lib/core';
import { addAlarms, other, ownTopic, WAYS_TO_PUBLISH } from './topic-permissions';
import { NotificationTopic, RootSignInRule, DeliveryFailureAlarms } from '../../../src';
import { database } from '../../database/support';
import { newStack, templateOf, warningsOf, type Statement } from '../../support/templates';

const POLICY = 'AWS::SNS::TopicPolicy';
const OF_ACCOUNT = { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } };
const arnsOf = (service: string, resource: string) => ({
  'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:${service}:`, { Ref: 'AWS::Region' }, ':', { Ref: 'AWS::AccountId' }, `:${resource}`]],
});
const ALARMS = {
  Sid: 'CloudWatchAlarms',
  Effect: 'Allow',
  Principal: { Service: 'cloudwatch.amazonaws.com' },
  Action: 'sns:Publish',
  Resource: { Ref: expect.stringMatching(/^Own/) },
  Condition: { ...OF_ACCOUNT, ArnLike: { 'aws:SourceArn': arnsOf('cloudwatch', 'alarm:*') } },
};

/** Returns the statements of the topic policy by their sid. */
function policyOf(template: Template): Record<string, Statement> {
  const [policy] = Object.entries(template.findResources(POLICY)).filter(([id]) => id.startsWith('Own')).map(([, { Properties }]) => Properties.PolicyDocument);
  return Object.fromEntries(policy.Statement.map((statement: Statement) => [statement.Sid, statement]));
}

describe('a topic in the app with a policy', () => {
  test.each(WAYS_TO_PUBLISH)('allows alarms to publish if %s publishes to it', (_, publish) => {
    const statements = policyOf(templateOf((stack) => publish(stack, ownTopic(stack))));
    expect(statements.CloudWatchAlarms).toEqual(ALARMS);
    expect(Object.values(statements).filter(({ Effect }) => Effect === 'Deny')).toHaveLength(1);
  });

  test('allows alarms to publish if the policy is created after the alarms', () => {
    const statements = policyOf(templateOf((stack) => {
      const topic = ownTopic(stack, {});
      addAlarms(stack, { topic, lowNoiseTopic: other(stack) });
      topic.addToResourcePolicy(new iam.PolicyStatement({ sid: 'Subscribe', principals: [new iam.AccountRootPrincipal()], actions: ['sns:Subscribe'], resources: [topic.topicArn] }));
    }));
    expect(statements.CloudWatchAlarms).toEqual(ALARMS);
  });

  test('allows alarms to publish in a separate TopicPolicy', () => {
    const template = templateOf((stack) => {
      const topic = ownTopic(stack, {});
      new sns.TopicPolicy(stack, 'OwnPolicy', { topics: [topic], enforceSSL: true });
      addAlarms(stack, { topic, lowNoiseTopic: other(stack) });
    });
    expect(policyOf(template).CloudWatchAlarms).toEqual(ALARMS);
  });

  test('allows database events to be published', () => {
    const statements = policyOf(templateOf((stack) => database(stack, { notificationTopic: ownTopic(stack) })));
    expect(statements.RdsEvents).toEqual({
      ...ALARMS,
      Sid: 'RdsEvents',
      Principal: { Service: 'events.rds.amazonaws.com' },
      Condition: { ...OF_ACCOUNT, ArnLike: { 'aws:SourceArn': arnsOf('rds', '*') } },
    });
  });

  test('allows no other service to publish', () => {
    const statements = policyOf(templateOf((stack) => addAlarms(stack, { deliveryFailureTopic: ownTopic(stack) })));
    expect(Object.keys(statements).sort()).toEqual(['AllowPublishThroughSSLOnly', 'CloudWatchAlarms']);
  });

  test('allows alarms of another stack to publish', () => {
    const stack = newStack();
    const topic = ownTopic(new Stack(stack.node.root as Stack, 'Topics'));
    addAlarms(stack, { topic, lowNoiseTopic: other(stack) });
    expect(policyOf(Template.fromStack(Stack.of(topic))).CloudWatchAlarms).toEqual(ALARMS);
  });
});

describe('a topic in the app that belongs to another account', () => {
  const [ALARM_ACCOUNT, TOPIC_ACCOUNT] = ['111111111111', '222222222222'];
  const alarmsOf = (account: string) => ({
    StringEquals: { 'aws:SourceAccount': account },
    ArnLike: { 'aws:SourceArn': { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:cloudwatch:us-east-1:${account}:alarm:*`]] } },
  });
  const publishAcrossAccounts = (props: sns.TopicProps, publish = (stack: Stack, topic: sns.ITopic) => { addAlarms(stack, { topic, lowNoiseTopic: topic, realTimeRules: false }); }) => {
    const stack = newStack({ env: { account: ALARM_ACCOUNT, region: 'us-east-1' } });
    const topicStack = new Stack(stack.node.root as Stack, 'Central', { env: { account: TOPIC_ACCOUNT, region: 'us-east-1' } });
    const topic = ownTopic(topicStack, { topicName: 'central', masterKey: new kms.Key(topicStack, 'OwnKey'), ...props });
    topic.addSubscription(new UrlSubscription('https://example.com/'));
    publish(stack, topic);
    return { template: Template.fromStack(topicStack), stack };
  };

  test.each<[string, sns.TopicProps]>([['with a policy', { enforceSSL: true }], ['without a policy', {}]])(
    '%s allows alarms of the other account to publish, in addition to its own account', (_, props) => {
      const statements = policyOf(publishAcrossAccounts(props).template);
      expect(statements[`CloudWatchAlarms${ALARM_ACCOUNT}`]).toMatchObject({ Effect: 'Allow', Action: 'sns:Publish', Principal: { Service: 'cloudwatch.amazonaws.com' } });
      expect(statements[`CloudWatchAlarms${ALARM_ACCOUNT}`].Condition).toEqual(alarmsOf(ALARM_ACCOUNT));
      expect(Object.keys(statements).includes('CloudWatchAlarms')).toBe(!props.enforceSSL);
    });

  test('allows alarms of both accounts to publish if both do', () => {
    const { template } = publishAcrossAccounts({ enforceSSL: true }, (stack, topic) => {
      addAlarms(stack, { topic, realTimeRules: false });
      new DeliveryFailureAlarms(Stack.of(topic), 'Undelivered', { topic: other(Stack.of(topic)), alarmActions: [new SnsAction(topic)] });
    });
    expect(policyOf(template)).toMatchObject({ CloudWatchAlarms: { Condition: alarmsOf(TOPIC_ACCOUNT) }, [`CloudWatchAlarms${ALARM_ACCOUNT}`]: { Condition: alarmsOf(ALARM_ACCOUNT) } });
  });

  test('allows alarms of the other account to use its key', () => {
    const [{ Properties }] = Object.values(publishAcrossAccounts({}).template.findResources('AWS::KMS::Key'));
    expect(Properties.KeyPolicy.Statement).toContainEqual(expect.objectContaining({
      Sid: `CloudWatchAlarms${ALARM_ACCOUNT}`, Condition: { StringEquals: { 'aws:SourceAccount': ALARM_ACCOUNT } },
    }));
  });

  const roleWarnings = (stack: Stack) => warningsOf(stack).filter((warning) => warning.includes('EventBridge requires a role'));

  test.each<[string, (stack: Stack, topic: sns.ITopic) => void]>([
    ['security alarms', (stack, topic) => addAlarms(stack, { topic })],
    ['root sign-ins', (stack, topic) => new RootSignInRule(stack, 'Root', { topic })],
  ])('results in a warning that the rules for %s cannot publish to it', (_, publish) => {
    const { stack } = publishAcrossAccounts({}, (own, topic) => publish(own, topic));
    expect(roleWarnings(stack)).toEqual([expect.stringMatching(/topic 'Central\/Own' of account 222222222222, .* topic of account 111111111111/)]);
  });

  test('results in no warning if no rule publishes to it', () => expect(roleWarnings(publishAcrossAccounts({}).stack)).toEqual([]));
});

test('a topic without a policy keeps the default policy of SNS, which allows the account to publish', () => {
  const template = templateOf((stack) => addAlarms(stack, { topic: ownTopic(stack, {}), lowNoiseTopic: other(stack) }));
  expect(Object.keys(template.findResources(POLICY)).filter((id) => id.startsWith('Own'))).toEqual([]);
});

test('a policy that replaces the default policy allows the services that publish to the topic, and alarms', () => {
  const publishedBy = (...publish: ((stack: Stack, topic: sns.ITopic) => void)[]) => Object.keys(policyOf(templateOf((stack) => {
    const topic = ownTopic(stack, {});
    publish.forEach((one) => one(stack, topic));
  }))).sort();
  const events = (stack: Stack, notificationTopic: sns.ITopic) => database(stack, { notificationTopic });
  const rules = (stack: Stack, topic: sns.ITopic) => new RootSignInRule(stack, 'Root', { topic, deliveryFailureTopic: other(stack) });
  expect(publishedBy(rules)).toEqual(['CloudWatchAlarms', 'EventBridge']);
  expect(publishedBy(rules, events)).toEqual(['CloudWatchAlarms', 'EventBridge', 'RdsEvents']);
  expect(publishedBy(events, rules)).toEqual(['CloudWatchAlarms', 'EventBridge', 'RdsEvents']);
});

describe('the KMS key of a topic in the app', () => {
  const keyPolicyOf = (build: (stack: Stack, topic: sns.Topic) => void): Record<string, Statement> => {
    const template = templateOf((stack) => build(stack, ownTopic(stack, { masterKey: new kms.Key(stack, 'OwnKey') })));
    const [key] = Object.entries(template.findResources('AWS::KMS::Key')).filter(([id]) => id.startsWith('OwnKey')).map(([, { Properties }]) => Properties);
    return Object.fromEntries(key.KeyPolicy.Statement.map((one: Statement) => [one.Sid ?? 'root', one]));
  };
  const use = (Sid: string, Service: string) => ({ Sid, Effect: 'Allow', Principal: { Service }, Action: ['kms:Decrypt', 'kms:GenerateDataKey*'], Resource: '*' });

  test.each(WAYS_TO_PUBLISH)('can be used by alarms if %s publishes to the topic', (_, publish) => {
    expect(keyPolicyOf(publish).CloudWatchAlarms).toEqual({ ...use('CloudWatchAlarms', 'cloudwatch.amazonaws.com'), Condition: OF_ACCOUNT });
  });

  test('can be used by EventBridge if rules publish to the topic, and by RDS if database events are published to it', () => {
    expect(keyPolicyOf((stack, topic) => addAlarms(stack, { topic })).EventBridge).toEqual(use('EventBridge', 'events.amazonaws.com'));
    expect(keyPolicyOf((stack, notificationTopic) => database(stack, { notificationTopic })).RdsEvents).toEqual(use('RdsEvents', 'events.rds.amazonaws.com'));
  });

  test('cannot be used by services that do not publish to the topic', () => {
    expect(Object.keys(keyPolicyOf((stack, deliveryFailureTopic) => addAlarms(stack, { deliveryFailureTopic }))).sort()).toEqual(['CloudWatchAlarms', 'root']);
  });

  const warningsWith = (keyOf: (stack: Stack) => kms.IKey) => {
    const stack = newStack();
    const topic = ownTopic(stack, { masterKey: keyOf(stack) });
    topic.addSubscription(new UrlSubscription('https://example.com/'));
    addAlarms(stack, { topic, lowNoiseTopic: other(stack) });
    Template.fromStack(stack);
    return warningsOf(stack);
  };

  test('results in one warning with the required statement if it is imported', () => {
    const arn = 'arn:aws:kms:eu-west-1:111111111111:key/1234abcd-12ab-34cd-56ef-1234567890ab';
    expect(warningsWith((stack) => kms.Key.fromKeyArn(stack, 'OwnKey', arn))).toEqual([
      expect.stringMatching(/^The policy of key Stack\/OwnKey cannot be changed because the key is imported\. Ask its owner to add .*cloudwatch\.amazonaws\.com/s),
    ]);
  });

  test('results in a warning if it is alias/aws/sns', () => {
    expect(warningsWith((stack) => kms.Alias.fromAliasName(stack, 'OwnKey', 'alias/aws/sns'))).toEqual([
      expect.stringMatching(/^Topic 'Stack\/Own' is encrypted with alias\/aws\/sns, which other AWS services are not allowed to use/),
    ]);
  });
});

describe('a topic in the app to which alarms publish', () => {
  const warningsWith = (build: (stack: Stack, topic: sns.Topic) => void) => {
    const stack = newStack();
    const topic = ownTopic(stack, {});
    build(stack, topic);
    Template.fromStack(stack);
    return warningsOf(stack);
  };

  test.each(WAYS_TO_PUBLISH)('results in one warning if it has no subscription and %s publishes to it', (_, publish) => {
    expect(warningsWith(publish).filter((warning) => warning.startsWith("Alarms publish to topic 'Stack/Own', which has no subscription"))).toHaveLength(1);
  });

  test.each<[string, (stack: Stack, topic: sns.Topic) => void]>([
    ['a subscription is added later', (_, topic) => topic.addSubscription(new UrlSubscription('https://example.com/'))],
    ['its resource contains a subscription', (_, topic) => {
      (topic.node.defaultChild as sns.CfnTopic).subscription = [{ endpoint: 'a@example.com', protocol: 'email' }];
    }],
    ['the warning is acknowledged', (_, topic) => Annotations.of(topic).acknowledgeWarning('SecureBaseline:noSubscription')],
  ])('results in no warning if %s', (_, build) => {
    expect(warningsWith((stack, topic) => {
      addAlarms(stack, { topic, lowNoiseTopic: other(stack) });
      build(stack, topic);
    })).toEqual([]);
  });

  test('results in no warning if no alarm publishes to it', () => expect(warningsWith(() => undefined)).toEqual([]));

  test('results in only one warning if it is a NotificationTopic', () => {
    expect(warningsWith((stack) => addAlarms(stack, { topic: new NotificationTopic(stack, 'Bare').topic, lowNoiseTopic: other(stack) })))
      .toEqual([expect.stringMatching(/^The notification topic has no subscription/)]);
  });
});
