import type { IpPermission, ModifySubnetAttributeCommandInput } from '@aws-sdk/client-ec2';
import { awsError, refuseUnless, type Api, type Request } from './api';
import { newVpc, type OtherKind, type VpcState } from './state';
import { peerRules, ruleKey } from '../../../src/account/account-guardrails/runtime/settings/security-group-rules';

interface Filter { Name?: string; Values?: string[] }
interface Describe { Filters?: Filter[]; NextToken?: string; MaxResults?: number }

/** The name of the filter by the id of the VPC, and the property with the id of the resource. */
const KINDS: Readonly<Record<OtherKind, { filters: string[]; id: string; more?: (vpcId: string) => object }>> = {
  SecurityGroups: { filters: ['vpc-id'], id: 'GroupId', more: () => ({ GroupName: 'web' }) },
  NetworkAcls: { filters: ['vpc-id'], id: 'NetworkAclId', more: () => ({ IsDefault: false }) },
  RouteTables: { filters: ['vpc-id'], id: 'RouteTableId', more: () => ({ Associations: [{ Main: false }] }) },
  VpcEndpoints: { filters: ['vpc-id'], id: 'VpcEndpointId' },
  VpcPeeringConnections: { filters: ['requester-vpc-info.vpc-id', 'accepter-vpc-info.vpc-id'], id: 'VpcPeeringConnectionId' },
  EgressOnlyInternetGateways: { filters: [], id: 'EgressOnlyInternetGatewayId', more: (VpcId) => ({ Attachments: [{ VpcId, State: 'attached' }] }) },
  VpnGateways: { filters: ['attachment.vpc-id'], id: 'VpnGatewayId' },
};

/** What AWS creates together with a VPC. */
const INITIAL: Partial<Record<OtherKind, (vpc: VpcState) => object>> = {
  SecurityGroups: ({ groupId, ingress, egress }) => ({ GroupId: groupId, GroupName: 'default', IpPermissions: ingress, IpPermissionsEgress: egress }),
  NetworkAcls: ({ id }) => ({ NetworkAclId: id.replace('vpc', 'acl'), IsDefault: true }),
  RouteTables: ({ id }) => ({ RouteTableId: id.replace('vpc', 'rtb'), Associations: [{ Main: true }] }),
};

/** Returns whether the filters select the default VPC. Other filters are applied to the properties of the response, or are known to select everything. */
function selects(filters: readonly Filter[] | undefined, vpc: VpcState, names: readonly string[]): boolean {
  const others = ['group-name', 'default-for-az', 'status-code', 'attachment.state', 'is-default'];
  return (filters ?? []).every(({ Name = '', Values = [] }) => {
    refuseUnless(names.includes(Name) || others.includes(Name), 'InvalidParameterValue', `The filter '${Name}' is invalid`);
    return !names.includes(Name) || Values.includes(vpc.id);
  });
}

function describe(kind: OtherKind) {
  return ({ region: { vpc }, page }: Request, { Filters, NextToken, MaxResults }: Describe): object => {
    const { filters, id, more } = KINDS[kind];
    const initial = vpc ? INITIAL[kind]?.(vpc) : undefined;
    const isAccepter = Filters?.some(({ Name }) => Name?.startsWith('accepter'));
    const names = (vpc?.others[kind] ?? []).filter((name) => kind !== 'VpcPeeringConnections' || name.startsWith('pcx-accepted') === isAccepter);
    const own = names.map((name) => ({ [id]: name, ...more?.(vpc!.id) }));
    const groupNames = Filters?.find(({ Name }) => Name === 'group-name')?.Values;
    const all = vpc && selects(Filters, vpc, filters) ? [...initial ? [structuredClone(initial)] : [], ...groupNames ? [] : own] : [];
    const { items, NextToken: next } = page(all, NextToken, MaxResults, 1_000);
    return { [kind]: items, NextToken: next };
  };
}

function vpcWith({ region: { vpc } }: Request, isIt: (vpc: VpcState) => boolean, code: string): VpcState {
  if (!vpc || !isIt(vpc)) {
    throw awsError(code, 'The resource does not exist');
  }
  return vpc;
}

interface RuleInput { GroupId?: string; IpPermissions?: IpPermission[] }

/** Adds or removes rules. Nothing changes if a rule exists already, or does not exist. */
function changeRules(direction: 'ingress' | 'egress', isAdded: boolean) {
  return (request: Request, { GroupId, IpPermissions = [] }: RuleInput): object => {
    const vpc = vpcWith(request, ({ groupId }) => groupId === GroupId, 'InvalidGroup.NotFound');
    const rules = IpPermissions.flatMap(peerRules);
    refuseUnless(rules.length > 0, 'MissingParameter', 'Either ipPermissions or securityGroupRuleIds must be specified');
    const known = vpc[direction].flatMap(peerRules);
    const exists = (rule: IpPermission, some: readonly IpPermission[]) => some.some((one) => ruleKey(one) === ruleKey(rule));
    refuseUnless(!isAdded || !rules.some((rule) => exists(rule, known)), 'InvalidPermission.Duplicate', 'The rule already exists');
    refuseUnless(isAdded || rules.every((rule) => exists(rule, known)), 'InvalidPermission.NotFound', 'The rule does not exist');
    vpc[direction] = isAdded ? [...known, ...structuredClone(rules)] : known.filter((rule) => !exists(rule, rules));
    return { Return: true };
  };
}

/** The default VPC. */
export const ec2Vpc: Api = {
  DescribeVpcs: ({ region: { vpc } }) => ({ Vpcs: vpc ? [{ VpcId: vpc.id, IsDefault: true, CidrBlock: '172.31.0.0/16' }] : [] }),
  DescribeSubnets: ({ region: { vpc }, page }, { Filters, NextToken, MaxResults }: Describe) => {
    const onlyDefault = Filters?.some(({ Name }) => Name === 'default-for-az');
    const all = vpc && selects(Filters, vpc, ['vpc-id']) ? vpc.subnets.filter(({ isDefault }) => isDefault || !onlyDefault) : [];
    const { items, NextToken: next } = page(all, NextToken, MaxResults, 1_000);
    return { NextToken: next, Subnets: items.map(({ id, isPublic, isDefault }) => ({ SubnetId: id, MapPublicIpOnLaunch: isPublic, DefaultForAz: isDefault })) };
  },
  DescribeNetworkInterfaces: ({ region: { vpc }, page }, { Filters, NextToken, MaxResults }: Describe) => {
    const { items, NextToken: next } = page(vpc && selects(Filters, vpc, ['vpc-id']) ? vpc.interfaces : [], NextToken, MaxResults, 1_000);
    return {
      NextToken: next,
      NetworkInterfaces: items.map(({ id, groups, description }) =>
        ({ NetworkInterfaceId: id, Description: description ?? '', Groups: groups.map((GroupId) => ({ GroupId })) })),
    };
  },
  DescribeInternetGateways: ({ region: { vpc } }, { Filters }: Describe) => ({
    InternetGateways: vpc && selects(Filters, vpc, ['attachment.vpc-id']) ? vpc.gateways.map((InternetGatewayId) => ({ InternetGatewayId })) : [],
  }),
  ...Object.fromEntries((Object.keys(KINDS) as OtherKind[]).map((kind) => [`Describe${kind}`, describe(kind)])),

  AuthorizeSecurityGroupIngress: changeRules('ingress', true),
  AuthorizeSecurityGroupEgress: changeRules('egress', true),
  RevokeSecurityGroupIngress: changeRules('ingress', false),
  RevokeSecurityGroupEgress: changeRules('egress', false),
  ModifySubnetAttribute: (request, { SubnetId, MapPublicIpOnLaunch }: ModifySubnetAttributeCommandInput) => {
    const vpc = vpcWith(request, ({ subnets }) => subnets.some(({ id }) => id === SubnetId), 'InvalidSubnetID.NotFound');
    vpc.subnets.find(({ id }) => id === SubnetId)!.isPublic = MapPublicIpOnLaunch?.Value === true;
    return {};
  },

  DeleteSubnet: (request, { SubnetId }: { SubnetId?: string }) => {
    const vpc = vpcWith(request, ({ subnets }) => subnets.some(({ id }) => id === SubnetId), 'InvalidSubnetID.NotFound');
    refuseUnless(vpc.interfaces.length === 0, 'DependencyViolation', `The subnet '${SubnetId}' has dependencies and cannot be deleted.`);
    vpc.subnets = vpc.subnets.filter(({ id }) => id !== SubnetId);
    return {};
  },
  DetachInternetGateway: (request, { InternetGatewayId = '', VpcId }: { InternetGatewayId?: string; VpcId?: string }) => {
    const vpc = vpcWith(request, ({ id, gateways }) => id === VpcId && gateways.includes(InternetGatewayId), 'Gateway.NotAttached');
    refuseUnless(vpc.interfaces.length === 0, 'DependencyViolation', `Network ${VpcId} has some mapped public address(es).`);
    vpc.gateways = vpc.gateways.filter((id) => id !== InternetGatewayId);
    return {};
  },
  DeleteInternetGateway: ({ region: { vpc } }, { InternetGatewayId = '' }: { InternetGatewayId?: string }) => {
    refuseUnless(!vpc?.gateways.includes(InternetGatewayId), 'DependencyViolation', 'The internet gateway is attached.');
    return {};
  },
  DeleteVpc: (request, { VpcId }: { VpcId?: string }) => {
    const { subnets, gateways, interfaces, others } = vpcWith(request, ({ id }) => id === VpcId, 'InvalidVpcID.NotFound');
    const uses = [subnets, gateways, interfaces, ...Object.values(others)].flat();
    refuseUnless(uses.length === 0, 'DependencyViolation', `The vpc '${VpcId}' has dependencies and cannot be deleted.`);
    request.region.vpc = null;
    return {};
  },
  CreateDefaultVpc: ({ region, unique }) => {
    refuseUnless(region.vpc === null, 'DefaultVpcAlreadyExists', 'A Default VPC already exists for this account in this region.');
    region.vpc = newVpc(`vpc-${unique}`);
    return { Vpc: { VpcId: region.vpc.id } };
  },
};
