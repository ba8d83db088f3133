import { ORGANIZATION_CHANGES, PRESCRIBED } from '../../monitoring/security-alarms/prescribed-patterns';
import { BOTH, PRODUCTION, type Control } from '../control';
import { each, idOf, type Check, type Properties, type Resources } from '../resources';
import { recordsEverywhere } from './cloudtrail';

const ALARM = 'AWS::CloudWatch::Alarm';
const LEAST_RETENTION_DAYS = 365;

/** The recommendations 4.1 to 4.15 of CIS, which are 5.1 to 5.15 in version 7, and the control of Security Hub for each. */
const EVENTS: [title: string, control?: string][] = [
  ['unauthorized API calls', 'CloudWatch.2'],
  ['console sign-in without MFA', 'CloudWatch.3'],
  ['root usage', 'CloudWatch.1'],
  ['changes of IAM policies', 'CloudWatch.4'],
  ['changes of CloudTrail', 'CloudWatch.5'],
  ['console sign-in failures', 'CloudWatch.6'],
  ['keys disabled or scheduled for deletion', 'CloudWatch.7'],
  ['changes of bucket policies', 'CloudWatch.8'],
  ['changes of AWS Config', 'CloudWatch.9'],
  ['changes of security groups', 'CloudWatch.10'],
  ['changes of network ACLs', 'CloudWatch.11'],
  ['changes of network gateways', 'CloudWatch.12'],
  ['changes of route tables', 'CloudWatch.13'],
  ['changes of VPCs', 'CloudWatch.14'],
  ['changes of the organization'],
];

/** Security Hub looks for a trail of all regions, the filter, its metric, an alarm on that metric and a topic with a subscription. */
function alarmOn(matches: (pattern: string) => boolean): Check {
  return (resources) => {
    const metrics = filtersOfTrail(resources).filter(({ FilterPattern }) => matches(FilterPattern)).map(({ MetricTransformations: [metric] }) => metric);
    return metrics.flatMap(({ MetricName, MetricNamespace, MetricValue }) => each(ALARM,
      (alarm) => MetricValue === '1' && goesOffAtOnce(alarm) && alarm.ActionsEnabled !== false
        && alarm.AlarmActions?.some((topic: unknown) => hasSubscription(topic, resources)),
      (alarm) => alarm.MetricName === MetricName && alarm.Namespace === MetricNamespace)(resources));
  };
}

/** With the first event, in any period. */
function goesOffAtOnce({ Statistic, Threshold, ComparisonOperator, EvaluationPeriods, DatapointsToAlarm = EvaluationPeriods }: Properties): boolean {
  return Statistic === 'Sum' && Threshold === 1 && ComparisonOperator === 'GreaterThanOrEqualToThreshold' && DatapointsToAlarm === 1;
}

function filtersOfTrail(resources: Resources): Properties[] {
  const logGroups = resources.of('AWS::CloudTrail::Trail').map(([, trail]) => trail).filter(recordsEverywhere)
    .map(({ CloudWatchLogsLogGroupArn }) => idOf(CloudWatchLogsLogGroupArn));
  return resources.of('AWS::Logs::MetricFilter').map(([, filter]) => filter).filter(({ LogGroupName }) => logGroups.includes(idOf(LogGroupName)));
}

function hasSubscription(topic: unknown, resources: Resources): boolean {
  return resources.of('AWS::SNS::Subscription').some(([, { TopicArn }]) => idOf(TopicArn) === idOf(topic));
}

function securityEvent([title, control]: typeof EVENTS[number], index: number): Control {
  const number = index + 1;
  const [before, now] = [`4.${number}`, `5.${number}`];
  return {
    id: `CIS ${before}/${before}/${before}/${now}`,
    also: [`CIS ${before}`, ...(control ? [control] : [])],
    title: `Metric filter, alarm and topic: ${title}`,
    ...BOTH,
    note: 'Somebody must be subscribed: notifications.emailAddresses, or a subscription elsewhere',
    test: `an alarm with the prescribed pattern tells subscribers of ${title}`,
    check: alarmOn((pattern) => (control ? pattern === PRESCRIBED[control] : ORGANIZATION_CHANGES.test(pattern))),
  };
}

export const MONITORING: Control[] = [
  ...EVENTS.map(securityEvent),
  {
    id: 'CloudWatch.15',
    title: 'Alarms have actions',
    ...BOTH,
    test: 'every alarm tells a topic',
    check: each(ALARM, ({ AlarmActions }, resources) => AlarmActions?.some((topic: unknown) => resources.at(topic) !== undefined)),
  },
  {
    id: 'CloudWatch.16',
    title: 'Log groups are kept for a year at least',
    ...PRODUCTION,
    elsewhere: 'database.logRetention, trail.logRetention',
    test: 'every log group is kept for a year at least',
    check: each('AWS::Logs::LogGroup', ({ RetentionInDays }) => RetentionInDays >= LEAST_RETENTION_DAYS),
  },
  {
    id: 'CloudWatch.17',
    title: 'Actions of alarms are on',
    ...BOTH,
    test: 'the actions of every alarm are on',
    check: each(ALARM, ({ ActionsEnabled }) => ActionsEnabled !== false),
  },
];
