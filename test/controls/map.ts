import { CONTROLS } from './catalogue';
import { isCis, namesOf, type Control, type InScope, type Optional } from './control';
import type { Declaration } from './declarations';
import { isAsked, objections, Subject } from './judgement';
import { build, presets } from './stacks';
import { TEST_FILE, titleOf } from './titles';

/** A resource that implements a control, and in which presets. */
export interface Implementation extends Omit<Declaration, 'control'> {
  readonly presets: string[];
}

/** A control with the resources that implement it. */
export interface Entry {
  readonly control: Control;
  readonly implementations: Implementation[];
}

/** The presets that users choose from. */
const PRESETS = ['production', 'non-production'] as const;

/** Evaluates the templates of the presets, and those of single props. Fails if a control that is in scope is not implemented. */
export function mapControls(): Entry[] {
  const subjects = PRESETS.map((name) => new Subject(name, presets[name]()));
  const entries = CONTROLS.map((control) => ({ control, implementations: implementationsOf(control, subjects) }));
  const failing = CONTROLS.flatMap((control) => against(control, subjects).map((objection) => `${control.id}: ${objection}`));
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

function against(control: Control, subjects: Subject[]): string[] {
  return control.scope === 'in'
    ? subjects.filter(({ name }) => isAsked(control, name)).flatMap((subject) => objections(control, subject, subject.declared(control)))
    : [];
}

/** How many controls there are in each scope: a sentence of the README. */
export function summaryOf(entries: Entry[]): string {
  const count = (holds: (control: Control) => boolean) => entries.filter(({ control }) => holds(control)).length;
  const both = count((control) => control.scope === 'in' && control.preset === 'both');
  const production = count((control) => control.scope === 'in' && control.preset === 'production');
  return `${both + production} of ${entries.length} controls of the CIS AWS Foundations Benchmark and of Security Hub are implemented and asserted in every build: `
    + `${both} in both presets, ${production} in production or by a setting; ${count(({ scope }) => scope === 'optional')} more by a prop, `
    + `${count(({ scope }) => scope === 'out')} are out of scope.`;
}

/** What ships in the package. */
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
    ...(control.scope === 'in' ? { preset: control.preset, elsewhere: control.elsewhere, note: control.note } : { prop: control.prop, reason: control.reason }),
    how: howOf(implementations),
    test: testsOf(control),
    implementedBy: groupsOf(implementations),
  };
}

/** Resources with the same declaration. */
function groupsOf(implementations: Implementation[]): Record<string, unknown>[] {
  const groups = new Map<string, { readonly shared: Record<string, unknown>; readonly logicalIds: string[] }>();
  for (const { construct, type, how, presets: where, id } of implementations) {
    const shared = { construct, type, how, presets: where };
    const key = JSON.stringify(shared);
    groups.set(key, { shared, logicalIds: [...groups.get(key)?.logicalIds ?? [], id] });
  }
  return [...groups.values()].map(({ shared, logicalIds }) => ({ ...shared, logicalIds }));
}

/** How the resources implement the control, each text once. */
export function howOf(implementations: Implementation[]): string {
  return [...new Set(implementations.map(({ how }) => how))].join('; ');
}

/** The full titles of the tests, as jest prints them. */
function testsOf(control: InScope | Optional): string[] {
  const where = control.scope === 'optional' ? ['with its prop'] : Object.keys(presets).filter((name) => isAsked(control, name)).map((name) => `in ${name}`);
  return where.map((describing) => `${describing} ${titleOf(control)}`);
}
