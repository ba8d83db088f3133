import type { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { CfnParameter, type Stack } from 'aws-cdk-lib/core';
import { TierNetworkAcls } from '../../../src/network/network-acls/tier-network-acls';
import { templateOf } from '../../support/templates';

const TIERS = ['public', 'private', 'isolated'];

/** An imported VPC with known CIDR blocks. */
function importedVpc(stack: Stack): ec2.IVpc {
  const ids = (tier: string) => [1, 2].map((number) => `subnet-${tier}-${number}`);
  const cidrs = (block: number) => [1, 2].map((number) => `10.1.${block + number}.0/24`);
  return ec2.Vpc.fromVpcAttributes(stack, 'Imported', {
    vpcId: 'vpc-1',
    vpcCidrBlock: '10.1.0.0/16',
    availabilityZones: ['eu-west-1a', 'eu-west-1b'],
    publicSubnetIds: ids('public'),
    publicSubnetIpv4CidrBlocks: cidrs(0),
    privateSubnetIds: ids('private'),
    privateSubnetIpv4CidrBlocks: cidrs(10),
    isolatedSubnetIds: ids('isolated'),
    isolatedSubnetIpv4CidrBlocks: cidrs(20),
  });
}

/** The CIDR blocks of all subnets of each tier. */
const tierCidrs = { Public: '10.1.0.0/21', Private: '10.1.8.0/21', Isolated: '10.1.16.0/21' };

const propsOf = (stack: Stack, databasePort: number) => ({ vpc: importedVpc(stack), tierCidrs, databasePort, namePrefix: 'shop' });

const aclsOf = (databasePort = 3306) => templateOf((stack) => new TierNetworkAcls(stack, 'Acls', propsOf(stack, databasePort)));

/** The peer and the ports of each entry of a tier in one direction. */
function entries(template: Template, tier: string, egress: boolean): string[] {
  const [acl] = Object.keys(template.findResources('AWS::EC2::NetworkAcl')).filter((id) => id.toLowerCase().includes(tier));
  return Object.values(template.findResources('AWS::EC2::NetworkAclEntry', { Properties: { NetworkAclId: { Ref: acl }, Egress: egress } }))
    .map(({ Properties: { CidrBlock, PortRange } }) => `${CidrBlock} ${PortRange.From}-${PortRange.To}`);
}

describe('the network ACLs', () => {
  const template = aclsOf();

  test.each(TIERS)('include one for the %s subnets, with the tier in its name tag', (tier) => {
    const [[id, { Properties }]] = Object.entries(template.findResources('AWS::EC2::NetworkAcl')).filter(([one]) => one.toLowerCase().includes(tier));
    expect(Properties).toEqual({ VpcId: 'vpc-1', Tags: [{ Key: 'Name', Value: `shop-${tier}` }] });
    const associated = Object.values(template.findResources('AWS::EC2::SubnetNetworkAclAssociation', { Properties: { NetworkAclId: { Ref: id } } }));
    expect(associated.map((one) => one.Properties.SubnetId)).toEqual([`subnet-${tier}-1`, `subnet-${tier}-2`]);
  });

  test('allow only TCP, with unique rule numbers', () => {
    const all = Object.values(template.findResources('AWS::EC2::NetworkAclEntry')).map(({ Properties }) => Properties);
    expect(new Set(all.map(({ Protocol, RuleAction }) => `${Protocol} ${RuleAction}`))).toEqual(new Set(['6 allow']));
    expect(new Set(all.map(({ Egress, NetworkAclId, RuleNumber }) => `${NetworkAclId.Ref} ${Egress} ${RuleNumber}`)).size).toBe(all.length);
  });

  test('have exactly the entries that the tiers require', () => {
    const responses = ['0.0.0.0/0 1024-3305', '0.0.0.0/0 3307-3388', '0.0.0.0/0 3390-65535'];
    expect(entries(template, 'public', false)).toEqual(['0.0.0.0/0 443-443', '0.0.0.0/0 80-80', ...responses, '10.1.0.0/16 1024-65535']);
    expect(entries(template, 'public', true)).toEqual(['0.0.0.0/0 443-443', '0.0.0.0/0 80-80', '0.0.0.0/0 1024-65535']);
    expect(entries(template, 'private', false)).toEqual(['10.1.0.0/16 443-443', ...responses, '10.1.0.0/16 80-80', '10.1.0.0/16 1024-65535']);
    expect(entries(template, 'private', true)).toEqual([
      '0.0.0.0/0 443-443', '0.0.0.0/0 80-80', `${tierCidrs.Isolated} 3306-3306`, '10.1.0.0/16 1024-65535',
    ]);
    expect(entries(template, 'isolated', false)).toEqual([`${tierCidrs.Private} 3306-3306`]);
    expect(entries(template, 'isolated', true)).toEqual([`${tierCidrs.Private} 1024-65535`]);
  });
});

describe('the port of the database', () => {
  test('can be a different port, which is closed to the internet', () => {
    const template = aclsOf(5432);
    expect(entries(template, 'private', true)).toEqual(expect.arrayContaining([`${tierCidrs.Isolated} 5432-5432`]));
    expect(entries(template, 'isolated', false)).toEqual([`${tierCidrs.Private} 5432-5432`]);
    const closed = ['0.0.0.0/0 1024-3305', '0.0.0.0/0 3307-3388', '0.0.0.0/0 3390-5431', '0.0.0.0/0 5433-65535'];
    expect(entries(template, 'public', false).filter((one) => /^0\.0\.0\.0\/0 (?!443|80)/.test(one))).toEqual(closed);
    expect(entries(template, 'private', false).filter((one) => one.startsWith('0.0.0.0/0'))).toEqual(closed);
  });

  test.each([[1024, '0.0.0.0/0 1025-3305'], [65535, '0.0.0.0/0 3390-65534'], [3307, '0.0.0.0/0 3308-3388']])('%i does not result in an empty port range', (databasePort, expected) => {
    const responses = entries(aclsOf(databasePort), 'private', false).map((one) => one.split(' '))
      .filter(([peer]) => peer === '0.0.0.0/0').map(([, ports]) => ports.split('-').map(Number));
    expect(responses.filter(([from, to]) => from > to)).toEqual([]);
    expect(responses.map(([from, to]) => `0.0.0.0/0 ${from}-${to}`)).toContain(expected);
  });

  test('can be an unresolved token', () => {
    const template = templateOf((stack) => new TierNetworkAcls(stack, 'Acls', propsOf(stack, new CfnParameter(stack, 'Port', { type: 'Number' }).valueAsNumber)));
    template.hasResourceProperties('AWS::EC2::NetworkAclEntry', { CidrBlock: tierCidrs.Private, PortRange: { From: { Ref: 'Port' }, To: { Ref: 'Port' } } });
  });
});
