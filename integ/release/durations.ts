/**
 * Measures how long CloudFormation took to create each resource of a deployed integ app, from the events of its stack:
 * `npx projen integ:durations production`. Prints a table, and writes `dist/durations/APP-REGION.json`.
 *
 * The table compares the durations with the estimates in `test/bench/deployment/durations.ts`, so that they can be replaced.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { StackEvent } from '@aws-sdk/client-cloudformation';
import Table from 'cli-table3';
import { eventsOf } from './stack-events';
import { DURATIONS } from '../../test/bench/deployment/durations';
import { clientsOf } from '../demo/aws';
import { REPOSITORY } from '../emulator/virtual-environment';
import { INTEG_APPS } from '../run';

/** The durations of the resources of a type, in seconds. */
export interface MeasuredDuration {
  readonly type: string;
  readonly resources: number;
  readonly min: number;
  readonly median: number;
  readonly max: number;
}

/** Returns the durations of all types, from the first event of a creation to its completion. Creations that failed are not included. */
export function measure(events: readonly StackEvent[]): MeasuredDuration[] {
  const started = new Map<string, number>();
  const seconds = new Map<string, number[]>();
  for (const { LogicalResourceId: id, PhysicalResourceId, StackId, ResourceType, ResourceStatus, Timestamp } of events) {
    if (PhysicalResourceId === StackId || !ResourceStatus?.startsWith('CREATE_')) {
      continue;
    }
    const start = started.get(id!);
    if (ResourceStatus === 'CREATE_IN_PROGRESS') {
      // A second event follows when the request was sent.
      started.set(id!, start ?? Timestamp!.getTime());
    } else {
      started.delete(id!);
      if (ResourceStatus === 'CREATE_COMPLETE' && start !== undefined) {
        seconds.set(ResourceType!, [...seconds.get(ResourceType!) ?? [], (Timestamp!.getTime() - start) / 1_000]);
      }
    }
  }
  return [...seconds].sort(([one], [other]) => one.localeCompare(other)).map(([type, all]) => summarize(type, all.sort((one, other) => one - other)));
}

function summarize(type: string, sorted: number[]): MeasuredDuration {
  return { type, resources: sorted.length, min: sorted[0], median: sorted[Math.floor((sorted.length - 1) / 2)], max: sorted[sorted.length - 1] };
}

/** Returns the table of the durations and the estimates. Types whose durations are outside their estimate are marked. */
export function tableOf(measured: readonly MeasuredDuration[]): string {
  const table = new Table({ head: ['type', 'resources', 'min', 'median', 'max', 'estimate', ''] });
  for (const { type, resources, min, median, max } of measured) {
    const estimate = DURATIONS[type];
    const differs = !estimate || min < estimate.min || max > estimate.max;
    table.push([type, resources, min, median, max, estimate ? `${estimate.min} to ${estimate.max}` : 'none', differs ? 'differs' : '']);
  }
  return table.toString();
}

async function main(app: keyof typeof INTEG_APPS): Promise<void> {
  const measured = measure(await eventsOf(clientsOf({ local: false, variables: {} }), INTEG_APPS[app].stackName));
  const folder = join(REPOSITORY, 'dist/durations');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${app}-${process.env.AWS_REGION}.json`), `${JSON.stringify(measured, undefined, 2)}\n`);
  console.log(tableOf(measured));
}

if (require.main === module) {
  void main(process.argv[2] as keyof typeof INTEG_APPS);
}
