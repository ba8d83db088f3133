import { Dependable, type IConstruct, type IDependable } from 'constructs';

/**
 * The children of a construct besides its own resource, such as the policy of a bucket or topic, as a dependency. For dependents that refer to
 * the resource already: a dependency on the whole construct would be redundant for it (cfn-lint W3005). Children that are added later count.
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
