import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as events from 'aws-cdk-lib/aws-events';
import * as logs from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import { Annotations, AspectPriority, Duration, Names, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { AlarmRouting, eventPatternOf, followsAtOnce, isTold, lowNoiseFollowsAtOnce, lowNoisePatternOf, includeReadOnlyEvents, severityOf } from './alarm-routing';
import { declareComplianceControls, type PrescribedAlarm } from './compliance-alarm-controls';
import { problemsOfFilters } from './log-group-limits';
import type { SecurityAlarmsProps, SecurityEventOverride } from './props';
import { SecurityEventRules } from './real-time-rules';
import { isOutsideRootRegion, ROOT_USAGE, RootSignInRule } from './root-sign-in-rule';
import type { SecurityEvent } from './security-event';
import { SECURITY_EVENTS } from './security-events';
import { problemOfNames, validateSecurityAlarms, warnOfSameTopic } from './validation';
import { createEventAlarm, type EventAlarmProps } from '../../common/alarms/event-alarm';
import { beforeSynthesis } from '../../common/cdk/before-synthesis';
import { isSameEnvironment } from '../../common/cdk/environments';
import { Problems } from '../../common/validation/problems';

/**
 * A metric filter, a metric and an alarm for each security event that CIS and Security Hub ask for, and for the user's own.
 *
 * - The compliance alarms have the patterns that Security Hub prescribes to the letter, for the auditor. They tell `topic`.
 * - The low-noise alarms, named `-LowNoise`, have patterns meant for paging people. They tell `lowNoiseTopic`, or else what the strict ones tell.
 * - Rules of EventBridge tell of severe events within seconds, ahead of both alarms. They tell the topic that the low-noise alarms tell. An alarm
 *   watches the queue of what they could not deliver.
 *
 * With one topic for all, a severe event is told three times: give a `lowNoiseTopic`, or switch off what you do not want by `lowNoiseAlarms` and `realTimeRules`.
 * Outside us-east-1 the rules do not see root's sign-ins, which the alarms do, some minutes later: a `RootSignInRule` in us-east-1 is as fast.
 *
 * @see https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html
 */
export class SecurityAlarms extends Construct {
  /** The events that CIS and Security Hub ask for. */
  public static readonly EVENTS: SecurityEvent[] = SECURITY_EVENTS;

  /** The compliance alarms, by the id of the event. */
  public readonly alarms: { [id: string]: cloudwatch.Alarm } = {};

  /** The metric filters of the compliance alarms, by the id of the event. */
  public readonly metricFilters: { [id: string]: logs.CfnMetricFilter } = {};

  /** The low-noise alarms, by the id of the event. */
  public readonly lowNoiseAlarms: { [id: string]: cloudwatch.Alarm } = {};

  /** The metric filters of the low-noise alarms, by the id of the event. */
  public readonly lowNoiseMetricFilters: { [id: string]: logs.CfnMetricFilter } = {};

  /** The rules that tell ahead of the alarms, by the id of the event. */
  public readonly rules: { [id: string]: events.Rule };

  /** What the rules could not deliver, kept for 14 days. Undefined where there are no rules. */
  public readonly deadLetterQueue?: sqs.IQueue;

  /** The alarm on that queue. Undefined where there are no rules. */
  public readonly deliveryFailureAlarm?: cloudwatch.Alarm;

  private readonly prescribed: PrescribedAlarm[] = [];
  private readonly routing: AlarmRouting;
  private readonly namePrefix: string;

  constructor(scope: Construct, id: string, private readonly props: SecurityAlarmsProps) {
    super(scope, id);
    const all = [...SECURITY_EVENTS, ...(props.additionalEvents ?? [])];
    validateSecurityAlarms(this, all, props);
    this.routing = new AlarmRouting(props);
    this.namePrefix = props.namePrefix ?? Names.uniqueResourceName(this, { maxLength: 100, separator: '-' });
    const watched = all.filter((event) => this.overrideOf(event).enabled !== false);
    watched.forEach((event) => this.watch(event, this.overrideOf(event)));
    declareComplianceControls(this, props.logGroup, this.prescribed);
    const realTimeRules = this.tellAhead(watched);
    this.rules = realTimeRules?.rules ?? {};
    this.deadLetterQueue = realTimeRules?.deadLetterQueue;
    this.deliveryFailureAlarm = realTimeRules?.deliveryFailureAlarm;
    this.informOfRootSignIn();
    this.node.addValidation({ validate: () => this.problems() });
  }

  /** What concerns all filters of the log group, and all alarms of the app. */
  private problems(): string[] {
    const all = this.node.root.node.findAll().filter((node) => node instanceof SecurityAlarms);
    const namesakes = all.slice(0, all.indexOf(this)).filter((other) => other.namePrefix === this.namePrefix && isSameEnvironment(other, this));
    return [...problemsOfFilters(this, this.props.logGroup), problemOfNames(namesakes)].filter((problem) => problem !== undefined);
  }

  private overrideOf({ id }: SecurityEvent): SecurityEventOverride {
    return this.props.overrides?.[id] ?? {};
  }

  private watch(event: SecurityEvent, override: SecurityEventOverride): void {
    const severity = severityOf(event, override);
    const title = `${severity}: ${event.title}`;
    this.metricFilters[event.id] = this.filter(`${event.id}Filter`, event.id, override.pattern ?? event.pattern);
    const reaction = this.routing.compliance(event, override);
    this.alarms[event.id] = this.alarm(event.id, event.id, {
      description: sentences(`${title}.`, event.response, event.controls?.length && `(${event.controls.join(', ')})`),
      threshold: override.threshold,
      period: override.period,
      reaction,
    });
    const asPrescribed = override.pattern === undefined && (override.threshold ?? 1) === 1;
    if (asPrescribed) {
      this.prescribed.push({ alarm: this.alarms[event.id], event, reaction });
    }
    const lowNoisePattern = lowNoisePatternOf(event, override, this.props);
    if (lowNoisePattern !== undefined) {
      this.lowNoiseMetricFilters[event.id] = this.filter(`${event.id}LowNoiseFilter`, `${event.id}-LowNoise`, lowNoisePattern);
      this.lowNoiseAlarms[event.id] = this.alarm(`${event.id}LowNoise`, `${event.id}-LowNoise`, {
        description: sentences(`${title} (low noise).`, event.response),
        threshold: override.lowNoiseThreshold,
        period: override.period,
        reaction: this.routing.lowNoise(event, override),
      });
    }
  }

  private filter(id: string, name: string, filterPattern: string): logs.CfnMetricFilter {
    return new logs.CfnMetricFilter(this, id, {
      logGroupName: this.props.logGroup.logGroupName,
      filterPattern,
      metricTransformations: [{
        metricNamespace: this.metricNamespace(), metricName: this.nameOf(name), metricValue: '1', defaultValue: 0,
      }],
    });
  }

  private alarm(id: string, name: string, { period = Duration.minutes(5), ...settings }: AlarmSettings): cloudwatch.Alarm {
    return createEventAlarm(this, id, {
      ...settings,
      name: this.nameOf(name),
      metric: new cloudwatch.Metric({
        namespace: this.metricNamespace(), metricName: this.nameOf(name), statistic: cloudwatch.Stats.SUM, period,
      }),
    });
  }

  private tellAhead(watched: SecurityEvent[]): SecurityEventRules | undefined {
    const topic = this.routing.ahead();
    const realTimeRules = this.props.realTimeRules ?? !this.pagesByActionsAlone(watched, topic);
    const isWanted = (event: SecurityEvent) => isTold(event, this.overrideOf(event), { realTimeRules });
    const told = watched.filter(isWanted).map((event) => ({
      event: { ...event, eventPattern: eventPatternOf(event, this.overrideOf(event)), includeReadOnlyEvents: includeReadOnlyEvents(event, this.overrideOf(event)) },
      alarmNames: this.alarmsThatFollow(event, this.overrideOf(event)),
    }));
    if (!topic || told.length === 0) {
      return undefined;
    }
    warnOfSameTopic(this, topic, this.routing.deliveryFailureTopic());
    return new SecurityEventRules(this, 'RealTimeRules', {
      told, topic, undelivered: this.routing.undelivered(), deliveryFailureAlarmName: this.nameOf('Undelivered'),
    });
  }

  /** Where nothing says whether rules shall tell the topic then, they do not, since it is not that of the people who are paged. */
  private pagesByActionsAlone(watched: SecurityEvent[], topic?: ITopic): boolean {
    const concerned = topic !== undefined && this.routing.pagesByActions() && watched.some((event) => isTold(event, this.overrideOf(event), {}));
    if (concerned) {
      new Problems(this).warn('noRealTimeRules',
        'Rules tell a topic, and the low-noise alarms have lowNoiseActions alone: nobody hears of severe events within seconds. Give the topic of the people who '
        + `are paged as lowNoiseTopic, or set realTimeRules: true tells topic '${topic.node.path}', false nobody.`);
    }
    return concerned;
  }

  private alarmsThatFollow({ id }: SecurityEvent, override: SecurityEventOverride): string[] {
    const lowNoise = this.lowNoiseAlarms[id] && lowNoiseFollowsAtOnce(override);
    return [...(followsAtOnce(override) ? [this.nameOf(id)] : []), ...(lowNoise ? [this.nameOf(`${id}-LowNoise`)] : [])];
  }

  /**
   * Looks when all is made, since a RootSignInRule may come later. It is no warning: the alarm tells of the sign-in, only later, and whoever
   * treats warnings as errors could not deploy anywhere else.
   */
  private informOfRootSignIn(): void {
    beforeSynthesis(this, () => {
      const concerned = this.rules[ROOT_USAGE] && isOutsideRootRegion(Stack.of(this).region);
      if (concerned && !this.node.root.node.findAll().some((other) => other instanceof RootSignInRule)) {
        Annotations.of(this).addInfoV2('SecureBaseline:rootSignInElsewhere',
          'Sign-ins as root are recorded in us-east-1: the alarm tells of them after some minutes. '
          + 'To hear within seconds, put a RootSignInRule in a stack of us-east-1.');
      }
    }, AspectPriority.READONLY);
  }

  private metricNamespace(): string {
    return this.props.metricNamespace ?? 'LogMetrics';
  }

  private nameOf(name: string): string {
    return `${this.namePrefix}-${name}`;
  }
}

/** How an alarm differs from the others. */
interface AlarmSettings extends Pick<EventAlarmProps, 'description' | 'threshold' | 'reaction'> {
  readonly period?: Duration;
}

function sentences(...parts: (string | number | undefined)[]): string {
  return parts.filter(Boolean).join(' ');
}
