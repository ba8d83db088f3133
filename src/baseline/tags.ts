import { Tags } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { SecureBaselineProps } from './props';
import { CustomResourceFunction } from '../common/custom-resource/custom-resource-function';

/** Tags everything that can be tagged. */
export function tagResources(baseline: Construct, props: SecureBaselineProps): void {
  const tags = { Environment: props.environmentSuffix, Owner: props.owner, CostCenter: props.costCenter };
  for (const scope of scopesOf(baseline)) {
    Object.entries(tags).forEach(([key, value]) => Tags.of(scope).add(key, value));
  }
}

/** The baseline, and the functions of the custom resources, which belong to the stack. */
export function scopesOf(baseline: Construct): Construct[] {
  return [baseline, ...CustomResourceFunction.allOf(baseline)];
}
