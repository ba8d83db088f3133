import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Fn, Tags, type RemovalPolicy } from 'aws-cdk-lib/core';
import { Construct, DependencyGroup, type IDependable } from 'constructs';
import { AddressPlan, TIERS, vpcMaskOf, type Tier } from './address-plan';
import { ClosedDefaultSecurityGroup } from './closed-default-security-group';
import { TierNetworkAcls } from './tier-network-acls';
import { DEFAULT_CIDR, DEFAULT_ZONES, validateThreeTierVpc } from './validation';
import { VpcEndpoints } from './vpc-endpoints';
import { VpcFlowLogs } from './vpc-flow-logs';
import { declareControls } from '../common/compliance/controls';
import { acknowledge } from '../common/compliance/nag-acknowledgements';

/** How a `ThreeTierVpc` is laid out. */
export interface ThreeTierVpcProps {
  /**
   * The address range: /16 to /23. Each subnet gets a sixteenth of it. Changing it replaces the network.
   * @default '10.0.0.0/16'
   * @see https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html
   */
  readonly cidr?: string;

  /**
   * The mask of the address range, where `cidr` is a token: 16 to 23.
   * @default 16
   * @see https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html
   */
  readonly cidrMask?: number;

  /**
   * Over how many zones the tiers spread: 2 to 4. More zones move no subnet.
   * @default 2
   * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html
   */
  readonly zones?: number;

  /**
   * How many NAT gateways there are: one a zone, or fewer, which zones without one share.
   * @default - one a zone
   */
  readonly natGateways?: number;

  /**
   * The AWS services that the private subnets reach through interface endpoints.
   * @default - none
   */
  readonly interfaceEndpoints?: ec2.InterfaceVpcEndpointAwsService[];

  /**
   * The port that the network ACLs pass from the private to the isolated subnets: that of the database.
   * @default 3306
   */
  readonly databasePort?: number;

  /**
   * The VPC's name, the beginning of every other name.
   * @default - the construct's path
   */
  readonly vpcName?: string;

  /**
   * The name of the flow logs' log group.
   * @default - a name made by CloudFormation
   */
  readonly flowLogGroupName?: string;

  /**
   * How long the flow logs are kept.
   * @default RetentionDays.ONE_YEAR
   */
  readonly flowLogRetention?: RetentionDays;

  /**
   * What happens to the flow logs when the stack is deleted.
   * @default RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE
   */
  readonly flowLogRemovalPolicy?: RemovalPolicy;

  /**
   * Encrypts the flow logs, and the log group of the function that empties the default security group.
   * @default - the encryption of CloudWatch Logs' own
   */
  readonly encryptionKey?: kms.IKey;
}

/**
 * A VPC of three tiers over several zones: public (load balancers and NAT gateways), private (a way out) and isolated (none).
 *
 * Zones are chosen by the region at deployment. All traffic is logged, each tier has its network ACL, the default security group is
 * emptied, S3 and DynamoDB are reached through gateway endpoints. No subnet gives out public addresses by itself.
 *
 * It is made from L1 constructs: `ec2.Vpc` looks zones up, with credentials, wherever the stack has an explicit environment.
 */
export class ThreeTierVpc extends Construct {
  /** The VPC, with its subnets by type: public, private with egress, private isolated. */
  public readonly vpc: ec2.IVpc;

  /** Depend on it for a way to the internet. */
  public readonly internetConnectivity: IDependable;

  /** The NAT gateways. */
  public readonly natGateways: ec2.CfnNatGateway[];

  /** The flow logs of all traffic. */
  public readonly flowLogs: VpcFlowLogs;

  /** The gateway and interface endpoints. */
  public readonly endpoints: VpcEndpoints;

  /** The network ACLs of the tiers. */
  public readonly networkAcls: TierNetworkAcls;

  private readonly zones: number;
  private readonly name: string;
  private readonly resource: ec2.CfnVPC;
  private readonly subnets: { readonly [tier in Tier]: ec2.CfnSubnet[] };
  private readonly routeTables: { readonly [tier in Tier]: ec2.CfnRouteTable[] };

  constructor(scope: Construct, id: string, props: ThreeTierVpcProps = {}) {
    super(scope, id);
    const cidr = props.cidr ?? DEFAULT_CIDR;
    this.zones = props.zones ?? DEFAULT_ZONES;
    validateThreeTierVpc(this, props);
    this.name = props.vpcName ?? this.node.path;
    this.resource = this.createVpc(cidr);
    const plan = new AddressPlan(cidr, vpcMaskOf(cidr, props.cidrMask));
    this.subnets = eachTier((tier) => this.createSubnets(tier, plan));
    this.routeTables = eachTier((tier) => this.createRouteTables(tier));
    const internet = this.createInternetRoutes();
    this.natGateways = this.createNatGateways(props.natGateways ?? this.zones, internet);
    const egress = this.createEgressRoutes();
    this.internetConnectivity = new DependencyGroup(...internet, ...egress);
    this.vpc = this.importVpc(cidr, plan);
    this.networkAcls = new TierNetworkAcls(this, 'NetworkAcls', {
      vpc: this.vpc, databasePort: props.databasePort, namePrefix: this.name,
    });
    this.endpoints = new VpcEndpoints(this, 'Endpoints', { vpc: this.vpc, namePrefix: this.name, interfaceEndpoints: props.interfaceEndpoints });
    this.flowLogs = new VpcFlowLogs(this, 'FlowLogs', {
      vpc: this.vpc,
      logGroupName: props.flowLogGroupName,
      retention: props.flowLogRetention,
      removalPolicy: props.flowLogRemovalPolicy,
      encryptionKey: props.encryptionKey,
    });
    new ClosedDefaultSecurityGroup(this, 'DefaultSecurityGroup', {
      securityGroupId: this.resource.attrDefaultSecurityGroup, encryptionKey: props.encryptionKey,
    });
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
        availabilityZone: Fn.select(zone, Fn.getAzs()),
        mapPublicIpOnLaunch: false,
      });
      declareControls(subnet, { 'EC2.15': 'gives out no public addresses' });
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
    const ranges = (tier: Tier) => this.eachZone((zone) => plan.subnetCidr(tier, zone));
    const ids = (resources: { ref: string }[]) => resources.map(({ ref }) => ref);
    return ec2.Vpc.fromVpcAttributes(this, 'Vpc', {
      vpcId: this.resource.ref,
      vpcCidrBlock: cidr,
      availabilityZones: this.eachZone((zone) => Fn.select(zone, Fn.getAzs())),
      publicSubnetIds: ids(this.subnets.Public),
      publicSubnetRouteTableIds: ids(this.routeTables.Public),
      publicSubnetIpv4CidrBlocks: ranges('Public'),
      privateSubnetIds: ids(this.subnets.Private),
      privateSubnetRouteTableIds: ids(this.routeTables.Private),
      privateSubnetIpv4CidrBlocks: ranges('Private'),
      isolatedSubnetIds: ids(this.subnets.Isolated),
      isolatedSubnetRouteTableIds: ids(this.routeTables.Isolated),
      isolatedSubnetIpv4CidrBlocks: ranges('Isolated'),
    });
  }

  private eachZone<T>(make: (zone: number) => T): T[] {
    return Array.from({ length: this.zones }, (_, zone) => make(zone));
  }
}

function eachTier<T>(make: (tier: Tier) => T): { readonly [tier in Tier]: T } {
  return Object.fromEntries(TIERS.map((tier) => [tier, make(tier)])) as { [tier in Tier]: T };
}

function named<T extends Construct>(resource: T, name: string): T {
  Tags.of(resource).add('Name', name);
  return resource;
}
