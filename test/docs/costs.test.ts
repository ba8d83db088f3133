import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { page } from './pages';
import { hourlyCost } from '../../integ/demo/cost';
import { nonProduction, ofType, production, type SynthesizedBaseline } from '../baseline/presets-under-test';

const { text } = page('docs/costs.md');
const section = (title: string) => text.split(`## ${title}`)[1].split('\n## ')[0];
const rowsOf = (title: string) => section(title).split('\n').filter((line) => /^\| /.test(line)).slice(1).map((line) => line.split('|').slice(1, -1).map((cell) => cell.trim()));
const dollars = (cell: string) => Number(/([\d.]+)\**$/.exec(cell)?.[1] ?? 0);

function demoEstimate({ template }: SynthesizedBaseline): number {
  const folder = mkdtempSync(join(tmpdir(), 'costs-'));
  writeFileSync(join(folder, 'Stack.template.json'), JSON.stringify(template.toJSON()));
  const cost = hourlyCost(folder, 'Stack');
  rmSync(folder, { recursive: true });
  return cost * 730;
}

/** The metrics that alarms look at. */
function metricsOfAlarms(preset: SynthesizedBaseline): number {
  return ofType(preset, 'AWS::CloudWatch::Alarm')
    .map(([, { Properties: { Metrics = [{ MetricStat: true }] } }]) => Metrics.filter(({ MetricStat }: { MetricStat?: unknown }) => MetricStat).length)
    .reduce((sum, count) => sum + count, 0);
}

describe.each([['non-production', nonProduction, 2], ['production', production, 3]] as const)('the costs of %s', (_, preset, column) => {
  test.each(['What is charged by the hour', 'What comes besides, at rest'])('add up: %s', (title) => {
    const amounts = rowsOf(title).map((row) => dollars(row[column]));
    const sum = amounts.slice(0, -1).reduce((all, amount) => all + amount, 0);
    expect(amounts.at(-1)).toBeCloseTo(sum, 2);
  });

  test('are what the demo says before it deploys', () => {
    expect(dollars(rowsOf('What is charged by the hour').at(-1)![column])).toBeCloseTo(demoEstimate(preset), 1);
  });

  test('count what the template has', () => {
    const count = (title: string, what: string) => Number(rowsOf(title).find(([name]) => name.startsWith(what))![column].split(':')[0]);
    expect(count('What is charged by the hour', 'metrics that alarms look at')).toBe(metricsOfAlarms(preset));
    expect(count('What is charged by the hour', 'KMS keys')).toBe(ofType(preset, 'AWS::KMS::Key').length);
    expect(text).toContain(`metrics of the ${ofType(preset, 'AWS::Logs::MetricFilter').length} filters`);
  });
});
