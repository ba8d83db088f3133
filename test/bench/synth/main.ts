/**
 * Compares the synthesis of `SecureBaseline` (compiled to lib/) with that of a hand-written stack of the same scope.
 *
 *     npx tsx test/bench/synth/main.ts [--json] [--rounds=N]
 *
 * Each measurement uses a new process. The subjects alternate, so that other load of the machine affects all of them. The exit status is 1
 * if a target is missed.
 */
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import Table from 'cli-table3';
import { ModuleKind, ScriptTarget, transpileModule } from 'typescript';
import { compare, PRESETS, REFERENCE, type Figure, type Results } from './comparison';
import type { Imports, Measurement } from './subject';

const ROOT = resolve(__dirname, '../../..');
const LIBRARY = join(ROOT, 'lib');
/** Within node_modules, so that the compiled subjects can resolve aws-cdk-lib. */
const COMPILED = join(ROOT, 'node_modules/.cache/synth-bench');
const DEFAULT_ROUNDS = 9;

/** Compiles the subjects before the measurements, like the library, so that no measurement includes the compilation. */
function compileSubjects(): void {
  mkdirSync(COMPILED, { recursive: true });
  for (const file of readdirSync(__dirname).filter((name) => /^(subject|hand-written.*)\.ts$/.test(name))) {
    const { outputText } = transpileModule(readFileSync(join(__dirname, file), 'utf8'), {
      compilerOptions: { module: ModuleKind.CommonJS, target: ScriptTarget.ES2022 },
    });
    writeFileSync(join(COMPILED, file.replace(/\.ts$/, '.js')), outputText);
  }
}

async function run<T>(subject: string): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'synth-bench-'));
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [join(COMPILED, 'subject.js'), subject, LIBRARY, folder], {
      env: { ...process.env, CDK_VALIDATION: 'false', NODE_OPTIONS: '' },
    });
    return JSON.parse(stdout.slice(stdout.lastIndexOf('\n') + 1));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measureAll(rounds: number): Promise<Results> {
  const subjects = [REFERENCE, ...PRESETS];
  const runs: { [subject: string]: Measurement[] } = Object.fromEntries(subjects.map((subject) => [subject, []]));
  const imports: Imports[] = [];
  for (let round = 0; round <= rounds; round += 1) {
    for (const turn of subjects.keys()) {
      const subject = subjects[(turn + round) % subjects.length];
      runs[subject].push(await run<Measurement>(subject));
    }
    imports.push(await run<Imports>('imports'));
    process.stderr.write(`\rround ${round} of ${rounds}${round === rounds ? '\n' : ''}`);
  }
  // Discards the first round, in which files were not yet in the cache of the operating system.
  Object.values(runs).forEach((measurements) => measurements.shift());
  imports.shift();
  return { runs, imports };
}

function print(results: Results, figures: Figure[]): void {
  const table = new Table({ head: ['subject', 'figure', 'hand-written', 'measured', 'result', 'target', ''], style: { head: [], border: [] } });
  for (const { subject, name, unit, handWritten, measured, result, target, ok } of figures) {
    const isRatio = handWritten !== undefined;
    table.push([
      subject, name, isRatio ? `${handWritten.toFixed(2)} ${unit}` : '', `${measured.toFixed(2)} ${unit}`,
      isRatio ? result.toFixed(2) : '', isRatio ? `<= ${target}` : `< ${target} ${unit}`, ok ? 'ok' : 'missed',
    ]);
  }
  const counts = Object.entries(results.runs).map(([subject, [first]]) => `${subject} ${first.resources}`).join(', ');
  process.stdout.write(`${table.toString()}\nMedians of ${results.imports.length} processes each. Resources: ${counts}.\n`);
}

async function main(args: string[]): Promise<void> {
  const rounds = Number(args.find((arg) => arg.startsWith('--rounds='))?.slice('--rounds='.length) ?? DEFAULT_ROUNDS);
  if (!Number.isInteger(rounds) || rounds < 1) {
    throw new Error('--rounds must be a whole number of at least 1.');
  }
  if (!existsSync(join(LIBRARY, 'index.js'))) {
    throw new Error('lib/index.js does not exist. Run `npx projen compile` first, or `npm run bench`, which compiles the library.');
  }
  compileSubjects();
  const results = await measureAll(rounds);
  const figures = compare(results);
  if (args.includes('--json')) {
    process.stdout.write(`${JSON.stringify({ figures, runs: results.runs, imports: results.imports }, undefined, 2)}\n`);
  } else {
    print(results, figures);
  }
  process.exitCode = figures.every(({ ok }) => ok) ? 0 : 1;
}

main(process.argv.slice(2)).catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});
