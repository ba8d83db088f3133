import type * as config from 'aws-cdk-lib/aws-config';
import { Stack, Token } from 'aws-cdk-lib/core';
import { Construct, type IDependable } from 'constructs';
import { ConfigDeliveryChannel } from './config-delivery-channel';
import { ConfigRecorder } from './config-recorder';
import { ConfigRules } from './config-rules';
import { ConfigPreCheck } from './config-starter/config-pre-check';
import { ConfigStarter } from './config-starter/config-starter';
import { isIamRecordedIn } from './iam-regions';
import { ConfigStarterMode, type ConfigRecordingProps } from './props';
import { checkConfigRecording } from './validation';
import { keepProps } from '../common/cdk/property-injectors';
import { declareControls } from '../common/compliance/controls';
import { Problems } from '../common/validation/problems';

/**
 * Creates the recorder, the delivery channel and the rules of AWS Config, and starts the recorder. The resources are deployed in this order: a
 * check of the account, the recorder and the delivery channel in parallel, a `ConfigStarter`, and the rules.
 *
 * @example
 * import { ConfigRecording, LoggingBucket } from '@org/secure-baseline';
 *
 * const bucket = new LoggingBucket(this, 'ConfigBucket');
 * new ConfigRecording(this, 'Config', { bucket });
 */
export class ConfigRecording extends Construct {
  /** The recorder of the stack. Undefined with `ConfigStarterMode.ADOPT`. */
  public readonly recorder?: config.CfnConfigurationRecorder;

  /** The delivery channel of the stack. Undefined with `ConfigStarterMode.ADOPT`. */
  public readonly deliveryChannel?: config.CfnDeliveryChannel;

  /**
   * The check that the account has no other recorder, which runs before the recorder of the stack is created. Resources that must not be created
   * in an account with another recorder depend on it. Undefined with `ConfigStarterMode.ADOPT`.
   */
  public readonly accountCheck?: IDependable;

  /** Ensures that AWS Config records. Resources that require a running recorder depend on it. */
  public readonly starter: ConfigStarter;

  /** The rules. */
  public readonly rules: ConfigRules;

  constructor(scope: Construct, id: string, props: ConfigRecordingProps = {}) {
    super(scope, id);
    keepProps(this);
    const { mode = ConfigStarterMode.CREATE, retentionPeriod, encryptionKey } = props;
    this.validate(mode, props);
    if (mode === ConfigStarterMode.CREATE) {
      this.recorder = this.createRecorder(props);
      this.deliveryChannel = this.createDeliveryChannel(props);
      this.accountCheck = this.checkAccountBefore(props, this.recorder, this.deliveryChannel);
      this.declareOwnControls(this.recorder, props);
    }
    this.starter = new ConfigStarter(this, 'Starter', { mode, recorder: this.recorder, deliveryChannel: this.deliveryChannel, retentionPeriod, encryptionKey });
    this.rules = new ConfigRules(this, 'Rules', { rules: props.rules, namePrefix: props.namePrefix });
    this.rules.node.addDependency(this.starter);
  }

  private validate(mode: ConfigStarterMode, props: ConfigRecordingProps): void {
    const problems = new Problems(this);
    checkConfigRecording(problems, props);
    if (mode === ConfigStarterMode.CREATE && !props.bucket) {
      problems.add({
        prop: 'bucket',
        value: undefined,
        must: 'be specified with ConfigStarterMode.CREATE',
        remedy: 'Specify a LoggingBucket, or set {mode} to ConfigStarterMode.ADOPT to use the recorder that the account already has.',
      });
    }
    problems.throwIfAny();
  }

  private createRecorder(props: ConfigRecordingProps): config.CfnConfigurationRecorder {
    return new ConfigRecorder(this, 'Recorder', { ...props, recorderName: props.namePrefix }).recorder;
  }

  private createDeliveryChannel(props: ConfigRecordingProps): config.CfnDeliveryChannel {
    return new ConfigDeliveryChannel(this, 'DeliveryChannel', { ...props, bucket: props.bucket!, channelName: props.namePrefix }).channel;
  }

  private checkAccountBefore({ namePrefix = 'default', encryptionKey }: ConfigRecordingProps, ...resources: Construct[]): ConfigPreCheck {
    const preCheck = new ConfigPreCheck(this, 'PreCheck', { recorderName: namePrefix, encryptionKey });
    resources.forEach((resource) => resource.node.addDependency(preCheck));
    return preCheck;
  }

  private declareOwnControls(recorder: config.CfnConfigurationRecorder, props: ConfigRecordingProps): void {
    const { excludedResourceTypes = [], includeGlobalResourceTypes = true, recorderRole } = props;
    const { region } = Stack.of(this);
    const hasIam = Token.isUnresolved(region) || isIamRecordedIn(region);
    const all = excludedResourceTypes.length === 0 && includeGlobalResourceTypes && hasIam;
    declareControls(recorder, {
      'CIS 3.5/3.3/3.3/4.3': all && 'records all resource types, including global ones, and delivers to a bucket',
      'Config.1': all && !recorderRole && 'records all resource types with the service-linked role',
    });
  }
}
