import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { isEmailAddress } from '../common/formats';
import { Problems } from '../common/problems';

/** Who hears of what a `NotificationTopic` is told. */
export interface NotificationTopicProps {
  /**
   * The addresses that are subscribed. Each must confirm a message that AWS sends.
   * @default - none, and a warning says so
   */
  readonly emailAddresses?: string[];

  /**
   * The topic's name.
   * @default - a name made by CloudFormation
   */
  readonly topicName?: string;

  /**
   * What happens to the topic's key when the stack is deleted. Messages are not kept, so that nothing is lost with it.
   * @default RemovalPolicy.DESTROY
   */
  readonly keyRemovalPolicy?: RemovalPolicy;

  /**
   * How long the deleted key can still be brought back: 7 to 30 days.
   * @default Duration.days(7)
   */
  readonly keyPendingWindow?: Duration;
}

interface Publisher {
  readonly sid: string;
  readonly service: string;
  /** The condition keys that AWS documents for the service's requests, to the topic and to its key. */
  readonly onTopic: 'aws:SourceAccount' | undefined;
  readonly onKey: 'aws:SourceAccount' | undefined;
}

/**
 * A condition on a key that the service does not send refuses it in silence, so that each is bound by what AWS documents alone.
 * EventBridge and RDS document none for their use of the key.
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Events.GrantingPermissions.html
 */
const PUBLISHERS: Publisher[] = [
  { sid: 'CloudWatchAlarms', service: 'cloudwatch.amazonaws.com', onTopic: 'aws:SourceAccount', onKey: 'aws:SourceAccount' },
  { sid: 'EventBridge', service: 'events.amazonaws.com', onTopic: undefined, onKey: undefined },
  { sid: 'RdsEvents', service: 'events.rds.amazonaws.com', onTopic: 'aws:SourceAccount', onKey: undefined },
];

/**
 * A topic for alarms and events, encrypted with a key of its own that CloudWatch alarms, EventBridge and RDS may use.
 *
 * The key serves nothing else: EventBridge can be bound to it by no condition, and with `alias/aws/sns` alarms are lost in silence.
 */
export class NotificationTopic extends Construct {
  /** The topic. */
  public readonly topic: sns.ITopic;

  /** The topic's key. */
  public readonly encryptionKey: kms.IKey;

  constructor(scope: Construct, id: string, props: NotificationTopicProps = {}) {
    super(scope, id);
    const emailAddresses = props.emailAddresses ?? [];
    this.validateProps(emailAddresses);
    this.encryptionKey = this.createKey(props);
    this.topic = this.createTopic(props.topicName);
    emailAddresses.forEach((address, index) => this.subscribe(address, index));
  }

  private validateProps(emailAddresses: string[]): void {
    const problems = new Problems(this);
    for (const address of emailAddresses) {
      problems.check('emailAddresses', address, isEmailAddress, 'Give an address such as security@example.com.');
    }
    problems.throwIfAny();
    if (emailAddresses.length === 0) {
      problems.warn('noSubscription', 'Nobody is subscribed to the notifications: give emailAddresses, or subscribe to the topic elsewhere.');
    }
  }

  private createKey(props: NotificationTopicProps): kms.IKey {
    const statements = PUBLISHERS.map(({ sid, service, onKey }) => new iam.PolicyStatement({
      sid,
      principals: [new iam.ServicePrincipal(service)],
      actions: ['kms:Decrypt', 'kms:GenerateDataKey*'],
      resources: ['*'],
      conditions: this.bound(onKey),
    }));
    const administration = new iam.PolicyStatement({
      sid: 'EnableIamPolicies', principals: [new iam.AccountRootPrincipal()], actions: ['kms:*'], resources: ['*'],
    });
    return new kms.Key(this, 'Key', {
      description: 'Encrypts notifications',
      enableKeyRotation: true,
      pendingWindow: props.keyPendingWindow ?? Duration.days(7),
      removalPolicy: props.keyRemovalPolicy ?? RemovalPolicy.DESTROY,
      policy: new iam.PolicyDocument({ statements: [administration, ...statements] }),
    });
  }

  private createTopic(topicName?: string): sns.ITopic {
    const topic = new sns.Topic(this, 'Resource', { topicName, masterKey: this.encryptionKey });
    topic.addToResourcePolicy(new iam.PolicyStatement({
      sid: 'DenyInsecureTransport',
      effect: iam.Effect.DENY,
      principals: [new iam.AnyPrincipal()],
      actions: ['sns:Publish'],
      resources: [topic.topicArn],
      conditions: { Bool: { 'aws:SecureTransport': 'false' } },
    }));
    for (const { sid, service, onTopic } of PUBLISHERS) {
      topic.addToResourcePolicy(new iam.PolicyStatement({
        sid,
        principals: [new iam.ServicePrincipal(service)],
        actions: ['sns:Publish'],
        resources: [topic.topicArn],
        conditions: this.bound(onTopic),
      }));
    }
    return topic;
  }

  private subscribe(address: string, index: number): void {
    new sns.CfnSubscription(this, `Email${index + 1}`, { topicArn: this.topic.topicArn, protocol: 'email', endpoint: address });
  }

  private bound(conditionKey: string | undefined): Record<string, Record<string, string>> | undefined {
    return conditionKey ? { StringEquals: { [conditionKey]: Stack.of(this).account } } : undefined;
  }
}
