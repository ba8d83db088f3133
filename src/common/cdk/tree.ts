import type { IConstruct } from 'constructs';

/** Whether a construct is still in the tree: neither the construct nor one of its parents has been removed with `tryRemoveChild`. */
export function isInTree(construct: IConstruct): boolean {
  return construct.node.scopes.every((one) => one.node.scope === undefined || one.node.scope.node.tryFindChild(one.node.id) === one);
}
