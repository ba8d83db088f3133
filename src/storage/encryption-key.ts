import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Duration, RemovalPolicy } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { EncryptionKeyProps } from './props';
import { NO_SNAPSHOT } from './removal-policy';
import { keepProps, keepPropsOf } from '../common/cdk/property-injectors';
import { ENCRYPTION_KEY, declareControls } from '../common/compliance/controls';
import { allowCloudWatchLogs, denyGrantsToOthers } from '../common/policies/key-policy';
import { rejectLargePolicy, SEPARATE_LOG_WRITERS } from '../common/policies/policy-size';
import { PENDING_WINDOW } from '../common/validation/formats';
import { Problems } from '../common/validation/problems';

/** @see https://docs.aws.amazon.com/kms/latest/developerguide/resource-limits.html */
const MAX_POLICY_BYTES = 32 * 1024;

/**
 * Creates a customer managed KMS key with annual rotation. The key policy allows access through the IAM policies of the account, allows
 * CloudWatch Logs to use the key, and allows only AWS services to create grants.
 *
 * A construct whose AWS service must use the key adds the statement for that service to the key policy.
 *
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html
 *
 * @example
 * import { EncryptionKey, HardenedBucket } from '@org/secure-baseline';
 *
 * const encryptionKey = new EncryptionKey(this, 'Key', { alias: 'reports' });
 * new HardenedBucket(this, 'Reports', { encryptionKey });
 */
export class EncryptionKey extends kms.Key {
  constructor(scope: Construct, id: string, props: EncryptionKeyProps = {}) {
    super(scope, id, keepPropsOf(scope, kms.Key.PROPERTY_INJECTION_ID, {
      description: props.description ?? 'Encrypts the data of the secure baseline',
      enableKeyRotation: true,
      policy: new iam.PolicyDocument({
        statements: [
          new iam.PolicyStatement({
            sid: 'EnableIamPolicies',
            principals: [new iam.AccountRootPrincipal()],
            actions: ['kms:*'],
            resources: ['*'],
          }),
          denyGrantsToOthers(),
        ],
      }),
    }));
    keepProps(this);
    if (props.alias !== undefined) {
      this.addAlias(props.alias);
    }
    this.validateProps(props);
    (this.node.defaultChild as kms.CfnKey).pendingWindowInDays = (props.pendingWindow ?? Duration.days(30)).toDays();
    this.applyRemovalPolicy(props.removalPolicy ?? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
    allowCloudWatchLogs(this, this);
    rejectLargePolicy(this, { document: () => this.policy, maxBytes: MAX_POLICY_BYTES, service: 'AWS KMS', remedy: SEPARATE_LOG_WRITERS });
    declareControls(this, ENCRYPTION_KEY);
  }

  private validateProps({ pendingWindow, removalPolicy }: EncryptionKeyProps): void {
    new Problems(this)
      .check('removalPolicy', removalPolicy, NO_SNAPSHOT)
      .checkTime('pendingWindow', pendingWindow, 'days', PENDING_WINDOW)
      .throwIfAny();
  }
}
