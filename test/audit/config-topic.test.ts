import { Match, Template } from 'aws-cdk-lib/assertions';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as sns from 'aws-cdk-lib/aws-sns';
import { App, Stack } from 'aws-cdk-lib/core';
import { ConfigRecording, LoggingBucket, NatGatewayAlarms, NotificationTopic, SecureBaseline } from '../../src';
import { newStack, only, statementsOf, warningsOf } from '../support/templates';

const ENV = { account: '111111111111', region: 'eu-west-1' };
const POLICY = 'AWS::SNS::TopicPolicy';
const record = (stack: Stack, topic: sns.ITopic) => new ConfigRecording(stack, 'Config', { bucket: new LoggingBucket(stack, 'Bucket'), topic });
const dependenciesOf = (template: Template) => only(template, 'AWS::Config::DeliveryChannel').DependsOn ?? [];

describe('the topic of a delivery channel', () => {
  test.each<[string, sns.TopicProps]>([['with a policy', { enforceSSL: true }], ['without a policy', {}]])('%s allows AWS Config of the account and region to publish', (_, props) => {
    const stack = newStack({ env: ENV });
    record(stack, new sns.Topic(stack, 'Topic', props));
    const template = Template.fromStack(stack);
    expect(statementsOf(template, POLICY).AwsConfig).toEqual({
      Sid: 'AwsConfig',
      Effect: 'Allow',
      Principal: { Service: 'config.amazonaws.com' },
      Action: 'sns:Publish',
      Resource: { Ref: expect.stringMatching(/^Topic/) },
      Condition: {
        StringEquals: { 'aws:SourceAccount': ENV.account },
        ArnLike: { 'aws:SourceArn': { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':config:eu-west-1:111111111111:*']] } },
      },
    });
    expect(dependenciesOf(template)).toEqual(expect.arrayContaining(Object.keys(template.findResources(POLICY))));
    expect(Object.keys(template.findResources(POLICY))).toHaveLength(1);
  });

  test('without a policy keeps the permissions of the alarms that use its default policy', () => {
    const stack = newStack({ env: ENV });
    const topic = new sns.Topic(stack, 'Topic');
    record(stack, topic);
    new NatGatewayAlarms(stack, 'Nat', { natGatewayIds: ['nat-1'], alarmActions: [new SnsAction(topic)] });
    expect(Object.keys(statementsOf(Template.fromStack(stack), POLICY)).sort()).toEqual(['AwsConfig', 'CloudWatchAlarms']);
  });

  test('of a SecureBaseline allows AWS Config to publish', () => {
    const stack = newStack();
    const off = { enabled: false };
    new SecureBaseline(stack, 'Baseline', {
      environmentSuffix: 'dev',
      owner: 'a',
      costCenter: 'b',
      network: off,
      database: off,
      webTier: off,
      notifications: off,
      trail: off,
      config: { topic: new sns.Topic(stack, 'Topic') },
    });
    expect(statementsOf(Template.fromStack(stack), POLICY)).toHaveProperty('AwsConfig');
  });

  test('in another account of the app allows AWS Config of the account of the channel', () => {
    const app = new App();
    const topics = new Stack(app, 'Topics', { env: { ...ENV, account: '222222222222' } });
    const topic = new sns.Topic(topics, 'Topic', { topicName: 'config' });
    record(new Stack(app, 'Config', { env: ENV }), topic);
    expect(statementsOf(Template.fromStack(topics), POLICY).AwsConfig111111111111.Condition?.StringEquals).toEqual({ 'aws:SourceAccount': '111111111111' });
  });

  test('is not allowed to use a key, because AWS Config does not support encrypted topics: a warning is shown', () => {
    const stack = newStack();
    const { topic } = new NotificationTopic(stack, 'Topic', { emailAddresses: ['a@example.com'] });
    record(stack, topic);
    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::KMS::Key', { KeyPolicy: { Statement: Match.not(Match.arrayWith([Match.objectLike({ Principal: { Service: 'config.amazonaws.com' } })])) } });
    expect(statementsOf(template, 'AWS::KMS::Key', 'KeyPolicy')).not.toHaveProperty('AwsConfig');
    expect(warningsOf(stack).filter((warning) => warning.includes('AWS Config does not support encrypted topics'))).toHaveLength(1);
  });

  test('that is imported cannot be changed: a warning shows the statement that its owner must add', () => {
    const stack = newStack({ env: ENV });
    record(stack, sns.Topic.fromTopicArn(stack, 'Topic', 'arn:aws:sns:eu-west-1:222222222222:config'));
    Template.fromStack(stack).resourceCountIs(POLICY, 0);
    const [warning, ...others] = warningsOf(stack).filter((one) => one.includes('The policy of topic arn:aws:sns:eu-west-1:222222222222:config cannot be changed'));
    expect(others).toEqual([]);
    expect(warning).toContain('"Service": "config.amazonaws.com"');
    expect(warning).toContain('"aws:SourceAccount": "111111111111"');
    expect(warning).toContain('The topic must not be encrypted, because AWS Config does not support encrypted topics.');
    expect(warning).not.toContain('kms:Decrypt');
  });
});

test('a notification topic does not allow AWS Config to publish unless a delivery channel uses it', () => {
  const stack = newStack();
  new NotificationTopic(stack, 'Topic', { emailAddresses: ['a@example.com'] });
  expect(statementsOf(Template.fromStack(stack), POLICY)).not.toHaveProperty('AwsConfig');
});
