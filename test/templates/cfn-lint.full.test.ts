import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import execa from 'execa';
import { fileNameOf, templateOf, yamlOf } from '../../integ/templates/template';
import { EnvironmentType } from '../../src';
import { PYTHON_TOOLS } from '../scan/scanner';

const TEN_MINUTES = 600_000;
const folder = mkdtempSync(join(tmpdir(), 'secure-baseline-'));

async function lint(name: string, text: string): Promise<string> {
  const file = join(folder, name);
  writeFileSync(file, text);
  const { stdout } = await execa(PYTHON_TOOLS.command('cfn-lint'), ['--format', 'parseable', file], { reject: false });
  return stdout;
}

beforeAll(() => PYTHON_TOOLS.install(), TEN_MINUTES);
afterAll(() => rmSync(folder, { recursive: true }));

test.each(Object.values(EnvironmentType))('cfn-lint reports no errors and warnings for the template of the %s preset', async (type) => {
  expect(await lint(fileNameOf(type), yamlOf(templateOf(type)))).toBe('');
});

test('cfn-lint reports an error in an invalid template', async () => {
  expect(await lint('wrong.yaml', 'Resources:\n  Bucket:\n    Type: AWS::S3::Bucket\n    Properties:\n      Name: x\n')).toMatch(/E3002/);
});
