import { networkNoise } from './network-noise';
import { BY, call, FROM_CONSOLE, type PatternCases } from '../records';

const GATEWAY = { internetGatewayId: 'igw-0123456789abcdef0', vpcId: 'vpc-0123456789abcdef0' };
const ROUTE = { routeTableId: 'rtb-0123456789abcdef0', destinationCidrBlock: '0.0.0.0/0', gatewayId: GATEWAY.internetGatewayId };
const TABLE = { routeTableId: ROUTE.routeTableId };
const SUBNET = { ...TABLE, subnetId: 'subnet-0123456789abcdef0' };
const ASSOCIATION = { associationId: 'rtbassoc-0123456789abcdef0' };
const PEERING = { vpcPeeringConnectionId: 'pcx-0123456789abcdef0' };
const VPC = { vpcId: GATEWAY.vpcId };
const NEW_VPC = { cidrBlock: '10.0.0.0/16', instanceTenancy: 'default', amazonProvidedIpv6CidrBlock: false };

/** Of newer calls, EC2 records the request as it was sent. */
const ENDPOINT = { CreateVpcEndpointRequest: { VpcId: VPC.vpcId, ServiceName: 'com.amazonaws.eu-central-1.s3', VpcEndpointType: 'Gateway' } };

export const NetworkGatewayChanges: PatternCases = {
  truth: 'A person, by whatever service, or a program by a call of its own opened a network to the outside, or cut it off. An internet gateway that is not attached does neither.',
  hits: {
    'a user attaches an internet gateway': call('ec2', 'AttachInternetGateway', GATEWAY, BY.user),
    'a person attaches one in the console': call('ec2', 'AttachInternetGateway', GATEWAY, BY.person, FROM_CONSOLE),
    'a role detaches one': call('ec2', 'DetachInternetGateway', GATEWAY, BY.role),
    'a role makes a customer gateway': call('ec2', 'CreateCustomerGateway', { type: 'ipsec.1', ipAddress: '198.51.100.7', bgpAsn: 65000 }, BY.role),
    'a user attaches an internet gateway through a stack': call('ec2', 'AttachInternetGateway', GATEWAY, BY.userThroughStack),
    'root deletes a customer gateway': call('ec2', 'DeleteCustomerGateway', { customerGatewayId: 'cgw-0123456789abcdef0' }, BY.rootInConsole),
  },
  nearMisses: {
    ...networkNoise('AttachInternetGateway', GATEWAY, 'Client.Resource.AlreadyAssociated'),
    'Control Tower sets up a network': call('ec2', 'AttachInternetGateway', GATEWAY, BY.landingZone),
    'a user makes an internet gateway': call('ec2', 'CreateInternetGateway', {}, BY.user),
    'a user deletes an internet gateway': call('ec2', 'DeleteInternetGateway', { internetGatewayId: GATEWAY.internetGatewayId }, BY.user),
    'a page reads the gateways': call('ec2', 'DescribeInternetGateways', { internetGatewayIdSet: {}, filterSet: {} }, BY.person, FROM_CONSOLE),
    'a user makes a gateway endpoint': call('ec2', 'CreateVpcEndpoint', ENDPOINT, BY.user),
  },
};

export const RouteTableChanges: PatternCases = {
  truth: 'A person, by whatever service, or a program by a call of its own changed where subnets send their traffic. A table that is new or deleted routes for no subnet.',
  hits: {
    'a user adds a route to the internet': call('ec2', 'CreateRoute', ROUTE, BY.user),
    'a person adds one in the console': call('ec2', 'CreateRoute', ROUTE, BY.person, FROM_CONSOLE),
    'a role replaces a route': call('ec2', 'ReplaceRoute', ROUTE, BY.role),
    'a role deletes a route': call('ec2', 'DeleteRoute', { ...TABLE, destinationCidrBlock: ROUTE.destinationCidrBlock }, BY.role),
    'a user adds a route through an automation': call('ec2', 'CreateRoute', ROUTE, BY.userThroughAutomation),
    'root gives a subnet another table': call('ec2', 'ReplaceRouteTableAssociation', { ...TABLE, ...ASSOCIATION }, BY.rootInConsole),
    'a user takes the table from a subnet': call('ec2', 'DisassociateRouteTable', ASSOCIATION, BY.user),
    'a user gives a subnet a table': call('ec2', 'AssociateRouteTable', SUBNET, BY.user),
  },
  nearMisses: {
    ...networkNoise('CreateRoute', ROUTE, 'Client.RouteAlreadyExists'),
    'Firewall Manager gives a subnet another table': call('ec2', 'ReplaceRouteTableAssociation', { ...TABLE, ...ASSOCIATION }, BY.linkedRole('fms', 'FMS')),
    'a user makes a table': call('ec2', 'CreateRouteTable', VPC, BY.user),
    'a user deletes a table': call('ec2', 'DeleteRouteTable', TABLE, BY.user),
    'a page reads the tables': call('ec2', 'DescribeRouteTables', { routeTableIdSet: {}, filterSet: {} }, BY.person, FROM_CONSOLE),
    'a user adds a route to a mesh': call('appmesh', 'CreateRoute', { meshName: 'x', virtualRouterName: 'x', routeName: 'x', spec: {} }, BY.user),
  },
};

export const VpcChanges: PatternCases = {
  truth: 'A person, by whatever service, or a program by a call of its own made, changed, connected or deleted a network. What lies in a network has alarms of its own.',
  hits: {
    'a user makes a VPC': call('ec2', 'CreateVpc', NEW_VPC, BY.user),
    'a person deletes a VPC in the console': call('ec2', 'DeleteVpc', VPC, BY.person, FROM_CONSOLE),
    'a role changes an attribute': call('ec2', 'ModifyVpcAttribute', { ...VPC, enableDnsSupport: { value: false } }, BY.role),
    'a user asks for a peering connection': call('ec2', 'CreateVpcPeeringConnection', { ...VPC, peerOwnerId: '210987654321', peerVpcId: 'vpc-0fedcba9876543210' }, BY.user),
    'a role accepts a peering connection': call('ec2', 'AcceptVpcPeeringConnection', PEERING, BY.role),
    'a user makes a VPC through a stack': call('ec2', 'CreateVpc', NEW_VPC, BY.userThroughStack),
    'root deletes a peering connection': call('ec2', 'DeleteVpcPeeringConnection', PEERING, BY.rootInConsole),
  },
  nearMisses: {
    ...networkNoise('CreateVpc', NEW_VPC, 'Client.VpcLimitExceeded'),
    'Control Tower makes a network': call('ec2', 'CreateVpc', NEW_VPC, BY.landingZone),
    'a user makes a subnet': call('ec2', 'CreateSubnet', { ...VPC, cidrBlock: '10.0.0.0/24' }, BY.user),
    'a user makes an endpoint': call('ec2', 'CreateVpcEndpoint', ENDPOINT, BY.user),
    'a page reads the VPCs': call('ec2', 'DescribeVpcs', { vpcSet: {}, filterSet: {} }, BY.person, FROM_CONSOLE),
    'a user tags a VPC': call('ec2', 'CreateTags', { resourcesSet: { items: [{ resourceId: VPC.vpcId }] }, tagSet: { items: [{ key: 'Owner', value: 'x' }] } }, BY.user),
  },
};
