import { CONTROLS } from './catalogue';
import { isCis, namesOf, type Control, type InScope, type Optional } from './control';
import type { Declaration } from './declarations';
import { failuresOf, isRequired, Subject } from './evaluation';
import { build, presets } from './stacks';
import { TEST_FILE, titleOf } from './titles';

/** A resource that implements a control, and the presets in which it does. */
export interface Implementation extends Omit<Declaration, 'control'> {
  readonly presets: string[];
}

/** A control with the resources that implement it. */
export interface Entry {
  readonly control: Control;
  readonly implementations: Implementation[];
}

/** The presets that CONTROLS.md describes. */
const PRESETS = ['production', 'non-production'] as const;

/** Evaluates the templates of the presets and of the props that enable optional controls. Fails if a control in scope is not implemented. */
export function mapControls(): Entry[] {
  const subjects = PRESETS.map((name) => new Subject(name, presets[name]()));
  const entries = CONTROLS.map((control) => ({ control, implementations: implementationsOf(control, subjects) }));
  const failing = CONTROLS.flatMap((control) => failuresIn(subjects, control).map((failure) => `${control.id}: ${failure}`));
  if (failing.length > 0) {
    throw new Error(`Controls in scope are not implemented:\n${failing.join('\n')}`);
  }
  return entries;
}

function implementationsOf(control: Control, subjects: Subject[]): Implementation[] {
  const implementations = new Map<string, Implementation>();
  for (const subject of control.scope === 'optional' ? [new Subject('with the prop', build(control.enable))] : subjects) {
    for (const { control: _, ...declaration } of subject.declared(control)) {
      const key = `${declaration.id} ${declaration.how}`;
      implementations.set(key, { ...declaration, presets: [...implementations.get(key)?.presets ?? [], subject.name] });
    }
  }
  return [...implementations.values()];
}

function failuresIn(subjects: Subject[], control: Control): string[] {
  return control.scope === 'in'
    ? subjects.filter(({ name }) => isRequired(control, name)).flatMap((subject) => failuresOf(control, subject, subject.declared(control)))
    : [];
}

/** Returns the number of controls in each scope, as a sentence that is also in the README. */
export function summaryOf(entries: Entry[]): string {
  const count = (matches: (control: Control) => boolean) => entries.filter(({ control }) => matches(control)).length;
  const both = count((control) => control.scope === 'in' && control.preset === 'both');
  const production = count((control) => control.scope === 'in' && control.preset === 'production');
  return `${both + production} of ${entries.length} controls of the CIS AWS Foundations Benchmark and of Security Hub are implemented and tested in every build: `
    + `${both} in both presets, and ${production} in the production preset or with a prop. ${count(({ scope }) => scope === 'optional')} more are optional, and `
    + `${count(({ scope }) => scope === 'out')} are out of scope.`;
}

/** Returns the contents of controls.json, which is part of the package. */
export function toJson(entries: Entry[]): string {
  return `${JSON.stringify({ summary: summaryOf(entries), testFile: TEST_FILE, controls: entries.map(describe) }, undefined, 1)}\n`;
}

function describe({ control, implementations }: Entry): Record<string, unknown> {
  const { id, title, scope } = control;
  const row = { id, names: namesOf(control).filter((name) => !/^CIS \d/.test(name)), standard: isCis(control) ? 'CIS' : 'Security Hub', title, scope };
  if (control.scope === 'out') {
    return { ...row, reason: control.reason };
  }
  return {
    ...row,
    ...(control.scope === 'in' ? { preset: control.preset, enabledBy: control.enabledBy, note: control.note } : { prop: control.prop, reason: control.reason }),
    how: howOf(implementations),
    test: testsOf(control),
    implementedBy: groupsOf(implementations),
  };
}

/** Groups the resources that have the same declaration. */
function groupsOf(implementations: Implementation[]): Record<string, unknown>[] {
  const groups = new Map<string, { readonly shared: Record<string, unknown>; readonly logicalIds: string[] }>();
  for (const { construct, type, how, presets: presetNames, id } of implementations) {
    const shared = { construct, type, how, presets: presetNames };
    const key = JSON.stringify(shared);
    groups.set(key, { shared, logicalIds: [...groups.get(key)?.logicalIds ?? [], id] });
  }
  return [...groups.values()].map(({ shared, logicalIds }) => ({ ...shared, logicalIds }));
}

/** Returns how the resources implement the control, each text once. */
export function howOf(implementations: Implementation[]): string {
  return [...new Set(implementations.map(({ how }) => how))].join('; ');
}

/** Returns the full titles of the tests, as jest prints them. */
function testsOf(control: InScope | Optional): string[] {
  const describes = control.scope === 'optional' ? ['with its prop'] : Object.keys(presets).filter((name) => isRequired(control, name)).map((name) => `in ${name}`);
  return describes.map((name) => `${name} ${titleOf(control)}`);
}
