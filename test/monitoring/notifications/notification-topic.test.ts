import { Template } from 'aws-cdk-lib/assertions';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as rds from 'aws-cdk-lib/aws-rds';
import * as sns from 'aws-cdk-lib/aws-sns';
import { LambdaSubscription, UrlSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Duration, Fn, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib/core';
import { NotificationTopic, type NotificationTopicProps } from '../../../src';
import { newStack, only, recommendedFlags, statementsOf, templateOf, warningsOf } from '../../support/templates';

const ACCOUNT = { Ref: 'AWS::AccountId' };
const FROM_ACCOUNT = { StringEquals: { 'aws:SourceAccount': ACCOUNT } };
const TOPIC = { Ref: expect.stringMatching(/^Notifications[^K]/) };
const SUBSCRIPTION = 'AWS::SNS::Subscription';

const addTopic = (stack: Stack, props?: NotificationTopicProps) => new NotificationTopic(stack, 'Notifications', props);

function warningsWith(build: (stack: Stack) => void): string {
  const stack = newStack();
  build(stack);
  Template.fromStack(stack);
  return warningsOf(stack).join();
}

test('a function can subscribe to two topics of a stack', () => {
  const template = templateOf((stack) => {
    const imported = lambda.Function.fromFunctionArn(stack, 'Function', 'arn:aws:lambda:eu-west-1:111122223333:function:notify');
    const own = new lambda.Function(stack, 'Own', { code: lambda.Code.fromInline('//'), handler: 'index.handler', runtime: lambda.Runtime.NODEJS_22_X });
    for (const id of ['Notifications', 'Undelivered']) {
      const { topic } = new NotificationTopic(stack, id);
      topic.addSubscription(new LambdaSubscription(own));
      topic.addSubscription(new LambdaSubscription(imported));
    }
  });
  template.resourceCountIs(SUBSCRIPTION, 4);
});

describe('a notification topic', () => {
  const build = (stack: Stack) => addTopic(stack, { topicName: 'baseline-test', emailAddresses: ['b@example.com', 'a@example.com'] });
  const template = templateOf(build);

  test('is encrypted with a dedicated key that is rotated, and deleted with the stack', () => {
    expect(only(template, 'AWS::SNS::Topic').Properties).toMatchObject({
      TopicName: 'baseline-test', KmsMasterKeyId: { 'Fn::GetAtt': [expect.stringMatching(/^NotificationsKey/), 'Arn'] },
    });
    const key = only(template, 'AWS::KMS::Key');
    expect(key.Properties).toMatchObject({ EnableKeyRotation: true, PendingWindowInDays: 7 });
    expect(key.DeletionPolicy).toBe('Delete');
  });

  test('allows CloudWatch alarms, EventBridge rules and RDS to use its key under the documented conditions', () => {
    const use = (sid: string, Service: string, Condition?: unknown) => ({
      [sid]: { Sid: sid, Effect: 'Allow', Principal: { Service }, Action: ['kms:Decrypt', 'kms:GenerateDataKey*'], Resource: '*', ...(Condition ? { Condition } : {}) },
    });
    const { EnableIamPolicies, DenyGrantsToOthers, ...services } = statementsOf(template, 'AWS::KMS::Key', 'KeyPolicy');
    expect(EnableIamPolicies.Action).toBe('kms:*');
    expect(DenyGrantsToOthers).toMatchObject({ Effect: 'Deny', Action: 'kms:CreateGrant' });
    expect(services).toEqual({
      ...use('CloudWatchAlarms', 'cloudwatch.amazonaws.com', FROM_ACCOUNT),
      ...use('EventBridge', 'events.amazonaws.com'),
      ...use('RdsEvents', 'events.rds.amazonaws.com'),
    });
  });

  test('allows the same services to publish, and denies requests without TLS', () => {
    const publish = (sid: string, Service: string, Condition?: unknown) => ({
      [sid]: { Sid: sid, Effect: 'Allow', Principal: { Service }, Action: 'sns:Publish', Resource: TOPIC, ...(Condition ? { Condition } : {}) },
    });
    const from = (service: string, resource: string) => ({
      ...FROM_ACCOUNT,
      ArnLike: {
        'aws:SourceArn': {
          'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:${service}:`, { Ref: 'AWS::Region' }, ':', { Ref: 'AWS::AccountId' }, `:${resource}`]],
        },
      },
    });
    expect(statementsOf(template, 'AWS::SNS::TopicPolicy')).toEqual({
      ...publish('CloudWatchAlarms', 'cloudwatch.amazonaws.com', from('cloudwatch', 'alarm:*')),
      ...publish('EventBridge', 'events.amazonaws.com'),
      ...publish('RdsEvents', 'events.rds.amazonaws.com', from('rds', '*')),
      DenyInsecureTransport: {
        Sid: 'DenyInsecureTransport', Effect: 'Deny', Principal: { AWS: '*' }, Action: 'sns:Publish', Resource: TOPIC, Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      },
    });
  });

  test('subscribes each e-mail address', () => {
    const subscriptions = Object.values(template.findResources(SUBSCRIPTION)).map(({ Properties }) => Properties);
    expect(subscriptions).toEqual([expect.objectContaining({ Protocol: 'email', Endpoint: 'b@example.com', TopicArn: TOPIC }), expect.objectContaining({ Protocol: 'email', Endpoint: 'a@example.com', TopicArn: TOPIC })]);
  });

  test('retains the subscription of an address when another address is removed', () => {
    const fewer = templateOf((stack) => addTopic(stack, { emailAddresses: ['a@example.com'] }));
    const [remaining] = Object.keys(fewer.findResources(SUBSCRIPTION));
    expect(template.findResources(SUBSCRIPTION)[remaining].Properties.Endpoint).toBe('a@example.com');
  });

  test('is the same with every recommended feature flag', () => {
    expect(templateOf(build, undefined, recommendedFlags).toJSON()).toEqual(template.toJSON());
  });

  test('applies the key removal policy and the pending window to its key', () => {
    const retained = templateOf((stack) => addTopic(stack, { keyRemovalPolicy: RemovalPolicy.RETAIN, keyPendingWindow: Duration.days(30) }));
    expect(only(retained, 'AWS::KMS::Key')).toMatchObject({ DeletionPolicy: 'Retain', Properties: { PendingWindowInDays: 30 } });
  });

  test('includes its policy in dependencies on the topic', () => {
    const events = templateOf((stack) => {
      const { topic } = addTopic(stack);
      new rds.CfnEventSubscription(stack, 'Events', { snsTopicArn: topic.topicArn }).node.addDependency(topic);
    });
    const { DependsOn } = only(events, 'AWS::RDS::EventSubscription');
    expect(DependsOn).toEqual(expect.arrayContaining([expect.stringMatching(/^NotificationsPolicy/)]));
  });
});

describe('a notification topic without addresses', () => {
  test('warns about the missing subscription', () => {
    expect(warningsWith((stack) => addTopic(stack))).toContain('has no subscription');
  });

  test.each<[string, (stack: Stack, topic: sns.ITopic) => void]>([
    ['in the same stack', (_, topic) => topic.addSubscription(new UrlSubscription('https://example.com/'))],
    ['in another stack', (stack, topic) => new sns.Subscription(new Stack(stack.node.root as Stack, 'Other'), 'Subscription', { topic, endpoint: 'a@example.com', protocol: sns.SubscriptionProtocol.EMAIL })],
  ])('does not warn if a subscription is added later, %s', (_, subscribe) => {
    expect(warningsWith((stack) => subscribe(stack, addTopic(stack).topic))).toBe('');
  });

  test('warns if only another topic has a subscription', () => {
    expect(warningsWith((stack) => {
      addTopic(stack);
      new sns.Topic(stack, 'Other').addSubscription(new UrlSubscription('https://example.com/'));
    })).toContain('has no subscription');
  });
});

describe('notification topics of several stacks', () => {
  const warningsWithTwo = (one: StackProps | undefined, other: StackProps | undefined, props: NotificationTopicProps) => {
    const stack = newStack(one);
    addTopic(stack);
    addTopic(new Stack(stack.node.root as Stack, 'Other', other), props);
    Template.fromStack(stack);
    return warningsOf(stack).join();
  };

  test('are distinguished if they have the same logical id', () => {
    expect(warningsWithTwo(undefined, undefined, { emailAddresses: ['a@example.com'] })).toContain('has no subscription');
  });

  test.each<[string, StackProps, StackProps]>([
    ['regions', { env: { account: '111111111111', region: 'us-east-1' } }, { env: { account: '111111111111', region: 'eu-west-1' } }],
    ['accounts', { env: { account: '111111111111', region: 'us-east-1' } }, { env: { account: '222222222222', region: 'us-east-1' } }],
  ])('are distinguished in two %s', (_, one, other) => {
    expect(warningsWithTwo(one, other, { emailAddresses: ['a@example.com'], slackChannels: [{ workspaceId: 'T1', channelId: 'C1' }] })).toContain('has no subscription');
  });
});

describe('a notification topic with invalid props', () => {
  test('is rejected with all problems', () => {
    const props = { topicName: 'a b', displayName: 'x'.repeat(101), keyPendingWindow: Duration.days(3), emailAddresses: ['invalid', 'a@example.com', 'a@example.com'] };
    expect(() => addTopic(newStack(), props)).toThrow(new RegExp([
      'has 5 problems:', 'topicName must .*256 .*got "a b"', 'displayName must .*100 characters, got "x+"', 'keyPendingWindow must be a whole number of days from 7 to 30, got Duration\\.days\\(3\\)',
      'emailAddresses must be an e-mail address.*got "invalid"', 'emailAddresses must contain each element only once, got "a@example\\.com"',
    ].join('[^]*')));
  });

  test('accepts unresolved tokens as name and address', () => {
    const template = templateOf((stack) => addTopic(stack, { topicName: Fn.importValue('name'), emailAddresses: [Fn.importValue('address')] }));
    expect(only(template, SUBSCRIPTION).Properties.Endpoint).toEqual({ 'Fn::ImportValue': 'address' });
  });
});
