import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Tags } from 'aws-cdk-lib/core';
import { Construct, DependencyGroup, type IDependable } from 'constructs';
import { AddressPlan, TIERS, vpcMaskOf, type Tier } from './address-plan';
import { availabilityZoneNames } from './availability-zones';
import { ClosedDefaultSecurityGroup } from './closed-default-security-group/closed-default-security-group';
import { warnAboutDroppedTraffic } from './network-acls/dropped-traffic/dropped-traffic';
import { TierNetworkAcls } from './network-acls/tier-network-acls';
import { checkAclQuota, checkTraffic, connectionsOf } from './network-acls/traffic-validation';
import type { ThreeTierVpcProps, TierTraffic } from './props';
import { checkReachableEndpoints, checkThreeTierVpc, DEFAULT_CIDR } from './validation';
import { VpcEndpoints } from './vpc-endpoints';
import { VpcFlowLogs } from './vpc-flow-logs';
import { recordDatabasePorts } from '../common/cdk/database-port';
import { keepProps } from '../common/cdk/property-injectors';
import { whenComplete } from '../common/cdk/when-complete';
import { declareControls } from '../common/compliance/controls';
import { acknowledge } from '../common/compliance/nag-acknowledgements';
import { acknowledgeAvailabilityZones } from '../common/compliance/validate-acknowledgements';
import { Problems } from '../common/validation/problems';

/**
 * Creates a VPC with three tiers of subnets in several Availability Zones: public subnets for load balancers and NAT gateways, private subnets with
 * access to the internet through NAT gateways, and isolated subnets without access to the internet.
 *
 * CloudFormation chooses the Availability Zones at deployment unless they are specified. All traffic is logged, each tier has a network ACL,
 * the default security group has no rules, and S3 and DynamoDB are reached through gateway endpoints. No subnet assigns public addresses.
 *
 * The construct uses L1 constructs because `ec2.Vpc` looks up Availability Zones, which requires credentials, if the stack has an explicit
 * environment.
 *
 * @example
 * import { HardenedMySql, ThreeTierVpc } from '@org/secure-baseline';
 *
 * const network = new ThreeTierVpc(this, 'Network', { cidr: '10.20.0.0/16', natGateways: 1 });
 * new HardenedMySql(this, 'Database', { vpc: network.vpc });
 */
export class ThreeTierVpc extends Construct {
  /** The VPC with its public subnets, private subnets with egress and isolated subnets. */
  public readonly vpc: ec2.IVpc;

  /** The routes to the internet, as a dependency of resources that require internet access. */
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

  private readonly availabilityZones: string[];
  private readonly cidr: string;
  private readonly plan: AddressPlan;
  private readonly name: string;
  private readonly resource: ec2.CfnVPC;
  private readonly subnets: { readonly [tier in Tier]: ec2.CfnSubnet[] };
  private readonly routeTables: { readonly [tier in Tier]: ec2.CfnRouteTable[] };
  private readonly tierAcls: TierNetworkAcls;

  constructor(scope: Construct, id: string, props: ThreeTierVpcProps = {}) {
    super(scope, id);
    keepProps(this);
    this.cidr = props.cidr ?? DEFAULT_CIDR;
    this.validate((problems) => checkThreeTierVpc(problems, this, props));
    this.availabilityZones = availabilityZoneNames(props);
    this.databasePort = props.databasePort ?? 3306;
    this.name = props.vpcName ?? this.node.path;
    this.resource = this.createVpc();
    this.plan = new AddressPlan(this.cidr, vpcMaskOf(this.cidr, props.cidrMask));
    this.subnets = mapTiers((tier) => this.createSubnets(tier));
    this.routeTables = mapTiers((tier) => this.createRouteTables(tier));
    const internet = this.createInternetRoutes();
    this.natGateways = this.createNatGateways(props.natGateways ?? this.availabilityZones.length, internet);
    const egress = this.createEgressRoutes();
    this.internetConnectivity = new DependencyGroup(...internet, ...egress);
    this.vpc = this.importVpc();
    this.tierAcls = this.createNetworkAcls();
    this.networkAcls = this.tierAcls.acls;
    this.addTraffic('additionalTraffic', props.additionalTraffic ?? []);
    this.endpoints = this.createEndpoints(props);
    this.flowLogs = this.createFlowLogs(props);
    whenComplete(this, () => this.checkSecurityGroups());
    new ClosedDefaultSecurityGroup(this, 'DefaultSecurityGroup', {
      securityGroupId: this.resource.attrDefaultSecurityGroup, encryptionKey: props.encryptionKey,
    });
  }

  /**
   * Allows traffic in the network ACLs of the tiers, in addition to the default traffic and to `additionalTraffic`. Creates an entry for each
   * direction of the requests and of their responses, in each tier that the traffic crosses, unless the network ACLs allow it already. Connections
   * between the private subnets and the internet also cross the public subnets. Security groups must allow the traffic, too.
   *
   * @param traffic the peers and the port
   * @see https://docs.aws.amazon.com/vpc/latest/userguide/vpc-network-acls.html
   */
  public allowTraffic(traffic: TierTraffic): void {
    this.validate((problems) => checkTraffic(problems, '', traffic, this.cidr));
    this.addTraffic('port', [traffic]);
  }

  private get tierCidrs(): { readonly [tier in Tier]: string } {
    return mapTiers((tier) => this.plan.tierCidr(tier));
  }

  private addTraffic(prop: string, traffic: TierTraffic[]): void {
    traffic.forEach((one) => this.tierAcls.allow(connectionsOf(one)));
    this.validate((problems) => checkAclQuota(problems, prop, this.tierAcls.rules));
  }

  private checkSecurityGroups(): void {
    const { vpc, resource, subnets, tierCidrs, tierAcls: { rules } } = this;
    warnAboutDroppedTraffic({ vpc, resource, subnets, rules, tierCidrs });
  }

  private validate(check: (problems: Problems) => void): void {
    const problems = new Problems(this);
    check(problems);
    problems.throwIfAny();
  }

  private createVpc(): ec2.CfnVPC {
    const vpc = new ec2.CfnVPC(this, 'Resource', { cidrBlock: this.cidr, enableDnsHostnames: true, enableDnsSupport: true });
    acknowledge(vpc, 'ClosedDefaultSecurityGroup removes all rules, which CloudFormation does not support', 'NIST.800.53.R5-VPCDefaultSecurityGroupClosed');
    return withName(vpc, this.name);
  }

  private createSubnets(tier: Tier): ec2.CfnSubnet[] {
    return this.mapAvailabilityZones((index) => {
      const subnet = new ec2.CfnSubnet(this, `${tier}Subnet${index + 1}`, {
        vpcId: this.resource.ref,
        cidrBlock: this.plan.subnetCidr(tier, index),
        availabilityZone: this.availabilityZones[index],
        mapPublicIpOnLaunch: false,
      });
      acknowledgeAvailabilityZones(subnet, [this.availabilityZones[index]]);
      declareControls(subnet, { 'EC2.15': 'does not assign public IPv4 addresses' });
      return withName(subnet, `${this.name}-${tier.toLowerCase()}-${index + 1}`);
    });
  }

  private createRouteTables(tier: Tier): ec2.CfnRouteTable[] {
    return this.subnets[tier].map((subnet, index) => {
      const table = new ec2.CfnRouteTable(this, `${tier}RouteTable${index + 1}`, { vpcId: this.resource.ref });
      new ec2.CfnSubnetRouteTableAssociation(this, `${tier}RouteTableAssociation${index + 1}`, { subnetId: subnet.ref, routeTableId: table.ref });
      return withName(table, `${this.name}-${tier.toLowerCase()}-${index + 1}`);
    });
  }

  private createInternetRoutes(): ec2.CfnRoute[] {
    const gateway = withName(new ec2.CfnInternetGateway(this, 'InternetGateway'), this.name);
    const attachment = new ec2.CfnVPCGatewayAttachment(this, 'InternetGatewayAttachment', { vpcId: this.resource.ref, internetGatewayId: gateway.ref });
    return this.routeTables.Public.map((table, index) => {
      const route = new ec2.CfnRoute(this, `PublicRoute${index + 1}`, { routeTableId: table.ref, destinationCidrBlock: '0.0.0.0/0', gatewayId: gateway.ref });
      // A route requires an attached gateway, and a gateway can be detached only when no resource uses its public addresses.
      route.node.addDependency(attachment);
      acknowledge(route, 'The public subnets are for internet-facing load balancers and NAT gateways', 'NIST.800.53.R5-VPCNoUnrestrictedRouteToIGW');
      return route;
    });
  }

  private createNatGateways(count: number, internet: ec2.CfnRoute[]): ec2.CfnNatGateway[] {
    return this.subnets.Public.slice(0, count).map((subnet, index) => {
      const name = `${this.name}-${index + 1}`;
      const address = withName(new ec2.CfnEIP(this, `NatAddress${index + 1}`, { domain: 'vpc' }), name);
      const gateway = withName(new ec2.CfnNatGateway(this, `NatGateway${index + 1}`, { subnetId: subnet.ref, allocationId: address.attrAllocationId }), name);
      address.node.addDependency(internet[index]);
      gateway.node.addDependency(internet[index]);
      return gateway;
    });
  }

  private createEgressRoutes(): ec2.CfnRoute[] {
    return this.routeTables.Private.map((table, index) => new ec2.CfnRoute(this, `PrivateRoute${index + 1}`, {
      routeTableId: table.ref,
      destinationCidrBlock: '0.0.0.0/0',
      natGatewayId: this.natGateways[index % this.natGateways.length].ref,
    }));
  }

  private importVpc(): ec2.IVpc {
    const cidrs = (tier: Tier) => this.mapAvailabilityZones((index) => this.plan.subnetCidr(tier, index));
    const ids = (resources: { ref: string }[]) => resources.map(({ ref }) => ref);
    return ec2.Vpc.fromVpcAttributes(this, 'Vpc', {
      vpcId: this.resource.ref,
      vpcCidrBlock: this.cidr,
      availabilityZones: this.availabilityZones,
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

  private createNetworkAcls(): TierNetworkAcls {
    const { vpc, tierCidrs, databasePort, name } = this;
    const acls = new TierNetworkAcls(this, 'NetworkAcls', { vpc, tierCidrs, databasePort, namePrefix: name });
    recordDatabasePorts(vpc, databasePort, (port) => acls.rules.allow({ source: 'PRIVATE', destination: 'ISOLATED', protocol: 'tcp', ports: [port, port] }));
    return acls;
  }

  private mapAvailabilityZones<T>(create: (index: number) => T): T[] {
    return this.availabilityZones.map((_, index) => create(index));
  }

  private createEndpoints({ interfaceEndpoints, interfaceEndpointSubnets }: ThreeTierVpcProps): VpcEndpoints {
    this.validate((problems) => checkReachableEndpoints(problems, this.vpc, this.tierAcls.rules, interfaceEndpointSubnets));
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

function mapTiers<T>(create: (tier: Tier) => T): { readonly [tier in Tier]: T } {
  return Object.fromEntries(TIERS.map((tier) => [tier, create(tier)])) as { [tier in Tier]: T };
}

function withName<T extends Construct>(resource: T, name: string): T {
  Tags.of(resource).add('Name', name);
  return resource;
}
