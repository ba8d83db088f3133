import {
  type ConfigServiceClient, type ConfigurationRecorder, type ConfigurationRecorderStatus, DeliverConfigSnapshotCommand,
  type DeliveryChannel, type DeliveryChannelStatus, DescribeConfigurationRecordersCommand, DescribeConfigurationRecorderStatusCommand,
  DescribeDeliveryChannelsCommand, DescribeDeliveryChannelStatusCommand, StartConfigurationRecorderCommand, StopConfigurationRecorderCommand,
} from '@aws-sdk/client-config-service';
import { codeOf, retryDenied, retryTransient } from '../../../common/custom-resource/runtime/service-errors';
import type { Timing } from '../../../common/custom-resource/runtime/timing';

/** How long one request may be throttled or unanswered. */
const PATIENCE_MILLISECONDS = 30_000;

/** What is asked of AWS Config; a request that fails for a while is repeated. */
export class ConfigRequests {
  private isAllowed = false;

  constructor(private readonly client: ConfigServiceClient, private readonly timing: Timing) {}

  /** The customer-managed recorder: at most one a region. Recorders that belong to AWS services do not count. */
  public async recorder(): Promise<ConfigurationRecorder | undefined> {
    const look = () => this.ask(() => this.client.send(new DescribeConfigurationRecordersCommand({})));
    const { ConfigurationRecorders } = await (this.isAllowed ? look() : retryDenied(this.timing, look));
    this.isAllowed = true;
    return ConfigurationRecorders?.find(({ servicePrincipal }) => !servicePrincipal);
  }

  /** The delivery channel: at most one a region. */
  public async channel(): Promise<DeliveryChannel | undefined> {
    const { DeliveryChannels } = await this.ask(() => this.client.send(new DescribeDeliveryChannelsCommand({})));
    return DeliveryChannels?.[0];
  }

  /** How the recorder fares. Undefined where it is gone. */
  public async recorderStatus(name: string): Promise<ConfigurationRecorderStatus | undefined> {
    return unlessGone(async () => {
      const { ConfigurationRecordersStatus } = await this.ask(() =>
        this.client.send(new DescribeConfigurationRecorderStatusCommand({ ConfigurationRecorderNames: [name] })));
      return ConfigurationRecordersStatus?.[0];
    });
  }

  /** What became of the channel's last deliveries. */
  public async channelStatus(name: string): Promise<DeliveryChannelStatus | undefined> {
    const { DeliveryChannelsStatus } = await this.ask(() =>
      this.client.send(new DescribeDeliveryChannelStatusCommand({ DeliveryChannelNames: [name] })));
    return DeliveryChannelsStatus?.[0];
  }

  public async start(recorder: string): Promise<void> {
    await this.ask(() => this.client.send(new StartConfigurationRecorderCommand({ ConfigurationRecorderName: recorder })));
  }

  /** Whether there was such a recorder to stop. */
  public async stop(recorder: string): Promise<boolean> {
    const stopped = await unlessGone(() =>
      this.ask(() => this.client.send(new StopConfigurationRecorderCommand({ ConfigurationRecorderName: recorder }))));
    return stopped !== undefined;
  }

  /** Has a snapshot delivered at once instead of at the next full period. */
  public async deliverSnapshot(channel: string): Promise<void> {
    await this.client.send(new DeliverConfigSnapshotCommand({ deliveryChannelName: channel }));
  }

  private ask<T>(request: () => Promise<T>): Promise<T> {
    return retryTransient(this.timing, this.timing.now() + PATIENCE_MILLISECONDS, request);
  }
}

async function unlessGone<T>(request: () => Promise<T>): Promise<T | undefined> {
  try {
    return await request();
  } catch (error) {
    if (codeOf(error) === 'NoSuchConfigurationRecorderException') {
      return undefined;
    }
    throw error;
  }
}
