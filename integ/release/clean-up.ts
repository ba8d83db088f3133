/** Deletes the stacks and the retained resources of a run of the integ apps: `AWS_REGION=... INTEG_RUN=... npx projen integ:clean-up`. */
import { setTimeout as pause } from 'node:timers/promises';
import { Failures } from './failures';
import { RETAINED, type Run } from './retained';
import { deleteStack } from './stacks';
import type { WaitOptions } from './wait';
import { localAccess } from '../demo/accounts';
import { clientsOf, type Aws } from '../demo/aws';
import { assertionStackOf, INTEG_APPS } from '../run';

/** The time limit for the deletion of all stacks. It includes a canceled update, and the final snapshot and deletion of a Multi-AZ database. */
export const STACKS_MINUTES = 90;

/** The number of attempts to delete retained resources. RDS reports an option group as in use for some minutes after its snapshot is deleted. */
const PASSES = 2;

/** The time limits of the clean-up. */
export interface CleanUpTimeouts {
  readonly stacks: WaitOptions;

  /** The pause before the next attempt to delete retained resources. */
  readonly passMilliseconds: number;
}

const TIMEOUTS: CleanUpTimeouts = { stacks: { milliseconds: STACKS_MINUTES * 60_000, pauseMilliseconds: 15_000 }, passMilliseconds: 120_000 };

/** Receives the kind and the ID of each deleted resource. */
type Report = (line: string) => void;

/**
 * Deletes the stacks of a run, then the retained resources of the run. Other resources are not changed.
 * @throws an error with all resources that could not be deleted, after the other resources are deleted
 */
export async function cleanUp(aws: Aws, run: Run, report: Report, timeouts = TIMEOUTS): Promise<void> {
  const failures = new Failures();
  await Promise.all(run.stackNames.map(async (names) => {
    for (const name of names) {
      if (await failures.during(`stack ${name}`, () => deleteStack(aws, name, timeouts.stacks))) {
        report(`stack ${name}`);
      }
    }
  }));
  let retained = await removeRetained(aws, run, report);
  for (let pass = 2; pass <= PASSES && retained.any; pass++) {
    await pause(timeouts.passMilliseconds);
    retained = await removeRetained(aws, run, report);
  }
  failures.include(retained);
  failures.throw();
}

async function removeRetained(aws: Aws, run: Run, report: Report): Promise<Failures> {
  const failures = new Failures();
  for (const { kind, list, remove } of RETAINED) {
    for (const id of await failures.during(`list of ${kind}s`, () => list(aws, run)) ?? []) {
      await failures.during(`${kind} ${id}`, async () => {
        await remove(aws, id);
        report(`${kind} ${id}`);
      });
    }
  }
  return failures;
}

async function main(): Promise<void> {
  if (!process.env.INTEG_RUN) {
    throw new Error('INTEG_RUN must be set. Set it to the number of the release workflow run whose resources are to be deleted.');
  }
  const { AWS_ENDPOINT_URL: endpoint, AWS_ACCESS_KEY_ID: account } = process.env;
  const aws = clientsOf(endpoint ? localAccess(endpoint, account!) : { local: false, variables: {} });
  const apps = Object.values(INTEG_APPS);
  await cleanUp(aws, {
    // The assertion stack imports values from the stack of the app, and must be deleted first.
    stackNames: apps.map(({ stackName }) => [assertionStackOf(stackName), stackName]),
    environmentSuffixes: apps.map(({ environmentSuffix }) => environmentSuffix),
  }, (line) => console.log(`Deleted ${line}`));
}

if (require.main === module) {
  void main();
}
