import { Aws, CfnCondition, Fn } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';

/** The partitions whose console is not that of AWS at large. */
const CONSOLES: readonly { readonly id: string; readonly partition: string; readonly domain: string }[] = [
  { id: 'China', partition: 'aws-cn', domain: 'console.amazonaws.cn' },
  { id: 'GovCloud', partition: 'aws-us-gov', domain: 'console.amazonaws-us-gov.com' },
  { id: 'EuropeanSovereign', partition: 'aws-eusc', domain: 'console.amazonaws-eusc.eu' },
];

/** The domain of the AWS console. AWS::URLSuffix is no help: it is that of the APIs, the same in GovCloud as elsewhere. */
export function consoleDomain(scope: Construct): string {
  return CONSOLES.reduce((otherwise, { id, partition, domain }) => {
    const condition = new CfnCondition(scope, `Is${id}`, { expression: Fn.conditionEquals(Aws.PARTITION, partition) });
    return Fn.conditionIf(condition.logicalId, domain, otherwise).toString();
  }, 'console.aws.amazon.com');
}
