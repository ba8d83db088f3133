import type { ConfigServiceClient } from '@aws-sdk/client-config-service';
import type { IAMClient } from '@aws-sdk/client-iam';
import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import { AccountRecorder } from './recorder';
import type { StarterEnvironment } from '../function-environment';
import { PRE_CHECK, type ConfigStarterProperties } from '../resource-properties';
import { Retention } from './retention';
import { ensureServiceLinkedRole } from './service-linked-role';
import type { Outcome } from '../../../common/functions/runtime/handler';
import { log } from '../../../common/functions/runtime/json-log';
import type { Operation } from '../../../common/functions/runtime/operation';
import { codeOf, describeError } from '../../../common/functions/runtime/service-errors';
import type { Timing } from '../../../common/functions/runtime/timing';

/** The clients and the clock of the operations. */
export interface Tools {
  readonly config: ConfigServiceClient;
  readonly iam: IAMClient;
  readonly timing: Timing;
}

/** Prefixes of the physical id of an adoption, which contains the name and the previous state of the recorder, so that a deletion can restore it. */
const ADOPTED_STOPPED = 'adopted-while-stopped';
const ADOPTED_RECORDING = 'adopted-while-recording';

const settings = () => process.env as unknown as StarterEnvironment;

/**
 * Handles a request of CloudFormation for one custom resource. CloudFormation confirmed the type and the id of the resource. The names in the
 * properties have no effect on other resources, because an account has one recorder and one delivery channel per region.
 */
export async function operate(event: CloudFormationCustomResourceEvent, tools: Tools, operation: Operation): Promise<Outcome> {
  if (event.ResourceType === PRE_CHECK) {
    return preCheck(event, tools);
  }
  return settings().OPERATION === 'Adopt' ? adopt(event, tools, operation) : start(event, tools);
}

function propertiesOf(event: CloudFormationCustomResourceEvent): ConfigStarterProperties {
  return event.ResourceProperties as unknown as ConfigStarterProperties;
}

function oldPropertiesOf(event: CloudFormationCustomResourceEvent): Partial<ConfigStarterProperties> {
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
  if (oldPropertiesOf(event).RecorderName === found) {
    throw new Error(`The AWS Config recorder '${found}' of the stack cannot be renamed to '${name}', because an account can have only one recorder per region. `
      + 'Keep the name. In a SecureBaseline, keep environmentSuffix: another suffix would also replace the database. Create another stack for another suffix.');
  }
  throw new Error(`This account already has the AWS Config recorder '${found}' in this region, and can have only one. `
    + 'Adopt it with ConfigStarterMode.ADOPT, or deploy without AWS Config (config.enabled: false in a SecureBaseline).');
}

function checkNoChannel(found: string | undefined): void {
  if (found !== undefined) {
    throw new Error(`This account already has the AWS Config delivery channel '${found}' in this region, without a recorder, and can have only one. `
      + `Delete it (aws configservice delete-delivery-channel --delivery-channel-name ${found}), or deploy without AWS Config (config.enabled: false in a SecureBaseline).`);
  }
}

async function start(event: CloudFormationCustomResourceEvent, { config, timing }: Tools): Promise<Outcome> {
  const { RecorderName: recorder, ChannelName: channel } = propertiesOf(event);
  const { RETENTION_DAYS: days } = settings();
  const { RetentionDays: oldDays } = oldPropertiesOf(event);
  const retention = new Retention(config, timing);
  const account = new AccountRecorder(config, timing);
  if (event.RequestType === 'Delete') {
    await account.stopAndWait(recorder!);
    if (days !== undefined) {
      await retention.reset(Number(days));
    }
    return {};
  }
  await account.startWithChannel(recorder!, channel!);
  if (days !== undefined) {
    await retention.set(Number(days));
  } else if (oldDays !== undefined) {
    await retention.reset(Number(oldDays));
  }
  return {};
}

async function adopt(event: CloudFormationCustomResourceEvent, { config, timing }: Tools, { physicalResourceId }: Operation): Promise<Outcome> {
  const account = new AccountRecorder(config, timing);
  const recorder = (await account.find())?.name;
  if (event.RequestType === 'Delete') {
    if (recorder && physicalResourceId === `${ADOPTED_STOPPED}:${recorder}`) {
      await account.stopUnlessUsed(recorder);
    }
    return {};
  }
  const { Operation: oldOperation, RecorderName: oldRecorder } = oldPropertiesOf(event);
  if (oldOperation === 'Start' && await isRollback(event, account, oldRecorder!)) {
    log('adoption restored by rollback', { recorder });
    return {};
  }
  if (oldOperation === 'Start') {
    throw new Error('This update would delete the AWS Config recorder of the stack, and the account has no other recorder to adopt. Deploy without AWS Config first '
      + '(config.enabled: false in a SecureBaseline), and with ConfigStarterMode.ADOPT after another recorder has been created.');
  }
  if (!recorder) {
    throw new Error('There is no AWS Config recorder to adopt in this account and region. Use ConfigStarterMode.CREATE to create one.');
  }
  const wasRecording = await account.isRecording(recorder);
  await (wasRecording ? account.waitUntilHealthy(recorder) : startAdopted(account, recorder));
  const prefix = wasRecording ? ADOPTED_RECORDING : ADOPTED_STOPPED;
  return { physicalResourceId: event.RequestType === 'Update' ? event.PhysicalResourceId : `${prefix}:${recorder}` };
}

/**
 * Whether CloudFormation rolls back an update from an adopted recorder to a recorder of the stack: the physical id is still that of the adoption,
 * and the recorder of the stack was not started before the update.
 */
async function isRollback(event: CloudFormationCustomResourceEvent, account: AccountRecorder, recorder: string): Promise<boolean> {
  const id = 'PhysicalResourceId' in event ? event.PhysicalResourceId : '';
  return [ADOPTED_STOPPED, ADOPTED_RECORDING].some((prefix) => id.startsWith(`${prefix}:`)) && !(await account.wasStartedBeforeUpdate(recorder));
}

/** Starts an adopted recorder. Stops it again if it does not record or deliver. */
async function startAdopted(account: AccountRecorder, recorder: string): Promise<void> {
  try {
    await account.start(recorder);
  } catch (error) {
    if (/AccessDenied/.test(codeOf(error))) {
      throw new Error(`Recorder '${recorder}' is stopped, and this account is not allowed to start it (${(error as Error).message}). `
        + 'AWS Control Tower denies changes to its recorders. Start the recorder from the management account.');
    }
    throw error;
  }
  try {
    await account.waitUntilRecording(recorder);
    await account.waitUntilHealthy(recorder);
  } catch (error) {
    await account.stop(recorder).catch((failure) => log('recorder not stopped', { recorder, reason: describeError(failure) }));
    throw error;
  }
}
