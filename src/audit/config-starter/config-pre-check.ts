import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { PRE_CHECK } from './resource-properties';
import { createStarterResource } from './starter-resource';

interface ConfigPreCheckProps {
  /** The name of the recorder that the stack creates. */
  readonly recorderName: string;
  /** The KMS key that encrypts the log group of the function, which the pre-check and all starters of a stack share. */
  readonly encryptionKey?: IKey;
}

/**
 * Checks the account before the recorder of the stack is created. If the account already has another recorder, the deployment fails immediately
 * with the name of the recorder and the remedy. Also creates the service-linked role of AWS Config if the account does not have it. The role is
 * retained when the stack is deleted.
 *
 * The recorder and the delivery channel depend on it.
 *
 * @see https://docs.aws.amazon.com/config/latest/developerguide/using-service-linked-roles.html
 */
export class ConfigPreCheck extends Construct {
  constructor(scope: Construct, id: string, { recorderName, encryptionKey }: ConfigPreCheckProps) {
    super(scope, id);
    createStarterResource(this, PRE_CHECK, { Operation: 'PreCheck', RecorderName: recorderName }, { encryptionKey });
  }
}
