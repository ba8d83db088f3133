import type * as kms from 'aws-cdk-lib/aws-kms';
import { CustomResource, Duration, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { ConfigStarterFunction } from './config-starter-function';
import { settingsOf } from './recorder-settings';
import type { ConfigStarterProperties } from './resource-properties';
import { CustomResourceFunction } from '../../common/custom-resource/custom-resource-function';
import { isWhole } from '../../common/validation/formats';
import { Problems } from '../../common/validation/problems';
import { isConfigName } from '../validation';

/** Whose recorder AWS Config records with. An account has one recorder a region. */
export enum ConfigStarterMode {
  /** The stack makes recorder and channel. */
  CREATE = 'create',

  /**
   * The account has a recorder already, for instance from AWS Control Tower or Security Hub: it is made sure to record, and left
   * as it was found when the stack is deleted.
   */
  ADOPT = 'adopt',

  /** Nothing is recorded, nothing is made. */
  SKIP = 'skip',
}

/** What a `ConfigStarter` starts. */
export interface ConfigStarterProps {
  /**
   * Whose recorder it is.
   * @default ConfigStarterMode.CREATE
   */
  readonly mode?: ConfigStarterMode;

  /**
   * The name of the stack's recorder: needed for `CREATE`.
   * @default - none
   */
  readonly recorderName?: string;

  /**
   * The name of the stack's delivery channel: needed for `CREATE`.
   * @default - none
   */
  readonly channelName?: string;

  /**
   * How long AWS Config keeps what it recorded: 30 to 2,557 days. It is one setting for the account and region, for which CloudFormation
   * has no resource; deletion goes back to AWS's own period. Only with `CREATE`.
   * @see https://docs.aws.amazon.com/config/latest/APIReference/API_PutRetentionConfiguration.html
   * @default - AWS's own: 2,557 days (seven years)
   */
  readonly retentionPeriod?: Duration;

  /**
   * Encrypts the log group of the function, which starter and pre-check of a stack share.
   * @default - the encryption of CloudWatch Logs' own
   */
  readonly encryptionKey?: kms.IKey;
}

/**
 * Makes sure that AWS Config records.
 *
 * It comes after recorder and channel, waits for both, starts the recorder, waits until it records, and has it deliver a snapshot; what
 * AWS Config reports instead is the deployment's error. When it is deleted it stops the recorder it was given, since AWS refuses to delete
 * the channel of a running recorder. Rules come after it.
 *
 * It does so again when a property of recorder or channel changes. A deployment that changes neither does not start a recorder that somebody
 * stopped meanwhile: CloudFormation asks a custom resource only when its properties change. The security alarms tell of such a stop.
 *
 * @see https://docs.aws.amazon.com/config/latest/APIReference/API_StartConfigurationRecorder.html
 */
export class ConfigStarter extends Construct {
  constructor(scope: Construct, id: string, props: ConfigStarterProps = {}) {
    super(scope, id);
    const mode = props.mode ?? ConfigStarterMode.CREATE;
    validateProps(this, mode, props);
    if (mode === ConfigStarterMode.CREATE) {
      createResource(this, 'Custom::ConfigStarter', {
        Operation: 'Start',
        RecorderName: props.recorderName,
        ChannelName: props.channelName,
        Settings: settingsOf(props.recorderName, props.channelName),
        RetentionDays: props.retentionPeriod?.toDays().toString(),
      }, props.encryptionKey);
    } else if (mode === ConfigStarterMode.ADOPT) {
      createResource(this, 'Custom::ConfigStarter', { Operation: 'Adopt' }, props.encryptionKey);
    }
  }
}

/** What a `ConfigPreCheck` looks for. */
export interface ConfigPreCheckProps {
  /** The name that the stack's recorder will have. */
  readonly recorderName: string;

  /**
   * Encrypts the log group of the function, which starter and pre-check of a stack share.
   * @default - the encryption of CloudWatch Logs' own
   */
  readonly encryptionKey?: kms.IKey;
}

/**
 * Looks before the stack's recorder is made: where the account has another one, the deployment fails at once with its name and with what
 * to do. It also makes sure of the service-linked role of AWS Config, which belongs to the account and stays.
 *
 * Recorder and channel depend on it: `recorder.node.addDependency(preCheck)`.
 *
 * @see https://docs.aws.amazon.com/config/latest/developerguide/using-service-linked-roles.html
 */
export class ConfigPreCheck extends Construct {
  constructor(scope: Construct, id: string, props: ConfigPreCheckProps) {
    super(scope, id);
    createResource(this, 'Custom::ConfigPreCheck', { Operation: 'PreCheck', RecorderName: props.recorderName }, props.encryptionKey);
  }
}

function validateProps(scope: Construct, mode: ConfigStarterMode, props: ConfigStarterProps): void {
  const problems = new Problems(scope);
  for (const prop of ['recorderName', 'channelName'] as const) {
    problems.check(prop, props[prop], isConfigName, 'Give 1 to 256 characters.');
    if ((props[prop] === undefined) === (mode === ConfigStarterMode.CREATE)) {
      problems.add({
        prop,
        value: props[prop],
        remedy: mode === ConfigStarterMode.CREATE
          ? 'Mode \'create\' starts the stack\'s own recorder: give ConfigRecorder.recorderName and ConfigDeliveryChannel.channelName.'
          : `Mode '${mode}' takes no recorder and no channel of the stack: leave it out, or use ConfigStarterMode.CREATE.`,
      });
    }
  }
  if (props.retentionPeriod) {
    if (mode !== ConfigStarterMode.CREATE) {
      problems.add({ prop: 'retentionPeriod', value: props.retentionPeriod, remedy: `Mode '${mode}' changes no setting of the account: leave it out.` });
    }
    problems.checkTime('retentionPeriod', props.retentionPeriod, 'days', isWhole(30, 2_557), 'AWS Config keeps 30 to 2,557 whole days.');
  }
  problems.throwIfAny();
}

function createResource(scope: Construct, resourceType: string, properties: ConfigStarterProperties, encryptionKey?: kms.IKey): void {
  const handler = CustomResourceFunction.singleton(scope, 'ConfigStarterFunction', {
    createFunction: (parent, name, options) => new ConfigStarterFunction(parent, name, options),
    description: 'Makes sure that AWS Config records',
    timeout: Duration.minutes(5),
    memorySize: 256,
    encryptionKey,
  });
  allowOperation(scope, handler, properties);
  const resource = new CustomResource(scope, 'Resource', {
    resourceType,
    serviceToken: handler.function.functionArn,
    serviceTimeout: Duration.minutes(6),
    properties: { ...properties },
  });
  handler.addDependent(resource);
}

/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsconfig.html */
function allowOperation(scope: Construct, handler: CustomResourceFunction, { Operation: operation }: ConfigStarterProperties): void {
  handler.allow('ReadConfig', [
    'config:DescribeConfigurationRecorderStatus', 'config:DescribeConfigurationRecorders',
    'config:DescribeDeliveryChannelStatus', 'config:DescribeDeliveryChannels',
  ], ['*'], undefined, 'Which recorders and channels the account has is what is asked');
  if (operation === 'PreCheck') {
    const role = Stack.of(scope).formatArn({
      service: 'iam', region: '', resource: 'role', resourceName: 'aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig',
    });
    handler.allow('FindServiceLinkedRole', ['iam:GetRole'], [role]);
    handler.allow('CreateServiceLinkedRole', ['iam:CreateServiceLinkedRole'], [role], { StringEquals: { 'iam:AWSServiceName': 'config.amazonaws.com' } });
    return;
  }
  // An account has one recorder a region that can be started. To name that of the stack would be a cycle: it waits for the pre-check.
  const recorder = Stack.of(scope).formatArn({ service: 'config', resource: 'configuration-recorder', resourceName: '*' });
  handler.allow('StartAndStop', ['config:StartConfigurationRecorder', 'config:StopConfigurationRecorder'], [recorder], undefined,
    'CloudFormation does not tell the id of a recorder');
  if (operation === 'Start') {
    handler.allow('TryDelivery', ['config:DeliverConfigSnapshot'], ['*'], undefined, 'The action knows no narrower resource');
    handler.allow('SetRetention', [
      'config:DeleteRetentionConfiguration', 'config:DescribeRetentionConfigurations', 'config:PutRetentionConfiguration',
    ], ['*'], undefined, 'The actions know no narrower resource: the period is one setting of the account');
  }
}
