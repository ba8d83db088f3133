import type * as acm from 'aws-cdk-lib/aws-certificatemanager';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import type * as sns from 'aws-cdk-lib/aws-sns';
import type { Duration, Size } from 'aws-cdk-lib/core';
import type { AlarmOptions } from '../common/alarms/alarm-options';
import type { CommonLogGroupProps, LogGroupOptions } from '../common/logging/log-group-options';

/** The props of a `WebTier` that the `webTier` options of a `SecureBaseline` also accept. */
export interface CommonWebTierProps extends CommonLogGroupProps {
  /**
   * The type of the targets: `INSTANCE` for the instances of an Auto Scaling group, or `IP` for targets that you register with `targetGroup`, such as
   * the tasks of an ECS service in the network mode `awsvpc`. With `IP` the web tier creates no instances, and their props must not be specified. A
   * change replaces the target group.
   * @default elbv2.TargetType.INSTANCE
   * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-target-groups.html
   */
  readonly targetType?: elbv2.TargetType;

  /**
   * The protocol of targets of type `IP`, for requests and health checks. The load balancer does not validate the certificates of its targets, so that
   * they can use self-signed certificates. A change replaces the target group.
   * @default elbv2.ApplicationProtocol.HTTPS
   * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-target-groups.html
   */
  readonly targetProtocol?: elbv2.ApplicationProtocol;

  /**
   * The default port of targets of type `IP`. Amazon ECS registers each task with the port of its container instead. A change replaces the target
   * group.
   * @default - 443 for HTTPS, 80 for HTTP
   * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-target-groups.html
   */
  readonly targetPort?: number;

  /**
   * The key prefix of the access logs in their bucket, without slashes at the start and the end.
   * @default 'load-balancer'
   */
  readonly accessLogsPrefix?: string;

  /**
   * The minimum number of instances.
   * @default - 2; 1 in a non-production `SecureBaseline`
   */
  readonly minCapacity?: number;

  /**
   * The maximum number of instances: greater than `minCapacity`, because a rolling update launches an additional instance.
   * @default - 6; 2 in a non-production `SecureBaseline`
   */
  readonly maxCapacity?: number;

  /**
   * The average CPU utilization that the Auto Scaling group maintains, in percent: 10 to 90.
   * @default 60
   */
  readonly cpuTargetUtilizationPercent?: number;

  /**
   * The instance type. The region must offer it: Middle East (UAE), for example, did not offer t4g.small in 2026.
   * @default - m6g.large; t4g.small in a non-production `SecureBaseline`
   * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInstanceTypeOfferings.html
   */
  readonly instanceType?: ec2.InstanceType;

  /**
   * The instance types that are launched if `instanceType` has no capacity, in order of preference. They must have the same architecture as
   * `instanceType` and should have the same size.
   * @default - none
   */
  readonly alternativeInstanceTypes?: ec2.InstanceType[];

  /**
   * The SNS topic to which the Auto Scaling group publishes each launch and termination of an instance. The key of an encrypted topic must allow
   * the service-linked role of the group to use it.
   * @default - no notifications
   */
  readonly scalingTopic?: sns.ITopic;

  /**
   * The image of the instances: Amazon Linux 2023 or an image based on it, for the architecture of `instanceType`, which is Arm (Graviton) by
   * default. Its root volume is encrypted. Other volumes of the image are created as the image specifies.
   * @default - the latest image of Amazon Linux 2023 at each deployment
   */
  readonly machineImage?: ec2.IMachineImage;

  /**
   * The size of the root volume, in whole gibibytes: at most 65,536, and at least the size of the image's snapshot. EC2 rejects a smaller volume.
   * The default image has a snapshot of 8 GiB.
   * @default - 20 GiB; with `machineImage`, the size of the image's snapshot
   * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_LaunchTemplateEbsBlockDeviceRequest.html
   */
  readonly rootVolumeSize?: Size;

  /**
   * The device name of the root volume of `machineImage`, which `aws ec2 describe-images` shows as `RootDeviceName`. With another name the root
   * volume is not encrypted: EC2 rejects the launch, or, if `rootVolumeSize` is specified, creates a second volume.
   * @default '/dev/xvda'
   * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/device_naming.html
   */
  readonly rootDeviceName?: string;

  /**
   * The commands that the instances run at their first start, after the commands of the web tier: a shell script of at most 11,000 bytes. The user
   * root runs it with `HOME=/root`, in the shell of its first line (`#!`), or else in Bash.
   *
   * The script stops at the first command that fails (`set -e`), and the deployment fails. Until it succeeds, the instance responds with status 503
   * to all requests, including health checks. If no target is healthy, the load balancer sends requests to such instances too.
   *
   * Files in `/etc/nginx/default.d` add locations to the web server, which is reloaded afterwards. Log files in `/var/log/application` are sent to
   * the log group.
   *
   * @default - the instances serve only the health page
   * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/user-data.html
   * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html
   */
  readonly userData?: ec2.UserData;

  /**
   * The path of the health check. A healthy target responds with status 200.
   * @default '/health'
   */
  readonly healthCheckPath?: string;

  /**
   * How long the Auto Scaling group ignores failed health checks after it launches an instance, in whole seconds. With a shorter period than
   * `startupTimeout`, the group can replace instances whose `userData` takes longer.
   * @default - `startupTimeout`
   * @see https://docs.aws.amazon.com/autoscaling/ec2/userguide/health-check-grace-period.html
   */
  readonly healthCheckGracePeriod?: Duration;

  /**
   * How long CloudFormation waits for all instances to become healthy when it creates the group, and for each instance when it updates the group:
   * 1 minute to 1 hour, the maximum of a rolling update.
   * @default Duration.minutes(15)
   * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-updatepolicy.html
   */
  readonly startupTimeout?: Duration;

  /**
   * The maximum number of network hops for responses of the instance metadata service: 1 to 64. Containers on the instances that use the service
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
   * The threshold of the alarm `ResponseTime`: the alarm is triggered if the response time of 5 % of the requests exceeds it.
   * @default Duration.seconds(2)
   */
  readonly responseTimeAlarmThreshold?: Duration;

  /**
   * The subnets of the instances. They require access to the internet, and the load balancer must have a subnet in each of their Availability
   * Zones. They must be specified for a VPC with several private subnets with egress in an Availability Zone.
   * @default - the private subnets with egress
   */
  readonly vpcSubnets?: ec2.SubnetSelection;

  /**
   * The subnets of the load balancer, in at least two Availability Zones. The first one in each Availability Zone is used. They must be specified
   * for a VPC with several subnets of the default type in an Availability Zone.
   * @default - the public subnets with a certificate, the private subnets with egress without one
   * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html
   */
  readonly loadBalancerSubnets?: ec2.SubnetSelection;
}

/** Properties of a `WebTier`. */
export interface WebTierProps extends CommonWebTierProps, LogGroupOptions, AlarmOptions {
  /**
   * The VPC, with public subnets and private subnets with egress in at least two Availability Zones.
   * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html
   */
  readonly vpc: ec2.IVpc;

  /**
   * The certificate of the load balancer, in the region of the stack. Without a certificate the load balancer is internal and uses HTTP, and a
   * warning is reported. Adding a certificate later replaces the load balancer and changes its DNS name.
   * @default - none
   */
  readonly certificate?: acm.ICertificate;

  /**
   * The bucket for the access logs of the load balancer, in the region of the stack and with S3 managed encryption (SSE-S3), such as a
   * `LoggingBucket`. For an imported bucket, a warning contains the policy statements that its owner must add.
   * @default - no access logs
   */
  readonly accessLogsBucket?: s3.IBucket;

  /**
   * Encrypts the volumes and the log group. The construct allows the service-linked role of the group to use a key of this stack. With an imported
   * key or a key of another stack, the volumes are encrypted with `aws/ebs`, and a warning is reported.
   * @default - keys that EBS and CloudWatch Logs manage
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * The suffix of the name of the service-linked role: 1 to 20 letters, digits and characters of `_+=,.@-`. It must be unique in the account and
   * region.
   * @default - generated from the path of the construct
   * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateServiceLinkedRole.html
   */
  readonly serviceLinkedRoleSuffix?: string;

  /**
   * The bucket whose objects the instances can read, write and delete.
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
