import {
  AccountGuardrails, AccountSetting, AuditTrail, ChatChannels, ConfigRecording, ConfigRules, ConfigStarter, ConfigStarterMode, EarlierValues, EncryptionKey, EventSeverity,
  FindingNotifications, FindingSource, GlobalHealthRule, GuardrailMode, HardenedBucket, HardenedMySql, LoggingBucket, NatGatewayAlarms, NotificationTopic, RecordingFrequency, RootSignInRule,
  SecurityAlarms, SecurityDashboard, ThreeTierVpc, TrafficPeer, DeliveryFailureAlarms, VpcEndpoints, VpcFlowLogs, WebTier,
  type DashboardGraph, type DashboardSection, type ManagedConfigRule, type SecurityEventOverride, type ServerAccessLogsTarget, type SeverityTopics,
} from '@org/secure-baseline';
import { CfnParameter, Duration, RemovalPolicy, Size, Stack } from 'aws-cdk-lib';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import { LoggingLevel } from 'aws-cdk-lib/aws-chatbot';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { CfnConfigurationRecorder, CfnDeliveryChannel, MaximumExecutionFrequency } from 'aws-cdk-lib/aws-config';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { ApplicationProtocol, TargetType } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Schedule } from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import * as rds from 'aws-cdk-lib/aws-rds';
import type { CfnBucket } from 'aws-cdk-lib/aws-s3';
import * as sns from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';

/** Uses every option of each construct. Options that exclude each other are used in two instances. Add new options here. */
export class ConstructOptionsStack extends Stack {
  private readonly key: EncryptionKey;
  private readonly topic: sns.ITopic;
  private readonly page: SnsAction;
  private readonly logs: LoggingBucket;
  private readonly data: HardenedBucket;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.key = new EncryptionKey(this, 'Key', {
      alias: 'options',
      description: 'Encrypts data and logs',
      pendingWindow: Duration.days(7),
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.topic = new sns.Topic(this, 'Topic');
    this.page = new SnsAction(this.topic);
    this.logs = new LoggingBucket(this, 'AccessLogs', {
      expiration: Duration.days(365),
      archiveAfter: Duration.days(90),
      noncurrentVersionExpiration: Duration.days(30),
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.data = this.buckets();
    const vpc = this.network();
    this.trails();
    this.configRecording();
    this.accountGuardrails();
    this.notifications();
    this.securityAlarms();
    this.webTiers(vpc);
    this.databases(vpc);
  }

  private accountGuardrails(): void {
    new AccountGuardrails(this, 'Account', {
      mode: GuardrailMode.REPORT,
      settings: { ebsDefaultKey: GuardrailMode.APPLY },
      confirmedSettings: [AccountSetting.EBS_DEFAULT_KEY],
      regions: [this.region],
      passwordPolicy: { minimumLength: 20 },
      securityContact: { name: 'Security Team', title: 'Security', emailAddress: 'security@example.com', phoneNumber: '+1 555 0100' },
      ebsDefaultKey: this.key,
      onDelete: EarlierValues.RESTORE,
      rejectConflicts: false,
      lookInterval: Duration.hours(6),
      notificationTopic: this.topic,
      encryptionKey: this.key,
    });
  }

  private buckets(): HardenedBucket {
    const serverAccessLogs: ServerAccessLogsTarget = { bucket: this.logs, prefix: 'requests' };
    const replicationConfiguration: CfnBucket.ReplicationConfigurationProperty = {
      role: 'arn:aws:iam::111111111111:role/replication',
      rules: [{ destination: { bucket: 'arn:aws:s3:::org-copies' }, status: 'Enabled' }],
    };
    new LoggingBucket(this, 'EncryptedLogs', { encryptionKey: this.key, serverAccessLogs, replicationConfiguration });
    return new HardenedBucket(this, 'Data', {
      encryptionKey: this.key,
      serverAccessLogs,
      expiration: Duration.days(365),
      archiveAfter: Duration.days(90),
      noncurrentVersionExpiration: Duration.days(30),
      removalPolicy: RemovalPolicy.DESTROY,
      replicationConfiguration,
    });
  }

  private network(): ec2.IVpc {
    const fromOffice = TrafficPeer.cidr('172.16.0.0/12');
    const network = new ThreeTierVpc(this, 'Network', {
      cidr: new CfnParameter(this, 'AddressRange', { default: '10.50.0.0/20' }).valueAsString,
      cidrMask: 20,
      maxAzs: 3,
      availabilityZones: ['us-east-1a', 'us-east-1b', 'us-east-1c'],
      natGateways: 2,
      interfaceEndpoints: [ec2.InterfaceVpcEndpointAwsService.SSM],
      interfaceEndpointSubnets: { subnetType: ec2.SubnetType.PUBLIC },
      additionalTraffic: [{ source: fromOffice, destination: TrafficPeer.PRIVATE, port: ec2.Port.SSH }],
      databasePort: 3307,
      vpcName: 'options',
      flowLogGroupName: 'options-network',
      flowLogRetention: RetentionDays.ONE_MONTH,
      flowLogRemovalPolicy: RemovalPolicy.DESTROY,
      encryptionKey: this.key,
    });
    network.allowTraffic({ source: TrafficPeer.PRIVATE, destination: TrafficPeer.ISOLATED, port: ec2.Port.tcp(6379) });
    new NatGatewayAlarms(this, 'NatGatewayAlarms', {
      natGatewayIds: network.natGateways.map((gateway) => gateway.ref),
      alarmActions: [this.page],
      okActions: [this.page],
      alarmNamePrefix: 'options',
    });

    const own = new ec2.Vpc(this, 'OwnVpc', { maxAzs: 2 });
    new VpcEndpoints(this, 'Endpoints', {
      vpc: own,
      interfaceEndpoints: [ec2.InterfaceVpcEndpointAwsService.KMS],
      vpcSubnets: { subnetGroupName: 'Private' },
      namePrefix: 'options',
    });
    new VpcFlowLogs(this, 'FlowLogs', {
      vpc: own,
      logGroupName: 'options-flow-logs',
      logRetention: RetentionDays.ONE_MONTH,
      logGroupRemovalPolicy: RemovalPolicy.DESTROY,
      encryptionKey: this.key,
    });
    new VpcFlowLogs(this, 'FlowLogsToGroup', { vpc: own, logGroup: new LogGroup(this, 'FlowLogGroup') });
    return network.vpc;
  }

  private trails(): void {
    new AuditTrail(this, 'Trail', {
      bucket: this.logs,
      keyPrefix: 'trail',
      trailName: 'options',
      encryptionKey: this.key,
      logGroupName: 'options-trail',
      logRetention: RetentionDays.ONE_YEAR,
      logGroupRemovalPolicy: RemovalPolicy.DESTROY,
      dataEventBuckets: [this.data],
      logBuckets: [this.logs],
      multiRegion: false,
    });
    new AuditTrail(this, 'TrailToGroup', {
      bucket: this.logs,
      keyPrefix: 'second-trail',
      recordAllDataEvents: true,
      recordLogBucketEvents: false,
      logGroup: new LogGroup(this, 'TrailLogGroup'),
    });
  }

  private configRecording(): void {
    const rule: ManagedConfigRule = {
      identifier: 'IAM_PASSWORD_POLICY',
      description: 'Passwords are long',
      inputParameters: { MinimumPasswordLength: '14' },
      maximumExecutionFrequency: MaximumExecutionFrequency.TWELVE_HOURS,
      regions: ['eu-west-1', 'us-east-1'],
    };
    new ConfigRecording(this, 'Recording', {
      mode: ConfigStarterMode.CREATE,
      bucket: this.logs,
      encryptionKey: this.key,
      namePrefix: 'options',
      recordingFrequency: RecordingFrequency.DAILY,
      recordingFrequencyExceptions: ['AWS::EC2::SecurityGroup'],
      excludedResourceTypes: ['AWS::EC2::NetworkInterface'],
      includeGlobalResourceTypes: false,
      retentionPeriod: Duration.days(365),
      recorderRole: iam.Role.fromRoleName(this, 'RecorderRole', 'options-recorder'),
      keyPrefix: 'history',
      topic: this.topic,
      snapshotFrequency: MaximumExecutionFrequency.SIX_HOURS,
      rules: [rule],
    });
    // In a separate stack, because an account can have only one recorder and one delivery channel per region.
    const elsewhere = new Stack(this, 'Elsewhere');
    new ConfigStarter(elsewhere, 'Starter', {
      mode: ConfigStarterMode.CREATE,
      recorder: new CfnConfigurationRecorder(elsewhere, 'Recorder', { roleArn: 'arn:aws:iam::111111111111:role/options-recorder' }),
      deliveryChannel: new CfnDeliveryChannel(elsewhere, 'Channel', { s3BucketName: 'options-history' }),
      retentionPeriod: Duration.days(90),
      encryptionKey: this.key,
    });
    new ConfigRules(this, 'Rules', { rules: [rule], namePrefix: 'options-rules' });
  }

  private notifications(): void {
    const { topic, deadLetterQueue } = new NotificationTopic(this, 'Notifications', {
      emailAddresses: ['security@example.com'],
      httpsEndpoints: ['https://events.example.com/alarms'],
      slackChannels: [{ workspaceId: 'T0123ABCD', channelId: 'C0123456789' }],
      teamsChannels: [{
        tenantId: '0f4b1d6e-0000-4000-8000-000000000001',
        teamId: '0f4b1d6e-0000-4000-8000-000000000002',
        channelId: '19%3Ab6ef35dc342d56ba5654e6fc6d25a071%40thread.tacv2',
      }],
      testMessageSchedule: Schedule.cron({ weekDay: 'MON', hour: '8', minute: '0' }),
      topicName: 'options',
      displayName: 'Options',
      keyRemovalPolicy: RemovalPolicy.RETAIN,
      keyPendingWindow: Duration.days(30),
    });
    new ChatChannels(this, 'Chat', {
      topics: [this.topic],
      slackChannels: [{ workspaceId: 'T0123ABCD', channelId: 'C9876543210' }],
      teamsChannels: [{
        tenantId: '0f4b1d6e-0000-4000-8000-000000000001',
        teamId: '0f4b1d6e-0000-4000-8000-000000000003',
        channelId: '19%3Ab6ef35dc342d56ba5654e6fc6d25a072%40thread.tacv2',
      }],
      loggingLevel: LoggingLevel.INFO,
    });
    new DeliveryFailureAlarms(this, 'Undelivered', {
      okActions: [],
      topic,
      deadLetterQueues: [deadLetterQueue],
      alarmActions: [this.page],
      alarmNamePrefix: 'options',
    });
    new RootSignInRule(this, 'RootSignIn', { topic, deliveryFailureTopic: this.topic, alarmName: 'options-RootUsage' });
    new FindingNotifications(this, 'Findings', {
      topic,
      sources: [FindingSource.GUARD_DUTY, FindingSource.SECURITY_HUB],
      guardDutyMinimumSeverity: EventSeverity.LOW,
      severityTopics: { high: this.topic, medium: this.topic, low: this.topic },
      aggregationRegion: 'us-east-1',
      deliveryFailureTopic: this.topic,
      alarmNamePrefix: 'options',
      encryptionKey: this.key,
    });
    new GlobalHealthRule(this, 'GlobalHealth', { topic, deliveryFailureTopic: this.topic, alarmNamePrefix: 'options-global', encryptionKey: this.key });
  }

  private securityAlarms(): void {
    const topics: SeverityTopics = { high: this.topic, medium: this.topic, low: this.topic };
    const rootUsage: SecurityEventOverride = { eventPattern: { detail: { userIdentity: { type: ['Root'] } } }, includeReadOnlyEvents: true };
    const security = new SecurityAlarms(this, 'Alarms', {
      logGroup: new LogGroup(this, 'Events'),
      topic: this.topic,
      severityTopics: topics,
      alarmActions: [this.page],
      lowNoiseAlarms: true,
      lowNoiseTopic: this.topic,
      lowNoiseSeverityTopics: topics,
      lowNoiseActions: [this.page],
      notifyOk: true,
      okActions: [this.page],
      realTimeRules: true,
      deliveryFailureTopic: this.topic,
      namePrefix: 'options',
      metricNamespace: 'Options',
      eventOverrides: { VpcChanges: { threshold: 5 }, RootUsage: rootUsage },
      additionalEvents: [{ id: 'AccessKeyDeleted', title: 'An access key was deleted', pattern: '{ $.eventName = "DeleteAccessKey" }' }],
    });
    const graph: DashboardGraph = { title: 'Messages', metrics: [this.topic.metricNumberOfMessagesPublished()], alarms: [security.deliveryFailureAlarm!] };
    const section: DashboardSection = { title: 'Security', alarms: Object.values(security.alarms), graphs: [graph] };
    new SecurityDashboard(this, 'Dashboard', { dashboardName: 'options', sections: [section], defaultInterval: Duration.hours(6) });
  }

  private webTiers(vpc: ec2.IVpc): void {
    const userData = ec2.UserData.forLinux();
    userData.addCommands('dnf install -y httpd-tools');
    new WebTier(this, 'WebTier', {
      vpc,
      certificate: acm.Certificate.fromCertificateArn(this, 'Certificate', 'arn:aws:acm:eu-west-1:111111111111:certificate/0f4b1d6e-0000-4000-8000-000000000000'),
      accessLogsBucket: this.logs,
      accessLogsPrefix: 'web',
      encryptionKey: this.key,
      serviceLinkedRoleSuffix: 'options',
      dataBucket: this.data,
      logGroupName: 'options-web',
      logRetention: RetentionDays.ONE_MONTH,
      logGroupRemovalPolicy: RemovalPolicy.DESTROY,
      minCapacity: 2,
      maxCapacity: 8,
      cpuTargetUtilizationPercent: 50,
      instanceType: ec2.InstanceType.of(ec2.InstanceClass.M7G, ec2.InstanceSize.XLARGE),
      alternativeInstanceTypes: [ec2.InstanceType.of(ec2.InstanceClass.M6G, ec2.InstanceSize.XLARGE)],
      scalingTopic: this.topic,
      machineImage: ec2.MachineImage.latestAmazonLinux2023({ cpuType: ec2.AmazonLinuxCpuType.ARM_64 }),
      rootVolumeSize: Size.gibibytes(30),
      rootDeviceName: '/dev/xvda',
      userData,
      healthCheckPath: '/ready',
      healthCheckGracePeriod: Duration.minutes(20),
      startupTimeout: Duration.minutes(30),
      httpPutResponseHopLimit: 2,
      vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS },
      loadBalancerSubnets: { subnetType: ec2.SubnetType.PUBLIC },
      deletionProtection: false,
      detailedMonitoring: false,
      webAclArn: 'arn:aws:wafv2:eu-west-1:111111111111:regional/webacl/edge/0f4b1d6e-0000-4000-8000-000000000000',
      alarmActions: [this.page],
      okActions: [this.page],
      responseTimeAlarmThreshold: Duration.seconds(5),
      alarmNamePrefix: 'options',
      nameTag: 'options',
    });
    new WebTier(this, 'WebTierOfContainers', { vpc, targetType: TargetType.IP, targetProtocol: ApplicationProtocol.HTTP, targetPort: 8080 });
    new WebTier(this, 'WebTierToGroup', { vpc, logGroup: new LogGroup(this, 'WebLogGroup') });
  }

  private databases(vpc: ec2.IVpc): void {
    const database = new HardenedMySql(this, 'Database', {
      vpc,
      vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
      version: rds.MysqlEngineVersion.of('8.4.8', '8.4'),
      extendedSupport: true,
      allowMajorVersionUpgrade: true,
      instanceIdentifier: 'options',
      instanceType: ec2.InstanceType.of(ec2.InstanceClass.R7G, ec2.InstanceSize.LARGE),
      allocatedStorage: 100,
      maxAllocatedStorage: 400,
      encryptionKey: this.key,
      multiAz: false,
      port: 3307,
      databaseName: 'orders',
      masterUsername: 'owner',
      manageMasterUserPassword: false,
      backupRetention: Duration.days(14),
      deletionProtection: false,
      removalPolicy: RemovalPolicy.DESTROY,
      parameters: { max_connections: '500' },
      generalLog: true,
      auditLog: false,
      logRetention: RetentionDays.ONE_MONTH,
      monitoringInterval: Duration.seconds(15),
      enablePerformanceInsights: false,
      caCertificate: rds.CaCertificate.RDS_CA_RSA4096_G1,
      notificationTopic: this.topic,
      alarmActions: [this.page],
      okActions: [this.page],
      connectionsAlarmThreshold: 400,
      alarmNamePrefix: 'options',
    });
    new HardenedMySql(this, 'Restored', { vpc, port: 3307, snapshotIdentifier: 'before-the-move' });
    database.addReadReplica('Replica', {
      instanceIdentifier: 'options-reader',
      instanceType: new ec2.InstanceType('m7g.large'),
      availabilityZone: 'eu-west-1a',
      version: rds.MysqlEngineVersion.of('8.4.8', '8.4'),
      allowMajorVersionUpgrade: true,
    });
  }
}
