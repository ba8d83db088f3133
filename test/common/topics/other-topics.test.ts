import { Template } from 'aws-cdk-lib/assertions';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Annotations, Fn, Stack, type StackProps } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import { addAlarms, other, ownTopic, WAYS_TO_PUBLISH } from './topic-permissions';
import { NatGatewayAlarms, SecurityAlarms } from '../../../src';
import { database } from '../../database/support';
import { newStack, warningsOf, type Statement } from '../../support/templates';

describe('a FIFO topic', () => {
  const fifo = (stack: Stack) => ownTopic(stack, { fifo: true, topicName: 'own.fifo' });

  test('results in one warning if alarms and rules publish to it', () => {
    const stack = newStack();
    addAlarms(stack, { topic: fifo(stack), deliveryFailureTopic: other(stack) });
    Template.fromStack(stack);
    expect(warningsOf(stack).filter((warning) => warning.includes('is a FIFO topic'))).toEqual([
      expect.stringMatching(/^Topic 'Stack\/Own' is a FIFO topic.*standard topic/),
    ]);
  });

  test('is rejected as the topic for database events', () => {
    const stack = newStack();
    expect(() => database(stack, { notificationTopic: fifo(stack) })).toThrow(/notificationTopic.*"Stack\/Own".*FIFO/s);
  });
});

describe('a topic that is not created in the app', () => {
  const ARN = 'arn:aws:sns:eu-west-1:111111111111:central';
  const imported = (stack: Stack, arn = ARN) => sns.Topic.fromTopicArn(stack, 'Central', arn);
  const warningsWith = (build: (stack: Stack) => void, props?: StackProps) => {
    const stack = newStack(props);
    build(stack);
    Template.fromStack(stack);
    return warningsOf(stack).filter((warning) => warning.includes('because the topic is imported'));
  };
  const statementsIn = (warning: string) => (JSON.parse(/\{.*\n\}/s.exec(warning)![0]) as { Statement: Statement[] }).Statement;
  const alarmStatement = {
    Action: 'sns:Publish',
    Condition: {
      StringEquals: { 'aws:SourceAccount': '${AWS::AccountId}' }, // eslint-disable-line no-template-curly-in-string
      ArnLike: { 'aws:SourceArn': 'arn:${AWS::Partition}:cloudwatch:${AWS::Region}:${AWS::AccountId}:alarm:*' }, // eslint-disable-line no-template-curly-in-string
    },
    Effect: 'Allow',
    Principal: { Service: 'cloudwatch.amazonaws.com' },
    Resource: ARN,
    Sid: 'CloudWatchAlarms',
  };

  test.each(WAYS_TO_PUBLISH)('results in one warning with the statement for alarms if %s publishes to it', (_, publish) => {
    const warnings = warningsWith((stack) => publish(stack, imported(stack)));
    expect(warnings.map(statementsIn)).toEqual([expect.arrayContaining([alarmStatement])]);
  });

  test('results in one warning with the statements for all services that publish to it, and the permissions for an encrypted topic', () => {
    const [warning, ...others] = warningsWith((stack) => {
      const topic = imported(stack);
      addAlarms(stack, { topic });
      new NatGatewayAlarms(stack, 'Nat', { natGatewayIds: ['nat-1'], alarmActions: [new SnsAction(topic)] });
      database(stack, { notificationTopic: topic });
    });
    expect(others).toEqual([]);
    expect(warning).toMatch(/^The policy of topic arn:aws:sns:eu-west-1:111111111111:central cannot be changed/);
    expect(statementsIn(warning).map(({ Sid }) => Sid)).toEqual(['CloudWatchAlarms', 'EventBridge', 'RdsEvents']);
    expect(warning).toContain('its key policy must allow cloudwatch.amazonaws.com, events.amazonaws.com, events.rds.amazonaws.com to use kms:Decrypt and kms:GenerateDataKey*');
  });

  test('results in a warning with account and region if they are known', () => {
    expect(warningsWith((stack) => addAlarms(stack, { deliveryFailureTopic: imported(stack) }), { env: { account: '111111111111', region: 'eu-west-1' } }))
      .toEqual([expect.stringContaining(':cloudwatch:eu-west-1:111111111111:alarm:*')]);
  });

  test('results in a warning with the unresolved ARN of the topic', () => {
    expect(warningsWith((stack) => addAlarms(stack, { deliveryFailureTopic: imported(stack, Fn.importValue('topic')) })))
      .toEqual([expect.stringContaining('The policy of topic {"Fn::ImportValue":"topic"} of Stack cannot be changed')]);
  });

  test.each<[string, (stack: Stack) => IConstruct]>([
    ['on the stack', (stack) => stack],
    ['on the construct whose alarms publish to it', (stack) => stack.node.findChild('Alarms')],
    ['on the alarm that publishes to it', (stack) => (stack.node.findChild('Alarms') as SecurityAlarms).deliveryFailureAlarm!],
  ])('results in no warning if it is acknowledged %s', (_, scopeOf) => {
    expect(warningsWith((stack) => {
      addAlarms(stack, { deliveryFailureTopic: imported(stack) });
      Annotations.of(scopeOf(stack)).acknowledgeWarning('SecureBaseline:importedTopic');
    })).toEqual([]);
  });

  test('results in no warning if nothing publishes to it', () => expect(warningsWith((stack) => imported(stack))).toEqual([]));
});
