import * as sns from 'aws-cdk-lib/aws-sns';
import type { Stack } from 'aws-cdk-lib/core';
import { ConfigRecording, LoggingBucket } from '../../../src';
import type { DeployedAccount } from '../deployed-account';
import { OTHER_ACCOUNT, type Proof } from '../proof';
import { ACCOUNT } from '../template-values';

/** Creates a delivery channel with a topic. */
export function configTopicIn(stack: Stack): void {
  new ConfigRecording(stack, 'Config', { bucket: new LoggingBucket(stack, 'Bucket'), topic: new sns.Topic(stack, 'Topic') });
}

/** Messages of AWS Config, as a service principal. AWS documents both condition keys for them. */
export function configTopic(account: DeployedAccount): Proof[] {
  const from = (owner: string) => ({ 'aws:SourceAccount': owner, 'aws:SourceArn': account.arn('config', '*', owner) });
  return [{
    title: 'AWS Config publishes to the topic of its delivery channel',
    source: 'https://docs.aws.amazon.com/config/latest/developerguide/sns-topic-policy.html',
    request: { principal: 'config.amazonaws.com', action: 'sns:Publish', resource: account.arnOf('SNS::Topic'), context: from(ACCOUNT) },
    denied: {
      'another account': { context: from(OTHER_ACCOUNT) },
      'another account with a channel of this account': { context: { 'aws:SourceAccount': OTHER_ACCOUNT } },
      'this account with a channel of another account': { context: { 'aws:SourceArn': from(OTHER_ACCOUNT)['aws:SourceArn'] } },
      'another region': { context: { 'aws:SourceArn': from(ACCOUNT)['aws:SourceArn'].replace(account.place.region, 'us-east-2') } },
      'no account': { context: { 'aws:SourceAccount': undefined } },
      'another service': { principal: 'cloudtrail.amazonaws.com' },
      'subscribing': { action: 'sns:Subscribe' },
    },
  }];
}
