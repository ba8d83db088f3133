/**
 * Verifies that the functions of a deleted integ app performed the deletion of every custom resource: `npx projen integ:deletion production`.
 *
 * The logs of the functions are deleted with the stack, but CloudFormation retains its events. A function reports success only after CloudFormation
 * confirmed the operation. The failure of a removal by an update would not fail the update.
 */
import type { StackEvent } from '@aws-sdk/client-cloudformation';
import { deletedStackId, eventsOf } from './stack-events';
import { clientsOf, type Aws } from '../demo/aws';
import { INTEG_APPS } from '../run';

/**
 * Returns a line for each deletion of a custom resource that failed, and for each custom resource that was not deleted.
 * @throws if the stack had no custom resource
 */
export function undeletedResources(events: readonly StackEvent[]): string[] {
  const ofResources = events.filter(({ ResourceType = '' }) => ResourceType.startsWith('Custom::'));
  if (ofResources.length === 0) {
    throw new Error('The stack had no custom resource.');
  }
  const last = new Map(ofResources.map(({ LogicalResourceId, ResourceStatus }) => [LogicalResourceId!, ResourceStatus!]));
  return [
    ...ofResources.filter(({ ResourceStatus }) => ResourceStatus === 'DELETE_FAILED').map(({ LogicalResourceId, ResourceStatusReason }) => `${LogicalResourceId}: ${ResourceStatusReason}`),
    ...[...last].filter(([, status]) => status !== 'DELETE_COMPLETE').map(([id, status]) => `${id}: the last status is ${status}`),
  ];
}

/** @throws if the stack was not deleted, or not every custom resource */
export async function verifyDeletion(aws: Aws, stackName: string): Promise<void> {
  const undeleted = undeletedResources(await eventsOf(aws, await deletedStackId(aws, stackName)));
  if (undeleted.length > 0) {
    throw new Error(['The deletion of these custom resources failed:', ...undeleted].join('\n'));
  }
}

if (require.main === module) {
  const { stackName } = INTEG_APPS[process.argv[2] as keyof typeof INTEG_APPS];
  void verifyDeletion(clientsOf({ local: false, variables: {} }), stackName);
}
