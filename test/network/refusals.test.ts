import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { CfnParameter, type Stack } from 'aws-cdk-lib/core';
import { ThreeTierVpc, TierNetworkAcls, VpcEndpoints, VpcFlowLogs, type TierNetworkAclsProps } from '../../src';
import { baselineIn } from '../baseline/presets-under-test';
import { newStack, only, templateOf } from '../support/templates';

const { SSM, SQS } = ec2.InterfaceVpcEndpointAwsService;

const RANGES = { privateSubnetIpv4CidrBlocks: ['10.1.1.0/24', '10.1.2.0/24'] };
const TABLES = { privateSubnetRouteTableIds: ['rtb-1', 'rtb-2'] };

/** A VPC of which only so much was told. */
const imported = (stack: Stack, known: Partial<ec2.VpcAttributes> = {}) =>
  ec2.Vpc.fromVpcAttributes(stack, 'Vpc', { vpcId: 'vpc-1', availabilityZones: ['a', 'b'], privateSubnetIds: ['one', 'two'], ...known });

describe('endpoints', () => {
  const endpoints = (known: Partial<ec2.VpcAttributes>, interfaceEndpoints?: ec2.InterfaceVpcEndpointAwsService[]) =>
    templateOf((stack) => new VpcEndpoints(stack, 'It', { vpc: imported(stack, known), interfaceEndpoints }));
  const IN = "VpcEndpoints 'Stack/It' has a problem:\n  - ";

  test('of gateways need the route tables of the subnets', () => {
    expect(() => endpoints({})).toThrow(
      `${IN}vpc: Stack/Vpc. Gateway endpoints stand in route tables: import the VPC with privateSubnetRouteTableIds and isolatedSubnetRouteTableIds.`);
    expect(() => endpoints({ ...TABLES, isolatedSubnetIds: ['three', 'four'] })).toThrow(/stand in route tables/);
  });

  test('of interfaces stand in one subnet a zone, whatever groups of private subnets the VPC has', () => {
    const four = { privateSubnetIds: ['one', 'two', 'three', 'four'], privateSubnetRouteTableIds: ['rtb-1', 'rtb-2', 'rtb-3', 'rtb-4'] };
    const [interfaceEndpoint] = Object.values(endpoints({ vpcCidrBlock: '10.1.0.0/16', ...four }, [SSM]).findResources('AWS::EC2::VPCEndpoint'))
      .filter(({ Properties }) => Properties.VpcEndpointType === 'Interface');
    expect(interfaceEndpoint.Properties.SubnetIds).toEqual(['one', 'two']);
  });

  test('need private or isolated subnets', () => {
    expect(() => endpoints({ privateSubnetIds: [], publicSubnetIds: ['one', 'two'] })).toThrow(
      `${IN}vpc: Stack/Vpc. Endpoints serve private and isolated subnets: give a VPC that has some.`);
  });

  test('of interfaces need private subnets, and the range of the VPC, all told at once', () => {
    expect(() => endpoints({ privateSubnetIds: undefined, isolatedSubnetIds: ['three', 'four'], isolatedSubnetRouteTableIds: ['rtb-3', 'rtb-4'] }, [SSM])).toThrow(
      /has 2 problems:\n.*vpc: Stack\/Vpc\. Interface endpoints stand in private subnets: give a VPC that has some.*\n.*vpc: Stack\/Vpc\. Interface endpoints let the VPC in: import it with vpcCidrBlock\./);
  });

  test('are there once for each service', () => {
    const remedy = 'interfaceEndpoints: "ssm". It is there twice: give each once.';
    expect(() => endpoints({ ...TABLES, vpcCidrBlock: '10.1.0.0/16' }, [SSM, SQS, SSM])).toThrow(`${IN}${remedy}`);
    expect(() => new ThreeTierVpc(newStack(), 'It', { interfaceEndpoints: [SSM, SSM] })).toThrow(`ThreeTierVpc 'Stack/It' has a problem:\n  - ${remedy}`);
    expect(() => baselineIn(newStack(), { settings: { interfaceEndpoints: [SSM, SSM] } })).toThrow(`- settings.${remedy}`);
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

describe('network ACLs', () => {
  const acls = (known: Partial<ec2.VpcAttributes>, props: Partial<TierNetworkAclsProps> = {}) =>
    templateOf((stack) => new TierNetworkAcls(stack, 'It', { vpc: imported(stack, known), ...props }));

  test.each<[string, Partial<ec2.VpcAttributes>]>([
    ['of the VPC', RANGES],
    ['of the private subnets', { vpcCidrBlock: '10.1.0.0/16' }],
    ['of the isolated subnets', { vpcCidrBlock: '10.1.0.0/16', ...RANGES, isolatedSubnetIds: ['three', 'four'] }],
  ])('need the address range %s', (_which, known) => {
    expect(() => acls(known, { databasePort: 0 })).toThrow(
      /TierNetworkAcls 'Stack\/It' has 2 problems:\n.*databasePort.*\n {2}- vpc: Stack\/Vpc\. The rules name address ranges: import the VPC with vpcCidrBlock, privateSubnetIpv4CidrBlocks and isolatedSubnetIpv4CidrBlocks\./);
  });

  test('pass the database to as many isolated subnets as there are, each by a rule of its own number', () => {
    const isolated = Array.from({ length: 12 }, (_, index) => index);
    const template = acls({
      vpcCidrBlock: '10.1.0.0/16',
      ...RANGES,
      isolatedSubnetIds: isolated.map((index) => `isolated-${index}`),
      isolatedSubnetIpv4CidrBlocks: isolated.map((index) => `10.1.${20 + index}.0/24`),
    });
    const entries = Object.values(template.findResources('AWS::EC2::NetworkAclEntry')).map(({ Properties }) => Properties);
    expect(entries.filter(({ PortRange }) => PortRange.From === 3306 && PortRange.To === 3306).map(({ CidrBlock }) => CidrBlock))
      .toEqual(expect.arrayContaining(isolated.map((index) => `10.1.${20 + index}.0/24`)));
    expect(new Set(entries.map(({ NetworkAclId, Egress, RuleNumber }) => `${NetworkAclId.Ref} ${Egress} ${RuleNumber}`)).size).toBe(entries.length);
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
    expect(() => new ThreeTierVpc(newStack(), 'It', { flowLogGroupName: name, zones: 1 })).toThrow(new RegExp(`has 2 problems:\n.*zones.*\n {2}- flowLogGroupName: ${JSON.stringify(name)}\\. ${REMEDY}`));
    expect(() => templateOf((stack) => new VpcFlowLogs(stack, 'It', { vpc: imported(stack), logGroupName: name }))).toThrow(`- logGroupName: ${JSON.stringify(name)}. ${REMEDY}`);
  });

  test.each(['/shop/flow-logs', 'A.b_c#1', 'a'.repeat(512)])('can be %p', (name) => {
    const template = templateOf((stack) => new VpcFlowLogs(stack, 'It', { vpc: imported(stack), logGroupName: name }));
    expect(only(template, 'AWS::Logs::LogGroup').Properties.LogGroupName).toBe(name);
  });
});
