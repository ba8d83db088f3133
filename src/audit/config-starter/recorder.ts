import {
  type ConfigServiceClient, type ConfigurationRecorder, type ConfigurationRecorderStatus,
  DescribeConfigurationRecordersCommand, DescribeConfigurationRecorderStatusCommand,
  DescribeDeliveryChannelsCommand, DescribeDeliveryChannelStatusCommand,
  StartConfigurationRecorderCommand, StopConfigurationRecorderCommand,
} from '@aws-sdk/client-config-service';
import { log } from '../../common/json-log';

/** How long recorder and channel may take to appear, and the recorder to record. */
export interface Patience {
  readonly attempts: number;
  readonly pauseMilliseconds: number;
}

/** The account's customer-managed recorder: at most one a region. Recorders that belong to AWS services do not count. */
export async function findRecorder(client: ConfigServiceClient): Promise<ConfigurationRecorder | undefined> {
  const { ConfigurationRecorders } = await client.send(new DescribeConfigurationRecordersCommand({}));
  return ConfigurationRecorders?.find(({ servicePrincipal }) => !servicePrincipal);
}

/** Whether the recorder records, and what AWS Config says of its last delivery. */
export async function recorderStatus(client: ConfigServiceClient, name: string): Promise<ConfigurationRecorderStatus | undefined> {
  const { ConfigurationRecordersStatus } = await client.send(new DescribeConfigurationRecorderStatusCommand({ ConfigurationRecorderNames: [name] }));
  return ConfigurationRecordersStatus?.[0];
}

/** Starts the recorder once it and its channel are there, and waits until it records. */
export async function start(client: ConfigServiceClient, recorder: string, channel: string, patience: Patience): Promise<void> {
  await until(patience, `recorder ${recorder} and delivery channel ${channel} are there`, async () => {
    const { DeliveryChannels } = await client.send(new DescribeDeliveryChannelsCommand({}));
    return (await findRecorder(client))?.name === recorder && (DeliveryChannels?.some(({ name }) => name === channel) ?? false);
  });
  if (!(await recorderStatus(client, recorder))?.recording) {
    await client.send(new StartConfigurationRecorderCommand({ ConfigurationRecorderName: recorder }));
    log('started', { recorder });
  }
  await untilRecording(client, recorder, patience);
  await checkDelivery(client, channel);
}

/** Waits until the recorder records; a failed one is an error with the words of AWS. */
export async function untilRecording(client: ConfigServiceClient, recorder: string, patience: Patience): Promise<void> {
  await until(patience, `recorder ${recorder} records`, async () => {
    const status = await recorderStatus(client, recorder);
    if (status?.lastStatus === 'Failure') {
      throw new Error(`AWS Config cannot record with ${recorder}: ${status.lastErrorCode}: ${status.lastErrorMessage}`);
    }
    return status?.recording ?? false;
  });
}

/** Stops the recorder; one that is gone already is as good. */
export async function stop(client: ConfigServiceClient, recorder: string): Promise<void> {
  try {
    await client.send(new StopConfigurationRecorderCommand({ ConfigurationRecorderName: recorder }));
    log('stopped', { recorder });
  } catch (error) {
    if ((error as Error).name !== 'NoSuchConfigurationRecorderException') {
      throw error;
    }
  }
}

async function checkDelivery(client: ConfigServiceClient, channel: string): Promise<void> {
  const { DeliveryChannelsStatus } = await client.send(new DescribeDeliveryChannelStatusCommand({ DeliveryChannelNames: [channel] }));
  const [status] = DeliveryChannelsStatus ?? [];
  const failed = [status?.configHistoryDeliveryInfo, status?.configSnapshotDeliveryInfo, status?.configStreamDeliveryInfo]
    .find((delivery) => delivery?.lastStatus === 'Failure');
  if (failed) {
    throw new Error(`AWS Config cannot deliver through ${channel}: ${failed.lastErrorCode}: ${failed.lastErrorMessage}`);
  }
}

async function until({ attempts, pauseMilliseconds }: Patience, what: string, holds: () => Promise<boolean>): Promise<void> {
  for (let attempt = 1; !(await holds()); attempt++) {
    if (attempt === attempts) {
      throw new Error(`Waited ${Math.round(attempts * pauseMilliseconds / 1000)} seconds in vain until ${what}`);
    }
    await new Promise((resolve) => setTimeout(resolve, pauseMilliseconds));
  }
}
