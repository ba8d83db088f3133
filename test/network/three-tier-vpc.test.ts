import { InterfaceVpcEndpointAwsService } from 'aws-cdk-lib/aws-ec2';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { App, Fn, Stack } from 'aws-cdk-lib/core';
import { EncryptionKey, ThreeTierVpc, type ThreeTierVpcProps } from '../../src';
import { newStack, only, recommendedFlags, templateOf, type TemplateResource } from '../support/templates';

const networkOf = (props?: ThreeTierVpcProps) => templateOf((stack) => new ThreeTierVpc(stack, 'Network', props));
const network = networkOf({ vpcName: 'test' });
const all = (type: string, of = network) => Object.values(of.findResources(type)) as TemplateResource[];
const TIERS = ['public', 'private', 'isolated'];

/** The subnets of a tier, by their name tag. */
const subnetsOf = (tier: string, of = network) => all('AWS::EC2::Subnet', of)
  .filter(({ Properties }) => Properties.Tags.some(({ Value }: { Value: string }) => Value.startsWith(`test-${tier}-`)));
const availabilityZoneIndexOf = ({ Properties }: TemplateResource) => Properties.AvailabilityZone['Fn::Select'][0];
const blockOf = ({ Properties }: TemplateResource) => Properties.CidrBlock['Fn::Select'][0];

describe('a three-tier VPC', () => {
  test('has the CIDR block 10.0.0.0/16, DNS hostnames and DNS resolution', () => {
    expect(only(network, 'AWS::EC2::VPC').Properties).toMatchObject({ CidrBlock: '10.0.0.0/16', EnableDnsHostnames: true, EnableDnsSupport: true });
  });

  test.each(TIERS)('creates the %s subnets in two different Availability Zones, which CloudFormation chooses', (tier) => {
    expect(subnetsOf(tier).map(availabilityZoneIndexOf)).toEqual([0, 1]);
    subnetsOf(tier).forEach(({ Properties }) => expect(Properties.AvailabilityZone['Fn::Select'][1]).toEqual({ 'Fn::GetAZs': '' }));
  });

  test.each(TIERS)('does not assign public IP addresses in %s subnets', (tier) => {
    expect(subnetsOf(tier).map(({ Properties }) => Properties.MapPublicIpOnLaunch)).toEqual([false, false]);
  });

  test('has a separate CIDR block for each subnet', () => {
    const blocks = all('AWS::EC2::Subnet').map(blockOf);
    expect(new Set(blocks).size).toBe(6);
  });

  test('does not change existing subnets when an Availability Zone is added', () => {
    const extended = networkOf({ vpcName: 'test', maxAzs: 4 });
    TIERS.forEach((tier) => expect(subnetsOf(tier, extended).slice(0, 2).map(blockOf)).toEqual(subnetsOf(tier).map(blockOf)));
    expect(Object.keys(extended.findResources('AWS::EC2::Subnet'))).toEqual(expect.arrayContaining(Object.keys(network.findResources('AWS::EC2::Subnet'))));
  });

  test('has a route table for each subnet', () => {
    const associated = all('AWS::EC2::SubnetRouteTableAssociation').map(({ Properties }) => Properties.SubnetId.Ref);
    expect(associated.sort()).toEqual(Object.keys(network.findResources('AWS::EC2::Subnet')).sort());
  });

  test('has a NAT gateway with an Elastic IP address in each Availability Zone', () => {
    const gateways = all('AWS::EC2::NatGateway').map(({ Properties }) => Properties);
    expect(gateways.map(({ SubnetId }) => SubnetId.Ref)).toEqual([expect.stringContaining('PublicSubnet1'), expect.stringContaining('PublicSubnet2')]);
    expect(new Set(gateways.map(({ AllocationId }) => AllocationId['Fn::GetAtt'][0])).size).toBe(2);
  });

  test('can use a single NAT gateway for all Availability Zones', () => {
    const routes = all('AWS::EC2::Route', networkOf({ natGateways: 1 })).filter(({ Properties }) => Properties.NatGatewayId);
    expect(routes.map(({ Properties }) => Properties.NatGatewayId.Ref)).toEqual([expect.stringContaining('NatGateway1'), expect.stringContaining('NatGateway1')]);
  });

  test('creates routes to the internet gateway after it is attached', () => {
    const routes = all('AWS::EC2::Route').filter(({ Properties }) => Properties.GatewayId);
    expect(routes).toHaveLength(2);
    routes.forEach(({ DependsOn }) => expect(DependsOn).toEqual([expect.stringContaining('InternetGatewayAttachment')]));
  });

  test('has no routes to the internet for the isolated subnets', () => {
    const withRoute = all('AWS::EC2::Route').map(({ Properties }) => Properties.RouteTableId.Ref);
    expect(withRoute.filter((table) => table.includes('Isolated'))).toEqual([]);
  });

  test('has gateway endpoints for S3 and DynamoDB in the private and isolated subnets', () => {
    const gateways = all('AWS::EC2::VPCEndpoint');
    expect(gateways.map(({ Properties }) => [Properties.VpcEndpointType, JSON.stringify(Properties.ServiceName).match(/s3|dynamodb/)![0], Properties.RouteTableIds.length]))
      .toEqual([['Gateway', 's3', 4], ['Gateway', 'dynamodb', 4]]);
  });

  test('can have interface endpoints for other services, which allow only HTTPS from the VPC', () => {
    const template = networkOf({ interfaceEndpoints: [InterfaceVpcEndpointAwsService.SSM, InterfaceVpcEndpointAwsService.KMS] });
    const interfaces = all('AWS::EC2::VPCEndpoint', template).filter(({ Properties }) => Properties.VpcEndpointType === 'Interface');
    expect(interfaces.map(({ Properties }) => [Properties.PrivateDnsEnabled, Properties.SubnetIds.length])).toEqual([[true, 2], [true, 2]]);
    expect(only(template, 'AWS::EC2::SecurityGroup').Properties.SecurityGroupIngress).toEqual([
      { IpProtocol: 'tcp', FromPort: 443, ToPort: 443, CidrIp: '10.0.0.0/16', Description: 'HTTPS from the VPC' },
    ]);
    expect(JSON.stringify(only(template, 'AWS::EC2::SecurityGroup').Properties.SecurityGroupEgress)).not.toContain('0.0.0.0/0');
  });

  test('removes the rules of its default security group', () => {
    expect(only(network, 'Custom::ClosedDefaultSecurityGroup').Properties.SecurityGroupId).toEqual({ 'Fn::GetAtt': [expect.stringContaining('Network'), 'DefaultSecurityGroup'] });
  });

  test('uses its name as prefix of all name tags', () => {
    const names = ['VPC', 'Subnet', 'RouteTable', 'InternetGateway', 'EIP', 'NatGateway', 'NetworkAcl']
      .flatMap((type) => all(`AWS::EC2::${type}`)).map(({ Properties }) => Properties.Tags.find(({ Key }: { Key: string }) => Key === 'Name').Value);
    expect(names.filter((name) => !/^test(-|$)/.test(name))).toEqual([]);
  });
});

describe('the flow logs of a VPC', () => {
  test('record all traffic every minute', () => {
    expect(only(network, 'AWS::EC2::FlowLog').Properties).toMatchObject({ ResourceType: 'VPC', TrafficType: 'ALL', MaxAggregationInterval: 60, LogDestinationType: 'cloud-watch-logs' });
  });

  test('are retained for a year and when the stack is deleted, and are encrypted with the specified key', () => {
    const template = templateOf((stack) => new ThreeTierVpc(stack, 'Network', { encryptionKey: new EncryptionKey(stack, 'Key') }));
    const group = Object.values(template.findResources('AWS::Logs::LogGroup')).find(({ DeletionPolicy }) => DeletionPolicy === 'RetainExceptOnCreate')!;
    expect(group.Properties).toMatchObject({ RetentionInDays: 365, KmsKeyId: { 'Fn::GetAtt': [expect.stringContaining('Key'), 'Arn'] } });
  });

  test('have a role that only flow logs of this account can assume, and that can write only to their log group', () => {
    const role = all('AWS::IAM::Role').find(({ Properties }) => JSON.stringify(Properties).includes('vpc-flow-logs.amazonaws.com'))!;
    const [trust] = role.Properties.AssumeRolePolicyDocument.Statement;
    expect(trust.Condition).toMatchObject({ StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } }, ArnLike: { 'aws:SourceArn': expect.anything() } });
    const write = role.Properties.Policies[0].PolicyDocument.Statement.find(({ Sid }: { Sid: string }) => Sid === 'WriteFlowLogs');
    expect(write.Action).not.toContain('logs:CreateLogGroup');
    expect(write.Resource).toEqual({ 'Fn::GetAtt': [expect.stringContaining('FlowLogs'), 'Arn'] });
  });
});

describe('synthesis fails for', () => {
  test.each<[string, ThreeTierVpcProps, RegExp]>([
    ['an invalid CIDR block', { cidr: '10.0.0/16' }, /cidr must .*CIDR block.*, got "10\.0\.0\/16"/],
    ['an octet above 255', { cidr: '10.0.256.0/16' }, /cidr must .*, got "10\.0\.256\.0\/16"/],
    ['a CIDR block that is too large', { cidr: '10.0.0.0/8' }, /cidr must .*\/16 to \/23, got .*at most 65,536/],
    ['a CIDR block that is too small for three tiers', { cidr: '10.0.0.0/24' }, /cidr must .*\/16 to \/23, got .*smaller/],
    ['a CIDR block with bits after the netmask', { cidr: '10.0.1.0/16' }, /cidr must .*first address.*, got "10\.0\.1\.0\/16"/],
    ['one Availability Zone', { maxAzs: 1 }, /maxAzs must .*2 to 4, got 1/],
    ['five Availability Zones', { maxAzs: 5 }, /maxAzs must .*2 to 4, got 5/],
    ['no NAT gateway', { natGateways: 0 }, /natGateways must .*1 to 2.*, got 0/],
    ['more NAT gateways than Availability Zones', { natGateways: 3 }, /natGateways must .*1 to 2.*, got 3/],
    ['a retention that CloudWatch Logs does not support', { flowLogRetention: 42 as RetentionDays }, /flowLogRetention must .*, got 42\. .*30.*60/],
  ])('%s', (_title, props, message) => {
    expect(() => networkOf(props)).toThrow(message);
  });

  test('several invalid props, with all problems in one error', () => {
    expect(() => networkOf({ cidr: 'any', maxAzs: 1 })).toThrow(/2 problems[^]*cidr must [^]*maxAzs must /);
  });
});

describe('at synthesis', () => {
  test('a CIDR block that is an unresolved token is accepted', () => {
    const template = networkOf({ cidr: Fn.importValue('range'), cidrMask: 20 });
    expect(only(template, 'AWS::EC2::VPC').Properties.CidrBlock).toEqual({ 'Fn::ImportValue': 'range' });
    expect(all('AWS::EC2::Subnet', template)[0].Properties.CidrBlock['Fn::Select'][1]['Fn::Cidr'].slice(1)).toEqual([16, '8']);
  });

  test('an explicit environment requires no context lookups, and therefore no credentials', () => {
    const app = new App({ analyticsReporting: false });
    new ThreeTierVpc(new Stack(app, 'Stack', { env: { account: '111111111111', region: 'eu-west-1' } }), 'Network');
    expect(app.synth().manifest.missing).toBeUndefined();
  });

  test('the template is identical without feature flags and with all recommended ones', () => {
    const build = (stack: Stack) => new ThreeTierVpc(stack, 'Network', { interfaceEndpoints: [InterfaceVpcEndpointAwsService.SSM] });
    expect(templateOf(build, undefined, recommendedFlags).toJSON()).toEqual(templateOf(build).toJSON());
  });

  test('the network ACLs and the port of the database are available as attributes', () => {
    const stack = newStack();
    const other = new ThreeTierVpc(stack, 'Network', { databasePort: 5432 });
    expect(other.databasePort).toBe(5432);
    expect(Object.entries(other.networkAcls).map(([tier, acl]) => [tier, stack.resolve(acl.ref)])).toEqual(
      ['Public', 'Private', 'Isolated'].map((tier) => [tier, { Ref: expect.stringContaining(`NetworkAcls${tier}`) }]));
    expect(new ThreeTierVpc(stack, 'Other').databasePort).toBe(3306);
  });

  test('the VPC has the subnets of each tier', () => {
    const { vpc } = new ThreeTierVpc(newStack(), 'Network');
    expect([vpc.publicSubnets, vpc.privateSubnets, vpc.isolatedSubnets].map(({ length }) => length)).toEqual([2, 2, 2]);
  });
});
