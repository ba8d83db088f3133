import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EXAMPLE_PROJECTS, examplesOf, EXPECTED, JAVA_EXAMPLES, missingResources, PYTHON_EXAMPLES, TYPESCRIPT_EXAMPLES } from './examples';
import { COMMON } from './versions';
import { PACKAGE, REPOSITORY } from './workspace';

const read = (...path: string[]) => readFileSync(join(REPOSITORY, ...path), 'utf8');
const manifest = JSON.parse(read('examples/typescript/package.json'));
const requirements = read('examples/python/requirements.txt');
const pom = read('examples/java/pom.xml');
const property = (name: string) => new RegExp(`<${name}>(.+)</${name}>`).exec(pom)![1];

describe.each(EXAMPLE_PROJECTS.map((project) => [project.language, project] as const))('the examples in %s', (language, project) => {
  const examples = examplesOf(project);

  test('include the three that every language has', () => expect(examples).toEqual(expect.arrayContaining(['three-lines', 'production', 'access-logs'])));

  test.each(examples)('%s is described in the README of the project and in the overview', (example) => {
    const file = project.fileOf(example);
    expect(read('examples', language, 'README.md')).toContain(`| \`${file.replace(/\.java$/, '')}\` |`);
    expect(read('examples/README.md')).toContain(`[${file}](${join(language, project.sources, file)})`);
  });

  test('are selected by cdk.json and by the command in the README', () => {
    const { app } = JSON.parse(read('examples', language, 'cdk.json')) as { app: string };
    expect(read('examples', language, 'README.md')).toContain(`--app "${project.commandFor('production', app)}"`);
  });
});

test('every expectation belongs to an example', () => expect(examplesOf(TYPESCRIPT_EXAMPLES).sort()).toEqual(Object.keys(EXPECTED).sort()));

describe('the versions in the example projects', () => {
  const release = property('baseline.version');

  test('name the same release of the library, which README and quick start name, too', () => {
    expect(manifest.dependencies[PACKAGE.name]).toBe(`^${release}`);
    expect(requirements).toContain(`${PACKAGE.jsii.targets.python.distName}>=${release},`);
    const named = ['README.md', 'docs/quick-start.md'].flatMap((page) => [...read(page).matchAll(/<version>(\d.*)<\/version>/g)].map(([, version]) => version));
    expect(new Set(named)).toEqual(new Set([release]));
  });

  test.each(['aws-cdk-lib', 'constructs'])('name the minimum version of %s that the library supports', (name) => {
    const minimum = PACKAGE.peerDependencies[name];
    expect(manifest.dependencies[name]).toBe(minimum);
    expect(requirements).toContain(`${name}>=${minimum.replace('^', '')},<${Number(minimum.replace('^', '').split('.')[0]) + 1}.0.0\n`);
  });

  test('name a version of aws-cdk-lib that Maven Central has', () => expect(property('cdk.version')).toBe(COMMON.cdk));

  test('contain the tools that cdk.json and the README use', () => {
    const { devDependencies } = JSON.parse(read('package.json'));
    expect(manifest.devDependencies).toMatchObject({ 'aws-cdk': `^${devDependencies['aws-cdk']}`, 'tsx': devDependencies.tsx, 'typescript': devDependencies.typescript });
  });
});

test('no example looks up values in an account, or names an account', () => {
  const sources = EXAMPLE_PROJECTS.flatMap(({ language, sources: folder }) => readdirSync(join(REPOSITORY, 'examples', language, folder))
    .filter((file) => /\.(ts|py|java)$/.test(file)).map((file) => read('examples', language, folder, file)));
  expect(sources.filter((source) => /[fF]rom_?[lL]ookup|\b\d{12}\b/.test(source))).toEqual([]);
});

test('a template without an expected resource is a failure', () => {
  const outdir = mkdtempSync(join(tmpdir(), 'examples-'));
  writeFileSync(join(outdir, 'A.template.json'), JSON.stringify({ Resources: { Bucket: { Type: 'AWS::S3::Bucket' } } }));
  expect(missingResources({ example: 'empty-on-delete', outdir })).toEqual(['empty-on-delete has 0 resources of type Custom::EmptyOnDelete instead of 1']);
  rmSync(outdir, { recursive: true });
});

test('each language runs another example with the command of its cdk.json', () => {
  expect(TYPESCRIPT_EXAMPLES.commandFor('access-logs', 'npx tsx three-lines.ts')).toBe('npx tsx access-logs.ts');
  expect(PYTHON_EXAMPLES.commandFor('access-logs', 'python3 three_lines.py')).toBe('python3 access_logs.py');
  expect(JAVA_EXAMPLES.commandFor('access-logs', 'mvn compile exec:java')).toBe('mvn compile exec:java -Dexec.mainClass=com.example.AccessLogs');
});
