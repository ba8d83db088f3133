import { Match, Template } from 'aws-cdk-lib/assertions';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { LambdaAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Duration, Fn, Lazy, type Stack } from 'aws-cdk-lib/core';
import { SecurityAlarms, EventSeverity, type SecurityAlarmsProps } from '../../../src';
import { newStack, recommendedFlags, templateOf } from '../../support/templates';

const FILTER = 'AWS::Logs::MetricFilter';
const ALARM = 'AWS::CloudWatch::Alarm';
const DEFAULT_EVENTS = SecurityAlarms.defaultEvents.length;
const MAX_FILTERS = 100;
const TOPIC_ARN = 'arn:aws:sns:eu-west-1:111111111111:security';

const addAlarms = (stack: Stack, props: Partial<SecurityAlarmsProps> = {}) => new SecurityAlarms(stack, 'Alarms', {
  logGroup: logs.LogGroup.fromLogGroupName(stack, 'Trail', 'organization-trail'),
  topic: sns.Topic.fromTopicArn(stack, 'Topic', TOPIC_ARN),
  namePrefix: 'baseline-test',
  ...props,
});

const alarmsOf = (props: Partial<SecurityAlarmsProps>) => templateOf((stack) => addAlarms(stack, props));
const action = (alarmActionArn: string): cloudwatch.IAlarmAction => ({ bind: () => ({ alarmActionArn }) });
const many = (count: number) => Array.from({ length: count }, (_, index) => action(`arn-${index}`));
const topicOf = (name: string) => sns.Topic.fromTopicArn(newStack(), 'Topic', `arn:aws:sns:eu-west-1:111111111111:${name}`);

function byName(template: Template): Record<string, Record<string, unknown>> {
  return Object.fromEntries(Object.values(template.findResources(ALARM)).map(({ Properties }) => [Properties.AlarmName, Properties]));
}

describe('security alarms', () => {
  const template = alarmsOf({});

  test('have a filter and an alarm for each event, a low-noise pair beside each, and an alarm on the dead-letter queue of the rules', () => {
    template.resourceCountIs(FILTER, 2 * DEFAULT_EVENTS);
    template.resourceCountIs(ALARM, 2 * DEFAULT_EVENTS + 1);
  });

  test('keep the logical ids that they have in stacks that are deployed', () => {
    const ids = [...Object.keys(template.findResources(FILTER)), ...Object.keys(template.findResources(ALARM))];
    expect(ids).toEqual(expect.arrayContaining([
      'AlarmsRootUsageFilter448FC4E9', 'AlarmsRootUsageEFF4FF7D', 'AlarmsVpcChangesFilterFC002021', 'AlarmsVpcChanges61B43AB2',
    ]));
  });

  test.each(SecurityAlarms.defaultEvents.map((event) => [event.id, event.pattern]))('%s: counts the matching records from 0 and publishes to the topic after the first', (id, pattern) => {
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

  test('are described by the event, its severity, the response and the controls', () => {
    expect(byName(template)['baseline-test-KeyDisabledOrDeleted'].AlarmDescription).toBe(
      'HIGH: A KMS key was disabled or scheduled for deletion. '
      + 'Cancel the deletion unless it was meant: what the key encrypted is lost with it. (CIS 4.7, CloudWatch.7)');
  });

  test('never have their actions switched off', () => {
    expect(Object.values(byName(template)).filter(({ ActionsEnabled }) => ActionsEnabled === false)).toEqual([]);
  });

  test('are the same with every recommended feature flag', () => {
    expect(templateOf(addAlarms, undefined, recommendedFlags).toJSON()).toEqual(template.toJSON());
  });

  test('are typed properties, by id', () => {
    const alarms = addAlarms(newStack());
    expect(Object.keys(alarms.alarms)).toEqual(SecurityAlarms.defaultEvents.map(({ id }) => id));
    expect(Object.keys(alarms.lowNoiseAlarms)).toEqual(SecurityAlarms.defaultEvents.filter(({ lowNoisePattern }) => lowNoisePattern).map(({ id }) => id));
    expect(alarms.metricFilters.RootUsage.filterPattern).toContain('Root');
    expect(alarms.lowNoiseMetricFilters.RootUsage.filterPattern).toContain('Root');
  });

  test('have default events that nobody can change for others', () => {
    const [event, ...others] = SecurityAlarms.defaultEvents;
    Object.assign(event, { pattern: '{ $.a = 1 }' });
    Object.assign(event.eventPattern!, { source: ['changed'] });
    expect(others).toHaveLength(DEFAULT_EVENTS - 1);
    expect(SecurityAlarms.defaultEvents[0]).not.toEqual(event);
    expect(alarmsOf({}).toJSON()).toEqual(template.toJSON());
  });

  test('get names from their path where none are given, so that two sets in an account do not count for each other', () => {
    const named = templateOf((stack) => {
      addAlarms(stack, { namePrefix: undefined });
    });
    expect(Object.keys(byName(named))).toContainEqual(expect.stringMatching(/^Stack-Alarms-\w+-RootUsage$/));
  });
});

describe('security alarms with other wishes', () => {
  test('change what is overridden, and nothing else', () => {
    const changed = alarmsOf({
      eventOverrides: {
        UnauthorizedApiCalls: { threshold: 20, period: Duration.minutes(15), pattern: '{ $.errorCode = "AccessDenied" }', severity: EventSeverity.HIGH },
        VpcChanges: { alarmActions: [action('arn:aws:sns:eu-west-1:111111111111:network')] },
        OrganizationChanges: { enabled: false },
      },
    });
    const alarms = byName(changed);
    expect(alarms['baseline-test-UnauthorizedApiCalls']).toMatchObject({
      Threshold: 20, Period: 900, AlarmDescription: expect.stringMatching(/^HIGH: /), AlarmActions: [TOPIC_ARN],
    });
    changed.hasResourceProperties(FILTER, { FilterPattern: '{ $.errorCode = "AccessDenied" }' });
    expect(alarms['baseline-test-VpcChanges'].AlarmActions).toEqual(['arn:aws:sns:eu-west-1:111111111111:network']);
    expect(alarms).not.toHaveProperty('baseline-test-OrganizationChanges');
    expect(alarms).not.toHaveProperty('baseline-test-OrganizationChanges-LowNoise');
    changed.resourceCountIs(FILTER, 2 * DEFAULT_EVENTS - 2);
    expect(alarms['baseline-test-RootUsage']).toEqual(byName(alarmsOf({}))['baseline-test-RootUsage']);
  });

  test('keep the logical ids of the others when one is switched off', () => {
    const without = alarmsOf({ eventOverrides: { UnauthorizedApiCalls: { enabled: false } } });
    const all = alarmsOf({}).findResources(ALARM);
    expect(Object.keys(all)).toEqual(expect.arrayContaining(Object.keys(without.findResources(ALARM))));
  });

  test("watch the user's own events beside the baseline's", () => {
    const own = { id: 'GuardDutyOff', title: 'GuardDuty was switched off', pattern: '{ $.eventName = DeleteDetector }' };
    const added = alarmsOf({ additionalEvents: [own], metricNamespace: 'Security', eventOverrides: { GuardDutyOff: { threshold: 2 } } });
    added.resourceCountIs(ALARM, 2 * DEFAULT_EVENTS + 2);
    added.hasResourceProperties(ALARM, {
      AlarmName: 'baseline-test-GuardDutyOff', Namespace: 'Security', Threshold: 2, AlarmDescription: 'MEDIUM: GuardDuty was switched off.',
    });
  });

  test('have further actions besides the topic, or other actions', () => {
    const [more, other] = ['arn:aws:ssm:eu-west-1:111111111111:opsitem:1', 'arn:aws:lambda:eu-west-1:111111111111:function:page'];
    alarmsOf({ alarmActions: [action(more)], realTimeRules: false }).allResourcesProperties(ALARM, { AlarmActions: [TOPIC_ARN, more] });
    alarmsOf({ topic: undefined, alarmActions: [action(other)] }).allResourcesProperties(ALARM, { AlarmActions: [other] });
  });

  test('let a function act, which has a permission for each', () => {
    const template = templateOf((stack) => {
      const fn = new lambda.Function(stack, 'Function', { runtime: lambda.Runtime.NODEJS_22_X, handler: 'x', code: lambda.Code.fromInline('x') });
      const act = new LambdaAction(fn, { useUniquePermissionId: true });
      addAlarms(stack, { alarmActions: [act], okActions: [act], lowNoiseActions: [act] });
    });
    template.resourceCountIs('AWS::Lambda::Permission', Object.keys(template.findResources(ALARM)).length);
  });

  test('watch a log group of the same stack', () => {
    const own = templateOf((stack) => addAlarms(stack, { logGroup: new logs.LogGroup(stack, 'LogGroup') }));
    own.allResourcesProperties(FILTER, { LogGroupName: { Ref: Match.stringLikeRegexp('^LogGroup') } });
  });
});

describe('wrong security alarms', () => {
  const event = { id: 'Own', title: 'Own', pattern: '{ $.eventName = Own }' };
  const wrong: [string, Partial<SecurityAlarmsProps>, RegExp][] = [
    ['have no actions', { topic: undefined }, /topic: not given.*have no actions/],
    ['have a pattern that is too long', { additionalEvents: [{ ...event, pattern: `{ $.a = ${'x'.repeat(1024)} }` }] }, /additionalEvents\.Own\.pattern: ".*1024 characters at most, and it has 1034: make two/],
    ['have an empty pattern', { additionalEvents: [{ ...event, pattern: '' }] }, /additionalEvents\.Own\.pattern: ""\. A JSON pattern stands in braces/],
    ['have a pattern with an open bracket', { eventOverrides: { RootUsage: { pattern: '{ ($.a = 1 }' } } }, /eventOverrides\.RootUsage\.pattern: "\{ \(\$\.a = 1 \}"\. Close the parenthesis with \)/],
    ['have a low-noise pattern that CloudWatch refuses', { additionalEvents: [{ ...event, lowNoisePattern: '{ $.a == 1 }' }] }, /additionalEvents\.Own\.lowNoisePattern: "\{ \$\.a == 1 \}"\./],
    ['override a low-noise pattern by one that CloudWatch refuses', { eventOverrides: { RootUsage: { lowNoisePattern: '{ $.a }' } } }, /eventOverrides\.RootUsage\.lowNoisePattern: "\{ \$\.a \}"\. After a property give/],
    ['override the low-noise alarm of an event that has none', { additionalEvents: [event], eventOverrides: { Own: { lowNoiseThreshold: 2, lowNoiseActions: [] } } }, /eventOverrides\.Own\.lowNoiseThreshold: 2\. The event has no low-noise alarm: give lowNoisePattern too[^]*eventOverrides\.Own\.lowNoiseActions/],
    ['want a low-noise alarm without a pattern', { additionalEvents: [event], eventOverrides: { Own: { lowNoiseEnabled: true } } }, /eventOverrides\.Own\.lowNoiseEnabled: true\. The event has no low-noise alarm/],
    ['want a rule for what is not severe', { eventOverrides: { VpcChanges: { realTimeRule: true } } }, /eventOverrides\.VpcChanges\.realTimeRule: true.*HIGH.*eventPattern/],
    ['bring an event pattern for what is not severe', { eventOverrides: { VpcChanges: { eventPattern: { source: ['aws.ec2'] } } } }, /eventOverrides\.VpcChanges\.eventPattern: "LOW".*HIGH/],
    ['bring an event pattern for a message that EventBridge would take apart', { additionalEvents: [{ ...event, title: 'a < b' }], eventOverrides: { Own: { severity: EventSeverity.HIGH, eventPattern: { source: ['own'] } } } }, /additionalEvents\.Own\.title: "a < b"\. It stands in the message of a rule/],
    ['want rules without a topic', { topic: undefined, alarmActions: [action('arn')], realTimeRules: true }, /realTimeRules: true.*require a topic/],
    ['have no topic for some severities', { topic: undefined, severityTopics: { low: topicOf('low') } }, /topic: not given.*of RootUsage, ConsoleSignInWithoutMfa.* have no actions/],
    ['do more than an alarm can', { alarmActions: many(5) }, /alarmActions\.length: 5.*topic included.*at most 4/],
    ['do more than a low-noise alarm can', { lowNoiseActions: many(6) }, /lowNoiseActions\.length: 6.*at most 5/],
    ['do more than a low-noise alarm with a topic of its own can', { lowNoiseActions: many(5), lowNoiseTopic: topicOf('quiet') }, /lowNoiseActions\.length: 5.*topic included.*at most 4/],
    ['do more when all is well than an alarm can', { okActions: many(5), notifyOk: true }, /okActions\.length: 5.*at most 4/],
    ['do more for one event than an alarm can', { eventOverrides: { RootUsage: { alarmActions: many(6), lowNoiseActions: many(6) } } }, /eventOverrides\.RootUsage\.alarmActions\.length: 6[^]*eventOverrides\.RootUsage\.lowNoiseActions\.length: 6/],
    ["have an event with the id of another's low-noise alarm", { additionalEvents: [{ ...event, id: 'RootUsageLowNoise' }] }, /additionalEvents\.id: "RootUsageLowNoise"\. What is made for RootUsage has such a name: give another id/],
    ["have an event with the id of another's filter", { additionalEvents: [{ ...event, id: 'OwnFilter' }, event] }, /additionalEvents\.id: "OwnFilter"\. What is made for Own has such a name/],
    ['have an event with the id of the rules', { additionalEvents: [{ ...event, id: 'RealTimeRules' }] }, /additionalEvents\.id: "RealTimeRules"\. What is made for the rules has such a name/],
    ['have an event whose message EventBridge would take apart', { additionalEvents: [{ ...event, title: 'a < b', eventPattern: { source: ['own'] } }] }, /additionalEvents\.Own\.title: "a < b"\. It stands in the message of a rule: give no < and >/],
    ['have an event that sees reads by no pattern', { additionalEvents: [{ ...event, includeReadOnlyEvents: true }] }, /additionalEvents\.Own\.includeReadOnlyEvents: true\. A rule sees by its eventPattern: give one, or leave this out/],
    ['override the reads that a rule sees by no pattern', { additionalEvents: [event], eventOverrides: { Own: { includeReadOnlyEvents: true } } }, /eventOverrides\.Own\.includeReadOnlyEvents: true\. A rule sees by its eventPattern: give one, or leave this out/],
    ['have an event twice', { additionalEvents: [event, { ...event }] }, /additionalEvents\.id: "Own"\. Another event has this id/],
    ['have an event that is there already', { additionalEvents: [{ ...event, id: 'RootUsage' }] }, /additionalEvents\.id: "RootUsage"\. Another event has this id: give another, or override/],
    ['override an event that is not there', { eventOverrides: { RootUse: { threshold: 2 } } }, /eventOverrides: "RootUse"\. There is no such event\. There are: RootUsage, UnauthorizedApiCalls/],
    ['have an id that cannot stand in names', { additionalEvents: [{ ...event, id: 'My Event' }] }, /additionalEvents\.id: "My Event"\. It stands in names/],
    ['have a title that is too long', { additionalEvents: [{ ...event, title: 'x'.repeat(201) }] }, /additionalEvents\.Own\.title: "x+"\. Give 1 to 200/],
    ['wait for nothing', { eventOverrides: { RootUsage: { threshold: 0 } } }, /eventOverrides\.RootUsage\.threshold: 0\. Give 1 or more/],
    ['wait for nothing quietly', { eventOverrides: { RootUsage: { lowNoiseThreshold: 0 } } }, /eventOverrides\.RootUsage\.lowNoiseThreshold: 0\. Give 1 or more/],
    ['count over half minutes', { eventOverrides: { RootUsage: { period: Duration.seconds(90) } } }, /eventOverrides\.RootUsage\.period: 90\. These are seconds: give whole minutes/],
    ['count over parts of a second', { eventOverrides: { RootUsage: { period: Duration.millis(1500) } } }, /eventOverrides\.RootUsage\.period: 1\.5\. These are seconds/],
    ['count over a time that only the deployment knows', { eventOverrides: { RootUsage: { period: Duration.minutes(Lazy.number({ produce: () => 5 })) } } }, /eventOverrides\.RootUsage\.period: .*\. Only the deployment knows it: give minutes that are known/],
    ['wait for ever', { eventOverrides: { RootUsage: { threshold: Infinity, lowNoiseThreshold: NaN } } }, /eventOverrides\.RootUsage\.threshold: Infinity\. Give 1 or more\.\n.*lowNoiseThreshold: NaN\. Give 1/],
    ['see an empty event', { eventOverrides: { RootUsage: { eventPattern: {} } }, additionalEvents: [{ ...event, severity: EventSeverity.HIGH, eventPattern: {} }] },
      /additionalEvents\.Own\.eventPattern: "\{\}"\. EventBridge takes no empty one[^]*eventOverrides\.RootUsage\.eventPattern: "\{\}"\./],
    ['count into a namespace of AWS', { metricNamespace: 'AWS/Logs' }, /metricNamespace: "AWS\/Logs"\. Give 1 to 255 letters, digits, spaces/],
    ['count into a namespace of spaces', { metricNamespace: '  ' }, /metricNamespace: " {2}"\. Give 1 to 255 letters/],
    ['count into a namespace of other signs', { metricNamespace: 'Übrige' }, /metricNamespace: "Übrige"\. Give 1 to 255 letters/],
    ['serve more controls than a description holds', { additionalEvents: [{ ...event, controls: Array.from({ length: 20 }, (_, index) => `ORG.${index}`) }] }, /additionalEvents\.Own\.controls: "ORG\.0.*give 90 characters together at most/],
    ['have a prefix that cannot stand in names', { namePrefix: 'a b' }, /namePrefix: "a b"\. Give 1 to 128/],
  ];

  test.each(wrong)('are refused where they %s', (_, props, message) => {
    expect(() => addAlarms(newStack(), props)).toThrow(message);
  });

  test('are not refused for as many actions as an alarm takes', () => {
    const props = { alarmActions: many(4), okActions: many(4), notifyOk: true, lowNoiseActions: many(5), eventOverrides: { RootUsage: { alarmActions: many(5) } } };
    expect(() => addAlarms(newStack(), props)).not.toThrow();
  });

  test.each(['topic', 'lowNoiseTopic', 'deliveryFailureTopic', 'severityTopics.high', 'lowNoiseSeverityTopics.low'])('are refused where %s is in another region', (path) => {
    const [prop, severity] = path.split('.');
    const stack = newStack({ env: { account: '111111111111', region: 'eu-central-1' } });
    const here = sns.Topic.fromTopicArn(stack, 'Here', 'arn:aws:sns:eu-central-1:111111111111:security');
    const props = { topic: here, [prop]: severity ? { [severity]: topicOf('elsewhere') } : topicOf('elsewhere') };
    expect(() => addAlarms(stack, props)).toThrow(new RegExp(`${path}: "eu-west-1".*eu-central-1`));
  });

  test.each([
    ['region', 'eu-west-1:111111111111', 'eu-west-1'], ['account', 'eu-central-1:222222222222', '222222222222'],
  ])('are refused on a log group of another %s', (kind, place, value) => {
    const stack = newStack({ env: { account: '111111111111', region: 'eu-central-1' } });
    const logGroup = logs.LogGroup.fromLogGroupArn(stack, 'Elsewhere', `arn:aws:logs:${place}:log-group:trail`);
    const topic = sns.Topic.fromTopicArn(stack, 'Here', 'arn:aws:sns:eu-central-1:111111111111:security');
    expect(() => addAlarms(stack, { logGroup, topic })).toThrow(new RegExp(`logGroup: "${value}".*own ${kind}`));
  });

  test('are refused beside others of the same names, and on more filters than a log group takes', () => {
    const many100 = Array.from({ length: MAX_FILTERS - 2 * DEFAULT_EVENTS + 1 }, (_, index) => ({ ...event, id: `Own${index}` }));
    expect(() => templateOf((stack) => {
      addAlarms(stack, { additionalEvents: many100 });
      new SecurityAlarms(stack, 'Again', { logGroup: logs.LogGroup.fromLogGroupName(stack, 'Other', 'other'), topic: topicOf('security'), namePrefix: 'baseline-test' });
    })).toThrow(/\[Stack\/Alarms\] Log group 'Stack\/Trail' has 101 metric filters, and CloudWatch Logs takes 100: add fewer events[^]*\[Stack\/Again\] Its alarms would have the names of those of 'Stack\/Alarms': give another namePrefix/);
  });

  test('are not refused for a hundred filters', () => {
    alarmsOf({ additionalEvents: Array.from({ length: MAX_FILTERS - 2 * DEFAULT_EVENTS }, (_, index) => ({ ...event, id: `Own${index}` })) }).resourceCountIs(FILTER, 100);
  });

  test('are not refused for what only the deployment knows', () => {
    const unknown = Fn.importValue('value');
    alarmsOf({ namePrefix: unknown, additionalEvents: [{ ...event, pattern: unknown, lowNoisePattern: unknown }] }).resourceCountIs(ALARM, 2 * DEFAULT_EVENTS + 3);
  });
});
