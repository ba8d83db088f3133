import type { IKey } from 'aws-cdk-lib/aws-kms';
import { CustomResource, Duration, Stack } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { ConfigStarterFunction } from './config-starter-function';
import type { ConfigStarterProperties } from './resource-properties';
import { CustomResourceFunction } from '../../common/custom-resource/custom-resource-function';

interface StarterResourceOptions {
  /** The name of the recorder of the stack, without a reference to the recorder. By default, every recorder of the account may be started. */
  readonly startableRecorder?: string;
  readonly encryptionKey?: IKey;
}

/** Creates a custom resource that checks the account or starts a recorder, and adds the permissions for its operation to the shared function. */
export function createStarterResource(
  scope: Construct, resourceType: string, properties: ConfigStarterProperties, { startableRecorder, encryptionKey }: StarterResourceOptions,
): void {
  const handler = CustomResourceFunction.singleton(scope, 'ConfigStarterFunction', {
    createFunction: (parent, name, options) => new ConfigStarterFunction(parent, name, options),
    description: 'Ensures that AWS Config records',
    timeout: Duration.minutes(5),
    memorySize: 256,
    encryptionKey,
  });
  allowOperation(scope, handler, properties, startableRecorder);
  const resource = new CustomResource(scope, 'Resource', {
    resourceType,
    serviceToken: handler.function.functionArn,
    serviceTimeout: Duration.minutes(6),
    properties: { ...properties },
  });
  // The pre-check must fail before CloudFormation creates the KMS key and what it encrypts, and has no effect when it is deleted.
  handler.addDependent(resource, properties.Operation !== 'PreCheck');
}

/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsconfig.html */
function allowOperation(scope: Construct, handler: CustomResourceFunction, { Operation: operation }: ConfigStarterProperties, startableRecorder = '*'): void {
  handler.allow('ReadConfig', [
    'config:DescribeConfigurationRecorderStatus', 'config:DescribeConfigurationRecorders',
    'config:DescribeDeliveryChannelStatus', 'config:DescribeDeliveryChannels',
  ], ['*'], undefined, 'The function lists the recorders and delivery channels of the account');
  if (operation === 'PreCheck') {
    allowServiceLinkedRole(scope, handler);
    return;
  }
  const recorder = Stack.of(scope).formatArn({ service: 'config', resource: 'configuration-recorder', resourceName: `${startableRecorder}/*` });
  handler.allow('StartAndStop', ['config:StartConfigurationRecorder', 'config:StopConfigurationRecorder'], [recorder], undefined,
    'CloudFormation does not return the id of a recorder');
  if (operation === 'Start') {
    handler.allow('TryDelivery', ['config:DeliverConfigSnapshot'], ['*'], undefined, 'The action does not support resource-level permissions');
    handler.allow('SetRetention', [
      'config:DeleteRetentionConfiguration', 'config:DescribeRetentionConfigurations', 'config:PutRetentionConfiguration',
    ], ['*'], undefined, 'The actions do not support resource-level permissions: the retention period is a setting of the account');
  }
}

function allowServiceLinkedRole(scope: Construct, handler: CustomResourceFunction): void {
  const role = Stack.of(scope).formatArn({
    service: 'iam', region: '', resource: 'role', resourceName: 'aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig',
  });
  handler.allow('FindServiceLinkedRole', ['iam:GetRole'], [role]);
  handler.allow('CreateServiceLinkedRole', ['iam:CreateServiceLinkedRole'], [role], { StringEquals: { 'iam:AWSServiceName': 'config.amazonaws.com' } });
}
