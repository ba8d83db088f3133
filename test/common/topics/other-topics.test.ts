import { Template } from 'aws-cdk-lib/assertions';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Annotations, Fn, Stack, type StackProps } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import { addAlarms, other, ownTopic, WAYS_TO_PUBLISH } from './topic-permissions';
import { NatGatewayAlarms, SecurityAlarms } from '../../../src';
import { database } from '../../database/support';
import { newStack, warningsOf } from '../../support/templates';

describe('a FIFO topic', () => {
  const fifo = (stack: Stack) => ownTopic(stack, { fifo: true, topicName: 'own.fifo' });

  test('is warned of, once, if alarms and rules publish to it', () => {
    const stack = newStack();
    addAlarms(stack, { topic: fifo(stack), deliveryFailureTopic: other(stack) });
    Template.fromStack(stack);
    expect(warningsOf(stack).filter((warning) => warning.includes('is a FIFO topic'))).toEqual([
      expect.stringMatching(/^Topic 'Stack\/Own' is a FIFO topic.*standard topic/),
    ]);
  });

  test('is refused where RDS shall publish to it', () => {
    const stack = newStack();
    expect(() => database(stack, { notificationTopic: fifo(stack) })).toThrow(/notificationTopic.*"Stack\/Own".*FIFO/s);
  });
});

describe('a topic that is not made in the app', () => {
  const ARN = 'arn:aws:sns:eu-west-1:111111111111:theirs';
  const imported = (stack: Stack, arn = ARN) => sns.Topic.fromTopicArn(stack, 'Theirs', arn);
  const warningsWith = (build: (stack: Stack) => void, props?: StackProps) => {
    const stack = newStack(props);
    build(stack);
    Template.fromStack(stack);
    return warningsOf(stack).filter((warning) => warning.includes('because the topic is imported'));
  };
  const alarmsMay = '{"Action":"sns:Publish","Condition":{"StringEquals":{"aws:SourceAccount":"${AWS::AccountId}"},' // eslint-disable-line no-template-curly-in-string
    + '"ArnLike":{"aws:SourceArn":"arn:${AWS::Partition}:cloudwatch:${AWS::Region}:${AWS::AccountId}:alarm:*"}},' // eslint-disable-line no-template-curly-in-string
    + `"Effect":"Allow","Principal":{"Service":"cloudwatch.amazonaws.com"},"Resource":"${ARN}","Sid":"CloudWatchAlarms"}`;

  test.each(WAYS_TO_PUBLISH)('is said to need a statement for alarms, once, if %s publishes to it', (_, publish) => {
    expect(warningsWith((stack) => publish(stack, imported(stack)))).toEqual([expect.stringContaining(alarmsMay)]);
  });

  test('is said to need all that publishes to it, and the use of the key where it is encrypted', () => {
    const [warning, ...others] = warningsWith((stack) => {
      const topic = imported(stack);
      addAlarms(stack, { topic });
      new NatGatewayAlarms(stack, 'Nat', { natGatewayIds: ['nat-1'], alarmActions: [new SnsAction(topic)] });
      database(stack, { notificationTopic: topic });
    });
    expect(others).toEqual([]);
    expect(warning).toMatch(/^The policy of topic arn:aws:sns:eu-west-1:111111111111:theirs cannot be changed/);
    expect([...warning.matchAll(/"Sid":"(\w+)"/g)].map(([, sid]) => sid)).toEqual(['CloudWatchAlarms', 'EventBridge', 'RdsEvents']);
    expect(warning).toContain('its key must allow cloudwatch.amazonaws.com, events.amazonaws.com, events.rds.amazonaws.com to use kms:Decrypt and kms:GenerateDataKey*');
  });

  test('is named by account and region where these are known', () => {
    expect(warningsWith((stack) => addAlarms(stack, { deliveryFailureTopic: imported(stack) }), { env: { account: '111111111111', region: 'eu-west-1' } }))
      .toEqual([expect.stringContaining(':cloudwatch:eu-west-1:111111111111:alarm:*')]);
  });

  test('is asked about by the name that only the deployment knows', () => {
    expect(warningsWith((stack) => addAlarms(stack, { deliveryFailureTopic: imported(stack, Fn.importValue('topic')) })))
      .toEqual([expect.stringContaining('The policy of topic {"Fn::ImportValue":"topic"} of Stack cannot be changed')]);
  });

  test.each<[string, (stack: Stack) => IConstruct]>([
    ['by the stack', (stack) => stack],
    ['by the construct that publishes to it', (stack) => stack.node.findChild('Alarms')],
    ['by the alarm that publishes to it', (stack) => (stack.node.findChild('Alarms') as SecurityAlarms).deliveryFailureAlarm!],
  ])('is not, where it is acknowledged %s', (_, scopeOf) => {
    expect(warningsWith((stack) => {
      addAlarms(stack, { deliveryFailureTopic: imported(stack) });
      Annotations.of(scopeOf(stack)).acknowledgeWarning('SecureBaseline:importedTopic');
    })).toEqual([]);
  });

  test('is not, if nothing publishes to it', () => expect(warningsWith((stack) => imported(stack))).toEqual([]));
});
