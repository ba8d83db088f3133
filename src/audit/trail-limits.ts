import { CfnTrail } from 'aws-cdk-lib/aws-cloudtrail';
import { stateOf } from '../common/cdk/construct-state';
import { isSameAccount, isSameEnvironment, isSameValue } from '../common/cdk/environments';
import { isResourceOfType } from '../common/cdk/resource-type';

const MAX_TRAILS = 5;

/**
 * Reports an error at synthesis if CloudTrail would reject a trail because of other trails of the app in the account: they are too many, or have
 * the same name. A multi-region trail counts in every region, and its name is taken in every region.
 */
export function checkOtherTrails(trail: CfnTrail): void {
  const checked = stateOf(trail.node.root, 'checkedTrails', () => new Set<CfnTrail>());
  checked.add(trail);
  trail.node.addValidation({
    validate: () => {
      const all = trail.node.root.node.findAll()
        .filter((node): node is CfnTrail => isResourceOfType<CfnTrail>(node, CfnTrail.CFN_RESOURCE_TYPE_NAME));
      return [...problemsOfCount(trail, all, checked), ...problemsOfName(trail, all)];
    },
  });
}

/**
 * Only the last checked trail reports the quota, which cannot be increased.
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/WhatIsCloudTrail-Limits.html
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-multiple-trails.html
 */
function problemsOfCount(trail: CfnTrail, all: CfnTrail[], checked: ReadonlySet<CfnTrail>): string[] {
  const trails = all.filter((other) => isSameEnvironment(trail, other) || (other.isMultiRegionTrail === true && isSameAccount(trail, other)));
  const isLast = trails.filter((other) => checked.has(other)).at(-1) === trail;
  return isLast && trails.length > MAX_TRAILS ? [problemOfCount(trail, trails)] : [];
}

/**
 * Of two trails with the same name, the last one reports it.
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_CreateTrail.html#API_CreateTrail_Errors
 */
function problemsOfName(trail: CfnTrail, all: CfnTrail[]): string[] {
  const isInRegion = (other: CfnTrail) => isSameEnvironment(trail, other)
    || ((trail.isMultiRegionTrail === true || other.isMultiRegionTrail === true) && isSameAccount(trail, other));
  return all.slice(0, all.indexOf(trail))
    .filter((other) => trail.trailName !== undefined && isInRegion(other) && isSameValue(trail, trail.trailName, other, other.trailName ?? ''))
    .map((other) => `${trail.node.path}: trailName must be unique in an account and region, and a multi-region trail exists in every region, got `
      + `${JSON.stringify(trail.trailName)}, which ${other.node.path} also uses. Specify another trailName. `
      + 'For a SecureBaseline, specify another environmentSuffix in each region, or set trail.enabled to false in all regions except one.');
}

function problemOfCount(trail: CfnTrail, trails: CfnTrail[]): string {
  return `${trail.node.path}: CloudTrail supports only ${MAX_TRAILS} trails per account and region, and the app creates ${trails.length}: ${trails.map(({ node }) => node.path).join(', ')}. `
    + 'A multi-region trail counts in every region, and the quota cannot be increased. Remove trails. '
    + 'For a SecureBaseline whose events another trail of the account records, set trail.enabled to false, and specify the log group of that trail as trail.logGroup if it is in the same region.';
}
