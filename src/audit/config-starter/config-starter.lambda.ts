import { ConfigServiceClient, StartConfigurationRecorderCommand } from '@aws-sdk/client-config-service';
import { CreateServiceLinkedRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import type { CloudFormationCustomResourceEvent, Context } from 'aws-lambda';
import { answer, type Outcome } from '../../common/custom-resource-handler';
import { log } from '../../common/json-log';
import { findRecorder, recorderStatus, start, stop, untilRecording } from './recorder';
import type { ConfigStarterProperties } from './resource-properties';

type Event = CloudFormationCustomResourceEvent;

const config = new ConfigServiceClient({});
const iam = new IAMClient({});
const patience = { attempts: 45, pauseMilliseconds: Number(process.env.PAUSE_MILLISECONDS ?? 4_000) };

/** Checks, starts or adopts the account's recorder. */
export async function handler(event: Event, context: Context): Promise<void> {
  const properties = event.ResourceProperties as unknown as ConfigStarterProperties;
  const actions = { PreCheck: preCheck, Start: startOwn, Adopt: adopt };
  await answer(event, context, () => actions[properties.Operation](event, properties));
}

async function preCheck(event: Event, { RecorderName: name }: ConfigStarterProperties): Promise<Outcome> {
  if (event.RequestType === 'Delete') {
    return {};
  }
  const found = await findRecorder(config);
  const ours = event.RequestType === 'Update' && found?.name === name;
  if (found && !ours) {
    throw new Error(
      `This account already has the AWS Config recorder '${found.name}' in this region, and cannot have two. `
      + "Use it with mode 'adopt', or make no recorder with mode 'skip'.",
    );
  }
  await ensureServiceLinkedRole();
  return {};
}

async function ensureServiceLinkedRole(): Promise<void> {
  try {
    await iam.send(new CreateServiceLinkedRoleCommand({ AWSServiceName: 'config.amazonaws.com' }));
    log('service-linked role created');
  } catch (error) {
    // IAM's answer where the role exists.
    if ((error as Error).name !== 'InvalidInputException') {
      throw error;
    }
  }
}

async function startOwn(event: Event, { RecorderName: recorder, ChannelName: channel }: ConfigStarterProperties): Promise<Outcome> {
  if (event.RequestType === 'Delete') {
    await stop(config, recorder!);
  } else {
    await start(config, recorder!, channel!, patience);
  }
  return {};
}

const FOUND_STOPPED = 'adopted-while-stopped';
const FOUND_RECORDING = 'adopted-while-recording';

/** The physical id keeps the state that was found, so that deletion can restore it. */
async function adopt(event: Event): Promise<Outcome> {
  const recorder = (await findRecorder(config))?.name;
  if (event.RequestType === 'Delete') {
    if (recorder && event.PhysicalResourceId === FOUND_STOPPED) {
      await stop(config, recorder);
    }
    return {};
  }
  if (!recorder) {
    throw new Error("There is no AWS Config recorder to adopt in this account and region. Make one with mode 'create'.");
  }
  const recording = (await recorderStatus(config, recorder))?.recording ?? false;
  if (!recording) {
    await startAdopted(recorder);
  }
  const found = recording ? FOUND_RECORDING : FOUND_STOPPED;
  return { physicalResourceId: event.RequestType === 'Update' ? event.PhysicalResourceId : found };
}

async function startAdopted(recorder: string): Promise<void> {
  try {
    await config.send(new StartConfigurationRecorderCommand({ ConfigurationRecorderName: recorder }));
  } catch (error) {
    if (/AccessDenied/.test((error as Error).name)) {
      throw new Error(
        `Recorder '${recorder}' does not record, and this account may not start it (${(error as Error).message}). `
        + 'AWS Control Tower forbids changes to its recorders: repair it from the management account.',
      );
    }
    throw error;
  }
  await untilRecording(config, recorder, patience);
}
