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

/** The statements of the topic's policy, by their sid. */
function policyOf(template: Template): Record<string, Statement> {
  const [policy] = Object.entries(template.findResources(POLICY)).filter(([id]) => id.startsWith('Own')).map(([, { Properties }]) => Properties.PolicyDocument);
  return Object.fromEntries(policy.Statement.map((statement: Statement) => [statement.Sid, statement]));
}

describe("a topic of the user's whose policy denies plain HTTP and no more", () => {
  test.each(WAYS_TO_PUBLISH)('lets alarms publish, as soon as %s publishes to it', (_, publish) => {
    const statements = policyOf(templateOf((stack) => publish(stack, ownTopic(stack))));
    expect(statements.CloudWatchAlarms).toEqual(ALARMS);
    expect(Object.values(statements).filter(({ Effect }) => Effect === 'Deny')).toHaveLength(1);
  });

  test('lets alarms publish although its policy comes after them', () => {
    const statements = policyOf(templateOf((stack) => {
      const topic = ownTopic(stack, {});
      addAlarms(stack, { topic, lowNoiseTopic: other(stack) });
      topic.addToResourcePolicy(new iam.PolicyStatement({ sid: 'Theirs', principals: [new iam.AccountRootPrincipal()], actions: ['sns:Subscribe'], resources: [topic.topicArn] }));
    }));
    expect(statements.CloudWatchAlarms).toEqual(ALARMS);
  });

  test('lets alarms publish by a policy that was made apart from it', () => {
    const template = templateOf((stack) => {
      const topic = ownTopic(stack, {});
      new sns.TopicPolicy(stack, 'OwnPolicy', { topics: [topic], enforceSSL: true });
      addAlarms(stack, { topic, lowNoiseTopic: other(stack) });
    });
    expect(policyOf(template).CloudWatchAlarms).toEqual(ALARMS);
  });

  test('lets database events publish', () => {
    const statements = policyOf(templateOf((stack) => database(stack, { notificationTopic: ownTopic(stack) })));
    expect(statements.RdsEvents).toEqual({
      ...ALARMS,
      Sid: 'RdsEvents',
      Principal: { Service: 'events.rds.amazonaws.com' },
      Condition: { ...OF_ACCOUNT, ArnLike: { 'aws:SourceArn': arnsOf('rds', '*') } },
    });
  });

  test('lets nothing publish that does not', () => {
    const statements = policyOf(templateOf((stack) => addAlarms(stack, { deliveryFailureTopic: ownTopic(stack) })));
    expect(Object.keys(statements).sort()).toEqual(['AllowPublishThroughSSLOnly', 'CloudWatchAlarms']);
  });

  test('lets alarms of another stack publish', () => {
    const stack = newStack();
    const topic = ownTopic(new Stack(stack.node.root as Stack, 'Topics'));
    addAlarms(stack, { topic, lowNoiseTopic: other(stack) });
    expect(policyOf(Template.fromStack(Stack.of(topic))).CloudWatchAlarms).toEqual(ALARMS);
  });
});

describe('a topic of another account, made in the same app', () => {
  const [OURS, THEIRS] = ['111111111111', '222222222222'];
  const alarmsOf = (account: string) => ({
    StringEquals: { 'aws:SourceAccount': account },
    ArnLike: { 'aws:SourceArn': { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:cloudwatch:us-east-1:${account}:alarm:*`]] } },
  });
  const ofOtherAccount = (props: sns.TopicProps, publish = (stack: Stack, topic: sns.ITopic) => { addAlarms(stack, { topic, lowNoiseTopic: topic, realTimeRules: false }); }) => {
    const stack = newStack({ env: { account: OURS, region: 'us-east-1' } });
    const theirs = new Stack(stack.node.root as Stack, 'Theirs', { env: { account: THEIRS, region: 'us-east-1' } });
    const topic = ownTopic(theirs, { topicName: 'central', masterKey: new kms.Key(theirs, 'OwnKey'), ...props });
    topic.addSubscription(new UrlSubscription('https://example.com/'));
    publish(stack, topic);
    return { template: Template.fromStack(theirs), stack };
  };

  test.each<[string, sns.TopicProps]>([['a policy of its own', { enforceSSL: true }], ['none, whose default lets in its own account alone', {}]])(
    'allows alarms of the other account to publish, besides those of its own account, with %s', (_, props) => {
      const statements = policyOf(ofOtherAccount(props).template);
      expect(statements[`CloudWatchAlarms${OURS}`]).toMatchObject({ Effect: 'Allow', Action: 'sns:Publish', Principal: { Service: 'cloudwatch.amazonaws.com' } });
      expect(statements[`CloudWatchAlarms${OURS}`].Condition).toEqual(alarmsOf(OURS));
      expect(Object.keys(statements).includes('CloudWatchAlarms')).toBe(!props.enforceSSL);
    });

  test('allows alarms of both accounts to publish', () => {
    const { template } = ofOtherAccount({ enforceSSL: true }, (stack, topic) => {
      addAlarms(stack, { topic, realTimeRules: false });
      new DeliveryFailureAlarms(Stack.of(topic), 'Undelivered', { topic: other(Stack.of(topic)), alarmActions: [new SnsAction(topic)] });
    });
    expect(policyOf(template)).toMatchObject({ CloudWatchAlarms: { Condition: alarmsOf(THEIRS) }, [`CloudWatchAlarms${OURS}`]: { Condition: alarmsOf(OURS) } });
  });

  test('lets them use its key', () => {
    const [{ Properties }] = Object.values(ofOtherAccount({}).template.findResources('AWS::KMS::Key'));
    expect(Properties.KeyPolicy.Statement).toContainEqual(expect.objectContaining({
      Sid: `CloudWatchAlarms${OURS}`, Condition: { StringEquals: { 'aws:SourceAccount': OURS } },
    }));
  });

  const roles = (stack: Stack) => warningsOf(stack).filter((warning) => warning.includes('for which EventBridge requires a role'));

  test.each<[string, (stack: Stack, topic: sns.ITopic) => void]>([
    ['security alarms', (stack, topic) => addAlarms(stack, { topic })],
    ["root's sign-ins", (stack, topic) => new RootSignInRule(stack, 'Root', { topic })],
  ])('is said to be out of reach for the rules of %s', (_, publish) => {
    const { stack } = ofOtherAccount({}, (ours, topic) => publish(ours, topic));
    expect(roles(stack)).toEqual([expect.stringMatching(/topic 'Theirs\/Own' of account 222222222222, .* topic of account 111111111111/)]);
  });

  test('is not, if no rule publishes to it', () => expect(roles(ofOtherAccount({}).stack)).toEqual([]));
});

test('a topic without a policy keeps the default one of AWS, which lets the account publish', () => {
  const template = templateOf((stack) => addAlarms(stack, { topic: ownTopic(stack, {}), lowNoiseTopic: other(stack) }));
  expect(Object.keys(template.findResources(POLICY)).filter((id) => id.startsWith('Own'))).toEqual([]);
});

describe("the key of a user's topic", () => {
  const keyPolicyOf = (build: (stack: Stack, topic: sns.Topic) => void): Record<string, Statement> => {
    const template = templateOf((stack) => build(stack, ownTopic(stack, { masterKey: new kms.Key(stack, 'OwnKey') })));
    const [key] = Object.entries(template.findResources('AWS::KMS::Key')).filter(([id]) => id.startsWith('OwnKey')).map(([, { Properties }]) => Properties);
    return Object.fromEntries(key.KeyPolicy.Statement.map((one: Statement) => [one.Sid ?? 'root', one]));
  };
  const use = (Sid: string, Service: string) => ({ Sid, Effect: 'Allow', Principal: { Service }, Action: ['kms:Decrypt', 'kms:GenerateDataKey*'], Resource: '*' });

  test.each(WAYS_TO_PUBLISH)('may be used by alarms, as soon as %s publishes to the topic', (_, publish) => {
    expect(keyPolicyOf(publish).CloudWatchAlarms).toEqual({ ...use('CloudWatchAlarms', 'cloudwatch.amazonaws.com'), Condition: OF_ACCOUNT });
  });

  test('may be used by EventBridge, if rules publish to the topic, and by RDS, if database events do', () => {
    expect(keyPolicyOf((stack, topic) => addAlarms(stack, { topic })).EventBridge).toEqual(use('EventBridge', 'events.amazonaws.com'));
    expect(keyPolicyOf((stack, notificationTopic) => database(stack, { notificationTopic })).RdsEvents).toEqual(use('RdsEvents', 'events.rds.amazonaws.com'));
  });

  test('may be used by nothing that does not publish', () => {
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

  test('is shown to its owner if it is imported, once', () => {
    const arn = 'arn:aws:kms:eu-west-1:111111111111:key/1234abcd-12ab-34cd-56ef-1234567890ab';
    expect(warningsWith((stack) => kms.Key.fromKeyArn(stack, 'OwnKey', arn))).toEqual([
      expect.stringMatching(/^The policy of key Stack\/OwnKey is not ours to change\. Its owner must add: .*cloudwatch\.amazonaws\.com/),
    ]);
  });

  test('is said to lose all in silence where it is that of AWS', () => {
    expect(warningsWith((stack) => kms.Alias.fromAliasName(stack, 'OwnKey', 'alias/aws/sns'))).toEqual([
      expect.stringMatching(/^Topic 'Stack\/Own' is encrypted with alias\/aws\/sns, which AWS services may not use/),
    ]);
  });
});

describe("a user's topic that alarms publish to", () => {
  const warningsWith = (build: (stack: Stack, topic: sns.Topic) => void) => {
    const stack = newStack();
    const topic = ownTopic(stack, {});
    build(stack, topic);
    Template.fromStack(stack);
    return warningsOf(stack);
  };

  test.each(WAYS_TO_PUBLISH)('is said to have no subscribers, if %s publishes to it', (_, publish) => {
    expect(warningsWith(publish).filter((warning) => warning.startsWith("Alarms publish to topic 'Stack/Own', which has no subscription"))).toHaveLength(1);
  });

  test.each<[string, (stack: Stack, topic: sns.Topic) => void]>([
    ['somebody is subscribed later', (_, topic) => topic.addSubscription(new UrlSubscription('https://example.com/'))],
    ['its own resource names a subscriber', (_, topic) => {
      (topic.node.defaultChild as sns.CfnTopic).subscription = [{ endpoint: 'a@example.com', protocol: 'email' }];
    }],
    ['it is acknowledged', (_, topic) => Annotations.of(topic).acknowledgeWarning('SecureBaseline:noSubscription')],
  ])('is not, where %s', (_, build) => {
    expect(warningsWith((stack, topic) => {
      addAlarms(stack, { topic, lowNoiseTopic: other(stack) });
      build(stack, topic);
    })).toEqual([]);
  });

  test('is not, if no alarm publishes to it', () => expect(warningsWith(() => undefined)).toEqual([]));

  test('is not said so a second time by a NotificationTopic', () => {
    expect(warningsWith((stack) => addAlarms(stack, { topic: new NotificationTopic(stack, 'Bare').topic, lowNoiseTopic: other(stack) })))
      .toEqual([expect.stringMatching(/^The notification topic has no subscription/)]);
  });
});
