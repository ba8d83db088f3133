import { Match } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { CfnParameter, type Stack } from 'aws-cdk-lib/core';
import { ThreeTierVpc, VpcEndpoints, VpcFlowLogs } from '../../src';
import { baselineIn } from '../baseline/presets-under-test';
import { newStack, only, templateOf } from '../support/templates';

const { SSM, SQS } = ec2.InterfaceVpcEndpointAwsService;

const TABLES = { privateSubnetRouteTableIds: ['rtb-1', 'rtb-2'] };

/** An imported VPC with the specified attributes. */
const imported = (stack: Stack, attributes: Partial<ec2.VpcAttributes> = {}) =>
  ec2.Vpc.fromVpcAttributes(stack, 'Vpc', { vpcId: 'vpc-1', availabilityZones: ['a', 'b'], privateSubnetIds: ['one', 'two'], ...attributes });

describe('endpoints', () => {
  const endpoints = (attributes: Partial<ec2.VpcAttributes>, interfaceEndpoints?: ec2.InterfaceVpcEndpointAwsService[]) =>
    templateOf((stack) => new VpcEndpoints(stack, 'It', { vpc: imported(stack, attributes), interfaceEndpoints }));

  test('of type Gateway require known route tables', () => {
    expect(() => endpoints({})).toThrow(/a problem.*vpc must .*route tables.*, got Stack\/Vpc.*privateSubnetRouteTableIds/s);
    expect(() => endpoints({ ...TABLES, isolatedSubnetIds: ['three', 'four'] })).toThrow(/vpc must .*route tables.*, got Stack\/Vpc.*isolatedSubnetRouteTableIds/s);
  });

  test('of type Interface use one subnet of a selection in each Availability Zone', () => {
    const four = { privateSubnetIds: ['one', 'two', 'three', 'four'], privateSubnetRouteTableIds: ['rtb-1', 'rtb-2', 'rtb-3', 'rtb-4'] };
    const template = templateOf((stack) => new VpcEndpoints(stack, 'It', {
      vpc: imported(stack, { vpcCidrBlock: '10.1.0.0/16', ...four }), interfaceEndpoints: [SSM], vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS },
    }));
    const [interfaceEndpoint] = Object.values(template.findResources('AWS::EC2::VPCEndpoint'))
      .filter(({ Properties }) => Properties.VpcEndpointType === 'Interface');
    expect(interfaceEndpoint.Properties.SubnetIds).toEqual(['one', 'two']);
  });

  test('require private or isolated subnets', () => {
    expect(() => endpoints({ privateSubnetIds: [], publicSubnetIds: ['one', 'two'] })).toThrow(/a problem.*vpc must .*private or isolated subnets, got Stack\/Vpc/s);
  });

  test('of type Interface require private subnets and a known CIDR block', () => {
    expect(() => endpoints({ privateSubnetIds: undefined, isolatedSubnetIds: ['three', 'four'], isolatedSubnetRouteTableIds: ['rtb-3', 'rtb-4'] }, [SSM])).toThrow(/2 problems.*vpc must .*private subnets.*vpc must .*CIDR block.*vpcCidrBlock/s);
  });

  test('cannot have duplicate services', () => {
    const problem = /interfaceEndpoints must .*duplicates, got "ssm"/s;
    expect(() => endpoints({ ...TABLES, vpcCidrBlock: '10.1.0.0/16' }, [SSM, SQS, SSM])).toThrow(problem);
    expect(() => new ThreeTierVpc(newStack(), 'It', { interfaceEndpoints: [SSM, SSM] })).toThrow(problem);
    expect(() => baselineIn(newStack(), { network: { interfaceEndpoints: [SSM, SSM] } })).toThrow(problem);
  });

  test('contain a route table that several subnets share only once', () => {
    const template = endpoints({ privateSubnetRouteTableIds: ['rtb-1', 'rtb-1'] });
    expect(Object.values(template.findResources('AWS::EC2::VPCEndpoint')).map(({ Properties }) => Properties.RouteTableIds)).toEqual([['rtb-1'], ['rtb-1']]);
  });

  test('can have unresolved tokens as route tables and CIDR block', () => {
    const stack = newStack();
    const token = new CfnParameter(stack, 'Token').valueAsString;
    expect(() => new VpcEndpoints(stack, 'It', {
      vpc: imported(stack, { vpcCidrBlock: token, privateSubnetRouteTableIds: [token, token] }), interfaceEndpoints: [SSM],
    })).not.toThrow();
  });
});

describe('a CIDR block with a leading zero, which could be octal, is rejected', () => {
  test.each(['010.0.0.0/16', '10.00.0.0/16', '10.0.0.0/016'])('%s', (cidr) => {
    expect(() => new ThreeTierVpc(newStack(), 'It', { cidr })).toThrow(`- cidr must be an IPv4 CIDR block without leading zeros, got "${cidr}".`);
  });
});

describe('the log group name of flow logs', () => {
  test.each(['', 'flow logs', 'flow:logs', 'a'.repeat(513)])('cannot be %p', (name) => {
    expect(() => new ThreeTierVpc(newStack(), 'It', { flowLogGroupName: name, maxAzs: 1 })).toThrow(new RegExp(`has 2 problems:\n.*maxAzs must .*\n {2}- flowLogGroupName must .*1 to 512.*, got ${JSON.stringify(name)}\\. `));
    expect(() => templateOf((stack) => new VpcFlowLogs(stack, 'It', { vpc: imported(stack), logGroupName: name }))).toThrow(
      new RegExp(`- logGroupName must .*1 to 512.*, got ${JSON.stringify(name)}\\. `));
  });

  test.each(['/shop/flow-logs', 'A.b_c#1', 'a'.repeat(512)])('can be %p', (name) => {
    const template = templateOf((stack) => new VpcFlowLogs(stack, 'It', { vpc: imported(stack), logGroupName: name }));
    expect(only(template, 'AWS::Logs::LogGroup').Properties.LogGroupName).toBe(name);
  });
});

describe('the selected subnets of interface endpoints', () => {
  const { PUBLIC, PRIVATE_ISOLATED } = ec2.SubnetType;

  test('are used, one in each Availability Zone', () => {
    const template = templateOf((stack) => new VpcEndpoints(stack, 'It', {
      vpc: imported(stack, { ...TABLES, vpcCidrBlock: '10.1.0.0/16', publicSubnetIds: ['three', 'four', 'five', 'six'] }),
      interfaceEndpoints: [SSM],
      vpcSubnets: { subnetType: PUBLIC },
    }));
    template.hasResourceProperties('AWS::EC2::VPCEndpoint', { VpcEndpointType: 'Interface', SubnetIds: ['three', 'four'] });
  });

  test('must exist in the VPC', () => {
    expect(() => templateOf((stack) => new VpcEndpoints(stack, 'It', {
      vpc: imported(stack, { ...TABLES, vpcCidrBlock: '10.1.0.0/16' }), interfaceEndpoints: [SSM], vpcSubnets: { subnetGroupName: 'Endpoints' },
    }))).toThrow(/a problem.*vpcSubnets must .*, got .*no subnet groups with name 'Endpoints'/s);
  });

  test('must be specified for a VPC with several private subnets in an Availability Zone', () => {
    const vpc = (stack: Stack) => ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
      vpcId: 'vpc-1',
      vpcCidrBlock: '10.0.0.0/16',
      availabilityZones: ['a', 'b'],
      privateSubnetIds: ['1', '2', '3', '4'],
      privateSubnetNames: ['Attachments', 'Applications'],
      privateSubnetRouteTableIds: ['5', '6', '7', '8'],
    });
    const create = (vpcSubnets?: ec2.SubnetSelection) => () => templateOf((stack) => new VpcEndpoints(stack, 'It', { vpc: vpc(stack), interfaceEndpoints: [SSM], vpcSubnets }));
    expect(create()).toThrow(/a problem:\n {2}- vpcSubnets must be specified if .* AttachmentsSubnet1, .*, ApplicationsSubnet4\./);
    expect(create({ subnetGroupName: 'Applications' })).not.toThrow();
  });

  test('can be specified for a ThreeTierVpc', () => {
    const template = templateOf((stack) => new ThreeTierVpc(stack, 'It', { interfaceEndpoints: [SSM], interfaceEndpointSubnets: { subnetType: PUBLIC } }));
    const SubnetIds = [1, 2].map((number) => ({ Ref: Match.stringLikeRegexp(`PublicSubnet${number}`) }));
    template.hasResourceProperties('AWS::EC2::VPCEndpoint', { VpcEndpointType: 'Interface', SubnetIds });
  });

  test('cannot be isolated subnets of a ThreeTierVpc whose network ACLs do not allow the traffic', () => {
    expect(() => new ThreeTierVpc(newStack(), 'It', { interfaceEndpoints: [SSM], interfaceEndpointSubnets: { subnetType: PRIVATE_ISOLATED } })).toThrow(
      /ThreeTierVpc 'Stack\/It' has a problem.*interfaceEndpointSubnets must .*isolated subnets .*, got .*IsolatedSubnet1.*TrafficPeer\.ISOLATED/s);
  });
});
