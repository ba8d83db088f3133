import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import { Aws, Stack } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { requireStatements } from './required-statements';
import { uniqueSid } from './statement-ids';
import { Problems, type Demand } from '../validation/problems';

/**
 * Adds statements to the policy of a key. The policy of an imported key cannot be changed: a warning shows the statements that the owner of the key
 * must add.
 */
export function allowOnKey(scope: Construct, key: kms.IKey, statements: iam.PolicyStatement[]): void {
  const missing = statements.filter((statement) => !key.addToResourcePolicy(statement).statementAdded);
  if (missing.length > 0) {
    requireStatements(key, key.keyArn, missing.map((statement) => ({ statement, scope })), (policy) =>
      new Problems(key).warn('importedKey',
        `The policy of key ${key.node.path} cannot be changed because the key is imported. Ask its owner to add these statements:\n${policy}`));
  }
}

const KEY_REGION: Demand = {
  must: 'be in the region of the stack',
  remedy: 'A KMS key encrypts only resources of its own region. Use a key in the region of the stack. '
    + 'For logs in a bucket of another region, specify the key of the bucket where you import it: s3.Bucket.fromBucketAttributes(this, id, { bucketArn, region, encryptionKey }).',
};

/**
 * Records a key that is known to be in another region than the construct. A key encrypts only resources of its own region. The key of a bucket in
 * another region is an attribute of the bucket.
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/concepts.html#kms_keys
 */
export function checkKey(problems: Problems, prop: string, key: kms.IKey | undefined): void {
  problems.checkRegion(prop, key, KEY_REGION);
}

/**
 * Records that a key is an alias. In IAM policies the ARN of an alias does not identify the key, so principals would have no permission to use it.
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/cmks-in-iam-policies.html
 */
export function checkNoAlias(problems: Problems, prop: string, key: kms.IKey | undefined): void {
  if (key?.keyArn.includes(':alias/')) {
    problems.add({ prop, value: key.node.path, must: 'be a key and not an alias', remedy: "IAM policies do not resolve an alias to its key. Use the key itself, for example kms.Key.fromKeyArn(this, 'Key', arn)." });
  }
}

/**
 * Allows CloudWatch Logs to encrypt log groups of the stack's account and region with the key.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
 */
export function allowCloudWatchLogs(scope: Construct, key: kms.IKey): void {
  const { account, partition, region } = Stack.of(scope);
  allowOnKey(scope, key, [
    new iam.PolicyStatement({
      sid: uniqueSid(key, 'CloudWatchLogs', region),
      principals: [new iam.ServicePrincipal(`logs.${region}.${Aws.URL_SUFFIX}`)],
      // The AWS documentation also lists kms:Describe*, but a request without encryption context never meets the condition.
      actions: ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'],
      resources: ['*'],
      conditions: { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': `arn:${partition}:logs:${region}:${account}:*` } },
    }),
  ]);
}

/**
 * Denies `kms:CreateGrant` unless an AWS service creates the grant, on its own or on behalf of a principal. Otherwise a principal that is allowed to
 * create grants could give other principals access to the key.
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/grant-authorization.html
 */
export function denyGrantsToOthers(): iam.PolicyStatement {
  return new iam.PolicyStatement({
    sid: 'DenyGrantsToOthers',
    effect: iam.Effect.DENY,
    principals: [new iam.AnyPrincipal()],
    actions: ['kms:CreateGrant'],
    resources: ['*'],
    conditions: { BoolIfExists: { 'aws:PrincipalIsAWSService': 'false', 'kms:GrantIsForAWSResource': 'false' } },
  });
}
