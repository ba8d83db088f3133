import { CONTROLS } from './catalogue';
import { isCis, namesOf, type Control, type InScope, type Optional } from './control';
import type { Declaration } from './declarations';
import { isAsked, objections, Subject } from './judgement';
import { build, presets } from './stacks';
import { TEST_FILE, titleOf } from './titles';

/** A resource that serves a control, and where. */
export interface Server extends Omit<Declaration, 'control'> {
  readonly presets: string[];
}

/** A control with what serves it. */
export interface Entry {
  readonly control: Control;
  readonly servers: Server[];
}

/** The presets that users choose from. */
const PRESETS = ['production', 'non-production'] as const;

/** Looks at the templates of the presets, and at those of single props. Fails where a control that is in scope is not served. */
export function mapControls(): Entry[] {
  const subjects = PRESETS.map((name) => new Subject(name, presets[name]()));
  const entries = CONTROLS.map((control) => ({ control, servers: serversOf(control, subjects) }));
  const failing = CONTROLS.flatMap((control) => against(control, subjects).map((objection) => `${control.id}: ${objection}`));
  if (failing.length > 0) {
    throw new Error(`Controls in scope are not served:\n${failing.join('\n')}`);
  }
  return entries;
}

function serversOf(control: Control, subjects: Subject[]): Server[] {
  const servers = new Map<string, Server>();
  for (const subject of control.scope === 'optional' ? [new Subject('with the prop', build(control.enable))] : subjects) {
    for (const { control: _, ...declaration } of subject.declared(control)) {
      const key = `${declaration.id} ${declaration.how}`;
      servers.set(key, { ...declaration, presets: [...servers.get(key)?.presets ?? [], subject.name] });
    }
  }
  return [...servers.values()];
}

function against(control: Control, subjects: Subject[]): string[] {
  return control.scope === 'in'
    ? subjects.filter(({ name }) => isAsked(control, name)).flatMap((subject) => objections(control, subject, subject.declared(control)))
    : [];
}

/** How many controls there are, and what becomes of them, as the README says it. */
export function summaryOf(entries: Entry[]): string {
  const count = (holds: (control: Control) => boolean) => entries.filter(({ control }) => holds(control)).length;
  const both = count((control) => control.scope === 'in' && control.preset === 'both');
  const production = count((control) => control.scope === 'in' && control.preset === 'production');
  return `${both + production} of ${entries.length} controls of the CIS AWS Foundations Benchmark and of Security Hub are served and asserted in every build: `
    + `${both} in both presets, ${production} in production or by a setting; ${count(({ scope }) => scope === 'optional')} more by a prop, `
    + `${count(({ scope }) => scope === 'out')} are out of scope.`;
}

/** What ships in the package. */
export function toJson(entries: Entry[]): string {
  return `${JSON.stringify({ summary: summaryOf(entries), testFile: TEST_FILE, controls: entries.map(describe) }, undefined, 1)}\n`;
}

function describe({ control, servers }: Entry): Record<string, unknown> {
  const { id, title, scope } = control;
  const row = { id, names: namesOf(control).filter((name) => !/^CIS \d/.test(name)), standard: isCis(control) ? 'CIS' : 'Security Hub', title, scope };
  if (control.scope === 'out') {
    return { ...row, reason: control.reason };
  }
  return {
    ...row,
    ...(control.scope === 'in' ? { preset: control.preset, elsewhere: control.elsewhere, note: control.note } : { prop: control.prop, reason: control.reason }),
    how: howOf(servers),
    test: testsOf(control),
    servedBy: groupsOf(servers),
  };
}

/** Resources of which the same is said. */
function groupsOf(servers: Server[]): Record<string, unknown>[] {
  const groups = new Map<string, { readonly said: Record<string, unknown>; readonly logicalIds: string[] }>();
  for (const { construct, type, how, presets: where, id } of servers) {
    const said = { construct, type, how, presets: where };
    const key = JSON.stringify(said);
    groups.set(key, { said, logicalIds: [...groups.get(key)?.logicalIds ?? [], id] });
  }
  return [...groups.values()].map(({ said, logicalIds }) => ({ ...said, logicalIds }));
}

/** The words of every resource, once each. */
export function howOf(servers: Server[]): string {
  return [...new Set(servers.map(({ how }) => how))].join('; ');
}

/** The full titles of the tests, as jest prints them. */
function testsOf(control: InScope | Optional): string[] {
  const where = control.scope === 'optional' ? ['with its prop'] : Object.keys(presets).filter((name) => isAsked(control, name)).map((name) => `in ${name}`);
  return where.map((describing) => `${describing} ${titleOf(control)}`);
}
