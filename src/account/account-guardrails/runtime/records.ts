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
    const { clients: { ssm }, send } = location;
    const parameters = await listAll(send, (NextToken) =>
      ssm.send(new GetParametersByPathCommand({ Path: RECORDS_PATH, Recursive: true, NextToken })), (page) => page.Parameters);
    return new Records(location, ownerId, new Map(parameters.map(({ Name = '', Value = '' }) => [Name, JSON.parse(Value)])));
  }

  private constructor(private readonly location: Location, private readonly ownerId: string, private readonly values: Map<string, unknown>) {}

  public earlier(setting: AccountSetting): EarlierValue | undefined {
    return this.values.get(earlierName(setting)) as EarlierValue | undefined;
  }

  /** The record of this stack. */
  public own(setting: AccountSetting): Owner | undefined {
    return this.values.get(ownerName(setting, this.ownerId)) as Owner | undefined;
  }

  /** The records of the other stacks. */
  public others(setting: AccountSetting): Owner[] {
    const own = ownerName(setting, this.ownerId);
    return [...this.values].filter(([name]) => name.startsWith(ownerName(setting, '')) && name !== own).map(([, value]) => value as Owner);
  }

  public get report(): unknown {
    return this.values.get(reportName(this.ownerId));
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
    if (JSON.stringify(this.values.get(Name)) === Value) {
      return;
    }
    const { clients: { ssm }, send } = this.location;
    await send(() => ssm.send(new PutParameterCommand({ Name, Value, Overwrite, Type: 'String', Description: 'Used by AccountGuardrails to restore account settings' })));
    this.values.set(Name, value);
  }

  private async delete(Name: string): Promise<void> {
    const { clients: { ssm }, send } = this.location;
    await unless(/^ParameterNotFound$/, () => send(() => ssm.send(new DeleteParameterCommand({ Name }))));
    this.values.delete(Name);
  }
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
