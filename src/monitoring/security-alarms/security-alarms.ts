import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as events from 'aws-cdk-lib/aws-events';
import * as logs from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import { Annotations, AspectPriority, Duration, Names, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import {
  AlarmRouting, eventPatternOf, followsFirstEvent, hasRealTimeRule, includesReadOnlyEvents, lowNoiseFollowsFirstEvent, lowNoisePatternOf, severityOf,
} from './alarm-routing';
import { declareComplianceControls, type ComplianceAlarm } from './compliance-alarm-controls';
import { problemsOfFilters } from './log-group-limits';
import type { SecurityAlarmsProps, SecurityEventOverride } from './props';
import { RealTimeRules } from './real-time-rules';
import { isOutsideRootRegion, ROOT_USAGE, RootSignInRule } from './root-sign-in-rule';
import type { SecurityEvent } from './security-event';
import { SECURITY_EVENTS, eventsOf } from './security-events';
import { problemOfNames, validateSecurityAlarms, warnOfSameTopic } from './validation';
import { createEventAlarm, type EventAlarmProps } from '../../common/alarms/event-alarm';
import { beforeSynthesis } from '../../common/cdk/before-synthesis';
import { isSameEnvironment } from '../../common/cdk/environments';
import { Problems } from '../../common/validation/problems';

/**
 * A metric filter, a metric and an alarm for each security event that CIS and Security Hub require, and for additional events.
 *
 * - Compliance alarms have exactly the filter patterns that Security Hub requires, for the auditor. They publish to `topic`.
 * - Low-noise alarms, named `-LowNoise`, have filter patterns for the on-call engineer. They publish to `lowNoiseTopic`, or by default to the
 *   topic of the compliance alarm.
 * - Real-time rules of EventBridge publish events of severity HIGH within seconds, before both alarms, to the topic of the low-noise alarms. An
 *   alarm monitors their dead-letter queue.
 *
 * With one topic for everything, a severe event produces three notifications: give a `lowNoiseTopic`, or disable what you do not need by
 * `lowNoiseAlarms` and `realTimeRules`. Outside us-east-1 the rules do not see sign-ins of the root user, which the alarms detect some minutes
 * later: for a notification within seconds add a `RootSignInRule` in us-east-1.
 *
 * @see https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html
 */
export class SecurityAlarms extends Construct {
  /** The events that CIS and Security Hub require: a new copy with each access. */
  public static get defaultEvents(): SecurityEvent[] {
    return structuredClone([...SECURITY_EVENTS]);
  }

  /** The compliance alarms, by the id of the event. */
  public readonly alarms: { [id: string]: cloudwatch.Alarm } = {};

  /** The metric filters of the compliance alarms, by the id of the event. */
  public readonly metricFilters: { [id: string]: logs.CfnMetricFilter } = {};

  /** The low-noise alarms, by the id of the event. */
  public readonly lowNoiseAlarms: { [id: string]: cloudwatch.Alarm } = {};

  /** The metric filters of the low-noise alarms, by the id of the event. */
  public readonly lowNoiseMetricFilters: { [id: string]: logs.CfnMetricFilter } = {};

  /** The EventBridge rules that publish events within seconds, by the id of the event. */
  public readonly realTimeRules: { [id: string]: events.Rule };

  /** The dead-letter queue of the real-time rules, which retains messages for 14 days. Undefined if there are no rules. */
  public readonly deadLetterQueue?: sqs.IQueue;

  /** The alarm on messages in the dead-letter queue. Undefined if there are no rules. */
  public readonly deliveryFailureAlarm?: cloudwatch.Alarm;

  private readonly complianceAlarms: ComplianceAlarm[] = [];
  private readonly routing: AlarmRouting;
  private readonly namePrefix: string;

  constructor(scope: Construct, id: string, private readonly props: SecurityAlarmsProps) {
    super(scope, id);
    const securityEvents = eventsOf(props);
    validateSecurityAlarms(this, securityEvents, props);
    this.routing = new AlarmRouting(props);
    this.namePrefix = props.namePrefix ?? Names.uniqueResourceName(this, { maxLength: 100, separator: '-' });
    const enabled = securityEvents.filter((event) => this.overrideOf(event).enabled !== false);
    enabled.forEach((event) => this.createAlarms(event, this.overrideOf(event)));
    declareComplianceControls(this, props.logGroup, this.complianceAlarms);
    const realTimeRules = this.createRealTimeRules(enabled);
    this.realTimeRules = realTimeRules?.rules ?? {};
    this.deadLetterQueue = realTimeRules?.deadLetterQueue;
    this.deliveryFailureAlarm = realTimeRules?.deliveryFailureAlarm;
    this.addRootSignInInfo();
    this.node.addValidation({ validate: () => this.problems() });
  }

  /** Problems with all filters of the log group, and with all alarms of the app. */
  private problems(): string[] {
    const all = this.node.root.node.findAll().filter((node) => node instanceof SecurityAlarms);
    const namesakes = all.slice(0, all.indexOf(this)).filter((other) => other.namePrefix === this.namePrefix && isSameEnvironment(other, this));
    return [...problemsOfFilters(this, this.props.logGroup), problemOfNames(namesakes)].filter((problem) => problem !== undefined);
  }

  private overrideOf({ id }: SecurityEvent): SecurityEventOverride {
    return this.props.eventOverrides?.[id] ?? {};
  }

  private createAlarms(event: SecurityEvent, override: SecurityEventOverride): void {
    const severity = severityOf(event, override);
    const title = `${severity}: ${event.title}`;
    this.metricFilters[event.id] = this.createFilter(`${event.id}Filter`, event.id, override.pattern ?? event.pattern);
    this.alarms[event.id] = this.createAlarm(event.id, event.id, {
      description: sentences(`${title}.`, event.response, event.controls?.length && `(${event.controls.join(', ')})`),
      threshold: override.threshold,
      period: override.period,
      actions: this.routing.compliance(event, override),
    });
    if (override.pattern === undefined && (override.threshold ?? 1) === 1) {
      this.complianceAlarms.push({ alarm: this.alarms[event.id], event });
    }
    const lowNoisePattern = lowNoisePatternOf(event, override, this.props);
    if (lowNoisePattern !== undefined) {
      this.lowNoiseMetricFilters[event.id] = this.createFilter(`${event.id}LowNoiseFilter`, `${event.id}-LowNoise`, lowNoisePattern);
      this.lowNoiseAlarms[event.id] = this.createAlarm(`${event.id}LowNoise`, `${event.id}-LowNoise`, {
        description: sentences(`${title} (low noise).`, event.response),
        threshold: override.lowNoiseThreshold,
        period: override.period,
        actions: this.routing.lowNoise(event, override),
      });
    }
  }

  private createFilter(id: string, name: string, filterPattern: string): logs.CfnMetricFilter {
    return new logs.CfnMetricFilter(this, id, {
      logGroupName: this.props.logGroup.logGroupName,
      filterPattern,
      metricTransformations: [{
        metricNamespace: this.metricNamespace(), metricName: this.nameOf(name), metricValue: '1', defaultValue: 0,
      }],
    });
  }

  private createAlarm(id: string, name: string, { period = Duration.minutes(5), ...settings }: AlarmSettings): cloudwatch.Alarm {
    return createEventAlarm(this, id, {
      ...settings,
      name: this.nameOf(name),
      metric: new cloudwatch.Metric({
        namespace: this.metricNamespace(), metricName: this.nameOf(name), statistic: cloudwatch.Stats.SUM, period,
      }),
    });
  }

  private createRealTimeRules(enabled: SecurityEvent[]): RealTimeRules | undefined {
    const topic = this.routing.realTimeTopic();
    const realTimeRules = this.props.realTimeRules ?? !this.onCallTopicIsMissing(enabled, topic);
    const realTimeEvents = enabled.filter((event) => hasRealTimeRule(event, this.overrideOf(event), { realTimeRules })).map((event) => ({
      event: {
        ...event,
        eventPattern: eventPatternOf(event, this.overrideOf(event)),
        includeReadOnlyEvents: includesReadOnlyEvents(event, this.overrideOf(event)),
      },
      alarmNames: this.followingAlarms(event, this.overrideOf(event)),
    }));
    if (!topic || realTimeEvents.length === 0) {
      return undefined;
    }
    warnOfSameTopic(this, topic, this.routing.deliveryFailureTopic());
    return new RealTimeRules(this, 'RealTimeRules', {
      events: realTimeEvents, topic, deliveryFailureActions: this.routing.deliveryFailure(), deliveryFailureAlarmName: this.nameOf('Undelivered'),
    });
  }

  /** Then there are no rules by default, because the topic that they could publish to is not the on-call topic. */
  private onCallTopicIsMissing(enabled: SecurityEvent[], topic?: ITopic): boolean {
    const isMissing = topic !== undefined && this.routing.hasLowNoiseActionsOnly()
      && enabled.some((event) => hasRealTimeRule(event, this.overrideOf(event), {}));
    if (isMissing) {
      new Problems(this).warn('noRealTimeRules',
        'Real-time rules publish to a topic, and the low-noise alarms have only lowNoiseActions: no notification of severe events is sent within seconds. '
        + `Give the on-call topic as lowNoiseTopic, or set realTimeRules: true publishes to topic '${topic.node.path}', false to no topic.`);
    }
    return isMissing;
  }

  private followingAlarms({ id }: SecurityEvent, override: SecurityEventOverride): string[] {
    const lowNoise = this.lowNoiseAlarms[id] && lowNoiseFollowsFirstEvent(override);
    return [...(followsFirstEvent(override) ? [this.nameOf(id)] : []), ...(lowNoise ? [this.nameOf(`${id}-LowNoise`)] : [])];
  }

  /**
   * Looks before synthesis, because a RootSignInRule may be added later. It is no warning, because the alarm detects the sign-in, only later,
   * and apps that treat warnings as errors could not be deployed to other regions.
   */
  private addRootSignInInfo(): void {
    beforeSynthesis(this, () => {
      const isLate = this.realTimeRules[ROOT_USAGE] && isOutsideRootRegion(Stack.of(this).region);
      if (isLate && !this.node.root.node.findAll().some((other) => other instanceof RootSignInRule)) {
        Annotations.of(this).addInfoV2('SecureBaseline:rootSignInElsewhere',
          'Sign-ins of the root user are recorded in us-east-1: the alarm detects them after some minutes. '
          + 'For a notification within seconds, add a RootSignInRule in a stack of us-east-1.');
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

/** The settings of one alarm. */
interface AlarmSettings extends Pick<EventAlarmProps, 'description' | 'threshold' | 'actions'> {
  readonly period?: Duration;
}

function sentences(...parts: (string | number | undefined)[]): string {
  return parts.filter(Boolean).join(' ');
}
