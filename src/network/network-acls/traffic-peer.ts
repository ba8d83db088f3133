/**
 * A source or destination of traffic, from the point of view of the network ACLs of a `ThreeTierVpc`.
 *
 * @example
 * import { Port } from 'aws-cdk-lib/aws-ec2';
 * import { ThreeTierVpc, TrafficPeer } from '@org/secure-baseline';
 *
 * const network = new ThreeTierVpc(this, 'Network');
 * network.allowTraffic({ source: TrafficPeer.PRIVATE, destination: TrafficPeer.ISOLATED, port: Port.POSTGRES });
 * network.allowTraffic({ source: TrafficPeer.cidr('172.16.0.0/12'), destination: TrafficPeer.PRIVATE, port: Port.HTTPS });
 */
export class TrafficPeer {
  /**
   * All addresses. Private subnets reach the internet through the NAT gateways, and a Network Load Balancer in the public subnets can forward
   * connections from the internet to private subnets. Isolated subnets reach only S3 and DynamoDB, through the gateway endpoints.
   */
  public static readonly INTERNET = new TrafficPeer('INTERNET');

  /** All subnets of the VPC. */
  public static readonly VPC = new TrafficPeer('VPC');

  /** The public subnets. */
  public static readonly PUBLIC = new TrafficPeer('PUBLIC');

  /** The private subnets with egress. */
  public static readonly PRIVATE = new TrafficPeer('PRIVATE');

  /** The isolated subnets. */
  public static readonly ISOLATED = new TrafficPeer('ISOLATED');

  /**
   * Returns a peer for addresses outside the VPC, such as those of a peered VPC, of an on-premises network, or of a server on the internet. The
   * routes to other networks are not created.
   *
   * @param cidrBlock an IPv4 CIDR block such as `172.16.0.0/12`. An unresolved token must be the CIDR block of a private network.
   * @returns the peer
   */
  public static cidr(cidrBlock: string): TrafficPeer {
    return new TrafficPeer(cidrBlock);
  }

  private constructor(private readonly name: string) {}

  /**
   * Returns the peer as text.
   * @returns `INTERNET`, `VPC`, the name of the tier in capital letters, or the CIDR block
   */
  public toString(): string {
    return this.name;
  }
}
