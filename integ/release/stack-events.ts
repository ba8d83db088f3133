import { paginateDescribeStackEvents, paginateListStacks, type StackEvent } from '@aws-sdk/client-cloudformation';
import type { Aws } from '../demo/aws';

/** Returns all events of a stack, the oldest first. CloudFormation finds a deleted stack only by its ID. */
export async function eventsOf({ cloudFormation: client }: Aws, stackNameOrId: string): Promise<StackEvent[]> {
  const events: StackEvent[] = [];
  for await (const { StackEvents = [] } of paginateDescribeStackEvents({ client }, { StackName: stackNameOrId })) {
    events.push(...StackEvents);
  }
  return events.reverse();
}

/**
 * Returns the ID of the last deleted stack with a name. CloudFormation lists a deleted stack for 90 days.
 * @throws if no stack with the name was deleted
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ListStacks.html
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStackEvents.html
 */
export async function deletedStackId({ cloudFormation: client }: Aws, name: string): Promise<string> {
  const found: { id: string; deleted: number }[] = [];
  for await (const { StackSummaries = [] } of paginateListStacks({ client }, { StackStatusFilter: ['DELETE_COMPLETE'] })) {
    found.push(...StackSummaries.filter(({ StackName }) => StackName === name).map(({ StackId, DeletionTime }) => ({ id: StackId!, deleted: DeletionTime?.getTime() ?? 0 })));
  }
  const [last] = found.sort((one, other) => other.deleted - one.deleted);
  if (!last) {
    throw new Error(`The stack ${name} was not deleted.`);
  }
  return last.id;
}
