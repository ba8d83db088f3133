import type * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import { Duration, Tags } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { companionsOf } from '../common/cdk/companions';
import { CLOSED_TO_THE_WORLD, declareControls } from '../common/compliance/controls';
import { acknowledge } from '../common/compliance/nag-acknowledgements';
import { allowDelivery } from '../common/logging/log-delivery';
import { LOAD_BALANCER } from '../common/logging/log-writers';

export interface LoadBalancerProps {
  readonly vpc: ec2.IVpc;
  readonly subnets: ec2.ISubnet[];
  readonly certificate?: acm.ICertificate;
  readonly accessLogsBucket?: s3.IBucket;
  readonly accessLogsPrefix: string;
  readonly deletionProtection: boolean;
  readonly healthCheckPath: string;
  readonly targetType: elbv2.TargetType;
  readonly targetProtocol: elbv2.ApplicationProtocol;
  readonly targetPort?: number;
  readonly nameTag: string;
}

const HTTPS = ec2.Port.tcp(443);
const HTTP = ec2.Port.tcp(80);
const CERTIFICATE_RULE = 'NIST.800.53.R5-ELBv2ACMCertificateRequired';

/** Creates an Application Load Balancer that uses HTTPS for its targets, unless they use HTTP, and for its clients if it has a certificate. */
export class LoadBalancer extends Construct {
  public readonly loadBalancer: elbv2.ApplicationLoadBalancer;
  public readonly targetGroup: elbv2.ApplicationTargetGroup;
  public readonly listener: elbv2.ApplicationListener;
  public readonly securityGroup: ec2.SecurityGroup;

  constructor(scope: Construct, id: string, props: LoadBalancerProps) {
    super(scope, id);
    this.securityGroup = this.createSecurityGroup(props);
    this.loadBalancer = this.createLoadBalancer(props);
    this.targetGroup = this.createTargetGroup(props);
    this.listener = props.certificate ? this.addHttpsListeners(props.certificate) : this.addHttpListener();
    if (props.accessLogsBucket) {
      this.enableAccessLogs(props.accessLogsBucket, props.accessLogsPrefix);
    }
    this.acknowledgeRules(props);
    this.declareOwnControls(props);
  }

  private createSecurityGroup({ vpc, certificate, nameTag }: LoadBalancerProps): ec2.SecurityGroup {
    const group = new ec2.SecurityGroup(this, 'SecurityGroup', { vpc, description: 'Load balancer: clients', allowAllOutbound: false });
    const clients = certificate ? ec2.Peer.anyIpv4() : ec2.Peer.ipv4(vpc.vpcCidrBlock);
    group.addIngressRule(clients, HTTP, certificate ? 'HTTP, redirected to HTTPS' : 'HTTP from the VPC');
    if (certificate) {
      group.addIngressRule(clients, HTTPS, 'HTTPS');
    }
    declareControls(group, CLOSED_TO_THE_WORLD);
    Tags.of(group).add('Name', `${nameTag}-load-balancer`);
    return group;
  }

  private createLoadBalancer(props: LoadBalancerProps): elbv2.ApplicationLoadBalancer {
    const internetFacing = props.certificate !== undefined;
    return new elbv2.ApplicationLoadBalancer(this, 'Resource', {
      vpc: props.vpc,
      internetFacing,
      vpcSubnets: { subnets: props.subnets },
      securityGroup: this.securityGroup,
      deletionProtection: props.deletionProtection,
      dropInvalidHeaderFields: true,
      desyncMitigationMode: elbv2.DesyncMitigationMode.STRICTEST,
    });
  }

  /**
   * Adding a certificate later replaces the load balancer. The new load balancer requires a new target group, because a target group belongs to one
   * load balancer (https://github.com/aws-cloudformation/cloudformation-coverage-roadmap/issues/424).
   */
  private createTargetGroup(props: LoadBalancerProps): elbv2.ApplicationTargetGroup {
    const { vpc, certificate, healthCheckPath, targetType, targetProtocol, targetPort } = props;
    const isHttp = targetProtocol === elbv2.ApplicationProtocol.HTTP;
    return new elbv2.ApplicationTargetGroup(this, certificate ? 'Targets' : 'InternalTargets', {
      vpc,
      targetType,
      protocol: targetProtocol,
      port: targetPort ?? (isHttp ? 80 : 443),
      deregistrationDelay: Duration.seconds(60),
      healthCheck: {
        protocol: isHttp ? elbv2.Protocol.HTTP : elbv2.Protocol.HTTPS,
        path: healthCheckPath,
        healthyHttpCodes: '200',
        interval: Duration.seconds(15),
        timeout: Duration.seconds(5),
        healthyThresholdCount: 2,
        unhealthyThresholdCount: 3,
      },
    });
  }

  /** @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html */
  private addHttpsListeners(certificate: acm.ICertificate): elbv2.ApplicationListener {
    this.loadBalancer.addListener('Http', {
      protocol: elbv2.ApplicationProtocol.HTTP,
      port: 80,
      open: false,
      defaultAction: elbv2.ListenerAction.redirect({ protocol: 'HTTPS', port: '443', permanent: true }),
    });
    return this.loadBalancer.addListener('Listener', {
      protocol: elbv2.ApplicationProtocol.HTTPS,
      port: 443,
      open: false,
      certificates: [certificate],
      sslPolicy: 'ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09' as elbv2.SslPolicy,
      defaultTargetGroups: [this.targetGroup],
    });
  }

  private addHttpListener(): elbv2.ApplicationListener {
    return this.loadBalancer.addListener('Listener', {
      protocol: elbv2.ApplicationProtocol.HTTP, port: 80, open: false, defaultTargetGroups: [this.targetGroup],
    });
  }

  /** `logAccessLogs` of the L2 construct throws an error in stacks without an explicit region. */
  private enableAccessLogs(bucket: s3.IBucket, prefix: string): void {
    allowDelivery(this, { writer: LOAD_BALANCER, bucket, prefix, prefixProp: 'accessLogsPrefix', bucketProp: 'accessLogsBucket' });
    this.loadBalancer.setAttribute('access_logs.s3.enabled', 'true');
    this.loadBalancer.setAttribute('access_logs.s3.bucket', bucket.bucketName);
    this.loadBalancer.setAttribute('access_logs.s3.prefix', prefix);
    this.loadBalancer.node.defaultChild!.node.addDependency(companionsOf(bucket));
  }

  private declareOwnControls({ accessLogsBucket, certificate, deletionProtection }: LoadBalancerProps): void {
    declareControls(this.loadBalancer, {
      'CIS -/-/-/4.10': accessLogsBucket && 'access logs delivered to a bucket',
      'ELB.4': 'drops invalid header fields',
      'ELB.5': accessLogsBucket && 'access logs delivered to a bucket',
      'ELB.6': deletionProtection && 'deletion protection enabled',
      'ELB.12': 'desync mitigation mode strictest',
      'ELB.13': 'one subnet in each Availability Zone',
    });
    if (certificate) {
      declareControls(this.loadBalancer.node.findChild('Http'), { 'ELB.1': 'redirects HTTP to HTTPS' });
      declareControls(this.listener, { 'ELB.17': 'TLS 1.2 and 1.3 with forward secrecy and post-quantum key exchange', 'ELB.18': 'HTTPS listener' });
    }
  }

  private acknowledgeRules({ accessLogsBucket, certificate, deletionProtection }: LoadBalancerProps): void {
    if (certificate) {
      acknowledge(this.securityGroup, 'The load balancer is internet-facing: it accepts HTTPS and redirects HTTP', 'AwsSolutions-EC23');
      acknowledge(this.loadBalancer.node.findChild('Http'), 'The listener redirects to HTTPS; an HTTP listener has no certificate', CERTIFICATE_RULE);
    } else {
      acknowledge(this.listener, 'Without a certificate the load balancer is internal and uses HTTP; the prop certificate enables HTTPS',
        CERTIFICATE_RULE, 'NIST.800.53.R5-ALBHttpToHttpsRedirection');
    }
    if (!accessLogsBucket) {
      acknowledge(this.loadBalancer, 'Access logs require a bucket; accessLogsBucket enables them', 'AwsSolutions-ELB2', 'NIST.800.53.R5-ELBLoggingEnabled');
    }
    if (!deletionProtection) {
      acknowledge(this.loadBalancer, 'deletionProtection is false to allow the deletion of the stack', 'NIST.800.53.R5-ELBDeletionProtectionEnabled');
    }
  }
}
