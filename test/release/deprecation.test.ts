import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import execa from 'execa';
import { REPOSITORY } from '../../integ/emulator/virtual-environment';

const { tasks } = JSON.parse(readFileSync(join(REPOSITORY, '.projen/tasks.json'), 'utf8')) as { tasks: { compile: { steps: { exec: string }[] } } };
const COMPILE = tasks.compile.steps.map(({ exec }) => exec).find((exec) => exec.startsWith('jsii '))!;

const SOURCE = `
/** Options. */
export interface HouseProps {
  /**
   * The color.
   * @deprecated use shade
   */
  readonly colour?: string;

  /** The color. */
  readonly shade?: string;
}

/** A house. */
export class House {
  constructor(props: HouseProps) {
    void props;
  }
}
`;

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'deprecation-'));
  mkdirSync(join(folder, 'src'));
  writeFileSync(join(folder, 'src/index.ts'), SOURCE);
  writeFileSync(join(folder, 'README.md'), '# Houses\n');
  writeFileSync(join(folder, 'package.json'), JSON.stringify({
    name: 'houses',
    version: '1.0.0',
    license: 'Apache-2.0',
    author: { name: 'Author' },
    repository: { type: 'git', url: 'https://example.com/houses.git' },
    main: 'lib/index.js',
    types: 'lib/index.d.ts',
    jsii: { outdir: 'dist', targets: {}, tsc: { outDir: 'lib', rootDir: 'src' } },
  }));
  await execa('node', [join(REPOSITORY, 'node_modules/.bin', COMPILE.split(' ')[0]), ...COMPILE.split(' ').slice(1)], { cwd: folder });
});
afterAll(() => rmSync(folder, { recursive: true }));

/** The output of the compiled package when it is used. */
const outputOf = async (props: string) => (await execa('node', ['--eval', `const { House } = require('./lib'); new House(${props});`], { cwd: folder, all: true })).all;

describe('compiled package', () => {
  test('prints a warning with the replacement when a deprecated property is used', async () => {
    expect(await outputOf("{ colour: 'red' }")).toMatch(/HouseProps#colour is deprecated[\s\S]*use shade/);
  });

  test('prints no warning otherwise', async () => expect(await outputOf("{ shade: 'red' }")).toBe(''));
});
