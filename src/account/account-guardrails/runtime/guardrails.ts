import { mapLimited } from './concurrency';
import type { Location } from './implementation';
import type { Records } from './records';
import { accountRegions, enabledRegions, governedRegions, readRegion, type RegionRecords } from './regions';
import { keyOf, type UnitResult } from './results';
import { SETTINGS } from './settings';
import { Unit } from './unit';
import type { Timing } from '../../../common/functions/runtime/timing';
import { ACCOUNT_SETTINGS, AccountSetting } from '../../account-settings';
import type { GuardrailConfiguration } from '../function-environment';

/** How many regions are processed at the same time. The settings of a region follow one another, because the requests of a region share its rates. */
const CONCURRENT_REGIONS = 6;

/** The stack that the function belongs to. */
export interface GuardrailContext {
  readonly configuration: GuardrailConfiguration;
  readonly ownerId: string;
  readonly homeRegion: string;
  readonly locationOf: (region: string) => Location;
  readonly timing: Timing;
}

/** The settings of the account and its regions. */
export class Guardrails {
  /**
   * Finds the governed regions, and reads the records of all settings.
   * @param isComplete whether all governed regions must be enabled. They can have been disabled since the deployment.
   * @param skipped regions to which access was denied before. They are not tried again.
   */
  public static async open(context: GuardrailContext, isComplete: boolean, skipped: readonly string[] = []): Promise<Guardrails> {
    const home = context.locationOf(context.homeRegion);
    const enabled = await enabledRegions(home);
    const regions = governedRegions(context.configuration.regions, enabled, isComplete);
    const read = async (region: string): Promise<[string, RegionRecords]> =>
      [region, skipped.includes(region) ? { policy: 'denied before' } : await readRegion(context.locationOf(region), context.ownerId)];
    const all = new Map(await mapLimited(enabled, CONCURRENT_REGIONS, read));
    return new Guardrails(context, regions, all);
  }

  private constructor(
    private readonly context: GuardrailContext,
    public readonly regions: readonly string[],
    private readonly records: ReadonlyMap<string, RegionRecords>,
  ) {}

  /** The enabled regions to which an organization denies access. */
  public get deniedRegions(): string[] {
    return [...this.records].filter(([, { policy }]) => policy !== undefined).map(([region]) => region);
  }

  /** The records in the region of the stack. */
  public get home(): Records {
    const home = this.records.get(this.context.homeRegion);
    if (!home || home.policy !== undefined) {
      throw new Error(`The records in ${this.context.homeRegion} cannot be read: the organization denies access (${home?.policy}).`);
    }
    return home.records;
  }

  /** Returns the settings that the configuration applies or reports, by group: the account, and each region. */
  public governed(mode?: 'apply' | 'report'): Unit[][] {
    const { configuration: { modes } } = this.context;
    return this.groups(this.regions, (setting) => modes[setting] !== undefined && (mode === undefined || modes[setting] === mode))
      .map((units) => units.filter(({ wanted }) => wanted !== undefined));
  }

  /** Returns the settings that this stack has applied and, according to the configuration, no longer applies. */
  public abandoned(): Unit[][] {
    const applied = new Set(this.governed('apply').flat().map(keyOf));
    return this.owned().map((units) => units.filter((unit) => !applied.has(keyOf(unit))));
  }

  /** Returns the settings that this stack has applied, in all enabled regions. */
  public owned(): Unit[][] {
    return this.groups([...this.records.keys()], () => true).map((units) => units.filter(({ isOwned }) => isOwned));
  }

  /** Returns results for the settings of governed regions that an organization denies. */
  public denied(): UnitResult[] {
    const { configuration } = this.context;
    return this.deniedRegions.filter((region) => this.regions.includes(region)).flatMap((region) =>
      settingsOf('region').filter((setting) => configuration.modes[setting] !== undefined && SETTINGS[setting].wanted(configuration, region) !== undefined)
        .map((setting): UnitResult => ({ setting, region, status: 'denied', reason: this.reasonOf(region) })));
  }

  /**
   * Returns results for the settings that this stack can have applied, and whose records cannot be read when it is deleted, because an organization
   * denies access to a region since.
   * @param deniedBefore the regions to which access was denied when the stack was deployed
   */
  public lost(deniedBefore: readonly string[]): UnitResult[] {
    const { configuration: { modes } } = this.context;
    const accountRegion = accountRegions([...this.records.keys()]).find((region) => !deniedBefore.includes(region));
    return this.deniedRegions.filter((region) => !deniedBefore.includes(region)).flatMap((region) => [
      ...region === accountRegion ? settingsOf('account').map((setting) => ({ setting })) : [],
      ...this.regions.includes(region) ? settingsOf('region').map((setting) => ({ setting, region })) : [],
    ].filter(({ setting }) => modes[setting] === 'apply').map((unit): UnitResult => ({ ...unit, status: 'left', reason: this.reasonOf(region) })));
  }

  private reasonOf(region: string): string {
    return `The organization denies access to the region ${region} (${this.records.get(region)!.policy}).`;
  }

  private groups(regions: readonly string[], includes: (setting: AccountSetting) => boolean): Unit[][] {
    const unitsIn = (setting: AccountSetting, region: string | undefined): Unit[] => {
      const found = this.records.get(region ?? this.accountRegionOf(setting))!;
      return found.policy !== undefined ? [] : [new Unit(setting, region, found.location, found.records, this.context.configuration)];
    };
    return [
      settingsOf('account').filter(includes).flatMap((setting) => unitsIn(setting, undefined)),
      ...regions.map((region) => settingsOf('region').filter(includes).flatMap((setting) => unitsIn(setting, region))),
    ];
  }

  /** Returns the region with the records of a setting of the account: the first one, unless an organization denied it when they were created. */
  private accountRegionOf(setting: AccountSetting): string {
    const regions = accountRegions([...this.records.keys()]).filter((region) => this.records.get(region)!.policy === undefined);
    const find = (has: (records: Records) => boolean) => regions.find((region) => has((this.records.get(region) as { records: Records }).records));
    return find((records) => records.isOwned(setting)) ?? find((records) => records.hasOwners(setting)) ?? regions[0];
  }
}

/** Works through all settings, several regions at the same time, until `ends`. Returns whether the time was sufficient. */
export async function forAll(
  groups: readonly (readonly Unit[])[], results: Map<string, UnitResult>, timing: Timing, ends: number, work: (unit: Unit) => Promise<UnitResult>,
): Promise<boolean> {
  await mapLimited(groups, CONCURRENT_REGIONS, async (units) => {
    for (const unit of units) {
      if (!results.has(keyOf(unit)) && timing.now() < ends) {
        results.set(keyOf(unit), await work(unit));
      }
    }
  });
  return groups.flat().every((unit) => results.has(keyOf(unit)));
}

function settingsOf(scope: 'account' | 'region'): AccountSetting[] {
  return Object.values(AccountSetting).filter((setting) => ACCOUNT_SETTINGS[setting].scope === scope);
}
