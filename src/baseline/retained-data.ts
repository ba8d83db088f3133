import { CfnResource } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { isInTree } from '../common/cdk/tree';
import { whenComplete } from '../common/cdk/when-complete';
import { isDeleted } from '../common/policies/deleted-key';
import { Problems } from '../common/validation/problems';

/**
 * Warns if resources that the baseline retains are deleted with the stack, because their removal policy has been changed afterwards, for example by
 * `RemovalPolicies.of(stack).destroy()`. Call it when the baseline has created its resources.
 */
export function warnOfDeletedData(baseline: Construct): void {
  const retained = baseline.node.findAll().filter(CfnResource.isCfnResource).filter((resource) => !isDeleted(resource));
  whenComplete(baseline, () => {
    const deleted = retained.filter((resource) => isInTree(resource) && isDeleted(resource)).map(({ node }) => node.path);
    if (deleted.length > 0) {
      new Problems(baseline).warn('retainedDataDeleted',
        `The baseline retains its data, but the removal policy of these resources has been changed afterwards, so that they are deleted with the stack: ${deleted.join(', ')}. `
        + 'Specify retainData: false if the data is to be deleted, or remove the other policy.');
    }
  });
}
