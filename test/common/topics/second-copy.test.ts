import { NotificationTopic, SecurityAlarms, DeliveryFailureAlarms, NatGatewayAlarms } from '../../../src';
import { CONTROLS_METADATA } from '../../../src/common/compliance/controls';

/** Loads modules that all suites share: see test/support/jest/shared-modules-environment.js. */
declare const requireShared: NodeJS.Require;

/** Loads a copy of aws-cdk-lib with its own classes, as in an installation with a second copy of the package. */
function loadCdk() {
  return {
    actions: jest.requireActual<typeof import('aws-cdk-lib/aws-cloudwatch-actions')>('aws-cdk-lib/aws-cloudwatch-actions'),
    chatbot: jest.requireActual<typeof import('aws-cdk-lib/aws-chatbot')>('aws-cdk-lib/aws-chatbot'),
    cloudtrail: jest.requireActual<typeof import('aws-cdk-lib/aws-cloudtrail')>('aws-cdk-lib/aws-cloudtrail'),
    core: jest.requireActual<typeof import('aws-cdk-lib/core')>('aws-cdk-lib/core'),
    iam: jest.requireActual<typeof import('aws-cdk-lib/aws-iam')>('aws-cdk-lib/aws-iam'),
    kms: jest.requireActual<typeof import('aws-cdk-lib/aws-kms')>('aws-cdk-lib/aws-kms'),
    logs: jest.requireActual<typeof import('aws-cdk-lib/aws-logs')>('aws-cdk-lib/aws-logs'),
    s3: jest.requireActual<typeof import('aws-cdk-lib/aws-s3')>('aws-cdk-lib/aws-s3'),
    sns: jest.requireActual<typeof import('aws-cdk-lib/aws-sns')>('aws-cdk-lib/aws-sns'),
    subscriptions: jest.requireActual<typeof import('aws-cdk-lib/aws-sns-subscriptions')>('aws-cdk-lib/aws-sns-subscriptions'),
  };
}

type Cdk = ReturnType<typeof loadCdk>;

/** Synthesizes a stack of a copy that contains constructs of this package with topics, actions, a log group and a trail of that copy. */
function build({ actions, chatbot, cloudtrail, core, kms, logs, s3, sns, subscriptions }: Cdk) {
  const app = new core.App({ analyticsReporting: false });
  const stack = new core.Stack(app, 'Stack', { env: { account: '111111111111', region: 'eu-west-1' } });
  const topicWith = (id: string, props = {}) => new sns.Topic(stack, id, { enforceSSL: true, ...props });
  const subscribed = topicWith('Subscribed', { masterKey: new kms.Key(stack, 'TopicKey') });
  subscribed.addSubscription(new subscriptions.UrlSubscription('https://example.com/'));
  const shownInChat = topicWith('Chat', { enforceSSL: false });
  new chatbot.SlackChannelConfiguration(stack, 'Slack', {
    slackChannelConfigurationName: 'own', slackWorkspaceId: 'T0123ABCD', slackChannelId: 'C0123456789', notificationTopics: [shownInChat],
  });
  const logGroup = new logs.LogGroup(stack, 'LogGroup');
  new cloudtrail.Trail(stack, 'Trail', { bucket: new s3.Bucket(stack, 'Bucket'), sendToCloudWatchLogs: true, cloudWatchLogGroup: logGroup });
  const { alarms } = new SecurityAlarms(stack, 'Alarms', {
    logGroup,
    topic: subscribed,
    lowNoiseTopic: shownInChat,
    namePrefix: 'test',
    alarmActions: [new actions.SnsAction(sns.Topic.fromTopicArn(stack, 'Imported', core.Fn.importValue('topic')))],
  });
  const { topic } = new NotificationTopic(stack, 'Notifications', { emailAddresses: ['a@example.com'] });
  new DeliveryFailureAlarms(stack, 'DeliveryFailures', { topic, alarmActions: [new actions.SnsAction(subscribed)] });
  new NatGatewayAlarms(stack, 'Nat', { natGatewayIds: ['nat-1'], alarmActions: [new actions.SnsAction(topicWith('Bare'))] });
  const template = app.synth().getStackByName('Stack').template;
  const warnings = stack.node.findAll().flatMap(({ node }) => node.metadata.filter(({ type }) => type === 'aws:cdk:warning').map(({ data }) => String(data)));
  const controls = alarms.RootUsage.node.defaultChild!.node.metadata.filter(({ type }) => type === CONTROLS_METADATA).flatMap(({ data }) => Object.keys(data));
  return { template, warnings, controls };
}

describe('constructs with topics, actions and a trail of a second copy of aws-cdk-lib', () => {
  const first = loadCdk();
  // The CDK loads its modules on first use. The modules that the constructs of this package use are loaded now and remain those of the first copy.
  const one = build(first);
  const cached = { ...requireShared.cache };
  Object.keys(cached).filter((path) => path.includes('/node_modules/aws-cdk-lib/')).forEach((path) => delete requireShared.cache[path]);
  jest.resetModules();
  const second = loadCdk();
  const two = build(second);

  afterAll(() => void Object.assign(requireShared.cache, cached));

  test('the two copies have different classes', () => {
    expect(second.sns.Topic).not.toBe(first.sns.Topic);
    expect(second.core.Stack).not.toBe(first.core.Stack);
    expect(second.actions.SnsAction).not.toBe(first.actions.SnsAction);
  });

  test('synthesize the same template', () => expect(two.template).toEqual(one.template));

  test('add the same warnings', () => {
    expect(two.warnings).toEqual(one.warnings);
    expect(two.warnings.map((warning) => /has no subscription|because the topic is imported/.exec(warning)?.[0])).toEqual(
      expect.arrayContaining(['has no subscription', 'because the topic is imported']));
    expect(two.warnings.filter((warning) => /Stack\/(Subscribed|Chat)'.*has no subscription/.test(warning))).toEqual([]);
  });

  test('implement the same controls', () => {
    expect(two.controls).toEqual(one.controls);
    expect(two.controls).toContain('CloudWatch.1');
  });
});
