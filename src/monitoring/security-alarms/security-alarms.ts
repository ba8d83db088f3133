import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as events from 'aws-cdk-lib/aws-events';
import * as logs from 'aws-cdk-lib/aws-logs';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import { Duration, Names } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import {
  AlarmRouting, eventPatternOf, followsFirstEvent, hasRealTimeRule, includesReadOnlyEvents, lowNoiseFollowsFirstEvent, meetsControls, severityOf,
} from './alarm-routing';
import { warnOfChangedEvent } from './changed-event';
import { declareComplianceControls, type ComplianceAlarm } from './compliance-alarm-controls';
import { problemsOfFilters } from './log-group-limits';
import type { SecurityAlarmsProps, SecurityEventOverride } from './props';
import { RealTimeRules, topicsOf, type RealTimeEvent } from './real-time-rules';
import { addRootSignInInfo } from './root-sign-in-info';
import type { SecurityEvent } from './security-event';
import { SECURITY_EVENTS, eventsOf } from './security-events';
import { problemOfNames, validateSecurityAlarms, warnOfSameTopic } from './validation';
import { createEventAlarm, type EventAlarmProps } from '../../common/alarms/event-alarm';
import { registerSecurityNamespace } from '../../common/alarms/security-namespaces';
import { isSameEnvironment } from '../../common/cdk/environments';
import { keepProps } from '../../common/cdk/property-injectors';
import { Problems } from '../../common/validation/problems';

/**
 * Creates a metric filter, a metric and an alarm for each security event that CIS and Security Hub require, and for additional events.
 *
 * An alarm with a threshold of 1 evaluates the maximum of its metric, which nobody can lower by publishing negative values. An alarm with a higher
 * threshold requires the sum, which whoever can publish in the namespace of the metrics can lower.
 *
 * - Compliance alarms have the exact filter patterns that Security Hub requires. They publish to `topic`, typically the topic of the auditors.
 * - Low-noise alarms, named `-LowNoise`, have filter patterns for on-call engineers. They publish to `lowNoiseTopic`, or by default to the topic of
 *   the compliance alarm.
 * - Real-time rules are EventBridge rules that publish events of severity HIGH to the topic of the low-noise alarms. They publish within seconds,
 *   whereas alarms follow some minutes after the event. An alarm monitors their dead-letter queue.
 *
 * If all of them share one topic, a severe event produces three notifications. Specify a `lowNoiseTopic`, or disable a kind of notification with
 * `lowNoiseAlarms` or `realTimeRules`. Outside us-east-1, the rules do not match sign-ins of the root user, which the alarms detect some minutes
 * later. For notifications of them within seconds, add a `RootSignInRule` in us-east-1.
 *
 * @see https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html
 *
 * @example
 * import { LogGroup } from 'aws-cdk-lib/aws-logs';
 * import { NotificationTopic, SecurityAlarms } from '@org/secure-baseline';
 *
 * const audit = new NotificationTopic(this, 'Audit', { emailAddresses: ['audit@example.com'] });
 * const onCall = new NotificationTopic(this, 'OnCall', { emailAddresses: ['on-call@example.com'] });
 * new SecurityAlarms(this, 'SecurityAlarms', {
 *   logGroup: LogGroup.fromLogGroupName(this, 'TrailLogs', 'organization-trail'),
 *   topic: audit.topic,
 *   lowNoiseTopic: onCall.topic,
 * });
 */
export class SecurityAlarms extends Construct {
  /** The events that CIS and Security Hub require. Each access returns a new copy. */
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

  /** The dead-letter queue of the real-time rules, which retains undelivered messages for 14 days. Undefined if there are no rules. */
  public readonly deadLetterQueue?: sqs.IQueue;

  /** The alarm on messages in the dead-letter queue. Undefined if there are no rules. */
  public readonly deliveryFailureAlarm?: cloudwatch.Alarm;

  private readonly complianceAlarms: ComplianceAlarm[] = [];
  private readonly routing: AlarmRouting;
  private readonly namePrefix: string;

  constructor(scope: Construct, id: string, private readonly props: SecurityAlarmsProps = {}) {
    super(scope, id);
    keepProps(this);
    const securityEvents = eventsOf(props);
    validateSecurityAlarms(this, securityEvents, props);
    this.routing = new AlarmRouting(props);
    this.namePrefix = props.namePrefix ?? Names.uniqueResourceName(this, { maxLength: 100, separator: '-' });
    const enabled = securityEvents.filter((event) => this.overrideOf(event).enabled !== false);
    if (props.logGroup) {
      const { logGroup } = props;
      enabled.forEach((event) => this.createAlarms(logGroup, event, this.overrideOf(event)));
      declareComplianceControls(this, logGroup, this.complianceAlarms);
    }
    const realTimeRules = this.createRealTimeRules(enabled);
    this.realTimeRules = realTimeRules?.rules ?? {};
    this.deadLetterQueue = realTimeRules?.deadLetterQueue;
    this.deliveryFailureAlarm = realTimeRules?.deliveryFailureAlarm;
    registerSecurityNamespace(this, this.metricNamespace());
    addRootSignInInfo(this, this.realTimeRules);
    this.node.addValidation({ validate: () => this.findProblems() });
  }

  /** Returns the problems that depend on other constructs of the app: quotas of the log group, and duplicate names of alarms. */
  private findProblems(): string[] {
    const all = this.node.root.node.findAll().filter((node) => node instanceof SecurityAlarms);
    const withSameNames = all.slice(0, all.indexOf(this)).filter((other) => other.namePrefix === this.namePrefix && isSameEnvironment(other, this));
    const ofFilters = this.props.logGroup ? problemsOfFilters(this, this.props.logGroup) : [];
    return [...ofFilters, problemOfNames(withSameNames)].filter((problem) => problem !== undefined);
  }

  private overrideOf({ id }: SecurityEvent): SecurityEventOverride {
    return this.props.eventOverrides?.[id] ?? {};
  }

  private createAlarms(logGroup: logs.ILogGroup, event: SecurityEvent, override: SecurityEventOverride): void {
    const severity = severityOf(event, override);
    const title = `${severity}: ${event.title}`;
    const controls = meetsControls(override) && override.alarmActions?.length !== 0 ? event.controls ?? [] : [];
    this.metricFilters[event.id] = this.createFilter(logGroup, `${event.id}Filter`, event.id, override.pattern ?? event.pattern);
    this.alarms[event.id] = this.createAlarm(event.id, event.id, {
      description: joinSentences(`${title}.`, event.response, controls.length > 0 && `Controls: ${controls.join(', ')}.`),
      threshold: override.threshold,
      period: override.period,
      actions: this.routing.compliance(event, override),
    });
    warnOfChangedEvent(this.alarms[event.id], event, override, this.routing, this.props);
    if (meetsControls(override)) {
      this.complianceAlarms.push({ alarm: this.alarms[event.id], event });
    }
    const lowNoisePattern = this.routing.lowNoisePatternOf(event, override);
    if (lowNoisePattern !== undefined) {
      this.lowNoiseMetricFilters[event.id] = this.createFilter(logGroup, `${event.id}LowNoiseFilter`, `${event.id}-LowNoise`, lowNoisePattern);
      this.lowNoiseAlarms[event.id] = this.createAlarm(`${event.id}LowNoise`, `${event.id}-LowNoise`, {
        description: joinSentences(`${title} (low-noise alarm).`, event.response),
        threshold: override.lowNoiseThreshold,
        period: override.period,
        actions: this.routing.lowNoise(event, override),
      });
    }
  }

  private createFilter({ logGroupName }: logs.ILogGroup, id: string, name: string, filterPattern: string): logs.CfnMetricFilter {
    return new logs.CfnMetricFilter(this, id, {
      logGroupName,
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
        namespace: this.metricNamespace(), metricName: this.nameOf(name), statistic: statisticOf(settings.threshold), period, unit: UNIT_OF_FILTERS,
      }),
    });
  }

  private createRealTimeRules(enabled: SecurityEvent[]): RealTimeRules | undefined {
    const withoutTopic = this.eventsWithoutOnCallTopic(enabled);
    const realTimeEvents = enabled.flatMap<RealTimeEvent>((event) => {
      const override = this.overrideOf(event);
      const topic = this.routing.realTimeTopic(event, override);
      const realTimeRules = this.props.realTimeRules ?? !withoutTopic.includes(event);
      return topic && hasRealTimeRule(event, override, { realTimeRules }) ? [{
        event: { ...event, eventPattern: eventPatternOf(event, override), includeReadOnlyEvents: includesReadOnlyEvents(event, override) },
        topic,
        alarmNames: this.alarmNamesOf(event, override),
      }] : [];
    });
    if (realTimeEvents.length === 0) {
      return undefined;
    }
    const topics = topicsOf(realTimeEvents);
    topics.forEach((topic) => warnOfSameTopic(this, topic, this.routing.deliveryFailureTopic(topics)));
    return new RealTimeRules(this, 'RealTimeRules', {
      events: realTimeEvents, deliveryFailureActions: this.routing.deliveryFailure(topics), deliveryFailureAlarmName: this.nameOf('Undelivered'),
    });
  }

  /**
   * Returns the events of which low-noise alarms notify on-call engineers only with actions, and adds a warning if there are any. They have no
   * real-time rules by default, because these could publish only to the topic of the compliance alarms.
   */
  private eventsWithoutOnCallTopic(enabled: SecurityEvent[]): SecurityEvent[] {
    const found = this.props.realTimeRules !== undefined ? [] : enabled.filter((event) => hasRealTimeRule(event, this.overrideOf(event), {})
      && this.routing.realTimeTopic(event, this.overrideOf(event)) && this.routing.hasLowNoiseActionsOnly(event, this.overrideOf(event)));
    if (found.length > 0) {
      new Problems(this).warn('noRealTimeRules',
        'No real-time rules are created, because rules can publish only to a topic and the low-noise alarms have only lowNoiseActions. '
        + `Specify the on-call topic as lowNoiseTopic, set realTimeRules to true to publish to topic '${this.routing.realTimeTopic(found[0])!.node.path}', or set it to false for no rules.`);
    }
    return found;
  }

  /** Returns the names of the alarms that go into the ALARM state after each event that the real-time rule publishes. */
  private alarmNamesOf({ id }: SecurityEvent, override: SecurityEventOverride): string[] {
    const lowNoise = this.lowNoiseAlarms[id] && lowNoiseFollowsFirstEvent(override);
    return [...(this.alarms[id] && followsFirstEvent(override) ? [this.nameOf(id)] : []), ...(lowNoise ? [this.nameOf(`${id}-LowNoise`)] : [])];
  }

  private metricNamespace(): string {
    return this.props.metricNamespace ?? 'LogMetrics';
  }

  private nameOf(name: string): string {
    return `${this.namePrefix}-${name}`;
  }
}

/** The settings of a compliance alarm or a low-noise alarm. */
interface AlarmSettings extends Pick<EventAlarmProps, 'description' | 'threshold' | 'actions'> {
  readonly period?: Duration;
}

/**
 * The unit of metrics from a metric filter without a unit. The state of an alarm without a unit is not defined if values of the metric are
 * published with another unit. An alarm with a unit ignores these.
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_MetricTransformation.html
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
 */
const UNIT_OF_FILTERS = cloudwatch.Unit.NONE;

/**
 * With a threshold of 1, the maximum detects an event as the sum does, and cannot be lowered by negative values. Whoever can publish in the namespace,
 * also with log events in the embedded metric format, could lower a sum below the threshold.
 */
function statisticOf(threshold = 1): string {
  return threshold === 1 ? cloudwatch.Stats.MAXIMUM : cloudwatch.Stats.SUM;
}

function joinSentences(...parts: (string | false | undefined)[]): string {
  return parts.filter(Boolean).join(' ');
}
