import type * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as logs from 'aws-cdk-lib/aws-logs';
import * as wafv2 from 'aws-cdk-lib/aws-wafv2';
import { Duration } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { createInstances, type Instances } from './instances';
import { LoadBalancer } from './load-balancer';
import type { WebTierProps } from './props';
import { loadBalancerSubnets } from './subnets';
import { DEFAULT_HEALTH_CHECK_PATH } from './user-data';
import { checkWebTier, DEFAULT_MIN_CAPACITY, DEFAULT_STARTUP_TIMEOUT } from './validation';
import { WebTierAlarms } from './web-tier-alarms';
import { keepProps } from '../common/cdk/property-injectors';
import { onePerAvailabilityZone } from '../common/cdk/subnets';
import { declareControls } from '../common/compliance/controls';
import { acknowledge } from '../common/compliance/nag-acknowledgements';
import { Problems } from '../common/validation/problems';

/**
 * Creates an Application Load Balancer and an Auto Scaling group of Amazon Linux 2023 instances. The instances serve a health page from their first
 * start, so that a deployment succeeds without an application.
 *
 * With `targetType` `IP` there are no instances: attach an ECS service with `service.attachToApplicationTargetGroup(webTier.targetGroup)`.
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
  /** The type of the targets. */
  public readonly targetType: elbv2.TargetType;

  /** The load balancer. */
  public readonly loadBalancer: elbv2.ApplicationLoadBalancer;

  /** The DNS name of the load balancer. */
  public readonly loadBalancerDnsName: string;

  /** The listener that forwards requests to the targets: HTTPS with a certificate, HTTP without one. */
  public readonly listener: elbv2.ApplicationListener;

  /** The target group of the instances, or of the targets of type IP that you register, such as an ECS service. */
  public readonly targetGroup: elbv2.ApplicationTargetGroup;

  /** The security group of the load balancer. */
  public readonly loadBalancerSecurityGroup: ec2.ISecurityGroup;

  /**
   * The alarms: `TargetErrors`, `LoadBalancerErrors`, `UnhealthyTargets`, `NoHealthyTargets`, `ResponseTime`, `RejectedConnections`, and for
   * instances `GroupSize`.
   */
  public readonly alarms: { [id: string]: cloudwatch.Alarm };

  private readonly instances?: Instances;

  constructor(scope: Construct, id: string, props: WebTierProps) {
    super(scope, id);
    keepProps(this);
    this.validate(props);
    this.targetType = props.targetType ?? elbv2.TargetType.INSTANCE;
    const nameTag = props.nameTag ?? this.node.path;
    const frontend = this.createLoadBalancer(props, nameTag);
    this.loadBalancer = frontend.loadBalancer;
    this.loadBalancerDnsName = frontend.loadBalancer.loadBalancerDnsName;
    this.loadBalancerSecurityGroup = frontend.securityGroup;
    this.listener = frontend.listener;
    this.targetGroup = frontend.targetGroup;
    this.instances = this.targetType === elbv2.TargetType.INSTANCE ? createInstances(this, props, frontend, nameTag) : undefined;
    this.alarms = this.createAlarms(props);
    this.associateWebAcl(props.webAclArn);
  }

  /** The connections of the instances. Throws an error if `targetType` is `IP`. */
  public get connections(): ec2.Connections {
    return this.instancesFor('connections').connections;
  }

  /** The Auto Scaling group of the instances. Throws an error if `targetType` is `IP`. */
  public get autoScalingGroup(): autoscaling.AutoScalingGroup {
    return this.instancesFor('autoScalingGroup').group.autoScalingGroup;
  }

  /** The launch template of the instances. Throws an error if `targetType` is `IP`. */
  public get launchTemplate(): ec2.LaunchTemplate {
    return this.instancesFor('launchTemplate').group.launchTemplate;
  }

  /**
   * The role of the instances. Regardless of other grants, it can write only to `logGroup` and to log groups that are allowed with `allowLogGroup`,
   * publish metrics only in the namespace `CWAgent` and in namespaces that are allowed with `allowMetricNamespace`, and read only public parameters of
   * AWS and parameters that are allowed with `allowParameter`. Throws an error if `targetType` is `IP`.
   */
  public get role(): iam.Role {
    return this.instancesFor('role').role.role;
  }

  /** The log group of the instances. Throws an error if `targetType` is `IP`. */
  public get logGroup(): logs.ILogGroup {
    return this.instancesFor('logGroup').logGroup;
  }

  /** The security group of the instances. Throws an error if `targetType` is `IP`. */
  public get applicationSecurityGroup(): ec2.ISecurityGroup {
    return this.instancesFor('applicationSecurityGroup').group.securityGroup;
  }

  /**
   * Allows the instances to write to an additional log group, such as that of an application or of Session Manager. Throws an error if `targetType`
   * is `IP`.
   *
   * @param logGroup the additional log group
   */
  public allowLogGroup(logGroup: logs.ILogGroup): void {
    this.instancesFor('allowLogGroup').role.allowLogGroup(logGroup);
  }

  /**
   * Allows the instances to publish metrics in an additional namespace with the CloudWatch API. Throws an error if `targetType` is `IP`.
   *
   * In all namespaces that are not allowed, the instances cannot falsify metrics with this API. The namespace of `SecurityAlarms` is rejected. Log
   * events in the embedded metric format are not restricted, because CloudWatch Logs has no condition key for them.
   *
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/iam-cw-condition-keys-namespace.html
   * @param namespace the namespace, such as `MyApp`
   */
  public allowMetricNamespace(namespace: string): void {
    this.instancesFor('allowMetricNamespace').role.allowMetricNamespace(namespace);
  }

  /**
   * Allows the instances to read a parameter of Parameter Store, or a path and the parameters below it, in the account and region of the stack. Throws
   * an error if `targetType` is `IP`.
   *
   * The instances can then read the values of these parameters by name. Reading by path, the history of a parameter, and the KMS key of a
   * `SecureString` additionally require a grant, such as `parameter.grantRead(webTier.role)`. Allow a parameter also if a document of Systems Manager
   * or a configuration of the CloudWatch agent refers to it.
   *
   * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/ps-retrieval-authorization.html
   * @param parameterName the full name, such as `/my-app/url`, or a path that ends with `/*`, such as `/my-app/*`
   */
  public allowParameter(parameterName: string): void {
    this.instancesFor('allowParameter').role.allowParameter(parameterName);
  }

  private instancesFor(member: string): Instances {
    if (!this.instances) {
      throw new Error(`${this.node.path}: ${member} is not available because targetType is IP. Use the resources of your targets, such as those of an ECS service.`);
    }
    return this.instances;
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

  private createLoadBalancer(props: WebTierProps, nameTag: string): LoadBalancer {
    return new LoadBalancer(this, 'LoadBalancer', {
      vpc: props.vpc,
      subnets: onePerAvailabilityZone(loadBalancerSubnets(props).subnets),
      certificate: props.certificate,
      accessLogsBucket: props.accessLogsBucket,
      accessLogsPrefix: props.accessLogsPrefix ?? 'load-balancer',
      deletionProtection: props.deletionProtection ?? true,
      healthCheckPath: props.healthCheckPath ?? DEFAULT_HEALTH_CHECK_PATH,
      targetType: this.targetType,
      targetProtocol: props.targetProtocol ?? elbv2.ApplicationProtocol.HTTPS,
      targetPort: props.targetPort,
      nameTag,
    });
  }

  private createAlarms(props: WebTierProps): { [id: string]: cloudwatch.Alarm } {
    const group = this.instances?.group.autoScalingGroup;
    const { alarms } = new WebTierAlarms(this, 'Alarms', {
      loadBalancerFullName: this.loadBalancer.loadBalancerFullName,
      targetGroupFullName: this.targetGroup.targetGroupFullName,
      instances: group && {
        autoScalingGroupName: group.autoScalingGroupName,
        minCapacity: props.minCapacity ?? DEFAULT_MIN_CAPACITY,
        startupTimeout: props.startupTimeout ?? DEFAULT_STARTUP_TIMEOUT,
      },
      responseTime: props.responseTimeAlarmThreshold ?? Duration.seconds(2),
      actions: props.alarmActions,
      okActions: props.okActions,
      alarmNamePrefix: props.alarmNamePrefix,
    });
    if (group) {
      // No target is healthy before the group exists. The alarm GroupSize refers to the group already.
      const { GroupSize, ...others } = alarms;
      Object.values(others).forEach((alarm) => alarm.node.addDependency(group.node.defaultChild!));
    }
    return alarms;
  }
}
