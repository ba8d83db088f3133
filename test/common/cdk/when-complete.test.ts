import * as logs from 'aws-cdk-lib/aws-logs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sns from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { App, Aspects, Stack } from 'aws-cdk-lib/core';
import { NotificationTopic, RootSignInRule, SecurityAlarms } from '../../../src';
import { warnNearResourceLimit } from '../../../src/baseline/resource-limit';
import { whenComplete } from '../../../src/common/cdk/when-complete';

/**
 * Returns the messages of an app.
 * @param create creates constructs, and returns what an aspect on a later construct adds to the app
 */
function messagesWith(create: (stack: Stack) => () => void, context: Record<string, unknown> = {}): string[] {
  const app = new App({ analyticsReporting: false, context });
  const stack = new Stack(app, 'Stack', { env: { account: '111122223333', region: 'eu-central-1' } });
  const addLater = create(stack);
  const last = new s3.Bucket(stack, 'Last');
  Aspects.of(stack).add({ visit: (node) => node === last && addLater() });
  return app.synth().stacks.flatMap(({ messages }) => messages).map(({ entry }) => String(entry.data));
}

const TOPIC_ARN = 'arn:aws:sns:eu-central-1:111122223333:alerts';

describe('a check of the complete tree', () => {
  test.each([['with', true], ['without', false]])('counts the resources that an aspect adds, %s stabilization of aspects', (_, stabilizes) => {
    const add = (count: number) => messagesWith((stack) => {
      warnNearResourceLimit(stack);
      return () => Array.from({ length: count }, (__, index) => new sns.CfnTopic(stack, `Topic${index}`));
    }, { '@aws-cdk/core:aspectStabilization': stabilizes }).filter((message) => message.includes('the CloudFormation limit is'));
    expect(add(450)).toEqual([expect.stringMatching(/^Stack 'Stack' has 451 resources/)]);
    expect(add(449)).toEqual([]);
  });

  test('finds the subscription that an aspect adds', () => {
    const subscribe = (subscribes: boolean) => messagesWith((stack) => {
      const { topic } = new NotificationTopic(stack, 'Alerts');
      return () => subscribes && topic.addSubscription(new EmailSubscription('team@example.com'));
    });
    expect(subscribe(false)).toEqual([expect.stringMatching(/has no subscription/)]);
    expect(subscribe(true)).toEqual([]);
  });

  test('finds the rule for sign-ins of the root user that an aspect adds', () => {
    const addRule = (adds: boolean) => messagesWith((stack) => {
      const topic = sns.Topic.fromTopicArn(stack, 'Imported', TOPIC_ARN);
      new SecurityAlarms(stack, 'Alarms', { logGroup: logs.LogGroup.fromLogGroupName(stack, 'Trail', 'trail'), topic, lowNoiseTopic: topic, namePrefix: 'test' });
      const east = new Stack(stack.node.root, 'East', { env: { account: stack.account, region: 'us-east-1' } });
      const { topic: eastern } = new NotificationTopic(east, 'Topic', { emailAddresses: ['team@example.com'] });
      return () => adds && new RootSignInRule(east, 'Root', { topic: eastern });
    }).filter((message) => message.includes('sign-ins of the root user'));
    expect(addRule(false)).toHaveLength(1);
    expect(addRule(true)).toEqual([]);
  });

  test('names the publishers to an imported topic that an aspect adds', () => {
    const [message] = messagesWith((stack) => {
      const topic = sns.Topic.fromTopicArn(stack, 'Imported', TOPIC_ARN);
      const add = (id: string, realTimeRules: boolean) => new SecurityAlarms(stack, id, {
        logGroup: logs.LogGroup.fromLogGroupName(stack, `${id}Trail`, 'trail'), topic, lowNoiseTopic: topic, namePrefix: id, realTimeRules,
      });
      add('First', false);
      return () => add('Second', true);
    }).filter((one) => one.startsWith(`The policy of topic ${TOPIC_ARN}`));
    expect(message).toMatch(/cloudwatch\.amazonaws\.com.*events\.amazonaws\.com/s);
  });
});

test('a function that is called when the tree is complete cannot make the synthesis fail', () => {
  const stack = new Stack(undefined, 'Stack');
  const read = jest.fn(() => 'not an error');
  whenComplete(stack, read);
  expect(stack.node.validate()).toEqual([]);
  expect(read).toHaveBeenCalledTimes(1);
});
