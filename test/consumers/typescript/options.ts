/** All options of the baseline in two sets, because some options exclude each other. Add new options here. */
import {
  AccountSetting, ConfigRules, ConfigStarterMode, EarlierValues, EventSeverity, FindingSource, GuardrailMode, RecordingFrequency, TrafficPeer,
  type AccountOptions, type AccountSettingModes, type ConfigOptions, type DatabaseOptions, type FindingOptions, type ManagedConfigRule, type NetworkOptions,
  type NotificationOptions, type PasswordPolicyOptions, type RoleOptions, type SecureBaselineProps, type SecurityContact, type SecurityEvent, type SecurityEventOverride,
  type SeverityTopics, type SlackChannel, type StorageOptions, type TeamsChannel, type TierTraffic, type TrailOptions, type WebTierOptions,
} from '@org/secure-baseline';
import { Duration, Size } from 'aws-cdk-lib';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { MaximumExecutionFrequency } from 'aws-cdk-lib/aws-config';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Schedule } from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as rds from 'aws-cdk-lib/aws-rds';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sns from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';

/** The options of a baseline, except its name and tags. */
type Options = Omit<SecureBaselineProps, 'environmentSuffix' | 'owner' | 'costCenter' | 'environmentType'>;

/** A baseline that creates all resources. */
export function production(scope: Construct): Options {
  const userData = ec2.UserData.forLinux();
  userData.addCommands('dnf install -y httpd-tools');

  const postgres: TierTraffic = { source: TrafficPeer.PRIVATE, destination: TrafficPeer.ISOLATED, port: ec2.Port.POSTGRES };
  const network: NetworkOptions = {
    enabled: true,
    cidr: '10.20.0.0/16',
    cidrMask: 16,
    maxAzs: 3,
    availabilityZones: ['eu-west-1a', 'eu-west-1b', 'eu-west-1c'],
    natGateways: 3,
    interfaceEndpoints: [ec2.InterfaceVpcEndpointAwsService.SSM, ec2.InterfaceVpcEndpointAwsService.KMS],
    interfaceEndpointSubnets: { subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS },
    additionalTraffic: [postgres],
    flowLogRetention: logs.RetentionDays.SIX_MONTHS,
  };
  const storage: StorageOptions = {
    enabled: true, keyPendingWindow: Duration.days(14), logFileExpiration: Duration.days(730), archiveLogFiles: true,
  };
  const trail: TrailOptions = {
    enabled: true, keyPrefix: 'audit', recordAllDataEvents: true, recordLogBucketEvents: true, multiRegion: true, logRetention: logs.RetentionDays.TWO_YEARS,
  };
  const passwordPolicy: ManagedConfigRule = {
    identifier: 'IAM_PASSWORD_POLICY',
    description: 'Passwords are long',
    inputParameters: { MinimumPasswordLength: '14' },
    maximumExecutionFrequency: MaximumExecutionFrequency.TWELVE_HOURS,
  };
  const config: ConfigOptions = {
    enabled: true,
    mode: ConfigStarterMode.CREATE,
    recordingFrequency: RecordingFrequency.DAILY,
    recorderRole: iam.Role.fromRoleArn(scope, 'RecorderRole', 'arn:aws:iam::111111111111:role/config-recorder'),
    keyPrefix: 'recorded',
    topic: sns.Topic.fromTopicArn(scope, 'ConfigTopic', 'arn:aws:sns:eu-west-1:111111111111:config'),
    snapshotFrequency: MaximumExecutionFrequency.TWELVE_HOURS,
    rules: [...ConfigRules.baselineRules, passwordPolicy],
    retentionPeriod: Duration.days(365),
    recordingFrequencyExceptions: ['AWS::EC2::SecurityGroup'],
    excludedResourceTypes: ['AWS::EC2::NetworkInterface'],
    includeGlobalResourceTypes: false,
  };
  const database: DatabaseOptions = {
    enabled: true,
    vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
    version: rds.MysqlEngineVersion.of('8.4.8', '8.4'),
    extendedSupport: false,
    allowMajorVersionUpgrade: false,
    instanceType: ec2.InstanceType.of(ec2.InstanceClass.R7G, ec2.InstanceSize.LARGE),
    allocatedStorage: 100,
    maxAllocatedStorage: 1000,
    multiAz: true,
    port: 3307,
    databaseName: 'orders',
    masterUsername: 'owner',
    manageMasterUserPassword: false,
    readReplicas: { Reports: { instanceType: new ec2.InstanceType('r7g.large') } },
    backupRetention: Duration.days(21),
    parameters: { max_connections: '500' },
    generalLog: false,
    auditLog: true,
    logRetention: logs.RetentionDays.SIX_MONTHS,
    monitoringInterval: Duration.seconds(30),
    enablePerformanceInsights: true,
    caCertificate: rds.CaCertificate.RDS_CA_RSA4096_G1,
    connectionsAlarmThreshold: 400,
  };
  const webTier: WebTierOptions = {
    enabled: true,
    accessLogsPrefix: 'web',
    logRetention: logs.RetentionDays.SIX_MONTHS,
    minCapacity: 3,
    maxCapacity: 9,
    cpuTargetUtilizationPercent: 50,
    instanceType: ec2.InstanceType.of(ec2.InstanceClass.M7G, ec2.InstanceSize.XLARGE),
    alternativeInstanceTypes: [ec2.InstanceType.of(ec2.InstanceClass.M6G, ec2.InstanceSize.XLARGE)],
    scalingTopic: sns.Topic.fromTopicArn(scope, 'Scaling', 'arn:aws:sns:eu-west-1:111111111111:scaling'),
    machineImage: ec2.MachineImage.latestAmazonLinux2023({ cpuType: ec2.AmazonLinuxCpuType.ARM_64 }),
    rootVolumeSize: Size.gibibytes(30),
    rootDeviceName: '/dev/xvda',
    userData,
    healthCheckPath: '/ready',
    healthCheckGracePeriod: Duration.minutes(5),
    startupTimeout: Duration.minutes(20),
    httpPutResponseHopLimit: 2,
    detailedMonitoring: true,
    webAclArn: 'arn:aws:wafv2:eu-west-1:111111111111:regional/webacl/edge/0f4b1d6e-0000-4000-8000-000000000000',
    responseTimeAlarmThreshold: Duration.seconds(1),
    vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS },
    loadBalancerSubnets: { subnetType: ec2.SubnetType.PUBLIC },
  };
  const roles: RoleOptions = {
    path: '/baseline/', permissionsBoundary: iam.ManagedPolicy.fromManagedPolicyName(scope, 'Boundary', 'developer-boundary'),
  };
  return {
    retainData: true,
    rejectDataLoss: true,
    deletionProtection: true,
    certificate: acm.Certificate.fromCertificateArn(scope, 'Certificate', 'arn:aws:acm:eu-west-1:111111111111:certificate/0f4b1d6e-0000-4000-8000-000000000000'),
    network,
    storage,
    trail,
    config,
    account: accountOptions(scope),
    notifications: notificationOptions(scope),
    database,
    webTier,
    roles,
  };
}

function accountOptions(scope: Construct): AccountOptions {
  const settings: AccountSettingModes = {
    s3PublicAccessBlock: GuardrailMode.APPLY,
    passwordPolicy: GuardrailMode.APPLY,
    securityContact: GuardrailMode.APPLY,
    ebsEncryption: GuardrailMode.APPLY,
    ebsDefaultKey: GuardrailMode.APPLY,
    snapshotPublicAccessBlock: GuardrailMode.APPLY,
    imagePublicAccessBlock: GuardrailMode.APPLY,
    instanceMetadataDefaults: GuardrailMode.APPLY,
    instanceMetadataEnforcement: GuardrailMode.REPORT,
    serialConsole: GuardrailMode.OFF,
    documentPublicSharing: GuardrailMode.APPLY,
    automationLogging: GuardrailMode.REPORT,
    emrPublicAccessBlock: GuardrailMode.APPLY,
    defaultVpc: GuardrailMode.REPORT,
    defaultVpcDeletion: GuardrailMode.OFF,
  };
  const passwordPolicy: PasswordPolicyOptions = {
    minimumLength: 16,
    requireSymbols: true,
    requireNumbers: true,
    requireUppercase: true,
    requireLowercase: true,
    allowUsersToChange: true,
    maximumAge: Duration.days(365),
    reusePrevention: 12,
    hardExpiry: false,
  };
  const securityContact: SecurityContact = { name: 'Security Team', title: 'Security', emailAddress: 'security@example.com', phoneNumber: '+1 555 0100' };
  const account: AccountOptions = {
    enabled: true,
    mode: GuardrailMode.APPLY,
    settings,
    confirmedSettings: [AccountSetting.EBS_DEFAULT_KEY],
    regions: ['eu-west-1', 'eu-central-1'],
    passwordPolicy,
    securityContact,
    ebsDefaultKey: kms.Key.fromKeyArn(scope, 'VolumeKey', 'arn:aws:kms:eu-west-1:111111111111:key/1f4b1d6e-0000-4000-8000-000000000000'),
    onDelete: EarlierValues.KEEP,
    rejectConflicts: true,
    lookInterval: Duration.hours(12),
  };
  return account;
}

function notificationOptions(scope: Construct): NotificationOptions {
  const topic = (name: string) => sns.Topic.fromTopicArn(scope, name, `arn:aws:sns:eu-west-1:111111111111:${name.toLowerCase()}`);
  const pager = topic('Pager');
  const page = new SnsAction(pager);

  const slackChannel: SlackChannel = { workspaceId: 'T0123ABCD', channelId: 'C0123456789' };
  const teamsChannel: TeamsChannel = {
    tenantId: '0f4b1d6e-0000-4000-8000-000000000001',
    teamId: '0f4b1d6e-0000-4000-8000-000000000002',
    channelId: '19%3Ab6ef35dc342d56ba5654e6fc6d25a071%40thread.tacv2',
  };
  const severityTopics: SeverityTopics = { high: pager, medium: topic('Medium'), low: topic('Low') };
  const vpcChanges: SecurityEventOverride = {
    enabled: true,
    threshold: 2,
    period: Duration.minutes(15),
    pattern: '{ $.eventName = "DeleteVpc" }',
    eventPattern: { detail: { eventName: ['DeleteVpc'] }, source: ['aws.ec2'] },
    severity: EventSeverity.HIGH,
    topic: pager,
    alarmActions: [page],
    lowNoiseEnabled: true,
    lowNoisePattern: '{ $.eventName = "DeleteVpc" && $.errorCode NOT EXISTS }',
    lowNoiseThreshold: 2,
    lowNoiseActions: [page],
    realTimeRule: true,
    includeReadOnlyEvents: true,
  };
  const accessKeyDeleted: SecurityEvent = {
    id: 'AccessKeyDeleted',
    title: 'An access key was deleted',
    pattern: '{ $.eventName = "DeleteAccessKey" }',
    lowNoisePattern: '{ $.eventName = "DeleteAccessKey" && $.errorCode NOT EXISTS }',
    // Ordered by name, because jsii passes it in this order from Python and Java.
    eventPattern: { detail: { eventName: ['DeleteAccessKey'] }, source: ['aws.iam'] },
    includeReadOnlyEvents: true,
    severity: EventSeverity.HIGH,
    topic: pager,
    alarmActions: [page],
    response: 'Ask its owner.',
    controls: ['ORG.1'],
  };
  const findings: FindingOptions = {
    enabled: true,
    sources: [FindingSource.GUARD_DUTY, FindingSource.SECURITY_HUB],
    guardDutyMinimumSeverity: EventSeverity.LOW,
    severityTopics,
    aggregationRegion: 'eu-west-1',
  };
  const options: NotificationOptions = {
    findings,
    enabled: true,
    dashboard: true,
    displayName: 'Baseline',
    emailAddresses: ['security@example.com', 'on-call@example.com'],
    httpsEndpoints: ['https://events.example.com/alarms'],
    slackChannels: [slackChannel],
    teamsChannels: [teamsChannel],
    testMessageSchedule: Schedule.cron({ weekDay: 'MON', hour: '8', minute: '0' }),
    deliveryFailureTopic: topic('Undelivered'),
    auditEmailAddresses: ['audit@example.com'],
    lowNoiseAlarms: true,
    lowNoiseTopic: pager,
    lowNoiseSeverityTopics: severityTopics,
    alarmActions: [page],
    lowNoiseActions: [page],
    realTimeRules: true,
    notifyOk: true,
    okActions: [page],
    notifyHealthOk: false,
    severityTopics,
    eventOverrides: { VpcChanges: vpcChanges },
    additionalEvents: [accessKeyDeleted],
    securityAlarms: true,
  };
  return options;
}

/** A baseline that uses existing resources of the account. */
export function existingResources(scope: Construct): Options {
  const bucket = (name: string) => s3.Bucket.fromBucketName(scope, name, `org-${name.toLowerCase()}`);

  const network: NetworkOptions = {
    vpc: ec2.Vpc.fromVpcAttributes(scope, 'Vpc', {
      vpcId: 'vpc-11111111',
      vpcCidrBlock: '10.30.0.0/16',
      availabilityZones: ['eu-west-1a', 'eu-west-1b'],
      publicSubnetIds: ['subnet-11111111', 'subnet-22222222'],
      privateSubnetIds: ['subnet-33333333', 'subnet-44444444'],
      isolatedSubnetIds: ['subnet-55555555', 'subnet-66666666'],
    }),
  };
  const storage: StorageOptions = {
    encryptionKey: kms.Key.fromKeyArn(scope, 'Key', 'arn:aws:kms:eu-west-1:111111111111:key/0f4b1d6e-0000-4000-8000-000000000000'),
    accessLogsBucket: bucket('AccessLogs'),
    trailBucket: bucket('Trail'),
    configBucket: bucket('Config'),
    dataBucket: bucket('Data'),
  };
  const trail: TrailOptions = {
    enabled: false, logGroup: logs.LogGroup.fromLogGroupName(scope, 'TrailLogs', 'organization-trail'), dataEventBuckets: [bucket('Orders')],
  };
  const webTier: WebTierOptions = { logGroup: logs.LogGroup.fromLogGroupName(scope, 'WebLogs', 'web') };
  const notifications: NotificationOptions = { topic: sns.Topic.fromTopicArn(scope, 'Topic', 'arn:aws:sns:eu-west-1:111111111111:security') };
  const database: DatabaseOptions = { snapshotIdentifier: 'before-the-move' };
  return { network, storage, trail, notifications, database, webTier };
}
