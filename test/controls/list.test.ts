import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CONTROLS } from './catalogue';
import type { Control } from './control';

/** The status of a control: the presets that implement it, or the reason why they do not. */
type Status = 'both' | 'production' | 'optional' | 'out';

interface ListedControl {
  readonly id: string;
  readonly status: Status;
  /** Whether templates can implement only a part of the control. */
  readonly isPartial: boolean;
}

/** The controls whose status in the catalogue differs from the list, and the reasons. */
const DEVIATIONS: [id: string, listed: Status, actual: Status, reason: string][] = [
  ['AutoScaling.2', 'production', 'both', 'The VPC has at least two Availability Zones in both presets, and the group has subnets in all of them'],
  ['CIS 1.20/1.20/1.19/2.18', 'optional', 'out', 'An account has one external access analyzer in each region: a stack that creates another one would fail'],
  ['CIS -/4.16/4.16/5.16', 'optional', 'out', 'Security Hub is enabled once in each account and region: the deletion of a stack that enables it would disable it for the account'],
  ['ELB.1', 'both', 'production', 'A redirect to HTTPS requires a certificate, which is required in production and optional in non-production'],
  ['ELB.17', 'both', 'production', 'An HTTPS listener requires a certificate, which is required in production and optional in non-production'],
  ['RDS.6', 'both', 'production', 'The log group of enhanced monitoring is not deleted with the stack, and non-production retains no resources'],
  ['RDS.26', 'optional', 'out', 'A backup plan selects the database by its ARN or its tags and requires nothing from the baseline'],
];

function readList(): ListedControl[] {
  const [head, ...rows] = readFileSync(join(__dirname, 'controls.csv'), 'utf8').trim().split('\n').map((line) =>
    line.split(/,(?=(?:[^"]*"[^"]*")*[^"]*$)/).map((cell) => cell.replace(/^"|"$/g, '')));
  return rows.map((cells) => {
    const { id, scope, preset } = Object.fromEntries(head.map((name, index) => [name, cells[index]]));
    const isIn = ['must', 'partial'].includes(scope);
    return { id, status: (isIn ? preset.replace(/,.*/, '') : scope) as Status, isPartial: scope === 'partial' };
  });
}

const statusOf = (control: Control): Status => (control.scope === 'in' ? control.preset : control.scope);
const hasReason = (control: Control) => (control.scope === 'in' ? control.note : control.reason) !== undefined;

const list = readList();
const byId = new Map(CONTROLS.map((control) => [control.id, control]));

test('the catalogue contains exactly the controls of the list', () => {
  expect(CONTROLS.map(({ id }) => id).sort()).toEqual(list.map(({ id }) => id).sort());
  expect(list).toHaveLength(126);
});

test('the status of each control is that of the list, except for the documented deviations', () => {
  const differences = list.map(({ id, status }) => [id, status, statusOf(byId.get(id)!)]).filter(([, listed, actual]) => listed !== actual);
  expect(differences.sort()).toEqual(DEVIATIONS.map(([id, listed, actual]) => [id, listed, actual]).sort());
});

test('CONTROLS.md contains the reason for each control that is implemented only partially, or less than in the list', () => {
  const reduced = [
    ...list.filter(({ isPartial }) => isPartial).map(({ id }) => id),
    ...DEVIATIONS.filter(([, , actual]) => actual !== 'both').map(([id]) => id),
  ];
  expect(reduced.filter((id) => !hasReason(byId.get(id)!))).toEqual([]);
});
