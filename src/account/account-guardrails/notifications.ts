import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { HandlerFunction } from '../../common/functions/handler-function';

/**
 * Allows the function to publish to a topic of the account, and to use the key of the topic. The policies of topic and key delegate to the policies of
 * the account.
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
 */
export function allowNotifications(handler: HandlerFunction, topic: ITopic): void {
  handler.allow('Notify', ['sns:Publish'], [topic.topicArn]);
  if (topic.masterKey) {
    handler.allow('EncryptNotifications', ['kms:Decrypt', 'kms:GenerateDataKey'], [topic.masterKey.keyArn]);
  }
}
