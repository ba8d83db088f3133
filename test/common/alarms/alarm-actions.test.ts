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
  test('are bound once each', () => {
    const bind = jest.fn(() => ({ alarmActionArn: 'arn:aws:sns:eu-west-1:111111111111:own' }));
    addAlarmActions(alarmIn(newStack()), { alarmActions: [{ bind }], okActions: [] });
    expect(bind).toHaveBeenCalledTimes(1);
  });

  test('are added to the alarm for both states', () => {
    const template = templateOf((stack) => addAlarmActions(alarmIn(stack), { alarmActions: [actionOf('alarm')], okActions: [actionOf('ok')] }));
    template.hasResourceProperties('AWS::CloudWatch::Alarm', { AlarmActions: ['alarm'], OKActions: ['ok'] });
  });

  test.each<[string, (stack: Stack) => IAlarmAction, boolean]>([
    ['a topic of the app', (stack) => new SnsAction(new sns.Topic(stack, 'Topic')), true],
    ['a topic of the app that is imported again', (stack) => new SnsAction(imported(stack, new sns.Topic(stack, 'Topic').topicArn)), true],
    ['an imported topic', (stack) => new SnsAction(imported(stack, 'arn:aws:sns:eu-west-1:111111111111:security')), true],
    ['an imported topic in an unresolved partition', (stack) => new SnsAction(imported(stack, stack.formatArn({ service: 'sns', resource: 'security' }))), true],
    ['an imported value that is used as a topic', (stack) => new SnsAction(imported(stack, Fn.importValue('topic'))), true],
    ['a parameter that is used as a topic', (stack) => new SnsAction(imported(stack, new CfnParameter(stack, 'Parameter').valueAsString)), true],
    ['a custom action with the ARN of a topic', () => actionOf('arn:aws:sns:eu-west-1:111111111111:security'), true],
    ['a Lambda function', (stack) => new LambdaAction(new lambda.Function(stack, 'Fn', { code: lambda.Code.fromInline('x'), handler: 'x', runtime: lambda.Runtime.NODEJS_22_X })), false],
    ['an imported value that is used as a Lambda function', (stack) => new LambdaAction(lambda.Function.fromFunctionArn(stack, 'Fn', Fn.importValue('function'))), false],
    ['Systems Manager OpsCenter', () => actionOf('arn:aws:ssm:eu-west-1:111111111111:opsitem:1'), false],
    ['Systems Manager OpsCenter in an unresolved partition', (stack) => actionOf(stack.formatArn({ service: 'ssm', resource: 'opsitem:1' })), false],
    ['an unresolved token', () => actionOf(Lazy.string({ produce: () => 'arn' })), false],
  ])('with %s as target: the alarm publishes to a topic: %p', (_, actionIn, isTopic) => {
    const stack = newStack();
    const alarm = alarmIn(stack);
    addAlarmActions(alarm, { alarmActions: [actionIn(stack)], okActions: [] });
    expect(alarmTopicArns(alarm)).toHaveLength(isTopic ? 1 : 0);
  });

  test('with a Lambda function as target add no warning about a topic policy', () => {
    const stack = newStack();
    addAlarmActions(alarmIn(stack), { alarmActions: [actionOf(Fn.importValue('function'))], okActions: [] });
    Template.fromStack(stack);
    expect(warningsOf(stack)).toEqual([]);
  });
});
