import { Match } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { CfnParameter, type Stack } from 'aws-cdk-lib/core';
import { ThreeTierVpc, VpcEndpoints, VpcFlowLogs } from '../../src';
import { baselineIn } from '../baseline/presets-under-test';
import { newStack, only, templateOf } from '../support/templates';

const { SSM, SQS } = ec2.InterfaceVpcEndpointAwsService;

const TABLES = { privateSubnetRouteTableIds: ['rtb-1', 'rtb-2'] };

/** A VPC of which only so much was told. */
const imported = (stack: Stack, known: Partial<ec2.VpcAttributes> = {}) =>
  ec2.Vpc.fromVpcAttributes(stack, 'Vpc', { vpcId: 'vpc-1', availabilityZones: ['a', 'b'], privateSubnetIds: ['one', 'two'], ...known });

describe('endpoints', () => {
  const endpoints = (known: Partial<ec2.VpcAttributes>, interfaceEndpoints?: ec2.InterfaceVpcEndpointAwsService[]) =>
    templateOf((stack) => new VpcEndpoints(stack, 'It', { vpc: imported(stack, known), interfaceEndpoints }));

  test('of gateways need the route tables of the subnets', () => {
    expect(() => endpoints({})).toThrow(/a problem.*vpc.*Stack\/Vpc.*privateSubnetRouteTableIds/s);
    expect(() => endpoints({ ...TABLES, isolatedSubnetIds: ['three', 'four'] })).toThrow(/vpc.*Stack\/Vpc.*isolatedSubnetRouteTableIds/s);
  });

  test('of interfaces stand in one subnet a zone, whatever groups of private subnets the VPC has', () => {
    const four = { privateSubnetIds: ['one', 'two', 'three', 'four'], privateSubnetRouteTableIds: ['rtb-1', 'rtb-2', 'rtb-3', 'rtb-4'] };
    const [interfaceEndpoint] = Object.values(endpoints({ vpcCidrBlock: '10.1.0.0/16', ...four }, [SSM]).findResources('AWS::EC2::VPCEndpoint'))
      .filter(({ Properties }) => Properties.VpcEndpointType === 'Interface');
    expect(interfaceEndpoint.Properties.SubnetIds).toEqual(['one', 'two']);
  });

  test('need private or isolated subnets', () => {
    expect(() => endpoints({ privateSubnetIds: [], publicSubnetIds: ['one', 'two'] })).toThrow(/a problem.*vpc.*Stack\/Vpc.*private or isolated subnets/s);
  });

  test('of interfaces need private subnets, and the CIDR block of the VPC, all reported at once', () => {
    expect(() => endpoints({ privateSubnetIds: undefined, isolatedSubnetIds: ['three', 'four'], isolatedSubnetRouteTableIds: ['rtb-3', 'rtb-4'] }, [SSM])).toThrow(/2 problems.*vpc.*private subnets.*vpc.*vpcCidrBlock/s);
  });

  test('are there once for each service', () => {
    const problem = /interfaceEndpoints.*"ssm".*duplicates/s;
    expect(() => endpoints({ ...TABLES, vpcCidrBlock: '10.1.0.0/16' }, [SSM, SQS, SSM])).toThrow(problem);
    expect(() => new ThreeTierVpc(newStack(), 'It', { interfaceEndpoints: [SSM, SSM] })).toThrow(problem);
    expect(() => baselineIn(newStack(), { network: { interfaceEndpoints: [SSM, SSM] } })).toThrow(problem);
  });

  test('name a route table of several subnets once', () => {
    const template = endpoints({ privateSubnetRouteTableIds: ['rtb-1', 'rtb-1'] });
    expect(Object.values(template.findResources('AWS::EC2::VPCEndpoint')).map(({ Properties }) => Properties.RouteTableIds)).toEqual([['rtb-1'], ['rtb-1']]);
  });

  test('may be of a VPC whose route tables and range only the deployment knows', () => {
    const stack = newStack();
    const given = new CfnParameter(stack, 'Given').valueAsString;
    expect(() => new VpcEndpoints(stack, 'It', {
      vpc: imported(stack, { vpcCidrBlock: given, privateSubnetRouteTableIds: [given, given] }), interfaceEndpoints: [SSM],
    })).not.toThrow();
  });
});

describe('an address range with a leading zero, which could be octal, is refused', () => {
  test.each(['010.0.0.0/16', '10.00.0.0/16', '10.0.0.0/016'])('%s', (cidr) => {
    expect(() => new ThreeTierVpc(newStack(), 'It', { cidr })).toThrow(`- cidr: "${cidr}". Give an IPv4 range such as '10.0.0.0/16'.`);
  });
});

describe('the name of the log group of flow logs', () => {
  const REMEDY = 'Give 1 to 512 letters, digits and . _ / # -';

  test.each(['', 'flow logs', 'flow:logs', 'a'.repeat(513)])('cannot be %p', (name) => {
    expect(() => new ThreeTierVpc(newStack(), 'It', { flowLogGroupName: name, maxAzs: 1 })).toThrow(new RegExp(`has 2 problems:\n.*maxAzs.*\n {2}- flowLogGroupName: ${JSON.stringify(name)}\\. ${REMEDY}`));
    expect(() => templateOf((stack) => new VpcFlowLogs(stack, 'It', { vpc: imported(stack), logGroupName: name }))).toThrow(`- logGroupName: ${JSON.stringify(name)}. ${REMEDY}`);
  });

  test.each(['/shop/flow-logs', 'A.b_c#1', 'a'.repeat(512)])('can be %p', (name) => {
    const template = templateOf((stack) => new VpcFlowLogs(stack, 'It', { vpc: imported(stack), logGroupName: name }));
    expect(only(template, 'AWS::Logs::LogGroup').Properties.LogGroupName).toBe(name);
  });
});

describe('selected subnets of interface endpoints', () => {
  const { PUBLIC, PRIVATE_ISOLATED } = ec2.SubnetType;

  test('are those of the selection, one in each Availability Zone', () => {
    const template = templateOf((stack) => new VpcEndpoints(stack, 'It', {
      vpc: imported(stack, { ...TABLES, vpcCidrBlock: '10.1.0.0/16', publicSubnetIds: ['three', 'four', 'five', 'six'] }),
      interfaceEndpoints: [SSM],
      vpcSubnets: { subnetType: PUBLIC },
    }));
    template.hasResourceProperties('AWS::EC2::VPCEndpoint', { VpcEndpointType: 'Interface', SubnetIds: ['three', 'four'] });
  });

  test('must exist', () => {
    expect(() => templateOf((stack) => new VpcEndpoints(stack, 'It', {
      vpc: imported(stack, { ...TABLES, vpcCidrBlock: '10.1.0.0/16' }), interfaceEndpoints: [SSM], vpcSubnets: { subnetGroupName: 'Endpoints' },
    }))).toThrow(/a problem.*vpcSubnets.*There are no subnet groups with name 'Endpoints'.*Select subnets/s);
  });

  test('can be chosen in a ThreeTierVpc', () => {
    const template = templateOf((stack) => new ThreeTierVpc(stack, 'It', { interfaceEndpoints: [SSM], interfaceEndpointSubnets: { subnetType: PUBLIC } }));
    const SubnetIds = [1, 2].map((zone) => ({ Ref: Match.stringLikeRegexp(`PublicSubnet${zone}`) }));
    template.hasResourceProperties('AWS::EC2::VPCEndpoint', { VpcEndpointType: 'Interface', SubnetIds });
  });

  test('cannot be isolated ones in a ThreeTierVpc, whose network ACLs do not allow the traffic', () => {
    expect(() => new ThreeTierVpc(newStack(), 'It', { interfaceEndpoints: [SSM], interfaceEndpointSubnets: { subnetType: PRIVATE_ISOLATED } })).toThrow(
      /ThreeTierVpc 'Stack\/It' has a problem.*interfaceEndpointSubnets.*IsolatedSubnet1.*network ACL/s);
  });
});
