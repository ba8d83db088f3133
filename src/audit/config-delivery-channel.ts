import * as config from 'aws-cdk-lib/aws-config';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import type * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { refuseOtherChannels } from './recorder-uniqueness';
import { isConfigName } from './validation';
import { companionsOf } from '../common/cdk/companions';
import { allowDelivery } from '../common/logging/log-delivery';
import { CONFIG } from '../common/logging/log-writers';
import { Problems } from '../common/validation/problems';

/** Where a `ConfigDeliveryChannel` delivers. */
export interface ConfigDeliveryChannelProps {
  /**
   * Receives snapshots and histories. A `LoggingBucket`, or any bucket whose policy can be changed in this app; for an
   * imported bucket a warning shows the statements that its owner must add. AWS Config cannot deliver to a bucket
   * with a default Object Lock retention.
   */
  readonly bucket: s3.IBucket;

  /**
   * Where in the bucket, without slashes at either end and without `AWSLogs`.
   * @default 'config'
   */
  readonly keyPrefix?: string;

  /**
   * Encrypts what is delivered.
   * @default - the bucket's own key; where it has none, its default encryption
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * Hears of every delivery and change: a topic without encryption, since AWS Config supports no encrypted one, which a warning says
   * (https://docs.aws.amazon.com/config/latest/developerguide/sns-topic-policy.html). Its policy must let config.amazonaws.com publish.
   * @default - nobody
   */
  readonly topic?: sns.ITopic;

  /**
   * How often a snapshot of everything is delivered.
   * @default config.MaximumExecutionFrequency.TWENTY_FOUR_HOURS
   */
  readonly snapshotFrequency?: config.MaximumExecutionFrequency;

  /**
   * The channel's name: 1 to 256 characters. An account has one channel a region.
   * @default 'default', the name that AWS gives
   * @see https://docs.aws.amazon.com/config/latest/APIReference/API_DeliveryChannel.html
   */
  readonly channelName?: string;
}

/**
 * The account's AWS Config delivery channel in this region.
 *
 * It comes after the bucket, its policy and, where it has one, its emptier; it depends on no recorder, and no recorder on it.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-config-deliverychannel.html
 */
export class ConfigDeliveryChannel extends Construct {
  /** The channel's name. */
  public readonly channelName: string;

  /** The channel itself. */
  public readonly channel: config.CfnDeliveryChannel;

  constructor(scope: Construct, id: string, props: ConfigDeliveryChannelProps) {
    super(scope, id);
    validateProps(this, props);
    const prefix = props.keyPrefix ?? 'config';
    const encryptionKey = props.encryptionKey ?? props.bucket.encryptionKey;
    allowDelivery(this, { writer: CONFIG, bucket: props.bucket, prefix, prefixProp: 'keyPrefix', encryptionKey });
    this.channel = new config.CfnDeliveryChannel(this, 'Resource', {
      name: props.channelName ?? 'default',
      s3BucketName: props.bucket.bucketName,
      s3KeyPrefix: prefix,
      s3KmsKeyArn: encryptionKey?.keyArn,
      snsTopicArn: props.topic?.topicArn,
      configSnapshotDeliveryProperties: {
        deliveryFrequency: props.snapshotFrequency ?? config.MaximumExecutionFrequency.TWENTY_FOUR_HOURS,
      },
    });
    this.channel.node.addDependency(companionsOf(props.bucket));
    this.channelName = this.channel.ref;
    refuseOtherChannels(this.channel);
  }
}

function validateProps(scope: Construct, { channelName, topic }: ConfigDeliveryChannelProps): void {
  const problems = new Problems(scope)
    .check('channelName', channelName, isConfigName, 'Give 1 to 256 characters.');
  if (topic?.masterKey) {
    problems.warn('encryptedConfigTopic',
      `Topic '${topic.node.path}' is encrypted, and AWS Config supports no encrypted topics: give another one, or hear of changes by a rule of EventBridge.`);
  }
  problems.throwIfAny();
}
