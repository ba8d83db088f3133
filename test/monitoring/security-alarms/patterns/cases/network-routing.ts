import { networkNearMisses } from './network-near-misses';
import { BY, call, FROM_CONSOLE, type PatternCases } from '../records';

const GATEWAY = { internetGatewayId: 'igw-0123456789abcdef0', vpcId: 'vpc-0123456789abcdef0' };
const ROUTE = { routeTableId: 'rtb-0123456789abcdef0', destinationCidrBlock: '0.0.0.0/0', gatewayId: GATEWAY.internetGatewayId };
const TABLE = { routeTableId: ROUTE.routeTableId };
const SUBNET = { ...TABLE, subnetId: 'subnet-0123456789abcdef0' };
const ASSOCIATION = { associationId: 'rtbassoc-0123456789abcdef0' };
const PEERING = { vpcPeeringConnectionId: 'pcx-0123456789abcdef0' };
const VPC = { vpcId: GATEWAY.vpcId };
const NEW_VPC = { cidrBlock: '10.0.0.0/16', instanceTenancy: 'default', amazonProvidedIpv6CidrBlock: false };

/** For newer API actions, CloudTrail records the request of EC2 unchanged. */
const ENDPOINT = { CreateVpcEndpointRequest: { VpcId: VPC.vpcId, ServiceName: 'com.amazonaws.eu-central-1.s3', VpcEndpointType: 'Gateway' } };

export const NetworkGatewayChanges: PatternCases = {
  expectation: 'A user, also through a service, or a program connects a network to the internet or to an external network, or disconnects it. It excludes internet gateways that are not attached.',
  hits: {
    'a user attaches an internet gateway': call('ec2', 'AttachInternetGateway', GATEWAY, BY.user),
    'a federated user attaches an internet gateway in the console': call('ec2', 'AttachInternetGateway', GATEWAY, BY.federatedUser, FROM_CONSOLE),
    'a role detaches an internet gateway': call('ec2', 'DetachInternetGateway', GATEWAY, BY.role),
    'a role creates a customer gateway': call('ec2', 'CreateCustomerGateway', { type: 'ipsec.1', ipAddress: '198.51.100.7', bgpAsn: 65000 }, BY.role),
    'a user attaches an internet gateway through a stack': call('ec2', 'AttachInternetGateway', GATEWAY, BY.userThroughStack),
    'the root user deletes a customer gateway': call('ec2', 'DeleteCustomerGateway', { customerGatewayId: 'cgw-0123456789abcdef0' }, BY.rootInConsole),
  },
  nearMisses: {
    ...networkNearMisses('AttachInternetGateway', GATEWAY, 'Client.Resource.AlreadyAssociated'),
    'Control Tower attaches an internet gateway': call('ec2', 'AttachInternetGateway', GATEWAY, BY.controlTower),
    'a user creates an internet gateway': call('ec2', 'CreateInternetGateway', {}, BY.user),
    'a user deletes an internet gateway': call('ec2', 'DeleteInternetGateway', { internetGatewayId: GATEWAY.internetGatewayId }, BY.user),
    'a console page reads the gateways': call('ec2', 'DescribeInternetGateways', { internetGatewayIdSet: {}, filterSet: {} }, BY.federatedUser, FROM_CONSOLE),
    'a user creates a gateway endpoint': call('ec2', 'CreateVpcEndpoint', ENDPOINT, BY.user),
  },
};

export const RouteTableChanges: PatternCases = {
  expectation: 'A user, also through a service, or a program changes the routes of subnets. It excludes new and deleted route tables, which have no subnets.',
  hits: {
    'a user adds a route to the internet': call('ec2', 'CreateRoute', ROUTE, BY.user),
    'a federated user adds a route to the internet in the console': call('ec2', 'CreateRoute', ROUTE, BY.federatedUser, FROM_CONSOLE),
    'a role replaces a route': call('ec2', 'ReplaceRoute', ROUTE, BY.role),
    'a role deletes a route': call('ec2', 'DeleteRoute', { ...TABLE, destinationCidrBlock: ROUTE.destinationCidrBlock }, BY.role),
    'a user adds a route through an automation': call('ec2', 'CreateRoute', ROUTE, BY.userThroughAutomation),
    'the root user replaces the route table of a subnet': call('ec2', 'ReplaceRouteTableAssociation', { ...TABLE, ...ASSOCIATION }, BY.rootInConsole),
    'a user disassociates a route table from a subnet': call('ec2', 'DisassociateRouteTable', ASSOCIATION, BY.user),
    'a user associates a route table with a subnet': call('ec2', 'AssociateRouteTable', SUBNET, BY.user),
  },
  nearMisses: {
    ...networkNearMisses('CreateRoute', ROUTE, 'Client.RouteAlreadyExists'),
    'Firewall Manager replaces the route table of a subnet': call('ec2', 'ReplaceRouteTableAssociation', { ...TABLE, ...ASSOCIATION }, BY.linkedRole('fms', 'FMS')),
    'a user creates a route table': call('ec2', 'CreateRouteTable', VPC, BY.user),
    'a user deletes a route table': call('ec2', 'DeleteRouteTable', TABLE, BY.user),
    'a console page reads the route tables': call('ec2', 'DescribeRouteTables', { routeTableIdSet: {}, filterSet: {} }, BY.federatedUser, FROM_CONSOLE),
    'a user adds a route to a mesh in App Mesh': call('appmesh', 'CreateRoute', { meshName: 'x', virtualRouterName: 'x', routeName: 'x', spec: {} }, BY.user),
  },
};

export const VpcChanges: PatternCases = {
  expectation: 'A user, also through a service, or a program creates, changes, connects or deletes a VPC. It excludes resources in a VPC, for which other events exist.',
  hits: {
    'a user creates a VPC': call('ec2', 'CreateVpc', NEW_VPC, BY.user),
    'a federated user deletes a VPC in the console': call('ec2', 'DeleteVpc', VPC, BY.federatedUser, FROM_CONSOLE),
    'a role changes an attribute': call('ec2', 'ModifyVpcAttribute', { ...VPC, enableDnsSupport: { value: false } }, BY.role),
    'a user requests a peering connection': call('ec2', 'CreateVpcPeeringConnection', { ...VPC, peerOwnerId: '210987654321', peerVpcId: 'vpc-0fedcba9876543210' }, BY.user),
    'a role accepts a peering connection': call('ec2', 'AcceptVpcPeeringConnection', PEERING, BY.role),
    'a user creates a VPC through a stack': call('ec2', 'CreateVpc', NEW_VPC, BY.userThroughStack),
    'the root user deletes a peering connection': call('ec2', 'DeleteVpcPeeringConnection', PEERING, BY.rootInConsole),
  },
  nearMisses: {
    ...networkNearMisses('CreateVpc', NEW_VPC, 'Client.VpcLimitExceeded'),
    'Control Tower creates a VPC': call('ec2', 'CreateVpc', NEW_VPC, BY.controlTower),
    'a user creates a subnet': call('ec2', 'CreateSubnet', { ...VPC, cidrBlock: '10.0.0.0/24' }, BY.user),
    'a user creates an endpoint': call('ec2', 'CreateVpcEndpoint', ENDPOINT, BY.user),
    'a console page reads the VPCs': call('ec2', 'DescribeVpcs', { vpcSet: {}, filterSet: {} }, BY.federatedUser, FROM_CONSOLE),
    'a user tags a VPC': call('ec2', 'CreateTags', { resourcesSet: { items: [{ resourceId: VPC.vpcId }] }, tagSet: { items: [{ key: 'Owner', value: 'x' }] } }, BY.user),
  },
};
