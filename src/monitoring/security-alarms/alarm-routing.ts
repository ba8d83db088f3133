import type { IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { EventPattern } from 'aws-cdk-lib/aws-events';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { CommonSecurityAlarmsProps, SecurityAlarmsProps, SecurityEventOverride, SeverityTopics } from './props';
import { EventSeverity, type SecurityEvent } from './security-event';
import type { AlarmActions } from '../../common/alarms/alarm-actions';

const TOPIC_KEYS: Record<EventSeverity, keyof SeverityTopics> = { HIGH: 'high', MEDIUM: 'medium', LOW: 'low' };

/** The props that determine the actions of the alarms. */
export type RoutingProps = CommonSecurityAlarmsProps & Pick<SecurityAlarmsProps, 'topic'>;

/** Determines the actions of the alarms of each event. */
export class AlarmRouting {
  constructor(private readonly props: RoutingProps) {}

  /** Returns the actions of the compliance alarm. */
  public compliance(event: SecurityEvent, override: SecurityEventOverride): AlarmActions {
    return override.alarmActions
      ? { alarmActions: override.alarmActions, okActions: this.okActions() }
      : this.notify(this.complianceTopic(severityOf(event, override)), this.props.alarmActions);
  }

  /** Returns the actions of the low-noise alarm: those of the compliance alarm, unless low-noise alarms have separate topics or actions. */
  public lowNoise(event: SecurityEvent, override: SecurityEventOverride): AlarmActions {
    if (override.lowNoiseActions) {
      return { alarmActions: override.lowNoiseActions, okActions: this.okActions() };
    }
    const topic = this.lowNoiseTopic(severityOf(event, override));
    return topic || this.props.lowNoiseActions ? this.notify(topic, this.props.lowNoiseActions) : this.compliance(event, override);
  }

  /** Returns the topic of the real-time rules: the topic of the low-noise alarms of severity HIGH, or else of the compliance alarms. */
  public realTimeTopic(): ITopic | undefined {
    return this.lowNoiseTopic(EventSeverity.HIGH) ?? this.complianceTopic(EventSeverity.HIGH);
  }

  /** Whether low-noise alarms have actions but no topic that real-time rules could publish to. */
  public hasLowNoiseActionsOnly(): boolean {
    const { lowNoiseAlarms = true, lowNoiseActions = [] } = this.props;
    return lowNoiseAlarms && lowNoiseActions.length > 0 && !this.lowNoiseTopic(EventSeverity.HIGH);
  }

  /** Returns the actions of the alarm on messages that real-time rules could not publish. */
  public deliveryFailure(): AlarmActions {
    return this.notify(this.deliveryFailureTopic());
  }

  /** Returns the topic of that alarm. */
  public deliveryFailureTopic(): ITopic | undefined {
    return this.props.deliveryFailureTopic ?? this.props.topic ?? this.realTimeTopic();
  }

  private notify(topic?: ITopic, actions: IAlarmAction[] = []): AlarmActions {
    const topicActions = topic ? [new SnsAction(topic)] : [];
    return { alarmActions: [...topicActions, ...actions], okActions: [...(this.props.notifyOk ? topicActions : []), ...this.okActions()] };
  }

  private okActions(): IAlarmAction[] {
    return this.props.okActions ?? [];
  }

  private complianceTopic(severity: EventSeverity): ITopic | undefined {
    return this.props.severityTopics?.[TOPIC_KEYS[severity]] ?? this.props.topic;
  }

  private lowNoiseTopic(severity: EventSeverity): ITopic | undefined {
    return this.props.lowNoiseSeverityTopics?.[TOPIC_KEYS[severity]] ?? this.props.lowNoiseTopic;
  }
}

/** Returns the severity of the event, which an override can replace. */
export function severityOf({ severity = EventSeverity.MEDIUM }: SecurityEvent, override: SecurityEventOverride = {}): EventSeverity {
  return override.severity ?? severity;
}

/** Returns the filter pattern of the event's low-noise alarm. Undefined if the event has no low-noise alarm. */
export function lowNoisePatternOf(
  event: SecurityEvent, override: SecurityEventOverride, { lowNoiseAlarms = true }: Pick<SecurityAlarmsProps, 'lowNoiseAlarms'>,
): string | undefined {
  return (override.lowNoiseEnabled ?? lowNoiseAlarms) ? override.lowNoisePattern ?? event.lowNoisePattern : undefined;
}

/** Returns the event pattern of the event's real-time rule. */
export function eventPatternOf(event: SecurityEvent, override: SecurityEventOverride): EventPattern | undefined {
  return override.eventPattern ?? event.eventPattern;
}

/** Whether the real-time rule matches read-only calls. The event's value does not apply to an event pattern of the override. */
export function includesReadOnlyEvents(event: SecurityEvent, override: SecurityEventOverride): boolean | undefined {
  return override.includeReadOnlyEvents ?? (override.eventPattern ? undefined : event.includeReadOnlyEvents);
}

/** Whether the event has a real-time rule. */
export function hasRealTimeRule(
  event: SecurityEvent, override: SecurityEventOverride, { realTimeRules = true }: Pick<SecurityAlarmsProps, 'realTimeRules'>,
): boolean {
  const alarmsFollow = override.eventPattern !== undefined || (followsFirstEvent(override) && lowNoiseFollowsFirstEvent(override));
  const enabled = override.realTimeRule ?? (realTimeRules && alarmsFollow && !override.alarmActions && !override.lowNoiseActions);
  return enabled && eventPatternOf(event, override) !== undefined && severityOf(event, override) === EventSeverity.HIGH;
}

/** Whether the compliance alarm goes into the ALARM state after the first event that the rule publishes. */
export function followsFirstEvent({ pattern, threshold = 1, eventPattern }: SecurityEventOverride): boolean {
  return threshold === 1 && (pattern === undefined || eventPattern !== undefined);
}

/** Whether the low-noise alarm goes into the ALARM state after the first event that the rule publishes. */
export function lowNoiseFollowsFirstEvent({ lowNoisePattern, lowNoiseThreshold = 1, eventPattern }: SecurityEventOverride): boolean {
  return lowNoiseThreshold === 1 && (lowNoisePattern === undefined || eventPattern !== undefined);
}
