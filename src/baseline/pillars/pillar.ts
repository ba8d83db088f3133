import type { IVpc } from 'aws-cdk-lib/aws-ec2';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { RemovalPolicy } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { AuditTrail, ConfigRecording } from '../../audit';
import type { AlarmOptions } from '../../common';
import type { Problems } from '../../common/validation/problems';
import type { WebTier } from '../../compute';
import type { HardenedMySql } from '../../database';
import type { DashboardSection, DeliveryFailureAlarms, NotificationTopic, SecurityAlarms, SecurityDashboard } from '../../monitoring';
import type { NatGatewayAlarms, ThreeTierVpc } from '../../network';
import type { HardenedBucket, LoggingBucket } from '../../storage';
import type { EnvironmentType } from '../environment-type';
import type { BaselineOptions } from '../presets';
import type { SecureBaselineProps } from '../props';

/** What every pillar needs to be validated and created. */
export interface BaselineContext {
  /** The baseline: the scope of what is created. */
  readonly scope: Construct;
  /** What the user wrote. */
  readonly props: SecureBaselineProps;
  /** The same, with the values of the environment type for what the user left out. */
  readonly options: BaselineOptions;
  readonly environmentType: EnvironmentType;
  /** The prefix of every name: `baseline-` and the suffix of the environment. */
  readonly namePrefix: string;
  /** What happens to buckets, keys and log groups when the stack is deleted. */
  readonly dataRemovalPolicy: RemovalPolicy;
}

/** The topics that notifications are published to. */
export interface NotificationRouting {
  /** Receives everything that has no other topic. */
  readonly topic: ITopic;
  /** Receives what could not be delivered to the others. */
  readonly deliveryFailureTopic: ITopic;
  /** Receives compliance alarms, if auditors have a topic of their own. */
  readonly audit?: NotificationTopic;
}

/** What the pillars create, or take from the user. Pillars that are created later use it. */
export interface BaselineParts {
  readonly encryptionKey?: IKey;
  /** The bucket that receives access logs, existing or new. */
  readonly accessLogsTarget?: IBucket;
  readonly accessLogsBucket?: LoggingBucket;
  /** The bucket for the data of the application, existing or new. */
  readonly dataTarget?: IBucket;
  readonly dataBucket?: HardenedBucket;
  /** The bucket for AWS Config, existing or new. */
  readonly configTarget?: IBucket;
  readonly configBucket?: LoggingBucket;
  readonly trailBucket?: LoggingBucket;
  readonly notificationTopic?: ITopic;
  readonly routing?: NotificationRouting;
  readonly deliveryFailureAlarms?: DeliveryFailureAlarms[];
  /** What alarms on health do. */
  readonly healthAlarms?: AlarmOptions;
  readonly vpc?: IVpc;
  readonly network?: ThreeTierVpc;
  readonly natGatewayAlarms?: NatGatewayAlarms;
  readonly auditTrail?: AuditTrail;
  readonly trailLogGroup?: ILogGroup;
  readonly configRecording?: ConfigRecording;
  readonly securityAlarms?: SecurityAlarms;
  readonly database?: HardenedMySql;
  readonly webTier?: WebTier;
  readonly dashboard?: SecurityDashboard;
}

/** An identifier that other stacks can import. */
export interface Output {
  readonly name: string;
  readonly description: string;
  /** Undefined if the baseline does not have it. */
  readonly value: (parts: BaselineParts) => string | undefined;
}

/** A part of the baseline with options of its own. */
export interface Pillar {
  readonly outputs: Output[];

  /** Records every problem of the options, under the path of the prop as the user wrote it. */
  validate(problems: Problems, context: BaselineContext): void;

  /** Creates the constructs of the pillar, if it is enabled. */
  create(context: BaselineContext, parts: BaselineParts): BaselineParts;

  /** The sections of the dashboard. */
  dashboardSections?(parts: BaselineParts): DashboardSection[];
}

/** Where the user of a baseline sets those props of a pillar's construct that are no options of the pillar. */
export type PathsOutside<ConstructProps, Options> = { readonly [prop in Exclude<keyof ConstructProps, keyof Options>]-?: string };

/** Finds the path of a prop of the construct: the pillar's option of the same name, unless `outside` has another. */
export function pathsOf(pillar: string, outside: { readonly [prop: string]: string }): (prop: string) => string {
  return (prop) => outside[prop.split('.')[0]] ?? `${pillar}.${prop}`;
}

/** The state of each alarm, and a graph of its metric. */
export function alarmSection(title: string, alarms: NatGatewayAlarms['alarms'] = {}): DashboardSection {
  return { title, alarms: Object.values(alarms), graphs: Object.entries(alarms).map(([name, alarm]) => ({ title: name, alarms: [alarm] })) };
}
