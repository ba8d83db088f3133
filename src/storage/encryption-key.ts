import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Duration, RemovalPolicy } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { EncryptionKeyProps } from './props';
import { isWithoutSnapshot, SNAPSHOT_REMEDY } from './removal-policy';
import { ENCRYPTION_KEY, declareControls } from '../common/compliance/controls';
import { allowCloudWatchLogs, denyGrantsToOthers } from '../common/policies/key-policy';
import { isWhole } from '../common/validation/formats';
import { Problems } from '../common/validation/problems';

/**
 * A customer-managed KMS key, rotated every year, that IAM policies of the account and CloudWatch Logs may use. Grants on it are made by
 * AWS services alone, for the resources of theirs.
 *
 * Every construct that lets an AWS service use the key adds the statement for that service itself.
 *
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html
 */
export class EncryptionKey extends kms.Key {
  constructor(scope: Construct, id: string, props: EncryptionKeyProps = {}) {
    super(scope, id, {
      alias: props.alias,
      description: props.description ?? 'Encrypts what the secure baseline stores',
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
    });
    this.validateProps(props);
    (this.node.defaultChild as kms.CfnKey).pendingWindowInDays = (props.pendingWindow ?? Duration.days(30)).toDays();
    this.applyRemovalPolicy(props.removalPolicy ?? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
    allowCloudWatchLogs(this, this);
    declareControls(this, ENCRYPTION_KEY);
  }

  private validateProps({ pendingWindow, removalPolicy }: EncryptionKeyProps): void {
    new Problems(this)
      .check('removalPolicy', removalPolicy, { isMet: isWithoutSnapshot, must: 'TODO', remedy: SNAPSHOT_REMEDY })
      .checkTime('pendingWindow', pendingWindow, 'days', { isMet: isWhole(7, 30), must: 'TODO', remedy: 'Give 7 to 30 whole days.' })
      .throwIfAny();
  }
}
