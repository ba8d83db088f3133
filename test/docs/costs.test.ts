import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { page } from './pages';
import { hourlyCost } from '../../integ/demo/cost';
import { EnvironmentType } from '../../src';
import { idOf, nonProduction, ofType, production, synthesize, type SynthesizedBaseline } from '../baseline/presets-under-test';

const { text } = page('docs/costs.md');
const section = (title: string) => text.split(`## ${title}`)[1].split('\n## ')[0];
const rowsOf = (title: string) => section(title).split('\n').filter((line) => /^\| /.test(line)).slice(1).map((line) => line.split('|').slice(1, -1).map((cell) => cell.trim()));
const dollars = (cell: string) => Number(/([\d.]+)\**$/.exec(cell)?.[1] ?? 0);

const HOURLY = 'What is charged by the hour';
const AT_REST = 'Additional charges at rest';
const rowOf = (title: string, begin: string) => rowsOf(title).find(([name]) => name.startsWith(begin)) ?? fail(`docs/costs.md has no row "${begin}" in the section "${title}".`);

/** The sum of the rows that begin with these texts, in one column of both tables. */
const sumOf = (column: number, ...lines: string[]) => lines
  .map((line) => dollars([...rowsOf(HOURLY), ...rowsOf(AT_REST)].find(([name]) => name.startsWith(line))![column]))
  .reduce((sum, amount) => sum + amount, 0);

function demoEstimate({ template }: SynthesizedBaseline): number {
  const folder = mkdtempSync(join(tmpdir(), 'costs-'));
  writeFileSync(join(folder, 'Stack.template.json'), JSON.stringify(template.toJSON()));
  const cost = hourlyCost(folder, 'Stack');
  rmSync(folder, { recursive: true });
  return cost * 730;
}

/** The number of metrics that the alarms of a preset use. */
function metricsOfAlarms(preset: SynthesizedBaseline): number {
  return ofType(preset, 'AWS::CloudWatch::Alarm')
    .map(([, { Properties: { Metrics = [{ MetricStat: true }] } }]) => Metrics.filter(({ MetricStat }: { MetricStat?: unknown }) => MetricStat).length)
    .reduce((sum, count) => sum + count, 0);
}

const propertiesOf = (preset: SynthesizedBaseline, type: string) => preset.resources[idOf(preset, type)].Properties;
const instancesOf = (preset: SynthesizedBaseline) => Number(propertiesOf(preset, 'AWS::AutoScaling::AutoScalingGroup').MinSize);
const instanceOf = (preset: SynthesizedBaseline) => propertiesOf(preset, 'AWS::EC2::LaunchTemplate').LaunchTemplateData;
const databaseOf = (preset: SynthesizedBaseline) => propertiesOf(preset, 'AWS::RDS::DBInstance');

function publicAddressesOf(preset: SynthesizedBaseline): number {
  const { Scheme, Subnets } = propertiesOf(preset, 'AWS::ElasticLoadBalancingV2::LoadBalancer');
  return Scheme === 'internet-facing' ? Subnets.length : 0;
}

function fail(message: string): never {
  throw new Error(message);
}

describe.each([['non-production', nonProduction, 2], ['production', production, 3]] as const)('costs of the %s preset', (_, preset, column) => {
  test.each([HOURLY, AT_REST])('have the correct sum: %s', (title) => {
    const amounts = rowsOf(title).map((row) => dollars(row[column]));
    const sum = amounts.slice(0, -1).reduce((all, amount) => all + amount, 0);
    expect(amounts.at(-1)).toBeCloseTo(sum, 2);
  });

  test('match the estimate of the demo', () => {
    expect(dollars(rowsOf(HOURLY).at(-1)![column])).toBeCloseTo(demoEstimate(preset), 1);
  });

  test('at rest are stated in the README', () => {
    const [, nonProductionCost, productionCost] = /About (\d+) US dollars a month for non-production and (\d+) for production/.exec(page('README.md').text)!;
    const atRest = [HOURLY, AT_REST].reduce((sum, title) => sum + dollars(rowsOf(title).at(-1)![column]), 0);
    expect(column === 2 ? nonProductionCost : productionCost).toBe(atRest.toFixed(0));
  });

  test('count the resources of the template', () => {
    const count = (title: string, begin: string) => Number(rowOf(title, begin)[column].split(':')[0]);
    expect(count(HOURLY, 'metrics of alarms')).toBe(metricsOfAlarms(preset));
    expect(count(HOURLY, 'KMS keys')).toBe(ofType(preset, 'AWS::KMS::Key').length);
    expect(count(AT_REST, 'volumes of the instances')).toBe(instancesOf(preset));
    expect(count(AT_REST, 'the agent')).toBe(2 * instancesOf(preset));
    expect(text).toContain(`metrics of the ${ofType(preset, 'AWS::Logs::MetricFilter').length} filters`);
  });

  test.each<[line: string, amount: (preset: SynthesizedBaseline) => number]>([
    ['metrics of the 30 filters', (baseline) => ofType(baseline, 'AWS::Logs::MetricFilter').length],
    ['the agent', (baseline) => 2 * instancesOf(baseline)],
    ['detailed monitoring', (baseline) => (instanceOf(baseline).Monitoring.Enabled ? 7 * instancesOf(baseline) : 0)],
    ['dashboard', (baseline) => ofType(baseline, 'AWS::CloudWatch::Dashboard').length],
    ['volumes of the instances', (baseline) => instancesOf(baseline) * instanceOf(baseline).BlockDeviceMappings[0].Ebs.VolumeSize],
    ['storage of the database', (baseline) => databaseOf(baseline).AllocatedStorage * (databaseOf(baseline).MultiAZ ? 2 : 1)],
    ['the database\'s secret', (baseline) => (databaseOf(baseline).ManageMasterUserPassword ? 1 : 0)],
    ['public addresses of the load balancer', (baseline) => 730 * publicAddressesOf(baseline)],
  ])('follow from the template: %s', (line, amountOf) => {
    const row = rowOf(AT_REST, line);
    expect(dollars(row[column])).toBeCloseTo(Number(/^[\d.]+/.exec(row[1])![0]) * amountOf(preset), 2);
  });

  test.each([
    ['`database: {', ['database', 'storage of the database', 'the database\'s secret']],
    ['`webTier: {', [
      'load balancer', 'instances', 'volumes of the instances', 'the agent', 'detailed monitoring', 'public addresses of the load balancer',
    ]],
    ['`network: {', ['NAT gateways', 'their public addresses']],
  ])('decrease without %s by the sum of the rows', (setting, lines) => {
    const amounts = rowOf('To pay less', setting)[1].match(/\d+\.\d+/g)!;
    expect(Number(amounts[column - 2])).toBeCloseTo(sumOf(column, ...lines), 2);
  });
});

test.each([
  ['`network.natGateways', sumOf(3, 'NAT gateways', 'their public addresses') / 2],
  ['`network.interfaceEndpoints', sumOf(3, 'interface endpoints')],
  ['`database.multiAz', sumOf(3, 'database', 'storage of the database') / 2],
  ['`webTier.detailedMonitoring', sumOf(3, 'detailed monitoring')],
  ['`notifications.dashboard', sumOf(3, 'dashboard')],
])('production costs decrease by the amounts of the rows: %s', (setting, saved) => {
  expect(parseFloat(rowOf('To pay less', setting)[1])).toBeCloseTo(saved, 2);
});

test('the guide Audit only states the costs of its template at rest', () => {
  const disabled = { enabled: false };
  const preset = synthesize(() => ({ environmentType: EnvironmentType.PRODUCTION, network: disabled, storage: disabled, database: disabled, webTier: disabled }));
  const sum = demoEstimate(preset) + 0.3 * ofType(preset, 'AWS::Logs::MetricFilter').length + 3 * ofType(preset, 'AWS::CloudWatch::Dashboard').length;
  const [, total, ...parts] = /about (\d+) US dollars.*?: ([\d.]+) for\n.*?, ([\d.]+) for .*?, ([\d.]+) for .*?, and ([\d.]+) for/s.exec(page('docs/audit-only.md').text)!.map(Number);
  expect(parts.reduce((all, part) => all + part, 0)).toBeCloseTo(sum, 1);
  expect(total).toBe(Math.round(sum));
});
