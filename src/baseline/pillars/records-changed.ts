import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { AccountGuardrails } from '../../account';
import { GuardrailMode } from '../../account';
import { recordsChangedPattern } from '../../account/account-guardrails/records-changed-pattern';
import { settingsWith } from '../../account/resolved-modes';
import { EventSeverity, type SecurityEvent } from '../../monitoring';
import type { NotificationOptions } from '../options';
import type { BaselineOptions } from '../presets';

/**
 * Returns the options of the notifications with the event that the records of the account settings were changed. Without the settings, or without the
 * log group of a trail, there is no such event.
 * @param guardrails the account settings, if they have been created
 * @param topic the topic of the event, unless it is that of all compliance alarms
 */
export function withRecordsChanged(
  { account, notifications, trail }: BaselineOptions, guardrails?: AccountGuardrails, topic?: ITopic,
): NotificationOptions {
  const areApplied = account.enabled !== false && settingsWith(GuardrailMode.APPLY, account).length > 0;
  if (!areApplied || !hasTrailLogGroup({ trail })) {
    return notifications;
  }
  const pattern = guardrails?.recordsChangedPattern ?? recordsChangedPattern('the-role-of-the-function');
  return { ...notifications, additionalEvents: [...notifications.additionalEvents ?? [], { ...recordsChanged(pattern), topic }] };
}

/** Whether the alarms have the log group of a trail. */
export function hasTrailLogGroup({ trail }: Pick<BaselineOptions, 'trail'>): boolean {
  return trail.enabled !== false || trail.logGroup !== undefined;
}

function recordsChanged(pattern: string): SecurityEvent {
  return {
    id: 'AccountRecordsChanged',
    title: 'The earlier values of account settings were changed',
    pattern,
    severity: EventSeverity.MEDIUM,
    response: 'Check that the deployment of another stack with account settings made the change. Otherwise, compare the SSM parameters with their history before a stack is deleted: a restoration uses these values.',
  };
}
