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

  /** The declarations of a control. */
  public declared(control: Control): Declaration[] {
    return this.declarations.filter((declaration) => controlOf(declaration) === control);
  }
}

/** Whether a preset must implement a control, whatever its resources declare. */
export function isAsked({ preset }: InScope, name: string): boolean {
  return preset === 'both' || name !== 'non-production';
}

/** Why a control that must be implemented is not: no resource that it applies to, a resource that fails, or a wrong or missing declaration. */
export function objections({ check }: InScope | Optional, { resources }: Subject, declared: Declaration[]): string[] {
  const verdicts = check(resources);
  const ids = declared.map(({ id }) => id);
  return [
    ...(verdicts.length === 0 ? ['the template has no resource that the control applies to'] : []),
    ...verdicts.filter(({ holds }) => !holds).map(({ id }) => `${id} fails`),
    ...verdicts.filter(({ id }) => !ids.includes(id)).map(({ id }) => `${id} does not declare that it implements the control`),
    ...ids.filter((id) => !verdicts.some((verdict) => verdict.id === id)).map((id) => `${id} declares that it implements the control, which does not apply to it`),
  ];
}

/** Declarations of single resources that are wrong, for a control that not all resources must implement. */
export function falseClaims(control: Control, subject: Subject): string[] {
  const declared = subject.declared(control);
  const holding = control.scope === 'out' || declared.length === 0 ? [] : control.check(subject.resources).filter(({ holds }) => holds).map(({ id }) => id);
  return declared.filter(({ id }) => !holding.includes(id)).map(({ id }) => `${id} declares that it implements ${control.id}, ${control.scope === 'out' ? 'which is out of scope' : 'but does not'}`);
}
