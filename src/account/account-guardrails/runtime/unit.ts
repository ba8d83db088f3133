import { bounded, confirm, PAUSE_MILLISECONDS, policyOf, type Result } from './changes';
import { UNAVAILABLE, unless } from './examination';
import type { Finding, Implementation, Location, Reading } from './implementation';
import type { Records } from './records';
import type { Status, UnitResult } from './results';
import { SETTINGS } from './settings';
import { UnitRecords } from './unit-records';
import { Withdrawal } from './withdrawal';
import { describeError } from '../../../common/functions/runtime/service-errors';
import type { AccountSetting } from '../../account-settings';
import type { GuardrailConfiguration } from '../function-environment';

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

const INCOMPATIBLE: Result = { status: 'conflict', reason: 'Another stack of the account applies another value.' };

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
    return this.records.isOwned;
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
        return INCOMPATIBLE;
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
      const plan = await this.plan(true);
      const { equal, write } = this.implementation;
      const { own } = this.records;
      const { value, wanted } = plan;
      if (!plan.isCompatible) {
        return INCOMPATIBLE;
      }
      const applied = own?.applied ?? [];
      if (equal(plan.value, plan.target)) {
        await this.records.record(value, { wanted, applied });
        return own || await this.isStable(value) ? { status: 'unchanged', ...await this.leftovers() } : this.apply(look);
      }
      // All values, because the function can stop before the change, or before the change is recorded.
      await this.records.record(value, { wanted, applied: [...applied, plan.target], isChanging: true });
      await write(this.location, plan.target).catch(async (error) => {
        // Another user can set the same value later.
        await (await policyOf(this.implementation, this.location, error) === undefined ? undefined : this.records.undo(own));
        throw error;
      });
      await confirm(this.implementation, this.location, plan.target);
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
    return this.withErrors(() => this.withdrawal.keep());
  }

  /** Ends the ownership of this stack, and restores the earlier value, or after a failed operation the one that this stack found, as far as possible. */
  public async restore(isUndone: boolean): Promise<UnitResult> {
    return this.withErrors(() => this.withdrawal.restore(isUndone));
  }

  private get withdrawal(): Withdrawal {
    return new Withdrawal(this.implementation, this.location, this.records);
  }

  /** What the change of a setting would break, or make public if the value becomes less secure. */
  private async affected(from: unknown, to: unknown): Promise<Finding[]> {
    const { conflicts, exposures } = this.implementation;
    return [...await conflicts(this.location, from, to), ...await exposures(this.location, from, to)];
  }

  /**
   * The target combines what this stack, the other stacks and the state before them demand, so that a setting never becomes less secure than any of
   * them. The state before them is the current one, unless the current one is what the stacks applied.
   * @param isFresh whether the records are read again, after the value: a stack that changed the value has been recorded before
   */
  private async plan(isFresh = false): Promise<Plan> {
    const { combine, equal, read } = this.implementation;
    const reading = await read(this.location);
    await (isFresh ? this.records.refresh() : undefined);
    const { others, earlier } = this.records;
    const wanted = this.wanted;
    const state = earlier && this.records.isOurs(reading.value) ? earlier.value : reading.value;
    const target = this.records.demand(state, [...others, { wanted }]);
    const isCompatible = others.every((other) => equal(combine(other.wanted, wanted), combine(wanted, other.wanted)));
    return { ...reading, wanted, target, isCompatible };
  }

  /** Whether a value remains. Another stack that is deleted at the same time can restore it before it sees the record of this stack. */
  private async isStable(value: unknown): Promise<boolean> {
    if (this.records.others.length === 0) {
      return true;
    }
    await this.location.timing.sleep(PAUSE_MILLISECONDS);
    return this.implementation.equal(value, (await this.implementation.read(this.location)).value);
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
      const policy = await policyOf(this.implementation, this.location, error);
      return this.result(policy === undefined
        ? { status: 'failed', reason: describeError(error) }
        : { status: 'denied', reason: `The organization denies it (${policy}).` });
    }
  }
}
