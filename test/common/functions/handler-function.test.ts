import { Template } from 'aws-cdk-lib/assertions';
import { Key } from 'aws-cdk-lib/aws-kms';
import { RemovalPolicy } from 'aws-cdk-lib/core';
import { ConfigStarter, ConfigStarterMode, EncryptionKey, LoggingBucket } from '../../../src';
import { ClosedDefaultSecurityGroup } from '../../../src/network/closed-default-security-group/closed-default-security-group';
import { newStack, only, statementsOf, templateOf, warningsOf } from '../../support/templates';

const FUNCTION = 'AWS::Lambda::Function';
const LOG_GROUP = 'AWS::Logs::LogGroup';

describe('the log group of a custom resource', () => {
  test('is encrypted with the key of the construct, whose policy allows CloudWatch Logs', () => {
    for (const keyOf of [EncryptionKey, Key]) {
      const template = templateOf((stack) => {
        const encryptionKey = new keyOf(stack, 'Key');
        new LoggingBucket(stack, 'Bucket', { encryptionKey, removalPolicy: RemovalPolicy.DESTROY });
      });
      expect(only(template, LOG_GROUP).Properties.KmsKeyId).toEqual({ 'Fn::GetAtt': [expect.stringMatching(/^Key/), 'Arn'] });
      expect(statementsOf(template, 'AWS::KMS::Key', 'KeyPolicy')).toHaveProperty('CloudWatchLogs');
    }
  });

  test('is encrypted with the first key that is specified, even if the first construct specifies none', () => {
    const template = templateOf((stack) => {
      new ConfigStarter(stack, 'WithoutKey', { mode: ConfigStarterMode.ADOPT });
      const start = (id: string) => new ConfigStarter(stack, id, { mode: ConfigStarterMode.ADOPT, encryptionKey: new EncryptionKey(stack, `${id}Key`) });
      start('First');
      start('Second');
    });
    expect(only(template, LOG_GROUP).Properties.KmsKeyId).toEqual({ 'Fn::GetAtt': [expect.stringMatching(/^FirstKey/), 'Arn'] });
  });

  test('warns about the required statement if the key is imported', () => {
    const stack = newStack();
    const encryptionKey = Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:eu-west-1:111122223333:key/1');
    new ClosedDefaultSecurityGroup(stack, 'Group', { securityGroupId: 'sg-1', encryptionKey });
    Template.fromStack(stack);
    expect(warningsOf(stack)).toEqual([expect.stringMatching(/Ask its owner to add .*CloudWatchLogs/s)]);
  });

  test('retains logs for one year and is deleted with the stack', () => {
    const template = templateOf((stack) => new ClosedDefaultSecurityGroup(stack, 'Group', { securityGroupId: 'sg-1' }));
    expect(only(template, LOG_GROUP)).toMatchObject({ DeletionPolicy: 'Delete', Properties: { RetentionInDays: 365 } });
    expect(only(template, LOG_GROUP).Properties).not.toHaveProperty('KmsKeyId');
  });
});

test('the function has its own role and no explicit dependency on it', () => {
  const template = templateOf((stack) => new ClosedDefaultSecurityGroup(stack, 'Group', { securityGroupId: 'sg-1' }));
  const [role] = Object.keys(template.findResources('AWS::IAM::Role'));
  expect(only(template, FUNCTION).Properties.Role).toEqual({ 'Fn::GetAtt': [role, 'Arn'] });
  expect(only(template, FUNCTION).DependsOn).toBeUndefined();
});
