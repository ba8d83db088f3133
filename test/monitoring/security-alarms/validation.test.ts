import type { IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch';
import { Schedule } from 'aws-cdk-lib/aws-events';
import { Problems } from '../../../src/common/validation/problems';
import { checkNotificationTopic } from '../../../src/monitoring/notifications/validation';
import { eventsOf } from '../../../src/monitoring/security-alarms/security-events';
import { checkSecurityAlarms, type CheckedSecurityAlarmsProps } from '../../../src/monitoring/security-alarms/validation';
import { newStack } from '../../support/templates';

const action: IAlarmAction = { bind: () => ({ alarmActionArn: 'arn' }) };

/** Returns the error of a construct that includes the check of another construct under its own path. */
function errorOf(check: (problems: Problems) => void): string {
  const problems = new Problems(newStack()).include(check, (prop) => `notifications.${prop}`);
  try {
    problems.throwIfAny();
    return '';
  } catch (error) {
    return (error as Error).message;
  }
}

const errorOfAlarms = (props: CheckedSecurityAlarmsProps, hasTopic = true) =>
  errorOf((problems) => checkSecurityAlarms(problems, newStack(), eventsOf(props), props, hasTopic));

describe('the props of security alarms, checked before the log group and the topic are created', () => {
  test('have no problems by default', () => expect(errorOfAlarms({})).toBe(''));

  test('are reported together, with the paths that the user wrote', () => {
    const message = errorOfAlarms({
      alarmActions: Array(5).fill(action),
      eventOverrides: { RootUsage: { threshold: 0 }, VpcChanges: { realTimeRule: true, lowNoiseActions: Array(6).fill(action) }, Unknown: { enabled: false } },
      additionalEvents: [{ id: 'My Event', title: '', pattern: '{' }],
    });
    expect(message.split('\n').slice(1).map((line) => /- (.+?) must /.exec(line)?.[1]).sort()).toEqual([
      'notifications.additionalEvents.My Event.pattern', 'notifications.additionalEvents.My Event.title', 'notifications.additionalEvents.id',
      'notifications.alarmActions.length', 'notifications.eventOverrides', 'notifications.eventOverrides.RootUsage.threshold',
      'notifications.eventOverrides.VpcChanges.lowNoiseActions.length', 'notifications.eventOverrides.VpcChanges.realTimeRule',
    ]);
  });

  test('must include a topic or actions if no topic is created', () => {
    expect(errorOfAlarms({}, false)).toMatch(/notifications\.topic must be specified/);
    expect(errorOfAlarms({ alarmActions: [action] }, false)).toBe('');
  });
});

test('the problems of a notification topic are reported together', () => {
  const message = errorOf((problems) => checkNotificationTopic(problems, newStack(), {
    emailAddresses: ['invalid'], httpsEndpoints: ['http://example.com'], testMessageSchedule: Schedule.expression('daily'), slackChannels: [{ workspaceId: '', channelId: 'C1' }],
  }));
  expect(message.split('\n').slice(1).map((line) => /- (.+?) must /.exec(line)?.[1]).sort()).toEqual([
    'notifications.emailAddresses', 'notifications.httpsEndpoints', 'notifications.slackChannels.workspaceId', 'notifications.testMessageSchedule',
  ]);
});
