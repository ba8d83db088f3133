import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as rds from 'aws-cdk-lib/aws-rds';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { App, CfnResource, Stack } from 'aws-cdk-lib/core';
import { database, databaseTemplate, importedVpc, instanceOf, own, ownId } from './support';
import { EncryptionKey, type HardenedMySql } from '../../src';
import { newStack, only, recommendedFlags, type Statement } from '../support/templates';

const EC2 = new iam.ServicePrincipal('ec2.amazonaws.com');
const secretIn = (template: Template) => ({ 'Fn::GetAtt': [ownId(template, 'AWS::RDS::DBInstance'), 'MasterUserSecret.SecretArn'] });

function application(stack: Stack): iam.Role {
  return new iam.Role(stack, 'Application', { assumedBy: EC2 });
}

function policyOf(template: Template): Statement[] {
  return only(template, 'AWS::IAM::Policy').Properties.PolicyDocument.Statement;
}

/** The templates of a database with a key in one stack, and of a second stack with the resources that use it. */
function acrossStacks(use: (database: HardenedMySql, applicationStack: Stack, vpc: ec2.IVpc) => void, context?: Record<string, unknown>): Template[] {
  const app = new App({ context, analyticsReporting: false });
  const [data, web] = ['Data', 'Web'].map((id) => new Stack(app, id));
  const vpc = importedVpc(data);
  use(database(data, { vpc, encryptionKey: new EncryptionKey(data, 'Key') }), web, vpc);
  // One of the feature flags prints the warnings as a report.
  const report = jest.spyOn(console, 'error').mockImplementation();
  const templates = [data, web].map((stack) => Template.fromStack(stack));
  report.mockRestore();
  return templates;
}

describe('grantSecretRead', () => {
  test('allows the grantee to read the secret, and to decrypt with the key through Secrets Manager', () => {
    const template = databaseTemplate((stack) => ({ encryptionKey: new kms.Key(stack, 'Key') }), (db, stack) => db.grantSecretRead(application(stack)));
    const [read, decrypt] = policyOf(template);
    expect(read).toMatchObject({ Effect: 'Allow', Action: ['secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue'], Resource: secretIn(template) });
    expect(decrypt).toMatchObject({ Effect: 'Allow', Action: 'kms:Decrypt', Resource: { 'Fn::GetAtt': [expect.stringMatching(/^Key/), 'Arn'] } });
    expect(JSON.stringify(decrypt.Condition)).toBe('{"StringEquals":{"kms:ViaService":{"Fn::Join":["",["secretsmanager.",{"Ref":"AWS::Region"},".amazonaws.com"]]}}}');
  });

  test('does not grant permissions for AWS managed keys', () => {
    const template = databaseTemplate(() => ({}), (db, stack) => db.grantSecretRead(application(stack)));
    expect(policyOf(template).map(({ Resource }) => Resource)).toEqual([secretIn(template)]);
  });

  test('allows the grantee to decrypt with an imported key', () => {
    const keyArn = 'arn:aws:kms:eu-west-1:111122223333:key/1';
    const template = databaseTemplate((stack) => ({ encryptionKey: kms.Key.fromKeyArn(stack, 'Key', keyArn) }), (db, stack) => db.grantSecretRead(application(stack)));
    expect(policyOf(template)).toContainEqual(expect.objectContaining({ Action: 'kms:Decrypt', Resource: keyArn }));
    expect(instanceOf(template).MasterUserSecret).toEqual({ KmsKeyId: keyArn });
  });

  test.each([['no', undefined], ['all recommended', recommendedFlags]])('supports a role of a dependent stack with %s feature flags', (_flags, context) => {
    const [data, web] = acrossStacks((db, stack) => { db.grantSecretRead(application(stack)); }, context);
    expect(policyOf(web).flatMap(({ Action }) => Action).sort()).toEqual(['kms:Decrypt', 'secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue']);
    expect(JSON.stringify(data.findResources('AWS::KMS::Key'))).not.toContain('Application');
  });
});

describe('grantConnect', () => {
  test('allows the grantee to connect to this database only, as the specified user', () => {
    const template = databaseTemplate(() => ({}), (db, stack) => db.grantConnect(application(stack), 'orders'));
    const [connect, ...others] = policyOf(template);
    expect(others).toEqual([]);
    expect(connect).toMatchObject({ Effect: 'Allow', Action: 'rds-db:connect' });
    expect(connect.Resource).toEqual({
      'Fn::Join': ['', [
        'arn:', { Ref: 'AWS::Partition' }, ':rds-db:', { Ref: 'AWS::Region' }, ':', { Ref: 'AWS::AccountId' }, ':dbuser:',
        { 'Fn::GetAtt': [ownId(template, 'AWS::RDS::DBInstance'), 'DbiResourceId'] }, '/orders',
      ]],
    });
  });

  test.each(['', '*', 'web?', '${aws:username}'])('rejects the user name %p', (user) => {
    expect(() => databaseTemplate(() => ({}), (db, stack) => db.grantConnect(application(stack), user))).toThrow(
      new RegExp(`databaseUser must .*one MySQL user.*, got ${JSON.stringify(user).replace(/[*?${}]/g, '\\$&')}\\. `, 's'));
  });

  test('supports a role of a dependent stack', () => {
    const [, web] = acrossStacks((db, stack) => { db.grantConnect(application(stack), 'orders'); });
    expect(policyOf(web).map(({ Action }) => Action)).toEqual(['rds-db:connect']);
  });
});

describe('connections', () => {
  const SECURITY_GROUP = 'AWS::EC2::SecurityGroup';
  const INGRESS = 'AWS::EC2::SecurityGroupIngress';
  const group = (stack: Stack, vpc?: ec2.IVpc) => new ec2.SecurityGroup(stack, 'ApplicationGroup', { vpc: vpc ?? importedVpc(new Stack(stack, 'Network')), allowAllOutbound: false });

  test('are not allowed by default, neither inbound nor outbound', () => {
    const template = databaseTemplate();
    template.resourceCountIs(INGRESS, 0);
    const { SecurityGroupIngress, SecurityGroupEgress } = own(template, SECURITY_GROUP).Properties;
    expect(SecurityGroupIngress).toBeUndefined();
    expect(SecurityGroupEgress).toEqual([expect.objectContaining({ CidrIp: '255.255.255.255/32' })]);
    expect(instanceOf(template).VPCSecurityGroups).toEqual([{ 'Fn::GetAtt': [ownId(template, SECURITY_GROUP), 'GroupId'] }]);
  });

  test.each([[undefined, 3306], [13_306, 13_306]])('with port %s allow an application at port %s, with a separate rule for its security group', (port, expected) => {
    const template = databaseTemplate(() => ({ port }), (db, stack) => db.connections.allowDefaultPortFrom(group(stack)));
    const rule = only(template, INGRESS).Properties;
    expect(rule).toMatchObject({
      IpProtocol: 'tcp',
      FromPort: expected,
      ToPort: expected,
      GroupId: { 'Fn::GetAtt': [ownId(template, SECURITY_GROUP), 'GroupId'] },
      SourceSecurityGroupId: { 'Fn::GetAtt': [expect.stringMatching(/^ApplicationGroup/), 'GroupId'] },
    });
    expect(rule.CidrIp).toBeUndefined();
    expect(own(template, SECURITY_GROUP).Properties.SecurityGroupIngress).toBeUndefined();
  });

  test('allow an application of a dependent stack, which contains the rule', () => {
    const [data, web] = acrossStacks((db, stack, vpc) => { group(stack, vpc).connections.allowToDefaultPort(db); });
    data.resourceCountIs(INGRESS, 0);
    expect(only(web, INGRESS).Properties).toMatchObject({ FromPort: 3306, ToPort: 3306 });
  });
});

describe('the attributes of a database', () => {
  const stack = newStack();
  const db = database(stack);
  const id = ownId(Template.fromStack(stack), 'AWS::RDS::DBInstance');

  test('include the endpoint, the identifier and the secret', () => {
    expect(stack.resolve([db.instanceEndpoint.hostname, db.instanceEndpoint.port, db.instanceIdentifier, db.secret.secretArn])).toEqual([
      { 'Fn::GetAtt': [id, 'Endpoint.Address'] }, { 'Fn::GetAtt': [id, 'Endpoint.Port'] }, { Ref: id }, { 'Fn::GetAtt': [id, 'MasterUserSecret.SecretArn'] },
    ]);
  });

  test('include instructions to connect: port forwarding, certificates, and a token instead of a password', () => {
    const help = JSON.stringify(stack.resolve(db.connectionHelp));
    for (const part of ['AWS-StartPortForwardingSessionToRemoteHost', 'https://truststore.pki.rds.amazonaws.com/global/global-bundle.pem', '--ssl-ca global-bundle.pem', '--enable-cleartext-plugin', 'aws rds generate-db-auth-token']) {
      expect(help).toContain(part);
    }
    for (const attribute of ['Endpoint.Address', 'Endpoint.Port', 'MasterUserSecret.SecretArn']) {
      expect(help).toContain(JSON.stringify({ 'Fn::GetAtt': [id, attribute] }));
    }
  });
});

describe('the L2 construct of a database', () => {
  const INSTANCE = 'AWS::RDS::DBInstance';

  test('adds no resources', () => {
    const stack = newStack();
    const { databaseInstance } = database(stack);
    expect(databaseInstance.node.findAll().filter(CfnResource.isCfnResource)).toEqual([]);
    Template.fromStack(stack).resourceCountIs(INSTANCE, 1);
  });

  test('can be the target of a proxy, with a single security group rule', () => {
    const stack = newStack();
    const vpc = importedVpc(stack);
    const db = database(stack, { vpc });
    const proxy = new rds.DatabaseProxy(stack, 'Proxy', { proxyTarget: rds.ProxyTarget.fromInstance(db.databaseInstance), secrets: [db.secret], vpc });
    db.connections.allowDefaultPortFrom(proxy);
    const template = Template.fromStack(stack);
    expect(only(template, 'AWS::RDS::DBProxy').Properties).toMatchObject({ EngineFamily: 'MYSQL', Auth: [{ SecretArn: secretIn(template) }] });
    expect(only(template, 'AWS::RDS::DBProxyTargetGroup').Properties.DBInstanceIdentifiers).toEqual([{ Ref: ownId(template, INSTANCE) }]);
    expect(only(template, 'AWS::EC2::SecurityGroupIngress').Properties).toMatchObject({
      FromPort: 3306, ToPort: 3306, GroupId: { 'Fn::GetAtt': [ownId(template, 'AWS::EC2::SecurityGroup'), 'GroupId'] },
    });
  });

  test('can be the target of a secret attachment', () => {
    const template = databaseTemplate(() => ({}), ({ databaseInstance }, stack) => {
      new secretsmanager.Secret(stack, 'UserSecret').attach(databaseInstance);
    });
    expect(only(template, 'AWS::SecretsManager::SecretTargetAttachment').Properties).toMatchObject({
      TargetType: 'AWS::RDS::DBInstance', TargetId: { Ref: ownId(template, INSTANCE) },
    });
  });

  test('has the metrics and the endpoint of the instance', () => {
    const stack = newStack();
    const { databaseInstance } = database(stack);
    const id = ownId(Template.fromStack(stack), INSTANCE);
    expect(stack.resolve(databaseInstance.metricCPUUtilization().dimensions)).toEqual({ DBInstanceIdentifier: { Ref: id } });
    expect(stack.resolve(databaseInstance.instanceEndpoint.hostname)).toEqual({ 'Fn::GetAtt': [id, 'Endpoint.Address'] });
  });

  test('grants connections to this instance only', () => {
    const template = databaseTemplate(() => ({}), ({ databaseInstance }, stack) => { databaseInstance.grantConnect(application(stack), 'orders'); });
    const [{ Action, Resource }] = policyOf(template);
    expect(Action).toBe('rds-db:connect');
    expect(JSON.stringify(Resource)).toContain(`${JSON.stringify({ 'Fn::GetAtt': [ownId(template, INSTANCE), 'DbiResourceId'] })},"/orders"`);
  });
});
