import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { RemovalPolicy } from 'aws-cdk-lib/core';
import { database, databaseTemplate, instanceOf, own, ownId, SNAPSHOT } from './support';
import { EXCLUDED_CHARACTERS, PASSWORD_CHARACTERS } from '../../src/database/master-secret/function-environment';
import { newStack, statementsOf } from '../support/templates';

const OWN = { manageMasterUserPassword: false };
const SECRET = 'AWS::SecretsManager::Secret';
const ATTACHMENT = 'AWS::SecretsManager::SecretTargetAttachment';
const SCHEDULE = 'AWS::SecretsManager::RotationSchedule';
const INSTANCE = 'AWS::RDS::DBInstance';
const FUNCTION = 'AWS::Lambda::Function';

describe('with manageMasterUserPassword: false, a database', () => {
  const template = databaseTemplate((stack) => ({ ...OWN, encryptionKey: new kms.Key(stack, 'Key') }));
  const secret = { Ref: ownId(template, SECRET) };
  const key = { 'Fn::GetAtt': [expect.stringMatching(/^Key/), 'Arn'] };

  test('has the generated password of an encrypted secret, and no secret of RDS', () => {
    expect(own(template, SECRET).Properties).toMatchObject({
      KmsKeyId: key,
      GenerateSecretString: { SecretStringTemplate: '{"username":"dbadmin"}', GenerateStringKey: 'password', PasswordLength: 32, ExcludeCharacters: EXCLUDED_CHARACTERS },
    });
    expect(instanceOf(template)).toMatchObject({
      MasterUsername: 'dbadmin',
      MasterUserPassword: { 'Fn::Join': ['', ['{{resolve:secretsmanager:', secret, ':SecretString:password::}}']] },
    });
    expect(instanceOf(template)).not.toHaveProperty('ManageMasterUserPassword');
    expect(instanceOf(template)).not.toHaveProperty('MasterUserSecret');
  });

  test('adds its address to the secret', () => {
    expect(own(template, ATTACHMENT).Properties).toEqual({ SecretId: secret, TargetId: { Ref: ownId(template, INSTANCE) }, TargetType: INSTANCE });
  });

  test('has a password that a function rotates every seven days, not during the deployment', () => {
    expect(own(template, SCHEDULE).Properties).toEqual({
      SecretId: secret,
      RotationLambdaARN: { 'Fn::GetAtt': [ownId(template, FUNCTION), 'Arn'] },
      RotationRules: { AutomaticallyAfterDays: 7 },
      RotateImmediatelyOnUpdate: false,
    });
    expect(own(template, FUNCTION).Properties.Environment.Variables).toMatchObject({ SECRET_ARN: secret, INSTANCE_IDENTIFIER: { Ref: ownId(template, INSTANCE) } });
  });

  test('is rotated only after Secrets Manager may invoke the function, and the function may use the secret', () => {
    expect(own(template, SCHEDULE).DependsOn).toEqual(expect.arrayContaining([
      ownId(template, 'AWS::Lambda::Permission'), ownId(template, ATTACHMENT), expect.stringContaining('RotationFunctionPolicy'),
    ]));
    expect(own(template, 'AWS::Lambda::Permission').Properties).toMatchObject({
      Action: 'lambda:InvokeFunction', Principal: 'secretsmanager.amazonaws.com', SourceArn: secret, SourceAccount: { Ref: 'AWS::AccountId' },
    });
  });

  test('has a function that may set the password of this database and rotate this secret only', () => {
    const { RotateSecret, SetPassword, UseKey, WriteOwnLogs, ...others } = statementsOf(template, 'AWS::IAM::Policy');
    expect(others).toEqual({});
    expect(RotateSecret.Resource).toEqual(secret);
    expect(SetPassword).toMatchObject({ Action: ['rds:DescribeDBInstances', 'rds:ModifyDBInstance'], Resource: { 'Fn::GetAtt': [ownId(template, INSTANCE), 'DBInstanceArn'] } });
    expect(UseKey).toMatchObject({ Action: ['kms:Decrypt', 'kms:GenerateDataKey'], Resource: key, Condition: { StringEquals: { 'kms:ViaService': expect.anything() } } });
    expect(WriteOwnLogs.Action).toEqual(['logs:CreateLogStream', 'logs:PutLogEvents']);
  });

  test('has a rotation function whose log group is encrypted and deleted with the stack', () => {
    const logGroup = own(template, FUNCTION).Properties.LoggingConfig.LogGroup.Ref;
    expect(template.findResources('AWS::Logs::LogGroup')[logGroup]).toMatchObject({ DeletionPolicy: 'Delete', Properties: { KmsKeyId: key, RetentionInDays: 365 } });
  });

  test('does not change the policy of its key for the secret', () => {
    expect(JSON.stringify(template.findResources('AWS::KMS::Key'))).not.toContain('secretsmanager');
  });

  test('grants access to the secret with its address', () => {
    const granted = databaseTemplate(() => OWN, (db, stack) => db.grantSecretRead(new iam.Role(stack, 'Application', { assumedBy: new iam.AccountRootPrincipal() })));
    const policies = JSON.stringify(Object.entries(granted.findResources('AWS::IAM::Policy')).filter(([id]) => id.startsWith('Application')));
    expect(policies).toContain(`"Resource":{"Ref":"${ownId(granted, ATTACHMENT)}"}`);
  });

  test('names the secret in its attributes and instructions', () => {
    const stack = newStack();
    const db = database(stack, OWN);
    const attachment = { Ref: ownId(Template.fromStack(stack), ATTACHMENT) };
    expect(stack.resolve(db.secret.secretArn)).toEqual(attachment);
    expect(JSON.stringify(stack.resolve(db.connectionHelp))).toContain(JSON.stringify(attachment));
  });

  test('differs from a database whose password RDS manages in its password only', () => {
    const { MasterUserPassword, ...others } = instanceOf(databaseTemplate(() => OWN));
    const { ManageMasterUserPassword, ...managed } = instanceOf(databaseTemplate());
    expect([MasterUserPassword, ManageMasterUserPassword]).toEqual([expect.anything(), true]);
    expect(others).toEqual(managed);
  });
});

test('the excluded and the allowed characters of a password are all printable ASCII characters, without those that RDS refuses', () => {
  const printable = Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index));
  const allowed = PASSWORD_CHARACTERS.join('');
  expect([...allowed, ...EXCLUDED_CHARACTERS].sort()).toEqual(printable.sort());
  expect(allowed).not.toMatch(/[/"@ ]/);
});

test.each([
  [RemovalPolicy.DESTROY, 'Delete'],
  [RemovalPolicy.SNAPSHOT, 'Delete'],
  [RemovalPolicy.RETAIN, 'Retain'],
  [RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE, 'RetainExceptOnCreate'],
])('with removal policy %s the secret has the deletion policy %s: it is retained with the database only', (removalPolicy, policy) => {
  expect(own(databaseTemplate(() => ({ ...OWN, removalPolicy })), SECRET).DeletionPolicy).toBe(policy);
});

describe('a database that is restored from a snapshot, with manageMasterUserPassword: false', () => {
  test('has a secret with the name of the master user of the snapshot, which is not sent to RDS', () => {
    const template = databaseTemplate(() => ({ ...OWN, snapshotIdentifier: SNAPSHOT, masterUsername: 'boss' }));
    expect(own(template, SECRET).Properties.GenerateSecretString.SecretStringTemplate).toBe('{"username":"boss"}');
    expect(instanceOf(template)).not.toHaveProperty('MasterUsername');
    expect(instanceOf(template)).toHaveProperty('MasterUserPassword');
  });

  test('is rejected without the name of the master user', () => {
    expect(() => database(newStack(), { ...OWN, snapshotIdentifier: SNAPSHOT })).toThrow(/masterUsername must be specified .*snapshotIdentifier .*, got no value\..*MasterUsername/s);
  });

  test('can have a read replica', () => {
    const template = databaseTemplate(() => ({ ...OWN, snapshotIdentifier: SNAPSHOT, masterUsername: 'boss' }), (db) => { db.addReadReplica('Reader'); });
    template.resourceCountIs(INSTANCE, 2);
    template.hasResourceProperties(INSTANCE, { SourceDBInstanceIdentifier: { Ref: Object.keys(template.findResources(INSTANCE))[0] } });
  });
});

test.each([undefined, true])('with manageMasterUserPassword: %s, RDS refuses replicas, so a replica is rejected with the consequences of a change', (manageMasterUserPassword) => {
  const source = database(newStack(), { manageMasterUserPassword });
  expect(() => source.addReadReplica('Reader')).toThrow(/manageMasterUserPassword must be false to add a read replica, got true\. .*Set manageMasterUserPassword to false; .*new password in another secret/s);
  expect(source.readReplicas).toEqual({});
});
