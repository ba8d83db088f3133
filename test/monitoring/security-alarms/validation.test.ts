import type { IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch';
import { Schedule } from 'aws-cdk-lib/aws-events';
import { Problems } from '../../../src/common/validation/problems';
import { checkNotificationTopic } from '../../../src/monitoring/notifications/validation';
import { eventsOf } from '../../../src/monitoring/security-alarms/security-events';
import { checkSecurityAlarms, type CheckedSecurityAlarmsProps } from '../../../src/monitoring/security-alarms/validation';
import { newStack } from '../../support/templates';

const action: IAlarmAction = { bind: () => ({ alarmActionArn: 'arn' }) };

/** What a construct reports that checks the props ahead, under its own path of them. */
function reported(check: (problems: Problems) => void): string {
  const problems = new Problems(newStack()).include(check, (prop) => `notifications.${prop}`);
  try {
    problems.throwIfAny();
    return '';
  } catch (error) {
    return (error as Error).message;
  }
}

const alarms = (props: CheckedSecurityAlarmsProps, hasTopic = true) =>
  reported((problems) => checkSecurityAlarms(problems, newStack(), eventsOf(props), props, hasTopic));

describe('the props of security alarms, checked before there are a log group and a topic', () => {
  test('have no problems by default', () => expect(alarms({})).toBe(''));

  test('are reported all at once, under the path that the user wrote', () => {
    const message = alarms({
      alarmActions: Array(5).fill(action),
      eventOverrides: { RootUsage: { threshold: 0 }, VpcChanges: { realTimeRule: true, lowNoiseActions: Array(6).fill(action) }, Unknown: {} },
      additionalEvents: [{ id: 'My Event', title: '', pattern: '{' }],
    });
    expect(message.split('\n').slice(1).map((line) => /- ([^:]+):/.exec(line)?.[1]).sort()).toEqual([
      'notifications.additionalEvents.My Event.pattern', 'notifications.additionalEvents.My Event.title', 'notifications.additionalEvents.id',
      'notifications.alarmActions.length', 'notifications.eventOverrides', 'notifications.eventOverrides.RootUsage.threshold',
      'notifications.eventOverrides.VpcChanges.lowNoiseActions.length', 'notifications.eventOverrides.VpcChanges.realTimeRule',
    ]);
  });

  test('need a topic or actions if there will be no topic', () => {
    expect(alarms({}, false)).toMatch(/notifications\.topic: not given/);
    expect(alarms({ alarmActions: [action] }, false)).toBe('');
  });
});

test('the props of a notification topic are reported all at once, too', () => {
  const message = reported((problems) => checkNotificationTopic(problems, newStack(), {
    emailAddresses: ['nobody'], httpsEndpoints: ['http://example.com'], testMessageSchedule: Schedule.expression('daily'), slackChannels: [{ workspaceId: '', channelId: 'C1' }],
  }));
  expect(message.split('\n').slice(1).map((line) => /- ([^:]+):/.exec(line)?.[1]).sort()).toEqual([
    'notifications.emailAddresses', 'notifications.httpsEndpoints', 'notifications.slackChannels.workspaceId', 'notifications.testMessageSchedule',
  ]);
});
