import { createInterface } from 'node:readline/promises';

/** The deployment to a real account that the user has to confirm. */
export interface Plan {
  readonly account: string;
  readonly region: string;
  readonly preset: string;
  readonly dollarsAnHour: number;
}

/**
 * Prints the plan and prompts for confirmation.
 * @param yes whether the user has confirmed the deployment with `--yes`
 * @throws unless the user confirms
 */
export async function confirm({ account, region, preset, dollarsAnHour }: Plan, yes: boolean): Promise<void> {
  console.log([
    '',
    'The demo deploys to a real AWS account:',
    '',
    `Account   ${account}`,
    `Region    ${region}`,
    `Preset    ${preset}`,
    `Cost      about $${dollarsAnHour.toFixed(2)} per hour plus usage charges; a run takes less than one hour`,
    ...(preset === 'production' ? ['Retained  buckets, KMS keys, a database snapshot, an option group and log groups; the demo lists them at the end'] : []),
    '',
  ].join('\n'));
  if (yes) {
    return;
  }
  if (!process.stdin.isTTY) {
    throw new Error('The demo cannot prompt for confirmation because the standard input is not a terminal. Specify --yes to deploy without confirmation.');
  }
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question('Deploy? [y/N] ');
  terminal.close();
  if (!/^y(es)?$/i.test(answer.trim())) {
    throw new Error('The deployment was canceled. Nothing was deployed.');
  }
}
