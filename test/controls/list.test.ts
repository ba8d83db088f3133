import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CONTROLS } from './catalogue';
import type { Control } from './control';

/** What becomes of a control: the presets where it is in scope, or why it is not. */
type Fate = 'both' | 'production' | 'optional' | 'out';

interface Listed {
  readonly id: string;
  readonly fate: Fate;
  /** A template shows a part of it only. */
  readonly isPartial: boolean;
}

/** Where the catalogue is another than the list, and why. */
const DEVIATIONS: [id: string, listed: Fate, here: Fate, reason: string][] = [
  ['AutoScaling.2', 'production', 'both', 'The VPC has two zones at least in both presets, and the group has subnets in all'],
  ['CIS 1.20/1.20/1.19/2.18', 'optional', 'out', 'An analyzer is one an account and region: a stack that made it would fail where there is one'],
  ['CIS -/4.16/4.16/5.16', 'optional', 'out', 'Security Hub is one an account and region: a stack that enabled it would disable it for all when it goes'],
  ['ELB.1', 'both', 'production', 'There is nothing to redirect to without a certificate, which production demands and non-production can have'],
  ['ELB.17', 'both', 'production', 'There is no listener of HTTPS without a certificate, which production demands and non-production can have'],
  ['RDS.6', 'both', 'production', 'The log group of enhanced monitoring outlives the stack, and non-production leaves nothing behind'],
  ['RDS.26', 'optional', 'out', 'A plan of the user\'s selects the database by its ARN or its tags: it takes nothing of the baseline\'s'],
];

function readList(): Listed[] {
  const [head, ...rows] = readFileSync(join(__dirname, 'controls.csv'), 'utf8').trim().split('\n').map((line) =>
    line.split(/,(?=(?:[^"]*"[^"]*")*[^"]*$)/).map((cell) => cell.replace(/^"|"$/g, '')));
  return rows.map((cells) => {
    const { id, scope, preset } = Object.fromEntries(head.map((name, index) => [name, cells[index]]));
    const isIn = ['must', 'partial'].includes(scope);
    return { id, fate: (isIn ? preset.replace(/,.*/, '') : scope) as Fate, isPartial: scope === 'partial' };
  });
}

const fateOf = (control: Control): Fate => (control.scope === 'in' ? control.preset : control.scope);
const saysWhy = (control: Control) => (control.scope === 'in' ? control.note : control.reason) !== undefined;

const list = readList();
const byId = new Map(CONTROLS.map((control) => [control.id, control]));

test('the catalogue has the controls of the list, and no others', () => {
  expect(CONTROLS.map(({ id }) => id).sort()).toEqual(list.map(({ id }) => id).sort());
  expect(list).toHaveLength(119);
});

test('what becomes of a control is what the list says, or stands among the deviations with its reason', () => {
  const differences = list.map(({ id, fate }) => [id, fate, fateOf(byId.get(id)!)]).filter(([, listed, here]) => listed !== here);
  expect(differences.sort()).toEqual(DEVIATIONS.map(([id, listed, here]) => [id, listed, here]).sort());
});

test('CONTROLS.md says why where less is done than the list asks', () => {
  const less = [
    ...list.filter(({ isPartial }) => isPartial).map(({ id }) => id),
    ...DEVIATIONS.filter(([, , here]) => here !== 'both').map(([id]) => id),
  ];
  expect(less.filter((id) => !saysWhy(byId.get(id)!))).toEqual([]);
});
