import {
  type ConfigServiceClient, DeleteRetentionConfigurationCommand, DescribeRetentionConfigurationsCommand, PutRetentionConfigurationCommand,
} from '@aws-sdk/client-config-service';
import { log } from '../../../common/custom-resource/runtime/json-log';
import { codeOf, retryTransient } from '../../../common/custom-resource/runtime/service-errors';
import type { Timing } from '../../../common/custom-resource/runtime/timing';

/** How long one request is retried. */
const PATIENCE_MILLISECONDS = 30_000;

/**
 * The retention period of AWS Config, a setting of the account and region for which CloudFormation has no resource.
 * @see https://docs.aws.amazon.com/config/latest/APIReference/API_PutRetentionConfiguration.html
 */
export class Retention {
  constructor(private readonly client: ConfigServiceClient, private readonly timing: Timing) {}

  /** Sets the retention period. */
  public async set(days: number): Promise<void> {
    await this.retry(() => this.client.send(new PutRetentionConfigurationCommand({ RetentionPeriodInDays: days })));
    log('retention set', { days });
  }

  /** Restores the default of seven years, unless the period is no longer `days` because it was changed in the meantime. */
  public async reset(days: number): Promise<void> {
    const { RetentionConfigurations } = await this.retry(() => this.client.send(new DescribeRetentionConfigurationsCommand({})));
    const configuration = RetentionConfigurations?.find(({ RetentionPeriodInDays }) => RetentionPeriodInDays === days);
    if (configuration) {
      await this.remove(configuration.Name!);
    }
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
