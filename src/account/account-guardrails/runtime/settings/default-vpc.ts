import {
  AuthorizeSecurityGroupEgressCommand, AuthorizeSecurityGroupIngressCommand, DescribeSecurityGroupsCommand,
  ModifySubnetAttributeCommand, RevokeSecurityGroupEgressCommand, RevokeSecurityGroupIngressCommand, type IpPermission,
} from '@aws-sdk/client-ec2';
import { defaultSubnets, defaultVpcId, interfacesIn } from './default-vpc-parts';
import { peerRules, ruleKey } from './security-group-rules';
import { unless } from '../examination';
import type { Finding, Implementation, Location, Reading } from '../implementation';

/** What the default VPC opens. */
export interface DefaultVpc {
  readonly vpcId: string;
  readonly groupId: string;
  /** The rules of the default security group, with one peer each. */
  readonly ingress: readonly IpPermission[];
  readonly egress: readonly IpPermission[];
  /** The default subnets in which instances get a public IP address. */
  readonly publicSubnets: readonly string[];
}

const OPEN_TO_ALL = ['0.0.0.0/0', '::/0'];
const keys = (rules: readonly IpPermission[]) => rules.map(ruleKey).sort();
const within = (rules: readonly IpPermission[], others: readonly IpPermission[]) => rules.filter((rule) => keys(others).includes(ruleKey(rule)));
const without = (rules: readonly IpPermission[], others: readonly IpPermission[]) => rules.filter((rule) => !keys(others).includes(ruleKey(rule)));

function isOpenToAll({ IpRanges, Ipv6Ranges }: IpPermission): boolean {
  return OPEN_TO_ALL.includes(IpRanges?.[0]?.CidrIp ?? Ipv6Ranges?.[0]?.CidrIpv6 ?? '');
}

async function read({ clients: { ec2 }, send }: Location): Promise<Reading<DefaultVpc | null>> {
  const vpcId = await defaultVpcId({ clients: { ec2 }, send });
  if (!vpcId) {
    return { value: null };
  }
  const ofVpc = { Name: 'vpc-id', Values: [vpcId] };
  const groups = await send(() => ec2.send(new DescribeSecurityGroupsCommand({ Filters: [ofVpc, { Name: 'group-name', Values: ['default'] }] })));
  const subnets = await defaultSubnets({ clients: { ec2 }, send }, vpcId);
  const { GroupId: groupId = '', IpPermissions = [], IpPermissionsEgress = [] } = groups.SecurityGroups?.[0] ?? {};
  const publicSubnets = subnets.filter(({ MapPublicIpOnLaunch }) => MapPublicIpOnLaunch).map(({ SubnetId = '' }) => SubnetId).sort();
  return { value: { vpcId, groupId, ingress: IpPermissions.flatMap(peerRules), egress: IpPermissionsEgress.flatMap(peerRules), publicSubnets } };
}

/**
 * The value null opens nothing: there is no default VPC, or none is wanted.
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/default-security-group.html
 */
export const defaultVpc: Implementation<DefaultVpc | null> = {
  wanted: () => null,
  read,

  async write(location, value) {
    const { value: current } = await read(location);
    if (current === null || value !== null && value.vpcId !== current.vpcId) {
      throw new Error(`The default VPC ${value?.vpcId ?? ''} no longer exists.`);
    }
    const target = value ?? { ...current, ingress: [], egress: [], publicSubnets: [] };
    await replaceRules(location, current, target);
    const changed = (some: DefaultVpc, others: DefaultVpc) => some.publicSubnets.filter((id) => !others.publicSubnets.includes(id));
    for (const [isPublic, subnets] of [[false, changed(current, target)], [true, changed(target, current)]] as const) {
      for (const SubnetId of subnets) {
        const input = { SubnetId, MapPublicIpOnLaunch: { Value: isPublic } };
        await location.send(() => location.clients.ec2.send(new ModifySubnetAttributeCommand(input)));
      }
    }
  },

  equal(one, other) {
    const content = (vpc: DefaultVpc | null) => vpc && [vpc.vpcId, keys(vpc.ingress), keys(vpc.egress), [...vpc.publicSubnets].sort()];
    return JSON.stringify(content(one)) === JSON.stringify(content(other));
  },

  isPartOf: (value, from) => value !== null && defaultVpc.equal(defaultVpc.combine(value, from), value) && value.vpcId === from?.vpcId,

  /** What both open, in the VPC of the first. */
  combine: (one, other) => one && {
    ...one,
    ingress: within(one.ingress, other?.ingress ?? []),
    egress: within(one.egress, other?.egress ?? []),
    publicSubnets: one.publicSubnets.filter((id) => other?.publicSubnets.includes(id)),
  },

  async conflicts(location, from, to) {
    if (from === null || defaultVpc.equal(from, to)) {
      return [];
    }
    const interfaces = await interfacesIn(location, from.vpcId);
    return interfaces.map(({ NetworkInterfaceId = '', Groups = [], Description }) => {
      const use = Groups.some(({ GroupId }) => GroupId === from.groupId) ? 'uses the default security group' : 'is in the default VPC';
      return { resource: NetworkInterfaceId, reason: `${use}${Description ? ` (${Description})` : ''}` };
    });
  },

  /** Rules that were removed make nothing public when they return, unless they are open to everybody and an interface uses the group. */
  async exposures(location, from, to): Promise<Finding[]> {
    if (to !== null && to.vpcId !== from?.vpcId) {
      return [{ resource: to.vpcId, reason: 'no longer the default VPC' }];
    }
    if (to === null || !without(to.ingress, from?.ingress ?? []).some(isOpenToAll)) {
      return [];
    }
    const reason = 'uses the default security group, whose earlier rules allow access from everywhere';
    const users = (await interfacesIn(location, to.vpcId)).filter(({ Groups = [] }) => Groups.some(({ GroupId }) => GroupId === to.groupId));
    return users.map(({ NetworkInterfaceId = '' }) => ({ resource: NetworkInterfaceId, reason }));
  },
};

/** A repeated request after a lost response fails, because the rules have changed. The value is read again after the change. */
async function replaceRules({ clients: { ec2 }, send }: Location, current: DefaultVpc, target: DefaultVpc): Promise<void> {
  const { groupId: GroupId } = current;
  const change = async (rules: readonly IpPermission[], request: (input: { GroupId: string; IpPermissions: IpPermission[] }) => Promise<unknown>) => {
    if (rules.length > 0) {
      await unless(/^InvalidPermission\.(NotFound|Duplicate)$/, () => send(() => request({ GroupId, IpPermissions: [...rules] })));
    }
  };
  await change(without(current.ingress, target.ingress), (input) => ec2.send(new RevokeSecurityGroupIngressCommand(input)));
  await change(without(current.egress, target.egress), (input) => ec2.send(new RevokeSecurityGroupEgressCommand(input)));
  await change(without(target.ingress, current.ingress), (input) => ec2.send(new AuthorizeSecurityGroupIngressCommand(input)));
  await change(without(target.egress, current.egress), (input) => ec2.send(new AuthorizeSecurityGroupEgressCommand(input)));
}
