import { Template } from 'aws-cdk-lib/assertions';
import { Alarm, Metric, type IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch';
import { LambdaAction, SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sns from 'aws-cdk-lib/aws-sns';
import { CfnParameter, Fn, Lazy, type Stack } from 'aws-cdk-lib/core';
import { addAlarmActions, alarmTopicArns } from '../../../src/common/alarms/alarm-actions';
import { newStack, templateOf, warningsOf } from '../../support/templates';

const alarmIn = (stack: Stack) => new Alarm(stack, 'Alarm', { metric: new Metric({ namespace: 'A', metricName: 'B' }), threshold: 1, evaluationPeriods: 1 });
const actionOf = (alarmActionArn: string): IAlarmAction => ({ bind: () => ({ alarmActionArn }) });
const imported = (stack: Stack, topicArn: string) => sns.Topic.fromTopicArn(stack, 'Imported', topicArn);

describe('the actions of an alarm', () => {
  test('are bound once each, with what they create', () => {
    const bind = jest.fn(() => ({ alarmActionArn: 'arn:aws:sns:eu-west-1:111111111111:own' }));
    addAlarmActions(alarmIn(newStack()), { alarmActions: [{ bind }], okActions: [] });
    expect(bind).toHaveBeenCalledTimes(1);
  });

  test('bind to the alarm, in both states', () => {
    const template = templateOf((stack) => addAlarmActions(alarmIn(stack), { alarmActions: [actionOf('alarm')], okActions: [actionOf('ok')] }));
    template.hasResourceProperties('AWS::CloudWatch::Alarm', { AlarmActions: ['alarm'], OKActions: ['ok'] });
  });

  test.each<[string, (stack: Stack) => IAlarmAction, boolean]>([
    ['a topic of the app', (stack) => new SnsAction(new sns.Topic(stack, 'Topic')), true],
    ['a topic of the app that is imported again', (stack) => new SnsAction(imported(stack, new sns.Topic(stack, 'Topic').topicArn)), true],
    ['an imported topic', (stack) => new SnsAction(imported(stack, 'arn:aws:sns:eu-west-1:111111111111:security')), true],
    ['an imported topic of the partition of the deployment', (stack) => new SnsAction(imported(stack, stack.formatArn({ service: 'sns', resource: 'security' }))), true],
    ['a topic of another stack', (stack) => new SnsAction(imported(stack, Fn.importValue('topic'))), true],
    ['a topic of a parameter', (stack) => new SnsAction(imported(stack, new CfnParameter(stack, 'Parameter').valueAsString)), true],
    ["the user's own action on a topic", () => actionOf('arn:aws:sns:eu-west-1:111111111111:security'), true],
    ['a function', (stack) => new LambdaAction(new lambda.Function(stack, 'Fn', { code: lambda.Code.fromInline('x'), handler: 'x', runtime: lambda.Runtime.NODEJS_22_X })), false],
    ['a function of another stack', (stack) => new LambdaAction(lambda.Function.fromFunctionArn(stack, 'Fn', Fn.importValue('function'))), false],
    ['Systems Manager', () => actionOf('arn:aws:ssm:eu-west-1:111111111111:opsitem:1'), false],
    ['Systems Manager in the partition of the deployment', (stack) => actionOf(stack.formatArn({ service: 'ssm', resource: 'opsitem:1' })), false],
    ['a value that only the deployment knows', () => actionOf(Lazy.string({ produce: () => 'arn' })), false],
  ])('on %s: publish to a topic is %s', (_, actionIn, isTopic) => {
    const stack = newStack();
    const alarm = alarmIn(stack);
    addAlarmActions(alarm, { alarmActions: [actionIn(stack)], okActions: [] });
    expect(alarmTopicArns(alarm)).toHaveLength(isTopic ? 1 : 0);
  });

  test('on functions add no warning about the policy of a topic', () => {
    const stack = newStack();
    addAlarmActions(alarmIn(stack), { alarmActions: [actionOf(Fn.importValue('function'))], okActions: [] });
    Template.fromStack(stack);
    expect(warningsOf(stack)).toEqual([]);
  });
});
