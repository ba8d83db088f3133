import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sns from 'aws-cdk-lib/aws-sns';
import { AspectPriority, Aspects, Duration, RemovalPolicy, Stack, Token } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { keyStatements, topicStatements } from './topic-publishers';
import { isEmailAddress } from '../common/formats';
import { Problems } from '../common/problems';

/** How a `NotificationTopic` is named, and who is subscribed to it. */
export interface NotificationTopicProps {
  /**
   * The topic's name: 1 to 256 letters, digits, '_' and '-'.
   * @default - a name made by CloudFormation
   */
  readonly topicName?: string;

  /**
   * Whom e-mails seem to come from: 100 characters at most.
   * @default - AWS Notifications
   */
  readonly displayName?: string;

  /**
   * The addresses that are told. Each must confirm a message that AWS sends before it is told anything.
   * @default - none: subscribe something with `topic.addSubscription`, or a warning says that nobody is told
   */
  readonly emailAddresses?: string[];

  /**
   * The alias of the topic's key, without the prefix `alias/`.
   * @default - no alias
   */
  readonly keyAlias?: string;

  /**
   * What happens to the topic's key when the stack is deleted. The topic itself is always deleted with the stack.
   * @default RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE
   */
  readonly keyRemovalPolicy?: RemovalPolicy;

  /**
   * How long the deleted key can still be brought back: 7 to 30 days.
   * @default Duration.days(30)
   * @see https://docs.aws.amazon.com/kms/latest/APIReference/API_ScheduleKeyDeletion.html
   */
  readonly keyPendingWindow?: Duration;
}

/**
 * An encrypted SNS topic to which CloudWatch alarms, EventBridge rules and RDS event subscriptions of the account can publish, over TLS only.
 *
 * It has a key of its own: EventBridge's requests to KMS cannot be bound to the account, so no other data should be under that key.
 * Resources that publish while they are made, such as an RDS event subscription, must come after the policy: `node.addDependency(topic)`.
 * AWS Config cannot publish to an encrypted topic (https://docs.aws.amazon.com/config/latest/developerguide/sns-topic-policy.html).
 *
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
 */
export class NotificationTopic extends Construct {
  /** The topic. */
  public readonly topic: sns.Topic;

  /** The key that encrypts the topic's messages. */
  public readonly encryptionKey: kms.Key;

  constructor(scope: Construct, id: string, props: NotificationTopicProps = {}) {
    super(scope, id);
    validateProps(this, props);
    this.encryptionKey = this.createKey(props);
    this.topic = this.createTopic(props);
    this.subscribe(props.emailAddresses ?? []);
    this.warnWhereNobodyIsTold();
  }

  private createKey(props: NotificationTopicProps): kms.Key {
    return new kms.Key(this, 'Key', {
      alias: props.keyAlias,
      description: 'Encrypts notifications of the secure baseline',
      enableKeyRotation: true,
      pendingWindow: props.keyPendingWindow ?? Duration.days(30),
      removalPolicy: props.keyRemovalPolicy ?? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
      policy: new iam.PolicyDocument({
        statements: [
          new iam.PolicyStatement({
            sid: 'EnableIamPolicies',
            principals: [new iam.AccountRootPrincipal()],
            actions: ['kms:*'],
            resources: ['*'],
          }),
          ...keyStatements(Stack.of(this).account),
        ],
      }),
    });
  }

  private createTopic(props: NotificationTopicProps): sns.Topic {
    const topic = new sns.Topic(this, 'Topic', {
      topicName: props.topicName,
      displayName: props.displayName,
      masterKey: this.encryptionKey,
      enforceSSL: true,
    });
    topicStatements(Stack.of(this).account, topic.topicArn).forEach((statement) => topic.addToResourcePolicy(statement));
    return topic;
  }

  private subscribe(emailAddresses: string[]): void {
    emailAddresses.forEach((address, index) => {
      // The address is the id: with a number, removing one subscriber would ask all that follow to confirm again.
      const id = Token.isUnresolved(address) ? `EmailAddress${index}` : address;
      new sns.Subscription(this, id, { topic: this.topic, protocol: sns.SubscriptionProtocol.EMAIL, endpoint: address });
    });
  }

  /** Looked at when everything else is made, since anything may subscribe later. */
  private warnWhereNobodyIsTold(): void {
    const visit = (node: unknown) => {
      if (node === this && !this.hasSubscription()) {
        new Problems(this).warn('nobodyIsTold', `Nothing is subscribed to ${this.topic.node.path}: give emailAddresses, or topic.addSubscription(...). Alarms reach nobody until then.`);
      }
    };
    Aspects.of(this).add({ visit }, { priority: AspectPriority.READONLY });
  }

  private hasSubscription(): boolean {
    const arnOf = (arn: string) => JSON.stringify(Stack.of(this).resolve(arn));
    return this.node.root.node.findAll().some((node) =>
      node instanceof sns.CfnSubscription && arnOf(node.topicArn) === arnOf(this.topic.topicArn));
  }
}

function validateProps(scope: Construct, props: NotificationTopicProps): void {
  const { topicName, displayName, keyPendingWindow, emailAddresses = [] } = props;
  const problems = new Problems(scope)
    .check('topicName', topicName, (value) => /^[\w-]{1,256}$/.test(value), "Give 1 to 256 letters, digits, '_' and '-'.")
    .check('displayName', displayName, (value) => value.length <= 100, 'Give 100 characters at most.')
    .check('keyPendingWindow', keyPendingWindow, (value) => value.toDays() >= 7 && value.toDays() <= 30, 'Give Duration.days(7) to Duration.days(30).');
  emailAddresses.forEach((address, index) => {
    problems.check('emailAddresses', address, isEmailAddress, 'Give addresses such as security@example.com.');
    if (emailAddresses.indexOf(address) < index) {
      problems.add({ prop: 'emailAddresses', value: address, remedy: 'The address is there twice: give each once.' });
    }
  });
  problems.throwIfAny();
}
