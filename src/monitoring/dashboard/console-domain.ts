import { Aws, CfnCondition, Fn } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { CONSOLE_DOMAIN, OTHER_CONSOLES } from './console-domains';

/** Returns the domain of the AWS console in the stack's partition. AWS::URLSuffix is the domain of the API endpoints, which differs from it. */
export function consoleDomain(scope: Construct): string {
  return OTHER_CONSOLES.reduce((otherwise, { id, partition, domain }) => {
    const condition = new CfnCondition(scope, `Is${id}`, { expression: Fn.conditionEquals(Aws.PARTITION, partition) });
    return Fn.conditionIf(condition.logicalId, domain, otherwise).toString();
  }, CONSOLE_DOMAIN);
}
