import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { REPOSITORY } from '../../integ/emulator/virtual-environment';

const nextVersion = (VERSION: string) => execFileSync('node', [join(REPOSITORY, '.ci/next-version.js')], { env: { ...process.env, VERSION }, encoding: 'utf8' });

describe('next version', () => {
  test('is 0.1.0 for the first release', () => expect(nextVersion('0.0.0')).toBe('0.1.0'));

  test.each(['0.1.0', '0.10.0', '1.0.0', '10.0.0'])('after %s is determined by the commits', (version) => expect(nextVersion(version)).toBe(''));

  test('is computed in the bump task of a release', () => {
    const { tasks } = parse(readFileSync(join(REPOSITORY, '.projen/tasks.json'), 'utf8')) as { tasks: Record<string, { steps: { exec?: string; spawn?: string; outputEnv?: string }[] }> };
    expect(tasks['bump:next-version'].steps).toEqual([{ exec: 'node .ci/next-version.js' }]);
    expect(tasks.bump.steps).toContainEqual({ spawn: 'bump:next-version', outputEnv: 'BUMP_TYPE' });
  });
});
