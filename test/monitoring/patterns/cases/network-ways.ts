import { networkNoise } from './network-noise';
import { BY, call, FROM_CONSOLE, type PatternCases } from '../records';

const GATEWAY = { internetGatewayId: 'igw-0123456789abcdef0', vpcId: 'vpc-0123456789abcdef0' };
const ROUTE = { routeTableId: 'rtb-0123456789abcdef0', destinationCidrBlock: '0.0.0.0/0', gatewayId: GATEWAY.internetGatewayId };
const TABLE = { routeTableId: ROUTE.routeTableId };
const SUBNET = { ...TABLE, subnetId: 'subnet-0123456789abcdef0' };
const ASSOCIATION = { associationId: 'rtbassoc-0123456789abcdef0' };
const PEERING = { vpcPeeringConnectionId: 'pcx-0123456789abcdef0' };
const VPC = { vpcId: GATEWAY.vpcId };

export const GATEWAY_CHANGES: PatternCases = {
  truth: 'Somebody opened a network to the outside by a call of their own, or cut it off. An internet gateway that is not attached does neither.',
  hits: {
    'a user attaches an internet gateway': call('ec2', 'AttachInternetGateway', GATEWAY, BY.user),
    'a person attaches one in the console': call('ec2', 'AttachInternetGateway', GATEWAY, BY.person, FROM_CONSOLE),
    'a role detaches one': call('ec2', 'DetachInternetGateway', GATEWAY, BY.role),
    'a role makes a customer gateway': call('ec2', 'CreateCustomerGateway', { type: 'ipsec.1', ipAddress: '198.51.100.7' }, BY.role),
    'root deletes a customer gateway': call('ec2', 'DeleteCustomerGateway', { customerGatewayId: 'cgw-1' }, BY.root),
  },
  nearMisses: {
    ...networkNoise('AttachInternetGateway', GATEWAY, BY.linkedRole('fms', 'FMS'), 'Client.Resource.AlreadyAssociated'),
    'a user makes an internet gateway': call('ec2', 'CreateInternetGateway', {}, BY.user),
    'a user deletes an internet gateway': call('ec2', 'DeleteInternetGateway', { internetGatewayId: GATEWAY.internetGatewayId }, BY.user),
    'a page reads the gateways': call('ec2', 'DescribeInternetGateways', {}, BY.person, FROM_CONSOLE),
    'a user makes a gateway endpoint': call('ec2', 'CreateVpcEndpoint', VPC, BY.user),
  },
};

export const ROUTE_CHANGES: PatternCases = {
  truth: 'Somebody changed by a call of their own where subnets send their traffic. A table that is new or deleted routes for no subnet.',
  hits: {
    'a user adds a route to the internet': call('ec2', 'CreateRoute', ROUTE, BY.user),
    'a person adds one in the console': call('ec2', 'CreateRoute', ROUTE, BY.person, FROM_CONSOLE),
    'a role replaces a route': call('ec2', 'ReplaceRoute', ROUTE, BY.role),
    'a role deletes a route': call('ec2', 'DeleteRoute', TABLE, BY.role),
    'root gives a subnet another table': call('ec2', 'ReplaceRouteTableAssociation', { ...TABLE, ...ASSOCIATION }, BY.root),
    'a user takes the table from a subnet': call('ec2', 'DisassociateRouteTable', ASSOCIATION, BY.user),
    'a user gives a subnet a table': call('ec2', 'AssociateRouteTable', SUBNET, BY.user),
  },
  nearMisses: {
    ...networkNoise('CreateRoute', ROUTE, BY.linkedRole('client-vpn', 'ClientVPN'), 'Client.RouteAlreadyExists'),
    'a user makes a table': call('ec2', 'CreateRouteTable', VPC, BY.user),
    'a user deletes a table': call('ec2', 'DeleteRouteTable', TABLE, BY.user),
    'a page reads the tables': call('ec2', 'DescribeRouteTables', {}, BY.person, FROM_CONSOLE),
    'a user adds a route to a mesh': call('appmesh', 'CreateRoute', { meshName: 'x', routeName: 'x' }, BY.user),
  },
};

export const VPC_CHANGES: PatternCases = {
  truth: 'Somebody made, changed, connected or deleted a network by a call of their own. What lies in a network has alarms of its own.',
  hits: {
    'a user makes a VPC': call('ec2', 'CreateVpc', { cidrBlock: '10.0.0.0/16' }, BY.user),
    'a person deletes a VPC in the console': call('ec2', 'DeleteVpc', VPC, BY.person, FROM_CONSOLE),
    'a role changes an attribute': call('ec2', 'ModifyVpcAttribute', { ...VPC, enableDnsSupport: { value: false } }, BY.role),
    'a user asks for a peering connection': call('ec2', 'CreateVpcPeeringConnection', { ...VPC, peerOwnerId: '210987654321' }, BY.user),
    'a role accepts a peering connection': call('ec2', 'AcceptVpcPeeringConnection', PEERING, BY.role),
    'root deletes a peering connection': call('ec2', 'DeleteVpcPeeringConnection', PEERING, BY.root),
  },
  nearMisses: {
    ...networkNoise('CreateVpc', { cidrBlock: '10.0.0.0/16' }, BY.linkedRole('controltower', 'AWSControlTower'), 'Client.VpcLimitExceeded'),
    'a user makes a subnet': call('ec2', 'CreateSubnet', { ...VPC, cidrBlock: '10.0.0.0/24' }, BY.user),
    'a user makes an endpoint': call('ec2', 'CreateVpcEndpoint', VPC, BY.user),
    'a page reads the VPCs': call('ec2', 'DescribeVpcs', {}, BY.person, FROM_CONSOLE),
    'a user tags a VPC': call('ec2', 'CreateTags', { resourcesSet: { items: [{ resourceId: VPC.vpcId }] } }, BY.user),
  },
};
