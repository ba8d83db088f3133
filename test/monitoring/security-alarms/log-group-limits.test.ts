import { Template } from 'aws-cdk-lib/assertions';
import * as logs from 'aws-cdk-lib/aws-logs';
import { App, Stack } from 'aws-cdk-lib/core';
import { NotificationTopic, SecurityAlarms } from '../../../src';
import { newStack } from '../../support/templates';

const ENVIRONMENT = { env: { account: '111111111111', region: 'eu-west-1' } };
const REGEX = '{ $.sourceIPAddress = %^10\\.% }';

const addAlarms = (stack: Stack, logGroup: logs.ILogGroup, patterns: string[] = []) => new SecurityAlarms(stack, 'Alarms', {
  logGroup,
  topic: new NotificationTopic(stack, 'Topic', { emailAddresses: ['a@example.com'] }).topic,
  realTimeRules: false,
  additionalEvents: patterns.map((pattern, index) => ({ id: `Own${index}`, title: 'x', pattern })),
});

const addSubscriptionFilter = (stack: Stack, id: string, logGroupName: string, filterPattern: string) =>
  new logs.CfnSubscriptionFilter(stack, id, { logGroupName, filterPattern, destinationArn: 'arn:aws:lambda:eu-west-1:111111111111:function:x' });

/** Synthesizes alarms with an event for each pattern, and additional constructs. */
function synthesize(patterns: string[], addMore: (stack: Stack, logGroup: logs.ILogGroup) => void = () => undefined, name?: string): void {
  const stack = newStack(ENVIRONMENT);
  const logGroup = name ? logs.LogGroup.fromLogGroupName(stack, 'Group', name) : new logs.LogGroup(stack, 'Group');
  addAlarms(stack, logGroup, patterns);
  addMore(stack, logGroup);
  Template.fromStack(stack);
}

const five = Array<string>(5).fill(REGEX);
const error = /Log group 'Stack\/Group' has 6 filters with regular expressions, but CloudWatch Logs allows at most 5\. Replace /;

describe('six filters with regular expressions on a log group are rejected', () => {
  test.each<[string, string[], Parameters<typeof synthesize>[1]?, string?]>([
    ['six filters of events', [...five, REGEX]],
    ['one of them a subscription filter', five, (stack, { logGroupName }) => addSubscriptionFilter(stack, 'Sub', logGroupName, '%AUTHORIZED%')],
    ['one of them in another stack', five, (stack, { logGroupName }) => addSubscriptionFilter(new Stack(stack.node.root as App, 'Other', ENVIRONMENT), 'Sub', logGroupName, '[ip=%127\\.0%, user]')],
    ['one of them in another stack, on a log group that both import', five, (stack) => addSubscriptionFilter(new Stack(stack.node.root as App, 'Other', ENVIRONMENT), 'Sub', 'trail', REGEX), 'trail'],
  ])('%s', (_, ...build) => expect(() => synthesize(...build)).toThrow(error));
});

describe('five filters with regular expressions on a log group are accepted', () => {
  test.each<[string, string[], Parameters<typeof synthesize>[1]?, string?]>([
    ['with two regular expressions each', five.map(() => '{ $.a = %x% || $.b = %y% }')],
    ['in addition to texts with percent signs', [...five, '{ $.a = "100%" && $.b = "5%" }', '{ $.a = "\\"%" && $.b = "%" }']],
    ['in addition to a filter on another log group', five, (stack) => addSubscriptionFilter(stack, 'Sub', new logs.LogGroup(stack, 'Other').logGroupName, REGEX)],
    ['in addition to a filter on a log group of the same name in another region', five, (stack) =>
      addSubscriptionFilter(new Stack(stack.node.root as App, 'Other', { env: { ...ENVIRONMENT.env, region: 'us-east-1' } }), 'Sub', 'trail', REGEX), 'trail'],
  ])('%s', (_, ...build) => expect(() => synthesize(...build)).not.toThrow());
});

test.each([logs.LogGroupClass.INFREQUENT_ACCESS, 'DELIVERY' as logs.LogGroupClass])('a log group of class %s, which does not support metric filters, is rejected', (logGroupClass) => {
  const stack = newStack();
  expect(() => addAlarms(stack, new logs.LogGroup(stack, 'Group', { logGroupClass })))
    .toThrow(`logGroup must be of class STANDARD, because other classes do not support metric filters, got "${logGroupClass}".`);
});

test('a log group of class STANDARD is accepted', () => {
  const stack = newStack();
  expect(() => addAlarms(stack, new logs.LogGroup(stack, 'Group', { logGroupClass: logs.LogGroupClass.STANDARD }))).not.toThrow();
});
