import type * as kms from 'aws-cdk-lib/aws-kms';
import { CustomResource, Duration, Lazy, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { DataLossCheckFunction } from './data-loss-check-function';
import { RESOURCE_TYPE, type DataLossCheckProperties } from './resource-properties';
import { retentionPeriodsOf } from './retention-periods';
import { HandlerFunction } from '../../common/functions/handler-function';
import { isDeleted, keyResourceOf } from '../../common/policies/deleted-key';
import type { BaselineContext } from '../pillars/pillar';

/**
 * Makes an update fail that would delete data of the stack, or the KMS key that the data needs, unless the user specified this. Synthesis cannot
 * detect such an update, because it does not know the deployed template. CloudFormation sends the previous and the new properties to a function, and
 * deletes nothing before all resources are updated.
 *
 * A resource whose update deletes data immediately must depend on this construct.
 */
export class DataLossCheck extends Construct {
  constructor(context: BaselineContext, encryptionKey: kms.IKey) {
    super(context.scope, 'DataLossCheck');
    const handler = HandlerFunction.singleton(this, 'DataLossCheckFunction', {
      createFunction: (parent, name, options) => new DataLossCheckFunction(parent, name, options),
      description: 'Rejects updates that would delete data of the stack without being asked to',
      timeout: Duration.minutes(2),
      memorySize: 256,
      encryptionKey,
    });
    const resource = new CustomResource(this, 'Resource', {
      resourceType: RESOURCE_TYPE,
      serviceToken: handler.function.functionArn,
      serviceTimeout: Duration.minutes(3),
      properties: { ...this.propertiesOf(context, encryptionKey) },
    });
    // The database of a new stack waits for the check, which has no effect then.
    handler.addDependent(resource, false);
  }

  private propertiesOf(context: BaselineContext, encryptionKey: kms.IKey): DataLossCheckProperties {
    const { options, props } = context;
    return {
      KeyArn: encryptionKey.keyArn,
      IsKeyDeleted: Lazy.string({ produce: () => String(this.isDeletedByUpdate(encryptionKey)) }),
      RetainsData: String(options.retainData),
      IsDeletionSpecified: String(props.retainData === false),
      RetentionPeriods: retentionPeriodsOf(context),
    };
  }

  /** Whether CloudFormation deletes the key if an update removes it. The removal policy can change until synthesis. */
  private isDeletedByUpdate(key: kms.IKey): boolean {
    const resource = keyResourceOf(key);
    return resource !== undefined && Stack.of(resource) === Stack.of(this) && isDeleted(resource);
  }
}
