import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import { Stack, Token, type Duration } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { ConfigDeliveryChannel } from './config-delivery-channel';
import { ConfigRecorder, type RecordingFrequency } from './config-recorder';
import { ConfigRules, type ManagedConfigRule } from './config-rules';
import { ConfigPreCheck, ConfigStarter, ConfigStarterMode } from './config-starter';
import { opensTooLateForIam } from './iam-regions';
import { checkRuleNames } from './validation';
import { declareControls } from '../common/compliance/controls';
import { Problems } from '../common/validation/problems';

/** What AWS Config records, and for whom. */
export interface ConfigRecordingProps {
  /**
   * Whose recorder it is.
   * @default ConfigStarterMode.CREATE
   */
  readonly mode?: ConfigStarterMode;

  /**
   * Receives what the stack's own recorder records: needed for `CREATE`.
   * @default - none
   */
  readonly bucket?: s3.IBucket;

  /**
   * Encrypts what is delivered, and the log group of the function behind starter and pre-check.
   * @default - the bucket's own key; where it has none, its default encryption
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * The name of recorder and channel, and the beginning of the rules' names, which have 128 characters at most.
   * @default - 'default' for recorder and channel; CloudFormation names the rules
   * @see https://docs.aws.amazon.com/config/latest/APIReference/API_ConfigRule.html
   */
  readonly namePrefix?: string;

  /**
   * How often changes are recorded.
   * @default RecordingFrequency.CONTINUOUS
   */
  readonly recordingFrequency?: RecordingFrequency;

  /**
   * Resource types that are recorded with the other frequency.
   * @default - none
   */
  readonly recordingFrequencyExceptions?: string[];

  /**
   * Resource types that are not recorded, such as `AWS::EC2::NetworkInterface`. Their rules see nothing then.
   * @default - none
   * @see https://docs.aws.amazon.com/config/latest/APIReference/API_ExclusionByResourceTypes.html
   */
  readonly excludedResourceTypes?: string[];

  /**
   * Whether the global resource types are recorded. Choose one region for them.
   * @default true
   */
  readonly includeGlobalResourceTypes?: boolean;

  /**
   * How long AWS Config keeps what it recorded: 30 to 2,557 days. It is one setting for the account and region; only with `CREATE`.
   * @default - AWS's own: 2,557 days (seven years)
   * @see https://docs.aws.amazon.com/config/latest/APIReference/API_PutRetentionConfiguration.html
   */
  readonly retentionPeriod?: Duration;

  /**
   * The rules.
   * @default ConfigRules.BASELINE
   */
  readonly rules?: ManagedConfigRule[];
}

/**
 * AWS Config from the look at the account to the rules, in the order in which it comes up: the pre-check, recorder and channel side by
 * side, the starter, the rules.
 */
export class ConfigRecording extends Construct {
  /** The stack's own recorder. Undefined where another is adopted, or none. */
  public readonly recorder?: ConfigRecorder;

  /** The stack's own channel. Undefined where another recorder is adopted, or none. */
  public readonly deliveryChannel?: ConfigDeliveryChannel;

  /** The look at the account before the stack's own recorder is made. Undefined where another is adopted, or none. */
  public readonly preCheck?: ConfigPreCheck;

  /** The rules. Undefined where nothing is recorded. */
  public readonly rules?: ConfigRules;

  constructor(scope: Construct, id: string, props: ConfigRecordingProps = {}) {
    super(scope, id);
    const mode = props.mode ?? ConfigStarterMode.CREATE;
    if (mode === ConfigStarterMode.SKIP) {
      return;
    }
    this.validate(props);
    if (mode === ConfigStarterMode.CREATE) {
      this.recorder = this.createRecorder(props);
      this.deliveryChannel = this.createChannel(props);
      this.preCheck = this.checkFirst(props, this.recorder, this.deliveryChannel);
      this.declareOwnControls(this.recorder, props);
    }
    const starter = new ConfigStarter(this, 'Starter', {
      mode,
      recorderName: this.recorder?.recorderName,
      channelName: this.deliveryChannel?.channelName,
      retentionPeriod: props.retentionPeriod,
      encryptionKey: props.encryptionKey,
    });
    this.rules = new ConfigRules(this, 'Rules', { rules: props.rules, namePrefix: props.namePrefix });
    this.rules.node.addDependency(starter);
  }

  private validate({ namePrefix, rules = ConfigRules.BASELINE }: ConfigRecordingProps): void {
    const problems = new Problems(this);
    checkRuleNames(problems, rules, namePrefix);
    problems.throwIfAny();
  }

  private createRecorder(props: ConfigRecordingProps): ConfigRecorder {
    return new ConfigRecorder(this, 'Recorder', {
      recorderName: props.namePrefix,
      recordingFrequency: props.recordingFrequency,
      recordingFrequencyExceptions: props.recordingFrequencyExceptions,
      excludedResourceTypes: props.excludedResourceTypes,
      includeGlobalResourceTypes: props.includeGlobalResourceTypes,
    });
  }

  private createChannel(props: ConfigRecordingProps): ConfigDeliveryChannel {
    if (!props.bucket) {
      new Problems(this)
        .add({ prop: 'bucket', value: undefined, remedy: "A recorder of the stack's own delivers to a bucket: give a LoggingBucket, or adopt or skip." })
        .throwIfAny();
    }
    return new ConfigDeliveryChannel(this, 'DeliveryChannel', { channelName: props.namePrefix, bucket: props.bucket!, encryptionKey: props.encryptionKey });
  }

  private declareOwnControls({ recorder }: ConfigRecorder, props: ConfigRecordingProps): void {
    const { excludedResourceTypes = [], includeGlobalResourceTypes = true } = props;
    const { region } = Stack.of(this);
    const hasIam = Token.isUnresolved(region) || !opensTooLateForIam(region);
    const all = excludedResourceTypes.length === 0 && includeGlobalResourceTypes && hasIam;
    declareControls(recorder, {
      'CIS 3.5/3.3/3.3/4.3': all && 'records all resource types, global ones too, and delivers',
      'Config.1': all && 'records all resource types by the service-linked role',
    });
  }

  private checkFirst({ namePrefix = 'default', encryptionKey }: ConfigRecordingProps, ...checked: Construct[]): ConfigPreCheck {
    const preCheck = new ConfigPreCheck(this, 'PreCheck', { recorderName: namePrefix, encryptionKey });
    checked.forEach((construct) => construct.node.addDependency(preCheck));
    return preCheck;
  }
}
