import type { Finding } from './implementation';
import { keyOf, type Status, type UnitResult } from './results';
import { ACCOUNT_SETTINGS } from '../../account-settings';

/** How statuses are named in reports, in the order in which they are reported. */
const TITLES: ReadonlyMap<Status, string> = new Map([
  ['failed', 'failed'], ['drift', 'changed since they were applied'], ['conflict', 'not applied because of conflicts'],
  ['managed', 'managed differently by the organization'], ['denied', 'denied by the organization'], ['left', 'not restored'],
  ['reported', 'not compliant, and only reported'], ['unavailable', 'not available in the region'], ['pending', 'accepted by AWS, and not complete yet'], ['applied', 'applied'],
  ['unchanged', 'already compliant'], ['restored', 'restored'], ['kept', 'kept'],
] as const);

/** The statuses that need attention. */
const ATTENTION: ReadonlySet<Status> = new Set(['failed', 'drift', 'conflict', 'managed', 'denied', 'left', 'reported']);

/** CloudFormation accepts 4,096 bytes in a response, and the description of a failure has the same limit. */
const SUMMARY_LENGTH = 1_000;
const MAX_NAMES = 5;

/** Returns the number of settings with each status, and then each result that needs attention, in at most 1,000 characters. */
export function summaryOf(results: readonly UnitResult[]): string {
  const counts = [...TITLES].flatMap(([status, title]) => {
    const count = results.filter((result) => result.status === status).length;
    return count > 0 ? [`${count} ${title}`] : [];
  });
  const text = [`Account settings: ${counts.join(', ') || 'none'}.`, ...linesOf(results)].join(' ');
  return text.length <= SUMMARY_LENGTH ? text : `${text.slice(0, SUMMARY_LENGTH - 50)}... The log of the function has the rest.`;
}

/** Returns a line for each result that needs attention, with what to do. Regions with the same result share a line. */
export function linesOf(results: readonly UnitResult[]): string[] {
  const lines = new Map<string, string[]>();
  // Always in the same order, because regions are processed at the same time, and a report that is the same is not published again.
  const ordered = [...results].sort((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1));
  const sorted = [...TITLES.keys()].flatMap((status) => ordered.filter((result) => result.status === status));
  sorted.filter(({ status, findings = [] }) => ATTENTION.has(status) || findings.length > 0).forEach((result) => {
    const line = describe(result);
    lines.set(line, [...lines.get(line) ?? [], result.region ?? 'account']);
  });
  return [...lines].map(([line, regions]) => line.replace('{regions}', () => namesOf(regions, regions.length)));
}

function describe({ setting, status, reason, findings = [], count = 0 }: UnitResult): string {
  const { title, remedy } = ACCOUNT_SETTINGS[setting];
  const isDone = !ATTENTION.has(status);
  return [
    `${title} ({regions}): ${isDone ? 'applied, but not everything complies' : TITLES.get(status)}.`,
    reason,
    findings.length > 0 && `${namesOf(findings.map(describeFinding), count)}.`,
    findings.length > 0 && remedy,
  ].filter(Boolean).join(' ');
}

function describeFinding({ resource, reason }: Finding): string {
  return `${resource} (${reason})`;
}

function namesOf(names: readonly string[], count: number): string {
  const shown = names.slice(0, MAX_NAMES).join(', ');
  return count > MAX_NAMES ? `${shown} and ${count - MAX_NAMES} more` : shown;
}
