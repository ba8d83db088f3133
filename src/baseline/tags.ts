import { Tags } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { SecureBaselineProps } from './props';
import { HandlerFunction } from '../common/functions/handler-function';

/** Tags all resources of the baseline. */
export function tagResources(baseline: Construct, props: SecureBaselineProps): void {
  const tags = { Environment: props.environmentSuffix, Owner: props.owner, CostCenter: props.costCenter };
  for (const scope of scopesOf(baseline)) {
    Object.entries(tags).forEach(([key, value]) => Tags.of(scope).add(key, value));
  }
}

/** Returns the baseline and the functions of its custom resources, which are children of the stack. */
export function scopesOf(baseline: Construct): Construct[] {
  return [baseline, ...HandlerFunction.allOf(baseline)];
}
