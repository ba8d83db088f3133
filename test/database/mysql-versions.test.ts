import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { versionsSource, VERSIONS_FILE } from '../../projenrc/mysql-versions';
import { DEFAULT_VERSION } from '../../src/database/mysql-versions';
import { DEPRECATED_MYSQL_VERSIONS, OFFERED_MYSQL_VERSIONS } from '../../src/database/offered-mysql-versions';

describe('the list of MySQL versions', () => {
  test('is up to date: "npx projen mysql-versions" generates it from the installed aws-cdk-lib', () => {
    expect(readFileSync(VERSIONS_FILE, 'utf8')).toBe(versionsSource());
  });

  test('contains only exact versions, each one either as offered or as deprecated', () => {
    const all = [...OFFERED_MYSQL_VERSIONS, ...DEPRECATED_MYSQL_VERSIONS];
    expect(all.filter((version) => !/^\d+\.\d+\.\d+(-rds\.\d{8})?$/.test(version))).toEqual([]);
    expect(new Set(all).size).toBe(all.length);
    expect(OFFERED_MYSQL_VERSIONS).toContain('8.4.8');
    expect(DEPRECATED_MYSQL_VERSIONS).toContain('8.0.39');
  });
});

describe('the default version', () => {
  const numbersOf = (version: string) => version.split(/[.-]/).slice(0, 3).map(Number);
  const compare = (a: string, b: string) => numbersOf(a).map((number, index) => number - numbersOf(b)[index]).find((difference) => difference !== 0) ?? 0;

  test('is the newest offered version of the newest major version', () => {
    expect([...OFFERED_MYSQL_VERSIONS].sort(compare).at(-1)).toBe(DEFAULT_VERSION);
  });

  test('is documented as the default of the prop', () => {
    expect(readFileSync(join(__dirname, '../../src/database/props.ts'), 'utf8')).toContain(`@default - MySQL ${DEFAULT_VERSION}\n`);
  });
});
