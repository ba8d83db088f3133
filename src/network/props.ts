import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { RemovalPolicy } from 'aws-cdk-lib/core';
import type { TrafficPeer } from './network-acls/traffic-peer';
import type { AlarmOptions } from '../common/alarms/alarm-options';
import type { LogGroupOptions } from '../common/logging/log-group-options';

/** Connections that the network ACLs of a `ThreeTierVpc` allow, with their responses. */
export interface TierTraffic {
  /** The peers that open the connections. */
  readonly source: TrafficPeer;

  /** The peers that accept the connections. At least one of source and destination must be in the VPC. */
  readonly destination: TrafficPeer;

  /**
   * The port or range of ports of the destination, of TCP or UDP. Must not include port 22 or 3389 if the source is the internet.
   * @see https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html#ec2-21
   */
  readonly port: ec2.Port;
}

/** The props of a `ThreeTierVpc` that the `network` options of a `SecureBaseline` also accept. */
export interface CommonThreeTierVpcProps {
  /**
   * The CIDR block of the VPC: /16 to /23. Each subnet has a sixteenth of it. Changing it replaces the VPC and all resources in it;
   * RDS refuses this while the stack has a database.
   * @default '10.0.0.0/16'
   * @see https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html
   */
  readonly cidr?: string;

  /**
   * The netmask of the CIDR block if `cidr` is an unresolved token: 16 to 23.
   * @default 16
   * @see https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html
   */
  readonly cidrMask?: number;

  /**
   * The number of Availability Zones: 2 to 4, and at most as many as `availabilityZones` lists. Each Availability Zone has its own CIDR blocks:
   * adding one changes no existing subnet, and removing one deletes its subnets.
   * @default - the length of `availabilityZones`, or 2
   * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html
   */
  readonly maxAzs?: number;

  /**
   * The names of 2 to 4 different Availability Zones of the stack's region, such as `eu-west-1a`. The first `maxAzs` are used, in this order;
   * changing the name at a position replaces the subnets of that position. A list that is an unresolved token requires `maxAzs`.
   *
   * Specify the names if the default subnets of the account are in fewer Availability Zones than `maxAzs`, because `Fn::GetAZs` then returns fewer
   * names.
   * @default - the first `maxAzs` names that `Fn::GetAZs` returns
   * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-getavailabilityzones.html
   */
  readonly availabilityZones?: string[];

  /**
   * The number of NAT gateways: at most one per Availability Zone. With fewer, Availability Zones share them.
   * @default - one per Availability Zone; 1 in a non-production `SecureBaseline`
   */
  readonly natGateways?: number;

  /**
   * The AWS services for which interface endpoints are created, so that traffic to them does not use the NAT gateways. AWS charges per endpoint,
   * Availability Zone and hour.
   * @default - none; ssm, ssmmessages, ec2messages, logs, kms, secretsmanager in a production `SecureBaseline`
   */
  readonly interfaceEndpoints?: ec2.InterfaceVpcEndpointAwsService[];

  /**
   * The subnets of the interface endpoints. The first one in each Availability Zone is used. Isolated subnets require `additionalTraffic` to them
   * on port 443, for example from `TrafficPeer.VPC`.
   * @default - the private subnets with egress
   */
  readonly interfaceEndpointSubnets?: ec2.SubnetSelection;

  /**
   * Traffic that the network ACLs of the tiers allow in addition. By default they allow the ports 80 and 443 from the internet to the public subnets
   * and from the public and private subnets to the internet, the port of the database from the private to the isolated subnets, and the ports 80,
   * 443 and 1024 to 65535 between public and private subnets, the latter also from isolated subnets to private ones. Security groups filter the
   * traffic in addition, and must allow it, too.
   *
   * The quota of a network ACL is 20 entries per direction, including the one that denies all other traffic. It can be increased to 40.
   * @default - no additional traffic
   * @see https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html
   */
  readonly additionalTraffic?: TierTraffic[];

  /**
   * How long the log group retains the flow logs.
   * @default - one year; one month in a non-production `SecureBaseline`
   */
  readonly flowLogRetention?: RetentionDays;
}

/** Properties of a `ThreeTierVpc`. */
export interface ThreeTierVpcProps extends CommonThreeTierVpcProps {
  /**
   * The port that the network ACLs allow from the private to the isolated subnets, usually the port of the database. `additionalTraffic` allows
   * further ports.
   * @default 3306
   */
  readonly databasePort?: number;

  /**
   * The name of the VPC, and the prefix of the name tags of its resources.
   * @default - the path of the construct
   */
  readonly vpcName?: string;

  /**
   * The name of the log group of the flow logs.
   * @default - CloudFormation generates the name
   */
  readonly flowLogGroupName?: string;

  /**
   * What happens to the log group of the flow logs when the stack is deleted.
   * @default RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE
   */
  readonly flowLogRemovalPolicy?: RemovalPolicy;

  /**
   * Encrypts the log groups of the flow logs and of the function that removes the rules of the default security group.
   * @default - encryption with a key that CloudWatch Logs manages
   */
  readonly encryptionKey?: kms.IKey;
}

/** Properties of `VpcEndpoints`. */
export interface VpcEndpointsProps {
  /**
   * The VPC, with private or isolated subnets whose route tables are known. Interface endpoints also require a known CIDR block.
   */
  readonly vpc: ec2.IVpc;

  /**
   * The AWS services for which interface endpoints are created.
   * @default - none
   */
  readonly interfaceEndpoints?: ec2.InterfaceVpcEndpointAwsService[];

  /**
   * The subnets of the interface endpoints. The first one in each Availability Zone is used. They must be specified for a VPC with several private
   * subnets with egress in an Availability Zone.
   * @default - the private subnets with egress
   */
  readonly vpcSubnets?: ec2.SubnetSelection;

  /**
   * The prefix of the name tag of the security group.
   * @default - the path of the construct
   */
  readonly namePrefix?: string;
}

/** Properties of `VpcFlowLogs`. */
export interface VpcFlowLogsProps extends LogGroupOptions {
  /** The VPC whose traffic is logged. */
  readonly vpc: ec2.IVpc;

  /**
   * Encrypts the log group that is created if `logGroup` is not specified.
   * @default - encryption with a key that CloudWatch Logs manages
   */
  readonly encryptionKey?: kms.IKey;
}

/** Properties of `NatGatewayAlarms`. */
export interface NatGatewayAlarmsProps extends AlarmOptions {
  /** The ids of the NAT gateways. Their order determines the ids and names of the alarms. */
  readonly natGatewayIds: string[];
}
