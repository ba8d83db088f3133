import type { Schedule } from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sns from 'aws-cdk-lib/aws-sns';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import { Duration, RemovalPolicy, Stack, Token } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { ChatChannels, type SlackChannel, type TeamsChannel } from './chat-channels';
import { createDeadLetterQueue, letSend } from './dead-letter-queue';
import { TestMessage } from './test-message';
import { validateNotificationTopic } from './validation';
import { companionsOf } from '../../common/cdk/companions';
import { ENCRYPTION_KEY, declareControls } from '../../common/compliance/controls';
import { denyGrantsToOthers } from '../../common/policies/key-policy';
import { keyStatements, topicStatements } from '../../common/topics/topic-publishers';
import { warnUnlessSubscribed } from '../../common/topics/topic-subscriptions';

/** Who hears of what a `NotificationTopic` is told. */
export interface NotificationTopicProps {
  /**
   * The addresses that are subscribed. Each must confirm a message that AWS sends.
   * @default - none, and a warning says so unless something else is subscribed to the topic
   */
  readonly emailAddresses?: string[];

  /**
   * The `https` URLs that messages are posted to. Each must confirm a message that AWS posts.
   * @default - none
   */
  readonly httpsEndpoints?: string[];

  /**
   * The Slack channels that show messages. To show those of several topics in one channel, use `ChatChannels`.
   * @default - none
   */
  readonly slackChannels?: SlackChannel[];

  /**
   * The Microsoft Teams channels that show messages. To show those of several topics in one channel, use `ChatChannels`.
   * @default - none
   */
  readonly teamsChannels?: TeamsChannel[];

  /**
   * When a test message is published, such as `Schedule.cron({ weekDay: 'MON', hour: '8', minute: '0' })`: whoever misses it knows that
   * nothing else would have come either. It takes the way that events take: through EventBridge, the key, the topic and its subscriptions.
   * @default - never
   */
  readonly testMessageSchedule?: Schedule;

  /**
   * The topic's name: 1 to 256 letters, digits, '_' and '-'.
   * @default - a name made by CloudFormation
   * @see https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html
   */
  readonly topicName?: string;

  /**
   * The sender that e-mails show: 100 characters at most.
   * @default - AWS Notifications
   * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sns-topic.html
   */
  readonly displayName?: string;

  /**
   * What happens to the topic's key when the stack is deleted. Messages are not kept, so that nothing is lost with it.
   * @default RemovalPolicy.DESTROY
   */
  readonly keyRemovalPolicy?: RemovalPolicy;

  /**
   * How long the deleted key can still be brought back: 7 to 30 days.
   * @default Duration.days(7)
   * @see https://docs.aws.amazon.com/kms/latest/APIReference/API_ScheduleKeyDeletion.html
   */
  readonly keyPendingWindow?: Duration;
}

const NOBODY = 'Nobody is subscribed to the notifications: give emailAddresses, httpsEndpoints or chat channels, or subscribe to the topic elsewhere.';

/**
 * A topic for alarms and events, encrypted with a key of its own that CloudWatch alarms, EventBridge and RDS may use.
 *
 * The key serves nothing else: EventBridge can be bound to it by no condition, and with `alias/aws/sns` alarms are lost in silence.
 * What publishes while it is made, such as an RDS event subscription, comes after the topic's policy: `node.addDependency(topic)`.
 * AWS Config cannot publish to an encrypted topic.
 * What cannot be delivered to a subscription made here is kept for 14 days; `DeliveryFailureAlarms` tells of it.
 *
 * @see https://docs.aws.amazon.com/config/latest/developerguide/sns-topic-policy.html
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-dead-letter-queues.html
 */
export class NotificationTopic extends Construct {
  /** The topic. */
  public readonly topic: sns.ITopic;

  /** The topic's key. */
  public readonly encryptionKey: kms.IKey;

  /** What could not be delivered. Any rule of EventBridge of this account and region may send to it what it could not publish. */
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
    warnUnlessSubscribed(topic, NOBODY);
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
    // Subscriptions of the CDK take the id of the topic: two topics may tell one function, whose own resource has the id Resource.
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
      'CIS -/-/-/2.21': 'the policy lets in named principals only',
      'SNS.1': 'a customer-managed key of its own',
      'SNS.4': 'the policy lets in named services only',
    });
    return topic;
  }

  /** For this topic's subscriptions, and for whatever rule of the account names it. */
  private createQueue(): sqs.IQueue {
    const queue = createDeadLetterQueue(this, 'DeadLetters');
    const rules = Stack.of(this).formatArn({ service: 'events', resource: 'rule', resourceName: '*' });
    letSend(queue, 'Subscriptions', 'sns.amazonaws.com', { ArnEquals: { 'aws:SourceArn': this.topic.topicArn } });
    letSend(queue, 'Rules', 'events.amazonaws.com', { ArnLike: { 'aws:SourceArn': rules } });
    return queue;
  }

  private subscribe(protocol: 'Email' | 'Https', endpoint: string, index: number): void {
    // The endpoint makes the logical id: after a mere number, all who follow a removed one would have to confirm again.
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
