import { CloudFormationClient, DescribeStackEventsCommand, type StackEvent } from '@aws-sdk/client-cloudformation';
import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import { CLIENT_OPTIONS } from './client-options';
import { log } from './json-log';
import { retryDenied, retryTransient } from './service-errors';
import type { StackEnvironment } from '../function-environment';
import { SYSTEM_CLOCK, type Timing } from './timing';

/** The operation of CloudFormation that a request belongs to. */
export interface Operation {
  /** The status of the stack, such as `DELETE_IN_PROGRESS`, or `UPDATE_COMPLETE_CLEANUP_IN_PROGRESS` if an update removes the resource. */
  readonly stackStatus: string;
  /** When CloudFormation began to create, update or delete the resource, in milliseconds since 1970. */
  readonly startedAt: number;
  /**
   * The id of the resource, or undefined if CloudFormation does not report one, because the creation did not complete. Unlike the id of an event, it
   * cannot be forged.
   */
  readonly physicalResourceId?: string;
}

/** The status that CloudFormation reports for the resource of a request. */
const STATUSES: ReadonlyMap<unknown, string> = new Map([
  ['Create', 'CREATE_IN_PROGRESS'], ['Update', 'UPDATE_IN_PROGRESS'], ['Delete', 'DELETE_IN_PROGRESS'],
]);

/** How long CloudFormation can return events without the latest one. */
const PATIENCE_MILLISECONDS = 20_000;
const PAUSE_MILLISECONDS = 2_500;

const cloudFormation = new CloudFormationClient(CLIENT_OPTIONS);

const settings = () => process.env as unknown as StackEnvironment & { readonly AWS_REGION: string; readonly AWS_ENDPOINT_URL?: string };

/**
 * Returns why no response may be sent to an event, or undefined. An event of CloudFormation has the type of a resource of this function, the id of the
 * function's stack, and the URL of a bucket of CloudFormation in the region.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/vpc-interface-endpoints.html
 */
export function findForgery(
  { ResourceType, StackId, ResponseURL }: CloudFormationCustomResourceEvent, resourceTypes: readonly string[],
): string | undefined {
  if (!resourceTypes.includes(ResourceType)) {
    return 'The event belongs to a resource of another function';
  }
  if (StackId !== settings().STACK_ID) {
    return 'The event belongs to another stack';
  }
  return isResponseUrl(ResponseURL) ? undefined : 'The response URL does not belong to CloudFormation';
}

function isResponseUrl(text: string): boolean {
  if (!URL.canParse(text)) {
    return false;
  }
  const { AWS_REGION: region, URL_SUFFIX: suffix, AWS_ENDPOINT_URL: emulator } = settings();
  const { protocol, host } = new URL(text);
  const bucket = `cloudformation-custom-resource-response-${region.replaceAll('-', '')}`;
  const hosts = ['s3', `s3-${region}`, `s3.${region}`].map((service) => `${bucket}.${service}.${suffix}`);
  return protocol === 'https:' && hosts.includes(host) || emulator !== undefined && host === new URL(emulator).host;
}

/**
 * Returns the operation if CloudFormation reports that it is creating, updating or deleting the resource of an event now. Otherwise throws an error:
 * whoever may invoke a function can send any event, so no request is processed that CloudFormation does not confirm.
 *
 * The events of a stack are the same in all phases, including rollbacks and the removal of resources after an update.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStackEvents.html
 * @see https://repost.aws/knowledge-center/cloudformation-stack-cleanup-stuck
 */
export async function confirmOperation(event: CloudFormationCustomResourceEvent, timing: Timing = SYSTEM_CLOCK): Promise<Operation> {
  const ends = timing.now() + PATIENCE_MILLISECONDS;
  for (;;) {
    const events = await retryDenied(timing, () => readEvents(timing));
    const latest = events.find(({ LogicalResourceId: id, ResourceType: type }) => id === event.LogicalResourceId && type === event.ResourceType);
    const stackStatus = events.find(isOfStack)?.ResourceStatus ?? 'unknown';
    if (latest && isOperationOf(event, latest)) {
      log('operation confirmed', { stackStatus, resourceStatus: latest.ResourceStatus });
      return { stackStatus, startedAt: latest.Timestamp?.getTime() ?? timing.now(), physicalResourceId: latest.PhysicalResourceId || undefined };
    }
    if (timing.now() >= ends) {
      throw new Error(`The request was not processed, because CloudFormation does not report the status ${STATUSES.get(event.RequestType)} of this `
        + `resource, but ${latest?.ResourceStatus ?? 'none'}. If this was a request of CloudFormation, repeat the deployment or deletion.`);
    }
    await timing.sleep(PAUSE_MILLISECONDS);
  }
}

function isOperationOf(event: CloudFormationCustomResourceEvent, { ResourceStatus, PhysicalResourceId }: StackEvent): boolean {
  const isSameId = event.RequestType === 'Create' || !PhysicalResourceId || PhysicalResourceId === event.PhysicalResourceId;
  return isSameId && ResourceStatus !== undefined && ResourceStatus === STATUSES.get(event.RequestType);
}

/** Returns the events since the beginning of the stack's current or last operation, the latest first. */
async function readEvents(timing: Timing): Promise<StackEvent[]> {
  const events: StackEvent[] = [];
  let NextToken: string | undefined;
  do {
    const input = { StackName: settings().STACK_ID, NextToken };
    const page = await retryTransient(timing, timing.now() + PATIENCE_MILLISECONDS, () => cloudFormation.send(new DescribeStackEventsCommand(input)));
    events.push(...page.StackEvents ?? []);
    NextToken = page.NextToken;
  } while (NextToken !== undefined && !events.some(isBeginning));
  const beginning = events.findIndex(isBeginning);
  return beginning < 0 ? events : events.slice(0, beginning + 1);
}

function isOfStack({ PhysicalResourceId }: StackEvent): boolean {
  return PhysicalResourceId === settings().STACK_ID;
}

function isBeginning(event: StackEvent): boolean {
  return isOfStack(event) && /^(CREATE|UPDATE|DELETE|IMPORT)_IN_PROGRESS$/.test(event.ResourceStatus ?? '');
}
