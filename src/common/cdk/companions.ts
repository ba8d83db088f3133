import { Dependable, type IConstruct, type IDependable } from 'constructs';

/**
 * Returns a dependency on the children of a construct except its own resource, such as the policy of a bucket or topic. Use it for dependents
 * that already refer to the resource, because an explicit dependency on the resource would be redundant (cfn-lint W3005). Children that are added
 * later are included.
 */
export function companionsOf(construct: IConstruct): IDependable {
  const companions: IDependable = {};
  Dependable.implement(companions, {
    get dependencyRoots() {
      return construct.node.children.filter((child) => child !== construct.node.defaultChild);
    },
  });
  return companions;
}
