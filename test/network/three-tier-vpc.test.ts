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
const zoneOf = ({ Properties }: TemplateResource) => Properties.AvailabilityZone['Fn::Select'][0];
const blockOf = ({ Properties }: TemplateResource) => Properties.CidrBlock['Fn::Select'][0];

describe('a three-tier VPC', () => {
  test('has the addresses 10.0.0.0/16, and names inside', () => {
    expect(only(network, 'AWS::EC2::VPC').Properties).toMatchObject({ CidrBlock: '10.0.0.0/16', EnableDnsHostnames: true, EnableDnsSupport: true });
  });

  test.each(TIERS)('spreads the %s subnets over two different zones that the region chooses', (tier) => {
    expect(subnetsOf(tier).map(zoneOf)).toEqual([0, 1]);
    subnetsOf(tier).forEach(({ Properties }) => expect(Properties.AvailabilityZone['Fn::Select'][1]).toEqual({ 'Fn::GetAZs': '' }));
  });

  test.each(TIERS)('gives out no public addresses in %s subnets', (tier) => {
    expect(subnetsOf(tier).map(({ Properties }) => Properties.MapPublicIpOnLaunch)).toEqual([false, false]);
  });

  test('gives every subnet addresses of its own', () => {
    const blocks = all('AWS::EC2::Subnet').map(blockOf);
    expect(new Set(blocks).size).toBe(6);
  });

  test('moves no subnet when a zone is added', () => {
    const wider = networkOf({ vpcName: 'test', maxAzs: 4 });
    TIERS.forEach((tier) => expect(subnetsOf(tier, wider).slice(0, 2).map(blockOf)).toEqual(subnetsOf(tier).map(blockOf)));
    expect(Object.keys(wider.findResources('AWS::EC2::Subnet'))).toEqual(expect.arrayContaining(Object.keys(network.findResources('AWS::EC2::Subnet'))));
  });

  test('gives every subnet a route table', () => {
    const associated = all('AWS::EC2::SubnetRouteTableAssociation').map(({ Properties }) => Properties.SubnetId.Ref);
    expect(associated.sort()).toEqual(Object.keys(network.findResources('AWS::EC2::Subnet')).sort());
  });

  test('has a NAT gateway a zone, each in its zone, behind its own address', () => {
    const gateways = all('AWS::EC2::NatGateway').map(({ Properties }) => Properties);
    expect(gateways.map(({ SubnetId }) => SubnetId.Ref)).toEqual([expect.stringContaining('PublicSubnet1'), expect.stringContaining('PublicSubnet2')]);
    expect(new Set(gateways.map(({ AllocationId }) => AllocationId['Fn::GetAtt'][0])).size).toBe(2);
  });

  test('shares a single NAT gateway between the zones where one is asked for', () => {
    const routes = all('AWS::EC2::Route', networkOf({ natGateways: 1 })).filter(({ Properties }) => Properties.NatGatewayId);
    expect(routes.map(({ Properties }) => Properties.NatGatewayId.Ref)).toEqual([expect.stringContaining('NatGateway1'), expect.stringContaining('NatGateway1')]);
  });

  test('routes to the internet gateway only once it is attached', () => {
    const routes = all('AWS::EC2::Route').filter(({ Properties }) => Properties.GatewayId);
    expect(routes).toHaveLength(2);
    routes.forEach(({ DependsOn }) => expect(DependsOn).toEqual([expect.stringContaining('InternetGatewayAttachment')]));
  });

  test('gives the isolated subnets no way out', () => {
    const withRoute = all('AWS::EC2::Route').map(({ Properties }) => Properties.RouteTableId.Ref);
    expect(withRoute.filter((table) => table.includes('Isolated'))).toEqual([]);
  });

  test('reaches S3 and DynamoDB from private and isolated subnets by gateways', () => {
    const gateways = all('AWS::EC2::VPCEndpoint');
    expect(gateways.map(({ Properties }) => [Properties.VpcEndpointType, JSON.stringify(Properties.ServiceName).match(/s3|dynamodb/)![0], Properties.RouteTableIds.length]))
      .toEqual([['Gateway', 's3', 4], ['Gateway', 'dynamodb', 4]]);
  });

  test('reaches other services by interfaces on request, over HTTPS from the VPC alone', () => {
    const template = networkOf({ interfaceEndpoints: [InterfaceVpcEndpointAwsService.SSM, InterfaceVpcEndpointAwsService.KMS] });
    const interfaces = all('AWS::EC2::VPCEndpoint', template).filter(({ Properties }) => Properties.VpcEndpointType === 'Interface');
    expect(interfaces.map(({ Properties }) => [Properties.PrivateDnsEnabled, Properties.SubnetIds.length])).toEqual([[true, 2], [true, 2]]);
    expect(only(template, 'AWS::EC2::SecurityGroup').Properties.SecurityGroupIngress).toEqual([
      { IpProtocol: 'tcp', FromPort: 443, ToPort: 443, CidrIp: '10.0.0.0/16', Description: 'HTTPS from the VPC' },
    ]);
    expect(JSON.stringify(only(template, 'AWS::EC2::SecurityGroup').Properties.SecurityGroupEgress)).not.toContain('0.0.0.0/0');
  });

  test('takes the rules out of its default security group', () => {
    expect(only(network, 'Custom::ClosedDefaultSecurityGroup').Properties.SecurityGroupId).toEqual({ 'Fn::GetAtt': [expect.stringContaining('Network'), 'DefaultSecurityGroup'] });
  });

  test('names everything that has a name tag after itself', () => {
    const names = ['VPC', 'Subnet', 'RouteTable', 'InternetGateway', 'EIP', 'NatGateway', 'NetworkAcl']
      .flatMap((type) => all(`AWS::EC2::${type}`)).map(({ Properties }) => Properties.Tags.find(({ Key }: { Key: string }) => Key === 'Name').Value);
    expect(names.filter((name) => !/^test(-|$)/.test(name))).toEqual([]);
  });
});

describe('the flow logs of a VPC', () => {
  test('record all traffic every minute', () => {
    expect(only(network, 'AWS::EC2::FlowLog').Properties).toMatchObject({ ResourceType: 'VPC', TrafficType: 'ALL', MaxAggregationInterval: 60, LogDestinationType: 'cloud-watch-logs' });
  });

  test('are kept for a year, outlive the stack, and are encrypted with a given key', () => {
    const template = templateOf((stack) => new ThreeTierVpc(stack, 'Network', { encryptionKey: new EncryptionKey(stack, 'Key') }));
    const group = Object.values(template.findResources('AWS::Logs::LogGroup')).find(({ DeletionPolicy }) => DeletionPolicy === 'RetainExceptOnCreate')!;
    expect(group.Properties).toMatchObject({ RetentionInDays: 365, KmsKeyId: { 'Fn::GetAtt': [expect.stringContaining('Key'), 'Arn'] } });
  });

  test('are written with a role that the flow logs of this account alone may take, into this log group alone', () => {
    const role = all('AWS::IAM::Role').find(({ Properties }) => JSON.stringify(Properties).includes('vpc-flow-logs.amazonaws.com'))!;
    const [trust] = role.Properties.AssumeRolePolicyDocument.Statement;
    expect(trust.Condition).toMatchObject({ StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } }, ArnLike: { 'aws:SourceArn': expect.anything() } });
    const write = role.Properties.Policies[0].PolicyDocument.Statement.find(({ Sid }: { Sid: string }) => Sid === 'WriteFlowLogs');
    expect(write.Action).not.toContain('logs:CreateLogGroup');
    expect(write.Resource).toEqual({ 'Fn::GetAtt': [expect.stringContaining('FlowLogs'), 'Arn'] });
  });
});

describe('a network that cannot be', () => {
  test.each<[string, ThreeTierVpcProps, RegExp]>([
    ['a range that is none', { cidr: '10.0.0/16' }, /cidr: "10\.0\.0\/16".*10\.0\.0\.0\/16/],
    ['an octet over 255', { cidr: '10.0.256.0/16' }, /cidr: "10\.0\.256\.0\/16"/],
    ['a range too large', { cidr: '10.0.0.0/8' }, /cidr.*\/16 to \/23/],
    ['a range too small for the tiers', { cidr: '10.0.0.0/24' }, /cidr.*too small.*\/16 to \/23/],
    ['bits behind the mask', { cidr: '10.0.1.0/16' }, /cidr.*not the first of its range/],
    ['one Availability Zone', { maxAzs: 1 }, /maxAzs.*1.*2 to 4/],
    ['five Availability Zones', { maxAzs: 5 }, /maxAzs.*5.*2 to 4/],
    ['no NAT gateway', { natGateways: 0 }, /natGateways: 0.*1 to 2/],
    ['more NAT gateways than zones', { natGateways: 3 }, /natGateways: 3.*1 to 2/],
    ['a retention that AWS does not offer', { flowLogRetention: 42 as RetentionDays }, /flowLogRetention.*42.*30.*60/],
  ])('%s is an error that says what to give', (_title, props, message) => {
    expect(() => networkOf(props)).toThrow(message);
  });

  test('has all its problems in one error', () => {
    expect(() => networkOf({ cidr: 'everywhere', maxAzs: 1 })).toThrow(/2 problems[^]*cidr[^]*maxAzs/);
  });
});

describe('wherever it is synthesized', () => {
  test('a range that only the deployment knows is accepted', () => {
    const template = networkOf({ cidr: Fn.importValue('range'), cidrMask: 20 });
    expect(only(template, 'AWS::EC2::VPC').Properties.CidrBlock).toEqual({ 'Fn::ImportValue': 'range' });
    expect(all('AWS::EC2::Subnet', template)[0].Properties.CidrBlock['Fn::Select'][1]['Fn::Cidr'].slice(1)).toEqual([16, '8']);
  });

  test('an explicit environment needs no credentials: nothing is looked up', () => {
    const app = new App({ analyticsReporting: false });
    new ThreeTierVpc(new Stack(app, 'Stack', { env: { account: '111111111111', region: 'eu-west-1' } }), 'Network');
    expect(app.synth().manifest.missing).toBeUndefined();
  });

  test('the template is the same with no feature flags and with all recommended ones', () => {
    const build = (stack: Stack) => new ThreeTierVpc(stack, 'Network', { interfaceEndpoints: [InterfaceVpcEndpointAwsService.SSM] });
    expect(templateOf(build, undefined, recommendedFlags).toJSON()).toEqual(templateOf(build).toJSON());
  });

  test('the network ACL of each tier and the port of the database are attributes', () => {
    const stack = newStack();
    const other = new ThreeTierVpc(stack, 'Network', { databasePort: 5432 });
    expect(other.databasePort).toBe(5432);
    expect(Object.entries(other.networkAcls).map(([tier, acl]) => [tier, stack.resolve(acl.ref)])).toEqual(
      ['Public', 'Private', 'Isolated'].map((tier) => [tier, { Ref: expect.stringContaining(`NetworkAcls${tier}`) }]));
    expect(new ThreeTierVpc(stack, 'Other').databasePort).toBe(3306);
  });

  test('other constructs find the subnets of each tier in it', () => {
    const { vpc } = new ThreeTierVpc(newStack(), 'Network');
    expect([vpc.publicSubnets, vpc.privateSubnets, vpc.isolatedSubnets].map(({ length }) => length)).toEqual([2, 2, 2]);
  });
});
