import type { InterfaceVpcEndpointAwsService } from 'aws-cdk-lib/aws-ec2';
import { Token } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { checkCidr, MAX_ZONES } from './address-plan';
import { tellRanges, tellRouteTables, tellsRange } from './imported-vpc';
import type { ThreeTierVpcProps } from './three-tier-vpc';
import type { TierNetworkAclsProps } from './tier-network-acls';
import type { VpcEndpointsProps } from './vpc-endpoints';
import { isLogGroupName, LOG_GROUP_NAME_REMEDY } from '../common/logging/log-group';
import { isWhole } from '../common/validation/formats';
import { Problems } from '../common/validation/problems';

export const DEFAULT_CIDR = '10.0.0.0/16';
export const DEFAULT_ZONES = 2;

export function validateThreeTierVpc(scope: Construct, props: ThreeTierVpcProps): void {
  const problems = new Problems(scope);
  checkThreeTierVpc(problems, props);
  problems.throwIfAny();
}

/** Records what is wrong with the layout. */
export function checkThreeTierVpc(problems: Problems, props: ThreeTierVpcProps): void {
  const { cidr = DEFAULT_CIDR, cidrMask, zones = DEFAULT_ZONES, natGateways, databasePort, flowLogGroupName, interfaceEndpoints } = props;
  checkCidr(problems, cidr);
  for (const [prop, value] of Object.entries({ cidrMask, zones, natGateways })) {
    if (Token.isUnresolved(value)) {
      problems.add({ prop, value: Token.asString(value), remedy: 'It shapes the template: give a number that is known at synthesis.' });
    }
  }
  problems
    .check('cidrMask', cidrMask, isWhole(16, 23), 'Give a mask of 16 to 23.')
    .check('zones', zones, isWhole(2, MAX_ZONES), `High availability takes two zones: give 2 to ${MAX_ZONES}.`)
    .check('databasePort', databasePort, isWhole(1, 65535), 'Give a port of 1 to 65535.')
    .check('natGateways', natGateways, isWhole(1, zones), `Give 1 to ${zones}, the number of zones.`)
    .check('flowLogGroupName', flowLogGroupName, isLogGroupName, LOG_GROUP_NAME_REMEDY);
  checkInterfaceEndpoints(problems, interfaceEndpoints);
}

export function validateEndpoints(scope: Construct, { vpc, interfaceEndpoints = [] }: VpcEndpointsProps): void {
  const { privateSubnets, isolatedSubnets } = vpc;
  const subnets = [...privateSubnets, ...isolatedSubnets];
  const problems = new Problems(scope)
    .check('vpc', vpc, () => subnets.length > 0, 'Endpoints serve private and isolated subnets: give a VPC that has some.')
    .check('vpc', vpc, () => tellRouteTables(subnets),
      'Gateway endpoints stand in route tables: import the VPC with privateSubnetRouteTableIds and isolatedSubnetRouteTableIds.');
  if (interfaceEndpoints.length > 0) {
    problems
      .check('vpc', vpc, () => privateSubnets.length > 0, 'Interface endpoints stand in private subnets: give a VPC that has some, or leave interfaceEndpoints out.')
      .check('vpc', vpc, tellsRange, 'Interface endpoints let the VPC in: import it with vpcCidrBlock.');
  }
  checkInterfaceEndpoints(problems, interfaceEndpoints);
  problems.throwIfAny();
}

function checkInterfaceEndpoints(problems: Problems, services: InterfaceVpcEndpointAwsService[] = []): void {
  const names = services.map(({ shortName }) => shortName);
  for (const name of new Set(names.filter((one, index) => names.indexOf(one) !== index))) {
    problems.add({ prop: 'interfaceEndpoints', value: name, remedy: 'It is there twice: give each once.' });
  }
}

export function validateNetworkAcls(scope: Construct, { vpc, applicationPort, databasePort }: TierNetworkAclsProps): void {
  new Problems(scope)
    .check('applicationPort', applicationPort, isWhole(1, 65535), 'Give a port of 1 to 65535.')
    .check('databasePort', databasePort, isWhole(1, 65535), 'Give a port of 1 to 65535.')
    .check('vpc', vpc, () => tellsRange(vpc) && tellRanges([...vpc.privateSubnets, ...vpc.isolatedSubnets]),
      'The rules name address ranges: import the VPC with vpcCidrBlock, privateSubnetIpv4CidrBlocks and isolatedSubnetIpv4CidrBlocks.')
    .throwIfAny();
}
