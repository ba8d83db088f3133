/** Deletes what the integ apps of a run left in an account: `AWS_REGION=... INTEG_RUN=... npx projen integ:clean-up`. */
import { setTimeout as pause } from 'node:timers/promises';
import { Failures } from './failures';
import type { Patience } from './patience';
import { RETAINED, type Run } from './retained';
import { deleteStack } from './stacks';
import { localAccess } from '../demo/accounts';
import { clientsOf, type Aws } from '../demo/aws';
import { assertionStackOf, INTEG_APPS } from '../run';

/** How long the stacks may take, all together: an update that is broken off, and a Multi-AZ database that makes its last snapshot and goes. */
export const STACKS_MINUTES = 90;

/** How often what stacks keep is looked for. RDS says of an option group for some minutes that a deleted snapshot has it. */
const PASSES = 2;

export interface Patiences {
  readonly stacks: Patience;
  readonly passMilliseconds: number;
}

const PATIENCES: Patiences = { stacks: { milliseconds: STACKS_MINUTES * 60_000, pauseMilliseconds: 15_000 }, passMilliseconds: 120_000 };

type Tell = (line: string) => void;

/**
 * First the stacks of a run, then what is left that is the run's. Nothing else is touched. Tells what was deleted.
 * @throws at the end, everything that could not be deleted
 */
export async function cleanUp(aws: Aws, run: Run, tell: Tell, patiences = PATIENCES): Promise<void> {
  const failures = new Failures();
  await Promise.all(run.stackNames.map(async (names) => {
    for (const name of names) {
      if (await failures.during(`stack ${name}`, () => deleteStack(aws, name, patiences.stacks))) {
        tell(`stack ${name}`);
      }
    }
  }));
  let retained = await removeRetained(aws, run, tell);
  for (let pass = 2; pass <= PASSES && retained.any; pass++) {
    await pause(patiences.passMilliseconds);
    retained = await removeRetained(aws, run, tell);
  }
  failures.include(retained);
  failures.throw();
}

async function removeRetained(aws: Aws, run: Run, tell: Tell): Promise<Failures> {
  const failures = new Failures();
  for (const { kind, list, remove } of RETAINED) {
    for (const id of await failures.during(`list of ${kind}s`, () => list(aws, run)) ?? []) {
      await failures.during(`${kind} ${id}`, async () => {
        await remove(aws, id);
        tell(`${kind} ${id}`);
      });
    }
  }
  return failures;
}

async function main(): Promise<void> {
  if (!process.env.INTEG_RUN) {
    throw new Error('INTEG_RUN does not say whose remains to delete.');
  }
  const { AWS_ENDPOINT_URL: endpoint, AWS_ACCESS_KEY_ID: account } = process.env;
  const aws = clientsOf(endpoint ? localAccess(endpoint, account!) : { local: false, variables: {} });
  const apps = Object.values(INTEG_APPS);
  await cleanUp(aws, {
    // The stack of the assertions imports from that of the app.
    stackNames: apps.map(({ stackName }) => [assertionStackOf(stackName), stackName]),
    environmentSuffixes: apps.map(({ environmentSuffix }) => environmentSuffix),
  }, (line) => console.log(`deleted: ${line}`));
}

if (require.main === module) {
  void main();
}
