import { NotificationTopic } from '@org/secure-baseline';
import { App, Stack } from 'aws-cdk-lib';
import { TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Queue } from 'aws-cdk-lib/aws-sqs';

const app = new App();
const stack = new Stack(app, 'Orders');

// Authorize the workspace once, in the console of Amazon Q Developer in chat applications, which shows its id.
const onCall = new NotificationTopic(stack, 'OnCall', { slackChannels: [{ workspaceId: 'T0123ABCD', channelId: 'C0123456789' }] });

const deadLetterQueue = new Queue(stack, 'FailedOrders', { enforceSSL: true });
new Queue(stack, 'Orders', { enforceSSL: true, deadLetterQueue: { queue: deadLetterQueue, maxReceiveCount: 3 } });

const alarm = deadLetterQueue.metricApproximateNumberOfMessagesVisible().createAlarm(stack, 'FailedOrdersAlarm', {
  alarmDescription: 'Orders could not be processed.',
  threshold: 1,
  evaluationPeriods: 1,
  treatMissingData: TreatMissingData.NOT_BREACHING,
});
alarm.addAlarmAction(new SnsAction(onCall.topic));
alarm.addOkAction(new SnsAction(onCall.topic));
