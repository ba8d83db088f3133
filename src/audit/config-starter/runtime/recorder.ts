import type { ConfigServiceClient, ConfigurationRecorder, DeliveryChannel } from '@aws-sdk/client-config-service';
import { ConfigRequests } from './config-requests';
import { deliveryFailure, lastAttempt, recorderHealth, type Health } from './health';
import { log } from '../../../common/functions/runtime/json-log';
import { describeError } from '../../../common/functions/runtime/service-errors';
import type { Timing } from '../../../common/functions/runtime/timing';

/** The time limit until the recorder and the delivery channel exist and the recorder records. The function has a timeout of five minutes. */
const START_PATIENCE_MILLISECONDS = 150_000;
/**
 * The time limit until AWS Config then reports that it records and delivers. A failure counts only if it is reported until then, because AWS
 * Config still reports the previous status after an update.
 */
const REPORT_PATIENCE_MILLISECONDS = 75_000;
const STOP_PATIENCE_MILLISECONDS = 60_000;
/** The time after which a stop that AWS Config reports has propagated (https://github.com/hashicorp/terraform-provider-aws/pull/2910). */
const STOP_GRACE_MILLISECONDS = 5_000;
const PAUSE_MILLISECONDS = 4_000;
/** Longer than any update of the stack. */
const LONGEST_UPDATE_MILLISECONDS = 6 * 3_600_000;
/** The time after which another snapshot is requested if none was delivered. */
const SNAPSHOT_INTERVAL_MILLISECONDS = 20_000;

/** The AWS Config recorder of the account and region. */
export class AccountRecorder {
  private readonly requests: ConfigRequests;
  private readonly startDeadline: number;

  constructor(client: ConfigServiceClient, private readonly timing: Timing) {
    this.requests = new ConfigRequests(client, timing);
    this.startDeadline = timing.now() + START_PATIENCE_MILLISECONDS;
  }

  /** Returns the customer managed recorder, of which a region has at most one. */
  public find(): Promise<ConfigurationRecorder | undefined> {
    return this.requests.recorder();
  }

  /** Returns the delivery channel, of which a region has at most one. */
  public findChannel(): Promise<DeliveryChannel | undefined> {
    return this.requests.channel();
  }

  /** Whether the recorder records. */
  public async isRecording(name: string): Promise<boolean> {
    return (await this.requests.recorderStatus(name))?.recording ?? false;
  }

  /** Whether the recorder was started longer ago than an update of the stack can take. */
  public async wasStartedBeforeUpdate(name: string): Promise<boolean> {
    const startedAt = (await this.requests.recorderStatus(name))?.lastStartTime?.getTime() ?? Infinity;
    return this.timing.now() - startedAt > LONGEST_UPDATE_MILLISECONDS;
  }

  /** Waits until the recorder and the delivery channel exist, starts the recorder, and waits until it records and delivers a snapshot. */
  public async startWithChannel(recorder: string, channel: string): Promise<void> {
    await this.waitUntil(this.startDeadline, `recorder ${recorder} and delivery channel ${channel} to exist`, async () =>
      (await this.find())?.name === recorder && (await this.findChannel())?.name === channel);
    if (!(await this.isRecording(recorder))) {
      await this.start(recorder);
    }
    await this.waitUntilRecording(recorder);
    await this.waitForHealth(await this.healthWithSnapshot(recorder, channel));
  }

  /** Starts the recorder. */
  public async start(recorder: string): Promise<void> {
    await this.requests.start(recorder);
    log('started', { recorder });
  }

  /** Waits until the recorder records. */
  public waitUntilRecording(recorder: string): Promise<void> {
    return this.waitUntil(this.startDeadline, `recorder ${recorder} to start recording`, () => this.isRecording(recorder));
  }

  /** Waits until AWS Config reports no failure of the recorder and its deliveries. Sends only read requests, and does not wait for a delivery. */
  public async waitUntilHealthy(recorder: string): Promise<void> {
    const channel = (await this.findChannel())?.name;
    await this.waitForHealth(async () => {
      const health = recorderHealth(recorder, await this.requests.recorderStatus(recorder));
      const failure = channel === undefined ? undefined : deliveryFailure(channel, await this.requests.channelStatus(channel));
      return { failure: health.failure ?? failure, isKnown: health.isKnown };
    });
  }

  /** Stops the recorder. Returns whether it existed. */
  public async stop(recorder: string): Promise<boolean> {
    const existed = await this.requests.stop(recorder);
    log('stopped', { recorder, existed });
    return existed;
  }

  /** Stops the recorder, unless rules use it: another stack, a service or a user of the account then requires that it records. */
  public async stopUnlessUsed(recorder: string): Promise<void> {
    const rule = await this.requests.anyRule();
    if (rule === undefined) {
      await this.stop(recorder);
    } else {
      log('not stopped', { recorder, reason: `rule ${rule} uses the recorder` });
    }
  }

  /** Stops the recorder and waits until its delivery channel can be deleted: AWS Config rejects the deletion while the recorder runs. */
  public async stopAndWait(recorder: string): Promise<void> {
    if (await this.stop(recorder)) {
      const deadline = this.timing.now() + STOP_PATIENCE_MILLISECONDS;
      await this.waitUntil(deadline, `recorder ${recorder} to stop`, async () => !(await this.isRecording(recorder)));
      await this.timing.sleep(STOP_GRACE_MILLISECONDS);
    }
  }

  /**
   * Returns a function that requests a snapshot, repeatedly until one is delivered, and returns the health of the recorder and its deliveries.
   * Without a request, AWS Config delivers only after hours, so that a deployment would succeed even if the policies of the bucket or the key
   * deny the delivery.
   * @see https://docs.aws.amazon.com/config/latest/APIReference/API_DeliverConfigSnapshot.html
   */
  private async healthWithSnapshot(recorder: string, channel: string): Promise<() => Promise<Health>> {
    const before = lastAttempt(await this.requests.channelStatus(channel));
    let requestedAt = -Infinity;
    return async () => {
      const health = recorderHealth(recorder, await this.requests.recorderStatus(recorder));
      const deliveries = await this.requests.channelStatus(channel);
      const failure = deliveryFailure(channel, deliveries);
      const isDelivered = lastAttempt(deliveries) > before;
      if ((failure !== undefined || !isDelivered) && this.timing.now() - requestedAt >= SNAPSHOT_INTERVAL_MILLISECONDS) {
        requestedAt = this.timing.now();
        await this.requestSnapshot(channel);
      }
      return { failure: health.failure ?? failure, isKnown: health.isKnown && isDelivered };
    };
  }

  /** Ignores errors: if the request is denied or too early, the reported status still counts. */
  private async requestSnapshot(channel: string): Promise<void> {
    try {
      await this.requests.deliverSnapshot(channel);
      log('snapshot requested', { channel });
    } catch (error) {
      log('snapshot request failed', { channel, reason: describeError(error) });
    }
  }

  /**
   * Waits until AWS Config reports a success. Succeeds as well if AWS Config has reported no status at the time limit, for example because there
   * is nothing to record. Throws the error of AWS Config if it reports a failure at the time limit.
   */
  private async waitForHealth(getHealth: () => Promise<Health>): Promise<void> {
    const deadline = this.timing.now() + REPORT_PATIENCE_MILLISECONDS;
    for (let health = await getHealth(); health.failure !== undefined || !health.isKnown; health = await getHealth()) {
      if (this.timing.now() >= deadline) {
        if (health.failure !== undefined) {
          throw new Error(health.failure);
        }
        return log('no status reported', { seconds: REPORT_PATIENCE_MILLISECONDS / 1000 });
      }
      await this.timing.sleep(PAUSE_MILLISECONDS);
    }
  }

  private async waitUntil(deadline: number, expected: string, isMet: () => Promise<boolean>): Promise<void> {
    const startedAt = this.timing.now();
    while (!(await isMet())) {
      if (this.timing.now() >= deadline) {
        const seconds = Math.round((this.timing.now() - startedAt) / 1000);
        throw new Error(`Timed out after ${seconds} seconds while waiting for ${expected}. Deploy or delete the stack again.`);
      }
      await this.timing.sleep(PAUSE_MILLISECONDS);
    }
  }
}
