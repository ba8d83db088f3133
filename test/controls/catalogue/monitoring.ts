import { ORGANIZATION_CHANGES, PRESCRIBED } from '../../monitoring/security-alarms/prescribed-patterns';
import { BOTH, PRODUCTION, type Control } from '../control';
import { each, idOf, type Check, type Properties, type Resources } from '../resources';
import { recordsAllRegions } from './cloudtrail';

const ALARM = 'AWS::CloudWatch::Alarm';
const LEAST_RETENTION_DAYS = 365;

/** The CIS recommendations 4.1 to 4.15 (5.1 to 5.15 in version 7), and the Security Hub control for each of them. */
const EVENTS: [title: string, control?: string][] = [
  ['unauthorized API calls', 'CloudWatch.2'],
  ['console sign-in without MFA', 'CloudWatch.3'],
  ['root user usage', 'CloudWatch.1'],
  ['IAM policy changes', 'CloudWatch.4'],
  ['CloudTrail configuration changes', 'CloudWatch.5'],
  ['console authentication failures', 'CloudWatch.6'],
  ['disabling or scheduled deletion of customer managed keys', 'CloudWatch.7'],
  ['S3 bucket policy changes', 'CloudWatch.8'],
  ['AWS Config configuration changes', 'CloudWatch.9'],
  ['security group changes', 'CloudWatch.10'],
  ['network ACL changes', 'CloudWatch.11'],
  ['network gateway changes', 'CloudWatch.12'],
  ['route table changes', 'CloudWatch.13'],
  ['VPC changes', 'CloudWatch.14'],
  ['AWS Organizations changes'],
];

/** Security Hub requires a multi-region trail, the metric filter, its metric, an alarm on that metric and a topic with a subscription. */
function alarmOn(matches: (pattern: string) => boolean): Check {
  return (resources) => {
    const metrics = filtersOfTrail(resources).filter(({ FilterPattern }) => matches(FilterPattern)).map(({ MetricTransformations: [metric] }) => metric);
    return metrics.flatMap(({ MetricName, MetricNamespace, MetricValue }) => each(ALARM,
      (alarm) => MetricValue === '1' && alarmsOnFirstEvent(alarm) && alarm.ActionsEnabled !== false
        && alarm.AlarmActions?.some((topic: unknown) => hasSubscription(topic, resources)),
      (alarm) => alarm.MetricName === MetricName && alarm.Namespace === MetricNamespace)(resources));
  };
}

/** Whether an alarm enters the ALARM state with the first event, in any period. */
function alarmsOnFirstEvent({ Statistic, Threshold, ComparisonOperator, EvaluationPeriods, DatapointsToAlarm = EvaluationPeriods }: Properties): boolean {
  return ['Maximum', 'Sum'].includes(Statistic) && Threshold === 1 && ComparisonOperator === 'GreaterThanOrEqualToThreshold' && DatapointsToAlarm === 1;
}

function filtersOfTrail(resources: Resources): Properties[] {
  const logGroups = resources.of('AWS::CloudTrail::Trail').map(([, trail]) => trail).filter(recordsAllRegions)
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
    title: `Metric filter and alarm for ${title}`,
    ...BOTH,
    note: 'The topic requires a subscription: notifications.emailAddresses, or a subscription outside the baseline',
    test: `an alarm on a metric filter with the prescribed pattern notifies subscribers of ${title}`,
    check: alarmOn((pattern) => (control ? pattern === PRESCRIBED[control] : ORGANIZATION_CHANGES.test(pattern))),
  };
}

export const MONITORING: Control[] = [
  ...EVENTS.map(securityEvent),
  {
    id: 'CloudWatch.15',
    title: 'CloudWatch alarms have actions configured',
    ...BOTH,
    test: 'every alarm publishes to a topic',
    check: each(ALARM, ({ AlarmActions }, resources) => AlarmActions?.some((topic: unknown) => resources.at(topic) !== undefined)),
  },
  {
    id: 'CloudWatch.16',
    title: 'CloudWatch log groups are retained for at least one year',
    ...PRODUCTION,
    enabledBy: 'network.flowLogRetention, trail.logRetention, database.logRetention, webTier.logRetention',
    test: 'every log group is retained for at least one year',
    check: each('AWS::Logs::LogGroup', ({ RetentionInDays }) => RetentionInDays >= LEAST_RETENTION_DAYS),
  },
  {
    id: 'CloudWatch.17',
    title: 'CloudWatch alarm actions are enabled',
    ...BOTH,
    test: 'the actions of every alarm are enabled',
    check: each(ALARM, ({ ActionsEnabled }) => ActionsEnabled !== false),
  },
];
