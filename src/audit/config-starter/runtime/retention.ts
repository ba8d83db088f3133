import {
  type ConfigServiceClient, DeleteRetentionConfigurationCommand, DescribeRetentionConfigurationsCommand, PutRetentionConfigurationCommand,
  type RetentionConfiguration,
} from '@aws-sdk/client-config-service';
import { log } from '../../../common/functions/runtime/json-log';
import { codeOf, retryDenied, retryTransient } from '../../../common/functions/runtime/service-errors';
import type { Timing } from '../../../common/functions/runtime/timing';

/** How long one request is retried. */
const PATIENCE_MILLISECONDS = 30_000;

/**
 * The retention period of AWS Config, a setting of the account and region for which CloudFormation has no resource.
 * @see https://docs.aws.amazon.com/config/latest/APIReference/API_PutRetentionConfiguration.html
 */
export class Retention {
  constructor(private readonly client: ConfigServiceClient, private readonly timing: Timing) {}

  /**
   * Sets the retention period, unless it is already set: every request notifies the subscribers of the security alarms. The permission is added to
   * the policy of the function by the deployment that first specifies a period.
   */
  public async set(days: number): Promise<void> {
    if (await this.find(days) === undefined) {
      const request = () => this.client.send(new PutRetentionConfigurationCommand({ RetentionPeriodInDays: days }));
      await retryDenied(this.timing, () => this.retry(request));
      log('retention set', { days });
    }
  }

  /** Restores the default of seven years, unless the period is no longer `days` because it was changed in the meantime. */
  public async reset(days: number): Promise<void> {
    const configuration = await this.find(days);
    if (configuration) {
      await this.remove(configuration.Name!);
    }
  }

  /** Returns the retention configuration of the account if it has this period. */
  private async find(days: number): Promise<RetentionConfiguration | undefined> {
    const { RetentionConfigurations } = await this.retry(() => this.client.send(new DescribeRetentionConfigurationsCommand({})));
    return RetentionConfigurations?.find(({ RetentionPeriodInDays }) => RetentionPeriodInDays === days);
  }

  private async remove(name: string): Promise<void> {
    try {
      await this.retry(() => this.client.send(new DeleteRetentionConfigurationCommand({ RetentionConfigurationName: name })));
    } catch (error) {
      if (codeOf(error) !== 'NoSuchRetentionConfigurationException') {
        throw error;
      }
    }
  }

  private retry<T>(request: () => Promise<T>): Promise<T> {
    return retryTransient(this.timing, this.timing.now() + PATIENCE_MILLISECONDS, request);
  }
}
