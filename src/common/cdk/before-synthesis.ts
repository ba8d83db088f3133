import { AspectPriority, Aspects } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';

/**
 * Visits a construct at the start of synthesis, when the app has created everything that the visit depends on.
 * @param priority by default before aspects that only read, such as those of cdk-nag
 */
export function beforeSynthesis<T extends IConstruct>(construct: T, visit: (construct: T) => void, priority: number = AspectPriority.MUTATING): void {
  Aspects.of(construct).add({ visit: (node) => node === construct && visit(construct) }, { priority });
}
