import { Annotations, Stack } from 'aws-cdk-lib/core';
import type { Construct, IConstruct } from 'constructs';
import { RealTimeRules } from './real-time-rules';
import { isOutsideRootRegion, ROOT_REGION, ROOT_USAGE } from './root-sign-in-rule';
import { isKnownToDiffer } from '../../common/cdk/environments';
import { whenComplete } from '../../common/cdk/when-complete';

/**
 * Adds an info if sign-ins of the root user are detected only by the alarms. The rule in us-east-1 can be added until all aspects
 * have been applied. The annotation is not a warning, because apps that treat warnings as errors could not be deployed to other regions.
 *
 * @param rules the real-time rules of the alarms, by the id of the event
 */
export function addRootSignInInfo(alarms: Construct, rules: { readonly [id: string]: unknown }): void {
  if (!rules[ROOT_USAGE] || !isOutsideRootRegion(Stack.of(alarms).region)) {
    return;
  }
  whenComplete(alarms, () => {
    if (!alarms.node.root.node.findAll().some((node) => coversRootSignIns(node, alarms))) {
      Annotations.of(alarms).addInfoV2('SecureBaseline:rootSignInElsewhere',
        'AWS records sign-ins of the root user in us-east-1 only. The alarms of this stack detect them after some minutes. '
        + 'For notifications within seconds, add a RootSignInRule in a stack in us-east-1.');
    }
  });
}

/** Whether a construct has a rule, of a `RootSignInRule` or of `SecurityAlarms`, that can match sign-ins of the root user of the same account. */
function coversRootSignIns(node: IConstruct, alarms: Construct): boolean {
  return node instanceof RealTimeRules && node.rules[ROOT_USAGE] !== undefined
    && !isKnownToDiffer(Stack.of(node).region, ROOT_REGION) && !isKnownToDiffer(Stack.of(node).account, Stack.of(alarms).account);
}
