import type { ConfigServiceClient } from '@aws-sdk/client-config-service';
import type { IAMClient } from '@aws-sdk/client-iam';
import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import { AccountRecorder } from './recorder';
import type { ConfigStarterProperties } from '../resource-properties';
import { Retention } from './retention';
import { ensureServiceLinkedRole } from './service-linked-role';
import type { Outcome } from '../../../common/custom-resource/runtime/handler';
import { log } from '../../../common/custom-resource/runtime/json-log';
import { codeOf, describeError } from '../../../common/custom-resource/runtime/service-errors';
import type { Timing } from '../../../common/custom-resource/runtime/timing';

/** What the operations work with. */
export interface Tools {
  readonly config: ConfigServiceClient;
  readonly iam: IAMClient;
  readonly timing: Timing;
}

/** The physical id of an adopted recorder keeps its name and the state in which it was found, so that deletion can restore that. */
const FOUND_STOPPED = 'adopted-while-stopped';
const FOUND_RECORDING = 'adopted-while-recording';

/** Does what CloudFormation asks of one custom resource. */
export async function operate(event: CloudFormationCustomResourceEvent, tools: Tools): Promise<Outcome> {
  const { Operation } = propertiesOf(event);
  return { PreCheck: preCheck, Start: startOwn, Adopt: adopt }[Operation](event, tools);
}

function propertiesOf(event: CloudFormationCustomResourceEvent): ConfigStarterProperties {
  return event.ResourceProperties as unknown as ConfigStarterProperties;
}

function propertiesBefore(event: CloudFormationCustomResourceEvent): Partial<ConfigStarterProperties> {
  return event.RequestType === 'Update' ? event.OldResourceProperties as unknown as ConfigStarterProperties : {};
}

async function preCheck(event: CloudFormationCustomResourceEvent, { config, iam, timing }: Tools): Promise<Outcome> {
  if (event.RequestType === 'Delete') {
    return {};
  }
  const account = new AccountRecorder(config, timing);
  const found = await account.find();
  if (found) {
    checkRecorder(event, found.name!);
  } else if (event.RequestType === 'Create') {
    checkNoChannel((await account.findChannel())?.name);
  }
  await ensureServiceLinkedRole(iam, timing);
  return {};
}

function checkRecorder(event: CloudFormationCustomResourceEvent, found: string): void {
  const { RecorderName: name } = propertiesOf(event);
  if (event.RequestType === 'Update' && found === name) {
    return;
  }
  if (propertiesBefore(event).RecorderName === found) {
    throw new Error(`The stack's AWS Config recorder '${found}' cannot be renamed to '${name}': an account has one recorder a region. `
      + 'Keep the name, or deploy once without AWS Config (config.enabled: false in a SecureBaseline) and then with the new name.');
  }
  throw new Error(`This account already has the AWS Config recorder '${found}' in this region, and cannot have two. `
    + "Use it with mode 'adopt', or deploy without AWS Config (config.enabled: false in a SecureBaseline).");
}

function checkNoChannel(found: string | undefined): void {
  if (found !== undefined) {
    throw new Error(`This account already has the AWS Config delivery channel '${found}' in this region, without a recorder, and cannot have two. `
      + `Delete it (aws configservice delete-delivery-channel --delivery-channel-name ${found}), or deploy without AWS Config (config.enabled: false in a SecureBaseline).`);
  }
}

async function startOwn(event: CloudFormationCustomResourceEvent, { config, timing }: Tools): Promise<Outcome> {
  const { RecorderName: recorder, ChannelName: channel, RetentionDays: days } = propertiesOf(event);
  const { RetentionDays: daysBefore } = propertiesBefore(event);
  const retention = new Retention(config, timing);
  const account = new AccountRecorder(config, timing);
  if (event.RequestType === 'Delete') {
    await account.stopForGood(recorder!);
    if (days !== undefined) {
      await retention.reset(Number(days));
    }
    return {};
  }
  await account.startWithChannel(recorder!, channel!);
  if (days !== undefined) {
    await retention.set(Number(days));
  } else if (daysBefore !== undefined) {
    await retention.reset(Number(daysBefore));
  }
  return {};
}

async function adopt(event: CloudFormationCustomResourceEvent, { config, timing }: Tools): Promise<Outcome> {
  const account = new AccountRecorder(config, timing);
  const recorder = (await account.find())?.name;
  if (event.RequestType === 'Delete') {
    if (recorder && event.PhysicalResourceId === `${FOUND_STOPPED}:${recorder}`) {
      await account.stop(recorder);
    }
    return {};
  }
  const { Operation: before, RecorderName: own } = propertiesBefore(event);
  if (before === 'Start' && await isWayBack(event, account, own!)) {
    log('adopted again what was adopted before the update', { recorder });
    return {};
  }
  if (before === 'Start') {
    throw new Error("This update would delete the stack's own AWS Config recorder, and there is no other to adopt. Deploy once without AWS Config first (config.enabled: false in a SecureBaseline).");
  }
  if (!recorder) {
    throw new Error("There is no AWS Config recorder to adopt in this account and region. Create one with mode 'create'.");
  }
  const wasRecording = await account.isRecording(recorder);
  await (wasRecording ? account.untilReportedWell(recorder) : startAdopted(account, recorder));
  const found = wasRecording ? FOUND_RECORDING : FOUND_STOPPED;
  return { physicalResourceId: event.RequestType === 'Update' ? event.PhysicalResourceId : `${found}:${recorder}` };
}

/**
 * Whether CloudFormation takes an update back that went from adopting to a recorder of the stack's own: the physical id is still that of
 * the adopted one, and the stack's own recorder has not come to record, or just now.
 */
async function isWayBack(event: CloudFormationCustomResourceEvent, account: AccountRecorder, own: string): Promise<boolean> {
  const id = 'PhysicalResourceId' in event ? event.PhysicalResourceId : '';
  return [FOUND_STOPPED, FOUND_RECORDING].some((found) => id.startsWith(`${found}:`)) && !(await account.hasRecordedLong(own));
}

/** A recorder that does not come to record is left as it was found. */
async function startAdopted(account: AccountRecorder, recorder: string): Promise<void> {
  try {
    await account.start(recorder);
  } catch (error) {
    if (/AccessDenied/.test(codeOf(error))) {
      throw new Error(`Recorder '${recorder}' does not record, and this account may not start it (${(error as Error).message}). `
        + 'AWS Control Tower forbids changes to its recorders: repair it from the management account.');
    }
    throw error;
  }
  try {
    await account.untilRecording(recorder);
    await account.untilReportedWell(recorder);
  } catch (error) {
    await account.stop(recorder).catch((failure) => log('not stopped again', { recorder, reason: describeError(failure) }));
    throw error;
  }
}
