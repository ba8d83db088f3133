import { CfnResource, type Stack } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import { CONTROLS } from './catalogue';
import { namesOf, type Control } from './control';
import * as library from '../../src';
import { CONTROLS_METADATA, type ImplementedControls } from '../../src/common/compliance/controls';

/** The declaration of a resource that it implements a control. */
export interface Declaration {
  readonly control: string;
  readonly how: string;
  /** The construct of the library that created the resource. */
  readonly construct: string;
  /** The resource's path in its stack. */
  readonly path: string;
  readonly id: string;
  readonly type: string;
}

/** Returns all declarations of the resources of a stack. */
export function declarationsOf(stack: Stack): Declaration[] {
  return stack.node.findAll().filter(CfnResource.isCfnResource).flatMap((resource) => {
    const path = resource.node.path.split('/').slice(1).filter((part) => part !== 'Resource').join('/');
    const origin = { construct: constructOf(resource, path), path, id: stack.resolve(resource.logicalId), type: resource.cfnResourceType };
    return resource.node.metadata.filter(({ type }) => type === CONTROLS_METADATA)
      .flatMap(({ data }) => Object.entries(data as ImplementedControls).map(([control, how]) => ({ control, how: String(how), ...origin })));
  });
}

const BY_NAME = new Map(CONTROLS.flatMap((control) => [control.id, ...namesOf(control)].map((name): [string, Control] => [name, control])));

/** Returns the control of a declaration. */
export function controlOf({ control }: Pick<Declaration, 'control'>): Control | undefined {
  return BY_NAME.get(control);
}

/** Returns the name of the nearest public construct. The function of a custom resource is attributed to the constructs that share it. */
function constructOf({ node }: IConstruct, path: string): string {
  const construct = [...node.scopes].reverse().find((scope) => Object.values(library).some((exported) => exported === scope.constructor));
  return construct?.constructor.name ?? path.split('/')[0].replace(/Function$/, '');
}
