import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { createStarterResource } from './starter-resource';

interface ConfigPreCheckProps {
  /** The name that the stack's recorder will have. */
  readonly recorderName: string;
  /** Encrypts the log group of the function, which pre-check and starters of a stack share. */
  readonly encryptionKey?: IKey;
}

/**
 * Checks the account before the stack's recorder is created: if the account has another recorder, the deployment fails immediately with its
 * name and the alternatives. It also ensures that the service-linked role of AWS Config exists, which belongs to the account and is retained.
 *
 * Recorder and delivery channel depend on it.
 *
 * @see https://docs.aws.amazon.com/config/latest/developerguide/using-service-linked-roles.html
 */
export class ConfigPreCheck extends Construct {
  constructor(scope: Construct, id: string, { recorderName, encryptionKey }: ConfigPreCheckProps) {
    super(scope, id);
    createStarterResource(this, 'Custom::ConfigPreCheck', { Operation: 'PreCheck', RecorderName: recorderName }, encryptionKey);
  }
}
