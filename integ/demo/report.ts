import Table from 'cli-table3';
import type { SettingsColumn } from './account-checks';
import { settingRows } from './account-settings';
import { textOf, type CheckResult } from './check';
import type { DemoEnvironment } from './environments';
import type { RemainingResource } from './remaining-resources';

/** The checks under their headings, then each failure with the expected value, the value found, and what to do. */
export function checksReport({ preset, stackName }: DemoEnvironment, results: CheckResult[]): string {
  const headings = [...new Set(results.map(({ heading }) => heading))];
  const sections = headings.flatMap((heading) => [
    `\n${heading}`,
    ...results.filter((result) => result.heading === heading).map(({ passed, statement }) => `  ${passed ? '✔' : '✘'} ${statement}`),
  ]);
  const failures = results.filter(({ passed }) => !passed);
  return [
    `\n=== Checks of the ${preset} preset: ${results.length - failures.length} of ${results.length} checks passed ===`,
    ...sections,
    ...failures.flatMap(({ heading, statement, expected, found, remedy = inspectionOf(preset, stackName) }) => [
      `\nFailed check: ${heading}: ${statement}`,
      `  Expected:   ${textOf(expected)}`,
      `  Found:      ${textOf(found)}`,
      `  What to do: ${remedy}`,
    ]),
  ].join('\n');
}

/** The values of the account settings before the deployment, after it, and after the deletion. */
export function settingsReport({ preset }: DemoEnvironment, columns: SettingsColumn[]): string {
  const table = new Table({ head: ['Setting', ...columns.map(({ title }) => title)], style: { head: [], border: [], compact: true } });
  settingRows(columns.map(({ values }) => values)).forEach((row) => table.push(row));
  return `\n=== Account settings with the ${preset} preset ===\n\n${table.toString()}`;
}

/** The resources of the stack that still exist after its deletion. */
export function remainingResourcesReport({ preset }: DemoEnvironment, remaining: RemainingResource[]): string {
  const title = `\n=== Resources of the ${preset} preset after the deletion of the stack ===\n`;
  if (remaining.length === 0) {
    return `${title}\nNone`;
  }
  const table = new Table({ head: ['Type', 'ID', 'State'], style: { head: [], border: [], compact: true } });
  remaining.forEach(({ kind, id, state }) => table.push([kind, id, state ?? '']));
  return `${title}\n${table.toString()}`;
}

function inspectionOf(preset: string, stackName: string): string {
  return `Compare the resource with the template cdk.out/${stackName}/${stackName}.template.json.`
    + ` To inspect the deployed resource, run the demo with --preset ${preset} --keep.`;
}
