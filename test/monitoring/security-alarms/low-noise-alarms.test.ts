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
  const withLowNoisePattern = SecurityAlarms.defaultEvents.filter(({ lowNoisePattern }) => lowNoisePattern);

  test.each(withLowNoisePattern.map(({ id, lowNoisePattern }) => [id, lowNoisePattern]))('%s: has a metric filter with the low-noise pattern, a metric and an alarm of their own', (id, lowNoisePattern) => {
    template.hasResourceProperties(FILTER, {
      LogGroupName: 'organization-trail',
      FilterPattern: lowNoisePattern,
      MetricTransformations: [{ MetricName: `test-${id}-LowNoise`, MetricNamespace: 'LogMetrics', MetricValue: '1', DefaultValue: 0 }],
    });
    expect(alarm(template, `${id}-LowNoise`)).toMatchObject({
      MetricName: `test-${id}-LowNoise`, Namespace: 'LogMetrics', Statistic: 'Maximum', Threshold: 1, Period: 300, TreatMissingData: 'notBreaching',
    });
  });

  test('are described as low-noise alarms, without controls', () => {
    expect(alarm(template, 'KeyDisabledOrDeleted-LowNoise').AlarmDescription).toBe(
      'HIGH: A KMS key was disabled or scheduled for deletion (low-noise alarm). '
      + 'If this was not intended, cancel the deletion and enable the key. Data cannot be decrypted after its key is deleted.');
  });

  test('are not created if lowNoiseAlarms is false', () => {
    expect(namesOf(alarmsOf({ lowNoiseAlarms: false })).filter((name) => name.endsWith('-LowNoise'))).toEqual([]);
  });

  test('are created or omitted for single events by lowNoiseEnabled', () => {
    const only = alarmsOf({ lowNoiseAlarms: false, eventOverrides: { RootUsage: { lowNoiseEnabled: true } } });
    expect(namesOf(only).filter((name) => name.endsWith('-LowNoise'))).toEqual(['test-RootUsage-LowNoise']);
    const without = namesOf(alarmsOf({ eventOverrides: { RootUsage: { lowNoiseEnabled: false } } }));
    expect(without).not.toContain('test-RootUsage-LowNoise');
    expect(without).toEqual(expect.arrayContaining(['test-RootUsage', 'test-VpcChanges-LowNoise']));
  });

  test('are not created for events without a low-noise pattern, unless an override specifies one', () => {
    const own = { id: 'Own', title: 'Own', pattern: '{ $.eventName = Own }' };
    expect(namesOf(alarmsOf({ additionalEvents: [own] }))).not.toContain('test-Own-LowNoise');
    const overridden = alarmsOf({ additionalEvents: [own], eventOverrides: { Own: { lowNoisePattern: '{ $.eventName = Own && $.errorCode NOT EXISTS }' } } });
    expect(namesOf(overridden)).toContain('test-Own-LowNoise');
    overridden.hasResourceProperties(FILTER, { FilterPattern: '{ $.eventName = Own && $.errorCode NOT EXISTS }' });
  });

  test('have a separate threshold, of which a value above 1 requires the sum, and the period of the compliance alarm', () => {
    const changed = alarmsOf({ eventOverrides: { ConsoleSignInFailures: { lowNoiseThreshold: 5, period: Duration.minutes(15) } } });
    expect(alarm(changed, 'ConsoleSignInFailures')).toMatchObject({ Threshold: 1, Period: 900, Statistic: 'Maximum' });
    expect(alarm(changed, 'ConsoleSignInFailures-LowNoise')).toMatchObject({ Threshold: 5, Period: 900, Statistic: 'Sum' });
  });
});

describe('the actions', () => {
  const audit = arnOf('audit');
  const page = action('page');
  const routes: [string, Partial<SecurityAlarmsProps>, [string, string[], string[]][]][] = [
    ['one topic', {}, [
      ['RootUsage', [audit], [audit]],
    ]],
    ['one topic and an action', { alarmActions: [page] }, [
      ['RootUsage', [audit, 'page'], [audit, 'page']],
    ]],
    ['a topic for low-noise alarms', { lowNoiseTopic: topicOf('on-call'), alarmActions: [page] }, [
      ['RootUsage', [audit, 'page'], [arnOf('on-call')]],
    ]],
    ['an action for low-noise alarms', { lowNoiseActions: [page] }, [
      ['RootUsage', [audit], ['page']],
    ]],
    ['an empty list for low-noise alarms', { lowNoiseActions: [] }, [
      ['RootUsage', [audit], []],
    ]],
    ['topics by severity', { severityTopics: { high: topicOf('urgent'), low: topicOf('information') } }, [
      ['RootUsage', [arnOf('urgent')], [arnOf('urgent')]],
      ['ConsoleSignInWithoutMfa', [audit], [audit]],
      ['VpcChanges', [arnOf('information')], [arnOf('information')]],
    ]],
    ['low-noise topics by severity', { lowNoiseTopic: topicOf('on-call'), lowNoiseSeverityTopics: { high: topicOf('urgent') } }, [
      ['RootUsage', [audit], [arnOf('urgent')]],
      ['VpcChanges', [audit], [arnOf('on-call')]],
    ]],
    ['low-noise topics for some severities', { lowNoiseSeverityTopics: { high: topicOf('urgent') } }, [
      ['RootUsage', [audit], [arnOf('urgent')]],
      ['VpcChanges', [audit], [audit]],
    ]],
    ['an overridden severity', { severityTopics: { high: topicOf('urgent') }, eventOverrides: { VpcChanges: { severity: EventSeverity.HIGH } } }, [
      ['VpcChanges', [arnOf('urgent')], [arnOf('urgent')]],
    ]],
    ['actions of one event', { eventOverrides: { RootUsage: { alarmActions: [page] } } }, [
      ['RootUsage', ['page'], ['page']],
      ['VpcChanges', [audit], [audit]],
    ]],
    ['actions of one event, and a low-noise topic', { lowNoiseTopic: topicOf('on-call'), eventOverrides: { RootUsage: { alarmActions: [page] } } }, [
      ['RootUsage', ['page'], [arnOf('on-call')]],
    ]],
    ['low-noise actions of one event', { eventOverrides: { RootUsage: { lowNoiseActions: [page] } } }, [
      ['RootUsage', [audit], ['page']],
    ]],
    ['an empty list for one event, and a low-noise topic', { lowNoiseTopic: topicOf('on-call'), eventOverrides: { RootUsage: { alarmActions: [] } } }, [
      ['RootUsage', [], [arnOf('on-call')]],
    ]],
  ];

  test.each(routes)('of compliance and low-noise alarms are determined by %s', (_, props, expected) => {
    const template = alarmsOf(props);
    const found = expected.map(([id]) => [id, ...[id, `${id}-LowNoise`].map((name) => alarm(template, name).AlarmActions ?? [])]);
    expect(found).toEqual(expected);
  });

  test('do not include OK actions by default', () => {
    expect(Object.values(alarmsOf().findResources(ALARM)).filter(({ Properties }) => Properties.OKActions)).toEqual([]);
  });

  test('include the topic of the alarm and okActions in the OK state if notifyOk is true', () => {
    const template = alarmsOf({ notifyOk: true, okActions: [action('close')], alarmActions: [page], lowNoiseTopic: topicOf('on-call') });
    expect(alarm(template, 'RootUsage')).toMatchObject({ AlarmActions: [audit, 'page'], OKActions: [audit, 'close'] });
    expect(alarm(template, 'RootUsage-LowNoise')).toMatchObject({ AlarmActions: [arnOf('on-call')], OKActions: [arnOf('on-call'), 'close'] });
  });

  test('do not include a topic in the OK state if the alarm does not publish to it', () => {
    const eventOverrides: Record<string, SecurityEventOverride> = { RootUsage: { alarmActions: [page] }, VpcChanges: { lowNoiseActions: [page] } };
    const template = alarmsOf({ notifyOk: true, eventOverrides });
    expect(alarm(template, 'RootUsage')).not.toHaveProperty('OKActions');
    expect(alarm(template, 'VpcChanges-LowNoise')).not.toHaveProperty('OKActions');
    expect(alarm(template, 'VpcChanges')).toMatchObject({ OKActions: [audit] });
  });
});
