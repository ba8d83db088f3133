/** Files that do not follow every rule yet. Each change that cleans one takes it from the list; the last one deletes this file. */
const PENDING: readonly string[] = [
  'src/baseline/deployment-order.ts',
  'src/baseline/secure-baseline.ts',
  'src/common/alarms/alarm-actions.ts',
  'src/common/topics/imported-topic-warnings.ts',
  'src/common/topics/topic-permissions.ts',
  'src/common/topics/topic-subscriptions.ts',
  'src/compute/validation.ts',
  'src/compute/volume-encryption.ts',
  'src/monitoring/notifications/chat-channels.ts',
  'src/monitoring/notifications/notification-topic.ts',
  'src/monitoring/security-alarms/compliance-alarm-controls.ts',
  'src/monitoring/security-alarms/log-group-limits.ts',
];

export function unlessPending(problems: string[]): string[] {
  return problems.filter((problem) => !PENDING.some((path) => problem.startsWith(path)));
}
