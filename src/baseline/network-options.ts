import type * as ec2 from 'aws-cdk-lib/aws-ec2';

/** The network of a `SecureBaseline`. */
export interface NetworkOptions {
  /**
   * An existing VPC with public, private and isolated subnets over two zones at least, in place of a new one.
   * @default - a `ThreeTierVpc`
   * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html
   */
  readonly vpc?: ec2.IVpc;

  /**
   * The address range of the new VPC. Changing it replaces the network and all that stands in it: choose it before the first deployment.
   * @default '10.0.0.0/16'
   */
  readonly cidr?: string;

  /**
   * The mask of the address range of the new VPC, where `cidr` is a token: 16 to 23.
   * @default 16
   * @see https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html
   */
  readonly cidrMask?: number;

  /**
   * The number of Availability Zones of the new VPC: 2 to 4. Adding one changes no existing subnet; removing one deletes its subnets, which
   * fails while the database uses them.
   * @default 2
   * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html
   */
  readonly maxAzs?: number;
}
