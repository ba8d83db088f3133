import { SubnetType, type InterfaceVpcEndpointAwsService, type IVpc, type SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import { Token } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { checkCidr, MAX_ZONES } from './address-plan';
import { checkZones, zoneCount } from './availability-zones';
import type { ThreeTierVpcProps, VpcEndpointsProps } from './props';
import { hasKnownCidr, haveKnownRouteTables } from '../common/cdk/imported-vpc';
import { selectSubnets } from '../common/cdk/subnets';
import { isWhole, LOG_GROUP_NAME, LOG_RETENTION } from '../common/validation/formats';
import type { Problems } from '../common/validation/problems';

export const DEFAULT_CIDR = '10.0.0.0/16';

/** The subnets of interface endpoints when the user selects none. */
export const DEFAULT_ENDPOINT_SUBNETS = { subnetType: SubnetType.PRIVATE_WITH_EGRESS };

/** Records what is wrong with the layout of a network. */
export function checkThreeTierVpc(problems: Problems, scope: Construct, props: ThreeTierVpcProps): void {
  const { cidr = DEFAULT_CIDR, cidrMask, maxAzs, natGateways, databasePort, flowLogGroupName, flowLogRetention, interfaceEndpoints } = props;
  checkCidr(problems, cidr);
  for (const [prop, value] of Object.entries({ cidrMask, maxAzs, natGateways })) {
    if (Token.isUnresolved(value)) {
      problems.add({ prop, value: Token.asString(value), must: 'TODO', remedy: 'It determines the resources of the template: specify a number that is known at synthesis.' });
    }
  }
  const zones = Token.isUnresolved(maxAzs) ? MAX_ZONES : zoneCount(props);
  checkZones(problems, scope, props);
  problems
    .check('cidrMask', cidrMask, { isMet: isWhole(16, 23), must: 'TODO', remedy: 'Give a mask of 16 to 23.' })
    .check('databasePort', databasePort, { isMet: isWhole(1, 65535), must: 'TODO', remedy: 'Give a port of 1 to 65535.' })
    .check('natGateways', natGateways, { isMet: isWhole(1, zones), must: 'TODO', remedy: `Specify 1 to ${zones}, the number of Availability Zones.` })
    .check('flowLogGroupName', flowLogGroupName, LOG_GROUP_NAME)
    .check('flowLogRetention', flowLogRetention, LOG_RETENTION);
  checkServices(problems, interfaceEndpoints);
}

/** Records what is wrong with endpoints. The checks of the VPC are left out when it does not exist yet. */
export function checkVpcEndpoints(problems: Problems, { vpc, interfaceEndpoints = [], vpcSubnets }: Partial<VpcEndpointsProps>): void {
  checkServices(problems, interfaceEndpoints);
  if (!vpc) {
    return;
  }
  const subnets = [...vpc.privateSubnets, ...vpc.isolatedSubnets];
  problems
    .check('vpc', vpc, { isMet: () => subnets.length > 0, must: 'TODO', remedy: 'It must have private or isolated subnets, which the endpoints are for: specify a VPC that has some.' })
    .check('vpc', vpc, { isMet: () => haveKnownRouteTables(subnets), must: 'TODO', remedy: 'Gateway endpoints are routes of the subnets: import the VPC with privateSubnetRouteTableIds and isolatedSubnetRouteTableIds.' });
  if (interfaceEndpoints.length > 0) {
    checkEndpointSubnets(problems, vpc, vpcSubnets);
    problems.check('vpc', vpc, { isMet: hasKnownCidr, must: 'TODO', remedy: 'The security group of the interface endpoints allows the VPC: import it with vpcCidrBlock.' });
  }
}

function checkEndpointSubnets(problems: Problems, vpc: IVpc, vpcSubnets?: SubnetSelection): void {
  const { subnets, failure } = selectSubnets(vpc, vpcSubnets ?? DEFAULT_ENDPOINT_SUBNETS);
  if (vpcSubnets) {
    problems.check('vpcSubnets', failure, { isMet: () => subnets.length > 0, must: 'TODO', remedy: 'Select subnets that the VPC has.' });
  } else {
    problems.check('vpc', vpc, { isMet: () => subnets.length > 0, must: 'TODO', remedy: 'Interface endpoints require private subnets: specify a VPC that has some, or vpcSubnets.' });
  }
}

/** Records that the network ACLs of a `ThreeTierVpc` do not allow traffic to interface endpoints in its isolated subnets. */
export function checkReachableEndpoints(problems: Problems, vpc: IVpc, selection?: SubnetSelection): void {
  const { subnets } = selectSubnets(vpc, selection ?? DEFAULT_ENDPOINT_SUBNETS);
  const isolated = subnets.filter((subnet) => vpc.isolatedSubnets.includes(subnet));
  problems.check('interfaceEndpointSubnets', isolated.map(({ node }) => node.path).join(', '), { isMet: (paths) => paths === '', must: 'TODO', remedy: 'The network ACL of the isolated subnets allows the port of the database only: select private subnets.' });
}

function checkServices(problems: Problems, services: InterfaceVpcEndpointAwsService[] = []): void {
  const names = services.map(({ shortName }) => shortName);
  for (const name of new Set(names.filter((one, index) => names.indexOf(one) !== index))) {
    problems.add({ prop: 'interfaceEndpoints', value: name, must: 'TODO', remedy: 'The list must not contain duplicates: list each service once.' });
  }
}
