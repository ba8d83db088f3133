import * as config from 'aws-cdk-lib/aws-config';
import type * as iam from 'aws-cdk-lib/aws-iam';
import { Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { RecordingFrequency, type RecordingOptions } from './props';
import { rejectOtherRecorders } from './recorder-uniqueness';

interface ConfigRecorderProps extends RecordingOptions {
  readonly recorderName?: string;
  readonly recorderRole?: iam.IRole;
}

const GLOBAL_RESOURCE_TYPES = ['AWS::IAM::Group', 'AWS::IAM::Policy', 'AWS::IAM::Role', 'AWS::IAM::User'];

/**
 * Creates the AWS Config recorder of the account and region.
 *
 * The recorder does not depend on the delivery channel, nor the delivery channel on it: CloudFormation starts a recorder as soon as a delivery
 * channel exists, so that either dependency would be a deadlock (https://github.com/aws/aws-cdk/issues/3577). `ConfigStarter` depends on both.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-config-configurationrecorder.html
 */
export class ConfigRecorder extends Construct {
  public readonly recorder: config.CfnConfigurationRecorder;

  constructor(scope: Construct, id: string, props: ConfigRecorderProps) {
    super(scope, id);
    this.recorder = new config.CfnConfigurationRecorder(this, 'Resource', {
      name: props.recorderName ?? 'default',
      roleArn: props.recorderRole?.roleArn ?? serviceLinkedRoleArn(this),
      recordingGroup: recordingGroup(props),
      recordingMode: recordingMode(props),
    });
    if (props.recorderRole) {
      this.recorder.node.addDependency(props.recorderRole);
    }
    rejectOtherRecorders(this.recorder);
  }
}

function serviceLinkedRoleArn(scope: Construct): string {
  return Stack.of(scope).formatArn({
    service: 'iam',
    region: '',
    resource: 'role',
    resourceName: 'aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig',
  });
}

/** AWS Config rejects `allSupported` in combination with excluded resource types. */
function recordingGroup(props: ConfigRecorderProps): config.CfnConfigurationRecorder.RecordingGroupProperty {
  const includeGlobal = props.includeGlobalResourceTypes ?? true;
  if (!props.excludedResourceTypes?.length) {
    return { allSupported: true, includeGlobalResourceTypes: includeGlobal };
  }
  const excluded = [...props.excludedResourceTypes, ...(includeGlobal ? [] : GLOBAL_RESOURCE_TYPES)];
  return {
    allSupported: false,
    includeGlobalResourceTypes: false,
    exclusionByResourceTypes: { resourceTypes: [...new Set(excluded)].sort() },
    recordingStrategy: { useOnly: 'EXCLUSION_BY_RESOURCE_TYPES' },
  };
}

function recordingMode(props: ConfigRecorderProps): config.CfnConfigurationRecorder.RecordingModeProperty {
  const frequency = props.recordingFrequency ?? RecordingFrequency.CONTINUOUS;
  const other = frequency === RecordingFrequency.DAILY ? RecordingFrequency.CONTINUOUS : RecordingFrequency.DAILY;
  return {
    recordingFrequency: frequency,
    recordingModeOverrides: props.recordingFrequencyExceptions?.length
      ? [{ description: `Recorded ${other.toLowerCase()}`, resourceTypes: [...new Set(props.recordingFrequencyExceptions)], recordingFrequency: other }]
      : undefined,
  };
}
