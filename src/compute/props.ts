import type * as acm from 'aws-cdk-lib/aws-certificatemanager';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as logs from 'aws-cdk-lib/aws-logs';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import type * as sns from 'aws-cdk-lib/aws-sns';
import type { Duration, RemovalPolicy } from 'aws-cdk-lib/core';

/** What a `WebTier` serves, and with what. */
export interface WebTierProps {
  /**
   * The VPC, with public subnets and private ones with egress over two zones at least.
   * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html
   */
  readonly vpc: ec2.IVpc;

  /**
   * The load balancer's certificate, in the region of the stack. Without one the load balancer is internal and speaks HTTP, which a warning says.
   * One that comes later replaces the load balancer, and with it its DNS name.
   * @default - none
   */
  readonly certificate?: acm.ICertificate;

  /**
   * Receives the load balancer's access logs: a bucket with S3-managed encryption in the region of the stack. A `LoggingBucket`, or any bucket whose
   * policy can be changed in this app; for an imported bucket a warning shows the statements that its owner must add.
   * @default - no access logs
   */
  readonly accessLogsBucket?: s3.IBucket;

  /**
   * Where in that bucket, without slashes at either end.
   * @default 'load-balancer'
   */
  readonly accessLogsPrefix?: string;

  /**
   * Encrypts the volumes and the log group. A key of this stack is opened to a service-linked role of the group's own, since EC2 Auto Scaling
   * otherwise could not start instances; with any other key the volumes are encrypted with `aws/ebs`, which a warning says.
   * @default - the keys that EBS and CloudWatch Logs manage
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * The end of the service-linked role's name: 1 to 20 characters, different from that of other groups of the account and region.
   * @default - made from the construct's path
   * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateServiceLinkedRole.html
   */
  readonly serviceLinkedRoleSuffix?: string;

  /**
   * The bucket that the instances may read and write.
   * @default - none
   */
  readonly dataBucket?: s3.IBucket;

  /**
   * Receives the logs of the instances.
   * @default - a log group of the web tier's own
   */
  readonly logGroup?: logs.ILogGroup;

  /**
   * The name of its own log group.
   * @default - a name made by CloudFormation
   */
  readonly logGroupName?: string;

  /**
   * How long its own log group keeps the logs.
   * @default RetentionDays.ONE_YEAR
   */
  readonly logRetention?: logs.RetentionDays;

  /**
   * What happens to its own log group when the stack is deleted.
   * @default RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE
   */
  readonly logGroupRemovalPolicy?: RemovalPolicy;

  /**
   * The least number of instances.
   * @default 2
   */
  readonly minCapacity?: number;

  /**
   * The greatest number of instances: more than the least, so that a new image can roll out.
   * @default 6
   */
  readonly maxCapacity?: number;

  /**
   * The mean use of the processors that the group keeps to, in percent: 10 to 90.
   * @default 60
   */
  readonly cpuTargetUtilizationPercent?: number;

  /**
   * The type of the instances.
   * @default - m7g.large
   */
  readonly instanceType?: ec2.InstanceType;

  /**
   * Types that are started where the first is not to be had, in this order. They have its architecture and should have its size.
   * @default - none
   */
  readonly alternativeInstanceTypes?: ec2.InstanceType[];

  /**
   * Hears of every instance that the group starts or ends. Where the topic is encrypted, its key must let the group's service-linked role
   * use it.
   * @default - nobody
   */
  readonly scalingTopic?: sns.ITopic;

  /**
   * The image of the instances: Amazon Linux 2023 or one made from it, of the architecture of `instanceType`, which is Graviton (arm64) by
   * default. The launch encrypts the root volume as `/dev/xvda`.
   * @default - the newest Amazon Linux 2023 at each deployment
   */
  readonly machineImage?: ec2.IMachineImage;

  /**
   * What the instances run at their first start, after the baseline's own commands. The server's locations can be extended by files in
   * `/etc/nginx/default.d`; logs in `/var/log/application` are shipped. The rendered whole is 16 KB at most.
   * @default - they serve a health page
   * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-add-user-data.html
   */
  readonly userData?: ec2.UserData;

  /**
   * The path that answers 200 when an instance is healthy.
   * @default '/health'
   */
  readonly healthCheckPath?: string;

  /**
   * Whether AWS refuses to delete the load balancer.
   * @default true
   */
  readonly deletionProtection?: boolean;

  /**
   * Whether the instances report metrics every minute.
   * @default true
   */
  readonly detailedMonitoring?: boolean;

  /**
   * The web ACL, of scope REGIONAL, that protects the load balancer.
   * @default - none
   */
  readonly webAclArn?: string;

  /**
   * What the alarms on errors, health, response time, connections and the size of the group do.
   * @default - nothing
   */
  readonly alarmActions?: cloudwatch.IAlarmAction[];

  /**
   * What the alarms do when all is well again, which is also once after the deployment, when the first data are there.
   * @default - the same as `alarmActions`
   */
  readonly okActions?: cloudwatch.IAlarmAction[];

  /**
   * How long one request in twenty may take the instances before an alarm goes off.
   * @default Duration.seconds(2)
   */
  readonly responseTimeAlarmThreshold?: Duration;

  /**
   * Put before the alarms' names, with a hyphen.
   * @default - CloudFormation names the alarms
   */
  readonly alarmNamePrefix?: string;

  /**
   * The name of load balancer and instances, as tag.
   * @default - the construct's path
   */
  readonly nameTag?: string;
}
