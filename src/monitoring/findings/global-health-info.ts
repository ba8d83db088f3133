import { Annotations, Stack } from 'aws-cdk-lib/core';
import type { Construct, IConstruct } from 'constructs';
import { FindingRules } from './finding-rules';
import { FindingSource } from './finding-source';
import { isKnownToDiffer } from '../../common/cdk/environments';
import { whenComplete } from '../../common/cdk/when-complete';
import { isOutsideRootRegion, ROOT_REGION } from '../security-alarms/root-sign-in-rule';

/**
 * Adds an info if no rule of the app matches the events of global services. The rule in us-east-1 can be added until all aspects have been
 * applied. The annotation is not a warning, because apps that treat warnings as errors could not be deployed to other regions.
 */
export function addGlobalHealthInfo(findings: Construct, rules: { readonly [source: string]: unknown }): void {
  if (!rules[FindingSource.HEALTH] || !isOutsideRootRegion(Stack.of(findings).region)) {
    return;
  }
  whenComplete(findings, () => {
    if (!findings.node.root.node.findAll().some((node) => matchesGlobalEvents(node, findings))) {
      Annotations.of(findings).addInfoV2('SecureBaseline:globalHealthElsewhere',
        'AWS Health delivers events of global services, such as exposed access keys of IAM users, in us-east-1 only. '
        + 'For notifications of them, add a GlobalHealthRule in a stack in us-east-1.');
    }
  });
}

function matchesGlobalEvents(node: IConstruct, findings: Construct): boolean {
  return node instanceof FindingRules && node.rules[FindingSource.HEALTH] !== undefined
    && !isKnownToDiffer(Stack.of(node).region, ROOT_REGION) && !isKnownToDiffer(Stack.of(node).account, Stack.of(findings).account);
}
