import { configurationOf } from '../configurations';
import { OUTSIDE, REGIONS, type History, type Step, type Trouble } from './history';
import { GuardrailsStack, type Answer, type Circumstances } from './stack';
import type { GuardrailConfiguration } from '../../../src/account/account-guardrails/function-environment';
import { RECORDS_PATH } from '../../../src/account/account-guardrails/resource-properties';
import type { EarlierValue } from '../../../src/account/account-guardrails/runtime/records';
import type { UnitResult } from '../../../src/account/account-guardrails/runtime/results';
import { SETTINGS } from '../../../src/account/account-guardrails/runtime/settings';
import { ACCOUNT_SETTINGS, AccountSetting } from '../../../src/account/account-settings';
import { VirtualTime } from '../../common/functions/virtual-time';
import { AccountModel } from '../model/account-model';

const HOMES = ['eu-central-1', 'us-east-1'];
const ELEVEN_MINUTES = 11 * 60_000;
/** How long CloudFormation waits for a function that does not answer. */
const HOUR = 60 * 60_000;
/** The time between the answer of a function and the next operation. */
const SECONDS = 5_000;

/** A stack as CloudFormation knows it. */
interface Deployed {
  readonly stack: GuardrailsStack;
  /** The configuration of the last operation that succeeded. Undefined if the stack does not exist. */
  configuration?: GuardrailConfiguration;
}

export type Operation = 'outside' | 'deployment' | 'rollback of an update' | 'deletion' | 'look';

/** What one invocation of a function, or one change from outside, did. */
export interface Event {
  readonly step: Step;
  readonly answer?: Answer;
  /** The configuration that the function had. */
  readonly configuration?: GuardrailConfiguration;
  readonly operation: Operation;
  readonly before: Snapshot;
  readonly after: Snapshot;
}

/** The state of the account at one moment. */
export interface Snapshot {
  readonly public: readonly string[];
  /** The value of each setting, by `REGION/SETTING`. */
  readonly values: ReadonlyMap<string, unknown>;
  readonly parameters: readonly string[];
  /** The recorded earlier value of each setting, by `REGION/SETTING`. */
  readonly earlier: ReadonlyMap<string, unknown>;
}

/** Performs a history on a model of an account. CloudFormation rolls back what failed, and finally all stacks are deleted without failures. */
export async function perform({ before, steps, seed }: History): Promise<{ events: Event[]; start: Snapshot; end: Snapshot }> {
  const model = new AccountModel(new VirtualTime(seed), REGIONS);
  Object.assign(model.state.regions['af-south-1'], { isEnabled: false, optInStatus: 'not-opted-in' });
  before.forEach((change) => OUTSIDE[change](model));
  const performance = new Performance(model);
  const start = await performance.snapshot();
  for (const step of steps) {
    await performance.perform(step);
  }
  await performance.deleteAll();
  return { events: performance.events, start, end: await performance.snapshot() };
}

class Performance {
  public readonly events: Event[] = [];
  private readonly stacks: Deployed[];

  constructor(private readonly model: AccountModel) {
    this.stacks = HOMES.map((home, index) => ({ stack: new GuardrailsStack(model, `stack-${index}`, home) }));
  }

  public async perform(step: Step): Promise<void> {
    if (step.kind === 'wait') {
      return this.wait();
    }
    if (step.kind === 'outside') {
      const before = await this.snapshot();
      OUTSIDE[step.change](this.model);
      this.events.push({ step, operation: 'outside', before, after: await this.snapshot() });
      return undefined;
    }
    const deployed = this.stacks[step.stack];
    if (step.kind === 'deploy') {
      return this.deploy(deployed, step, step.configuration);
    }
    if (deployed.configuration && step.kind === 'delete') {
      await this.delete(deployed, step, deployed.configuration, step.trouble);
    } else if (deployed.configuration) {
      await this.observe(step, deployed.configuration, 'look', step.trouble, (circumstances) => deployed.stack.look(deployed.configuration!, circumstances));
    }
  }

  /** Deletes all stacks, which restore the earlier values, without failures. */
  public async deleteAll(): Promise<void> {
    await this.wait();
    for (const [stack, deployed] of this.stacks.entries()) {
      if (deployed.configuration) {
        const trouble: Trouble = { faults: [], milliseconds: 900_000 };
        const step: Step = { kind: 'delete', stack, trouble };
        await this.delete(deployed, step, { ...deployed.configuration, onDelete: 'restore' }, trouble);
      }
    }
    await this.wait();
  }

  /** The state, read without failures. */
  public async snapshot(): Promise<Snapshot> {
    const { time, state } = this.model;
    const { faults, denials } = this.model;
    Object.assign(this.model, { faults: [], denials: [] });
    const regions = Object.keys(state.regions).filter((region) => state.regions[region].isEnabled);
    const units = Object.values(AccountSetting).flatMap((setting) =>
      (ACCOUNT_SETTINGS[setting].scope === 'account' ? [[setting, 'us-east-1', 'account'] as const] : regions.map((region) => [setting, region, region] as const)));
    const values = await time.run(Promise.all(units.map(async ([setting, region, name]) =>
      [`${name}/${setting}`, (await SETTINGS[setting].read(this.model.location(region))).value] as const)));
    Object.assign(this.model, { faults, denials });
    return {
      public: [...this.model.publicBuckets, ...this.model.publicSnapshots],
      values: new Map(values),
      parameters: Object.values(state.regions).flatMap(({ parameters }) => Object.keys(parameters)),
      earlier: new Map(units.flatMap(([setting, region, name]) => {
        const record = state.regions[region].parameters[`${RECORDS_PATH}/${setting}/earlier`];
        return record === undefined ? [] : [[`${name}/${setting}`, (JSON.parse(record) as EarlierValue).value]];
      })),
    };
  }

  private async deploy(deployed: Deployed, step: Step & { readonly trouble: Trouble }, configuration: GuardrailConfiguration): Promise<void> {
    const { stack, configuration: previous } = deployed;
    const type = previous ? 'Update' : 'Create';
    const answer = await this.observe(step, configuration, 'deployment', step.trouble, (circumstances) =>
      stack.request(type, `${type.toUpperCase()}_IN_PROGRESS`, configuration, circumstances));
    if (answer.status === 'SUCCESS') {
      deployed.configuration = configuration;
    } else if (previous) {
      await this.observe(step, previous, 'rollback of an update', { ...step.trouble, stopsAfter: undefined, faults: [] }, (circumstances) =>
        stack.request('Update', 'UPDATE_ROLLBACK_IN_PROGRESS', previous, circumstances));
    } else {
      deployed.configuration = configuration;
      await this.delete(deployed, step, configuration, { ...step.trouble, stopsAfter: undefined, faults: [] }, 'ROLLBACK_IN_PROGRESS');
    }
  }

  /** Deletes a stack, again and without failures if it failed. */
  private async delete(deployed: Deployed, step: Step, configuration: GuardrailConfiguration, trouble: Trouble, status = 'DELETE_IN_PROGRESS'): Promise<void> {
    for (const one of [trouble, { faults: [], milliseconds: 900_000 }]) {
      const answer = await this.observe(step, configuration, 'deletion', one, (circumstances) => deployed.stack.request('Delete', status, configuration, circumstances));
      if (answer.status === 'SUCCESS') {
        deployed.configuration = undefined;
        return;
      }
    }
    throw new Error('A deletion without failures failed.');
  }

  private async observe(
    step: Step, configuration: GuardrailConfiguration, operation: Operation, trouble: Trouble, work: (circumstances: Circumstances) => Promise<Answer>,
  ): Promise<Answer> {
    const before = await this.snapshot();
    const { faults, denial, lag = 0 } = trouble;
    Object.assign(this.model, { faults: [...faults], denials: denial ? [denial] : [], lagMilliseconds: lag });
    const answer = await work(trouble);
    Object.assign(this.model, { faults: [], denials: [], lagMilliseconds: 0 });
    this.events.push({ step, answer, configuration, operation, before, after: await this.snapshot() });
    await this.pass(answer.status === 'none' ? HOUR : SECONDS);
    return answer;
  }

  /** Until changes that take minutes are visible. */
  private wait(): Promise<void> {
    return this.pass(ELEVEN_MINUTES);
  }

  private pass(milliseconds: number): Promise<void> {
    return this.model.time.run(this.model.time.sleep(milliseconds));
  }
}

/** Whether a setting complies with a configuration after an operation reported that it does. */
export function isTrue({ setting, region = 'account', status }: UnitResult, { configuration = configurationOf(), after }: Event): boolean {
  if (status !== 'applied' && status !== 'unchanged') {
    return true;
  }
  const { combine, equal, wanted } = SETTINGS[setting];
  const value = after.values.get(`${region}/${setting}`);
  return equal(combine(value, wanted(configuration, region)), value);
}
