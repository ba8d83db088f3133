import { bounded, confirm, PAUSE_MILLISECONDS, policyOf, type Result } from './changes';
import type { Finding, Implementation, Location } from './implementation';
import type { EarlierValue } from './records';
import type { UnitRecords } from './unit-records';
import { withJitter } from '../../../common/functions/runtime/timing';

/** Why an earlier value is not restored. */
interface Obstacle {
  readonly reason: string;
  /** The value that remains, if it is not one that another user has set. */
  readonly kept?: unknown;
  readonly findings?: readonly Finding[];
}

/** How often a stack restores a setting again, because another stack that it left the setting to was deleted at the same time. */
const MAX_REPETITIONS = 5;

/** The end of the ownership of this stack. The stack must be an owner. */
export class Withdrawal {
  constructor(
    private readonly implementation: Implementation<unknown>, private readonly location: Location, private readonly records: UnitRecords,
  ) {}

  /** The setting remains as it is, and the earlier value remains known. */
  public async keep(): Promise<Result> {
    const reading = await this.unlessDenied(this.implementation.read(this.location));
    await this.records.refresh();
    // A value that another user has set, or a change that is not visible yet, is not what this stack leaves.
    const isOurs = 'value' in reading && this.records.isOurs(reading.value);
    await this.records.recordKept(isOurs ? reading.value : this.records.own!.applied.at(-1));
    await this.records.end(false);
    return { status: 'kept' };
  }

  /**
   * The earlier value is restored as far as the other stacks permit. A value that another user has set since remains, and so does one whose restoration
   * would make something public.
   * @param isUndone whether the value that this stack found is restored, which can be what an earlier stack kept, instead of the one before all stacks
   */
  public async restore(isUndone: boolean, repetitions = MAX_REPETITIONS): Promise<Result> {
    const { wanted, applied } = this.records.own!;
    const restored = await this.unlessDenied(this.restoreValue(isUndone));
    const obstacle = restored && 'policy' in restored ? { kept: applied.at(-1), reason: `The organization denies it (${restored.policy}).` } : restored;
    if (obstacle) {
      await this.records.recordKept(obstacle.kept);
      await this.records.end(false);
      return { status: 'left', reason: obstacle.reason, ...bounded(obstacle.findings ?? []) };
    }
    const { earlier, others } = this.records;
    await this.records.end(!(isUndone && earlier && 'kept' in earlier));
    if (!earlier || others.length === 0 || repetitions === 0 || !await this.isAbandoned()) {
      return { status: 'restored' };
    }
    await this.records.putOwn({ wanted, applied: [...applied, this.records.demand(found(earlier, isUndone), others)] });
    return this.restore(isUndone, repetitions - 1);
  }

  /** Returns why the earlier value was not restored. */
  private async restoreValue(isUndone: boolean): Promise<Obstacle | undefined> {
    const { equal, read, write, exposures, isSlow } = this.implementation;
    const { value, managedBy } = await read(this.location);
    await this.records.refresh();
    const { own, others, earlier } = this.records;
    const isOurs = this.records.isOurs(value);
    if (!earlier) {
      return isOurs ? { kept: value, reason: 'The record of its earlier value was deleted.' } : undefined;
    }
    const target = this.records.demand(found(earlier, isUndone), others);
    if (equal(value, target)) {
      // A change of this stack that is not visible yet would become effective later.
      await (isSlow && own!.applied.length > 0 ? write(this.location, target) : undefined);
      return undefined;
    }
    if (managedBy) {
      return { kept: isOurs ? value : undefined, reason: `The organization manages it (${managedBy}).` };
    }
    if (!isOurs) {
      return { reason: 'It was changed after this stack applied it.' };
    }
    const findings = await exposures(this.location, value, target);
    if (findings.length > 0) {
      return { kept: value, reason: 'Its earlier value cannot be restored because of these resources.', findings };
    }
    await this.records.refresh();
    if (this.records.others.length !== others.length) {
      return this.restoreValue(isUndone);
    }
    await write(this.location, target);
    await confirm(this.implementation, this.location, target);
    return undefined;
  }

  /** Whether no stack restores the earlier value, because the other stacks were deleted while this stack left the setting to them. */
  private async isAbandoned(): Promise<boolean> {
    const { timing } = this.location;
    const isAlone = async () => {
      await this.records.refresh();
      return this.records.earlier !== undefined && this.records.others.length === 0;
    };
    if (!await isAlone()) {
      return false;
    }
    await timing.sleep(withJitter(timing, PAUSE_MILLISECONDS));
    return isAlone();
  }

  /** Returns the policy if an organization denies the work. */
  private unlessDenied<T>(work: Promise<T>): Promise<T | { readonly policy: string }> {
    return work.catch(async (error) => {
      const policy = await policyOf(this.implementation, this.location, error);
      if (policy === undefined) {
        throw error;
      }
      return { policy };
    });
  }
}

function found(earlier: EarlierValue, isUndone: boolean): unknown {
  return isUndone && 'kept' in earlier ? earlier.kept : earlier.value;
}
