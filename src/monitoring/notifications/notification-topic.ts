import type { Schedule } from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sns from 'aws-cdk-lib/aws-sns';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { ChatChannels } from './chat-channels';
import { allowSendMessage, createDeadLetterQueue } from './dead-letter-queue';
import type { NotificationTopicProps } from './props';
import { TestMessage } from './test-message';
import { validateNotificationTopic } from './validation';
import { companionsOf } from '../../common/cdk/companions';
import { isUnknown } from '../../common/cdk/known-values';
import { keepProps } from '../../common/cdk/property-injectors';
import { ENCRYPTION_KEY, declareControls } from '../../common/compliance/controls';
import { denyGrantsToOthers } from '../../common/policies/key-policy';
import { keyStatements, NOTIFICATION_PUBLISHERS, topicStatements } from '../../common/topics/topic-publishers';
import { warnUnlessSubscribed } from '../../common/topics/topic-subscriptions';

const NO_SUBSCRIPTION = 'The notification topic has no subscription. Messages are not delivered until a subscription exists. '
  + 'Specify emailAddresses, httpsEndpoints, slackChannels or teamsChannels, or add a subscription to the topic.';

/**
 * Creates an SNS topic for alarms and events, encrypted with a dedicated KMS key that CloudWatch alarms, EventBridge and RDS can use.
 *
 * Do not use the key for other data, because no condition of the key policy can restrict the use by EventBridge. The AWS managed key
 * `alias/aws/sns` is not an alternative: it does not allow AWS services, and SNS drops the messages of alarms without an error. A resource that
 * publishes during its creation, such as an RDS event subscription, must be created after the topic's policy: call `node.addDependency(topic)`.
 * AWS Config cannot publish to an encrypted topic.
 *
 * Messages that cannot be delivered to the e-mail addresses and HTTPS endpoints are retained for 14 days in a dead-letter queue.
 * `DeliveryFailureAlarms` monitors the queue.
 *
 * @see https://docs.aws.amazon.com/config/latest/developerguide/sns-topic-policy.html
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-dead-letter-queues.html
 *
 * @example
 * import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
 * import { Queue } from 'aws-cdk-lib/aws-sqs';
 * import { NotificationTopic } from '@org/secure-baseline';
 *
 * const onCall = new NotificationTopic(this, 'OnCall', { emailAddresses: ['on-call@example.com'] });
 * const queue = new Queue(this, 'FailedOrders');
 * const alarm = queue.metricApproximateNumberOfMessagesVisible().createAlarm(this, 'Alarm', { threshold: 1, evaluationPeriods: 1 });
 * alarm.addAlarmAction(new SnsAction(onCall.topic));
 */
export class NotificationTopic extends Construct {
  /** The topic. */
  public readonly topic: sns.ITopic;

  /** The KMS key of the topic. */
  public readonly encryptionKey: kms.IKey;

  /** The dead-letter queue of the subscriptions. EventBridge rules in this account and region can use it as their dead-letter queue. */
  public readonly deadLetterQueue: sqs.IQueue;

  constructor(scope: Construct, id: string, props: NotificationTopicProps = {}) {
    super(scope, id);
    keepProps(this);
    validateNotificationTopic(this, props);
    this.encryptionKey = this.createKey(props);
    const topic = this.createTopic(props);
    this.topic = topic;
    this.deadLetterQueue = this.createDeadLetterQueue();
    props.emailAddresses?.forEach((address, index) => this.addSubscription('Email', address, index));
    props.httpsEndpoints?.forEach((url, index) => this.addSubscription('Https', url, index));
    this.addChatChannels(props);
    this.scheduleTestMessage(props.testMessageSchedule);
    warnUnlessSubscribed(topic, NO_SUBSCRIPTION);
  }

  private createKey({ _publishers = NOTIFICATION_PUBLISHERS, ...props }: NotificationTopicProps): kms.IKey {
    const administration = new iam.PolicyStatement({
      sid: 'EnableIamPolicies', principals: [new iam.AccountRootPrincipal()], actions: ['kms:*'], resources: ['*'],
    });
    const key = new kms.Key(this, 'Key', {
      description: 'Encrypts notifications',
      enableKeyRotation: true,
      pendingWindow: props.keyPendingWindow ?? Duration.days(7),
      removalPolicy: props.keyRemovalPolicy ?? RemovalPolicy.DESTROY,
      policy: new iam.PolicyDocument({ statements: [administration, ...keyStatements(Stack.of(this), _publishers), denyGrantsToOthers()] }),
    });
    declareControls(key, ENCRYPTION_KEY);
    return key;
  }

  private createTopic({ topicName, displayName, _publishers = NOTIFICATION_PUBLISHERS }: NotificationTopicProps): sns.Topic {
    // The CDK uses the topic's id as the id of a Lambda subscription. With the id Resource, a function could not subscribe to two topics.
    const topic = new sns.Topic(this, this.node.id, { topicName, displayName, masterKey: this.encryptionKey });
    this.node.defaultChild = topic.node.defaultChild;
    topic.addToResourcePolicy(new iam.PolicyStatement({
      sid: 'DenyInsecureTransport',
      effect: iam.Effect.DENY,
      principals: [new iam.AnyPrincipal()],
      actions: ['sns:Publish'],
      resources: [topic.topicArn],
      conditions: { Bool: { 'aws:SecureTransport': 'false' } },
    }));
    topicStatements(Stack.of(this), topic.topicArn, _publishers).forEach((statement) => topic.addToResourcePolicy(statement));
    declareControls(topic, {
      'CIS -/-/-/2.21': 'topic policy allows specific principals only',
      'SNS.1': 'encrypted with a dedicated customer managed key',
      'SNS.4': 'topic policy allows specific services only',
    });
    return topic;
  }

  /** Creates the queue, and allows the topic and all rules in the account and region to send messages to it. */
  private createDeadLetterQueue(): sqs.IQueue {
    const queue = createDeadLetterQueue(this, 'DeadLetters');
    const rules = Stack.of(this).formatArn({ service: 'events', resource: 'rule', resourceName: '*' });
    allowSendMessage(queue, 'Subscriptions', 'sns.amazonaws.com', { ArnEquals: { 'aws:SourceArn': this.topic.topicArn } });
    allowSendMessage(queue, 'Rules', 'events.amazonaws.com', { ArnLike: { 'aws:SourceArn': rules } });
    return queue;
  }

  private addSubscription(protocol: 'Email' | 'Https', endpoint: string, index: number): void {
    // The endpoint is part of the id. With only an index, the removal of an endpoint would replace all later ones, which would have to confirm again.
    const id = isUnknown(endpoint) ? `${protocol}${index + 1}` : `${protocol}-${endpoint}`;
    new sns.CfnSubscription(this, id, {
      topicArn: this.topic.topicArn,
      protocol: protocol.toLowerCase(),
      endpoint,
      redrivePolicy: { deadLetterTargetArn: this.deadLetterQueue.queueArn },
    }).node.addDependency(companionsOf(this.deadLetterQueue));
  }

  private addChatChannels({ slackChannels = [], teamsChannels = [] }: NotificationTopicProps): void {
    if (slackChannels.length + teamsChannels.length > 0) {
      new ChatChannels(this, 'Chat', { topics: [this.topic], slackChannels, teamsChannels });
    }
  }

  private scheduleTestMessage(schedule?: Schedule): void {
    if (schedule) {
      new TestMessage(this, 'TestMessage', { topic: this.topic, schedule, deadLetterQueue: this.deadLetterQueue });
    }
  }
}
