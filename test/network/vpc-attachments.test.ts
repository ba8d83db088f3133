import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import { App, RemovalPolicy, Stack } from 'aws-cdk-lib/core';
import { EncryptionKey, ThreeTierVpc, VpcEndpoints, VpcFlowLogs, type VpcFlowLogsProps } from '../../src';
import { ClosedDefaultSecurityGroup } from '../../src/network/closed-default-security-group/closed-default-security-group';
import { newStack, only, statementsOf, templateOf, warningsOf } from '../support/templates';

/** An imported VPC. */
function importedVpc(stack: Stack): ec2.IVpc {
  return ec2.Vpc.fromVpcAttributes(stack, 'Imported', {
    vpcId: 'vpc-1',
    vpcCidrBlock: '10.1.0.0/16',
    availabilityZones: ['eu-west-1a', 'eu-west-1b'],
    privateSubnetIds: ['subnet-1', 'subnet-2'],
    privateSubnetRouteTableIds: ['rtb-1', 'rtb-2'],
    isolatedSubnetIds: ['subnet-3', 'subnet-4'],
    isolatedSubnetRouteTableIds: ['rtb-3', 'rtb-4'],
  });
}

describe('flow logs of an imported VPC', () => {
  const flowLogs = (propsOf: (stack: Stack) => Omit<VpcFlowLogsProps, 'vpc'> = () => ({})) =>
    templateOf((stack) => new VpcFlowLogs(stack, 'FlowLogs', { vpc: importedVpc(stack), ...propsOf(stack) }));

  test('have a dedicated log group and role, and are retained for a year and when the stack is deleted', () => {
    const template = flowLogs();
    const [group] = Object.keys(template.findResources('AWS::Logs::LogGroup'));
    const [role] = Object.keys(template.findResources('AWS::IAM::Role'));
    expect(only(template, 'AWS::EC2::FlowLog').Properties).toMatchObject({
      ResourceId: 'vpc-1', ResourceType: 'VPC', TrafficType: 'ALL', LogGroupName: { Ref: group }, DeliverLogsPermissionArn: { 'Fn::GetAtt': [role, 'Arn'] },
    });
    expect(only(template, 'AWS::Logs::LogGroup')).toMatchObject({ DeletionPolicy: 'RetainExceptOnCreate', Properties: { RetentionInDays: 365 } });
    expect(only(template, 'AWS::Logs::LogGroup').Properties.LogGroupName).toBeUndefined();
  });

  test('have a log group with the specified name, retention and removal policy', () => {
    const template = flowLogs(() => ({ logGroupName: '/shop/flow-logs', logRetention: logs.RetentionDays.ONE_MONTH, logGroupRemovalPolicy: RemovalPolicy.DESTROY }));
    expect(only(template, 'AWS::Logs::LogGroup')).toMatchObject({ DeletionPolicy: 'Delete', Properties: { LogGroupName: '/shop/flow-logs', RetentionInDays: 30 } });
  });

  test('can use an existing log group, the only one to which their role can write', () => {
    const template = flowLogs((stack) => ({ logGroup: logs.LogGroup.fromLogGroupName(stack, 'Existing', '/central/flow-logs') }));
    template.resourceCountIs('AWS::Logs::LogGroup', 0);
    expect(only(template, 'AWS::EC2::FlowLog').Properties.LogGroupName).toBe('/central/flow-logs');
    const [write, find] = only(template, 'AWS::IAM::Role').Properties.Policies[0].PolicyDocument.Statement;
    expect(JSON.stringify(write.Resource)).toContain(':log-group:/central/flow-logs');
    expect(write.Action).toEqual(['logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents']);
    expect([find.Action, find.Resource]).toEqual(['logs:DescribeLogGroups', '*']);
  });

  test('are encrypted with a key that CloudWatch Logs can use only for log groups of this account', () => {
    const template = flowLogs((stack) => ({ encryptionKey: new EncryptionKey(stack, 'Key') }));
    const [key] = Object.keys(template.findResources('AWS::KMS::Key'));
    expect(only(template, 'AWS::Logs::LogGroup').Properties.KmsKeyId).toEqual({ 'Fn::GetAtt': [key, 'Arn'] });
    const { CloudWatchLogs } = statementsOf(template, 'AWS::KMS::Key', 'KeyPolicy');
    expect(Object.keys(CloudWatchLogs.Condition!.ArnLike)).toEqual(['kms:EncryptionContext:aws:logs:arn']);
  });

  test('are encrypted with an imported key, and a warning contains the statement that its owner must add', () => {
    const stack = newStack();
    const encryptionKey = kms.Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:eu-west-1:111122223333:key/11111111-2222-3333-4444-555555555555');
    new VpcFlowLogs(stack, 'FlowLogs', { vpc: importedVpc(stack), encryptionKey });
    expect(only(Template.fromStack(stack), 'AWS::Logs::LogGroup').Properties.KmsKeyId).toBe(encryptionKey.keyArn);
    expect(warningsOf(stack)).toEqual([expect.stringMatching(/key Stack\/Key cannot be changed.*"Sid": "CloudWatchLogs"/s)]);
  });

  test('reject a retention that CloudWatch Logs does not support', () => {
    expect(() => flowLogs(() => ({ logRetention: 42 as logs.RetentionDays }))).toThrow(/VpcFlowLogs 'Stack\/FlowLogs'.*logRetention must .*, got 42\. .*1, 3, 5, /s);
  });
});

describe('endpoints of an imported VPC', () => {
  const services = [ec2.InterfaceVpcEndpointAwsService.SSM, ec2.InterfaceVpcEndpointAwsService.SECRETS_MANAGER];
  const endpoints = (interfaceEndpoints?: ec2.InterfaceVpcEndpointAwsService[]) =>
    templateOf((stack) => new VpcEndpoints(stack, 'Endpoints', { vpc: importedVpc(stack), interfaceEndpoints, namePrefix: 'shop' }));

  test('include gateway endpoints in all private and isolated route tables', () => {
    const template = endpoints();
    template.resourceCountIs('AWS::EC2::SecurityGroup', 0);
    const gateways = Object.values(template.findResources('AWS::EC2::VPCEndpoint')).map(({ Properties }) => Properties);
    expect(gateways.map(({ RouteTableIds, ServiceName }) => [RouteTableIds, ServiceName['Fn::Join'][1]])).toEqual(['s3', 'dynamodb'].map((service) => [
      ['rtb-1', 'rtb-2', 'rtb-3', 'rtb-4'], ['com.amazonaws.', { Ref: 'AWS::Region' }, `.${service}`],
    ]));
  });

  test('include interface endpoints with private DNS names in the private subnets', () => {
    const template = endpoints(services);
    const [group] = Object.keys(template.findResources('AWS::EC2::SecurityGroup'));
    const interfaces = Object.values(template.findResources('AWS::EC2::VPCEndpoint', { Properties: { VpcEndpointType: 'Interface' } })).map(({ Properties }) => Properties);
    expect(interfaces.map(({ ServiceName }) => ServiceName['Fn::Join'][1][2])).toEqual(['.ssm', '.secretsmanager']);
    for (const one of interfaces) {
      expect(one).toMatchObject({ PrivateDnsEnabled: true, SubnetIds: ['subnet-1', 'subnet-2'], SecurityGroupIds: [{ 'Fn::GetAtt': [group, 'GroupId'] }] });
    }
  });

  test('have a security group that allows only HTTPS from the VPC, no outbound traffic, and has a name tag', () => {
    expect(only(endpoints(services), 'AWS::EC2::SecurityGroup').Properties).toMatchObject({
      SecurityGroupIngress: [{ CidrIp: '10.1.0.0/16', FromPort: 443, IpProtocol: 'tcp', ToPort: 443 }],
      SecurityGroupEgress: [{ CidrIp: '255.255.255.255/32', IpProtocol: 'icmp' }],
      Tags: [{ Key: 'Name', Value: 'shop-endpoints' }],
    });
  });

  test('implement the control on VPC endpoints only with all services that instances call', () => {
    const { SSM, SQS, CLOUDWATCH_LOGS, KMS, SECRETS_MANAGER } = ec2.InterfaceVpcEndpointAwsService;
    const implementing = (interfaceEndpoints: ec2.InterfaceVpcEndpointAwsService[]) => {
      const stack = newStack();
      new VpcEndpoints(stack, 'Endpoints', { vpc: importedVpc(stack), interfaceEndpoints });
      return stack.node.findAll().filter(({ node }) => node.metadata.some(({ data }) => JSON.stringify(data)?.includes('6.8'))).map(({ node }) => node.id);
    };
    expect(implementing([])).toEqual([]);
    expect(implementing([SQS])).toEqual([]);
    expect(implementing([SSM, CLOUDWATCH_LOGS, KMS])).toEqual([]);
    expect(implementing([SSM, CLOUDWATCH_LOGS, KMS, SECRETS_MANAGER]).sort()).toEqual(['DynamoDB', 'S3', 'kms', 'logs', 'secretsmanager', 'ssm']);
  });

  test('have the security group as an attribute if there are interface endpoints', () => {
    const stack = newStack();
    const vpc = importedVpc(stack);
    expect(new VpcEndpoints(stack, 'None', { vpc }).securityGroup).toBeUndefined();
    const { securityGroup } = new VpcEndpoints(stack, 'Some', { vpc, interfaceEndpoints: services });
    expect(stack.resolve(securityGroup!.securityGroupId)).toEqual({ 'Fn::GetAtt': [expect.stringMatching(/^Some/), 'GroupId'] });
  });
});

describe('default security groups', () => {
  const template = templateOf((stack) => ['One', 'Other'].forEach((id) => new ThreeTierVpc(stack, id)));
  const groups = Object.values(template.findResources('Custom::ClosedDefaultSecurityGroup')).map(({ Properties }) => Properties.SecurityGroupId);

  test('of two VPCs are closed by one function, which can change only these two', () => {
    template.resourceCountIs('AWS::Lambda::Function', 1);
    expect(groups).toHaveLength(2);
    const { ConfirmOperation, ReadRules, RevokeRules, WriteOwnLogs, ...others } = statementsOf(template, 'AWS::IAM::Policy');
    expect(others).toEqual({});
    expect(ConfirmOperation.Action).toBe('cloudformation:DescribeStackEvents');
    expect(RevokeRules.Action).toEqual(['ec2:RevokeSecurityGroupEgress', 'ec2:RevokeSecurityGroupIngress']);
    expect((RevokeRules.Resource as { 'Fn::Join': [string, unknown[]] }[]).map((arn) => arn['Fn::Join'][1].at(-1))).toEqual(groups);
    expect([ReadRules.Action, ReadRules.Resource]).toEqual(['ec2:DescribeSecurityGroups', '*']);
    expect(WriteOwnLogs.Action).not.toContain('logs:CreateLogGroup');
  });

  test('are closed after the policy and the log group of the function are created', () => {
    const required = ['AWS::IAM::Policy', 'AWS::Logs::LogGroup'].flatMap((type) => Object.keys(template.findResources(type)).filter((id) => id.startsWith('ClosedDefault')));
    for (const { DependsOn } of Object.values(template.findResources('Custom::ClosedDefaultSecurityGroup'))) {
      expect(DependsOn.sort()).toEqual(required.sort());
    }
  });

  test('of an imported VPC can be closed', () => {
    const other = templateOf((stack) => new ClosedDefaultSecurityGroup(stack, 'Closed', { securityGroupId: 'sg-1' }));
    expect(only(other, 'Custom::ClosedDefaultSecurityGroup').Properties.SecurityGroupId).toBe('sg-1');
    expect(JSON.stringify(statementsOf(other, 'AWS::IAM::Policy').RevokeRules.Resource)).toContain(':security-group/sg-1');
    expect(only(other, 'AWS::Logs::LogGroup').DeletionPolicy).toBe('Delete');
  });
});

test('an imported VPC in an explicit environment requires no context lookups', () => {
  const app = new App({ analyticsReporting: false });
  const stack = new Stack(app, 'Stack', { env: { account: '111122223333', region: 'eu-west-1' } });
  const vpc = importedVpc(stack);
  new VpcFlowLogs(stack, 'FlowLogs', { vpc });
  new VpcEndpoints(stack, 'Endpoints', { vpc, interfaceEndpoints: [ec2.InterfaceVpcEndpointAwsService.KMS] });
  new ClosedDefaultSecurityGroup(stack, 'Closed', { securityGroupId: 'sg-1' });
  expect(app.synth().manifest.missing).toBeUndefined();
});
