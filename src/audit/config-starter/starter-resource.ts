import type { IKey } from 'aws-cdk-lib/aws-kms';
import { CustomResource, Duration, Stack } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { ConfigStarterFunction } from './config-starter-function';
import type { StarterEnvironment } from './function-environment';
import type { ConfigStarterProperties } from './resource-properties';
import { stateOf } from '../../common/cdk/construct-state';
import { HandlerFunction } from '../../common/functions/handler-function';
import { Problems, type Demand } from '../../common/validation/problems';

const OF_ACCOUNT = 'The actions do not support resource-level permissions: the retention period is a setting of the account';

const SAME_SETTINGS: Demand = {
  must: 'agree with the other ConfigStarter of the stack',
  remedy: 'An account has one recorder per region. Specify the same {mode} and {retentionPeriod}, or remove one of the starters.',
};

interface StarterResourceOptions {
  /** The name of the recorder of the stack, without a reference to the recorder. By default, every recorder of the account may be started. */
  readonly ownRecorder?: string;
  readonly encryptionKey?: IKey;
}

/** Creates a custom resource that checks the account or starts a recorder, and adds the permissions for its operation to the shared function. */
export function createStarterResource(
  scope: Construct, resourceType: string, properties: ConfigStarterProperties, { ownRecorder, encryptionKey }: StarterResourceOptions,
): void {
  const handler = HandlerFunction.singleton(scope, 'ConfigStarterFunction', {
    createFunction: (parent, name, options) => new ConfigStarterFunction(parent, name, options),
    description: 'Ensures that AWS Config records',
    timeout: Duration.minutes(5),
    memorySize: 256,
    encryptionKey,
  });
  allowOperation(scope, handler, properties, ownRecorder);
  if (properties.Operation !== 'PreCheck') {
    setEnvironment(scope, handler, { OPERATION: properties.Operation, RETENTION_DAYS: properties.RetentionDays });
  }
  const resource = new CustomResource(scope, 'Resource', {
    resourceType,
    serviceToken: handler.function.functionArn,
    serviceTimeout: Duration.minutes(6),
    properties: { ...properties },
  });
  // The pre-check must fail before CloudFormation creates the KMS key and what it encrypts, and has no effect when it is deleted.
  handler.addDependent(resource, properties.Operation !== 'PreCheck');
}

/** All starters of the stack share the environment, as they share the recorder of the account. */
function setEnvironment(scope: Construct, handler: HandlerFunction, environment: StarterEnvironment): void {
  const present = stateOf(handler, 'starterEnvironment', () => environment);
  if (present.OPERATION !== environment.OPERATION || present.RETENTION_DAYS !== environment.RETENTION_DAYS) {
    new Problems(scope).add({ prop: 'mode', value: environment.OPERATION, ...SAME_SETTINGS }).throwIfAny();
  }
  Object.entries(environment).forEach(([name, value]) => value !== undefined && handler.function.addEnvironment(name, value));
}

/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsconfig.html */
function allowOperation(scope: Construct, handler: HandlerFunction, properties: ConfigStarterProperties, ownRecorder = '*'): void {
  const { Operation: operation, RetentionDays: days } = properties;
  handler.allow('ReadConfig', [
    'config:DescribeConfigurationRecorderStatus', 'config:DescribeConfigurationRecorders',
    'config:DescribeDeliveryChannelStatus', 'config:DescribeDeliveryChannels',
  ], ['*'], undefined, 'The function lists the recorders and delivery channels of the account');
  if (operation === 'PreCheck') {
    allowServiceLinkedRole(scope, handler);
    return;
  }
  const recorder = Stack.of(scope).formatArn({ service: 'config', resource: 'configuration-recorder', resourceName: `${ownRecorder}/*` });
  handler.allow('StartAndStop', ['config:StartConfigurationRecorder', 'config:StopConfigurationRecorder'], [recorder], undefined,
    'CloudFormation does not return the id of a recorder');
  if (operation === 'Start') {
    handler.allow('TryDelivery', ['config:DeliverConfigSnapshot'], ['*'], undefined, 'The action does not support resource-level permissions');
    // An update that removes the period resets it, which restores the default of seven years.
    handler.allow('ResetRetention', ['config:DeleteRetentionConfiguration', 'config:DescribeRetentionConfigurations'], ['*'], undefined, OF_ACCOUNT);
    if (days !== undefined) {
      handler.allow('SetRetention', ['config:PutRetentionConfiguration'], ['*'], undefined, OF_ACCOUNT);
    }
  } else {
    handler.allow('FindRules', ['config:DescribeConfigRules'], ['*'], undefined, 'The function looks for any rule that uses the recorder');
  }
}

function allowServiceLinkedRole(scope: Construct, handler: HandlerFunction): void {
  const role = Stack.of(scope).formatArn({
    service: 'iam', region: '', resource: 'role', resourceName: 'aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig',
  });
  handler.allow('FindServiceLinkedRole', ['iam:GetRole'], [role]);
  handler.allow('CreateServiceLinkedRole', ['iam:CreateServiceLinkedRole'], [role], { StringEquals: { 'iam:AWSServiceName': 'config.amazonaws.com' } });
}
