import { CloudFormationClient, DescribeStackEventsCommand, type StackEvent } from '@aws-sdk/client-cloudformation';
import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import { mockClient } from 'aws-sdk-client-mock';

export const STACK_ID = 'arn:aws:cloudformation:eu-west-1:111122223333:stack/baseline/00000000-0000-0000-0000-000000000000';
/** A presigned URL of CloudFormation. */
export const RESPONSE_URL = 'https://cloudformation-custom-resource-response-euwest1.s3-eu-west-1.amazonaws.com/arn?X-Amz-Signature=credential';

const cloudFormation = mockClient(CloudFormationClient);

/** Sets the environment of a function of the stack. */
export function setStackEnvironment(): void {
  Object.assign(process.env, { STACK_ID, URL_SUFFIX: 'amazonaws.com', AWS_REGION: 'eu-west-1' });
}

/** An event of CloudFormation for a resource of the stack, with its own fields or those specified. */
export function requestOf(RequestType: 'Create' | 'Update' | 'Delete', more: Record<string, unknown> = {}): CloudFormationCustomResourceEvent {
  return {
    RequestType,
    StackId: STACK_ID,
    RequestId: 'request',
    ResponseURL: RESPONSE_URL,
    LogicalResourceId: 'Resource',
    ResourceType: 'Custom::Resource',
    ServiceToken: 'token',
    ResourceProperties: { ServiceToken: 'token' },
    ...(RequestType !== 'Create' && { PhysicalResourceId: 'existing-id' }),
    ...(RequestType === 'Update' && { OldResourceProperties: {} }),
    ...more,
  } as CloudFormationCustomResourceEvent;
}

/** The event of the stack with a status, or of a resource if specified. */
export function stackEvent(ResourceStatus: string, resource: Partial<StackEvent> = {}): StackEvent {
  return {
    StackId: STACK_ID,
    EventId: ResourceStatus,
    StackName: 'baseline',
    Timestamp: new Date(),
    LogicalResourceId: 'baseline',
    PhysicalResourceId: STACK_ID,
    ResourceType: 'AWS::CloudFormation::Stack',
    ...resource,
    ResourceStatus: ResourceStatus as StackEvent['ResourceStatus'],
  };
}

/** Lets CloudFormation report these events of the stack, the first one first. */
export function report(...events: StackEvent[]): void {
  setStackEnvironment();
  cloudFormation.reset();
  cloudFormation.on(DescribeStackEventsCommand).resolves({ StackEvents: [...events].reverse() });
}

/** Lets CloudFormation report that it processes a request of the function's stack. The status of the stack is that of the resource unless another one is specified. */
export function reportOperation(request: CloudFormationCustomResourceEvent, stackStatus?: string, startedAt = Date.now()): void {
  const { RequestType, LogicalResourceId, ResourceType } = request;
  const status = `${RequestType.toUpperCase()}_IN_PROGRESS`;
  const PhysicalResourceId = 'PhysicalResourceId' in request ? request.PhysicalResourceId : '';
  report(
    stackEvent(stackStatus === undefined ? status : 'UPDATE_IN_PROGRESS'), ...(stackStatus === undefined ? [] : [stackEvent(stackStatus)]),
    stackEvent(status, { LogicalResourceId, ResourceType, PhysicalResourceId, Timestamp: new Date(startedAt) }),
  );
  process.env.STACK_ID = request.StackId;
}
