import { Match, Template } from 'aws-cdk-lib/assertions';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Duration, Fn, type Stack } from 'aws-cdk-lib/core';
import { SecurityAlarms, SecurityEventSeverity, type SecurityAlarmsProps } from '../../src';
import { newStack, recommendedFlags, templateOf } from '../support/templates';

const FILTER = 'AWS::Logs::MetricFilter';
const ALARM = 'AWS::CloudWatch::Alarm';
const TOPIC_ARN = 'arn:aws:sns:eu-west-1:111111111111:security';

const addAlarms = (stack: Stack, props: Partial<SecurityAlarmsProps> = {}) => new SecurityAlarms(stack, 'Alarms', {
  logGroup: logs.LogGroup.fromLogGroupName(stack, 'Trail', 'organization-trail'),
  topic: sns.Topic.fromTopicArn(stack, 'Topic', TOPIC_ARN),
  namePrefix: 'baseline-test',
  ...props,
});

const alarmsOf = (props: Partial<SecurityAlarmsProps>) => templateOf((stack) => addAlarms(stack, props));
const action = (alarmActionArn: string): cloudwatch.IAlarmAction => ({ bind: () => ({ alarmActionArn }) });

function byName(template: Template): Record<string, Record<string, unknown>> {
  return Object.fromEntries(Object.values(template.findResources(ALARM)).map(({ Properties }) => [Properties.AlarmName, Properties]));
}

describe('security alarms', () => {
  const template = alarmsOf({});

  test('make a filter and an alarm for each of the fifteen events', () => {
    template.resourceCountIs(FILTER, 15);
    template.resourceCountIs(ALARM, 15);
  });

  test.each(SecurityAlarms.BASELINE.map((event) => [event.id, event.pattern]))('%s: counts the matching records from 0 and tells the topic of the first', (id, pattern) => {
    template.hasResourceProperties(FILTER, {
      LogGroupName: 'organization-trail',
      FilterPattern: pattern,
      MetricTransformations: [{ MetricName: `baseline-test-${id}`, MetricNamespace: 'LogMetrics', MetricValue: '1', DefaultValue: 0 }],
    });
    template.hasResourceProperties(ALARM, {
      AlarmName: `baseline-test-${id}`,
      MetricName: `baseline-test-${id}`,
      Namespace: 'LogMetrics',
      Statistic: 'Sum',
      Period: 300,
      EvaluationPeriods: 1,
      Threshold: 1,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      TreatMissingData: 'notBreaching',
      AlarmActions: [TOPIC_ARN],
    });
  });

  test('say what happened, what to do, how much it matters, and which controls ask', () => {
    expect(byName(template)['baseline-test-kms-key-deletion'].AlarmDescription).toBe(
      'A KMS key was disabled or scheduled for deletion. Cancel the deletion or enable the key: whatever it encrypts cannot be read without it. '
      + 'Severity: high. (CIS 4.7, Security Hub CloudWatch.7)');
  });

  test('never have their actions switched off', () => {
    expect(Object.values(byName(template)).filter(({ ActionsEnabled }) => ActionsEnabled === false)).toEqual([]);
  });

  test('are the same with every recommended feature flag', () => {
    expect(templateOf(addAlarms, undefined, recommendedFlags).toJSON()).toEqual(template.toJSON());
  });

  test('are typed properties, by id', () => {
    const alarms = addAlarms(newStack());
    expect(Object.keys(alarms.alarms)).toEqual(SecurityAlarms.BASELINE.map(({ id }) => id));
    expect(alarms.metricFilters['root-usage'].filterPattern).toContain('Root');
  });

  test('get names from their path where none are given, so that two sets in an account do not count for each other', () => {
    const named = templateOf((stack) => {
      addAlarms(stack, { namePrefix: undefined });
    });
    expect(Object.keys(byName(named))).toContainEqual(expect.stringMatching(/^Stack-Alarms-\w+-root-usage$/));
  });
});

describe('security alarms with other wishes', () => {
  test('change what is overridden, and nothing else', () => {
    const changed = alarmsOf({
      overrides: {
        'unauthorized-api-calls': { threshold: 20, period: Duration.minutes(15), pattern: '{ $.errorCode = "AccessDenied" }', severity: SecurityEventSeverity.HIGH },
        'vpc-changes': { actions: [action('arn:aws:sns:eu-west-1:111111111111:network')] },
        'organizations-changes': { disabled: true },
      },
    });
    const alarms = byName(changed);
    expect(alarms['baseline-test-unauthorized-api-calls']).toMatchObject({
      Threshold: 20, Period: 900, AlarmDescription: expect.stringContaining('Severity: high.'), AlarmActions: [TOPIC_ARN],
    });
    changed.hasResourceProperties(FILTER, { FilterPattern: '{ $.errorCode = "AccessDenied" }' });
    expect(alarms['baseline-test-vpc-changes'].AlarmActions).toEqual(['arn:aws:sns:eu-west-1:111111111111:network']);
    expect(alarms).not.toHaveProperty('baseline-test-organizations-changes');
    changed.resourceCountIs(FILTER, 14);
    expect(alarms['baseline-test-root-usage']).toEqual(byName(alarmsOf({}))['baseline-test-root-usage']);
  });

  test('keep the logical ids of the others when one is switched off', () => {
    const without = alarmsOf({ overrides: { 'unauthorized-api-calls': { disabled: true } } });
    const all = alarmsOf({}).findResources(ALARM);
    expect(Object.keys(all)).toEqual(expect.arrayContaining(Object.keys(without.findResources(ALARM))));
  });

  test("watch the user's own events beside the baseline's", () => {
    const own = { id: 'guardduty-off', title: 'GuardDuty was switched off', pattern: '{ $.eventName = DeleteDetector }', threshold: 2 };
    const added = alarmsOf({ events: [...SecurityAlarms.BASELINE, own], metricNamespace: 'Security' });
    added.resourceCountIs(ALARM, 16);
    added.hasResourceProperties(ALARM, {
      AlarmName: 'baseline-test-guardduty-off', Namespace: 'Security', Threshold: 2, AlarmDescription: 'GuardDuty was switched off. Severity: medium.',
    });
  });

  test('do more than tell the topic, or something else', () => {
    const [more, other] = ['arn:aws:ssm:eu-west-1:111111111111:opsitem:1', 'arn:aws:lambda:eu-west-1:111111111111:function:page'];
    alarmsOf({ actions: [action(more)] }).allResourcesProperties(ALARM, { AlarmActions: [TOPIC_ARN, more] });
    alarmsOf({ topic: undefined, actions: [action(other)] }).allResourcesProperties(ALARM, { AlarmActions: [other] });
  });

  test('watch a log group of the same stack', () => {
    const own = templateOf((stack) => addAlarms(stack, { logGroup: new logs.LogGroup(stack, 'LogGroup') }));
    own.allResourcesProperties(FILTER, { LogGroupName: { Ref: Match.stringLikeRegexp('^LogGroup') } });
  });
});

describe('wrong security alarms', () => {
  const event = { id: 'own', title: 'Own', pattern: '{ $.eventName = Own }' };
  const wrong: [string, Partial<SecurityAlarmsProps>, RegExp][] = [
    ['tell nobody', { topic: undefined }, /topic: not given\. Alarms without an action tell nobody: give a topic/],
    ['have a pattern that is too long', { events: [{ ...event, pattern: `{ $.a = ${'x'.repeat(1024)} }` }] }, /events\.own\.pattern: ".*1 to 1024 characters \(this one has 1034\): split the event/],
    ['have an empty pattern', { events: [{ ...event, pattern: '' }] }, /events\.own\.pattern: ""\. CloudWatch Logs takes patterns of 1/],
    ['have a pattern with an open bracket', { overrides: { 'root-usage': { pattern: '{ ($.a = 1 }' } } }, /events\.root-usage\.pattern: "\{ \(\$\.a = 1 \}"\. A bracket or quotation mark is not closed/],
    ['have an event twice', { events: [event, event] }, /events: "own"\. The event is there twice/],
    ['override an event that is not there', { overrides: { 'root-use': { threshold: 2 } } }, /overrides: "root-use"\. There is no such event: give one of unauthorized-api-calls, .*root-usage/],
    ['have an id that cannot stand in names', { events: [{ ...event, id: 'My Event' }] }, /events\.id: "My Event"\. It stands in names/],
    ['wait for nothing', { overrides: { 'root-usage': { threshold: 0 } } }, /events\.root-usage\.threshold: 0\. Give a number greater than 0/],
    ['count over half minutes', { overrides: { 'root-usage': { period: Duration.seconds(90) } } }, /events\.root-usage\.period: .*Give whole minutes, a day at most/],
    ['count into a namespace of AWS', { metricNamespace: 'AWS/Logs' }, /metricNamespace: "AWS\/Logs"\. Give 1 to 255 characters, not beginning with 'AWS\/'/],
    ['have a prefix that cannot stand in names', { namePrefix: 'a b' }, /namePrefix: "a b"\. Give 1 to 128/],
  ];

  test.each(wrong)('are refused where they %s', (_, props, message) => {
    expect(() => addAlarms(newStack(), props)).toThrow(message);
  });

  test('are not refused for what only the deployment knows', () => {
    const unknown = Fn.importValue('pattern');
    alarmsOf({ namePrefix: unknown, events: [{ ...event, pattern: unknown }] }).resourceCountIs(ALARM, 1);
  });
});
