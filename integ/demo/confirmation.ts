import { createInterface } from 'node:readline/promises';

/** What somebody is asked before anything is deployed to an account of theirs. */
export interface Plan {
  readonly account: string;
  readonly region: string;
  readonly preset: string;
  readonly dollarsAnHour: number;
}

/** @throws unless the answer is yes. */
export async function confirm({ account, region, preset, dollarsAnHour }: Plan, yes: boolean): Promise<void> {
  console.log([
    '',
    `account  ${account}`,
    `region   ${region}`,
    `preset   ${preset}`,
    `cost     about $${dollarsAnHour.toFixed(2)} an hour, and what is charged by use: a run takes less than an hour`,
    ...(preset === 'production' ? ['remains  buckets, keys, a database snapshot and log groups outlive the stack: they are listed at the end'] : []),
    '',
  ].join('\n'));
  if (yes) {
    return;
  }
  if (!process.stdin.isTTY) {
    throw new Error('Nobody can be asked here: give --yes to deploy.');
  }
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question('Deploy? [y/N] ');
  terminal.close();
  if (!/^y(es)?$/i.test(answer.trim())) {
    throw new Error('Nothing was deployed.');
  }
}
