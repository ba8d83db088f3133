import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as logs from 'aws-cdk-lib/aws-logs';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import type * as sns from 'aws-cdk-lib/aws-sns';
import { RemovalPolicy, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { AuditTrail, ConfigRecording, ConfigStarterMode } from '../audit';
import { WebTier } from '../compute';
import { HardenedMySql } from '../database';
import { SecurityAlarms, type SecurityDashboard, type DeliveryFailureAlarms } from '../monitoring';
import { NatGatewayAlarms, ThreeTierVpc } from '../network';
import { EncryptionKey, HardenedBucket, LoggingBucket } from '../storage';
import { orderParts } from './deployment-order';
import { createDashboard } from './health-dashboard';
import { createNotifications, type Notifications } from './notifications';
import { createOutputs } from './outputs';
import { databaseSettings, webTierSettings } from './pillar-checks';
import { EnvironmentType, logFileLifecycle, settingsOf, type Settings } from './presets';
import type { SecureBaselineProps } from './props';
import { applyRoleOptions, tagResources, warnNearLimit } from './scope';
import { validateBaseline } from './validation';
import { isSameEnvironment } from '../common/cdk/environments';

/**
 * A secure AWS account baseline: network, encryption, audit trail, AWS Config, alarms, database and web tier, each
 * made from constructs that can be used alone.
 *
 * ```ts
 * import { SecureBaseline } from '@org/secure-baseline';
 *
 * new SecureBaseline(this, 'Baseline', { environmentSuffix: 'dev', owner: 'team-a', costCenter: 'cc-1234' });
 * ```
 *
 * It deploys the first time. A non-production baseline deletes completely; a production one is protected, and keeps its data
 * when it is deleted.
 */
export class SecureBaseline extends Construct {
  /** What stands before every name that the baseline sets: `baseline-` and the environment suffix. */
  public readonly namePrefix: string;

  /** The preset that applies. */
  public readonly environmentType: EnvironmentType;

  /** The VPC, new or given. */
  public readonly vpc: ec2.IVpc;

  /** The new network. Undefined where a VPC was given. */
  public readonly network?: ThreeTierVpc;

  /** The key that encrypts everything but notifications, new or given. */
  public readonly encryptionKey: kms.IKey;

  /** Receives the access logs of the other buckets and of the load balancer. */
  public readonly accessLogsBucket: s3.IBucket;

  /** Receives the trail's log files. Undefined where the baseline makes no trail. */
  public readonly trailBucket?: s3.IBucket;

  /** Receives what AWS Config records. Undefined where the baseline makes no recorder. */
  public readonly configBucket?: s3.IBucket;

  /** Holds the application's data. The instances may read and write it. */
  public readonly dataBucket: s3.IBucket;

  /** The trail. Undefined where it is switched off. */
  public readonly auditTrail?: AuditTrail;

  /** The log group that the security alarms watch. Undefined where there is neither trail nor log group. */
  public readonly trailLogGroup?: logs.ILogGroup;

  /** AWS Config: recorder, delivery channel and rules. Undefined when it is switched off. */
  public readonly configRecording?: ConfigRecording;

  /** Where alarms and database events go, new or given. */
  public readonly notificationTopic: sns.ITopic;

  /** The security alarms. Undefined where they are switched off or have no log group. */
  public readonly securityAlarms?: SecurityAlarms;

  /** The alarms on notifications of `notificationTopic` that were not delivered. */
  public readonly deliveryFailureAlarms: DeliveryFailureAlarms;

  /** The same of the other topics that security alarms tell. */
  public readonly otherDeliveryFailureAlarms: DeliveryFailureAlarms[];

  /** The alarms on the NAT gateways. Undefined where a VPC was given. */
  public readonly natGatewayAlarms?: NatGatewayAlarms;

  /** The dashboard of security events and health. Undefined where the settings switch it off. */
  public readonly dashboard?: SecurityDashboard;

  /** The database. Undefined where it is switched off. */
  public readonly database?: HardenedMySql;

  /** The web tier. Undefined where it is switched off. */
  public readonly webTier?: WebTier;

  private readonly notifications: Notifications;
  private readonly settings: Settings;
  private readonly dataRemovalPolicy: RemovalPolicy;

  constructor(scope: Construct, id: string, private readonly props: SecureBaselineProps) {
    super(scope, id);
    this.environmentType = props.environmentType ?? EnvironmentType.NON_PRODUCTION;
    this.settings = settingsOf(this.environmentType, props.settings);
    validateBaseline(this, props, this.environmentType, this.settings);
    this.namePrefix = `baseline-${props.environmentSuffix}`;
    this.dataRemovalPolicy = this.settings.retainData ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : RemovalPolicy.DESTROY;

    this.encryptionKey = props.storage?.encryptionKey ?? this.createKey();
    this.notifications = createNotifications(this, props.notifications, {
      namePrefix: this.namePrefix, keyPendingWindow: this.settings.keyPendingWindow,
    });
    this.notificationTopic = this.notifications.topic;
    this.deliveryFailureAlarms = this.notifications.undelivered;
    this.otherDeliveryFailureAlarms = this.notifications.othersUndelivered;
    this.network = props.network?.vpc ? undefined : this.createNetwork();
    this.vpc = props.network?.vpc ?? this.network!.vpc;

    this.accessLogsBucket = props.storage?.accessLogsBucket ?? this.createAccessLogsBucket();
    this.dataBucket = props.storage?.dataBucket ?? this.createDataBucket();
    this.configBucket = props.config?.enabled !== false && this.configMode === ConfigStarterMode.CREATE
      ? props.storage?.configBucket ?? this.createLogBucket('ConfigBucket', 'config-bucket')
      : undefined;
    this.auditTrail = props.trail?.enabled === false ? undefined : this.createTrail();
    this.trailBucket = this.auditTrail?.bucket;
    this.trailLogGroup = this.auditTrail?.logGroup ?? props.trail?.logGroup;
    this.configRecording = props.config?.enabled === false ? undefined : this.createConfigRecording();
    this.securityAlarms = this.createSecurityAlarms();
    this.natGatewayAlarms = this.network && this.watchNatGateways(this.network);
    this.database = props.database?.enabled === false ? undefined : this.createDatabase();
    this.webTier = props.webTier?.enabled === false ? undefined : this.createWebTier();
    this.connectTiers();
    orderParts(this);
    this.dashboard = this.settings.dashboard ? createDashboard(this) : undefined;

    this.protectStack();
    createOutputs(this);
    tagResources(this, props);
    applyRoleOptions(this, props);
    warnNearLimit(this);
    this.node.addValidation({ validate: () => this.sameNames() });
  }

  /** Looks when all is made: the names that the suffix makes are taken once in a region and account. */
  private sameNames(): string[] {
    const all = this.node.root.node.findAll().filter((node): node is SecureBaseline => node instanceof SecureBaseline);
    return all.slice(0, all.indexOf(this)).filter((other) => other.namePrefix === this.namePrefix && isSameEnvironment(other, this)).map((other) =>
      `${this.node.path}: environmentSuffix: ${JSON.stringify(this.props.environmentSuffix)} stands in the names of ${other.node.path} already, in the same region and account. Give each baseline a suffix of its own.`);
  }

  /** A protected database alone would not do: CloudFormation deletes the trail and the alarms before it comes to the database. */
  private protectStack(): void {
    if (this.settings.deletionProtection) {
      Stack.of(this).terminationProtection = true;
    }
  }

  private createKey(): kms.IKey {
    return new EncryptionKey(this, 'Key', {
      alias: this.namePrefix,
      removalPolicy: this.dataRemovalPolicy,
      pendingWindow: this.settings.keyPendingWindow,
    });
  }

  private watchNatGateways({ natGateways }: ThreeTierVpc): NatGatewayAlarms {
    return new NatGatewayAlarms(this, 'NatGatewayAlarms', { ...this.notifications.healthAlarms, natGatewayIds: natGateways.map(({ ref }) => ref) });
  }

  private createNetwork(): ThreeTierVpc {
    const { cidr, cidrMask, maxAzs } = this.props.network ?? {};
    return new ThreeTierVpc(this, 'Network', {
      cidr,
      cidrMask,
      maxAzs,
      natGateways: this.settings.natGatewayPerZone ? undefined : 1,
      interfaceEndpoints: this.settings.interfaceEndpoints,
      databasePort: this.props.database?.port,
      vpcName: this.namePrefix,
      flowLogGroupName: `/${this.namePrefix}/flow-logs`,
      flowLogRetention: this.settings.logRetention,
      flowLogRemovalPolicy: this.dataRemovalPolicy,
      encryptionKey: this.encryptionKey,
    });
  }

  /** Encrypted by S3 alone: neither S3 access logs nor a load balancer can be delivered to a bucket with a key. */
  private createAccessLogsBucket(): s3.IBucket {
    return new LoggingBucket(this, 'AccessLogsBucket', { removalPolicy: this.dataRemovalPolicy, ...logFileLifecycle(this.settings) });
  }

  private createLogBucket(id: string, prefix: string): s3.IBucket {
    return new LoggingBucket(this, id, {
      removalPolicy: this.dataRemovalPolicy,
      ...logFileLifecycle(this.settings),
      encryptionKey: this.encryptionKey,
      serverAccessLogs: { bucket: this.accessLogsBucket, prefix },
    });
  }

  private createDataBucket(): s3.IBucket {
    return new HardenedBucket(this, 'DataBucket', {
      removalPolicy: this.dataRemovalPolicy,
      encryptionKey: this.encryptionKey,
      serverAccessLogs: { bucket: this.accessLogsBucket, prefix: 'data-bucket' },
    });
  }

  private createTrail(): AuditTrail {
    const bucket = this.props.storage?.trailBucket ?? this.createLogBucket('TrailBucket', 'trail-bucket');
    return new AuditTrail(this, 'Trail', {
      bucket,
      trailName: this.namePrefix,
      encryptionKey: this.encryptionKey,
      logGroupName: `/${this.namePrefix}/cloudtrail`,
      logRetention: this.settings.trailLogRetention,
      logGroupRemovalPolicy: this.dataRemovalPolicy,
      dataEventBuckets: this.settings.recordAllDataEvents ? undefined : [this.dataBucket],
      logBuckets: [bucket, this.accessLogsBucket, ...(this.configBucket ? [this.configBucket] : [])],
    });
  }

  private get configMode(): ConfigStarterMode {
    return this.props.config?.mode ?? ConfigStarterMode.CREATE;
  }

  private createConfigRecording(): ConfigRecording {
    return new ConfigRecording(this, 'Config', {
      ...this.props.config,
      bucket: this.configBucket,
      encryptionKey: this.configBucket && this.encryptionKey,
      namePrefix: this.namePrefix,
      recordingFrequency: this.props.config?.recordingFrequency ?? this.settings.configRecordingFrequency,
    });
  }

  private createSecurityAlarms(): SecurityAlarms | undefined {
    if (!this.trailLogGroup || this.props.notifications?.securityAlarms === false) {
      return undefined;
    }
    return new SecurityAlarms(this, 'SecurityAlarms', {
      ...this.notifications.routing,
      logGroup: this.trailLogGroup,
      namePrefix: this.namePrefix,
      metricNamespace: `SecurityAlarms/${this.namePrefix}`,
    });
  }

  private createDatabase(): HardenedMySql {
    const { settings, props } = this;
    return new HardenedMySql(this, 'Database', {
      ...props.database,
      ...databaseSettings(settings),
      vpc: this.vpc,
      instanceIdentifier: this.namePrefix,
      encryptionKey: this.encryptionKey,
      backupRetention: settings.databaseBackupRetention,
      deletionProtection: settings.deletionProtection,
      removalPolicy: settings.retainData ? RemovalPolicy.SNAPSHOT : RemovalPolicy.DESTROY,
      logRetention: settings.logRetention,
      notificationTopic: this.notificationTopic,
      ...this.notifications.healthAlarms,
    });
  }

  private createWebTier(): WebTier {
    const { settings, props } = this;
    return new WebTier(this, 'WebTier', {
      ...props.webTier,
      ...webTierSettings(settings),
      vpc: this.vpc,
      certificate: props.certificate,
      accessLogsBucket: this.accessLogsBucket,
      encryptionKey: this.encryptionKey,
      serviceLinkedRoleSuffix: props.environmentSuffix,
      dataBucket: this.dataBucket,
      logGroupName: `/${this.namePrefix}/application`,
      logRetention: settings.logRetention,
      logGroupRemovalPolicy: this.dataRemovalPolicy,
      ...this.notifications.healthAlarms,
      nameTag: this.namePrefix,
    });
  }

  private connectTiers(): void {
    if (this.webTier && this.database) {
      this.database.connections.allowDefaultPortFrom(this.webTier, 'MySQL from the application');
    }
  }
}
