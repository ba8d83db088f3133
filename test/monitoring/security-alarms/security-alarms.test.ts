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
const actions = (count: number) => Array.from({ length: count }, (_, index) => action(`arn-${index}`));
const topicOf = (name: string) => sns.Topic.fromTopicArn(newStack(), 'Topic', `arn:aws:sns:eu-west-1:111111111111:${name}`);

function alarmsByName(template: Template): Record<string, Record<string, unknown>> {
  return Object.fromEntries(Object.values(template.findResources(ALARM)).map(({ Properties }) => [Properties.AlarmName, Properties]));
}

describe('security alarms', () => {
  const template = alarmsOf({});

  test('include a metric filter and an alarm per event, a low-noise filter and alarm per event, and an alarm on the dead-letter queue', () => {
    template.resourceCountIs(FILTER, 2 * DEFAULT_EVENTS);
    template.resourceCountIs(ALARM, 2 * DEFAULT_EVENTS + 1);
  });

  test('have stable logical ids', () => {
    const ids = [...Object.keys(template.findResources(FILTER)), ...Object.keys(template.findResources(ALARM))];
    expect(ids).toEqual(expect.arrayContaining([
      'AlarmsRootUsageFilter448FC4E9', 'AlarmsRootUsageEFF4FF7D', 'AlarmsVpcChangesFilterFC002021', 'AlarmsVpcChanges61B43AB2',
    ]));
  });

  test.each(SecurityAlarms.defaultEvents.map((event) => [event.id, event.pattern]))('%s: counts matching events, and publishes to the topic after the first one', (id, pattern) => {
    template.hasResourceProperties(FILTER, {
      LogGroupName: 'organization-trail',
      FilterPattern: pattern,
      MetricTransformations: [{ MetricName: `baseline-test-${id}`, MetricNamespace: 'LogMetrics', MetricValue: '1', DefaultValue: 0 }],
    });
    template.hasResourceProperties(ALARM, {
      AlarmName: `baseline-test-${id}`,
      MetricName: `baseline-test-${id}`,
      Namespace: 'LogMetrics',
      Statistic: 'Maximum',
      Unit: 'None',
      Period: 300,
      EvaluationPeriods: 1,
      Threshold: 1,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      TreatMissingData: 'notBreaching',
      AlarmActions: [TOPIC_ARN],
    });
  });

  test('have a description with the severity, the title, the response and the controls', () => {
    expect(alarmsByName(template)['baseline-test-KeyDisabledOrDeleted'].AlarmDescription).toBe(
      'HIGH: A KMS key was disabled or scheduled for deletion. '
      + 'If this was not intended, cancel the deletion and enable the key. Data cannot be decrypted after its key is deleted. Controls: CIS 4.7, CloudWatch.7.');
  });

  test('have enabled actions', () => {
    expect(Object.values(alarmsByName(template)).filter(({ ActionsEnabled }) => ActionsEnabled === false)).toEqual([]);
  });

  test('are the same with every recommended feature flag', () => {
    expect(templateOf(addAlarms, undefined, recommendedFlags).toJSON()).toEqual(template.toJSON());
  });

  test('are exposed by the id of the event', () => {
    const alarms = addAlarms(newStack());
    expect(Object.keys(alarms.alarms)).toEqual(SecurityAlarms.defaultEvents.map(({ id }) => id));
    expect(Object.keys(alarms.lowNoiseAlarms)).toEqual(SecurityAlarms.defaultEvents.filter(({ lowNoisePattern }) => lowNoisePattern).map(({ id }) => id));
    expect(alarms.metricFilters.RootUsage.filterPattern).toContain('Root');
    expect(alarms.lowNoiseMetricFilters.RootUsage.filterPattern).toContain('Root');
  });

  test('have default events that are copied with each access', () => {
    const [event, ...others] = SecurityAlarms.defaultEvents;
    Object.assign(event, { pattern: '{ $.a = 1 }' });
    Object.assign(event.eventPattern!, { source: ['changed'] });
    expect(others).toHaveLength(DEFAULT_EVENTS - 1);
    expect(SecurityAlarms.defaultEvents[0]).not.toEqual(event);
    expect(alarmsOf({}).toJSON()).toEqual(template.toJSON());
  });

  test('have names with the construct path by default, so that several SecurityAlarms have different metrics', () => {
    const named = templateOf((stack) => {
      addAlarms(stack, { namePrefix: undefined });
    });
    expect(Object.keys(alarmsByName(named))).toContainEqual(expect.stringMatching(/^Stack-Alarms-\w+-RootUsage$/));
  });
});

describe('security alarms with overrides and additional props', () => {
  test('apply overrides to their event only', () => {
    const changed = alarmsOf({
      eventOverrides: {
        UnauthorizedApiCalls: { threshold: 20, period: Duration.minutes(15), pattern: '{ $.errorCode = "AccessDenied" }', severity: EventSeverity.HIGH },
        VpcChanges: { alarmActions: [action('arn:aws:sns:eu-west-1:111111111111:network')] },
        OrganizationChanges: { enabled: false },
      },
    });
    const alarms = alarmsByName(changed);
    expect(alarms['baseline-test-UnauthorizedApiCalls']).toMatchObject({
      Threshold: 20, Period: 900, AlarmDescription: expect.stringMatching(/^HIGH: /), AlarmActions: [TOPIC_ARN],
    });
    changed.hasResourceProperties(FILTER, { FilterPattern: '{ $.errorCode = "AccessDenied" }' });
    expect(alarms['baseline-test-VpcChanges'].AlarmActions).toEqual(['arn:aws:sns:eu-west-1:111111111111:network']);
    expect(alarms).not.toHaveProperty('baseline-test-OrganizationChanges');
    expect(alarms).not.toHaveProperty('baseline-test-OrganizationChanges-LowNoise');
    changed.resourceCountIs(FILTER, 2 * DEFAULT_EVENTS - 2);
    expect(alarms['baseline-test-RootUsage']).toEqual(alarmsByName(alarmsOf({}))['baseline-test-RootUsage']);
  });

  test('retain the logical ids of other events if an event is disabled', () => {
    const without = alarmsOf({ eventOverrides: { UnauthorizedApiCalls: { enabled: false } } });
    const all = alarmsOf({}).findResources(ALARM);
    expect(Object.keys(all)).toEqual(expect.arrayContaining(Object.keys(without.findResources(ALARM))));
  });

  test('include additional events', () => {
    const own = { id: 'GuardDutyDisabled', title: 'GuardDuty was disabled', pattern: '{ $.eventName = DeleteDetector }' };
    const added = alarmsOf({ additionalEvents: [own], metricNamespace: 'Security', eventOverrides: { GuardDutyDisabled: { threshold: 2 } } });
    added.resourceCountIs(ALARM, 2 * DEFAULT_EVENTS + 2);
    added.hasResourceProperties(ALARM, {
      AlarmName: 'baseline-test-GuardDutyDisabled', Namespace: 'Security', Threshold: 2, AlarmDescription: 'MEDIUM: GuardDuty was disabled.',
    });
  });

  test('have alarm actions in addition to the topic, or without a topic', () => {
    const [additional, other] = ['arn:aws:ssm:eu-west-1:111111111111:opsitem:1', 'arn:aws:lambda:eu-west-1:111111111111:function:page'];
    alarmsOf({ alarmActions: [action(additional)], realTimeRules: false }).allResourcesProperties(ALARM, { AlarmActions: [TOPIC_ARN, additional] });
    alarmsOf({ topic: undefined, alarmActions: [action(other)] }).allResourcesProperties(ALARM, { AlarmActions: [other] });
  });

  test('add a permission for each alarm to the function of a LambdaAction', () => {
    const template = templateOf((stack) => {
      const fn = new lambda.Function(stack, 'Function', { runtime: lambda.Runtime.NODEJS_22_X, handler: 'x', code: lambda.Code.fromInline('x') });
      const lambdaAction = new LambdaAction(fn, { useUniquePermissionId: true });
      addAlarms(stack, { alarmActions: [lambdaAction], okActions: [lambdaAction], lowNoiseActions: [lambdaAction] });
    });
    template.resourceCountIs('AWS::Lambda::Permission', Object.keys(template.findResources(ALARM)).length);
  });

  test('accept a log group of the same stack', () => {
    const own = templateOf((stack) => addAlarms(stack, { logGroup: new logs.LogGroup(stack, 'LogGroup') }));
    own.allResourcesProperties(FILTER, { LogGroupName: { Ref: Match.stringLikeRegexp('^LogGroup') } });
  });
});

describe('invalid security alarms', () => {
  const event = { id: 'Own', title: 'Own', pattern: '{ $.eventName = Own }' };
  const invalid: [string, Partial<SecurityAlarmsProps>, RegExp][] = [
    ['no topic and no actions', { topic: undefined }, /topic must be specified, because the alarms have no actions, got no value/],
    ['a pattern that is too long', { additionalEvents: [{ ...event, pattern: `{ $.a = ${'x'.repeat(1024)} }` }] }, /additionalEvents\.Own\.pattern must have at most 1024 characters, got ".*This pattern has 1034 characters/],
    ['an empty pattern', { additionalEvents: [{ ...event, pattern: '' }] }, /additionalEvents\.Own\.pattern must be a valid JSON filter pattern.*got ""\. Correct the pattern: Enclose the pattern in braces/],
    ['a pattern with an unclosed parenthesis', { eventOverrides: { RootUsage: { pattern: '{ ($.a = 1 }' } } }, /eventOverrides\.RootUsage\.pattern must .*got "\{ \(\$\.a = 1 \}"\. Correct the pattern: Close the parenthesis with \)/],
    ['an invalid low-noise pattern', { additionalEvents: [{ ...event, lowNoisePattern: '{ $.a == 1 }' }] }, /additionalEvents\.Own\.lowNoisePattern must .*got "\{ \$\.a == 1 \}"\./],
    ['an override with an invalid low-noise pattern', { eventOverrides: { RootUsage: { lowNoisePattern: '{ $.a }' } } }, /eventOverrides\.RootUsage\.lowNoisePattern must .*got "\{ \$\.a \}"\. Correct the pattern: Add =, !=/],
    ['an override of a low-noise alarm that does not exist', { additionalEvents: [event], eventOverrides: { Own: { lowNoiseThreshold: 2, lowNoiseActions: [] } } }, /eventOverrides\.Own\.lowNoiseThreshold must not be specified for an event without a low-noise alarm, got 2\. Specify a low-noise pattern[^]*eventOverrides\.Own\.lowNoiseActions must/],
    ['a low-noise alarm without a pattern', { additionalEvents: [event], eventOverrides: { Own: { lowNoiseEnabled: true } } }, /eventOverrides\.Own\.lowNoiseEnabled must .*without a low-noise alarm, got true/],
    ['a real-time rule for an event of severity LOW', { eventOverrides: { VpcChanges: { realTimeRule: true } } }, /eventOverrides\.VpcChanges\.realTimeRule must .*HIGH and an event pattern, got true/],
    ['an event pattern for an event of severity LOW', { eventOverrides: { VpcChanges: { eventPattern: { source: ['aws.ec2'] } } } }, /eventOverrides\.VpcChanges\.eventPattern must .*HIGH.*got "LOW"/],
    ['a title with < and an overridden event pattern', { additionalEvents: [{ ...event, title: 'a < b' }], eventOverrides: { Own: { severity: EventSeverity.HIGH, eventPattern: { source: ['own'] } } } }, /additionalEvents\.Own\.title must not contain < or >.*got "a < b"/],
    ['real-time rules without a topic', { topic: undefined, alarmActions: [action('arn')], realTimeRules: true }, /realTimeRules must not be enabled without a topic.*got true/],
    ['no topic for some severities', { topic: undefined, severityTopics: { low: topicOf('low') } }, /topic must be specified.*of RootUsage, ConsoleSignInWithoutMfa.* have no actions/],
    ['too many actions of compliance alarms', { alarmActions: actions(5) }, /alarmActions\.length must be at most 4, got 5\..*including the topic/],
    ['too many actions of low-noise alarms without a topic', { lowNoiseActions: actions(6) }, /lowNoiseActions\.length must be at most 5, got 6/],
    ['too many actions of low-noise alarms with a topic', { lowNoiseActions: actions(5), lowNoiseTopic: topicOf('on-call') }, /lowNoiseActions\.length must be at most 4, got 5\..*including the topic/],
    ['too many OK actions', { okActions: actions(5), notifyOk: true }, /okActions\.length must be at most 4, got 5/],
    ['too many actions of one event', { eventOverrides: { RootUsage: { alarmActions: actions(6), lowNoiseActions: actions(6) } } }, /eventOverrides\.RootUsage\.alarmActions\.length must be at most 5, got 6[^]*eventOverrides\.RootUsage\.lowNoiseActions\.length must be at most 5, got 6/],
    ['the id of the low-noise alarm of another event', { additionalEvents: [{ ...event, id: 'RootUsageLowNoise' }] }, /additionalEvents\.id must not conflict with .* of RootUsage, got "RootUsageLowNoise"/],
    ['the id of the metric filter of another event', { additionalEvents: [{ ...event, id: 'OwnFilter' }, event] }, /additionalEvents\.id must not conflict with .* of Own, got "OwnFilter"/],
    ['the id of the real-time rules', { additionalEvents: [{ ...event, id: 'RealTimeRules' }] }, /additionalEvents\.id must not conflict with .* of real-time rules, got "RealTimeRules"/],
    ['a title with < and an event pattern', { additionalEvents: [{ ...event, title: 'a < b', eventPattern: { source: ['own'] } }] }, /additionalEvents\.Own\.title must not contain < or >.*got "a < b"/],
    ['read-only calls for an event without an event pattern', { additionalEvents: [{ ...event, includeReadOnlyEvents: true }] }, /additionalEvents\.Own\.includeReadOnlyEvents must .*without an event pattern, got true/],
    ['an override with read-only calls for an event without an event pattern', { additionalEvents: [event], eventOverrides: { Own: { includeReadOnlyEvents: true } } }, /eventOverrides\.Own\.includeReadOnlyEvents must .*without an event pattern, got true/],
    ['a duplicate additional event', { additionalEvents: [event, { ...event }] }, /additionalEvents\.id must not be the id of another event, got "Own"/],
    ['an additional event with the id of a default event', { additionalEvents: [{ ...event, id: 'RootUsage' }] }, /additionalEvents\.id must not be the id of another event, got "RootUsage"\..*eventOverrides/],
    ['an override of an event that does not exist', { eventOverrides: { RootUse: { threshold: 2 } } }, /eventOverrides must have only ids of events as keys, got "RootUse"\..*RootUsage, UnauthorizedApiCalls/],
    ['an override without a setting, such as a Python dictionary whose keys were lost', { eventOverrides: { RootUsage: { threshold: undefined } } }, /eventOverrides\.RootUsage must contain at least one setting, got \{.*SecurityEventOverride/],
    ['an id with characters that are not allowed in names', { additionalEvents: [{ ...event, id: 'My Event' }] }, /additionalEvents\.id must consist of 1 to 64 letters and digits.*got "My Event"/],
    ['a title that is too long', { additionalEvents: [{ ...event, title: 'x'.repeat(201) }] }, /additionalEvents\.Own\.title must have 1 to 200 characters, got "x+"/],
    ['a threshold of 0', { eventOverrides: { RootUsage: { threshold: 0 } } }, /eventOverrides\.RootUsage\.threshold must be a finite number of at least 1, got 0/],
    ['a low-noise threshold of 0', { eventOverrides: { RootUsage: { lowNoiseThreshold: 0 } } }, /eventOverrides\.RootUsage\.lowNoiseThreshold must be a finite number of at least 1, got 0/],
    ['a period of fractions of a minute', { eventOverrides: { RootUsage: { period: Duration.seconds(90) } } }, /eventOverrides\.RootUsage\.period must be whole minutes, .*got Duration\.seconds\(90\)/],
    ['a period of fractions of a second', { eventOverrides: { RootUsage: { period: Duration.millis(1500) } } }, /eventOverrides\.RootUsage\.period must be whole minutes, .*got Duration\.millis\(1500\)/],
    ['a period that is an unresolved token', { eventOverrides: { RootUsage: { period: Duration.minutes(Lazy.number({ produce: () => 5 })) } } }, /eventOverrides\.RootUsage\.period must be known at synthesis/],
    ['thresholds that are not finite', { eventOverrides: { RootUsage: { threshold: Infinity, lowNoiseThreshold: NaN } } }, /eventOverrides\.RootUsage\.threshold must be a finite number of at least 1, got Infinity\..*\n.*lowNoiseThreshold must be a finite number of at least 1, got NaN/],
    ['empty event patterns', { eventOverrides: { RootUsage: { eventPattern: {} } }, additionalEvents: [{ ...event, severity: EventSeverity.HIGH, eventPattern: {} }] },
      /additionalEvents\.Own\.eventPattern must have at least one field, got "\{\}"\.[^]*eventOverrides\.RootUsage\.eventPattern must .*got "\{\}"\./],
    ['a metric namespace of AWS', { metricNamespace: 'AWS/Logs' }, /metricNamespace must .*not begin with AWS\/, got "AWS\/Logs"/],
    ['a metric namespace of spaces', { metricNamespace: '  ' }, /metricNamespace must consist of 1 to 255 letters, .*got " {2}"/],
    ['a metric namespace with other characters', { metricNamespace: 'Übrige' }, /metricNamespace must consist of 1 to 255 letters, .*got "Übrige"/],
    ['too many controls for the description', { additionalEvents: [{ ...event, controls: Array.from({ length: 20 }, (_, index) => `ORG.${index}`) }] }, /additionalEvents\.Own\.controls must have at most 90 characters in total.*got "ORG\.0/],
    ['a prefix with characters that are not allowed in names', { namePrefix: 'a b' }, /namePrefix must consist of 1 to 128 letters.*got "a b"/],
  ];

  test.each(invalid)('are rejected: %s', (_, props, message) => {
    expect(() => addAlarms(newStack(), props)).toThrow(message);
  });

  test('do not include alarms with the maximum number of actions', () => {
    const props = { alarmActions: actions(4), okActions: actions(4), notifyOk: true, lowNoiseActions: actions(5), eventOverrides: { RootUsage: { alarmActions: actions(5) } } };
    expect(() => addAlarms(newStack(), props)).not.toThrow();
  });

  test.each(['topic', 'lowNoiseTopic', 'deliveryFailureTopic', 'severityTopics.high', 'lowNoiseSeverityTopics.low'])('are rejected if %s is in another region', (path) => {
    const [prop, severity] = path.split('.');
    const stack = newStack({ env: { account: '111111111111', region: 'eu-central-1' } });
    const ownTopic = sns.Topic.fromTopicArn(stack, 'Here', 'arn:aws:sns:eu-central-1:111111111111:security');
    const props = { topic: ownTopic, [prop]: severity ? { [severity]: topicOf('other-region') } : topicOf('other-region') };
    expect(() => addAlarms(stack, props)).toThrow(new RegExp(`${path} must .*eu-central-1, got "eu-west-1"`));
  });

  test.each([
    ['region', 'eu-west-1:111111111111', 'eu-west-1'], ['account', 'eu-central-1:222222222222', '222222222222'],
  ])('are rejected on a log group of another %s', (kind, place, value) => {
    const stack = newStack({ env: { account: '111111111111', region: 'eu-central-1' } });
    const logGroup = logs.LogGroup.fromLogGroupArn(stack, 'OtherGroup', `arn:aws:logs:${place}:log-group:trail`);
    const topic = sns.Topic.fromTopicArn(stack, 'Here', 'arn:aws:sns:eu-central-1:111111111111:security');
    expect(() => addAlarms(stack, { logGroup, topic })).toThrow(new RegExp(`logGroup must be in .*the ${kind} of the metric filters, got "${value}"`));
  });

  test('are rejected if others have the same names, and if the log group has more than 100 metric filters', () => {
    const events = Array.from({ length: MAX_FILTERS - 2 * DEFAULT_EVENTS + 1 }, (_, index) => ({ ...event, id: `Own${index}` }));
    expect(() => templateOf((stack) => {
      addAlarms(stack, { additionalEvents: events });
      new SecurityAlarms(stack, 'Again', { logGroup: logs.LogGroup.fromLogGroupName(stack, 'Other', 'other'), topic: topicOf('security'), namePrefix: 'baseline-test' });
    })).toThrow(/\[Stack\/Alarms\] Log group 'Stack\/Trail' has 101 metric filters, but CloudWatch Logs allows at most 100\. [^]*\[Stack\/Again\] The alarms would have the same names as the alarms of 'Stack\/Alarms'\. Specify a different namePrefix/);
  });

  test('do not include alarms on a log group with 100 metric filters', () => {
    alarmsOf({ additionalEvents: Array.from({ length: MAX_FILTERS - 2 * DEFAULT_EVENTS }, (_, index) => ({ ...event, id: `Own${index}` })) }).resourceCountIs(FILTER, 100);
  });

  test('do not include alarms with unresolved tokens', () => {
    const unresolved = Fn.importValue('value');
    alarmsOf({ namePrefix: unresolved, additionalEvents: [{ ...event, pattern: unresolved, lowNoisePattern: unresolved }] }).resourceCountIs(ALARM, 2 * DEFAULT_EVENTS + 3);
  });
});
