import { CfnParameter, type Stack } from 'aws-cdk-lib/core';
import { firstOf, sizeOf } from './packets';
import { ThreeTierVpc, type ThreeTierVpcProps } from '../../src';
import { newStack, only, templateOf, type TemplateResource } from '../support/templates';

const networkOf = (props: ThreeTierVpcProps) => templateOf((stack) => new ThreeTierVpc(stack, 'Network', props));
const number = (stack: Stack) => new CfnParameter(stack, 'Number', { type: 'Number' }).valueAsNumber;

describe('an address range', () => {
  test.each([['10.0.0.0/16', 4096, 12], ['172.16.0.0/20', 256, 8], ['192.168.2.0/23', 32, 5]])('of %s has room for subnets of %i addresses, which do not overlap', (cidr, size, bits) => {
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
    expect(() => networkOf({ cidr })).toThrow(`- cidr: ${JSON.stringify(cidr)}. Give an IPv4 range such as '10.0.0.0/16'.`);
  });

  test.each(['10.0.0.0/15', '10.0.0.0/24'])('cannot be %s, the first size that does not do', (cidr) => {
    expect(() => networkOf({ cidr })).toThrow(/cidr: .*give a mask of \/16 to \/23/);
  });

  test('that only the deployment knows is /16 unless its mask is given', () => {
    const blocksOf = (cidrMask?: number) => {
      const template = templateOf((stack) => new ThreeTierVpc(stack, 'Network', { cidr: new CfnParameter(stack, 'Range').valueAsString, cidrMask }));
      expect(only(template, 'AWS::EC2::VPC').Properties.CidrBlock).toEqual({ Ref: 'Range' });
      const [subnet] = Object.values(template.findResources('AWS::EC2::Subnet')) as TemplateResource[];
      return subnet.Properties.CidrBlock['Fn::Select'][1]['Fn::Cidr'];
    };
    expect(blocksOf()).toEqual([{ Ref: 'Range' }, 16, '12']);
    expect(blocksOf(23)).toEqual([{ Ref: 'Range' }, 16, '5']);
  });
});

describe('a number out of its range is refused', () => {
  test.each<[ThreeTierVpcProps, RegExp]>([
    [{ cidrMask: 15 }, /cidrMask.*15.*16 to 23/],
    [{ cidrMask: 24 }, /cidrMask.*24.*16 to 23/],
    [{ maxAzs: 2.5 }, /maxAzs.*2\.5.*2 to 4/],
    [{ maxAzs: 0 }, /maxAzs.*0.*2 to 4/],
    [{ natGateways: 1.5 }, /natGateways.*1\.5.*1 to 2/],
    [{ databasePort: 80.5 }, /databasePort.*80\.5.*1 to 65535/],
    [{ maxAzs: 3, natGateways: 4 }, /natGateways.*4.*1 to 3/],
  ])('%j', (props, message) => {
    expect(() => networkOf(props)).toThrow(message);
  });
});

describe('a number that shapes the template', () => {
  test.each(['maxAzs', 'natGateways', 'cidrMask'] as const)('must be known at synthesis: %s', (prop) => {
    const stack = newStack();
    expect(() => new ThreeTierVpc(stack, 'Network', { [prop]: number(stack) })).toThrow(
      new RegExp(`ThreeTierVpc 'Stack/Network' has a problem.*${prop}.*known at synthesis`, 's'));
  });
});

describe('zones and NAT gateways', () => {
  test.each([[2, 2, [1, 2]], [3, 2, [1, 2, 1]], [4, 1, [1, 1, 1, 1]], [4, 3, [1, 2, 3, 1]]])('in %i zones with %i gateways, every private subnet has a way out', (zones, natGateways, expected) => {
    const template = networkOf({ maxAzs: zones, natGateways });
    const routes = Object.entries(template.findResources('AWS::EC2::Route')).filter(([, { Properties }]) => Properties.NatGatewayId);
    expect(routes.map(([, { Properties }]) => Number(/NatGateway(\d)/.exec(Properties.NatGatewayId.Ref)![1]))).toEqual(expected);
    expect(new Set(routes.map(([, { Properties }]) => Properties.RouteTableId.Ref)).size).toBe(zones);
    template.resourceCountIs('AWS::EC2::NatGateway', natGateways);
    template.resourceCountIs('AWS::EC2::EIP', natGateways);
    template.resourceCountIs('AWS::EC2::Subnet', 3 * zones);
  });

  test('a gateway and its address go before the route to the internet, without which neither can be deleted', () => {
    const template = networkOf({});
    for (const type of ['AWS::EC2::NatGateway', 'AWS::EC2::EIP']) {
      expect(Object.values(template.findResources(type)).map(({ DependsOn }) => DependsOn)).toEqual([1, 2].map((zone) => [expect.stringContaining(`PublicRoute${zone}`)]));
    }
  });
});

test('values of the flow logs that only the deployment knows are taken as they are', () => {
  const template = templateOf((stack) => new ThreeTierVpc(stack, 'Network', {
    vpcName: new CfnParameter(stack, 'Name').valueAsString,
    flowLogGroupName: new CfnParameter(stack, 'Group').valueAsString,
    flowLogRetention: number(stack),
  }));
  template.hasResourceProperties('AWS::Logs::LogGroup', { LogGroupName: { Ref: 'Group' }, RetentionInDays: { Ref: 'Number' } });
  template.hasResourceProperties('AWS::EC2::VPC', { Tags: [{ Key: 'Name', Value: { Ref: 'Name' } }] });
});
