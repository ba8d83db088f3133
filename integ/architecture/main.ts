/** Draws the diagrams of the README and the guides. With --check, fails if a committed diagram differs from the production preset. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { diagrams } from './diagrams';

const check = process.argv.includes('--check');
const outdated = Object.entries(diagrams()).filter(([name, svg]) => {
  const file = join(__dirname, name);
  if (!check) {
    writeFileSync(file, svg);
  }
  return readFileSync(file, 'utf8') !== svg;
});
if (outdated.length > 0) {
  console.error(`${outdated.map(([name]) => `integ/architecture/${name}`).join(', ')} must match the production preset. Run "npx projen architecture" and commit the result.`);
  process.exitCode = 1;
}
