import {
  type ConfigServiceClient, type ConfigurationRecorder, type ConfigurationRecorderStatus, type DeliveryChannel,
  DescribeConfigurationRecordersCommand, DescribeConfigurationRecorderStatusCommand,
  DescribeDeliveryChannelsCommand, DescribeDeliveryChannelStatusCommand,
  StartConfigurationRecorderCommand, StopConfigurationRecorderCommand,
} from '@aws-sdk/client-config-service';
import { log } from '../../common/json-log';
import { codeOf, patiently } from '../../common/service-errors';
import type { Timing } from '../../common/timing';

/** How long it may take altogether until recorder and channel have appeared and the recorder records; the function itself has five minutes. */
const PATIENCE_MILLISECONDS = 3 * 60_000;
/** How long a failure must last: right after an update AWS Config still reports the one from before. */
const FAILURE_PATIENCE_MILLISECONDS = 60_000;
const PAUSE_MILLISECONDS = 4_000;
/** How long one request may be throttled or unanswered. */
const REQUEST_PATIENCE_MILLISECONDS = 30_000;

/** The account's AWS Config recorder in this region. */
export class AccountRecorder {
  private readonly ends: number;

  constructor(private readonly client: ConfigServiceClient, private readonly timing: Timing) {
    this.ends = timing.now() + PATIENCE_MILLISECONDS;
  }

  /** The customer-managed recorder: at most one a region. Recorders that belong to AWS services do not count. */
  public async find(): Promise<ConfigurationRecorder | undefined> {
    const { ConfigurationRecorders } = await this.ask(() => this.client.send(new DescribeConfigurationRecordersCommand({})));
    return ConfigurationRecorders?.find(({ servicePrincipal }) => !servicePrincipal);
  }

  /** The delivery channel: at most one a region. */
  public async findChannel(): Promise<DeliveryChannel | undefined> {
    const { DeliveryChannels } = await this.ask(() => this.client.send(new DescribeDeliveryChannelsCommand({})));
    return DeliveryChannels?.[0];
  }

  /** Whether the recorder records. */
  public async isRecording(name: string): Promise<boolean> {
    return (await this.status(name))?.recording ?? false;
  }

  /** Starts the recorder once it and its channel are there, waits until it records, and looks at what it delivers. */
  public async startWithChannel(recorder: string, channel: string): Promise<void> {
    await this.until(`recorder ${recorder} and delivery channel ${channel} are there`, async () =>
      (await this.find())?.name === recorder && (await this.findChannel())?.name === channel);
    if (!(await this.isRecording(recorder))) {
      await this.start(recorder);
    }
    await this.untilRecording(recorder);
    await this.untilNoFailure(`AWS Config cannot deliver through ${channel}`, () => this.deliveryFailure(channel));
  }

  /** Asks the recorder to record. */
  public async start(recorder: string): Promise<void> {
    await this.ask(() => this.client.send(new StartConfigurationRecorderCommand({ ConfigurationRecorderName: recorder })));
    log('started', { recorder });
  }

  /** Waits until the recorder records; a failure is an error with the words of AWS. */
  public async untilRecording(recorder: string): Promise<void> {
    await this.until(`recorder ${recorder} records`, () => this.isRecording(recorder));
    await this.untilNoFailure(`AWS Config cannot record with ${recorder}`, async () => {
      const status = await this.status(recorder);
      return hasFailed(status) ? status : undefined;
    });
  }

  /** Stops the recorder; one that is gone already is as good. */
  public async stop(recorder: string): Promise<void> {
    try {
      await this.ask(() => this.client.send(new StopConfigurationRecorderCommand({ ConfigurationRecorderName: recorder })));
      log('stopped', { recorder });
    } catch (error) {
      if (codeOf(error) !== 'NoSuchConfigurationRecorderException') {
        throw error;
      }
    }
  }

  private async status(name: string): Promise<ConfigurationRecorderStatus | undefined> {
    const { ConfigurationRecordersStatus } = await this.ask(() =>
      this.client.send(new DescribeConfigurationRecorderStatusCommand({ ConfigurationRecorderNames: [name] })));
    return ConfigurationRecordersStatus?.[0];
  }

  private async deliveryFailure(channel: string): Promise<Failure | undefined> {
    const { DeliveryChannelsStatus } = await this.ask(() =>
      this.client.send(new DescribeDeliveryChannelStatusCommand({ DeliveryChannelNames: [channel] })));
    const [status] = DeliveryChannelsStatus ?? [];
    return [status?.configHistoryDeliveryInfo, status?.configSnapshotDeliveryInfo, status?.configStreamDeliveryInfo]
      .find(hasFailed);
  }

  private async untilNoFailure(what: string, look: () => Promise<Failure | undefined>): Promise<void> {
    const ends = Math.min(this.ends, this.timing.now() + FAILURE_PATIENCE_MILLISECONDS);
    for (let failure = await look(); failure; failure = await look()) {
      if (this.timing.now() >= ends) {
        throw new Error(`${what}: ${failure.lastErrorCode}: ${failure.lastErrorMessage}`);
      }
      await this.timing.sleep(PAUSE_MILLISECONDS);
    }
  }

  private async until(what: string, holds: () => Promise<boolean>): Promise<void> {
    while (!(await holds())) {
      if (this.timing.now() >= this.ends) {
        throw new Error(`Waited ${PATIENCE_MILLISECONDS / 1000} seconds in vain until ${what}`);
      }
      await this.timing.sleep(PAUSE_MILLISECONDS);
    }
  }

  private ask<T>(request: () => Promise<T>): Promise<T> {
    return patiently(this.timing, this.timing.now() + REQUEST_PATIENCE_MILLISECONDS, request);
  }
}

/**
 * AWS answers FAILURE and SUCCESS, the types of its SDK say Failure and Success.
 * @see https://docs.aws.amazon.com/config/latest/developerguide/verify-delivery-status.html
 */
function hasFailed(report: { readonly lastStatus?: string } | undefined): boolean {
  return report?.lastStatus?.toUpperCase() === 'FAILURE';
}

interface Failure {
  readonly lastErrorCode?: string;
  readonly lastErrorMessage?: string;
}
