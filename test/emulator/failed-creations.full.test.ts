import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import type { Stack } from 'aws-cdk-lib/core';
import { importCertificate } from '../../integ/demo/certificate';
import { EnvironmentType, type SecureBaselineProps } from '../../src';
import { baselineIn, idOf, synthesize } from '../baseline/presets-under-test';
import { IMMEDIATE_WRITERS, modelRollback } from '../lifecycle/failed-creation';
import { DependencyGraph } from '../support/dependencies';
import { useLocalAws, type LocalAccount } from '../support/local-aws';

type Props = Partial<SecureBaselineProps>;

const accountOf = useLocalAws();
/** The logical ids of security group rules contain the name of the stack. */
const STACK = 'Stack';
/** Without parts whose creation takes long on the emulator, and which do not affect the rollback. */
const FEWER_RESOURCES: Props = { notifications: { enabled: false }, network: { natGateways: 1, interfaceEndpoints: [] } };
const AUDIT: Props = { database: { enabled: false }, webTier: { enabled: false }, network: { enabled: false }, storage: { enabled: false } };
const WITHOUT_AUDIT: Props = { trail: { enabled: false }, config: { enabled: false } };
const UNPROTECTED: Props = { deletionProtection: false, retainData: false };

let certificateArn: string;
const production = (stack: Stack): Props => ({
  environmentType: EnvironmentType.PRODUCTION, certificate: Certificate.fromCertificateArn(stack, 'Certificate', certificateArn), ...FEWER_RESOURCES,
});

/** The resource that fails, the stack, and the number of resources that CloudFormation cannot delete by itself. */
const FAILURES: [type: string, name: string, propsOf: (stack: Stack) => Props, stuck: number][] = [
  ['AWS::KMS::Key', 'a non-production stack', () => ({ ...FEWER_RESOURCES, ...AUDIT }), 0],
  ['Custom::ConfigStarter', 'an unprotected production stack', (stack) => ({ ...production(stack), ...AUDIT, ...UNPROTECTED }), 0],
  ['AWS::AutoScaling::AutoScalingGroup', 'an unprotected production stack', (stack) => ({ ...production(stack), ...WITHOUT_AUDIT, ...UNPROTECTED }), 0],
  ['Custom::ConfigStarter', 'a protected production stack', (stack) => ({ ...production(stack), ...AUDIT }), 1],
  ['AWS::AutoScaling::AutoScalingGroup', 'a protected production stack', (stack) => ({ ...production(stack), ...WITHOUT_AUDIT }), 2],
];

/** Returns a function that returns the logical ids of the resources that had a status. */
async function statusesIn({ aws: { cloudFormation } }: LocalAccount): Promise<(status: string) => string[]> {
  const events: [id: string, status: string][] = [];
  let NextToken: string | undefined;
  do {
    const page = await cloudFormation.describeStackEvents({ StackName: STACK, NextToken });
    events.push(...page.StackEvents!.map(({ LogicalResourceId, ResourceStatus }): [string, string] => [LogicalResourceId!, ResourceStatus!]));
    ({ NextToken } = page);
  } while (NextToken);
  return (status) => [...new Set(events.filter(([id, one]) => one === status && id !== STACK).map(([id]) => id))].sort();
}

test.each(FAILURES.map((row, index) => [...row, `50000000003${index}`] as const))('if %s of %s fails, the rollback leaves what the model predicts', async (type, _name, propsOf, count, accountId) => {
  const account = accountOf(accountId);
  certificateArn = await importCertificate(account.aws);
  const preset = synthesize(propsOf);
  const failing = idOf(preset, type);
  await expect(account.deploy(STACK, (stack) => {
    stack.templateOptions.metadata = { FailingResource: failing };
    baselineIn(stack, propsOf(stack));
  })).rejects.toThrow(/lets this resource fail/);

  const having = await statusesIn(account);
  const created = having('CREATE_COMPLETE');
  const failed = having('DELETE_FAILED');
  const { stuck, retained } = modelRollback(preset, IMMEDIATE_WRITERS)(created);
  expect(created.filter((id) => !(id in preset.resources))).toEqual([]);
  expect(created.length).toBeGreaterThan(1);
  expect(stuck).toHaveLength(count);
  expect(retained).toEqual([]);
  expect(failed).toEqual(expect.arrayContaining(stuck));
  // What a resource uses cannot be deleted either.
  const graph = new DependencyGraph(preset.template);
  expect(failed.filter((id) => !stuck.includes(id) && !stuck.some((one) => graph.dependsOn(one, id)))).toEqual([]);
  const { Stacks: [stack] = [] } = await account.aws.cloudFormation.describeStacks({ StackName: STACK });
  expect(stack.StackStatus).toBe(count === 0 ? 'ROLLBACK_COMPLETE' : 'ROLLBACK_FAILED');
}, 600_000);
