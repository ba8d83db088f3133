import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const MAX_DIFFERENCES = 20;
const ENDING = '.template.json';

export function templatesOf(outdir: string): string[] {
  return existsSync(outdir) ? readdirSync(outdir).filter((file) => file.endsWith(ENDING)).sort() : [];
}

/** Compares the templates of two folders byte by byte, and returns the differences. */
export function compareTemplates(outdir: string, reference: string): string[] {
  const files = [...new Set([...templatesOf(outdir), ...templatesOf(reference)])];
  if (files.length === 0) {
    return [`${outdir} contains no templates`];
  }
  return files.flatMap((file) => {
    const [found, expected] = [outdir, reference].map((folder) => (existsSync(join(folder, file)) ? readFileSync(join(folder, file), 'utf8') : undefined));
    return found === expected ? [] : explain(file, found, expected);
  });
}

function explain(file: string, found?: string, expected?: string): string[] {
  if (found === undefined || expected === undefined) {
    return [`${file}: synthesized in one language only`];
  }
  const differences = differencesOf(JSON.parse(found), JSON.parse(expected), '');
  if (differences.length === 0) {
    const lines = found.split('\n');
    const line = lines.findIndex((text, index) => text !== expected.split('\n')[index]);
    return [`${file}: the same values in a different order from line ${line + 1}: ${lines[line]?.trim()}`];
  }
  const more = differences.length - MAX_DIFFERENCES;
  return [...differences.slice(0, MAX_DIFFERENCES), ...(more > 0 ? [`and ${more} more`] : [])].map((difference) => `${file}: ${difference}`);
}

function differencesOf(found: unknown, expected: unknown, path: string): string[] {
  if (JSON.stringify(found) === JSON.stringify(expected)) {
    return [];
  }
  if (!isObject(found) || !isObject(expected)) {
    return [`${path}: expected ${JSON.stringify(expected)}, got ${JSON.stringify(found)}`];
  }
  return [...new Set([...Object.keys(found), ...Object.keys(expected)])].flatMap((key) => differencesOf(found[key], expected[key], `${path}/${key}`));
}

function isObject(value: unknown): value is { [key: string]: unknown } {
  return typeof value === 'object' && value !== null;
}
