import { Duration, RemovalPolicy } from 'aws-cdk-lib/core';
import { EncryptionKey } from '../../src';
import { only, statementsOf, templateOf } from '../support/templates';

const REGION = { Ref: 'AWS::Region' };

describe('an encryption key', () => {
  const template = templateOf((stack) => new EncryptionKey(stack, 'Key', { alias: 'baseline-test' }));

  test('is rotated, retained when the stack is deleted, and has a waiting period of 30 days', () => {
    const key = only(template, 'AWS::KMS::Key');
    expect(key.Properties).toMatchObject({ EnableKeyRotation: true, PendingWindowInDays: 30 });
    expect(key.DeletionPolicy).toBe('RetainExceptOnCreate');
    expect(only(template, 'AWS::KMS::Alias').Properties.AliasName).toBe('alias/baseline-test');
  });

  test('allows access through IAM policies of the account, and CloudWatch Logs with an encryption context of the account', () => {
    const found = statementsOf(template, 'AWS::KMS::Key', 'KeyPolicy');
    expect(Object.keys(found)).toEqual(['EnableIamPolicies', 'DenyGrantsToOthers', 'CloudWatchLogs']);
    expect(found.CloudWatchLogs.Principal).toEqual({ Service: { 'Fn::Join': ['', ['logs.', REGION, '.', { Ref: 'AWS::URLSuffix' }]] } });
    expect(found.CloudWatchLogs.Condition).toEqual({
      ArnLike: {
        'kms:EncryptionContext:aws:logs:arn': { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':logs:', REGION, ':', { Ref: 'AWS::AccountId' }, ':*']] },
      },
    });
  });

  test('denies grants that AWS services do not create for their resources', () => {
    expect(statementsOf(template, 'AWS::KMS::Key', 'KeyPolicy').DenyGrantsToOthers).toMatchObject({
      Effect: 'Deny',
      Principal: { AWS: '*' },
      Action: 'kms:CreateGrant',
      Condition: { BoolIfExists: { 'kms:GrantIsForAWSResource': 'false', 'aws:PrincipalIsAWSService': 'false' } },
    });
  });

  test('is deleted with the stack with RemovalPolicy.DESTROY', () => {
    const deleted = templateOf((stack) => new EncryptionKey(stack, 'Key', { removalPolicy: RemovalPolicy.DESTROY, pendingWindow: Duration.days(7) }));
    expect(only(deleted, 'AWS::KMS::Key').DeletionPolicy).toBe('Delete');
    expect(only(deleted, 'AWS::KMS::Key').Properties.PendingWindowInDays).toBe(7);
  });
});
