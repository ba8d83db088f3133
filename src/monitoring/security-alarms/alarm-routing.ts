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

  /** What the strict alarm does. */
  public strict(event: SecurityEvent, override: SecurityEventOverride): Reaction {
    return override.actions
      ? { onAlarm: override.actions, onOk: this.okActions() }
      : this.tell(this.strictTopic(severityOf(event, override)), this.props.actions);
  }

  /** What the quiet alarm does: as the strict one, unless quiet alarms have a destination of their own. */
  public quiet(event: SecurityEvent, override: SecurityEventOverride): Reaction {
    if (override.quietActions) {
      return { onAlarm: override.quietActions, onOk: this.okActions() };
    }
    const topic = this.quietTopic(severityOf(event, override));
    return topic || this.props.quietActions ? this.tell(topic, this.props.quietActions) : this.strict(event, override);
  }

  /** The topic that rules tell ahead of the alarms: that of the people who are paged. */
  public ahead(): ITopic | undefined {
    return this.quietTopic(EventSeverity.HIGH) ?? this.strictTopic(EventSeverity.HIGH);
  }

  /** Whether people are paged by actions, and not by a topic, which is all that a rule can tell. */
  public pagesByActions(): boolean {
    const { quiet = true, quietActions = [] } = this.props;
    return quiet && quietActions.length > 0 && !this.quietTopic(EventSeverity.HIGH);
  }

  /** What happens when rules could not publish. */
  public undelivered(): Reaction {
    return this.tell(this.undeliveredTopic());
  }

  /** The topic that hears of it. */
  public undeliveredTopic(): ITopic | undefined {
    return this.props.undeliveredTopic ?? this.props.topic ?? this.ahead();
  }

  private tell(topic?: ITopic, actions: IAlarmAction[] = []): Reaction {
    const told = topic ? [new SnsAction(topic)] : [];
    return { onAlarm: [...told, ...actions], onOk: [...(this.props.notifyOk ? told : []), ...this.okActions()] };
  }

  private okActions(): IAlarmAction[] {
    return this.props.okActions ?? [];
  }

  private strictTopic(severity: EventSeverity): ITopic | undefined {
    return this.props.severityTopics?.[KEYS[severity]] ?? this.props.topic;
  }

  private quietTopic(severity: EventSeverity): ITopic | undefined {
    return this.props.quietSeverityTopics?.[KEYS[severity]] ?? this.props.quietTopic;
  }
}

/** How much the event matters, the override counted in. */
export function severityOf({ severity = EventSeverity.MEDIUM }: SecurityEvent, override: SecurityEventOverride = {}): EventSeverity {
  return override.severity ?? severity;
}

/** The pattern of the event's quiet alarm, or undefined where it has none. */
export function quietPatternOf(
  event: SecurityEvent, override: SecurityEventOverride, { quiet = true }: Pick<SecurityAlarmsProps, 'quiet'>,
): string | undefined {
  return (override.quietEnabled ?? quiet) ? override.quietPattern ?? event.quietPattern : undefined;
}

/** The event as a rule sees it. */
export function eventPatternOf(event: SecurityEvent, override: SecurityEventOverride): EventPattern | undefined {
  return override.eventPattern ?? event.eventPattern;
}

/** Whether the rule sees reads: what is said of the event's own pattern does not hold for another one. */
export function seesReads(event: SecurityEvent, override: SecurityEventOverride): boolean | undefined {
  return override.seesReads ?? (override.eventPattern ? undefined : event.seesReads);
}

/** Whether a rule tells of the event ahead of its alarms. */
export function isTold(event: SecurityEvent, override: SecurityEventOverride, { fastPath = true }: Pick<SecurityAlarmsProps, 'fastPath'>): boolean {
  const followed = override.eventPattern !== undefined || (followsAtOnce(override) && quietFollowsAtOnce(override));
  const wanted = override.fastPath ?? (fastPath && followed && !override.actions && !override.quietActions);
  return wanted && eventPatternOf(event, override) !== undefined && severityOf(event, override) === EventSeverity.HIGH;
}

/** Whether the strict alarm goes off at the first event that the rule tells of. */
export function followsAtOnce({ pattern, threshold = 1, eventPattern }: SecurityEventOverride): boolean {
  return threshold === 1 && (pattern === undefined || eventPattern !== undefined);
}

/** The same for the quiet alarm. */
export function quietFollowsAtOnce({ quietPattern, quietThreshold = 1, eventPattern }: SecurityEventOverride): boolean {
  return quietThreshold === 1 && (quietPattern === undefined || eventPattern !== undefined);
}
