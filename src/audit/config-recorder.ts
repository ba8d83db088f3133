import * as config from 'aws-cdk-lib/aws-config';
import type * as iam from 'aws-cdk-lib/aws-iam';
import { Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { refuseOtherRecorders } from './recorder-uniqueness';
import { validateRecorder } from './validation';

/** How often AWS Config records a change. */
export enum RecordingFrequency {
  /** Every change, as it happens. */
  CONTINUOUS = 'CONTINUOUS',

  /** Once a day, and only if something changed. Cheaper where resources change often. */
  DAILY = 'DAILY',
}

/** What a `ConfigRecorder` records. */
export interface ConfigRecorderProps {
  /**
   * The recorder's name: 1 to 256 characters. An account has one recorder a region.
   * @default 'default', the name that AWS gives
   * @see https://docs.aws.amazon.com/config/latest/APIReference/API_ConfigurationRecorder.html
   */
  readonly recorderName?: string;

  /**
   * The role with which AWS Config reads the resources.
   * @default - the service-linked role AWSServiceRoleForConfig, as Security Hub's Config.1 asks. The account must have it: `ConfigStarter` makes sure
   */
  readonly role?: iam.IRole;

  /**
   * How often changes are recorded.
   * @default RecordingFrequency.CONTINUOUS
   */
  readonly recordingFrequency?: RecordingFrequency;

  /**
   * Resource types, such as `AWS::IAM::Role`, that are recorded with the other frequency.
   * @default - none
   */
  readonly recordingFrequencyExceptions?: string[];

  /**
   * Resource types that are not recorded at all, such as `AWS::EC2::NetworkInterface`.
   * @default - none
   * @see https://docs.aws.amazon.com/config/latest/APIReference/API_ExclusionByResourceTypes.html
   */
  readonly excludedResourceTypes?: string[];

  /**
   * Whether the global resource types (IAM users, groups, roles and policies) are recorded. Choose one region for them:
   * each further one is charged again and says the same. A region that AWS Config came to after February 2022 cannot record them.
   * @see https://docs.aws.amazon.com/config/latest/developerguide/select-resources.html#select-resources-all
   * @default true
   */
  readonly includeGlobalResourceTypes?: boolean;
}

const GLOBAL_RESOURCE_TYPES = ['AWS::IAM::Group', 'AWS::IAM::Policy', 'AWS::IAM::Role', 'AWS::IAM::User'];

/**
 * The account's AWS Config recorder in this region.
 *
 * It depends on no delivery channel, and no channel on it: CloudFormation starts a recorder as soon as a channel is
 * there, so that either dependency is a deadlock (https://github.com/aws/aws-cdk/issues/3577). `ConfigStarter` comes after both.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-config-configurationrecorder.html
 */
export class ConfigRecorder extends Construct {
  /** The recorder's name. */
  public readonly recorderName: string;

  /** The recorder itself. */
  public readonly recorder: config.CfnConfigurationRecorder;

  constructor(scope: Construct, id: string, props: ConfigRecorderProps = {}) {
    super(scope, id);
    validateRecorder(this, props);
    this.recorder = new config.CfnConfigurationRecorder(this, 'Resource', {
      name: props.recorderName ?? 'default',
      roleArn: props.role?.roleArn ?? serviceLinkedRoleArn(this),
      recordingGroup: recordingGroup(props),
      recordingMode: recordingMode(props),
    });
    if (props.role) {
      this.recorder.node.addDependency(props.role);
    }
    this.recorderName = this.recorder.ref;
    refuseOtherRecorders(this.recorder);
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

/** Exclusion replaces `allSupported`: AWS Config refuses the two together. */
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
