import { organizationPolicyOf } from './denial';
import { isDenied, UNAVAILABLE, unless } from './examination';
import type { Finding, Implementation, Location, Reading } from './implementation';
import type { Records } from './records';
import type { Status, UnitResult } from './results';
import { SETTINGS } from './settings';
import { UnitRecords } from './unit-records';
import { describeError } from '../../../common/functions/runtime/service-errors';
import type { AccountSetting } from '../../account-settings';
import type { GuardrailConfiguration } from '../function-environment';

/** How long a change can take until it is visible, unless the implementation says that it takes longer. */
const PROPAGATION_MILLISECONDS = 20_000;
const PAUSE_MILLISECONDS = 2_000;
/** How many findings of a setting are reported. */
const MAX_FINDINGS = 20;

type Result = Omit<UnitResult, 'setting' | 'region'>;

/** What a change would break, found before the first change. */
export type Look = Pick<UnitResult, 'status' | 'reason' | 'findings' | 'count'>;

/** The state of a setting, and the value that the stack, the other stacks and the state before them demand. */
interface Plan extends Reading<unknown> {
  /** The value of this stack. */
  readonly wanted: unknown;
  readonly target: unknown;
  readonly isCompatible: boolean;
}

/** The results of a look after which a setting is not applied. */
const NOT_APPLIED: readonly Status[] = ['conflict', 'managed', 'denied', 'unavailable'];

/** Why an earlier value is not restored. */
interface Obstacle {
  readonly reason: string;
  /** Whether the value that remains is the one that this stack applied. */
  readonly isOurs: boolean;
  readonly findings?: readonly Finding[];
}

/** One setting in one region. */
export class Unit {
  private readonly implementation: Implementation<unknown>;
  private readonly records: UnitRecords;

  constructor(
    public readonly setting: AccountSetting,
    /** Undefined for a setting of the account. */
    public readonly region: string | undefined,
    private readonly location: Location,
    records: Records,
    private readonly configuration: GuardrailConfiguration,
  ) {
    this.implementation = SETTINGS[setting];
    this.records = new UnitRecords(setting, this.implementation, records);
  }

  /** Whether this stack has applied the setting. */
  public get isOwned(): boolean {
    return this.records.own !== undefined;
  }

  /** The value that the configuration demands, or undefined if it demands nothing in this region. */
  public get wanted(): unknown {
    return this.implementation.wanted(this.configuration, this.location.region);
  }

  private get isConfirmed(): boolean {
    return this.configuration.confirmed.includes(this.setting) && !this.implementation.isNeverConfirmed;
  }

  /** Finds what the change would break, and changes nothing. */
  public async look(): Promise<UnitResult> {
    return this.withErrors(async () => {
      const plan = await unless(UNAVAILABLE, () => this.plan());
      const { equal } = this.implementation;
      if (!plan) {
        return { status: 'unavailable' };
      }
      if (!plan.isCompatible) {
        return { status: 'conflict', reason: 'Another stack of the account applies another value.' };
      }
      if (equal(plan.value, plan.target)) {
        return { status: 'unchanged' };
      }
      if (plan.managedBy) {
        return { status: 'managed', reason: `The organization manages another value (${plan.managedBy}).` };
      }
      const findings = await this.affected(plan.value, plan.target);
      return { status: findings.length > 0 && !this.isConfirmed ? 'conflict' : 'reported', ...bounded(findings) };
    });
  }

  /** Applies the setting unless the look found a reason against it. */
  public async apply(look: Look): Promise<UnitResult> {
    if (NOT_APPLIED.includes(look.status)) {
      return this.result(look);
    }
    return this.withErrors(async () => {
      const plan = await this.plan();
      const { equal, write } = this.implementation;
      const { own } = this.records;
      const { value, wanted } = plan;
      const applied = own?.applied ?? [];
      if (equal(plan.value, plan.target)) {
        await this.records.record(value, { wanted, applied });
        return { status: 'unchanged', ...await this.leftovers() };
      }
      // All values, because the function can stop before the change, or before the change is recorded.
      await this.records.record(value, { wanted, applied: [...applied, plan.target], isChanging: true });
      await write(this.location, plan.target).catch(async (error) => {
        // Another user can set the same value later.
        await (await this.policyOf(error) === undefined ? undefined : this.records.undo(own));
        throw error;
      });
      await this.confirm(plan.target);
      await this.records.record(value, { wanted, applied: [plan.target] });
      return { status: this.implementation.isSlow ? 'pending' : 'applied', ...await this.leftovers() };
    });
  }

  /** Whether the setting still complies with what this stack applied. */
  public async checkDrift(): Promise<UnitResult> {
    return this.withErrors(async () => {
      const { value } = await this.implementation.read(this.location);
      const { wanted } = this.records.own!;
      const complies = this.implementation.equal(this.implementation.combine(value, wanted), value);
      return complies ? { status: 'unchanged', ...await this.leftovers() } : { status: 'drift', reason: 'The setting was changed after it was applied.' };
    });
  }

  /** Ends the ownership of this stack: the setting remains as it is, and the earlier value remains known. */
  public async keep(): Promise<UnitResult> {
    return this.withErrors(async () => {
      const { value } = await this.implementation.read(this.location);
      await this.records.recordKept(value);
      await this.records.end(false);
      return { status: 'kept' };
    });
  }

  /**
   * Ends the ownership of this stack, and restores the earlier value as far as the other stacks permit. A value that another user has set since
   * remains, and so does one whose restoration would make something public.
   */
  public async restore(): Promise<UnitResult> {
    return this.withErrors(async () => {
      const obstacle = await this.restoreValue().catch(async (error): Promise<Obstacle> => {
        const policy = await this.policyOf(error);
        if (policy === undefined) {
          throw error;
        }
        return { isOurs: true, reason: `The organization denies it (${policy}).` };
      });
      if (obstacle?.isOurs) {
        await this.records.recordKept(this.records.own!.applied.at(-1));
      }
      await this.records.end(!obstacle);
      return obstacle ? { status: 'left', reason: obstacle.reason, ...bounded(obstacle.findings ?? []) } : { status: 'restored' };
    });
  }

  /** Returns why the earlier value was not restored. */
  private async restoreValue(): Promise<Obstacle | undefined> {
    const { equal, read, write, exposures, isSlow } = this.implementation;
    const { value, managedBy } = await read(this.location);
    const { own, others, earlier } = this.records;
    const isOurs = this.records.isOurs(value);
    if (!earlier) {
      return isOurs ? { isOurs, reason: 'The record of its earlier value was deleted.' } : undefined;
    }
    const target = this.records.demand(earlier.value, others);
    if (equal(value, target)) {
      // A change of this stack that is not visible yet would become effective later.
      await (isSlow && own!.applied.length > 0 ? write(this.location, target) : undefined);
      return undefined;
    }
    if (managedBy) {
      return { isOurs, reason: `The organization manages it (${managedBy}).` };
    }
    if (!isOurs) {
      return { isOurs, reason: 'It was changed after this stack applied it.' };
    }
    const findings = await exposures(this.location, value, target);
    if (findings.length > 0) {
      return { isOurs, reason: 'Its earlier value cannot be restored because of these resources.', findings };
    }
    await write(this.location, target);
    await this.confirm(target);
    return undefined;
  }

  /** What the change of a setting would break, or make public if the value becomes less secure. */
  private async affected(from: unknown, to: unknown): Promise<Finding[]> {
    const { conflicts, exposures } = this.implementation;
    return [...await conflicts(this.location, from, to), ...await exposures(this.location, from, to)];
  }

  /**
   * The target combines what this stack, the other stacks and the state before them demand, so that a setting never becomes less secure than any of
   * them. The state before them is the current one, unless the current one is what the stacks applied.
   */
  private async plan(): Promise<Plan> {
    const { combine, equal, read } = this.implementation;
    const reading = await read(this.location);
    const { others, earlier } = this.records;
    const wanted = this.wanted;
    const state = earlier && this.records.isOurs(reading.value) ? earlier.value : reading.value;
    const target = this.records.demand(state, [...others, { wanted }]);
    const isCompatible = others.every((other) => equal(combine(other.wanted, wanted), combine(wanted, other.wanted)));
    return { ...reading, wanted, target, isCompatible };
  }

  /** Waits until the change is visible. */
  private async confirm(target: unknown): Promise<void> {
    const { timing } = this.location;
    for (const ends = timing.now() + PROPAGATION_MILLISECONDS; !this.implementation.isSlow;) {
      const { value } = await this.implementation.read(this.location);
      if (this.implementation.equal(value, target)) {
        return;
      }
      if (timing.now() >= ends) {
        throw new Error('The change did not take effect.');
      }
      await timing.sleep(PAUSE_MILLISECONDS);
    }
  }

  private async leftovers(): Promise<Pick<Result, 'findings' | 'count'>> {
    return bounded(await this.implementation.leftovers?.(this.location) ?? []);
  }

  private result(result: Result): UnitResult {
    return { setting: this.setting, region: this.region, ...result };
  }

  /** Turns errors into results, so that the other settings are still processed. */
  private async withErrors(work: () => Promise<Result>): Promise<UnitResult> {
    try {
      return this.result(await work());
    } catch (error) {
      const policy = await this.policyOf(error);
      return this.result(policy === undefined
        ? { status: 'failed', reason: describeError(error) }
        : { status: 'denied', reason: `The organization denies it (${policy}).` });
    }
  }

  /** Amazon EC2 does not say why a request is denied if an organization manages the setting, but reports it with the value. */
  private async policyOf(error: unknown): Promise<string | undefined> {
    const policy = organizationPolicyOf(error);
    if (policy !== undefined || !isDenied(error)) {
      return policy;
    }
    return this.implementation.read(this.location).then(({ managedBy }) => managedBy, () => undefined);
  }
}

function bounded(findings: readonly Finding[]): Pick<Result, 'findings' | 'count'> {
  return findings.length > 0 ? { findings: findings.slice(0, MAX_FINDINGS), count: findings.length } : {};
}
