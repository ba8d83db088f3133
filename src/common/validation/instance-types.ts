import { InstanceClass, InstanceSize, type InstanceType } from 'aws-cdk-lib/aws-ec2';
import { Token } from 'aws-cdk-lib/core';
import type { Problems } from './problems';

const CLASSES: readonly string[] = Object.values(InstanceClass);
const SIZES: readonly string[] = Object.values(InstanceSize);

/**
 * Warns about an instance type with a class or a size that aws-cdk-lib does not know. It is not an error, because AWS adds instance types.
 * @param list the command that lists the instance type if the region offers it
 */
export function warnOfUnknownInstanceType(
  problems: Problems, prop: string, instanceType: InstanceType | undefined, list: (type: string) => string,
): void {
  const type = instanceType?.toString();
  if (type === undefined || Token.isUnresolved(type)) {
    return;
  }
  const [instanceClass, size] = type.split('.');
  if (!CLASSES.includes(instanceClass) || !SIZES.includes(size)) {
    problems.warn('unknownInstanceType', `${prop} ${type} is not among the instance types that aws-cdk-lib knows. Verify that "${list(type)}" lists it, or use another type such as m7g.large.`);
  }
}
