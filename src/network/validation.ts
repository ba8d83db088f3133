import { SubnetType, type InterfaceVpcEndpointAwsService, type IVpc, type SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import { Token } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { checkCidr, MAX_AZS, TIERS } from './address-plan';
import { checkAvailabilityZones, countAvailabilityZones } from './availability-zones';
import { HTTPS, type AclRules } from './network-acls/acl-rules';
import { isOnTheInternet, parseCidr } from './network-acls/cidr-blocks';
import { checkTraffic } from './network-acls/traffic-validation';
import type { ThreeTierVpcProps, VpcEndpointsProps } from './props';
import { hasKnownCidr, haveKnownRouteTables } from '../common/cdk/imported-vpc';
import { checkDefaultSubnets, describeSubnets, selectSubnets } from '../common/cdk/subnets';
import { checkKey } from '../common/policies/key-policy';
import { isWhole, LOG_GROUP_NAME, LOG_RETENTION } from '../common/validation/formats';
import type { Problems, Requirement } from '../common/validation/problems';

export const DEFAULT_CIDR = '10.0.0.0/16';

/** The subnets of interface endpoints when the user selects none. */
export const DEFAULT_ENDPOINT_SUBNETS = { subnetType: SubnetType.PRIVATE_WITH_EGRESS };

const CIDR_MASK: Requirement<number> = {
  isMet: isWhole(16, 23),
  must: 'be a whole number from 16 to 23',
  remedy: 'Use the netmask of the CIDR block, such as 20.',
};

const DATABASE_PORT: Requirement<number> = {
  isMet: isWhole(1, 65535),
  must: 'be a whole number from 1 to 65535',
  remedy: 'Use the port of the database, such as 3306.',
};

/** Records every problem with the layout of a network. */
export function checkThreeTierVpc(problems: Problems, scope: Construct, props: ThreeTierVpcProps): void {
  const { cidr = DEFAULT_CIDR, cidrMask, maxAzs, natGateways, databasePort, flowLogGroupName, flowLogRetention, interfaceEndpoints } = props;
  checkCidr(problems, cidr);
  if (isOnTheInternet(cidr)) {
    problems.warn('publicCidr', `cidr ${cidr} contains addresses that are not reserved for private networks. Servers on the internet with these addresses cannot be reached from the VPC. `
      + 'Use a block of 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16 or 100.64.0.0/10.');
  }
  for (const [prop, value] of Object.entries({ cidrMask, maxAzs, natGateways })) {
    if (Token.isUnresolved(value)) {
      problems.add({
        prop,
        value,
        must: 'be known at synthesis',
        remedy: 'The template depends on it. Use a number instead of a token.',
      });
    }
  }
  const azCount = Token.isUnresolved(maxAzs) ? MAX_AZS : countAvailabilityZones(props);
  checkAvailabilityZones(problems, scope, props);
  problems
    .check('cidrMask', cidrMask, CIDR_MASK)
    .check('cidrMask', cidrMask, {
      isMet: (mask) => [undefined, mask].includes(parseCidr(cidr)?.mask),
      must: 'be the netmask of {cidr}, unless {cidr} is an unresolved token',
      remedy: 'The netmask is part of {cidr}. Remove {cidrMask}.',
    })
    .check('interfaceEndpointSubnets', props.interfaceEndpointSubnets, {
      isMet: () => (interfaceEndpoints ?? []).length > 0,
      must: 'not be specified without {interfaceEndpoints}',
      remedy: 'Specify {interfaceEndpoints} too, or remove {interfaceEndpointSubnets}.',
    })
    .check('databasePort', databasePort, DATABASE_PORT)
    .check('natGateways', natGateways, {
      isMet: isWhole(1, azCount),
      must: `be a whole number from 1 to ${azCount}, the number of Availability Zones`,
      remedy: `Use 1 for a NAT gateway that the Availability Zones share, or ${azCount} for one in each.`,
    })
    .check('flowLogGroupName', flowLogGroupName, LOG_GROUP_NAME)
    .check('flowLogRetention', flowLogRetention, LOG_RETENTION);
  checkKey(problems, 'encryptionKey', props.encryptionKey);
  checkServices(problems, interfaceEndpoints);
  props.additionalTraffic?.forEach((traffic, index) => checkTraffic(problems, `additionalTraffic[${index}].`, traffic, cidr));
}

/** Records every problem with endpoints. Skips the checks of the VPC if it does not exist yet. */
export function checkVpcEndpoints(problems: Problems, { vpc, interfaceEndpoints = [], vpcSubnets }: Partial<VpcEndpointsProps>): void {
  checkServices(problems, interfaceEndpoints);
  if (!vpc) {
    return;
  }
  const subnets = [...vpc.privateSubnets, ...vpc.isolatedSubnets];
  problems
    .check('vpc', vpc, {
      isMet: () => subnets.length > 0,
      must: 'have private or isolated subnets',
      remedy: 'Use a VPC with such subnets, or import it with privateSubnetIds or isolatedSubnetIds.',
    })
    .check('vpc', vpc, {
      isMet: () => haveKnownRouteTables(subnets),
      must: 'have known route tables for its private and isolated subnets',
      remedy: 'Gateway endpoints add routes to them. Import the VPC with privateSubnetRouteTableIds and isolatedSubnetRouteTableIds.',
    });
  if (interfaceEndpoints.length > 0) {
    checkEndpointSubnets(problems, vpc, vpcSubnets);
    problems.check('vpc', vpc, {
      isMet: hasKnownCidr,
      must: 'have a known CIDR block',
      remedy: 'The security group of the interface endpoints allows traffic from it. Import the VPC with vpcCidrBlock.',
    });
  }
}

function checkEndpointSubnets(problems: Problems, vpc: IVpc, vpcSubnets?: SubnetSelection): void {
  const { subnets, failure } = selectSubnets(vpc, vpcSubnets ?? DEFAULT_ENDPOINT_SUBNETS);
  if (vpcSubnets) {
    problems.check('vpcSubnets', failure, {
      isMet: () => subnets.length > 0,
      must: 'select subnets that exist in the VPC',
      remedy: 'Select them by a type, a group name or Availability Zones that the VPC has.',
    });
  } else {
    checkDefaultSubnets(problems, 'vpcSubnets', subnets);
    problems.check('vpc', describeSubnets(vpc), {
      isMet: () => subnets.length > 0,
      must: 'have private subnets with egress for the interface endpoints',
      remedy: 'Use a VPC with such subnets, or select other subnets with {vpcSubnets}.',
    });
  }
}

/** Records interface endpoints in isolated subnets, unless the network ACLs allow traffic to them. */
export function checkReachableEndpoints(problems: Problems, vpc: IVpc, rules: AclRules, selection?: SubnetSelection): void {
  const { subnets } = selectSubnets(vpc, selection ?? DEFAULT_ENDPOINT_SUBNETS);
  const isolated = subnets.filter((subnet) => vpc.isolatedSubnets.includes(subnet));
  const isReachable = TIERS.some((tier) => rules.allow({ source: tier.toUpperCase(), destination: 'ISOLATED', protocol: 'tcp', ports: HTTPS }));
  problems.check('interfaceEndpointSubnets', isolated.map(({ node }) => node.path).join(', '), {
    isMet: (paths) => paths === '' || isReachable,
    must: 'not include isolated subnets unless {additionalTraffic} allows port 443 to them',
    remedy: 'Select private subnets with egress, or add { source: TrafficPeer.VPC, destination: TrafficPeer.ISOLATED, port: Port.HTTPS }.',
  });
}

function checkServices(problems: Problems, services: InterfaceVpcEndpointAwsService[] = []): void {
  const names = services.map(({ shortName }) => shortName);
  for (const name of new Set(names.filter((one, index) => names.indexOf(one) !== index))) {
    problems.add({
      prop: 'interfaceEndpoints',
      value: name,
      must: 'not contain duplicates',
      remedy: 'List each service once.',
    });
  }
}
