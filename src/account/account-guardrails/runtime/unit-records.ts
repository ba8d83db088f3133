import type { Implementation } from './implementation';
import type { EarlierValue, Owner, Records } from './records';
import type { AccountSetting } from '../../account-settings';

/** The records of one setting in one region, and what follows from them. */
export class UnitRecords {
  constructor(
    private readonly setting: AccountSetting, private readonly implementation: Implementation<unknown>, private readonly records: Records,
  ) {}

  public get isOwned(): boolean {
    return this.records.isOwned(this.setting);
  }

  public get own(): Owner | undefined {
    return this.records.own(this.setting);
  }

  public get others(): readonly Owner[] {
    return this.records.others(this.setting);
  }

  public get earlier(): EarlierValue | undefined {
    return this.records.earlier(this.setting);
  }

  public refresh(): Promise<void> {
    return this.records.refresh(this.setting);
  }

  /** Whether a value is what this stack wrote, or what remained when another stack ended its ownership. */
  public isOurs(value: unknown): boolean {
    const { own, others, earlier } = this;
    const isSame = (one: unknown) => this.implementation.equal(one, value);
    return own !== undefined && (own.applied.some(isSame)
      || earlier !== undefined && (isSame(this.demand(earlier.value, [...others, own]))
        || own.isChanging === true && this.implementation.isPartOf?.(value, earlier.value) === true));
  }

  /** Returns the value that complies with a state and with stacks. */
  public demand(state: unknown, owners: readonly Pick<Owner, 'wanted'>[]): unknown {
    return owners.reduce((demanded, { wanted }) => this.implementation.combine(demanded, wanted), state);
  }

  /**
   * Records what this stack applies, and the earlier value. Nothing is changed before. The record of this stack is the first one, because a repeated
   * operation finds it; only a record that earlier stacks left is replaced before.
   */
  public async record(value: unknown, next: Owner): Promise<void> {
    const { own, others, earlier } = this;
    const isSame = (one: unknown) => this.implementation.equal(one, value);
    const isOutdated = earlier && !own && others.length === 0 && !('kept' in earlier && isSame(earlier.kept));
    if (isOutdated) {
      await this.records.putEarlier(this.setting, { value });
    }
    await this.records.putOwn(this.setting, next);
    if (!earlier && !own?.applied.some(isSame)) {
      await this.records.createEarlier(this.setting, { value });
    }
  }

  public putOwn(owner: Owner): Promise<void> {
    return this.records.putOwn(this.setting, owner);
  }

  /** Restores the records of this stack from before a change that was not made. */
  public async undo(own: Owner | undefined): Promise<void> {
    if (own) {
      await this.records.putOwn(this.setting, own);
    } else {
      await this.end();
    }
  }

  /** Records that a value is not the earlier one, for stacks that apply the setting later. */
  public async recordKept(kept: unknown): Promise<void> {
    const { others, earlier } = this;
    if (earlier && kept !== undefined && others.length === 0) {
      await this.records.putEarlier(this.setting, { ...earlier, kept });
    }
  }

  /** Deletes the records, those of the earlier value only if this is the last stack and the earlier value is restored. */
  public async end(isRestored = true): Promise<void> {
    if (isRestored) {
      await this.refresh();
      await (this.others.length === 0 ? this.records.deleteEarlier(this.setting) : undefined);
    }
    // The record of this stack is deleted last: as long as it exists, a repeated operation continues.
    await this.records.deleteOwn(this.setting);
  }
}
