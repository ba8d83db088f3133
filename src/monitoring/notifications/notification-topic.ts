import type { Schedule } from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sns from 'aws-cdk-lib/aws-sns';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import { Duration, RemovalPolicy, Stack, Token } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { ChatChannels } from './chat-channels';
import { allowSendMessage, createDeadLetterQueue } from './dead-letter-queue';
import type { NotificationTopicProps } from './props';
import { TestMessage } from './test-message';
import { validateNotificationTopic } from './validation';
import { companionsOf } from '../../common/cdk/companions';
import { ENCRYPTION_KEY, declareControls } from '../../common/compliance/controls';
import { denyGrantsToOthers } from '../../common/policies/key-policy';
import { keyStatements, topicStatements } from '../../common/topics/topic-publishers';
import { warnUnlessSubscribed } from '../../common/topics/topic-subscriptions';

const NO_SUBSCRIPTION = 'The notification topic has no subscription. Give emailAddresses, httpsEndpoints or chat channels, or subscribe to the topic elsewhere.';

/**
 * An SNS topic for alarms and events, encrypted with a key of its own that CloudWatch alarms, EventBridge and RDS may use.
 *
 * The key is used for nothing else, because no condition can restrict EventBridge's use of it; with `alias/aws/sns` messages of alarms are dropped
 * without an error. A resource that publishes during its creation, such as an RDS event subscription, must be created after the topic's policy:
 * `node.addDependency(topic)`. AWS Config cannot publish to an encrypted topic.
 * Messages that cannot be delivered to a subscription created here are retained for 14 days; `DeliveryFailureAlarms` raise an alarm for them.
 *
 * @see https://docs.aws.amazon.com/config/latest/developerguide/sns-topic-policy.html
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-dead-letter-queues.html
 */
export class NotificationTopic extends Construct {
  /** The topic. */
  public readonly topic: sns.ITopic;

  /** The topic's key. */
  public readonly encryptionKey: kms.IKey;

  /** The dead-letter queue of the subscriptions. Any EventBridge rule of this account and region may use it as its dead-letter queue. */
  public readonly deadLetterQueue: sqs.IQueue;

  constructor(scope: Construct, id: string, props: NotificationTopicProps = {}) {
    super(scope, id);
    validateNotificationTopic(this, props);
    this.encryptionKey = this.createKey(props);
    const topic = this.createTopic(props);
    this.topic = topic;
    this.deadLetterQueue = this.createQueue();
    props.emailAddresses?.forEach((address, index) => this.subscribe('Email', address, index));
    props.httpsEndpoints?.forEach((url, index) => this.subscribe('Https', url, index));
    this.showInChat(props);
    this.scheduleTestMessage(props.testMessageSchedule);
    warnUnlessSubscribed(topic, NO_SUBSCRIPTION);
  }

  private createKey(props: NotificationTopicProps): kms.IKey {
    const administration = new iam.PolicyStatement({
      sid: 'EnableIamPolicies', principals: [new iam.AccountRootPrincipal()], actions: ['kms:*'], resources: ['*'],
    });
    const key = new kms.Key(this, 'Key', {
      description: 'Encrypts notifications',
      enableKeyRotation: true,
      pendingWindow: props.keyPendingWindow ?? Duration.days(7),
      removalPolicy: props.keyRemovalPolicy ?? RemovalPolicy.DESTROY,
      policy: new iam.PolicyDocument({ statements: [administration, ...keyStatements(Stack.of(this)), denyGrantsToOthers()] }),
    });
    declareControls(key, ENCRYPTION_KEY);
    return key;
  }

  private createTopic({ topicName, displayName }: NotificationTopicProps): sns.Topic {
    // The CDK names the subscription of a function after the topic's id, and with the id Resource two topics could not have the same function.
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
    topicStatements(Stack.of(this), topic.topicArn).forEach((statement) => topic.addToResourcePolicy(statement));
    declareControls(topic, {
      'CIS -/-/-/2.21': 'topic policy allows specific principals only',
      'SNS.1': 'encrypted with a dedicated customer managed key',
      'SNS.4': 'topic policy allows specific services only',
    });
    return topic;
  }

  /** For the subscriptions of this topic, and for every rule of the account that names the queue. */
  private createQueue(): sqs.IQueue {
    const queue = createDeadLetterQueue(this, 'DeadLetters');
    const rules = Stack.of(this).formatArn({ service: 'events', resource: 'rule', resourceName: '*' });
    allowSendMessage(queue, 'Subscriptions', 'sns.amazonaws.com', { ArnEquals: { 'aws:SourceArn': this.topic.topicArn } });
    allowSendMessage(queue, 'Rules', 'events.amazonaws.com', { ArnLike: { 'aws:SourceArn': rules } });
    return queue;
  }

  private subscribe(protocol: 'Email' | 'Https', endpoint: string, index: number): void {
    // The endpoint is part of the logical id: with a number alone, removing one would require all that follow it to confirm again.
    const id = Token.isUnresolved(endpoint) ? `${protocol}${index + 1}` : `${protocol}-${endpoint}`;
    new sns.CfnSubscription(this, id, {
      topicArn: this.topic.topicArn,
      protocol: protocol.toLowerCase(),
      endpoint,
      redrivePolicy: { deadLetterTargetArn: this.deadLetterQueue.queueArn },
    }).node.addDependency(companionsOf(this.deadLetterQueue));
  }

  private showInChat({ slackChannels = [], teamsChannels = [] }: NotificationTopicProps): void {
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
