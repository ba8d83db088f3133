import { setTimeout as pause } from 'node:timers/promises';
import { paginateListStackResources, type Stack } from '@aws-sdk/client-cloudformation';
import { until, type Patience } from './patience';
import type { Aws } from '../demo/aws';

/** One attempt, and another: what CloudFormation could not delete at first, it often can a little later. */
const ATTEMPTS = 2;

/** Called on what refuses to be deleted. */
type Unprotect = (aws: Aws, id: string) => Promise<unknown>;

const PROTECTED: Record<string, Unprotect> = {
  'AWS::RDS::DBInstance': ({ rds }, DBInstanceIdentifier) => rds.modifyDBInstance({ DBInstanceIdentifier, DeletionProtection: false, ApplyImmediately: true }),
  'AWS::ElasticLoadBalancingV2::LoadBalancer': ({ elb }, LoadBalancerArn) => elb.modifyLoadBalancerAttributes({
    LoadBalancerArn, Attributes: [{ Key: 'deletion_protection.enabled', Value: 'false' }],
  }),
};

/**
 * Deletes a stack that a run broke off with, protected or not; one that is not there is as good. Tells whether it was.
 * @throws if the stack is still there after two attempts, or busy at the end of the patience
 */
export async function deleteStack(aws: Aws, name: string, patience: Patience): Promise<boolean> {
  const found = await describe(aws, name);
  if (!found) {
    return false;
  }
  // By its id, CloudFormation knows a stack also after it is gone.
  const id = found.StackId!;
  const deadline = Date.now() + patience.milliseconds;
  const settled = () => settle(aws, id, { ...patience, milliseconds: deadline - Date.now() });
  if (found.StackStatus === 'UPDATE_IN_PROGRESS') {
    // The update may just have ended.
    await refusalsOf([() => aws.cloudFormation.cancelUpdateStack({ StackName: id })]);
  }
  let stack = await settled();
  for (let attempt = 1; stack; attempt++) {
    const refusals = await tryToDelete(aws, id);
    // For a moment CloudFormation may still tell the state before.
    await pause(patience.pauseMilliseconds);
    stack = await settled();
    if (stack && attempt === ATTEMPTS) {
      throw new Error([`${name} is ${stack.StackStatus}: ${stack.StackStatusReason}`, ...refusals].join('\n'));
    }
  }
  return true;
}

/** Waits until the stack is not at work any more; undefined when it is gone. Until then it refuses most calls. */
async function settle(aws: Aws, id: string, patience: Patience): Promise<Stack | undefined> {
  return until(() => describe(aws, id), (stack) => !stack || !isBusy(stack), (stack) => `${stack!.StackName} is still ${stack!.StackStatus}.`, patience);
}

/** A stack in review has a change set that nobody executes, and never anything else. */
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

/** Lifts every protection, as far as it can be lifted, and deletes. Gives what was refused: it may be why the stack stays. */
async function tryToDelete(aws: Aws, StackName: string): Promise<string[]> {
  const { cloudFormation } = aws;
  return refusalsOf([
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

async function refusalsOf(calls: (() => Promise<unknown>)[]): Promise<string[]> {
  const refusals: string[] = [];
  for (const call of calls) {
    await call().catch((error: Error) => refusals.push(error.message));
  }
  return refusals;
}
