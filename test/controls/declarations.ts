import { CfnResource, type Stack } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import { CONTROLS } from './catalogue';
import { namesOf, type Control } from './control';
import * as library from '../../src';
import { CONTROLS_METADATA, type ImplementedControls } from '../../src/common/compliance/controls';

/** What a resource says of a control. */
export interface Declaration {
  readonly control: string;
  readonly how: string;
  /** The construct of the library that made the resource. */
  readonly construct: string;
  /** The resource's path in its stack. */
  readonly path: string;
  readonly id: string;
  readonly type: string;
}

/** Everything that the resources of a stack say of controls. */
export function declarationsOf(stack: Stack): Declaration[] {
  return stack.node.findAll().filter(CfnResource.isCfnResource).flatMap((resource) => {
    const path = resource.node.path.split('/').slice(1).filter((part) => part !== 'Resource').join('/');
    const made = { construct: constructOf(resource, path), path, id: stack.resolve(resource.logicalId), type: resource.cfnResourceType };
    return resource.node.metadata.filter(({ type }) => type === CONTROLS_METADATA)
      .flatMap(({ data }) => Object.entries(data as ImplementedControls).map(([control, how]) => ({ control, how: String(how), ...made })));
  });
}

const BY_NAME = new Map(CONTROLS.flatMap((control) => [control.id, ...namesOf(control)].map((name): [string, Control] => [name, control])));

/** The control that a declaration means. */
export function controlOf({ control }: Pick<Declaration, 'control'>): Control | undefined {
  return BY_NAME.get(control);
}

/** The nearest construct that users know. The functions behind custom resources belong to those that share them. */
function constructOf({ node }: IConstruct, path: string): string {
  const known = [...node.scopes].reverse().find((scope) => Object.values(library).some((exported) => exported === scope.constructor));
  return known?.constructor.name ?? path.split('/')[0].replace(/Function$/, '');
}
