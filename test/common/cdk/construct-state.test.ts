import { App, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { stateOf } from '../../../src/common/cdk/construct-state';

const PATH = '../../../src/common/cdk/construct-state';

describe('the state of a construct', () => {
  test('is created once', () => {
    const construct = newConstruct();
    const create = jest.fn(() => new Set<string>());
    stateOf(construct, 'names', create).add('first');
    expect([...stateOf(construct, 'names', create)]).toEqual(['first']);
    expect(create).toHaveBeenCalledTimes(1);
  });

  test('is separate for each construct and for each key', () => {
    const construct = newConstruct();
    const states = [stateOf(construct, 'names', newSet), stateOf(construct, 'others', newSet), stateOf(newConstruct(), 'names', newSet)];
    expect(new Set(states).size).toBe(3);
  });

  test('is shared by two copies of the package', () => {
    const construct = newConstruct();
    const state = stateOf(construct, 'names', newSet);
    jest.isolateModules(() => {
      const copy: typeof import('../../../src/common/cdk/construct-state') = jest.requireActual(PATH);
      expect(copy.stateOf).not.toBe(stateOf);
      expect(copy.stateOf(construct, 'names', newSet)).toBe(state);
    });
  });

  test('is not enumerable, so that it is not copied or printed with the construct', () => {
    const construct = newConstruct();
    const before = Object.keys(construct);
    stateOf(construct, 'names', newSet);
    expect(Object.keys(construct)).toEqual(before);
  });
});

const newSet = () => new Set<string>();

function newConstruct(): Construct {
  return new Construct(new Stack(new App(), 'Stack'), 'It');
}
