import {
  type ConfigServiceClient, DeleteRetentionConfigurationCommand, DescribeRetentionConfigurationsCommand, PutRetentionConfigurationCommand,
} from '@aws-sdk/client-config-service';
import { log } from '../../../common/custom-resource/runtime/json-log';
import { codeOf, retryTransient } from '../../../common/custom-resource/runtime/service-errors';
import type { Timing } from '../../../common/custom-resource/runtime/timing';

const PATIENCE_MILLISECONDS = 30_000;

/**
 * How long AWS Config keeps what was recorded: one setting an account and region, for which CloudFormation has no resource.
 * @see https://docs.aws.amazon.com/config/latest/APIReference/API_PutRetentionConfiguration.html
 */
export class Retention {
  constructor(private readonly client: ConfigServiceClient, private readonly timing: Timing) {}

  public async set(days: number): Promise<void> {
    await this.ask(() => this.client.send(new PutRetentionConfigurationCommand({ RetentionPeriodInDays: days })));
    log('retention set', { days });
  }

  /** Goes back to AWS's own seven years, unless somebody has chosen another period meanwhile. */
  public async reset(days: number): Promise<void> {
    const { RetentionConfigurations } = await this.ask(() => this.client.send(new DescribeRetentionConfigurationsCommand({})));
    const present = RetentionConfigurations?.find(({ RetentionPeriodInDays }) => RetentionPeriodInDays === days);
    if (present) {
      await this.remove(present.Name!);
    }
  }

  private async remove(name: string): Promise<void> {
    try {
      await this.ask(() => this.client.send(new DeleteRetentionConfigurationCommand({ RetentionConfigurationName: name })));
    } catch (error) {
      if (codeOf(error) !== 'NoSuchRetentionConfigurationException') {
        throw error;
      }
    }
  }

  private ask<T>(request: () => Promise<T>): Promise<T> {
    return retryTransient(this.timing, this.timing.now() + PATIENCE_MILLISECONDS, request);
  }
}
