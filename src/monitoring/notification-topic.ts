import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sns from 'aws-cdk-lib/aws-sns';
import { AspectPriority, Aspects, Duration, RemovalPolicy, Stack, Token } from 'aws-cdk-lib/core';
import { Construct, type IConstruct } from 'constructs';
import { keyStatements, topicStatements } from './topic-publishers';
import { isEmailAddress } from '../common/formats';
import { Problems } from '../common/problems';

/** Who hears of what a `NotificationTopic` is told. */
export interface NotificationTopicProps {
  /**
   * The addresses that are subscribed. Each must confirm a message that AWS sends.
   * @default - none, and a warning says so unless something else is subscribed to the topic
   */
  readonly emailAddresses?: string[];

  /**
   * The topic's name: 1 to 256 letters, digits, '_' and '-'.
   * @default - a name made by CloudFormation
   */
  readonly topicName?: string;

  /**
   * The sender that e-mails show: 100 characters at most.
   * @default - AWS Notifications
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

/**
 * A topic for alarms and events, encrypted with a key of its own that CloudWatch alarms, EventBridge and RDS may use.
 *
 * The key serves nothing else: EventBridge can be bound to it by no condition, and with `alias/aws/sns` alarms are lost in silence.
 * What publishes while it is made, such as an RDS event subscription, comes after the topic's policy: `node.addDependency(topic)`.
 * AWS Config cannot publish to an encrypted topic.
 *
 * @see https://docs.aws.amazon.com/config/latest/developerguide/sns-topic-policy.html
 */
export class NotificationTopic extends Construct {
  /** The topic. */
  public readonly topic: sns.ITopic;

  /** The topic's key. */
  public readonly encryptionKey: kms.IKey;

  constructor(scope: Construct, id: string, props: NotificationTopicProps = {}) {
    super(scope, id);
    validateProps(this, props);
    this.encryptionKey = this.createKey(props);
    this.topic = this.createTopic(props);
    props.emailAddresses?.forEach((address, index) => this.subscribe(address, index));
    this.warnUnlessSubscribed();
  }

  private createKey(props: NotificationTopicProps): kms.IKey {
    const administration = new iam.PolicyStatement({
      sid: 'EnableIamPolicies', principals: [new iam.AccountRootPrincipal()], actions: ['kms:*'], resources: ['*'],
    });
    return new kms.Key(this, 'Key', {
      description: 'Encrypts notifications',
      enableKeyRotation: true,
      pendingWindow: props.keyPendingWindow ?? Duration.days(7),
      removalPolicy: props.keyRemovalPolicy ?? RemovalPolicy.DESTROY,
      policy: new iam.PolicyDocument({ statements: [administration, ...keyStatements(Stack.of(this).account)] }),
    });
  }

  private createTopic({ topicName, displayName }: NotificationTopicProps): sns.ITopic {
    const topic = new sns.Topic(this, 'Resource', { topicName, displayName, masterKey: this.encryptionKey });
    topic.addToResourcePolicy(new iam.PolicyStatement({
      sid: 'DenyInsecureTransport',
      effect: iam.Effect.DENY,
      principals: [new iam.AnyPrincipal()],
      actions: ['sns:Publish'],
      resources: [topic.topicArn],
      conditions: { Bool: { 'aws:SecureTransport': 'false' } },
    }));
    topicStatements(Stack.of(this).account, topic.topicArn).forEach((statement) => topic.addToResourcePolicy(statement));
    return topic;
  }

  private subscribe(address: string, index: number): void {
    // The address makes the logical id: after a mere number, all who follow a removed address would have to confirm again.
    const id = Token.isUnresolved(address) ? `Email${index + 1}` : `Email-${address}`;
    new sns.CfnSubscription(this, id, { topicArn: this.topic.topicArn, protocol: 'email', endpoint: address });
  }

  /** Looks when all is made, since anything may subscribe later. */
  private warnUnlessSubscribed(): void {
    const visit = (node: IConstruct) => {
      if (node === this && !this.isSubscribed()) {
        new Problems(this).warn('noSubscription', 'Nobody is subscribed to the notifications: give emailAddresses, or subscribe to the topic elsewhere.');
      }
    };
    Aspects.of(this).add({ visit }, { priority: AspectPriority.READONLY });
  }

  private isSubscribed(): boolean {
    const textOf = (arn: string) => JSON.stringify(Stack.of(this).resolve(arn));
    const topicArn = textOf(this.topic.topicArn);
    return this.node.root.node.findAll().some((node) => node instanceof sns.CfnSubscription && textOf(node.topicArn) === topicArn);
  }
}

function validateProps(scope: Construct, { topicName, displayName, keyPendingWindow, emailAddresses = [] }: NotificationTopicProps): void {
  const problems = new Problems(scope)
    .check('topicName', topicName, (value) => /^[\w-]{1,256}$/.test(value), "Give 1 to 256 letters, digits, '_' and '-'.")
    .check('displayName', displayName, (value) => value.length <= 100, 'Give 100 characters at most.')
    .check('keyPendingWindow', keyPendingWindow?.toDays(), (days) => days >= 7 && days <= 30, 'These are days: give Duration.days(7) to Duration.days(30).');
  for (const [index, address] of emailAddresses.entries()) {
    problems.check('emailAddresses', address, isEmailAddress, 'Give an address such as security@example.com.');
    if (emailAddresses.indexOf(address) < index) {
      problems.add({ prop: 'emailAddresses', value: address, remedy: 'It is there twice: give each address once.' });
    }
  }
  problems.throwIfAny();
}
