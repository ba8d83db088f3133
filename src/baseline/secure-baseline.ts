import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as logs from 'aws-cdk-lib/aws-logs';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import type * as sns from 'aws-cdk-lib/aws-sns';
import { Duration, RemovalPolicy } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { AuditTrail, ConfigDeliveryChannel, ConfigPreCheck, ConfigRecorder, ConfigRules, ConfigStarter, ConfigStarterMode } from '../audit';
import { createOutputs } from './outputs';
import type { SecureBaselineProps } from './props';
import { applyRoleOptions, tagResources } from './scope';
import { validateBaseline } from './validation';
import { WebTier } from '../compute';
import { HardenedMySql } from '../database';
import { NotificationTopic, SecurityAlarms } from '../monitoring';
import { ThreeTierVpc } from '../network';
import { EnvironmentType, settingsOf, type Settings } from './presets';
import { EncryptionKey, HardenedBucket, LoggingBucket } from '../storage';

/**
 * A secure AWS account baseline: network, encryption, audit trail, AWS Config, alarms, database and web tier, each
 * made from constructs that can be used alone.
 *
 * ```ts
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

  /** The new network; undefined where a VPC was given. */
  public readonly network?: ThreeTierVpc;

  /** The key that encrypts everything but notifications, new or given. */
  public readonly encryptionKey: kms.IKey;

  /** Receives the access logs of the other buckets and of the load balancer. */
  public readonly accessLogsBucket: s3.IBucket;

  /** Receives the trail's log files; undefined where the baseline makes no trail and none was given. */
  public readonly trailBucket?: s3.IBucket;

  /** Receives what AWS Config records; undefined where the baseline makes no recorder and none was given. */
  public readonly configBucket?: s3.IBucket;

  /** Holds the application's data; the instances may read and write it. */
  public readonly dataBucket: s3.IBucket;

  /** The trail; undefined where it is switched off. */
  public readonly auditTrail?: AuditTrail;

  /** The log group that the security alarms watch; undefined where there is neither trail nor log group. */
  public readonly trailLogGroup?: logs.ILogGroup;

  /** The recorder; undefined where the baseline makes none. */
  public readonly configRecorder?: ConfigRecorder;

  /** The rules; undefined where nothing is recorded. */
  public readonly configRules?: ConfigRules;

  /** Where alarms and database events go, new or given. */
  public readonly notificationTopic: sns.ITopic;

  /** The security alarms; undefined where they are switched off or have no log group. */
  public readonly securityAlarms?: SecurityAlarms;

  /** The database; undefined where it is switched off. */
  public readonly database?: HardenedMySql;

  /** The web tier; undefined where it is switched off. */
  public readonly webTier?: WebTier;

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
    this.notificationTopic = props.notifications?.topic ?? this.createTopic();
    this.network = props.network?.vpc ? undefined : this.createNetwork();
    this.vpc = props.network?.vpc ?? this.network!.vpc;

    this.accessLogsBucket = props.storage?.accessLogsBucket ?? this.createLogBucket('AccessLogsBucket');
    this.dataBucket = props.storage?.dataBucket ?? this.createDataBucket();
    this.trailBucket = props.storage?.trailBucket ?? (this.makesTrail ? this.createLogBucket('TrailBucket', 'trail-bucket') : undefined);
    this.configBucket = props.storage?.configBucket ?? (this.makesRecorder ? this.createLogBucket('ConfigBucket', 'config-bucket') : undefined);

    this.auditTrail = this.makesTrail ? this.createTrail(this.trailBucket!) : undefined;
    this.trailLogGroup = this.auditTrail?.logGroup ?? props.trail?.logGroup;
    this.configRecorder = this.makesRecorder ? this.createRecorder() : undefined;
    this.configRules = this.createConfigRules();
    this.securityAlarms = this.createSecurityAlarms();

    this.database = this.isOn(props.database?.enabled) ? this.createDatabase() : undefined;
    this.webTier = this.isOn(props.webTier?.enabled) ? this.createWebTier() : undefined;
    this.connectTiers();

    createOutputs(this);
    tagResources(this, props);
    applyRoleOptions(this, props);
  }
}
