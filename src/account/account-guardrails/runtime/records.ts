import { DeleteParameterCommand, GetParametersByPathCommand, PutParameterCommand } from '@aws-sdk/client-ssm';
import { listAll, unless } from './examination';
import type { Location } from './implementation';
import type { AccountSetting } from '../../account-settings';
import { RECORDS_PATH } from '../resource-properties';

/** The value of a setting before a stack changed it. */
export interface EarlierValue {
  readonly value: unknown;
  /** The value that the last stack left when it was deleted. A later stack that finds this value knows that it is not the earlier one. */
  readonly kept?: unknown;
}

/** A stack that applies a setting. */
export interface Owner {
  readonly wanted: unknown;
  /** The values that the stack wrote: the last one, and before it is complete, also the one before. */
  readonly applied: readonly unknown[];
  /** Whether the stack is changing the setting: the function can have stopped between the requests of the change. */
  readonly isChanging?: true;
}

/** The largest value of a parameter in the standard tier. */
const MAX_BYTES = 4_096;

/**
 * The records of the settings in a region, which all stacks of the account share. They are SSM parameters, one for the earlier value and one for each
 * stack, so that no stack overwrites what another one records.
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html
 */
export class Records {
  /** Reads all records of the region. */
  public static async read(location: Location, ownerId: string): Promise<Records> {
    return new Records(location, ownerId, await readBelow(location, RECORDS_PATH));
  }

  /** @param values the records as JSON. Only those that are used are parsed, because other users can create parameters below the path. */
  private constructor(private readonly location: Location, private readonly ownerId: string, private readonly values: Map<string, string>) {}

  /** Reads the records that other stacks can change at the same time. What is known of this stack remains, because a read can be outdated. */
  public async refresh(setting: AccountSetting): Promise<void> {
    const path = `${RECORDS_PATH}/${setting}`;
    const own = ownerName(setting, this.ownerId);
    const current = await readBelow(this.location, path);
    [...this.values.keys()].filter((name) => name.startsWith(`${path}/`) && name !== own).forEach((name) => this.values.delete(name));
    [...current].filter(([name]) => name !== own || !this.values.has(own)).forEach(([name, value]) => this.values.set(name, value));
  }

  public earlier(setting: AccountSetting): EarlierValue | undefined {
    return this.get(earlierName(setting)) as EarlierValue | undefined;
  }

  /** Whether this stack has a record. */
  public isOwned(setting: AccountSetting): boolean {
    return this.values.has(ownerName(setting, this.ownerId));
  }

  /** Whether a stack has a record. */
  public hasOwners(setting: AccountSetting): boolean {
    return [...this.values.keys()].some((name) => name.startsWith(ownerName(setting, '')));
  }

  /** The record of this stack. */
  public own(setting: AccountSetting): Owner | undefined {
    return this.get(ownerName(setting, this.ownerId)) as Owner | undefined;
  }

  /** The records of the other stacks. */
  public others(setting: AccountSetting): Owner[] {
    const own = ownerName(setting, this.ownerId);
    return [...this.values.keys()].filter((name) => name.startsWith(ownerName(setting, '')) && name !== own).map((name) => this.get(name) as Owner);
  }

  public get report(): unknown {
    return this.get(reportName(this.ownerId));
  }

  public putEarlier(setting: AccountSetting, earlier: EarlierValue): Promise<void> {
    return this.put(earlierName(setting), earlier);
  }

  /** Another stack that records the earlier value at the same time has seen the same value, or a later one. */
  public async createEarlier(setting: AccountSetting, earlier: EarlierValue): Promise<void> {
    await unless(/^ParameterAlreadyExists$/, () => this.put(earlierName(setting), earlier, false));
  }

  public putOwn(setting: AccountSetting, owner: Owner): Promise<void> {
    return this.put(ownerName(setting, this.ownerId), owner);
  }

  public deleteOwn(setting: AccountSetting): Promise<void> {
    return this.delete(ownerName(setting, this.ownerId));
  }

  public deleteEarlier(setting: AccountSetting): Promise<void> {
    return this.delete(earlierName(setting));
  }

  public putReport(report: object): Promise<void> {
    return this.put(reportName(this.ownerId), report);
  }

  public deleteReport(): Promise<void> {
    return this.delete(reportName(this.ownerId));
  }

  private async put(Name: string, value: object, Overwrite = true): Promise<void> {
    const Value = JSON.stringify(value);
    if (Buffer.byteLength(Value) > MAX_BYTES) {
      throw new Error(`The value that must be recorded in the SSM parameter ${Name} has ${Buffer.byteLength(Value)} bytes. At most ${MAX_BYTES} bytes are `
        + 'possible, so the setting was not changed. Turn the setting off, or change it without this library.');
    }
    if (this.values.get(Name) === Value) {
      return;
    }
    const { clients: { ssm }, send } = this.location;
    await send(() => ssm.send(new PutParameterCommand({ Name, Value, Overwrite, Type: 'String', Description: 'Used by AccountGuardrails to restore account settings' })));
    this.values.set(Name, Value);
  }

  private get(name: string): unknown {
    const value = this.values.get(name);
    try {
      return value === undefined ? undefined : JSON.parse(value);
    } catch {
      throw new Error(`The SSM parameter ${name} in ${this.location.region} is not JSON: someone changed it. Restore its previous version, or delete it.`);
    }
  }

  private async delete(Name: string): Promise<void> {
    const { clients: { ssm }, send } = this.location;
    await unless(/^ParameterNotFound$/, () => send(() => ssm.send(new DeleteParameterCommand({ Name }))));
    this.values.delete(Name);
  }
}

/** Returns the records below a path, by name. */
async function readBelow({ clients: { ssm }, send }: Location, Path: string): Promise<Map<string, string>> {
  const parameters = await listAll(send, (NextToken) =>
    ssm.send(new GetParametersByPathCommand({ Path, Recursive: true, NextToken })), (page) => page.Parameters);
  return new Map(parameters.map(({ Name = '', Value = '' }) => [Name, Value]));
}

function earlierName(setting: AccountSetting): string {
  return `${RECORDS_PATH}/${setting}/earlier`;
}

function ownerName(setting: AccountSetting, ownerId: string): string {
  return `${RECORDS_PATH}/${setting}/owners/${ownerId}`;
}

function reportName(ownerId: string): string {
  return `${RECORDS_PATH}/reports/${ownerId}`;
}
