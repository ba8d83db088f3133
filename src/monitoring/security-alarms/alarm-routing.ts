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
      : this.notify(this.complianceTopic(event, override), [...this.props.alarmActions ?? [], ...event.alarmActions ?? []]);
  }

  /** Returns the actions of the low-noise alarm: those of the compliance alarm, unless low-noise alarms have separate topics or actions. */
  public lowNoise(event: SecurityEvent, override: SecurityEventOverride): AlarmActions {
    if (override.lowNoiseActions) {
      return { alarmActions: override.lowNoiseActions, okActions: this.okActions() };
    }
    const topic = this.lowNoiseTopic(event, override);
    return topic || this.props.lowNoiseActions ? this.notify(topic, this.props.lowNoiseActions) : this.compliance(event, override);
  }

  /** Whether both alarms of the event publish to one topic. */
  public haveSameTopic(event: SecurityEvent, override: SecurityEventOverride): boolean {
    const lowNoiseTopic = this.lowNoiseTopic(event, override);
    if (override.lowNoiseActions) {
      return false;
    }
    return lowNoiseTopic || this.props.lowNoiseActions
      ? !override.alarmActions && lowNoiseTopic?.topicArn === this.complianceTopic(event, override)?.topicArn
      : true;
  }

  /** Returns the filter pattern of the event's low-noise alarm. Undefined if the event has no low-noise alarm. */
  public lowNoisePatternOf(event: SecurityEvent, override: SecurityEventOverride): string | undefined {
    return (override.lowNoiseEnabled ?? this.props.lowNoiseAlarms ?? true) ? override.lowNoisePattern ?? event.lowNoisePattern : undefined;
  }

  /** Returns the topic of the event's real-time rule: the topic of low-noise alarms of severity HIGH, or else of compliance alarms. */
  public realTimeTopic(event?: SecurityEvent, override: SecurityEventOverride = {}): ITopic | undefined {
    const high = { ...override, severity: EventSeverity.HIGH };
    return this.lowNoiseTopic(event, high) ?? this.complianceTopic(event, high);
  }

  /** Whether low-noise alarms have actions but no topic that the event's real-time rule could publish to. */
  public hasLowNoiseActionsOnly(event: SecurityEvent, override: SecurityEventOverride): boolean {
    const { lowNoiseAlarms = true, lowNoiseActions = [] } = this.props;
    return lowNoiseAlarms && lowNoiseActions.length > 0 && !this.lowNoiseTopic(event, { ...override, severity: EventSeverity.HIGH });
  }

  /** Returns the actions of the alarm on messages that real-time rules could not publish to their topics. */
  public deliveryFailure(topics: ITopic[]): AlarmActions {
    return this.notify(this.deliveryFailureTopic(topics));
  }

  /** Returns the topic of that alarm. */
  public deliveryFailureTopic([first]: ITopic[]): ITopic | undefined {
    return this.props.deliveryFailureTopic ?? this.props.topic ?? this.realTimeTopic() ?? first;
  }

  private notify(topic?: ITopic, actions: IAlarmAction[] = []): AlarmActions {
    const topicActions = topic ? [new SnsAction(topic)] : [];
    return { alarmActions: [...topicActions, ...actions], okActions: [...(this.props.notifyOk ? topicActions : []), ...this.okActions()] };
  }

  private okActions(): IAlarmAction[] {
    return this.props.okActions ?? [];
  }

  private complianceTopic(event: SecurityEvent | undefined, override: SecurityEventOverride): ITopic | undefined {
    return ownTopicOf(event, override) ?? this.props.severityTopics?.[TOPIC_KEYS[severityOf(event, override)]] ?? this.props.topic;
  }

  private lowNoiseTopic(event: SecurityEvent | undefined, override: SecurityEventOverride): ITopic | undefined {
    return ownTopicOf(event, override) ?? this.props.lowNoiseSeverityTopics?.[TOPIC_KEYS[severityOf(event, override)]] ?? this.props.lowNoiseTopic;
  }
}

/** Returns the topic of a single event, for its alarms and its real-time rule. */
export function ownTopicOf(event: SecurityEvent | undefined, override: SecurityEventOverride): ITopic | undefined {
  return override.topic ?? event?.topic;
}

/** Returns the severity of the event, which an override can replace. */
export function severityOf(event: SecurityEvent | undefined, override: SecurityEventOverride = {}): EventSeverity {
  return override.severity ?? event?.severity ?? EventSeverity.MEDIUM;
}

/** Whether the compliance alarm has the pattern and the threshold that Security Hub requires. */
export function meetsControls({ pattern, threshold = 1 }: SecurityEventOverride): boolean {
  return pattern === undefined && threshold === 1;
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
  const isDirected = ownTopicOf(event, override) !== undefined || (!override.alarmActions && !override.lowNoiseActions);
  const enabled = override.realTimeRule ?? (realTimeRules && alarmsFollow && isDirected);
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
