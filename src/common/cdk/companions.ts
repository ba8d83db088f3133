import { Dependable, type IConstruct, type IDependable } from 'constructs';

/**
 * What comes with a construct besides its own resource, such as the policy of a bucket or a topic: for dependents that name the resource
 * itself, where a dependency on all of it would say the same twice (cfn-lint W3005). It may be made later than the dependent.
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
