import {
  DescribeEgressOnlyInternetGatewaysCommand as DescribeEgressOnlyGatewaysCommand, DescribeInternetGatewaysCommand, DescribeNetworkAclsCommand,
  DescribeNetworkInterfacesCommand, DescribeRouteTablesCommand, DescribeSecurityGroupsCommand, DescribeSubnetsCommand, DescribeVpcEndpointsCommand,
  DescribeVpcPeeringConnectionsCommand as DescribePeeringsCommand, DescribeVpcsCommand, DescribeVpnGatewaysCommand,
  type NetworkInterface, type Subnet,
} from '@aws-sdk/client-ec2';
import { listAll } from '../examination';
import type { Finding, Location } from '../implementation';

type Ec2 = { readonly clients: Pick<Location['clients'], 'ec2'> } & Pick<Location, 'send'>;

/** A region has at most one default VPC. */
export async function defaultVpcId({ clients: { ec2 }, send }: Ec2): Promise<string | undefined> {
  const { Vpcs } = await send(() => ec2.send(new DescribeVpcsCommand({ Filters: [{ Name: 'is-default', Values: ['true'] }] })));
  return Vpcs?.[0]?.VpcId;
}

export function interfacesIn({ clients: { ec2 }, send }: Ec2, vpcId: string): Promise<NetworkInterface[]> {
  const input = { Filters: [{ Name: 'vpc-id', Values: [vpcId] }] };
  return listAll(send, (NextToken) => ec2.send(new DescribeNetworkInterfacesCommand({ ...input, NextToken })), (page) => page.NetworkInterfaces);
}

export function defaultSubnets({ clients: { ec2 }, send }: Ec2, vpcId: string): Promise<Subnet[]> {
  const Filters = [{ Name: 'vpc-id', Values: [vpcId] }, { Name: 'default-for-az', Values: ['true'] }];
  return listAll(send, (NextToken) => ec2.send(new DescribeSubnetsCommand({ Filters, NextToken })), (page) => page.Subnets);
}

export function internetGateways({ clients: { ec2 }, send }: Ec2, vpcId: string): Promise<string[]> {
  const Filters = [{ Name: 'attachment.vpc-id', Values: [vpcId] }];
  return listAll(send, (NextToken) => ec2.send(new DescribeInternetGatewaysCommand({ Filters, NextToken })),
    (page) => page.InternetGateways?.map(({ InternetGatewayId = '' }) => InternetGatewayId));
}

interface Page { readonly NextToken?: string; readonly ids: readonly (string | undefined)[] }

/** Returns everything in a VPC that AWS did not create together with it. */
export async function usesOf({ clients: { ec2 }, send }: Ec2, vpcId: string): Promise<Finding[]> {
  const Filters = [{ Name: 'vpc-id', Values: [vpcId] }];
  const live = { Name: 'status-code', Values: ['active', 'pending-acceptance', 'provisioning'] };
  const attached = [{ Name: 'attachment.vpc-id', Values: [vpcId] }, { Name: 'attachment.state', Values: ['attaching', 'attached'] }];
  const peerings = (side: string) => async (NextToken?: string): Promise<Page> => {
    const { VpcPeeringConnections: peers = [], ...page } = await ec2.send(
      new DescribePeeringsCommand({ Filters: [{ Name: `${side}-vpc-info.vpc-id`, Values: [vpcId] }, live], NextToken }));
    return { ...page, ids: peers.map((one) => one.VpcPeeringConnectionId) };
  };
  const requests: Record<string, (NextToken?: string) => Promise<Page>> = {
    'network interface': async (NextToken) => {
      const { NetworkInterfaces = [], ...page } = await ec2.send(new DescribeNetworkInterfacesCommand({ Filters, NextToken }));
      return { ...page, ids: NetworkInterfaces.map((one) => one.NetworkInterfaceId) };
    },
    'security group': async (NextToken) => {
      const { SecurityGroups = [], ...page } = await ec2.send(new DescribeSecurityGroupsCommand({ Filters, NextToken }));
      return { ...page, ids: SecurityGroups.filter((one) => one.GroupName !== 'default').map((one) => one.GroupId) };
    },
    'subnet': async (NextToken) => {
      const { Subnets = [], ...page } = await ec2.send(new DescribeSubnetsCommand({ Filters, NextToken }));
      return { ...page, ids: Subnets.filter((one) => !one.DefaultForAz).map((one) => one.SubnetId) };
    },
    'network ACL': async (NextToken) => {
      const { NetworkAcls = [], ...page } = await ec2.send(new DescribeNetworkAclsCommand({ Filters, NextToken }));
      return { ...page, ids: NetworkAcls.filter((one) => !one.IsDefault).map((one) => one.NetworkAclId) };
    },
    'route table': async (NextToken) => {
      const { RouteTables = [], ...page } = await ec2.send(new DescribeRouteTablesCommand({ Filters, NextToken }));
      return { ...page, ids: RouteTables.filter((one) => !one.Associations?.some(({ Main }) => Main)).map((one) => one.RouteTableId) };
    },
    'endpoint': async (NextToken) => {
      const { VpcEndpoints = [], ...page } = await ec2.send(new DescribeVpcEndpointsCommand({ Filters, NextToken }));
      return { ...page, ids: VpcEndpoints.map((one) => one.VpcEndpointId) };
    },
    'peering connection': peerings('requester'),
    'accepted peering connection': peerings('accepter'),
    'egress-only internet gateway': async (NextToken) => {
      const { EgressOnlyInternetGateways = [], ...page } = await ec2.send(new DescribeEgressOnlyGatewaysCommand({ NextToken }));
      const ofVpc = EgressOnlyInternetGateways.filter((one) => one.Attachments?.some(({ VpcId }) => VpcId === vpcId));
      return { ...page, ids: ofVpc.map((one) => one.EgressOnlyInternetGatewayId) };
    },
    'virtual private gateway': async () => {
      const { VpnGateways = [] } = await ec2.send(new DescribeVpnGatewaysCommand({ Filters: attached }));
      return { ids: VpnGateways.map((one) => one.VpnGatewayId) };
    },
  };
  const found = await Promise.all(Object.entries(requests).map(async ([kind, request]) =>
    (await listAll(send, request, ({ ids }) => ids)).map((id = '') => ({ resource: id, reason: `${kind} in the default VPC` }))));
  return found.flat();
}
