import { paginateListStackResources, waitUntilStackDeleteComplete } from '@aws-sdk/client-cloudformation';
import type { Aws } from '../demo/aws';

/** Longer than a Multi-AZ database takes to make its final snapshot and go. */
const MAX_WAIT_SECONDS = 3600;

type Unprotect = (aws: Aws, id: string) => Promise<unknown>;

/** What refuses to be deleted, and how that is switched off. */
const PROTECTED: Record<string, Unprotect> = {
  'AWS::RDS::DBInstance': ({ rds }, DBInstanceIdentifier) => rds.modifyDBInstance({ DBInstanceIdentifier, DeletionProtection: false, ApplyImmediately: true }),
  'AWS::ElasticLoadBalancingV2::LoadBalancer': ({ elb }, LoadBalancerArn) => elb.modifyLoadBalancerAttributes({
    LoadBalancerArn, Attributes: [{ Key: 'deletion_protection.enabled', Value: 'false' }],
  }),
};

/** Deletes a stack that a run broke off with, protected or not; one that is not there is as good. Tells whether it was. */
export async function deleteStack(aws: Aws, StackName: string): Promise<boolean> {
  const { cloudFormation } = aws;
  const stacks = await cloudFormation.describeStacks({ StackName }).catch((error: Error) => {
    if (error.message.includes('does not exist')) {
      return undefined;
    }
    throw error;
  });
  if (!stacks) {
    return false;
  }
  await cloudFormation.updateTerminationProtection({ StackName, EnableTerminationProtection: false });
  for await (const { StackResourceSummaries = [] } of paginateListStackResources({ client: cloudFormation }, { StackName })) {
    for (const { ResourceType, PhysicalResourceId, ResourceStatus } of StackResourceSummaries) {
      if (PhysicalResourceId && ResourceStatus !== 'DELETE_COMPLETE') {
        await PROTECTED[ResourceType!]?.(aws, PhysicalResourceId);
      }
    }
  }
  await cloudFormation.deleteStack({ StackName });
  await waitUntilStackDeleteComplete({ client: cloudFormation, maxWaitTime: MAX_WAIT_SECONDS, minDelay: 2, maxDelay: 30 }, { StackName });
  return true;
}
