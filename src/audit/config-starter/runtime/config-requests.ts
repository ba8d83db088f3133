import {
  type ConfigServiceClient, type ConfigurationRecorder, type ConfigurationRecorderStatus, DeliverConfigSnapshotCommand,
  type DeliveryChannel, type DeliveryChannelStatus, DescribeConfigRulesCommand,
  DescribeConfigurationRecordersCommand, DescribeConfigurationRecorderStatusCommand,
  DescribeDeliveryChannelsCommand, DescribeDeliveryChannelStatusCommand, StartConfigurationRecorderCommand, StopConfigurationRecorderCommand,
} from '@aws-sdk/client-config-service';
import { codeOf, retryDenied, retryTransient } from '../../../common/functions/runtime/service-errors';
import type { Timing } from '../../../common/functions/runtime/timing';

/** How long one request is retried while it is throttled or has no response. */
const PATIENCE_MILLISECONDS = 30_000;

/** Sends requests to AWS Config, and retries them after transient failures. */
export class ConfigRequests {
  private isAllowed = false;

  constructor(private readonly client: ConfigServiceClient, private readonly timing: Timing) {}

  /** Returns the customer managed recorder, of which a region has at most one. Service-linked recorders are ignored. */
  public async recorder(): Promise<ConfigurationRecorder | undefined> {
    const describe = () => this.retry(() => this.client.send(new DescribeConfigurationRecordersCommand({})));
    const { ConfigurationRecorders } = await (this.isAllowed ? describe() : retryDenied(this.timing, describe));
    this.isAllowed = true;
    return ConfigurationRecorders?.find(({ servicePrincipal }) => !servicePrincipal);
  }

  /** Returns the delivery channel, of which a region has at most one. */
  public async channel(): Promise<DeliveryChannel | undefined> {
    const { DeliveryChannels } = await this.retry(() => this.client.send(new DescribeDeliveryChannelsCommand({})));
    return DeliveryChannels?.[0];
  }

  /** Returns the status of the recorder. Undefined if the recorder does not exist. */
  public async recorderStatus(name: string): Promise<ConfigurationRecorderStatus | undefined> {
    return ifExists(async () => {
      const { ConfigurationRecordersStatus } = await this.retry(() =>
        this.client.send(new DescribeConfigurationRecorderStatusCommand({ ConfigurationRecorderNames: [name] })));
      return ConfigurationRecordersStatus?.[0];
    });
  }

  /** Returns the status of the last deliveries of the channel. */
  public async channelStatus(name: string): Promise<DeliveryChannelStatus | undefined> {
    const { DeliveryChannelsStatus } = await this.retry(() =>
      this.client.send(new DescribeDeliveryChannelStatusCommand({ DeliveryChannelNames: [name] })));
    return DeliveryChannelsStatus?.[0];
  }

  /** Returns the name of a rule of the account and region, if there is one that is not being deleted. */
  public async anyRule(): Promise<string | undefined> {
    for (let NextToken: string | undefined, isFirst = true; isFirst || NextToken !== undefined; isFirst = false) {
      const page = await this.retry(() => this.client.send(new DescribeConfigRulesCommand({ NextToken })));
      const rule = page.ConfigRules?.find(({ ConfigRuleState }) => ConfigRuleState !== 'DELETING');
      if (rule) {
        return rule.ConfigRuleName;
      }
      NextToken = page.NextToken;
    }
    return undefined;
  }

  public async start(recorder: string): Promise<void> {
    await this.retry(() => this.client.send(new StartConfigurationRecorderCommand({ ConfigurationRecorderName: recorder })));
  }

  /** Stops the recorder. Returns whether it existed. */
  public async stop(recorder: string): Promise<boolean> {
    const stopped = await ifExists(() =>
      this.retry(() => this.client.send(new StopConfigurationRecorderCommand({ ConfigurationRecorderName: recorder }))));
    return stopped !== undefined;
  }

  /** Requests the delivery of a configuration snapshot, without retries. */
  public async deliverSnapshot(channel: string): Promise<void> {
    await this.client.send(new DeliverConfigSnapshotCommand({ deliveryChannelName: channel }));
  }

  private retry<T>(request: () => Promise<T>): Promise<T> {
    return retryTransient(this.timing, this.timing.now() + PATIENCE_MILLISECONDS, request);
  }
}

/** Returns undefined if the recorder does not exist. */
async function ifExists<T>(request: () => Promise<T>): Promise<T | undefined> {
  try {
    return await request();
  } catch (error) {
    if (codeOf(error) === 'NoSuchConfigurationRecorderException') {
      return undefined;
    }
    throw error;
  }
}
