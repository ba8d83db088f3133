/** Draws the picture in the README anew; with --check it says whether the picture shows the template. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { drawArchitecture } from './picture';

const PICTURE = join(__dirname, 'architecture.svg');
/** The template of the integ app, which CI holds against what the code synthesizes. */
const TEMPLATE = join(__dirname, '../integ.production.ts.snapshot/secure-baseline-integ-production.template.json');

async function main(): Promise<void> {
  const svg = await drawArchitecture(JSON.parse(readFileSync(TEMPLATE, 'utf8')));
  if (!process.argv.includes('--check')) {
    writeFileSync(PICTURE, svg);
  } else if (readFileSync(PICTURE, 'utf8') !== svg) {
    throw new Error('The picture in the README is not what the template says: npx projen architecture draws it anew.');
  }
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
