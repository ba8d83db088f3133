import type { IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { EventPattern } from 'aws-cdk-lib/aws-events';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { SecurityAlarmsProps, SecurityEventOverride, SeverityTopics } from './props';
import { EventSeverity, type SecurityEvent } from './security-event';
import type { Reaction } from '../../common/alarms/alarm-actions';

const KEYS: Record<EventSeverity, keyof SeverityTopics> = { HIGH: 'high', MEDIUM: 'medium', LOW: 'low' };

/** Whom the alarms of each event tell. */
export class AlarmRouting {
  constructor(private readonly props: SecurityAlarmsProps) {}

  /** What the compliance alarm does. */
  public compliance(event: SecurityEvent, override: SecurityEventOverride): Reaction {
    return override.actions
      ? { onAlarm: override.actions, onOk: this.okActions() }
      : this.tell(this.complianceTopic(severityOf(event, override)), this.props.actions);
  }

  /** What the low-noise alarm does: as the strict one, unless low-noise alarms have a destination of their own. */
  public lowNoise(event: SecurityEvent, override: SecurityEventOverride): Reaction {
    if (override.lowNoiseActions) {
      return { onAlarm: override.lowNoiseActions, onOk: this.okActions() };
    }
    const topic = this.lowNoiseTopic(severityOf(event, override));
    return topic || this.props.lowNoiseActions ? this.tell(topic, this.props.lowNoiseActions) : this.compliance(event, override);
  }

  /** The topic that rules tell ahead of the alarms: that of the people who are paged. */
  public ahead(): ITopic | undefined {
    return this.lowNoiseTopic(EventSeverity.HIGH) ?? this.complianceTopic(EventSeverity.HIGH);
  }

  /** Whether people are paged by actions, and not by a topic, which is all that a rule can tell. */
  public pagesByActions(): boolean {
    const { lowNoiseAlarms = true, lowNoiseActions = [] } = this.props;
    return lowNoiseAlarms && lowNoiseActions.length > 0 && !this.lowNoiseTopic(EventSeverity.HIGH);
  }

  /** What happens when rules could not publish. */
  public undelivered(): Reaction {
    return this.tell(this.deliveryFailureTopic());
  }

  /** The topic that hears of it. */
  public deliveryFailureTopic(): ITopic | undefined {
    return this.props.deliveryFailureTopic ?? this.props.topic ?? this.ahead();
  }

  private tell(topic?: ITopic, actions: IAlarmAction[] = []): Reaction {
    const told = topic ? [new SnsAction(topic)] : [];
    return { onAlarm: [...told, ...actions], onOk: [...(this.props.notifyOk ? told : []), ...this.okActions()] };
  }

  private okActions(): IAlarmAction[] {
    return this.props.okActions ?? [];
  }

  private complianceTopic(severity: EventSeverity): ITopic | undefined {
    return this.props.severityTopics?.[KEYS[severity]] ?? this.props.topic;
  }

  private lowNoiseTopic(severity: EventSeverity): ITopic | undefined {
    return this.props.lowNoiseSeverityTopics?.[KEYS[severity]] ?? this.props.lowNoiseTopic;
  }
}

/** How much the event matters, the override counted in. */
export function severityOf({ severity = EventSeverity.MEDIUM }: SecurityEvent, override: SecurityEventOverride = {}): EventSeverity {
  return override.severity ?? severity;
}

/** The pattern of the event's low-noise alarm, or undefined where it has none. */
export function lowNoisePatternOf(
  event: SecurityEvent, override: SecurityEventOverride, { lowNoiseAlarms = true }: Pick<SecurityAlarmsProps, 'lowNoiseAlarms'>,
): string | undefined {
  return (override.lowNoiseEnabled ?? lowNoiseAlarms) ? override.lowNoisePattern ?? event.lowNoisePattern : undefined;
}

/** The event as a rule sees it. */
export function eventPatternOf(event: SecurityEvent, override: SecurityEventOverride): EventPattern | undefined {
  return override.eventPattern ?? event.eventPattern;
}

/** Whether the rule sees reads: what is said of the event's own pattern does not hold for another one. */
export function includeReadOnlyEvents(event: SecurityEvent, override: SecurityEventOverride): boolean | undefined {
  return override.includeReadOnlyEvents ?? (override.eventPattern ? undefined : event.includeReadOnlyEvents);
}

/** Whether a rule tells of the event ahead of its alarms. */
export function isTold(event: SecurityEvent, override: SecurityEventOverride, { realTimeRules = true }: Pick<SecurityAlarmsProps, 'realTimeRules'>): boolean {
  const followed = override.eventPattern !== undefined || (followsAtOnce(override) && lowNoiseFollowsAtOnce(override));
  const wanted = override.realTimeRules ?? (realTimeRules && followed && !override.actions && !override.lowNoiseActions);
  return wanted && eventPatternOf(event, override) !== undefined && severityOf(event, override) === EventSeverity.HIGH;
}

/** Whether the compliance alarm goes off at the first event that the rule tells of. */
export function followsAtOnce({ pattern, threshold = 1, eventPattern }: SecurityEventOverride): boolean {
  return threshold === 1 && (pattern === undefined || eventPattern !== undefined);
}

/** The same for the low-noise alarm. */
export function lowNoiseFollowsAtOnce({ lowNoisePattern, lowNoiseThreshold = 1, eventPattern }: SecurityEventOverride): boolean {
  return lowNoiseThreshold === 1 && (lowNoisePattern === undefined || eventPattern !== undefined);
}
