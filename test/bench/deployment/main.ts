/**
 * Simulates the first deployment of both presets with the durations in `durations.ts`.
 *
 *     npx tsx test/bench/deployment/main.ts
 *
 * The exit status is 1 if the checks of the account extend the deployment too much.
 */
import Table from 'cli-table3';
import { figuresOf, missedTargets } from './figures';
import { PRESETS } from '../../baseline/presets-under-test';
import { DependencyGraph } from '../../support/dependencies';

const table = new Table({ head: ['preset', 'duration', 'without checks', 'ratio', 'refusal', 'database starts'] });
const results = PRESETS.map(([name, { template }]) => ({ name, graph: new DependencyGraph(template) })).map(({ name, graph }) => ({ name, graph, figures: figuresOf(graph) }));
for (const { name, figures: { seconds, floor, refusal, databaseStart } } of results) {
  table.push([name, `${seconds} s`, `${floor} s`, (seconds / floor).toFixed(3), `after ${refusal} s`, `after ${databaseStart} s`]);
}
console.log(table.toString());
for (const { name, graph, figures } of results) {
  console.log(`${name} waits for ${figures.path.map((id) => graph.typeOf(id)).join(' → ')}`);
}
const missed = results.flatMap(({ name, figures }) => missedTargets(figures).map((target) => `${name}: ${target}`));
missed.forEach((target) => console.error(target));
process.exitCode = missed.length > 0 ? 1 : 0;
