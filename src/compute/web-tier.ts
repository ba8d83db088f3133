import type * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as wafv2 from 'aws-cdk-lib/aws-wafv2';
import { Duration, Names, RemovalPolicy } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { InstanceGroup } from './instance-group';
import { InstanceRole } from './instance-role';
import { LoadBalancer } from './load-balancer';
import type { WebTierProps } from './props';
import { instanceSubnets, loadBalancerSubnets } from './subnets';
import { DEFAULT_HEALTH_CHECK_PATH } from './user-data';
import { checkWebTier, DEFAULT_INSTANCE_TYPE, DEFAULT_MAX_CAPACITY, DEFAULT_MIN_CAPACITY } from './validation';
import { encryptVolumes } from './volume-encryption';
import { WebTierAlarms } from './web-tier-alarms';
import { onePerAvailabilityZone } from '../common/cdk/subnets';
import { declareControls } from '../common/compliance/controls';
import { acknowledge } from '../common/compliance/nag-acknowledgements';
import { createLogGroup } from '../common/logging/log-group';
import { Problems } from '../common/validation/problems';

/**
 * Creates an Application Load Balancer and an Auto Scaling group of Amazon Linux 2023 instances. The instances serve a health page from their first
 * start, so that a deployment succeeds without an application.
 *
 * With a certificate the load balancer is internet-facing, uses HTTPS and redirects HTTP to HTTPS. Without a certificate it is internal and uses
 * HTTP.
 *
 * @example
 * import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
 * import { LoggingBucket, ThreeTierVpc, WebTier } from '@org/secure-baseline';
 *
 * const network = new ThreeTierVpc(this, 'Network');
 * const certificate = Certificate.fromCertificateArn(this, 'Certificate', 'arn:aws:acm:eu-west-1:111111111111:certificate/...');
 * const accessLogsBucket = new LoggingBucket(this, 'AccessLogs');
 * new WebTier(this, 'WebTier', { vpc: network.vpc, certificate, accessLogsBucket });
 */
export class WebTier extends Construct implements ec2.IConnectable {
  /** The connections of the instances. */
  public readonly connections: ec2.Connections;

  /** The load balancer. */
  public readonly loadBalancer: elbv2.ApplicationLoadBalancer;

  /** The DNS name of the load balancer. */
  public readonly loadBalancerDnsName: string;

  /** The listener that forwards requests to the targets: HTTPS with a certificate, HTTP without one. */
  public readonly listener: elbv2.ApplicationListener;

  /** The target group of the instances. */
  public readonly targetGroup: elbv2.ApplicationTargetGroup;

  /** The Auto Scaling group of the instances. */
  public readonly autoScalingGroup: autoscaling.AutoScalingGroup;

  /** The launch template of the instances. */
  public readonly launchTemplate: ec2.LaunchTemplate;

  /**
   * The role of the instances. It can write only to `logGroup` and to log groups that are allowed with `allowLogGroup`, regardless of other grants.
   */
  public readonly role: iam.Role;

  /** The log group of the instances. */
  public readonly logGroup: logs.ILogGroup;

  /** The security group of the load balancer. */
  public readonly loadBalancerSecurityGroup: ec2.ISecurityGroup;

  /** The security group of the instances. */
  public readonly applicationSecurityGroup: ec2.ISecurityGroup;

  /**
   * The alarms: `TargetErrors`, `LoadBalancerErrors`, `UnhealthyTargets`, `NoHealthyTargets`, `ResponseTime`, `RejectedConnections` and
   * `GroupSize`.
   */
  public readonly alarms: { [id: string]: cloudwatch.Alarm };

  private readonly instanceRole: InstanceRole;

  constructor(scope: Construct, id: string, props: WebTierProps) {
    super(scope, id);
    this.validate(props);
    const nameTag = props.nameTag ?? this.node.path;
    this.logGroup = props.logGroup ?? this.createLogGroup(props);
    this.instanceRole = new InstanceRole(this, 'InstanceRole', { logGroup: this.logGroup, dataBucket: props.dataBucket });
    this.role = this.instanceRole.role;
    const frontend = this.createLoadBalancer(props, nameTag);
    const instances = this.createInstances(props, frontend, nameTag);
    // The load balancer checks the health of an instance only if a listener forwards to its target group.
    instances.autoScalingGroup.node.addDependency(frontend.listener);

    this.loadBalancer = frontend.loadBalancer;
    this.loadBalancerDnsName = frontend.loadBalancer.loadBalancerDnsName;
    this.loadBalancerSecurityGroup = frontend.securityGroup;
    this.listener = frontend.listener;
    this.targetGroup = frontend.targetGroup;
    this.autoScalingGroup = instances.autoScalingGroup;
    this.launchTemplate = instances.launchTemplate;
    this.applicationSecurityGroup = instances.securityGroup;
    this.connections = new ec2.Connections({ securityGroups: [instances.securityGroup], defaultPort: ec2.Port.tcp(443) });
    this.alarms = this.createAlarms(props);
    this.associateWebAcl(props.webAclArn);
  }

  /**
   * Allows the instances to write to an additional log group, such as that of an application or of Session Manager.
   *
   * @param logGroup the additional log group
   */
  public allowLogGroup(logGroup: logs.ILogGroup): void {
    this.instanceRole.allowLogGroup(logGroup);
  }

  private validate(props: WebTierProps): void {
    const problems = new Problems(this);
    checkWebTier(problems, this, props);
    problems.throwIfAny();
    if (!props.certificate) {
      problems.warn('internalLoadBalancer',
        'Without a certificate the load balancer is internal and uses HTTP. Specify a certificate to serve HTTPS from the internet.');
    }
  }

  private associateWebAcl(webAclArn?: string): void {
    if (webAclArn) {
      const association = new wafv2.CfnWebACLAssociation(this, 'WebAcl', { resourceArn: this.loadBalancer.loadBalancerArn, webAclArn });
      declareControls(association, { 'ELB.16': 'associates the web ACL in webAclArn' });
    } else {
      acknowledge(this.loadBalancer, 'Web ACLs are charged per rule and request; webAclArn associates one', 'NIST.800.53.R5-ALBWAFEnabled');
    }
  }

  private createLogGroup(props: WebTierProps): logs.ILogGroup {
    return createLogGroup(this, 'LogGroup', {
      logGroupName: props.logGroupName,
      retention: props.logRetention ?? logs.RetentionDays.ONE_YEAR,
      removalPolicy: props.logGroupRemovalPolicy ?? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
      encryptionKey: props.encryptionKey,
    });
  }

  private createLoadBalancer(props: WebTierProps, nameTag: string): LoadBalancer {
    return new LoadBalancer(this, 'LoadBalancer', {
      vpc: props.vpc,
      subnets: onePerAvailabilityZone(loadBalancerSubnets(props).subnets),
      certificate: props.certificate,
      accessLogsBucket: props.accessLogsBucket,
      accessLogsPrefix: props.accessLogsPrefix ?? 'load-balancer',
      deletionProtection: props.deletionProtection ?? true,
      healthCheckPath: props.healthCheckPath ?? DEFAULT_HEALTH_CHECK_PATH,
      nameTag,
    });
  }

  private createInstances(props: WebTierProps, { targetGroup }: LoadBalancer, nameTag: string): InstanceGroup {
    const startupTimeout = props.startupTimeout ?? Duration.minutes(15);
    const suffix = props.serviceLinkedRoleSuffix ?? Names.uniqueResourceName(this, { maxLength: 20 });
    const group = new InstanceGroup(this, 'Instances', {
      vpc: props.vpc,
      subnets: instanceSubnets(props).subnets,
      role: this.role,
      instanceType: props.instanceType ?? new ec2.InstanceType(DEFAULT_INSTANCE_TYPE),
      alternativeInstanceTypes: props.alternativeInstanceTypes ?? [],
      scalingTopic: props.scalingTopic,
      machineImage: props.machineImage,
      rootVolumeSize: props.rootVolumeSize,
      rootDeviceName: props.rootDeviceName ?? '/dev/xvda',
      userData: props.userData,
      minCapacity: props.minCapacity ?? DEFAULT_MIN_CAPACITY,
      maxCapacity: props.maxCapacity ?? DEFAULT_MAX_CAPACITY,
      cpuTargetUtilizationPercent: props.cpuTargetUtilizationPercent ?? 60,
      detailedMonitoring: props.detailedMonitoring ?? true,
      healthCheckPath: props.healthCheckPath ?? DEFAULT_HEALTH_CHECK_PATH,
      // An instance must not be replaced while CloudFormation waits for it.
      healthCheckGracePeriod: props.healthCheckGracePeriod ?? startupTimeout,
      startupTimeout,
      httpPutResponseHopLimit: props.httpPutResponseHopLimit ?? 1,
      logGroupName: this.logGroup.logGroupName,
      volumes: encryptVolumes(this, props.encryptionKey, suffix),
      targetGroup,
      nameTag,
    });
    // The instances write to the bucket, so they must be terminated before the bucket is emptied.
    if (props.dataBucket) {
      group.autoScalingGroup.node.addDependency(props.dataBucket);
    }
    return group;
  }

  private createAlarms(props: WebTierProps): { [id: string]: cloudwatch.Alarm } {
    const { alarms } = new WebTierAlarms(this, 'Alarms', {
      loadBalancerFullName: this.loadBalancer.loadBalancerFullName,
      targetGroupFullName: this.targetGroup.targetGroupFullName,
      autoScalingGroupName: this.autoScalingGroup.autoScalingGroupName,
      minCapacity: props.minCapacity ?? DEFAULT_MIN_CAPACITY,
      responseTime: props.responseTimeAlarmThreshold ?? Duration.seconds(2),
      actions: props.alarmActions,
      okActions: props.okActions,
      alarmNamePrefix: props.alarmNamePrefix,
    });
    // No target is healthy before the group exists. The alarm GroupSize refers to the group already.
    const { GroupSize, ...others } = alarms;
    Object.values(others).forEach((alarm) => alarm.node.addDependency(this.autoScalingGroup.node.defaultChild!));
    return alarms;
  }
}
