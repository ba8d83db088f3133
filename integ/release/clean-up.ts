/** Deletes what the integ apps of a run left in an account: `INTEG_RUN=... npx projen integ:clean-up`. */
import { isOf, RETAINED } from './retained';
import { deleteStack } from './stacks';
import { localAccess } from '../demo/accounts';
import { clientsOf, type Aws } from '../demo/aws';
import { ASSERTION_STACKS, INTEG_APPS } from '../run';

export interface CleanUp {
  readonly stackNames: string[];
  readonly environmentSuffixes: string[];
}

/** First the stacks of a run, then what carries its tags. Nothing else is touched. Tells what was deleted. */
export async function cleanUp(aws: Aws, { stackNames, environmentSuffixes }: CleanUp, tell: (line: string) => void): Promise<void> {
  for (const stackName of stackNames) {
    if (await deleteStack(aws, stackName)) {
      tell(`stack ${stackName}`);
    }
  }
  for (const { kind, list, remove } of RETAINED) {
    for (const { id } of (await list(aws)).filter((one) => isOf(environmentSuffixes, one))) {
      await remove(aws, id);
      tell(`${kind} ${id}`);
    }
  }
}

async function main(): Promise<void> {
  if (!process.env.INTEG_RUN) {
    throw new Error('INTEG_RUN does not say whose remains to delete.');
  }
  const { AWS_ENDPOINT_URL: endpoint, AWS_ACCESS_KEY_ID: account } = process.env;
  const aws = clientsOf(endpoint ? localAccess(endpoint, account!) : { local: false, variables: {} });
  const apps = Object.values(INTEG_APPS);
  await cleanUp(aws, {
    stackNames: [...ASSERTION_STACKS, ...apps.map(({ stackName }) => stackName)],
    environmentSuffixes: apps.map(({ environmentSuffix }) => environmentSuffix),
  }, (line) => console.log(`deleted: ${line}`));
}

if (require.main === module) {
  void main();
}
