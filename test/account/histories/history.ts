import * as fc from 'fast-check';
import { AccountSetting } from '../../../src';
import type { GuardrailConfiguration } from '../../../src/account/account-guardrails/function-environment';
import { ALL, configurationOf, PASSWORD_POLICY } from '../configurations';
import type { AccountModel, Denial, Fault } from '../model/account-model';

export const REGIONS = ['us-east-1', 'eu-central-1', 'af-south-1'];

/** How a step that invokes a function goes. */
export interface Trouble {
  readonly faults: readonly Fault[];
  readonly stopsAfter?: number;
  readonly milliseconds: number;
  readonly denial?: Denial;
  /** How long reads can return an earlier state, in milliseconds. */
  readonly lag?: number;
}

export type Step =
  | { readonly kind: 'deploy'; readonly stack: number; readonly configuration: GuardrailConfiguration; readonly trouble: Trouble }
  | { readonly kind: 'delete'; readonly stack: number; readonly trouble: Trouble }
  | { readonly kind: 'look'; readonly stack: number; readonly trouble: Trouble }
  | { readonly kind: 'outside'; readonly change: number }
  | { readonly kind: 'wait' };

/** What people change in the account, besides the stacks. */
export const OUTSIDE: readonly ((model: AccountModel) => void)[] = [
  ({ state }) => { state.s3Block = null; },
  ({ state }) => { state.passwordPolicy = { ...PASSWORD_POLICY, MinimumPasswordLength: 30 }; },
  ({ state }) => { state.passwordPolicy = null; },
  ({ state }) => { state.regions['eu-central-1'].ebsEncryption = !state.regions['eu-central-1'].ebsEncryption; },
  ({ state }) => { state.regions['eu-central-1'].serialConsole = true; },
  ({ state }) => { state.regions['us-east-1'].snapshotBlock = 'unblocked'; },
  ({ state }) => { state.buckets.push({ name: `public-${state.buckets.length}`, policy: 'public', ownership: 'BucketOwnerEnforced' }); },
  ({ state }) => { state.buckets.push({ name: `acl-${state.buckets.length}`, groups: ['AllUsers'] }); },
  ({ state }) => { state.buckets.splice(0); },
  ({ state }) => { state.regions['us-east-1'].snapshots.push({ id: `snap-${state.regions['us-east-1'].snapshots.length}`, sharedWith: ['all'] }); },
  ({ state }) => { state.regions['eu-central-1'].images.push({ id: `ami-${state.regions['eu-central-1'].images.length}`, sharedWith: ['444455556666'] }); },
  ({ state }) => { Object.assign(state.regions['af-south-1'], { isEnabled: true, optInStatus: 'opted-in' }); },
];

const CONFIRMABLE = [AccountSetting.S3_PUBLIC_ACCESS_BLOCK, AccountSetting.SNAPSHOT_PUBLIC_ACCESS_BLOCK, AccountSetting.DEFAULT_VPC];

const configuration: fc.Arbitrary<GuardrailConfiguration> = fc.record({
  apply: fc.subarray([...ALL, AccountSetting.DEFAULT_VPC_DELETION, AccountSetting.INSTANCE_METADATA_ENFORCEMENT], { maxLength: 5 }),
  report: fc.subarray(ALL, { maxLength: 2 }),
  confirmed: fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: fc.subarray(CONFIRMABLE) }),
  length: fc.constantFrom(8, 14, 20),
  onDelete: fc.constantFrom<('keep' | 'restore')[]>('restore', 'restore', 'keep'),
  rejectConflicts: fc.boolean(),
  regions: fc.constantFrom(undefined, undefined, ['eu-central-1']),
}).map(({ apply, report, length, ...rest }) => {
  const modes = Object.fromEntries([...report.map((setting) => [setting, 'report']), ...apply.map((setting) => [setting, 'apply'])]) as GuardrailConfiguration['modes'];
  return configurationOf({ ...rest, modes, passwordPolicy: { ...PASSWORD_POLICY, MinimumPasswordLength: length } });
});

const fault = fc.constantFrom<Fault[]>('none', 'none', 'none', 'throttled', 'internal error', 'connection reset', 'response lost');
const denial: fc.Arbitrary<Denial> = fc.record({
  policy: fc.constantFrom<Denial['policy'][]>('service control policy', 'identity-based policy'),
  isExplicit: fc.boolean(),
  actions: fc.constantFrom(/^ec2:(En|Dis)able/, /^s3:PutAccount/, /^iam:/, /^ssm:PutParameter$/),
  regions: fc.constantFrom(undefined, undefined, ['us-east-1']),
});

const trouble: fc.Arbitrary<Trouble> = fc.oneof(
  { weight: 3, arbitrary: fc.constant({ faults: [], milliseconds: 900_000 }) },
  {
    weight: 3,
    arbitrary: fc.record({
      faults: fc.array(fault, { maxLength: 40 }),
      stopsAfter: fc.option(fc.integer({ min: 1, max: 120 }), { nil: undefined, freq: 3 }),
      milliseconds: fc.constantFrom(900_000, 161_000),
      denial: fc.option(denial, { nil: undefined, freq: 3 }),
      lag: fc.constantFrom(0, 0, 1_000, 4_000),
    }),
  },
);

const stack = fc.constantFrom(0, 1);

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('deploy' as const), stack, configuration, trouble }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('delete' as const), stack, trouble }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('look' as const), stack, trouble }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('outside' as const), change: fc.nat(OUTSIDE.length - 1) }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'wait' as const }) },
);

/** What happens in an account with two stacks, and the state of the account before. */
export const history = fc.record({
  before: fc.array(fc.nat(OUTSIDE.length - 1), { maxLength: 3 }),
  steps: fc.array(step, { minLength: 2, maxLength: 6 }),
  seed: fc.integer({ min: 1, max: 1_000_000 }),
});

export type History = typeof history extends fc.Arbitrary<infer Value> ? Value : never;
