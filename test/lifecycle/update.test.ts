import { fullDiff, ResourceImpact } from '@aws-cdk/cloudformation-diff';
import { ModelAccount } from './account';
import { refusalOf } from './refusals';
import { read, type BaselineTemplate } from './templates';
import { isReplacedBy, updateOf } from './update';
import { nonProduction, production, synthesize } from '../baseline/presets-under-test';

const REPLACED = [ResourceImpact.WILL_REPLACE, ResourceImpact.MAY_REPLACE];

describe('the model of an update', () => {
  test.each([
    ['the environment type', nonProduction],
    ['the suffix', synthesize(() => ({ environmentSuffix: 'other' }))],
  ])('replaces, creates and removes the same resources as the CDK CLI when %s changes', (_name, other) => {
    const { changes } = fullDiff(production.template.toJSON(), other.template.toJSON()).resources;
    const having = (impacts: ResourceImpact[]) => Object.keys(changes).filter((id) => impacts.includes(changes[id].changeImpact)).sort();
    const update = updateOf(read(production), read(other));
    expect(update.created.sort()).toEqual(having([ResourceImpact.WILL_CREATE]));
    expect(update.removed.sort()).toEqual(having([ResourceImpact.WILL_DESTROY, ResourceImpact.WILL_ORPHAN]));
    const interrupted = (id: string) => changes[id].newResourceType === 'AWS::RDS::DBInstance' && !update.replaced.includes(id);
    expect(update.replaced.sort()).toEqual(having(REPLACED).filter((id) => !interrupted(id)));
  });

  test.each([['KmsKeyId', true], ['Port', true], ['EngineVersion', false], ['MultiAZ', false]])('knows whether a change of %s replaces a database', (property, expected) => {
    expect(isReplacedBy('AWS::RDS::DBInstance', property)).toBe(expected);
  });
});

describe('the model of an account', () => {
  const group = (name: string, onDelete: string) => ({ type: 'AWS::Logs::LogGroup', onDelete, onReplace: onDelete, properties: { LogGroupName: name }, references: {} });
  const withGroups = (resources: BaselineTemplate['resources']): BaselineTemplate => ({ resources, exports: {} });
  const empty = withGroups({});

  test.each([
    ['deletes a removed resource', 'Delete', ['Group'], [], 0],
    ['leaves a removed resource that is retained', 'RetainExceptOnCreate', [], ['Group'], 1],
  ])('%s', (_name, policy, deleted, left, living) => {
    const account = new ModelAccount(refusalOf);
    account.deploy(withGroups({ Group: group('logs', policy) }));
    const deployment = account.deploy(empty);
    expect([deployment.deleted.map(({ id }) => id), deployment.left.map(({ id }) => id), account.living.length]).toEqual([deleted, left, living]);
  });

  test('refuses to create a resource with the name of a resource that was left, and does not change anything', () => {
    const account = new ModelAccount(refusalOf);
    [withGroups({ Group: group('logs', 'Retain') }), empty].forEach((template) => account.deploy(template));
    expect(account.deploy(withGroups({ Other: group('logs', 'Delete') })).refusal).toMatch(/has the name of a new resource/);
    expect(account.living.map(({ id }) => id)).toEqual(['Group']);
    expect(account.deploy(withGroups({ Other: group('others', 'Delete') })).refusal).toBeUndefined();
  });
});
