import { CfnResource, TagManager } from 'aws-cdk-lib/core';
import { namesOf } from './names';
import { idOf, nonProduction, ofType, PRESETS, SUFFIX, synthesize } from './presets-under-test';

const TAGS = [{ Key: 'CostCenter', Value: 'cc-1' }, { Key: 'Environment', Value: SUFFIX }, { Key: 'Owner', Value: 'team' }];

describe.each(PRESETS)('in %s', (_name, preset) => {
  const taggable = preset.stack.node.findAll().filter((node) => CfnResource.isCfnResource(node) && TagManager.of(node) !== undefined);

  test('every taggable resource has the tags Environment, Owner and CostCenter', () => {
    const ids = taggable.map((node) => preset.stack.resolve((node as CfnResource).logicalId) as string);
    expect(ids.length).toBeGreaterThan(50);
    for (const id of ids) {
      expect([id, preset.resources[id].Properties.Tags]).toEqual([id, expect.arrayContaining(TAGS.map((tag) => expect.objectContaining(tag)))]);
    }
  });

  test('the launch template tags itself, and the instances and volumes that are created from it', () => {
    const { TagSpecifications, LaunchTemplateData } = preset.resources[idOf(preset, 'AWS::EC2::LaunchTemplate')].Properties;
    const specifications: { ResourceType: string; Tags: unknown[] }[] = [...TagSpecifications, ...LaunchTemplateData.TagSpecifications];
    expect(specifications.map(({ ResourceType }) => ResourceType).sort()).toEqual(['instance', 'launch-template', 'volume']);
    for (const { Tags } of specifications) {
      expect(Tags).toEqual(expect.arrayContaining(TAGS));
    }
  });

  test('the Auto Scaling group propagates its tags to its instances', () => {
    const { Tags } = preset.resources[idOf(preset, 'AWS::AutoScaling::AutoScalingGroup')].Properties;
    expect(Tags).toEqual(expect.arrayContaining(TAGS.map((tag) => ({ ...tag, PropagateAtLaunch: true }))));
  });

  test('functions of custom resources, their roles and their log groups are tagged', () => {
    const ofFunctions = ['AWS::Lambda::Function', 'AWS::IAM::Role', 'AWS::Logs::LogGroup'].flatMap((type) => ofType(preset, type)).filter(([id]) => !id.startsWith('Baseline'));
    expect(ofFunctions.length).toBeGreaterThanOrEqual(6);
    for (const [id, { Properties }] of ofFunctions) {
      expect([id, Properties.Tags]).toEqual([id, TAGS]);
    }
  });

  test('every name contains the suffix', () => {
    const names = namesOf(preset);
    expect(names.size).toBeGreaterThan(20);
    expect([...names].filter(([, name]) => !name.includes(`baseline-${SUFFIX}`))).toEqual([]);
  });
});

test('two environments have no name in common', () => {
  const other = namesOf(synthesize(() => ({ environmentSuffix: 'other' })));
  const names = namesOf(nonProduction);
  expect([...other.keys()].sort()).toEqual([...names.keys()].sort());
  expect([...other.values()].filter((name) => [...names.values()].includes(name))).toEqual([]);
});
