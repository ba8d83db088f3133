import type { IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Annotations } from 'aws-cdk-lib/core';
import { SecurityAlarms, type SecurityAlarmsProps, type SecurityEventOverride } from '../../../src';
import { newStack, warningsOf } from '../../support/templates';

const page: IAlarmAction = { bind: () => ({ alarmActionArn: 'arn:aws:lambda:eu-west-1:111111111111:function:page' }) };
const topicOf = (name: string) => sns.Topic.fromTopicArn(newStack(), 'Topic', `arn:aws:sns:eu-west-1:111111111111:${name}`);
const OWN = { id: 'Own', title: 'Own', pattern: '{ $.a = 1 }' };

function addAlarms(props: Partial<SecurityAlarmsProps>): SecurityAlarms {
  return new SecurityAlarms(newStack(), 'Alarms', { logGroup: logs.LogGroup.fromLogGroupName(newStack(), 'Trail', 'trail'), topic: topicOf('audit'), ...props });
}

/** Returns the beginnings of the sentences of the warning. */
function consequencesOf(alarms: SecurityAlarms): string[] {
  const warnings = warningsOf(alarms.node.scope as never).filter((text) => text.startsWith('eventOverrides.'));
  return warnings.flatMap((text) => text.match(/does not implement|evaluates the sum|No real-time rule|The low-noise alarm notifies/g) ?? []);
}

const [CONTROLS, SUM, RULE, LOW_NOISE] = ['does not implement', 'evaluates the sum', 'No real-time rule', 'The low-noise alarm notifies'];
const description = (alarms: SecurityAlarms, id = 'RootUsage') => (alarms.alarms[id].node.defaultChild as unknown as { alarmDescription: string }).alarmDescription;

test('the warning about an override names the event, its settings, all consequences and their remedies', () => {
  expect(warningsOf(addAlarms({ eventOverrides: { RootUsage: { threshold: 3 } } }).node.scope as never)).toContainEqual(expect.stringMatching(
    /^eventOverrides\.RootUsage \(threshold: 3\) .* CIS 4\.3, CloudWatch\.1, .* realTimeRule of the override to true .* lowNoiseThreshold of the override, .*SecureBaseline:changedEvent/));
});

test.each<[string, SecurityEventOverride, Partial<SecurityAlarmsProps>, string[]]>([
  ['another threshold', { threshold: 3 }, {}, [CONTROLS, SUM, RULE, LOW_NOISE]],
  ['another threshold and another topic for on-call engineers', { threshold: 3 }, { lowNoiseTopic: topicOf('on-call') }, [CONTROLS, SUM, RULE]],
  ['another threshold and the same topic for on-call engineers', { threshold: 3 }, { lowNoiseTopic: topicOf('audit') }, [CONTROLS, SUM, RULE, LOW_NOISE]],
  ['another threshold and actions of the low-noise alarm', { threshold: 3, lowNoiseActions: [page] }, {}, [CONTROLS, SUM, RULE]],
  ['another threshold without low-noise alarms', { threshold: 3 }, { lowNoiseAlarms: false }, [CONTROLS, SUM, RULE]],
  ['both thresholds', { threshold: 3, lowNoiseThreshold: 3 }, {}, [CONTROLS, SUM, RULE]],
  ['both thresholds and no rule', { threshold: 3, lowNoiseThreshold: 3, realTimeRule: false }, {}, [CONTROLS, SUM]],
  ['another threshold without real-time rules', { threshold: 3, lowNoiseThreshold: 1 }, { realTimeRules: false }, [CONTROLS, SUM]],
  ['another pattern', { pattern: '{ $.a = 1 }' }, {}, [CONTROLS, RULE]],
  ['another pattern of the low-noise alarm', { lowNoisePattern: '{ $.a = 1 }' }, {}, [RULE]],
  ['other actions', { alarmActions: [page] }, {}, [RULE]],
  ['other actions and a topic', { alarmActions: [page], topic: topicOf('root') }, {}, []],
  ['the default threshold', { threshold: 1 }, {}, []],
])('the warning about %s contains only the consequences that apply', (_, RootUsage, props, consequences) => {
  expect(consequencesOf(addAlarms({ ...props, eventOverrides: { RootUsage } }))).toEqual(consequences);
});

test('the threshold of an additional event without rule and without low-noise alarm changes only the statistic', () => {
  expect(consequencesOf(addAlarms({ additionalEvents: [OWN], eventOverrides: { Own: { threshold: 3 } } }))).toEqual([SUM]);
  expect(consequencesOf(addAlarms({ additionalEvents: [{ ...OWN, lowNoisePattern: '{ $.b = 1 }' }], eventOverrides: { Own: { threshold: 3 } } }))).toEqual([SUM, LOW_NOISE]);
});

test('the warning can be acknowledged for a single event', () => {
  const alarms = addAlarms({ eventOverrides: { RootUsage: { threshold: 3 }, ConfigChanges: { threshold: 3 } } });
  Annotations.of(alarms.alarms.RootUsage).acknowledgeWarning('SecureBaseline:changedEvent');
  expect(warningsOf(alarms.node.scope as never).filter((text) => text.startsWith('eventOverrides.'))).toEqual([expect.stringContaining('ConfigChanges')]);
});

test.each<[string, SecurityEventOverride, boolean]>([
  ['contains the controls', { threshold: 1 }, true],
  ['contains no controls with another threshold', { threshold: 3 }, false],
  ['contains no controls with another pattern', { pattern: '{ $.a = 1 }' }, false],
  ['contains no controls without actions', { alarmActions: [] }, false],
])('the description of an alarm %s', (_, RootUsage, contains) => {
  expect(description(addAlarms({ eventOverrides: { RootUsage } })).includes('Controls: CIS 4.3, CloudWatch.1.')).toBe(contains);
});
