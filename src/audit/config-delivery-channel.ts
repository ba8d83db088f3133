import * as config from 'aws-cdk-lib/aws-config';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import type * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { rejectOtherChannels } from './recorder-uniqueness';
import { companionsOf } from '../common/cdk/companions';
import { deliveryKey } from '../common/logging/delivery-key';
import { allowDelivery } from '../common/logging/log-delivery';
import { CONFIG } from '../common/logging/log-writers';
import { allowPublish } from '../common/topics/topic-permissions';

interface ConfigDeliveryChannelProps {
  readonly bucket: s3.IBucket;
  readonly keyPrefix?: string;
  readonly encryptionKey?: kms.IKey;
  readonly topic?: sns.ITopic;
  readonly snapshotFrequency?: config.MaximumExecutionFrequency;
  readonly channelName?: string;
}

/**
 * Creates the AWS Config delivery channel of the account and region.
 *
 * The delivery channel depends on the bucket and its `EmptyOnDelete`, if any, on the topic, and on the policies of both. It does not depend on the
 * recorder, nor the recorder on it.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-config-deliverychannel.html
 */
export class ConfigDeliveryChannel extends Construct {
  public readonly channel: config.CfnDeliveryChannel;

  constructor(scope: Construct, id: string, props: ConfigDeliveryChannelProps) {
    super(scope, id);
    const prefix = props.keyPrefix ?? 'config';
    const encryptionKey = deliveryKey(props.bucket, props.encryptionKey);
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
    if (props.topic) {
      allowPublish(this, props.topic.topicArn, 'AwsConfig');
      this.channel.node.addDependency(companionsOf(props.topic));
    }
    rejectOtherChannels(this.channel);
  }
}
