import { Template } from 'aws-cdk-lib/assertions';
import { figuresOf, missedTargets } from './figures';
import { deploy } from './simulation';
import { PRESETS } from '../../baseline/presets-under-test';
import { DependencyGraph } from '../../support/dependencies';

const graphOf = (Resources: Record<string, { Type: string; DependsOn?: string[] }>) => new DependencyGraph(Template.fromJSON({ Resources }));

/** A database that waits for the pre-check, which waits for a key only with `waitsForKey`. */
const account = (waitsForKey: boolean) => graphOf({
  Key: { Type: 'AWS::KMS::Key' },
  Groups: { Type: 'AWS::Logs::LogGroup', DependsOn: ['Key'] },
  Policy: { Type: 'AWS::IAM::Policy', DependsOn: waitsForKey ? ['Groups'] : [] },
  Check: { Type: 'Custom::ConfigPreCheck', DependsOn: ['Policy'] },
  Database: { Type: 'AWS::RDS::DBInstance', DependsOn: ['Groups', 'Check'] },
});

describe('the simulation of a first deployment', () => {
  test('creates a resource when its dependencies are complete', () => {
    expect(Object.fromEntries(deploy(account(true), true).finish)).toEqual({ Key: 60, Groups: 64, Policy: 81, Check: 96, Database: 696 });
    expect(Object.fromEntries(deploy(account(false), true).finish)).toEqual({ Key: 60, Groups: 64, Policy: 17, Check: 32, Database: 664 });
  });

  test('compares with a deployment in which nothing waits for the checks', () => {
    expect(deploy(account(true), false)).toMatchObject({ seconds: 664 });
    expect(figuresOf(account(true))).toMatchObject({ seconds: 696, floor: 664, refusal: 96, databaseStart: 96, path: ['Key', 'Groups', 'Policy', 'Check', 'Database'] });
  });

  test('reports checks that extend the deployment too much', () => {
    expect(missedTargets(figuresOf(account(true)))).toEqual([expect.stringMatching(/^The checks extend the deployment to 1\.048 /), expect.stringMatching(/random durations exceed 1\.03/)]);
    expect(missedTargets(figuresOf(account(false)))).toEqual([]);
  });

  test('rejects a type without a duration', () => {
    expect(() => deploy(graphOf({ New: { Type: 'AWS::New::Type' } }), true)).toThrow('The duration of AWS::New::Type is missing');
  });
});

describe.each(PRESETS)('the first deployment in %s', (_, { template }) => {
  const figures = figuresOf(new DependencyGraph(template));

  test('is not extended by the checks', () => {
    expect(missedTargets(figures)).toEqual([]);
  });

  test('is refused within a minute, before the database is created', () => {
    expect(figures.refusal).toBeLessThanOrEqual(60);
    expect(figures.databaseStart).toBeGreaterThan(figures.refusal);
  });
});
