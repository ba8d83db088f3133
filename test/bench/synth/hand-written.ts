import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import type * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as cloudtrail from 'aws-cdk-lib/aws-cloudtrail';
import * as config from 'aws-cdk-lib/aws-config';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sns from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { CfnOutput, Duration, RemovalPolicy, Stack, Tags } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { createAlarms } from './hand-written-alarms';
import { createDatabase } from './hand-written-database';
import { createNetwork } from './hand-written-network';

const CONFIG_RULES = [
  'S3_BUCKET_PUBLIC_READ_PROHIBITED', 'S3_BUCKET_PUBLIC_WRITE_PROHIBITED', 'S3_BUCKET_SSL_REQUESTS_ONLY', 'RDS_STORAGE_ENCRYPTED',
  'RDS_INSTANCE_PUBLIC_ACCESS_CHECK', 'INCOMING_SSH_DISABLED', 'VPC_DEFAULT_SECURITY_GROUP_CLOSED', 'VPC_FLOW_LOGS_ENABLED',
  'EC2_IMDSV2_CHECK', 'ENCRYPTED_VOLUMES', 'CLOUD_TRAIL_ENABLED', 'CMK_BACKING_KEY_ROTATION_ENABLED', 'ROOT_ACCOUNT_MFA_ENABLED',
];

/** The props, which the baseline also receives. */
export interface HandWrittenProps {
  readonly certificate: acm.ICertificate;
  readonly emailAddress: string;
}

interface WebTier {
  readonly loadBalancer: elbv2.ApplicationLoadBalancer;
  readonly group: autoscaling.AutoScalingGroup;
}

/**
 * A stack with the scope of `SecureBaseline` in the non-production preset, written with the L2 constructs of aws-cdk-lib. It is intended for
 * synthesis only.
 */
export class HandWritten extends Construct {
  private readonly key: kms.Key;
  private readonly accessLogs: s3.Bucket;

  constructor(scope: Construct, id: string, props: HandWrittenProps) {
    super(scope, id);
    this.key = this.createKey();
    const topic = this.createTopic(props.emailAddress);
    const vpc = createNetwork(this, this.createLogGroup('FlowLogGroup', '/hand/flow-logs'));
    this.accessLogs = this.createBucket('AccessLogs');
    const data = this.createBucket('Data', this.key);
    const { trail, trailLogs } = this.createTrail(data);
    const configBucket = this.createConfig();
    createAlarms(this, trailLogs, topic);
    const database = createDatabase(this, { vpc, key: this.key, topic });
    const { loadBalancer, group } = this.createWebTier(vpc, data, props.certificate);
    database.connections.allowDefaultPortFrom(group, 'MySQL from the application');

    this.output('VpcId', vpc.vpcId);
    this.output('PublicSubnetIds', vpc.publicSubnets.map((subnet) => subnet.subnetId).join(','));
    this.output('PrivateSubnetIds', vpc.privateSubnets.map((subnet) => subnet.subnetId).join(','));
    this.output('IsolatedSubnetIds', vpc.isolatedSubnets.map((subnet) => subnet.subnetId).join(','));
    this.output('EncryptionKeyArn', this.key.keyArn);
    this.output('AccessLogsBucketName', this.accessLogs.bucketName);
    this.output('ConfigBucketName', configBucket.bucketName);
    this.output('DataBucketName', data.bucketName);
    this.output('TrailArn', trail.trailArn);
    this.output('NotificationTopicArn', topic.topicArn);
    this.output('DatabaseEndpoint', database.instanceEndpoint.socketAddress);
    this.output('DatabaseSecretArn', database.secret!.secretArn);
    this.output('LoadBalancerDnsName', loadBalancer.loadBalancerDnsName);
    Tags.of(this).add('Environment', 'hand');
    Tags.of(this).add('Owner', 'platform-team');
    Tags.of(this).add('CostCenter', 'cc-1234');
  }

  private createKey(): kms.Key {
    const key = new kms.Key(this, 'Key', { alias: 'hand', enableKeyRotation: true, pendingWindow: Duration.days(7), removalPolicy: RemovalPolicy.DESTROY });
    key.grantEncryptDecrypt(new iam.ServicePrincipal(`logs.${Stack.of(this).region}.amazonaws.com`));
    return key;
  }

  private createTopic(emailAddress: string): sns.Topic {
    const masterKey = new kms.Key(this, 'TopicKey', { enableKeyRotation: true, pendingWindow: Duration.days(7), removalPolicy: RemovalPolicy.DESTROY });
    for (const service of ['cloudwatch', 'events', 'rds']) {
      masterKey.grantEncryptDecrypt(new iam.ServicePrincipal(`${service}.amazonaws.com`));
    }
    const topic = new sns.Topic(this, 'Topic', { topicName: 'hand', masterKey, enforceSSL: true });
    topic.addSubscription(new EmailSubscription(emailAddress));
    topic.grantPublish(new iam.ServicePrincipal('cloudwatch.amazonaws.com'));
    return topic;
  }

  private createLogGroup(id: string, logGroupName: string): logs.LogGroup {
    return new logs.LogGroup(this, id, {
      logGroupName, retention: logs.RetentionDays.ONE_MONTH, encryptionKey: this.key, removalPolicy: RemovalPolicy.DESTROY,
    });
  }

  private createBucket(id: string, encryptionKey?: kms.IKey): s3.Bucket {
    return new s3.Bucket(this, id, {
      encryptionKey,
      encryption: encryptionKey ? s3.BucketEncryption.KMS : s3.BucketEncryption.S3_MANAGED,
      bucketKeyEnabled: encryptionKey !== undefined,
      blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
      objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      versioned: true,
      lifecycleRules: [{
        expiration: Duration.days(30), noncurrentVersionExpiration: Duration.days(90), abortIncompleteMultipartUploadAfter: Duration.days(7),
      }],
      serverAccessLogsBucket: encryptionKey && this.accessLogs,
      serverAccessLogsPrefix: encryptionKey && `${id}/`,
      autoDeleteObjects: true,
      removalPolicy: RemovalPolicy.DESTROY,
    });
  }

  private createTrail(data: s3.IBucket): { trail: cloudtrail.Trail; trailLogs: logs.LogGroup } {
    const trailLogs = this.createLogGroup('TrailLogs', '/hand/cloudtrail');
    const trail = new cloudtrail.Trail(this, 'Trail', {
      trailName: 'hand',
      bucket: this.createBucket('TrailBucket', this.key),
      encryptionKey: this.key,
      sendToCloudWatchLogs: true,
      cloudWatchLogGroup: trailLogs,
      enableFileValidation: true,
    });
    trail.addS3EventSelector([{ bucket: data }]);
    this.key.grantEncryptDecrypt(new iam.ServicePrincipal('cloudtrail.amazonaws.com'));
    return { trail, trailLogs };
  }

  private createConfig(): s3.Bucket {
    const bucket = this.createBucket('ConfigBucket', this.key);
    const service = new iam.ServicePrincipal('config.amazonaws.com');
    bucket.grantPut(service);
    bucket.grantRead(service);
    const role = new iam.Role(this, 'ConfigRole', {
      assumedBy: service, managedPolicies: [iam.ManagedPolicy.fromAwsManagedPolicyName('service-role/AWS_ConfigRole')],
    });
    const recorder = new config.CfnConfigurationRecorder(this, 'Recorder', {
      roleArn: role.roleArn, recordingGroup: { allSupported: true, includeGlobalResourceTypes: true },
    });
    new config.CfnDeliveryChannel(this, 'DeliveryChannel', { s3BucketName: bucket.bucketName, s3KeyPrefix: 'config' });
    for (const identifier of CONFIG_RULES) {
      new config.ManagedRule(this, identifier, { identifier }).node.addDependency(recorder);
    }
    return bucket;
  }

  private createWebTier(vpc: ec2.IVpc, data: s3.Bucket, certificate: acm.ICertificate): WebTier {
    const logGroup = this.createLogGroup('ApplicationLogs', '/hand/application');
    const userData = ec2.UserData.forLinux();
    userData.addCommands('dnf install -y amazon-cloudwatch-agent nginx', 'systemctl enable --now nginx', `echo ${logGroup.logGroupName}`);
    const role = new iam.Role(this, 'InstanceRole', {
      assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com'),
      managedPolicies: ['CloudWatchAgentServerPolicy', 'AmazonSSMManagedInstanceCore'].map((name) => iam.ManagedPolicy.fromAwsManagedPolicyName(name)),
    });
    data.grantReadWrite(role);
    const launchTemplate = new ec2.LaunchTemplate(this, 'LaunchTemplate', {
      instanceType: new ec2.InstanceType('t4g.small'),
      machineImage: ec2.MachineImage.latestAmazonLinux2023({ cpuType: ec2.AmazonLinuxCpuType.ARM_64 }),
      role,
      userData,
      securityGroup: new ec2.SecurityGroup(this, 'ApplicationGroup', { vpc, allowAllOutbound: false }),
      requireImdsv2: true,
      blockDevices: [{ deviceName: '/dev/xvda', volume: ec2.BlockDeviceVolume.ebs(20, { encrypted: true, volumeType: ec2.EbsDeviceVolumeType.GP3 }) }],
    });
    const group = new autoscaling.AutoScalingGroup(this, 'Instances', {
      vpc,
      launchTemplate,
      minCapacity: 1,
      maxCapacity: 2,
      healthChecks: autoscaling.HealthChecks.withAdditionalChecks({
        additionalTypes: [autoscaling.AdditionalHealthCheckType.ELB], gracePeriod: Duration.minutes(10),
      }),
      updatePolicy: autoscaling.UpdatePolicy.rollingUpdate(),
      signals: autoscaling.Signals.waitForMinCapacity(),
    });
    group.connections.allowToAnyIpv4(ec2.Port.tcp(443));
    group.scaleOnCpuUtilization('Cpu', { targetUtilizationPercent: 60 });
    const loadBalancer = new elbv2.ApplicationLoadBalancer(this, 'LoadBalancer', { vpc, internetFacing: true, dropInvalidHeaderFields: true });
    loadBalancer.addRedirect();
    const listener = loadBalancer.addListener('Https', { port: 443, certificates: [certificate], sslPolicy: elbv2.SslPolicy.RECOMMENDED_TLS });
    listener.addTargets('Targets', {
      protocol: elbv2.ApplicationProtocol.HTTPS, targets: [group], healthCheck: { path: '/health', protocol: elbv2.Protocol.HTTPS },
    });
    return { loadBalancer, group };
  }

  private output(name: string, value: string): void {
    new CfnOutput(this, name, { value, exportName: `hand-${name}` });
  }
}
