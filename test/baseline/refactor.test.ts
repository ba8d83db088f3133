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

/** The CDK sorts dependencies by construct path: `Zone` is after the constructs of the stack itself, and `A` and `B` are before them. */
describe.each(PRESETS)('a %s baseline', (_, build) => {
  const before = templateBelow('A', build);

  test.each(['B', 'Zone'])('differs only in logical ids when its parent construct A is renamed to %s', (parent) => {
    const after = templateBelow(parent, build);
    expect(differencesOf(before, after)).toEqual([]);
  });

  test.each(['B', 'Zone'])('can be moved by `cdk refactor` without overrides when its parent construct A is renamed to %s', (parent) => {
    const after = templateBelow(parent, build);
    const { mappings, ambiguousPaths } = refactor(before, after);
    expect(ambiguousPaths).toEqual([]);
    const moved = Object.keys(before.Resources).filter((id) => !(id in after.Resources));
    expect(moved.length).toBeGreaterThan(0);
    expect(mappings.map(({ source }) => source.logicalResourceId).sort()).toEqual(moved.sort());
  });
});
