import { Template } from 'aws-cdk-lib/assertions';
import type { Stack } from 'aws-cdk-lib/core';
import type { Control, InScope, Optional } from './control';
import { controlOf, declarationsOf, type Declaration } from './declarations';
import { Resources } from './resources';

/** A template, and what its resources say of controls. */
export class Subject {
  public readonly resources: Resources;
  public readonly declarations: Declaration[];

  constructor(public readonly name: string, stack: Stack) {
    this.resources = new Resources(Template.fromStack(stack).toJSON().Resources);
    this.declarations = declarationsOf(stack);
  }

  /** What is said of a control. */
  public declared(control: Control): Declaration[] {
    return this.declarations.filter((declaration) => controlOf(declaration) === control);
  }
}

/** Whether a control must hold in a preset, whatever that says of it. */
export function isAsked({ preset }: InScope, name: string): boolean {
  return preset === 'both' || name !== 'non-production';
}

/** What speaks against a control that must hold: nothing to look at, a resource that fails, or one that says something else than it does. */
export function objections({ check }: InScope | Optional, { resources }: Subject, declared: Declaration[]): string[] {
  const verdicts = check(resources);
  const ids = declared.map(({ id }) => id);
  return [
    ...(verdicts.length === 0 ? ['nothing to look at'] : []),
    ...verdicts.filter(({ holds }) => !holds).map(({ id }) => `${id} fails`),
    ...verdicts.filter(({ id }) => !ids.includes(id)).map(({ id }) => `${id} does not say that it serves the control`),
    ...ids.filter((id) => !verdicts.some((verdict) => verdict.id === id)).map((id) => `${id} says that it serves the control, which does not look at it`),
  ];
}

/** What speaks against single resources that serve a control where not all must. */
export function falseClaims(control: Control, subject: Subject): string[] {
  const declared = subject.declared(control);
  const holding = control.scope === 'out' || declared.length === 0 ? [] : control.check(subject.resources).filter(({ holds }) => holds).map(({ id }) => id);
  return declared.filter(({ id }) => !holding.includes(id)).map(({ id }) => `${id} says that it serves ${control.id}, ${control.scope === 'out' ? 'which is out of scope' : 'and does not'}`);
}
