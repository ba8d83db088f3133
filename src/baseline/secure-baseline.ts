import type { IVpc } from 'aws-cdk-lib/aws-ec2';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { RemovalPolicy, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { createDashboard } from './dashboard';
import { orderDeployment } from './deployment-order';
import type { EnvironmentType } from './environment-type';
import { createOutputs } from './outputs';
import { CONFIG } from './pillars/config';
import { DATABASE } from './pillars/database';
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
import { applyRoleOptions } from './role-options';
import { tagResources } from './tags';
import { validateBaseline, validateEnvironmentType } from './validation';
import type { AuditTrail, ConfigRecording } from '../audit';
import { isSameEnvironment } from '../common/cdk/environments';
import type { WebTier } from '../compute';
import type { HardenedMySql } from '../database';
import type { DeliveryFailureAlarms, SecurityAlarms, SecurityDashboard } from '../monitoring';
import type { NatGatewayAlarms, ThreeTierVpc } from '../network';
import type { HardenedBucket, LoggingBucket } from '../storage';

/** The pillars in the order in which they are created: each may use what the pillars before it created. */
const PILLARS: readonly Pillar[] = [STORAGE, NOTIFICATIONS, NETWORK, CONFIG, TRAIL, SECURITY_ALARMS, DATABASE, WEB_TIER];

/**
 * A secure AWS account baseline: network, encryption, audit trail, AWS Config, alarms, database and web tier, each created from constructs
 * that can be used alone.
 *
 * ```ts
 * import { SecureBaseline } from '@org/secure-baseline';
 *
 * new SecureBaseline(this, 'Baseline', { environmentSuffix: 'dev', owner: 'team-a', costCenter: 'cc-1234' });
 * ```
 *
 * It deploys the first time. A non-production baseline deletes completely; a production baseline is protected, and retains its data
 * when it is deleted.
 *
 * A property of something that the options switch off, or that exists already, throws an error that names the option.
 */
export class SecureBaseline extends Construct {
  /** The prefix of every name that the baseline sets: `baseline-` and the environment suffix. */
  public readonly namePrefix: string;

  /** The environment type, which selects the preset. */
  public readonly environmentType: EnvironmentType;

  /** The key that encrypts everything except notifications, new or existing. */
  public readonly encryptionKey: IKey;

  private readonly parts: BaselineParts;

  constructor(scope: Construct, id: string, props: SecureBaselineProps) {
    super(scope, id);
    this.environmentType = validateEnvironmentType(this, props);
    this.namePrefix = `baseline-${props.environmentSuffix}`;
    const context = this.createContext(props);
    validateBaseline(context, PILLARS);

    const parts = PILLARS.reduce<BaselineParts>((present, pillar) => pillar.create(context, present), {});
    this.parts = { ...parts, dashboard: createDashboard(context, PILLARS, parts) };
    this.encryptionKey = parts.encryptionKey!;

    orderDeployment(parts);
    this.protectStack(context);
    createOutputs(context, PILLARS, this.parts);
    tagResources(this, props);
    applyRoleOptions(this, props.roles);
    warnNearResourceLimit(this);
    this.node.addValidation({ validate: () => this.problemsOfSameNames(props.environmentSuffix) });
  }

  /** The VPC, new or existing. */
  public get vpc(): IVpc {
    return this.part('vpc', 'network.enabled is false');
  }

  /** The new network. */
  public get network(): ThreeTierVpc {
    return this.part('network', 'network.enabled is false, or network.vpc is given');
  }

  /** The alarms on the NAT gateways of the new network. */
  public get natGatewayAlarms(): NatGatewayAlarms {
    return this.part('natGatewayAlarms', 'network.enabled is false, or network.vpc is given');
  }

  /** The new bucket for the access logs of the other buckets and of the load balancer. */
  public get accessLogsBucket(): LoggingBucket {
    return this.part('accessLogsBucket', 'storage.accessLogsBucket is given, or nothing has access logs');
  }

  /** The new bucket for the data of the application. The instances may read and write it. */
  public get dataBucket(): HardenedBucket {
    return this.part('dataBucket', 'storage.enabled is false, or storage.dataBucket is given');
  }

  /** The new bucket for the log files of the trail. */
  public get trailBucket(): LoggingBucket {
    return this.part('trailBucket', 'trail.enabled is false, or storage.trailBucket is given');
  }

  /** The new bucket for AWS Config. */
  public get configBucket(): LoggingBucket {
    return this.part('configBucket', 'config.enabled is false, config.mode is ADOPT, or storage.configBucket is given');
  }

  /** The trail. */
  public get auditTrail(): AuditTrail {
    return this.part('auditTrail', 'trail.enabled is false');
  }

  /** The log group that the security alarms evaluate: that of the trail, or the given one. */
  public get trailLogGroup(): ILogGroup {
    return this.part('trailLogGroup', 'trail.enabled is false, and trail.logGroup is not given');
  }

  /** AWS Config: recorder, delivery channel and rules. */
  public get configRecording(): ConfigRecording {
    return this.part('configRecording', 'config.enabled is false');
  }

  /** The topic for alarms and database events, new or existing. */
  public get notificationTopic(): ITopic {
    return this.part('notificationTopic', 'notifications.enabled is false');
  }

  /** The security alarms. */
  public get securityAlarms(): SecurityAlarms {
    return this.part('securityAlarms', 'notifications.enabled or notifications.securityAlarms is false, or there is no log group of a trail');
  }

  /** The alarms on notifications that could not be delivered, for each topic that alarms publish to. */
  public get deliveryFailureAlarms(): DeliveryFailureAlarms[] {
    return [...this.part('deliveryFailureAlarms', 'notifications.enabled is false')];
  }

  /** The dashboard of security events and health. */
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
      throw new Error(`${this.node.path}: ${name} must exist to be used, got none, since ${reason}. Change the option, or use your own resource.`);
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

  /** A protected database alone is not enough: CloudFormation deletes the trail and the alarms before it comes to the database. */
  private protectStack({ options }: BaselineContext): void {
    if (options.deletionProtection) {
      Stack.of(this).terminationProtection = true;
    }
  }

  /** The names that contain the suffix can be used once in a region and account. */
  private problemsOfSameNames(suffix: string): string[] {
    const all = this.node.root.node.findAll().filter((node): node is SecureBaseline => node instanceof SecureBaseline);
    return all.slice(0, all.indexOf(this)).filter((other) => other.namePrefix === this.namePrefix && isSameEnvironment(other, this)).map((other) =>
      `${this.node.path}: environmentSuffix must be unique in a region and account, got ${JSON.stringify(suffix)}, which ${other.node.path} has too. Give each baseline a suffix of its own.`);
  }
}
