import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Tags } from 'aws-cdk-lib/core';
import { Construct, DependencyGroup, type IDependable } from 'constructs';
import { AddressPlan, TIERS, vpcMaskOf, type Tier } from './address-plan';
import { zoneNames } from './availability-zones';
import { ClosedDefaultSecurityGroup } from './closed-default-security-group/closed-default-security-group';
import type { ThreeTierVpcProps } from './props';
import { TierNetworkAcls } from './tier-network-acls';
import { checkReachableEndpoints, checkThreeTierVpc, DEFAULT_CIDR } from './validation';
import { VpcEndpoints } from './vpc-endpoints';
import { VpcFlowLogs } from './vpc-flow-logs';
import { recordDatabasePort } from '../common/cdk/database-port';
import { declareControls } from '../common/compliance/controls';
import { acknowledge } from '../common/compliance/nag-acknowledgements';
import { Problems } from '../common/validation/problems';

/**
 * Creates a VPC with three tiers in several Availability Zones: public subnets (load balancers and NAT gateways), private subnets (with access
 * to the internet through NAT gateways) and isolated subnets (without).
 *
 * CloudFormation chooses the Availability Zones at deployment unless they are specified. All traffic is logged, each tier has a network ACL,
 * the default security group has no rules, and S3 and DynamoDB are reached through gateway endpoints. No subnet assigns public addresses.
 *
 * It consists of L1 constructs because `ec2.Vpc` looks up Availability Zones, with credentials, when the stack has an explicit environment.
 */
export class ThreeTierVpc extends Construct {
  /** The VPC, with its subnets by type: public, private with egress, private isolated. */
  public readonly vpc: ec2.IVpc;

  /** The routes to the internet, for dependencies of resources that need it. */
  public readonly internetConnectivity: IDependable;

  /** The NAT gateways. */
  public readonly natGateways: ec2.CfnNatGateway[];

  /** The flow logs of all traffic. */
  public readonly flowLogs: VpcFlowLogs;

  /** The gateway and interface endpoints. */
  public readonly endpoints: VpcEndpoints;

  /** The network ACLs of the tiers: `Public`, `Private` and `Isolated`. */
  public readonly networkAcls: { [tier: string]: ec2.CfnNetworkAcl };

  /** The port that the network ACLs allow from the private to the isolated subnets. */
  public readonly databasePort: number;

  private readonly zoneNames: string[];
  private readonly name: string;
  private readonly resource: ec2.CfnVPC;
  private readonly subnets: { readonly [tier in Tier]: ec2.CfnSubnet[] };
  private readonly routeTables: { readonly [tier in Tier]: ec2.CfnRouteTable[] };

  constructor(scope: Construct, id: string, props: ThreeTierVpcProps = {}) {
    super(scope, id);
    const cidr = props.cidr ?? DEFAULT_CIDR;
    this.validate((problems) => checkThreeTierVpc(problems, this, props));
    this.zoneNames = zoneNames(props);
    this.databasePort = props.databasePort ?? 3306;
    this.name = props.vpcName ?? this.node.path;
    this.resource = this.createVpc(cidr);
    const plan = new AddressPlan(cidr, vpcMaskOf(cidr, props.cidrMask));
    this.subnets = eachTier((tier) => this.createSubnets(tier, plan));
    this.routeTables = eachTier((tier) => this.createRouteTables(tier));
    const internet = this.createInternetRoutes();
    this.natGateways = this.createNatGateways(props.natGateways ?? this.zoneNames.length, internet);
    const egress = this.createEgressRoutes();
    this.internetConnectivity = new DependencyGroup(...internet, ...egress);
    this.vpc = this.importVpc(cidr, plan);
    this.networkAcls = new TierNetworkAcls(this, 'NetworkAcls', { vpc: this.vpc, databasePort: this.databasePort, namePrefix: this.name }).acls;
    recordDatabasePort(this.vpc, this.databasePort);
    this.endpoints = this.createEndpoints(props);
    this.flowLogs = this.createFlowLogs(props);
    new ClosedDefaultSecurityGroup(this, 'DefaultSecurityGroup', {
      securityGroupId: this.resource.attrDefaultSecurityGroup, encryptionKey: props.encryptionKey,
    });
  }

  private validate(check: (problems: Problems) => void): void {
    const problems = new Problems(this);
    check(problems);
    problems.throwIfAny();
  }

  private createVpc(cidr: string): ec2.CfnVPC {
    const vpc = new ec2.CfnVPC(this, 'Resource', { cidrBlock: cidr, enableDnsHostnames: true, enableDnsSupport: true });
    acknowledge(vpc, 'ClosedDefaultSecurityGroup takes all rules out: CloudFormation itself cannot', 'NIST.800.53.R5-VPCDefaultSecurityGroupClosed');
    return named(vpc, this.name);
  }

  private createSubnets(tier: Tier, plan: AddressPlan): ec2.CfnSubnet[] {
    return this.eachZone((zone) => {
      const subnet = new ec2.CfnSubnet(this, `${tier}Subnet${zone + 1}`, {
        vpcId: this.resource.ref,
        cidrBlock: plan.subnetCidr(tier, zone),
        availabilityZone: this.zoneNames[zone],
        mapPublicIpOnLaunch: false,
      });
      declareControls(subnet, { 'EC2.15': 'does not assign public IPv4 addresses' });
      return named(subnet, `${this.name}-${tier.toLowerCase()}-${zone + 1}`);
    });
  }

  private createRouteTables(tier: Tier): ec2.CfnRouteTable[] {
    return this.subnets[tier].map((subnet, zone) => {
      const table = new ec2.CfnRouteTable(this, `${tier}RouteTable${zone + 1}`, { vpcId: this.resource.ref });
      new ec2.CfnSubnetRouteTableAssociation(this, `${tier}RouteTableAssociation${zone + 1}`, { subnetId: subnet.ref, routeTableId: table.ref });
      return named(table, `${this.name}-${tier.toLowerCase()}-${zone + 1}`);
    });
  }

  private createInternetRoutes(): ec2.CfnRoute[] {
    const gateway = named(new ec2.CfnInternetGateway(this, 'InternetGateway'), this.name);
    const attachment = new ec2.CfnVPCGatewayAttachment(this, 'InternetGatewayAttachment', { vpcId: this.resource.ref, internetGatewayId: gateway.ref });
    return this.routeTables.Public.map((table, zone) => {
      const route = new ec2.CfnRoute(this, `PublicRoute${zone + 1}`, { routeTableId: table.ref, destinationCidrBlock: '0.0.0.0/0', gatewayId: gateway.ref });
      // The gateway can be routed to only once it is attached, and detached only once nothing uses its addresses.
      route.node.addDependency(attachment);
      acknowledge(route, 'Internet-facing load balancers and NAT gateways stand in the public subnets', 'NIST.800.53.R5-VPCNoUnrestrictedRouteToIGW');
      return route;
    });
  }

  private createNatGateways(count: number, internet: ec2.CfnRoute[]): ec2.CfnNatGateway[] {
    return this.subnets.Public.slice(0, count).map((subnet, zone) => {
      const name = `${this.name}-${zone + 1}`;
      const address = named(new ec2.CfnEIP(this, `NatAddress${zone + 1}`, { domain: 'vpc' }), name);
      const gateway = named(new ec2.CfnNatGateway(this, `NatGateway${zone + 1}`, { subnetId: subnet.ref, allocationId: address.attrAllocationId }), name);
      address.node.addDependency(internet[zone]);
      gateway.node.addDependency(internet[zone]);
      return gateway;
    });
  }

  private createEgressRoutes(): ec2.CfnRoute[] {
    return this.routeTables.Private.map((table, zone) => new ec2.CfnRoute(this, `PrivateRoute${zone + 1}`, {
      routeTableId: table.ref,
      destinationCidrBlock: '0.0.0.0/0',
      natGatewayId: this.natGateways[zone % this.natGateways.length].ref,
    }));
  }

  private importVpc(cidr: string, plan: AddressPlan): ec2.IVpc {
    const cidrs = (tier: Tier) => this.eachZone((zone) => plan.subnetCidr(tier, zone));
    const ids = (resources: { ref: string }[]) => resources.map(({ ref }) => ref);
    return ec2.Vpc.fromVpcAttributes(this, 'Vpc', {
      vpcId: this.resource.ref,
      vpcCidrBlock: cidr,
      availabilityZones: this.zoneNames,
      publicSubnetIds: ids(this.subnets.Public),
      publicSubnetRouteTableIds: ids(this.routeTables.Public),
      publicSubnetIpv4CidrBlocks: cidrs('Public'),
      privateSubnetIds: ids(this.subnets.Private),
      privateSubnetRouteTableIds: ids(this.routeTables.Private),
      privateSubnetIpv4CidrBlocks: cidrs('Private'),
      isolatedSubnetIds: ids(this.subnets.Isolated),
      isolatedSubnetRouteTableIds: ids(this.routeTables.Isolated),
      isolatedSubnetIpv4CidrBlocks: cidrs('Isolated'),
    });
  }

  private eachZone<T>(make: (zone: number) => T): T[] {
    return this.zoneNames.map((_, zone) => make(zone));
  }

  private createEndpoints({ interfaceEndpoints, interfaceEndpointSubnets }: ThreeTierVpcProps): VpcEndpoints {
    this.validate((problems) => checkReachableEndpoints(problems, this.vpc, interfaceEndpointSubnets));
    return new VpcEndpoints(this, 'Endpoints', { vpc: this.vpc, namePrefix: this.name, interfaceEndpoints, vpcSubnets: interfaceEndpointSubnets });
  }

  private createFlowLogs(props: ThreeTierVpcProps): VpcFlowLogs {
    return new VpcFlowLogs(this, 'FlowLogs', {
      vpc: this.vpc,
      logGroupName: props.flowLogGroupName,
      logRetention: props.flowLogRetention,
      logGroupRemovalPolicy: props.flowLogRemovalPolicy,
      encryptionKey: props.encryptionKey,
    });
  }
}

function eachTier<T>(make: (tier: Tier) => T): { readonly [tier in Tier]: T } {
  return Object.fromEntries(TIERS.map((tier) => [tier, make(tier)])) as { [tier in Tier]: T };
}

function named<T extends Construct>(resource: T, name: string): T {
  Tags.of(resource).add('Name', name);
  return resource;
}
