import type { Template } from 'aws-cdk-lib/assertions';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Duration } from 'aws-cdk-lib/core';
import { EventSeverity, SecurityAlarms, type SecurityAlarmsProps, type SecurityEventOverride } from '../../../src';
import { newStack, templateOf } from '../../support/templates';

const FILTER = 'AWS::Logs::MetricFilter';
const ALARM = 'AWS::CloudWatch::Alarm';

const arnOf = (name: string) => `arn:aws:sns:eu-west-1:111111111111:${name}`;
const topicOf = (name: string) => sns.Topic.fromTopicArn(newStack(), 'Topic', arnOf(name));
const action = (alarmActionArn: string): cloudwatch.IAlarmAction => ({ bind: () => ({ alarmActionArn }) });

const alarmsOf = (props: Partial<SecurityAlarmsProps> = {}) => templateOf((stack) => {
  new SecurityAlarms(stack, 'Alarms', {
    logGroup: logs.LogGroup.fromLogGroupName(stack, 'Trail', 'organization-trail'), topic: topicOf('audit'), namePrefix: 'test', ...props,
  });
});

function alarm(template: Template, name: string): Record<string, unknown> {
  const found = Object.values(template.findResources(ALARM)).filter(({ Properties }) => Properties.AlarmName === `test-${name}`);
  expect(found).toHaveLength(1);
  return found[0].Properties;
}

const namesOf = (template: Template) => Object.values(template.findResources(ALARM)).map(({ Properties }) => Properties.AlarmName);

describe('low-noise alarms', () => {
  const template = alarmsOf();
  const quiet = SecurityAlarms.defaultEvents.filter(({ lowNoisePattern }) => lowNoisePattern);

  test.each(quiet.map(({ id, lowNoisePattern }) => [id, lowNoisePattern]))('%s: counts what matches the low-noise pattern apart from the strict one', (id, lowNoisePattern) => {
    template.hasResourceProperties(FILTER, {
      LogGroupName: 'organization-trail',
      FilterPattern: lowNoisePattern,
      MetricTransformations: [{ MetricName: `test-${id}-LowNoise`, MetricNamespace: 'LogMetrics', MetricValue: '1', DefaultValue: 0 }],
    });
    expect(alarm(template, `${id}-LowNoise`)).toMatchObject({
      MetricName: `test-${id}-LowNoise`, Namespace: 'LogMetrics', Statistic: 'Sum', Threshold: 1, Period: 300, TreatMissingData: 'notBreaching',
    });
  });

  test('say that they are low-noise alarms, and claim no controls, which accept the compliance pattern only', () => {
    expect(alarm(template, 'KeyDisabledOrDeleted-LowNoise').AlarmDescription).toBe(
      'HIGH: A KMS key was disabled or scheduled for deletion (low noise). Cancel the deletion unless it was meant: what the key encrypted is lost with it.');
  });

  test('are not made where they are switched off', () => {
    expect(namesOf(alarmsOf({ lowNoiseAlarms: false })).filter((name) => name.endsWith('-LowNoise'))).toEqual([]);
  });

  test('are made for single events where they are switched off for the others, or the other way round', () => {
    const only = alarmsOf({ lowNoiseAlarms: false, eventOverrides: { RootUsage: { lowNoiseEnabled: true } } });
    expect(namesOf(only).filter((name) => name.endsWith('-LowNoise'))).toEqual(['test-RootUsage-LowNoise']);
    const without = namesOf(alarmsOf({ eventOverrides: { RootUsage: { lowNoiseEnabled: false } } }));
    expect(without).not.toContain('test-RootUsage-LowNoise');
    expect(without).toEqual(expect.arrayContaining(['test-RootUsage', 'test-VpcChanges-LowNoise']));
  });

  test('are not made for events without a low-noise pattern, unless an override brings one', () => {
    const own = { id: 'Own', title: 'Own', pattern: '{ $.eventName = Own }' };
    expect(namesOf(alarmsOf({ additionalEvents: [own] }))).not.toContain('test-Own-LowNoise');
    const brought = alarmsOf({ additionalEvents: [own], eventOverrides: { Own: { lowNoisePattern: '{ $.eventName = Own && $.errorCode NOT EXISTS }' } } });
    expect(namesOf(brought)).toContain('test-Own-LowNoise');
    brought.hasResourceProperties(FILTER, { FilterPattern: '{ $.eventName = Own && $.errorCode NOT EXISTS }' });
  });

  test('have thresholds of their own, so that compliance alarms keep that which Security Hub demands', () => {
    const changed = alarmsOf({ eventOverrides: { ConsoleSignInFailures: { lowNoiseThreshold: 5, period: Duration.minutes(15) } } });
    expect(alarm(changed, 'ConsoleSignInFailures')).toMatchObject({ Threshold: 1, Period: 900 });
    expect(alarm(changed, 'ConsoleSignInFailures-LowNoise')).toMatchObject({ Threshold: 5, Period: 900 });
  });
});

describe('the actions of', () => {
  const audit = arnOf('audit');
  const page = action('page');
  const routes: [string, Partial<SecurityAlarmsProps>, [string, string[], string[]][]][] = [
    ['one topic', {}, [
      ['RootUsage', [audit], [audit]],
    ]],
    ['one topic and an action', { alarmActions: [page] }, [
      ['RootUsage', [audit, 'page'], [audit, 'page']],
    ]],
    ['a topic for low-noise alarms', { lowNoiseTopic: topicOf('people'), alarmActions: [page] }, [
      ['RootUsage', [audit, 'page'], [arnOf('people')]],
    ]],
    ['an action for low-noise alarms', { lowNoiseActions: [page] }, [
      ['RootUsage', [audit], ['page']],
    ]],
    ['nothing for low-noise alarms', { lowNoiseActions: [] }, [
      ['RootUsage', [audit], []],
    ]],
    ['topics by severity', { severityTopics: { high: topicOf('urgent'), low: topicOf('calm') } }, [
      ['RootUsage', [arnOf('urgent')], [arnOf('urgent')]],
      ['ConsoleSignInWithoutMfa', [audit], [audit]],
      ['VpcChanges', [arnOf('calm')], [arnOf('calm')]],
    ]],
    ['low-noise topics by severity', { lowNoiseTopic: topicOf('people'), lowNoiseSeverityTopics: { high: topicOf('urgent') } }, [
      ['RootUsage', [audit], [arnOf('urgent')]],
      ['VpcChanges', [audit], [arnOf('people')]],
    ]],
    ['low-noise topics for some severities', { lowNoiseSeverityTopics: { high: topicOf('urgent') } }, [
      ['RootUsage', [audit], [arnOf('urgent')]],
      ['VpcChanges', [audit], [audit]],
    ]],
    ['another severity', { severityTopics: { high: topicOf('urgent') }, eventOverrides: { VpcChanges: { severity: EventSeverity.HIGH } } }, [
      ['VpcChanges', [arnOf('urgent')], [arnOf('urgent')]],
    ]],
    ['actions of one event', { eventOverrides: { RootUsage: { alarmActions: [page] } } }, [
      ['RootUsage', ['page'], ['page']],
      ['VpcChanges', [audit], [audit]],
    ]],
    ['actions of one event, and a low-noise topic', { lowNoiseTopic: topicOf('people'), eventOverrides: { RootUsage: { alarmActions: [page] } } }, [
      ['RootUsage', ['page'], [arnOf('people')]],
    ]],
    ['low-noise actions of one event', { eventOverrides: { RootUsage: { lowNoiseActions: [page] } } }, [
      ['RootUsage', [audit], ['page']],
    ]],
    ['no actions of one event, so that only its low-noise alarm has actions', { lowNoiseTopic: topicOf('people'), eventOverrides: { RootUsage: { alarmActions: [] } } }, [
      ['RootUsage', [], [arnOf('people')]],
    ]],
  ];

  test.each(routes)('strict and low-noise alarms, given %s', (_, props, expected) => {
    const template = alarmsOf(props);
    const found = expected.map(([id]) => [id, ...[id, `${id}-LowNoise`].map((name) => alarm(template, name).AlarmActions ?? [])]);
    expect(found).toEqual(expected);
  });

  test('alarms that are well again: nobody, unless asked', () => {
    expect(Object.values(alarmsOf().findResources(ALARM)).filter(({ Properties }) => Properties.OKActions)).toEqual([]);
  });

  test('alarms that return to OK: the topic of the alarm, and the OK actions', () => {
    const asked = alarmsOf({ notifyOk: true, okActions: [action('close')], alarmActions: [page], lowNoiseTopic: topicOf('people') });
    expect(alarm(asked, 'RootUsage')).toMatchObject({ AlarmActions: [audit, 'page'], OKActions: [audit, 'close'] });
    expect(alarm(asked, 'RootUsage-LowNoise')).toMatchObject({ AlarmActions: [arnOf('people')], OKActions: [arnOf('people'), 'close'] });
  });

  test('alarms that return to OK: no topic that the alarm does not publish to', () => {
    const eventOverrides: Record<string, SecurityEventOverride> = { RootUsage: { alarmActions: [page] }, VpcChanges: { lowNoiseActions: [page] } };
    const asked = alarmsOf({ notifyOk: true, eventOverrides });
    expect(alarm(asked, 'RootUsage')).not.toHaveProperty('OKActions');
    expect(alarm(asked, 'VpcChanges-LowNoise')).not.toHaveProperty('OKActions');
    expect(alarm(asked, 'VpcChanges')).toMatchObject({ OKActions: [audit] });
  });
});
