import { ofType, PRESETS } from './presets-under-test';
import { logGroupOf } from '../support/templates';

const SUPPORTED_RUNTIMES = ['nodejs22.x', 'nodejs24.x'];

describe.each(PRESETS)('in %s every function', (_name, preset) => {
  const functions = ofType(preset, 'AWS::Lambda::Function');

  test('has a supported runtime, an explicit timeout and an explicit memory size', () => {
    expect(functions.length).toBeGreaterThanOrEqual(2);
    for (const [id, { Properties }] of functions) {
      expect([id, SUPPORTED_RUNTIMES]).toEqual([id, expect.arrayContaining([Properties.Runtime])]);
      expect([id, Properties.Timeout]).toEqual([id, expect.any(Number)]);
      expect([id, Properties.MemorySize]).toEqual([id, expect.any(Number)]);
      expect(Properties.Timeout).toBeGreaterThanOrEqual(60);
      expect(Properties.MemorySize).toBeGreaterThanOrEqual(128);
    }
  });

  test('has its own role and its own log group in the stack', () => {
    const roles = functions.map(([, { Properties }]) => Properties.Role['Fn::GetAtt'][0]);
    const logGroups = functions.map(([, one]) => logGroupOf(preset.resources, one));
    expect(new Set(roles).size).toBe(functions.length);
    expect(new Set(logGroups).size).toBe(functions.length);
    expect(logGroups.map((id) => preset.resources[id].Type)).toEqual(functions.map(() => 'AWS::Logs::LogGroup'));
  });
});

test.each(PRESETS)('in %s the timeout is at least one minute for ConfigStarter and five minutes for EmptyOnDelete', (_name, preset) => {
  const timeoutOf = (name: string) => ofType(preset, 'AWS::Lambda::Function').find(([id]) => id.startsWith(name))?.[1].Properties.Timeout;
  expect(timeoutOf('ConfigStarter')).toBeGreaterThanOrEqual(60);
  expect(timeoutOf('EmptyOnDelete') ?? 300).toBeGreaterThanOrEqual(300);
});

test('only a stack that deletes its buckets has a function that empties them', () => {
  const emptiersOf = (index: number) => ofType(PRESETS[index][1], 'AWS::Lambda::Function').filter(([id]) => id.startsWith('EmptyOnDelete'));
  expect(emptiersOf(0)).toHaveLength(0);
  expect(emptiersOf(1)).toHaveLength(1);
});
