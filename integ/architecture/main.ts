/** Draws the pictures of README and guides; with --check it fails when a picture does not show the production preset. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pictures } from './pictures';

const check = process.argv.includes('--check');
const outdated = Object.entries(pictures()).filter(([name, svg]) => {
  const file = join(__dirname, name);
  if (!check) {
    writeFileSync(file, svg);
  }
  return readFileSync(file, 'utf8') !== svg;
});
if (outdated.length > 0) {
  console.error(`${outdated.map(([name]) => `integ/architecture/${name}`).join(', ')} must show the production preset. Run npx projen architecture.`);
  process.exitCode = 1;
}
