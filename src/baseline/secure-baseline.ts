import type { IVpc } from 'aws-cdk-lib/aws-ec2';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { RemovalPolicy } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { createDashboard } from './dashboard';
import { DataLossCheck } from './data-loss-check/data-loss-check';
import { orderDeployment } from './deployment-order';
import type { EnvironmentType } from './environment-type';
import { createOutputs } from './outputs';
import { ACCOUNT } from './pillars/account';
import { CONFIG } from './pillars/config';
import { DATABASE } from './pillars/database';
import { FINDINGS } from './pillars/findings';
import { NETWORK } from './pillars/network';
import { NOTIFICATIONS } from './pillars/notifications';
import type { BaselineContext, BaselineParts, Pillar } from './pillars/pillar';
import { SECURITY_ALARMS } from './pillars/security-alarms';
import { STORAGE } from './pillars/storage';
import { TRAIL } from './pillars/trail';
import { WEB_TIER } from './pillars/web-tier';
import { resolveOptions } from './presets';
import type { SecureBaselineProps } from './props';
import { warnNearResourceLimit } from './resource-limit';
import { warnOfDeletedData } from './retained-data';
import { applyRoleOptions } from './role-options';
import { tagResources } from './tags';
import { validateBaseline, validateEnvironmentType } from './validation';
import type { AccountGuardrails } from '../account';
import type { AuditTrail, ConfigRecording } from '../audit';
import { isSameEnvironment, topLevelStackOf } from '../common/cdk/environments';
import { keepProps } from '../common/cdk/property-injectors';
import { HandlerFunction } from '../common/functions/handler-function';
import type { WebTier } from '../compute';
import type { HardenedMySql } from '../database';
import type { DeliveryFailureAlarms, FindingNotifications, SecurityAlarms, SecurityDashboard } from '../monitoring';
import type { NatGatewayAlarms, ThreeTierVpc } from '../network';
import type { HardenedBucket, LoggingBucket } from '../storage';

/** The pillars in the order of their creation. Each pillar can use the parts that the previous pillars created. */
const PILLARS: readonly Pillar[] = [STORAGE, NOTIFICATIONS, NETWORK, CONFIG, TRAIL, ACCOUNT, SECURITY_ALARMS, FINDINGS, DATABASE, WEB_TIER];

/**
 * Creates a security baseline for an AWS account: network, encryption, audit trail, AWS Config, account settings, security alarms, database and web
 * tier. Each part is a construct that can also be used on its own.
 *
 * ```ts
 * import { SecureBaseline } from '@org/secure-baseline';
 *
 * new SecureBaseline(this, 'Baseline', { environmentSuffix: 'dev', owner: 'team-a', costCenter: 'cc-1234' });
 * ```
 *
 * A non-production baseline is deleted completely with its stack. A production baseline is protected against deletion, and retains its data if it
 * is deleted.
 *
 * A property throws an error that names the option if the baseline does not create its resource, because the option disables it or specifies an
 * existing resource.
 */
export class SecureBaseline extends Construct {
  /** The prefix of all resource names: `baseline-` and the environment suffix. */
  public readonly namePrefix: string;

  /** The environment type. */
  public readonly environmentType: EnvironmentType;

  /** The new or existing KMS key. It encrypts all resources except notification topics, the table of published findings and the bucket for access logs. */
  public readonly encryptionKey: IKey;

  private readonly parts: BaselineParts;

  constructor(scope: Construct, id: string, props: SecureBaselineProps) {
    super(scope, id);
    keepProps(this);
    this.environmentType = validateEnvironmentType(this, props);
    this.namePrefix = `baseline-${props.environmentSuffix}`;
    const context = this.createContext(props);
    validateBaseline(context, PILLARS);

    const parts = PILLARS.reduce<BaselineParts>((present, pillar) => pillar.create(context, present), {});
    this.parts = { ...parts, dashboard: createDashboard(context, PILLARS, parts) };
    this.encryptionKey = parts.encryptionKey!;

    this.rejectDataLoss(context);
    HandlerFunction.allOf(this).forEach((one) => one.encryptLogs(this.encryptionKey));
    orderDeployment(parts);
    this.protectStack(context);
    createOutputs(context, PILLARS, this.parts);
    tagResources(this, props);
    applyRoleOptions(this, props.roles);
    warnNearResourceLimit(this);
    warnOfDeletedData(this);
    this.node.addValidation({ validate: () => this.findDuplicateSuffixes(props.environmentSuffix) });
  }

  /** The new or existing VPC. */
  public get vpc(): IVpc {
    return this.part('vpc', 'network.enabled is false');
  }

  /** The network that the baseline creates. */
  public get network(): ThreeTierVpc {
    return this.part('network', 'network.enabled is false or network.vpc is specified');
  }

  /** The alarms on the NAT gateways of the network that the baseline creates. */
  public get natGatewayAlarms(): NatGatewayAlarms {
    return this.part('natGatewayAlarms', 'network.enabled is false or network.vpc is specified');
  }

  /** The bucket that the baseline creates for the access logs of the other buckets and of the load balancer. */
  public get accessLogsBucket(): LoggingBucket {
    return this.part('accessLogsBucket', 'storage.accessLogsBucket is specified or no resource has access logs');
  }

  /** The bucket that the baseline creates for application data. The instances of the web tier can read and write its objects. */
  public get dataBucket(): HardenedBucket {
    return this.part('dataBucket', 'storage.enabled is false or storage.dataBucket is specified');
  }

  /** The bucket that the baseline creates for the log files of the trail. */
  public get trailBucket(): LoggingBucket {
    return this.part('trailBucket', 'trail.enabled is false or storage.trailBucket is specified');
  }

  /** The bucket that the baseline creates for AWS Config. */
  public get configBucket(): LoggingBucket {
    return this.part('configBucket', 'config.enabled is false, config.mode is ADOPT, or storage.configBucket is specified');
  }

  /** The CloudTrail trail. */
  public get auditTrail(): AuditTrail {
    return this.part('auditTrail', 'trail.enabled is false');
  }

  /** The log group that the security alarms evaluate: the log group of the trail, or `trail.logGroup`. */
  public get trailLogGroup(): ILogGroup {
    return this.part('trailLogGroup', 'trail.enabled is false and trail.logGroup is not specified');
  }

  /** The AWS Config recorder, delivery channel and rules. */
  public get configRecording(): ConfigRecording {
    return this.part('configRecording', 'config.enabled is false');
  }

  /** The settings of the account. */
  public get accountGuardrails(): AccountGuardrails {
    return this.part('accountGuardrails', 'account.enabled is false');
  }

  /** The new or existing topic for alarms and database events. */
  public get notificationTopic(): ITopic {
    return this.part('notificationTopic', 'notifications.enabled is false');
  }

  /** The security alarms. */
  public get securityAlarms(): SecurityAlarms {
    return this.part('securityAlarms', 'notifications.enabled or notifications.securityAlarms is false, or no log group of a trail is available');
  }

  /** The notifications of findings. */
  public get findingNotifications(): FindingNotifications {
    return this.part('findingNotifications', 'notifications.enabled or notifications.findings.enabled is false');
  }

  /** The alarms on undelivered notifications, for each topic that alarms or real-time rules publish to. */
  public get deliveryFailureAlarms(): DeliveryFailureAlarms[] {
    return [...this.part('deliveryFailureAlarms', 'notifications.enabled is false')];
  }

  /** The dashboard for security events and the health of the baseline. */
  public get dashboard(): SecurityDashboard {
    return this.part('dashboard', 'notifications.enabled or notifications.dashboard is false');
  }

  /** The database. */
  public get database(): HardenedMySql {
    return this.part('database', 'database.enabled is false');
  }

  /** The web tier. */
  public get webTier(): WebTier {
    return this.part('webTier', 'webTier.enabled is false');
  }

  private part<Name extends keyof BaselineParts>(name: Name, reason: string): NonNullable<BaselineParts[Name]> {
    const part = this.parts[name];
    if (part === undefined) {
      throw new Error(`${this.node.path}: ${name} is not available because ${reason}. Change this option, or refer to your own resource.`);
    }
    return part;
  }

  private createContext(props: SecureBaselineProps): BaselineContext {
    const options = resolveOptions(props, this.environmentType);
    return {
      scope: this,
      props,
      options,
      environmentType: this.environmentType,
      namePrefix: this.namePrefix,
      dataRemovalPolicy: options.retainData ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : RemovalPolicy.DESTROY,
    };
  }

  /** The database depends on the check, because RDS deletes automated backups as soon as their retention period is shortened. */
  private rejectDataLoss(context: BaselineContext): void {
    if (context.props.rejectDataLoss ?? true) {
      const check = new DataLossCheck(context, this.encryptionKey);
      this.parts.database?.instance.node.addDependency(check);
    }
  }

  /**
   * Enables termination protection. Otherwise CloudFormation would delete the trail and the alarms before it fails to delete the protected database.
   * A nested stack has the termination protection of its top-level stack.
   * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-protect-stacks.html
   */
  private protectStack({ options }: BaselineContext): void {
    if (options.deletionProtection) {
      topLevelStackOf(this).terminationProtection = true;
    }
  }

  /** Finds other baselines with the same suffix, because resource names must be unique in an account and region. */
  private findDuplicateSuffixes(suffix: string): string[] {
    const all = this.node.root.node.findAll().filter((node): node is SecureBaseline => node instanceof SecureBaseline);
    return all.slice(0, all.indexOf(this)).filter((other) => other.namePrefix === this.namePrefix && isSameEnvironment(other, this)).map((other) =>
      `${this.node.path}: environmentSuffix must be unique in a region and account, got ${JSON.stringify(suffix)}, which ${other.node.path} also uses. Specify a different suffix for each baseline.`);
  }
}
