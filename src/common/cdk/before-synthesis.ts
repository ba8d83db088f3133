import { AspectPriority, Aspects } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';

/**
 * Calls a function for a construct at the start of synthesis, after the app has created all constructs.
 * @param priority the priority of the aspect. By default it runs before aspects that only read, such as those of cdk-nag.
 */
export function beforeSynthesis<T extends IConstruct>(construct: T, visit: (construct: T) => void, priority: number = AspectPriority.MUTATING): void {
  Aspects.of(construct).add({ visit: (node) => node === construct && visit(construct) }, { priority });
}
