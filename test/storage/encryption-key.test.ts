import { Duration, RemovalPolicy } from 'aws-cdk-lib/core';
import { EncryptionKey } from '../../src';
import { only, statementsOf, templateOf } from '../support/templates';

const REGION = { Ref: 'AWS::Region' };

describe('an encryption key', () => {
  const template = templateOf((stack) => new EncryptionKey(stack, 'Key', { alias: 'baseline-test' }));

  test('is rotated, outlives the stack and can be brought back for 30 days', () => {
    const key = only(template, 'AWS::KMS::Key');
    expect(key.Properties).toMatchObject({ EnableKeyRotation: true, PendingWindowInDays: 30 });
    expect(key.DeletionPolicy).toBe('RetainExceptOnCreate');
    expect(only(template, 'AWS::KMS::Alias').Properties.AliasName).toBe('alias/baseline-test');
  });

  test('is open to the IAM policies of the account and to CloudWatch Logs, bound by the encryption context alone', () => {
    const found = statementsOf(template, 'AWS::KMS::Key', 'KeyPolicy');
    expect(Object.keys(found)).toEqual(['EnableIamPolicies', 'DenyGrantsToOthers', 'CloudWatchLogs']);
    expect(found.CloudWatchLogs.Principal).toEqual({ Service: { 'Fn::Join': ['', ['logs.', REGION, '.', { Ref: 'AWS::URLSuffix' }]] } });
    expect(found.CloudWatchLogs.Condition).toEqual({
      ArnLike: {
        'kms:EncryptionContext:aws:logs:arn': { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':logs:', REGION, ':', { Ref: 'AWS::AccountId' }, ':*']] },
      },
    });
  });

  test('is passed on by AWS services alone, for resources of theirs', () => {
    expect(statementsOf(template, 'AWS::KMS::Key', 'KeyPolicy').DenyGrantsToOthers).toMatchObject({
      Effect: 'Deny',
      Principal: { AWS: '*' },
      Action: 'kms:CreateGrant',
      Condition: { BoolIfExists: { 'kms:GrantIsForAWSResource': 'false', 'aws:PrincipalIsAWSService': 'false' } },
    });
  });

  test('goes with the stack when told', () => {
    const going = templateOf((stack) => new EncryptionKey(stack, 'Key', { removalPolicy: RemovalPolicy.DESTROY, pendingWindow: Duration.days(7) }));
    expect(only(going, 'AWS::KMS::Key').DeletionPolicy).toBe('Delete');
    expect(only(going, 'AWS::KMS::Key').Properties.PendingWindowInDays).toBe(7);
  });
});
