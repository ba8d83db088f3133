import { Template } from 'aws-cdk-lib/assertions';
import type { Stack } from 'aws-cdk-lib/core';
import type { Control, InScope, Optional } from './control';
import { controlOf, declarationsOf, type Declaration } from './declarations';
import { Resources } from './resources';

/** A template, and the declarations of its resources. */
export class Subject {
  public readonly resources: Resources;
  public readonly declarations: Declaration[];

  constructor(public readonly name: string, stack: Stack) {
    this.resources = new Resources(Template.fromStack(stack).toJSON().Resources);
    this.declarations = declarationsOf(stack);
  }

  /** Returns the declarations of a control. */
  public declared(control: Control): Declaration[] {
    return this.declarations.filter((declaration) => controlOf(declaration) === control);
  }
}

/** Whether a preset must implement a control, regardless of what its resources declare. */
export function isRequired({ preset }: InScope, name: string): boolean {
  return preset === 'both' || name !== 'non-production';
}

/**
 * Returns the reasons why a required control is not implemented: no resource that it applies to, a resource that fails the check, or an
 * incorrect or missing declaration.
 */
export function failuresOf({ check }: InScope | Optional, { resources }: Subject, declared: Declaration[]): string[] {
  const results = check(resources);
  const ids = declared.map(({ id }) => id);
  return [
    ...(results.length === 0 ? ['the template has no resource that the control applies to'] : []),
    ...results.filter(({ passes }) => !passes).map(({ id }) => `${id} fails`),
    ...results.filter(({ id }) => !ids.includes(id)).map(({ id }) => `${id} does not declare that it implements the control`),
    ...ids.filter((id) => !results.some((result) => result.id === id)).map((id) => `${id} declares that it implements the control, which does not apply to it`),
  ];
}

/** Returns the incorrect declarations of a control that only some of the resources need to implement. */
export function incorrectDeclarations(control: Control, subject: Subject): string[] {
  const declared = subject.declared(control);
  const passing = control.scope === 'out' || declared.length === 0 ? [] : control.check(subject.resources).filter(({ passes }) => passes).map(({ id }) => id);
  return declared.filter(({ id }) => !passing.includes(id)).map(({ id }) => `${id} declares that it implements ${control.id}, ${control.scope === 'out' ? 'which is out of scope' : 'but does not'}`);
}
