import { Trail } from 'aws-cdk-lib/aws-cloudtrail';
import { App, Stack, Stage, type StackProps } from 'aws-cdk-lib/core';
import { AuditTrail, LoggingBucket, SecureBaseline } from '../../src';

const ACCOUNT = '111111111111';
const REGIONS = ['eu-west-1', 'eu-west-2', 'eu-west-3', 'eu-central-1', 'us-east-1', 'us-east-2'];
const inRegion = (region: string, account = ACCOUNT): StackProps => ({ env: { account, region } });

/** Synthesizes an app with a trail in each of several stacks. */
const synthesize = (stacks: StackProps[], build: (stack: Stack, index: number) => void) => () => {
  const app = new App();
  stacks.forEach((props, index) => build(new Stack(app, `Stack${index}`, props), index));
  app.synth();
};

function trailIn(stack: Stack, _index = 0, multiRegion = true): void {
  new AuditTrail(stack, 'Trail', { bucket: new LoggingBucket(stack, 'Bucket'), multiRegion });
}

function baselineIn(stack: Stack, index: number): void {
  const off = { enabled: false };
  new SecureBaseline(stack, 'Baseline', {
    environmentSuffix: `dev${index}`, owner: 'a', costCenter: 'b', network: off, database: off, webTier: off, notifications: off, config: off, storage: off,
  });
}

const ERROR = /Stack5\/.*CloudTrail supports only 5 trails per account and region, and the app creates 6: Stack0\/.*, Stack5\/.*counts in every region.*trail\.enabled to false/;

describe('six trails of one account are rejected in one error', () => {
  test.each<[string, StackProps[], (stack: Stack, index: number) => void]>([
    ['that record all regions, in six regions', REGIONS.map((region) => inRegion(region)), trailIn],
    ['that record all regions, in one region', REGIONS.map(() => inRegion('eu-west-1')), trailIn],
    ['that record one region, in one region', REGIONS.map(() => inRegion('eu-west-1')), (stack, index) => trailIn(stack, index, false)],
    ['of baselines with six suffixes', REGIONS.map((region) => inRegion(region)), baselineIn],
  ])('%s', (_, stacks, build) => {
    expect(synthesize(stacks, build)).toThrow(ERROR);
    expect(synthesize(stacks, build)).not.toThrow(/CloudTrail supports only.*CloudTrail supports only/s);
  });

  test('in one stack, even if the account is not known, and if the app defines some of them without AuditTrail', () => {
    const app = new App();
    const stack = new Stack(app, 'Stack');
    trailIn(stack);
    [1, 2, 3, 4, 5].forEach((index) => new Trail(stack, `Own${index}`));
    expect(() => app.synth()).toThrow(/Stack\/Trail\/Resource: CloudTrail supports only 5 trails per account and region, and the app creates 6: /);
  });

  test('in the stages of an app', () => {
    const app = new App();
    REGIONS.forEach((region, index) => trailIn(new Stack(new Stage(app, `Stage${index}`, inRegion(region)), 'Stack')));
    expect(() => app.synth()).toThrow(/the app creates 6/);
  });
});

describe('a trail with the name of another trail of the account', () => {
  const named = (multiRegion: boolean[], trailNames = ['audit', 'audit']) => (stack: Stack, index: number) => {
    new AuditTrail(stack, 'Trail', { bucket: new LoggingBucket(stack, 'Bucket'), multiRegion: multiRegion[index], trailName: trailNames[index] });
  };
  const twoRegions = [inRegion('eu-west-1'), inRegion('eu-central-1')];

  test.each<[string, StackProps[], (stack: Stack, index: number) => void]>([
    ['in another region, if both record all regions', twoRegions, named([true, true])],
    ['in another region, if the first one records all regions', twoRegions, named([true, false])],
    ['in another region, if the second one records all regions', twoRegions, named([false, true])],
    ['in the same region', [inRegion('eu-west-1'), inRegion('eu-west-1')], named([false, false])],
  ])('is rejected %s', (_, stacks, build) => {
    expect(synthesize(stacks, build)).toThrow(/Stack1\/Trail\/Resource: trailName must be unique .*, got "audit", which Stack0\/Trail\/Resource also uses\. .*another environmentSuffix/);
  });

  test('is rejected for baselines with the same suffix in two regions', () => {
    expect(synthesize(twoRegions, (stack) => baselineIn(stack, 0))).toThrow(/Stack1\/.*got "baseline-dev0", which Stack0\//);
  });

  test.each<[string, StackProps[], (stack: Stack, index: number) => void]>([
    ['with another name', twoRegions, named([true, true], ['audit', 'other'])],
    ['in another region, if both record one region', twoRegions, named([false, false])],
    ['in another account', [inRegion('eu-west-1'), inRegion('eu-west-1', '222222222222')], named([true, true])],
    ['in stacks whose account is not known', [{ env: { region: 'eu-west-1' } }, { env: { region: 'eu-central-1' } }], named([true, true])],
  ])('is accepted %s', (_, stacks, build) => {
    expect(synthesize(stacks, build)).not.toThrow();
  });
});

describe('trails are accepted', () => {
  test.each<[string, StackProps[], (stack: Stack, index: number) => void]>([
    ['five that record all regions', REGIONS.slice(1).map((region) => inRegion(region)), trailIn],
    ['six that record one region each, in six regions', REGIONS.map((region) => inRegion(region)), (stack, index) => trailIn(stack, index, false)],
    ['six in different accounts', REGIONS.map((region, index) => inRegion(region, `11111111111${index}`)), trailIn],
    ['six in stacks whose account is not known', REGIONS.map(() => ({})), trailIn],
  ])('%s', (_, stacks, build) => expect(synthesize(stacks, build)).not.toThrow());
});
