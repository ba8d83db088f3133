import { Aws, CfnCondition, Fn } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';

/** The domains of the AWS console in the partitions other than `aws`. */
const CONSOLES: readonly { readonly id: string; readonly partition: string; readonly domain: string }[] = [
  { id: 'China', partition: 'aws-cn', domain: 'console.amazonaws.cn' },
  { id: 'GovCloud', partition: 'aws-us-gov', domain: 'console.amazonaws-us-gov.com' },
  { id: 'EuropeanSovereign', partition: 'aws-eusc', domain: 'console.amazonaws-eusc.eu' },
];

/** Returns the domain of the AWS console in the stack's partition. AWS::URLSuffix is the domain of the API endpoints, which differs from it. */
export function consoleDomain(scope: Construct): string {
  return CONSOLES.reduce((otherwise, { id, partition, domain }) => {
    const condition = new CfnCondition(scope, `Is${id}`, { expression: Fn.conditionEquals(Aws.PARTITION, partition) });
    return Fn.conditionIf(condition.logicalId, domain, otherwise).toString();
  }, 'console.aws.amazon.com');
}
