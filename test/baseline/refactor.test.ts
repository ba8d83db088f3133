import { Stack } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { productionProps } from './presets-under-test';
import { SecureBaseline } from '../../src';
import { differencesOf, refactor, templateBelow } from '../support/refactoring';

const REQUIRED = { environmentSuffix: 'test', owner: 'team', costCenter: 'cc-1' };
const PRESETS: [name: string, build: (scope: Construct) => void][] = [
  ['production', (scope) => void new SecureBaseline(scope, 'Baseline', { ...REQUIRED, ...productionProps(Stack.of(scope)) })],
  ['non-production', (scope) => void new SecureBaseline(scope, 'Baseline', REQUIRED)],
];

/** In the order of the alphabet, in which the CDK writes dependencies, `Zone` comes after the constructs of the stack itself; `A` and `B` come before. */
describe.each(PRESETS)('a %s baseline', (_, build) => {
  const before = templateBelow('A', build);

  test.each(['B', 'Zone'])('differs in logical ids only when its parent construct A becomes %s', (parent) => {
    const after = templateBelow(parent, build);
    expect(differencesOf(before, after)).toEqual([]);
  });

  test.each(['B', 'Zone'])('is moved by `cdk refactor`, without overrides, when its parent construct A becomes %s', (parent) => {
    const after = templateBelow(parent, build);
    const { mappings, ambiguousPaths } = refactor(before, after);
    expect(ambiguousPaths).toEqual([]);
    const moved = Object.keys(before.Resources).filter((id) => !(id in after.Resources));
    expect(moved.length).toBeGreaterThan(0);
    expect(mappings.map(({ source }) => source.logicalResourceId).sort()).toEqual(moved.sort());
  });
});
