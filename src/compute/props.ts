import type * as acm from 'aws-cdk-lib/aws-certificatemanager';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import type * as sns from 'aws-cdk-lib/aws-sns';
import type { Duration } from 'aws-cdk-lib/core';
import type { AlarmOptions } from '../common/alarms/alarm-options';
import type { CommonLogGroupProps, LogGroupOptions } from '../common/logging/log-group-options';

/** The instances and the load balancer of a web tier, alone or in a `SecureBaseline`. */
export interface CommonWebTierProps extends CommonLogGroupProps {
  /**
   * The prefix of the load balancer's access logs in their bucket, without slashes at either end.
   * @default 'load-balancer'
   */
  readonly accessLogsPrefix?: string;

  /**
   * The minimum number of instances.
   * @default - 2; 1 in a non-production `SecureBaseline`
   */
  readonly minCapacity?: number;

  /**
   * The maximum number of instances: more than `minCapacity`, so that a new image can be rolled out.
   * @default - 6; 2 in a non-production `SecureBaseline`
   */
  readonly maxCapacity?: number;

  /**
   * The average CPU utilization that the Auto Scaling group maintains, in percent: 10 to 90.
   * @default 60
   */
  readonly cpuTargetUtilizationPercent?: number;

  /**
   * The instance type.
   * @default - m7g.large; t4g.small in a non-production `SecureBaseline`
   */
  readonly instanceType?: ec2.InstanceType;

  /**
   * The instance types that are launched when the preferred type has no capacity, in order of preference. They have the same architecture as
   * `instanceType` and should have the same size.
   * @default - none
   */
  readonly alternativeInstanceTypes?: ec2.InstanceType[];

  /**
   * The SNS topic that is notified of each instance that the Auto Scaling group launches or terminates. The key of an encrypted topic must
   * allow the service-linked role of the group to use it.
   * @default - no notifications
   */
  readonly scalingTopic?: sns.ITopic;

  /**
   * The image of the instances: Amazon Linux 2023 or an image based on it, of the architecture of `instanceType`, which is Graviton (arm64) by
   * default. The root volume is encrypted as `/dev/xvda`.
   * @default - the latest Amazon Linux 2023 at each deployment
   */
  readonly machineImage?: ec2.IMachineImage;

  /**
   * The commands that the instances run at their first start, after the commands of the web tier. Files in `/etc/nginx/default.d` extend the
   * locations of the web server; logs in `/var/log/application` are sent to the log group. User data is limited to 16 KB in total.
   * @default - the instances respond with a health page
   * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-add-user-data.html
   */
  readonly userData?: ec2.UserData;

  /**
   * The path of the load balancer's health check, which a healthy instance answers with status 200.
   * @default '/health'
   */
  readonly healthCheckPath?: string;

  /**
   * How long the Auto Scaling group ignores failed health checks after it launched an instance.
   * @default Duration.minutes(10)
   * @see https://docs.aws.amazon.com/autoscaling/ec2/userguide/health-check-grace-period.html
   */
  readonly healthCheckGracePeriod?: Duration;

  /**
   * How long CloudFormation waits for the instances of a creation, and for each instance of an update, to become healthy: 1 minute to 1 hour,
   * which is the maximum of a rolling update.
   * @default Duration.minutes(15)
   * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-updatepolicy.html
   */
  readonly startupTimeout?: Duration;

  /**
   * The number of network hops that a response of the instance metadata service may travel: 1 to 64. Containers on the instances that use it
   * require 2.
   * @default 1
   * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_LaunchTemplateInstanceMetadataOptionsRequest.html
   */
  readonly httpPutResponseHopLimit?: number;

  /**
   * Whether the instances report metrics every minute instead of every five minutes.
   * @default - true; false in a non-production `SecureBaseline`
   */
  readonly detailedMonitoring?: boolean;

  /**
   * The ARN of the web ACL, of scope REGIONAL, that protects the load balancer.
   * @default - none
   */
  readonly webAclArn?: string;

  /**
   * The response time of the instances, exceeded by one request in twenty, that triggers an alarm.
   * @default Duration.seconds(2)
   */
  readonly responseTimeAlarmThreshold?: Duration;

  /**
   * The subnets of the instances, with access to the internet. The load balancer must have a subnet in each of their Availability Zones.
   * @default - the private subnets with egress
   */
  readonly vpcSubnets?: ec2.SubnetSelection;

  /**
   * The subnets of the load balancer, of which the first in each Availability Zone is used: at least two Availability Zones.
   * @default - the public subnets with a certificate, the private subnets with egress without one
   * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html
   */
  readonly loadBalancerSubnets?: ec2.SubnetSelection;
}

/** Configures a `WebTier`. */
export interface WebTierProps extends CommonWebTierProps, LogGroupOptions, AlarmOptions {
  /**
   * The VPC, with public subnets and private subnets with egress in at least two Availability Zones.
   * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html
   */
  readonly vpc: ec2.IVpc;

  /**
   * The certificate of the load balancer, in the region of the stack. Without a certificate the load balancer is internal and uses HTTP, which
   * a warning reports. Adding a certificate later replaces the load balancer and its DNS name.
   * @default - none
   */
  readonly certificate?: acm.ICertificate;

  /**
   * Receives the access logs of the load balancer: a bucket in the region of the stack, encrypted with keys that S3 manages. A `LoggingBucket`,
   * or any bucket whose policy can be changed in this app; for an imported bucket a warning shows the statements that its owner must add.
   * @default - no access logs
   */
  readonly accessLogsBucket?: s3.IBucket;

  /**
   * Encrypts the volumes and the log group. The policy of a key of this stack allows a service-linked role of the group, without which EC2 Auto
   * Scaling cannot launch instances; with any other key the volumes are encrypted with `aws/ebs`, which a warning reports.
   * @default - the keys that EBS and CloudWatch Logs manage
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * The suffix of the name of the service-linked role: 1 to 20 characters, unique among the groups of the account and region.
   * @default - generated from the path of the construct
   * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateServiceLinkedRole.html
   */
  readonly serviceLinkedRoleSuffix?: string;

  /**
   * The bucket that the instances may read and write.
   * @default - none
   */
  readonly dataBucket?: s3.IBucket;

  /**
   * Whether the load balancer is protected against deletion.
   * @default true
   */
  readonly deletionProtection?: boolean;

  /**
   * The name tag of the load balancer and the instances.
   * @default - the path of the construct
   */
  readonly nameTag?: string;
}
