import type { CfnConfigurationRecorder, CfnDeliveryChannel, IConfigurationRecorderRef, IDeliveryChannelRef } from 'aws-cdk-lib/aws-config';
import { CfnResource, Fn, Lazy, Stack, Token } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';

/**
 * Returns the properties of the recorder and the delivery channel, except their names, as JSON with CloudFormation references. Property
 * overrides and properties of imported resources are not included.
 *
 * CloudFormation updates a custom resource only if its own properties change. The names of the recorder and the delivery channel do not change
 * when their other properties do.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/crpg-ref-requesttypes-update.html
 */
export function settingsOf(scope: IConstruct, recorder: IConfigurationRecorderRef, channel: IDeliveryChannelRef): string {
  return Stack.of(scope).toJsonString(Lazy.any({ produce: () => joinLists({ ...recorderSettings(recorder), ...channelSettings(channel) }) }));
}

/**
 * Returns the name of a recorder as it is specified. A reference to the recorder would be a circular dependency in the policy of the function,
 * because the recorder depends on the pre-check. The name is unknown if CloudFormation generates it, or if the recorder is imported.
 */
export function recorderNameOf(recorder: IConfigurationRecorderRef): string | undefined {
  return isResource<CfnConfigurationRecorder>(recorder, 'AWS::Config::ConfigurationRecorder') ? recorder.name : undefined;
}

function recorderSettings(recorder: IConfigurationRecorderRef): object | undefined {
  if (isResource<CfnConfigurationRecorder>(recorder, 'AWS::Config::ConfigurationRecorder')) {
    const { roleArn, recordingGroup, recordingMode } = recorder;
    return { roleArn, recordingGroup, recordingMode };
  }
  return undefined;
}

function channelSettings(channel: IDeliveryChannelRef): object | undefined {
  if (isResource<CfnDeliveryChannel>(channel, 'AWS::Config::DeliveryChannel')) {
    const { s3BucketName, s3KeyPrefix, s3KmsKeyArn, snsTopicArn, configSnapshotDeliveryProperties } = channel;
    return { s3BucketName, s3KeyPrefix, s3KmsKeyArn, snsTopicArn, configSnapshotDeliveryProperties };
  }
  return undefined;
}

function isResource<T extends CfnResource>(construct: IConstruct, type: string): construct is T {
  return CfnResource.isCfnResource(construct) && construct.cfnResourceType === type;
}

/** Joins lists that are unresolved tokens: otherwise, the CDK would create a custom resource to convert them to JSON. */
function joinLists(value: unknown): unknown {
  if (Array.isArray(value)) {
    return Token.isUnresolved(value) ? Fn.join(',', value) : value.map(joinLists);
  }
  const isPlain = typeof value === 'object' && value !== null && !Token.isUnresolved(value);
  return isPlain ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, joinLists(inner)])) : value;
}
