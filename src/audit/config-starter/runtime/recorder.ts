import type { ConfigServiceClient, ConfigurationRecorder, DeliveryChannel } from '@aws-sdk/client-config-service';
import { ConfigRequests } from './config-requests';
import { deliveryFailure, lastAttempt, recorderHealth, type Health } from './health';
import { log } from '../../../common/custom-resource/runtime/json-log';
import { describeError } from '../../../common/custom-resource/runtime/service-errors';
import type { Timing } from '../../../common/custom-resource/runtime/timing';

/** How long it may take altogether until recorder and channel have appeared and the recorder records; the function itself has five minutes. */
const PATIENCE_MILLISECONDS = 150_000;
/**
 * How long it may take from then on until AWS Config reports that it records and delivers, and how long a failure must last: right after
 * an update AWS Config still reports the one from before.
 */
const REPORT_PATIENCE_MILLISECONDS = 75_000;
const STOP_PATIENCE_MILLISECONDS = 60_000;
/** A stop that shows already is not known everywhere yet (https://github.com/hashicorp/terraform-provider-aws/pull/2910). */
const STOP_GRACE_MILLISECONDS = 5_000;
const PAUSE_MILLISECONDS = 4_000;
const LONGEST_UPDATE_MILLISECONDS = 6 * 3_600_000;
/** How long a snapshot that was asked for may take before another is asked for. */
const SNAPSHOT_MILLISECONDS = 20_000;

/** The account's AWS Config recorder in this region. */
export class AccountRecorder {
  private readonly requests: ConfigRequests;
  private readonly ends: number;

  constructor(client: ConfigServiceClient, private readonly timing: Timing) {
    this.requests = new ConfigRequests(client, timing);
    this.ends = timing.now() + PATIENCE_MILLISECONDS;
  }

  /** The customer-managed recorder: at most one a region. */
  public find(): Promise<ConfigurationRecorder | undefined> {
    return this.requests.recorder();
  }

  /** The delivery channel: at most one a region. */
  public findChannel(): Promise<DeliveryChannel | undefined> {
    return this.requests.channel();
  }

  /** Whether the recorder records. */
  public async isRecording(name: string): Promise<boolean> {
    return (await this.requests.recorderStatus(name))?.recording ?? false;
  }

  /** Whether the recorder was started longer ago than an update of the stack takes. */
  public async hasRecordedLong(name: string): Promise<boolean> {
    const startedAt = (await this.requests.recorderStatus(name))?.lastStartTime?.getTime() ?? Infinity;
    return this.timing.now() - startedAt > LONGEST_UPDATE_MILLISECONDS;
  }

  /** Starts the recorder once it and its channel are there, waits until it records, and has it show that it delivers. */
  public async startWithChannel(recorder: string, channel: string): Promise<void> {
    await this.until(this.ends, `recorder ${recorder} and delivery channel ${channel} are there`, async () =>
      (await this.find())?.name === recorder && (await this.findChannel())?.name === channel);
    if (!(await this.isRecording(recorder))) {
      await this.start(recorder);
    }
    await this.untilRecording(recorder);
    await this.untilWell(await this.trial(recorder, channel));
  }

  /** Asks the recorder to record. */
  public async start(recorder: string): Promise<void> {
    await this.requests.start(recorder);
    log('started', { recorder });
  }

  /** Waits until the recorder records. */
  public untilRecording(recorder: string): Promise<void> {
    return this.until(this.ends, `recorder ${recorder} records`, () => this.isRecording(recorder));
  }

  /** Waits until what AWS Config reports of the recorder is no failure. It only reads, and waits for no delivery. */
  public async untilReportedWell(recorder: string): Promise<void> {
    const channel = (await this.findChannel())?.name;
    await this.untilWell(async () => {
      const health = recorderHealth(recorder, await this.requests.recorderStatus(recorder));
      const failure = channel === undefined ? undefined : deliveryFailure(channel, await this.requests.channelStatus(channel));
      return { failure: health.failure ?? failure, isKnown: health.isKnown };
    });
  }

  /** Stops the recorder, and tells whether it was there; one that is gone already is as good. */
  public async stop(recorder: string): Promise<boolean> {
    const wasThere = await this.requests.stop(recorder);
    log('stopped', { recorder, wasThere });
    return wasThere;
  }

  /** The same, and waits until its channel can be deleted: AWS refuses to delete that of a recorder which runs. */
  public async stopForGood(recorder: string): Promise<void> {
    if (await this.stop(recorder)) {
      const ends = this.timing.now() + STOP_PATIENCE_MILLISECONDS;
      await this.until(ends, `recorder ${recorder} stands still`, async () => !(await this.isRecording(recorder)));
      await this.timing.sleep(STOP_GRACE_MILLISECONDS);
    }
  }

  /**
   * A look at recorder and delivery that asks for a snapshot, and for another where none was delivered. Of its own AWS Config delivers
   * after hours only, so that bucket and key could be closed to it without notice.
   * @see https://docs.aws.amazon.com/config/latest/APIReference/API_DeliverConfigSnapshot.html
   */
  private async trial(recorder: string, channel: string): Promise<() => Promise<Health>> {
    const before = lastAttempt(await this.requests.channelStatus(channel));
    let askedAt = -Infinity;
    return async () => {
      const health = recorderHealth(recorder, await this.requests.recorderStatus(recorder));
      const deliveries = await this.requests.channelStatus(channel);
      const failure = deliveryFailure(channel, deliveries);
      const isDelivered = lastAttempt(deliveries) > before;
      if ((failure !== undefined || !isDelivered) && this.timing.now() - askedAt >= SNAPSHOT_MILLISECONDS) {
        askedAt = this.timing.now();
        await this.askForSnapshot(channel);
      }
      return { failure: health.failure ?? failure, isKnown: health.isKnown && isDelivered };
    };
  }

  /** Whoever may not ask, or asks too early, still waits for what is reported. */
  private async askForSnapshot(channel: string): Promise<void> {
    try {
      await this.requests.deliverSnapshot(channel);
      log('snapshot asked for', { channel });
    } catch (error) {
      log('snapshot refused', { channel, reason: describeError(error) });
    }
  }

  /**
   * Waits until all is well. What is not known in time, as where AWS Config has nothing to record yet, is taken to be; a failure is an error
   * with the words of AWS.
   */
  private async untilWell(look: () => Promise<Health>): Promise<void> {
    const ends = this.timing.now() + REPORT_PATIENCE_MILLISECONDS;
    for (let health = await look(); health.failure !== undefined || !health.isKnown; health = await look()) {
      if (this.timing.now() >= ends) {
        if (health.failure !== undefined) {
          throw new Error(health.failure);
        }
        return log('nothing reported yet', { seconds: REPORT_PATIENCE_MILLISECONDS / 1000 });
      }
      await this.timing.sleep(PAUSE_MILLISECONDS);
    }
  }

  private async until(ends: number, what: string, holds: () => Promise<boolean>): Promise<void> {
    const begun = this.timing.now();
    while (!(await holds())) {
      if (this.timing.now() >= ends) {
        throw new Error(`Waited ${Math.round((this.timing.now() - begun) / 1000)} seconds in vain until ${what}`);
      }
      await this.timing.sleep(PAUSE_MILLISECONDS);
    }
  }
}
