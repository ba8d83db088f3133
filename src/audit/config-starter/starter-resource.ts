import type { IKey } from 'aws-cdk-lib/aws-kms';
import { CustomResource, Duration, Stack } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { ConfigStarterFunction } from './config-starter-function';
import type { ConfigStarterProperties } from './resource-properties';
import { CustomResourceFunction } from '../../common/custom-resource/custom-resource-function';

/** Creates a custom resource of the function that checks the account and starts recorders, with the permissions of its operation. */
export function createStarterResource(scope: Construct, resourceType: string, properties: ConfigStarterProperties, encryptionKey?: IKey): void {
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
    allowServiceLinkedRole(scope, handler);
    return;
  }
  // An account has one recorder per region that can be started. To name the stack's recorder would be a cycle: it depends on the pre-check.
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

function allowServiceLinkedRole(scope: Construct, handler: CustomResourceFunction): void {
  const role = Stack.of(scope).formatArn({
    service: 'iam', region: '', resource: 'role', resourceName: 'aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig',
  });
  handler.allow('FindServiceLinkedRole', ['iam:GetRole'], [role]);
  handler.allow('CreateServiceLinkedRole', ['iam:CreateServiceLinkedRole'], [role], { StringEquals: { 'iam:AWSServiceName': 'config.amazonaws.com' } });
}
