import { AspectPriority, Aspects } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';

/**
 * Visits the construct once all is made, since what it looks at may come later.
 * @param priority by default before cdk-nag and all else that only reads
 */
export function beforeSynthesis<T extends IConstruct>(construct: T, visit: (construct: T) => void, priority: number = AspectPriority.MUTATING): void {
  Aspects.of(construct).add({ visit: (node) => node === construct && visit(construct) }, { priority });
}
