/**
 * Generates CONTROLS.md and controls.json (`npm run controls`). With `--check`, fails if these files or the summary in the README are not up
 * to date.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { mapControls, summaryOf, toJson } from './map';
import { toPage } from './page';

const ROOT = join(__dirname, '../..');

function main(): void {
  const entries = mapControls();
  const files = { 'CONTROLS.md': toPage(entries), 'controls.json': toJson(entries) };
  if (!process.argv.includes('--check')) {
    Object.entries(files).forEach(([name, text]) => writeFileSync(join(ROOT, name), text));
    console.log(summaryOf(entries));
    return;
  }
  if (Object.entries(files).some(([name, text]) => read(name) !== text)) {
    throw new Error('CONTROLS.md and controls.json are not up to date. Run npm run controls.');
  }
  if (!unwrapped(read('README.md')).includes(summaryOf(entries))) {
    throw new Error(`The README does not contain: ${summaryOf(entries)}`);
  }
}

const read = (name: string) => (existsSync(join(ROOT, name)) ? readFileSync(join(ROOT, name), 'utf8') : '');
const unwrapped = (text: string) => text.replace(/\s+/g, ' ');

try {
  main();
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
