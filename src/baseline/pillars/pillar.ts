import type { IVpc } from 'aws-cdk-lib/aws-ec2';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { RemovalPolicy } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { AccountGuardrails } from '../../account';
import type { AuditTrail, ConfigRecording } from '../../audit';
import type { AlarmOptions } from '../../common';
import type { Problems } from '../../common/validation/problems';
import type { WebTier } from '../../compute';
import type { HardenedMySql } from '../../database';
import type { DashboardSection, DeliveryFailureAlarms, FindingNotifications, NotificationTopic, SecurityAlarms, SecurityDashboard } from '../../monitoring';
import type { NatGatewayAlarms, ThreeTierVpc } from '../../network';
import type { HardenedBucket, LoggingBucket } from '../../storage';
import type { EnvironmentType } from '../environment-type';
import type { BaselineOptions } from '../presets';
import type { SecureBaselineProps } from '../props';

/** The input for the validation and creation of every pillar. */
export interface BaselineContext {
  /** The baseline, which is the scope of all constructs. */
  readonly scope: Construct;
  /** The props that the user specified. */
  readonly props: SecureBaselineProps;
  /** The options with the presets of the environment type for all settings that the user did not specify. */
  readonly options: BaselineOptions;
  readonly environmentType: EnvironmentType;
  /** The prefix of all resource names: `baseline-` and the environment suffix. */
  readonly namePrefix: string;
  /** The removal policy of buckets, keys and log groups. */
  readonly dataRemovalPolicy: RemovalPolicy;
}

/** The topics that notifications are published to. */
export interface NotificationRouting {
  /** Receives all notifications for which no other topic is specified. */
  readonly topic: ITopic;
  /** Receives the alarms on undelivered notifications of the other topics. */
  readonly deliveryFailureTopic: ITopic;
  /** Receives compliance alarms if there is a separate topic for auditors. */
  readonly audit?: NotificationTopic;
}

/** The resources that the pillars created, and existing resources that the user specified. Later pillars use them. */
export interface BaselineParts {
  readonly encryptionKey?: IKey;
  /** The new or existing bucket for access logs. */
  readonly accessLogsTarget?: IBucket;
  readonly accessLogsBucket?: LoggingBucket;
  /** The new or existing bucket for application data. */
  readonly dataTarget?: IBucket;
  readonly dataBucket?: HardenedBucket;
  /** The new or existing bucket for AWS Config. */
  readonly configTarget?: IBucket;
  readonly configBucket?: LoggingBucket;
  readonly trailBucket?: LoggingBucket;
  readonly notificationTopic?: ITopic;
  readonly routing?: NotificationRouting;
  readonly deliveryFailureAlarms?: DeliveryFailureAlarms[];
  /** The actions and the name prefix of health alarms. */
  readonly healthAlarms?: AlarmOptions;
  readonly vpc?: IVpc;
  readonly network?: ThreeTierVpc;
  readonly natGatewayAlarms?: NatGatewayAlarms;
  readonly auditTrail?: AuditTrail;
  readonly trailLogGroup?: ILogGroup;
  readonly configRecording?: ConfigRecording;
  readonly accountGuardrails?: AccountGuardrails;
  readonly securityAlarms?: SecurityAlarms;
  readonly findingNotifications?: FindingNotifications;
  readonly database?: HardenedMySql;
  readonly webTier?: WebTier;
  readonly dashboard?: SecurityDashboard;
}

/** A stack output, which other stacks can import. */
export interface Output {
  readonly name: string;
  readonly description: string;
  /** Undefined if the baseline does not have the resource. */
  readonly value?: string;
  /**
   * Why the output is not exported, such as an expected update that changes it: CloudFormation refuses to change an export that another stack
   * imports.
   */
  readonly notExported?: string;
}

/** A part of the baseline with its own options. */
export interface Pillar {
  /** Records all problems of the options, with the full path of each prop. */
  validate(problems: Problems, context: BaselineContext): void;

  /** Creates the constructs of the pillar, if it is enabled. */
  create(context: BaselineContext, parts: BaselineParts): BaselineParts;

  /** Returns the stack outputs of the pillar. */
  outputs?(parts: BaselineParts): Output[];

  /** Returns the sections of the pillar in the dashboard. */
  dashboardSections?(parts: BaselineParts): DashboardSection[];
}

/** The paths of props of a pillar's construct that the user of a baseline specifies outside the options of the pillar. */
export type PathsOutside<ConstructProps, Options> = { readonly [prop in Exclude<keyof ConstructProps, keyof Options>]-?: string };

/** Returns a function that maps a prop of a construct to the path of the option: the path in `outside`, or the option of the pillar with the same name. */
export function pathsOf(pillar: string, outside: { readonly [prop: string]: string }): (prop: string) => string {
  return (prop) => outside[prop.split('.')[0]] ?? `${pillar}.${prop}`;
}

/** Returns a section that shows the state of each alarm and a graph of its metric. */
export function alarmSection(title: string, alarms: NatGatewayAlarms['alarms'] = {}): DashboardSection {
  return { title, alarms: Object.values(alarms), graphs: Object.entries(alarms).map(([name, alarm]) => ({ title: name, alarms: [alarm] })) };
}
