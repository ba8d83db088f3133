import { Template } from 'aws-cdk-lib/assertions';
import { Port, SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import { AccountPrincipal, Role } from 'aws-cdk-lib/aws-iam';
import { CfnOutput, type Stack } from 'aws-cdk-lib/core';
import { PRESETS, SUFFIX } from './presets-under-test';
import { BaselineExports } from '../../src';
import { newStack, warningsOf } from '../support/templates';

/** Synthesizes a stack that uses every property, with the names of the imports. */
function importing(maxAzs?: number): { stack: Stack; imports: string[]; template: Template } {
  const stack = newStack();
  const baseline = new BaselineExports(stack, 'Exports', { environmentSuffix: SUFFIX, maxAzs });
  const { vpc, databaseEndpoint } = baseline;
  const group = new SecurityGroup(stack, 'Group', { vpc });
  group.connections.allowTo(baseline.databaseSecurityGroup, Port.tcp(3306));
  const role = new Role(stack, 'Role', { assumedBy: new AccountPrincipal('111111111111') });
  baseline.grantDatabaseConnect(role, 'reports');
  baseline.dataBucket.grantRead(role);
  const subnets = [...vpc.publicSubnets, ...vpc.privateSubnets, ...vpc.isolatedSubnets].map(({ subnetId }) => subnetId);
  const values = [
    ...vpc.availabilityZones, ...subnets, databaseEndpoint.hostname, databaseEndpoint.socketAddress, baseline.notificationTopic.topicArn, baseline.trailArn,
    ...[baseline.trailBucket, baseline.configBucket, baseline.accessLogsBucket].map(({ bucketName }) => bucketName),
  ];
  values.forEach((value, index) => new CfnOutput(stack, `Value${index}`, { value }));
  const template = Template.fromStack(stack);
  const imports = [...JSON.stringify(template.toJSON()).matchAll(/"Fn::ImportValue":"([^"]+)"/g)].map(([, name]) => name);
  return { stack, imports: [...new Set(imports)].sort(), template };
}

describe('the resources of a baseline in another app', () => {
  test.each(PRESETS)('use exactly the exports of %s', (_, { template }) => {
    const outputs: { Export?: { Name: string } }[] = Object.values(template.toJSON().Outputs);
    expect(importing().imports).toEqual(outputs.flatMap(({ Export }) => Export?.Name ?? []).sort());
  });

  test('include the subnets of all Availability Zones', () => {
    expect(importing(3).imports).toEqual(expect.arrayContaining(['AvailabilityZone3', 'PublicSubnetId3', 'PrivateSubnetId3', 'IsolatedSubnetId3'].map((name) => `baseline-${SUFFIX}-${name}`)));
  });

  test('import nothing that is not used, and cause no warning', () => {
    const stack = newStack();
    const { vpc } = new BaselineExports(stack, 'Exports', { environmentSuffix: SUFFIX });
    new SecurityGroup(stack, 'Group', { vpc });
    expect(JSON.stringify(Template.fromStack(stack).toJSON()).match(/"Fn::ImportValue":"[^"]+"/g)).toEqual([`"Fn::ImportValue":"baseline-${SUFFIX}-VpcId"`]);
    expect(warningsOf(stack)).toEqual([]);
  });

  test('allow traffic to the database with a rule in the importing stack', () => {
    importing().template.hasResourceProperties('AWS::EC2::SecurityGroupIngress', { GroupId: { 'Fn::ImportValue': `baseline-${SUFFIX}-DatabaseSecurityGroupId` }, FromPort: 3306 });
  });

  test('allow a principal to connect as one user, and to decrypt data', () => {
    const policies = JSON.stringify(importing().template.findResources('AWS::IAM::Policy'));
    expect(policies).toMatch(new RegExp(`"rds-db:connect".*dbuser:",{"Fn::ImportValue":"baseline-${SUFFIX}-DatabaseResourceId"},"/reports"`));
    expect(policies).toMatch(new RegExp(`"kms:Decrypt".*{"Fn::ImportValue":"baseline-${SUFFIX}-EncryptionKeyArn"}`));
  });

  test('are the same constructs at each access', () => {
    const baseline = new BaselineExports(newStack(), 'Exports', { environmentSuffix: SUFFIX });
    expect(baseline.vpc).toBe(baseline.vpc);
    expect(baseline.dataBucket.encryptionKey).toBe(baseline.encryptionKey);
  });

  test('include other exports by the name of the output', () => {
    const stack = newStack();
    expect(stack.resolve(new BaselineExports(stack, 'Exports', { environmentSuffix: SUFFIX }).importValue('DatabaseReplicaReportsAddress')))
      .toEqual({ 'Fn::ImportValue': `baseline-${SUFFIX}-DatabaseReplicaReportsAddress` });
  });

  test.each([
    [{ environmentSuffix: 'Dev' }, /environmentSuffix must be the environmentSuffix of a SecureBaseline, got "Dev"/],
    [{ environmentSuffix: 'dev', maxAzs: 5 }, /maxAzs must be a whole number from 2 to 4, got 5/],
  ])('cannot be imported with %j', (props, message) => {
    expect(() => new BaselineExports(newStack(), 'Exports', props)).toThrow(message);
  });

  test('allow no connection as several users', () => {
    const stack = newStack();
    const role = new Role(stack, 'Role', { assumedBy: new AccountPrincipal('111111111111') });
    expect(() => new BaselineExports(stack, 'Exports', { environmentSuffix: 'dev' }).grantDatabaseConnect(role, '*')).toThrow(/databaseUser must be the name of one MySQL user/);
  });
});
