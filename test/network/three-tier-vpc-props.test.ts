import { CfnParameter, type Stack } from 'aws-cdk-lib/core';
import { firstOf, sizeOf } from './packets';
import { ThreeTierVpc, type ThreeTierVpcProps } from '../../src';
import { newStack, only, templateOf, type TemplateResource } from '../support/templates';

const networkOf = (props: ThreeTierVpcProps) => templateOf((stack) => new ThreeTierVpc(stack, 'Network', props));
const number = (stack: Stack) => new CfnParameter(stack, 'Number', { type: 'Number' }).valueAsNumber;

describe('cidr', () => {
  test.each([['10.0.0.0/16', 4096, 12], ['172.16.0.0/20', 256, 8], ['192.168.2.0/23', 32, 5]])('%s is divided into subnets of %i addresses, which do not overlap', (cidr, size, bits) => {
    const subnets = Object.values(networkOf({ cidr, maxAzs: 4 }).findResources('AWS::EC2::Subnet')).map(({ Properties }) => Properties.CidrBlock);
    const [first, end] = [firstOf(cidr), firstOf(cidr) + sizeOf(cidr)];
    expect(new Set(subnets.map(firstOf)).size).toBe(12);
    for (const subnet of subnets) {
      expect(subnet['Fn::Select'][1]['Fn::Cidr']).toEqual([cidr, 16, String(bits)]);
      expect(sizeOf(subnet)).toBe(size);
      expect((firstOf(subnet) - first) % size).toBe(0);
      expect(firstOf(subnet) + size).toBeLessThanOrEqual(end);
    }
  });

  test.each(['', '10.0.0.0', '10.0.0.0/', '10.0.0.0/33', 'fd00::/56', ' 10.0.0.0/16', '-1.0.0.0/16'])('cannot be %p', (cidr) => {
    expect(() => networkOf({ cidr })).toThrow(`- cidr must be an IPv4 CIDR block without leading zeros, got ${JSON.stringify(cidr)}.`);
  });

  test.each(['10.0.0.0/15', '10.0.0.0/24'])('cannot be %s, which is just outside the limits', (cidr) => {
    expect(() => networkOf({ cidr })).toThrow(/cidr must have a netmask of \/16 to \/23, got /);
  });

  test('can be an unresolved token, with a netmask of /16 unless cidrMask is specified', () => {
    const blocksOf = (cidrMask?: number) => {
      const template = templateOf((stack) => new ThreeTierVpc(stack, 'Network', { cidr: new CfnParameter(stack, 'Cidr').valueAsString, cidrMask }));
      expect(only(template, 'AWS::EC2::VPC').Properties.CidrBlock).toEqual({ Ref: 'Cidr' });
      const [subnet] = Object.values(template.findResources('AWS::EC2::Subnet')) as TemplateResource[];
      return subnet.Properties.CidrBlock['Fn::Select'][1]['Fn::Cidr'];
    };
    expect(blocksOf()).toEqual([{ Ref: 'Cidr' }, 16, '12']);
    expect(blocksOf(23)).toEqual([{ Ref: 'Cidr' }, 16, '5']);
  });
});

describe('synthesis fails for', () => {
  test.each<[ThreeTierVpcProps, RegExp]>([
    [{ cidrMask: 15 }, /cidrMask must .*16 to 23, got 15/],
    [{ cidrMask: 24 }, /cidrMask must .*16 to 23, got 24/],
    [{ maxAzs: 2.5 }, /maxAzs must .*2 to 4, got 2\.5/],
    [{ maxAzs: 0 }, /maxAzs must .*2 to 4, got 0/],
    [{ natGateways: 1.5 }, /natGateways must .*1 to 2.*, got 1\.5/],
    [{ databasePort: 80.5 }, /databasePort must .*1 to 65535, got 80\.5/],
    [{ maxAzs: 3, natGateways: 4 }, /natGateways must .*1 to 3.*, got 4/],
  ])('%j', (props, message) => {
    expect(() => networkOf(props)).toThrow(message);
  });
});

describe('a number on which the template depends', () => {
  test.each(['maxAzs', 'natGateways', 'cidrMask'] as const)('must be known at synthesis: %s', (prop) => {
    const stack = newStack();
    expect(() => new ThreeTierVpc(stack, 'Network', { [prop]: number(stack) })).toThrow(
      new RegExp(`ThreeTierVpc 'Stack/Network' has a problem.*${prop}.*known at synthesis`, 's'));
  });
});

describe('NAT gateways', () => {
  test.each([[2, 2, [1, 2]], [3, 2, [1, 2, 1]], [4, 1, [1, 1, 1, 1]], [4, 3, [1, 2, 3, 1]]])('in %i Availability Zones with %i gateways, every private subnet has a route to the internet', (maxAzs, natGateways, expected) => {
    const template = networkOf({ maxAzs, natGateways });
    const routes = Object.entries(template.findResources('AWS::EC2::Route')).filter(([, { Properties }]) => Properties.NatGatewayId);
    expect(routes.map(([, { Properties }]) => Number(/NatGateway(\d)/.exec(Properties.NatGatewayId.Ref)![1]))).toEqual(expected);
    expect(new Set(routes.map(([, { Properties }]) => Properties.RouteTableId.Ref)).size).toBe(maxAzs);
    template.resourceCountIs('AWS::EC2::NatGateway', natGateways);
    template.resourceCountIs('AWS::EC2::EIP', natGateways);
    template.resourceCountIs('AWS::EC2::Subnet', 3 * maxAzs);
  });

  test('gateways and their addresses are deleted before the route to the internet, which their deletion requires', () => {
    const template = networkOf({});
    for (const type of ['AWS::EC2::NatGateway', 'AWS::EC2::EIP']) {
      expect(Object.values(template.findResources(type)).map(({ DependsOn }) => DependsOn)).toEqual([1, 2].map((index) => [expect.stringContaining(`PublicRoute${index}`)]));
    }
  });
});

test('the props of the flow logs can be unresolved tokens', () => {
  const template = templateOf((stack) => new ThreeTierVpc(stack, 'Network', {
    vpcName: new CfnParameter(stack, 'Name').valueAsString,
    flowLogGroupName: new CfnParameter(stack, 'Group').valueAsString,
    flowLogRetention: number(stack),
  }));
  template.hasResourceProperties('AWS::Logs::LogGroup', { LogGroupName: { Ref: 'Group' }, RetentionInDays: { Ref: 'Number' } });
  template.hasResourceProperties('AWS::EC2::VPC', { Tags: [{ Key: 'Name', Value: { Ref: 'Name' } }] });
});
