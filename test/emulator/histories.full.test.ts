import { baselineIn } from '../baseline/presets-under-test';
import type { LivingResource } from '../lifecycle/account';
import { perform } from '../lifecycle/histories';
import { PINNED } from '../lifecycle/pinned';
import { propsOf, type State } from '../lifecycle/states';
import { useLocalAws, type LocalAccount } from '../support/local-aws';
import { isThorough } from '../support/runs';

const accountOf = useLocalAws();
const STACK = 'Stack';
/** The histories with the shortest deployments. `TEST_RUNS=2` performs all of them. */
const SHORT = ['the trail is disabled, and enabled again', 'the key is replaced while data lives, and after the data is retained'];

const performed = PINNED.filter(({ name }) => isThorough || SHORT.includes(name));

/** Whether a resource exists in the account, by its type and physical id. A key whose deletion is scheduled does not count. */
const EXISTS: { readonly [type: string]: (account: LocalAccount, id: string) => Promise<unknown> } = {
  'AWS::ElasticLoadBalancingV2::LoadBalancer': async ({ aws }, arn) => (await aws.elb.describeLoadBalancers({})).LoadBalancers!.find(({ LoadBalancerArn }) => LoadBalancerArn === arn),
  'AWS::KMS::Key': async ({ aws }, KeyId) => (await aws.kms.describeKey({ KeyId })).KeyMetadata!.KeyState === 'Enabled' || undefined,
  'AWS::Logs::LogGroup': async ({ aws }, name) => (await aws.logs.describeLogGroups({ logGroupNamePrefix: name })).logGroups!.find(({ logGroupName }) => logGroupName === name),
  'AWS::RDS::DBInstance': async ({ aws }, id) => (await aws.rds.describeDBInstances({})).DBInstances!.find(({ DBInstanceIdentifier }) => DBInstanceIdentifier === id),
  'AWS::S3::Bucket': async ({ aws }, name) => (await aws.s3.listBuckets({})).Buckets!.find(({ Name }) => Name === name),
};

const deploy = (account: LocalAccount, state: State) => account.deploy(STACK, (stack) => {
  baselineIn(stack, propsOf(state, stack));
});

async function physicalIds({ aws: { cloudFormation } }: LocalAccount): Promise<Map<string, string>> {
  const { StackResources } = await cloudFormation.describeStackResources({ StackName: STACK });
  return new Map(StackResources!.map(({ LogicalResourceId, PhysicalResourceId }) => [LogicalResourceId!, PhysicalResourceId!]));
}

/** Returns the logical ids of those resources that exist in the account. Types without a check in this test are left out. */
async function existing(account: LocalAccount, resources: LivingResource[], ids: Map<string, string>): Promise<string[]> {
  const found = await Promise.all(resources.filter(({ resource }) => resource.type in EXISTS)
    .map(async ({ id, resource }) => (await EXISTS[resource.type](account, ids.get(id)!) === undefined ? [] : [id])));
  return found.flat();
}

test.each(performed.map(({ name, states }, index) => [name, states, String(500_000_000_040 + index)] as const))('%s: the account contains what the model predicts', async (_name, states, id) => {
  const account = accountOf(id);
  await deploy(account, states[0]);
  for (const { to, refusal, deleted, left } of perform(states)) {
    const before = await physicalIds(account);
    const update = deploy(account, to);
    await (refusal === undefined ? update : expect(update).rejects.toThrow());
    const checked = (resources: LivingResource[]) => resources.filter(({ resource }) => resource.type in EXISTS).map((one) => one.id);
    expect(await existing(account, deleted, before)).toEqual([]);
    expect(await existing(account, left, before)).toEqual(checked(left));
  }
}, 600_000);
