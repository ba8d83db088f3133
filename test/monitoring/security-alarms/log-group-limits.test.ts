import { Template } from 'aws-cdk-lib/assertions';
import * as logs from 'aws-cdk-lib/aws-logs';
import { App, Stack } from 'aws-cdk-lib/core';
import { NotificationTopic, SecurityAlarms } from '../../../src';
import { newStack } from '../../support/templates';

const HERE = { env: { account: '111111111111', region: 'eu-west-1' } };
const REGEX = '{ $.sourceIPAddress = %^10\\.% }';

const addAlarms = (stack: Stack, logGroup: logs.ILogGroup, patterns: string[] = []) => new SecurityAlarms(stack, 'Alarms', {
  logGroup,
  topic: new NotificationTopic(stack, 'Topic', { emailAddresses: ['a@example.com'] }).topic,
  realTimeRules: false,
  additionalEvents: patterns.map((pattern, index) => ({ id: `Own${index}`, title: 'x', pattern })),
});

const subscribe = (stack: Stack, id: string, logGroupName: string, filterPattern: string) =>
  new logs.CfnSubscriptionFilter(stack, id, { logGroupName, filterPattern, destinationArn: 'arn:aws:lambda:eu-west-1:111111111111:function:x' });

/** Synthesizes alarms with so many events of that pattern, and what else there is. */
function synthesize(patterns: string[], more: (stack: Stack, logGroup: logs.ILogGroup) => void = () => undefined, name?: string): void {
  const stack = newStack(HERE);
  const logGroup = name ? logs.LogGroup.fromLogGroupName(stack, 'Group', name) : new logs.LogGroup(stack, 'Group');
  addAlarms(stack, logGroup, patterns);
  more(stack, logGroup);
  Template.fromStack(stack);
}

const five = Array<string>(5).fill(REGEX);
const six = /Log group 'Stack\/Group' has 6 filters with regular expressions, and CloudWatch Logs takes 5: write some with \* instead/;

describe('six filters with regular expressions on a log group are refused', () => {
  test.each<[string, string[], Parameters<typeof synthesize>[1]?, string?]>([
    ['of events', [...five, REGEX]],
    ['one that of a subscription', five, (stack, { logGroupName }) => subscribe(stack, 'Sub', logGroupName, '%AUTHORIZED%')],
    ['one of another stack', five, (stack, { logGroupName }) => subscribe(new Stack(stack.node.root as App, 'Other', HERE), 'Sub', logGroupName, '[ip=%127\\.0%, user]')],
    ['one of another stack, on a log group that both import', five, (stack) => subscribe(new Stack(stack.node.root as App, 'Other', HERE), 'Sub', 'trail', REGEX), 'trail'],
  ])('%s', (_, ...build) => expect(() => synthesize(...build)).toThrow(six));
});

describe('no more than five are not refused', () => {
  test.each<[string, string[], Parameters<typeof synthesize>[1]?, string?]>([
    ['with two regular expressions each', five.map(() => '{ $.a = %x% || $.b = %y% }')],
    ['beside texts with percent signs', [...five, '{ $.a = "100%" && $.b = "5%" }', '{ $.a = "\\"%" && $.b = "%" }']],
    ['beside those of another log group', five, (stack) => subscribe(stack, 'Sub', new logs.LogGroup(stack, 'Other').logGroupName, REGEX)],
    ['beside those of a log group of the same name in another region', five, (stack) =>
      subscribe(new Stack(stack.node.root as App, 'Other', { env: { ...HERE.env, region: 'us-east-1' } }), 'Sub', 'trail', REGEX), 'trail'],
  ])('%s', (_, ...build) => expect(() => synthesize(...build)).not.toThrow());
});

test.each([logs.LogGroupClass.INFREQUENT_ACCESS, 'DELIVERY' as logs.LogGroupClass])('a log group of class %s is refused, which takes no metric filters', (logGroupClass) => {
  const stack = newStack();
  expect(() => addAlarms(stack, new logs.LogGroup(stack, 'Group', { logGroupClass })))
    .toThrow(`logGroup: "${logGroupClass}". Log groups of this class take no metric filters: give one of class STANDARD.`);
});

test('a log group of class STANDARD is watched', () => {
  const stack = newStack();
  expect(() => addAlarms(stack, new logs.LogGroup(stack, 'Group', { logGroupClass: logs.LogGroupClass.STANDARD }))).not.toThrow();
});
