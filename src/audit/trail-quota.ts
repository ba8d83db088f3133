import { CfnTrail } from 'aws-cdk-lib/aws-cloudtrail';
import { stateOf } from '../common/cdk/construct-state';
import { isSameAccount, isSameEnvironment } from '../common/cdk/environments';
import { isResourceOfType } from '../common/cdk/resource-type';

const MAX_TRAILS = 5;

/**
 * Reports an error at synthesis if the app creates more trails in the account and region than CloudTrail allows. A multi-region trail counts in
 * every region. The quota cannot be increased. Only the last checked trail reports it.
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/WhatIsCloudTrail-Limits.html
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-multiple-trails.html
 */
export function rejectTooManyTrails(trail: CfnTrail): void {
  const checked = stateOf(trail.node.root, 'checkedTrails', () => new Set<CfnTrail>());
  checked.add(trail);
  trail.node.addValidation({
    validate: () => {
      const trails = trailsInRegionOf(trail);
      const isLast = trails.filter((other) => checked.has(other)).at(-1) === trail;
      return isLast && trails.length > MAX_TRAILS ? [problemOf(trail, trails)] : [];
    },
  });
}

/** Returns the trails that are known to exist in the account and region of a trail, including itself. */
function trailsInRegionOf(trail: CfnTrail): CfnTrail[] {
  return trail.node.root.node.findAll()
    .filter((node): node is CfnTrail => isResourceOfType<CfnTrail>(node, CfnTrail.CFN_RESOURCE_TYPE_NAME))
    .filter((other) => isSameEnvironment(trail, other) || (other.isMultiRegionTrail === true && isSameAccount(trail, other)));
}

function problemOf(trail: CfnTrail, trails: CfnTrail[]): string {
  return `${trail.node.path}: CloudTrail supports only ${MAX_TRAILS} trails per account and region, and the app creates ${trails.length}: ${trails.map(({ node }) => node.path).join(', ')}. `
    + 'A multi-region trail counts in every region, and the quota cannot be increased. Remove trails. '
    + 'For a SecureBaseline whose events another trail of the account records, set trail.enabled to false, and specify the log group of that trail as trail.logGroup if it is in the same region.';
}
