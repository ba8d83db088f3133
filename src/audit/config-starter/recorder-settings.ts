import type { CfnConfigurationRecorder, CfnDeliveryChannel } from 'aws-cdk-lib/aws-config';
import { Fn, Lazy, Stack, Token } from 'aws-cdk-lib/core';

/**
 * The properties of recorder and delivery channel as JSON text: it changes with every property but the names, and references to other
 * resources remain references. Property overrides are not part of it.
 *
 * CloudFormation updates a custom resource only when its own properties change, and the names of recorder and channel do not.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/crpg-ref-requesttypes-update.html
 */
export function settingsOf(recorder: CfnConfigurationRecorder, channel: CfnDeliveryChannel): string {
  return Stack.of(recorder).toJsonString(Lazy.any({ produce: () => joinLists({ ...recorderSettings(recorder), ...channelSettings(channel) }) }));
}

function recorderSettings({ roleArn, recordingGroup, recordingMode }: CfnConfigurationRecorder) {
  return { roleArn, recordingGroup, recordingMode };
}

function channelSettings({ s3BucketName, s3KeyPrefix, s3KmsKeyArn, snsTopicArn, configSnapshotDeliveryProperties }: CfnDeliveryChannel) {
  return { s3BucketName, s3KeyPrefix, s3KmsKeyArn, snsTopicArn, configSnapshotDeliveryProperties };
}

/** For a list that is an unresolved token, the CDK would otherwise create a custom resource that writes it as JSON. */
function joinLists(value: unknown): unknown {
  if (Array.isArray(value)) {
    return Token.isUnresolved(value) ? Fn.join(',', value) : value.map(joinLists);
  }
  const isPlain = typeof value === 'object' && value !== null && !Token.isUnresolved(value);
  return isPlain ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, joinLists(inner)])) : value;
}
