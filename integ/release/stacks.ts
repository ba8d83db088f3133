import { setTimeout as pause } from 'node:timers/promises';
import { paginateListStackResources, type Stack } from '@aws-sdk/client-cloudformation';
import { waitUntil, type WaitOptions } from './wait';
import type { Aws } from '../demo/aws';

/** The maximum number of deletion attempts. A second attempt often succeeds. */
const ATTEMPTS = 2;

/** Removes the deletion protection of a resource. */
type Unprotect = (aws: Aws, id: string) => Promise<unknown>;

const PROTECTED: Record<string, Unprotect> = {
  'AWS::RDS::DBInstance': ({ rds }, DBInstanceIdentifier) => rds.modifyDBInstance({ DBInstanceIdentifier, DeletionProtection: false, ApplyImmediately: true }),
  'AWS::ElasticLoadBalancingV2::LoadBalancer': ({ elb }, LoadBalancerArn) => elb.modifyLoadBalancerAttributes({
    LoadBalancerArn, Attributes: [{ Key: 'deletion_protection.enabled', Value: 'false' }],
  }),
};

/**
 * Deletes a stack in any state, including a protected one. Returns whether the stack existed.
 * @throws if the stack still exists after two attempts, or if an operation is still in progress after the time limit
 */
export async function deleteStack(aws: Aws, name: string, options: WaitOptions): Promise<boolean> {
  const found = await describe(aws, name);
  if (!found) {
    return false;
  }
  // CloudFormation finds a deleted stack by its ID, but not by its name.
  const id = found.StackId!;
  const deadline = Date.now() + options.milliseconds;
  const settled = () => settle(aws, id, { ...options, milliseconds: deadline - Date.now() });
  if (found.StackStatus === 'UPDATE_IN_PROGRESS') {
    // The call fails if the update has just ended.
    await errorsOf([() => aws.cloudFormation.cancelUpdateStack({ StackName: id })]);
  }
  let stack = await settled();
  for (let attempt = 1; stack; attempt++) {
    const errors = await tryToDelete(aws, id);
    // CloudFormation can return the previous state for a moment.
    await pause(options.pauseMilliseconds);
    stack = await settled();
    if (stack && attempt === ATTEMPTS) {
      throw new Error([`The stack ${name} could not be deleted. It is in the state ${stack.StackStatus}: ${stack.StackStatusReason}`, ...errors].join('\n'));
    }
  }
  return true;
}

/** Waits until no operation is in progress, and returns the stack, or undefined if it is deleted. A stack rejects most calls during an operation. */
async function settle(aws: Aws, id: string, options: WaitOptions): Promise<Stack | undefined> {
  return waitUntil(() => describe(aws, id), (stack) => !stack || !isBusy(stack), (stack) => `The stack ${stack!.StackName} is still in the state ${stack!.StackStatus}.`, options);
}

/** Whether an operation is in progress. A stack in REVIEW_IN_PROGRESS only has a change set that was not executed. */
function isBusy({ StackStatus }: Stack): boolean {
  return StackStatus!.endsWith('_IN_PROGRESS') && StackStatus !== 'REVIEW_IN_PROGRESS';
}

async function describe({ cloudFormation }: Aws, StackName: string): Promise<Stack | undefined> {
  const stacks = await cloudFormation.describeStacks({ StackName }).catch((error: Error) => {
    if (error.message.includes('does not exist')) {
      return undefined;
    }
    throw error;
  });
  return stacks?.Stacks!.find(({ StackStatus }) => StackStatus !== 'DELETE_COMPLETE');
}

/** Removes every protection and starts the deletion. Returns the errors of these calls, which can be the reason why the stack is not deleted. */
async function tryToDelete(aws: Aws, StackName: string): Promise<string[]> {
  const { cloudFormation } = aws;
  return errorsOf([
    () => cloudFormation.updateTerminationProtection({ StackName, EnableTerminationProtection: false }),
    ...(await protectedBy(aws, StackName)).map(([unprotect, id]) => () => unprotect(aws, id)),
    () => cloudFormation.deleteStack({ StackName }),
  ]);
}

async function protectedBy({ cloudFormation }: Aws, StackName: string): Promise<[Unprotect, string][]> {
  const found: [Unprotect, string][] = [];
  for await (const { StackResourceSummaries = [] } of paginateListStackResources({ client: cloudFormation }, { StackName })) {
    StackResourceSummaries.filter(({ ResourceType, PhysicalResourceId, ResourceStatus }) =>
      ResourceType! in PROTECTED && PhysicalResourceId && ResourceStatus !== 'DELETE_COMPLETE')
      .forEach(({ ResourceType, PhysicalResourceId }) => found.push([PROTECTED[ResourceType!], PhysicalResourceId!]));
  }
  return found;
}

async function errorsOf(calls: (() => Promise<unknown>)[]): Promise<string[]> {
  const errors: string[] = [];
  for (const call of calls) {
    await call().catch((error: Error) => errors.push(error.message));
  }
  return errors;
}
