import { InstanceType, InterfaceVpcEndpointAwsService as Endpoint } from 'aws-cdk-lib/aws-ec2';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Duration } from 'aws-cdk-lib/core';
import { EnvironmentType } from './environment-type';
import type { AccountOptions, ConfigOptions, DatabaseOptions, NetworkOptions, NotificationOptions, StorageOptions, TrailOptions, WebTierOptions } from './options';
import type { SecureBaselineProps } from './props';
import { EarlierValues, GuardrailMode } from '../account';
import { RecordingFrequency } from '../audit';

/** Settings of the options, with a value for each environment type. */
type Rows<Options, Settings extends keyof Options> = { readonly [setting in Settings]-?: { readonly [type in EnvironmentType]: Options[setting] } };

interface Presets {
  readonly baseline: Rows<SecureBaselineProps, 'retainData' | 'deletionProtection'>;
  readonly network: Rows<NetworkOptions, 'natGateways' | 'interfaceEndpoints' | 'flowLogRetention'>;
  readonly storage: Rows<StorageOptions, 'keyPendingWindow' | 'logFileExpiration' | 'archiveLogFiles'>;
  readonly trail: Rows<TrailOptions, 'logRetention' | 'recordAllDataEvents'>;
  readonly config: Rows<ConfigOptions, 'recordingFrequency'>;
  readonly account: Rows<AccountOptions, 'mode' | 'onDelete' | 'rejectConflicts'>;
  readonly notifications: Rows<NotificationOptions, 'dashboard'>;
  readonly database: Rows<DatabaseOptions,
  'instanceType' | 'multiAz' | 'backupRetention' | 'monitoringInterval' | 'enablePerformanceInsights' | 'generalLog' | 'logRetention'>;
  readonly webTier: Rows<WebTierOptions, 'minCapacity' | 'maxCapacity' | 'instanceType' | 'detailedMonitoring' | 'logRetention'>;
}

const { PRODUCTION, NON_PRODUCTION } = EnvironmentType;

/** All differences between the environment types. */
export const PRESETS: Presets = {
  baseline: {
    retainData: { [PRODUCTION]: true, [NON_PRODUCTION]: false },
    deletionProtection: { [PRODUCTION]: true, [NON_PRODUCTION]: false },
  },
  network: {
    // Undefined creates one NAT gateway in each Availability Zone.
    natGateways: { [PRODUCTION]: undefined, [NON_PRODUCTION]: 1 },
    interfaceEndpoints: {
      [PRODUCTION]: [
        Endpoint.SSM, Endpoint.SSM_MESSAGES, Endpoint.EC2_MESSAGES,
        Endpoint.CLOUDWATCH_LOGS, Endpoint.KMS, Endpoint.SECRETS_MANAGER,
      ],
      [NON_PRODUCTION]: [],
    },
    flowLogRetention: { [PRODUCTION]: RetentionDays.ONE_YEAR, [NON_PRODUCTION]: RetentionDays.ONE_MONTH },
  },
  storage: {
    keyPendingWindow: { [PRODUCTION]: Duration.days(30), [NON_PRODUCTION]: Duration.days(7) },
    logFileExpiration: { [PRODUCTION]: Duration.days(7 * 365), [NON_PRODUCTION]: Duration.days(30) },
    archiveLogFiles: { [PRODUCTION]: true, [NON_PRODUCTION]: false },
  },
  trail: {
    logRetention: { [PRODUCTION]: RetentionDays.THIRTEEN_MONTHS, [NON_PRODUCTION]: RetentionDays.ONE_MONTH },
    recordAllDataEvents: { [PRODUCTION]: true, [NON_PRODUCTION]: false },
  },
  config: {
    recordingFrequency: { [PRODUCTION]: RecordingFrequency.CONTINUOUS, [NON_PRODUCTION]: RecordingFrequency.DAILY },
  },
  account: {
    mode: { [PRODUCTION]: GuardrailMode.APPLY, [NON_PRODUCTION]: GuardrailMode.REPORT },
    onDelete: { [PRODUCTION]: EarlierValues.KEEP, [NON_PRODUCTION]: EarlierValues.RESTORE },
    // The three-line baseline deploys in every account. A conflict is reported, and the setting is not applied.
    rejectConflicts: { [PRODUCTION]: false, [NON_PRODUCTION]: false },
  },
  notifications: {
    dashboard: { [PRODUCTION]: true, [NON_PRODUCTION]: false },
  },
  database: {
    // A release verifies that the regions of its account offer these types and those of the web tier: integ/release/instance-types.ts.
    instanceType: { [PRODUCTION]: new InstanceType('m6g.large'), [NON_PRODUCTION]: new InstanceType('t3.micro') },
    multiAz: { [PRODUCTION]: true, [NON_PRODUCTION]: false },
    backupRetention: { [PRODUCTION]: Duration.days(35), [NON_PRODUCTION]: Duration.days(7) },
    monitoringInterval: { [PRODUCTION]: Duration.minutes(1), [NON_PRODUCTION]: Duration.seconds(0) },
    enablePerformanceInsights: { [PRODUCTION]: true, [NON_PRODUCTION]: false },
    generalLog: { [PRODUCTION]: false, [NON_PRODUCTION]: true },
    logRetention: { [PRODUCTION]: RetentionDays.ONE_YEAR, [NON_PRODUCTION]: RetentionDays.ONE_MONTH },
  },
  webTier: {
    minCapacity: { [PRODUCTION]: 2, [NON_PRODUCTION]: 1 },
    maxCapacity: { [PRODUCTION]: 6, [NON_PRODUCTION]: 2 },
    instanceType: { [PRODUCTION]: new InstanceType('m6g.large'), [NON_PRODUCTION]: new InstanceType('t4g.small') },
    detailedMonitoring: { [PRODUCTION]: true, [NON_PRODUCTION]: false },
    logRetention: { [PRODUCTION]: RetentionDays.ONE_YEAR, [NON_PRODUCTION]: RetentionDays.ONE_MONTH },
  },
};

/** The names of the pillars that have options. */
export type PillarName = Exclude<keyof Presets, 'baseline'>;

type OptionsOf<Pillar extends PillarName> = NonNullable<SecureBaselineProps[Pillar]>;

/** The options of a pillar, with a value for every setting in `PRESETS`. */
type Resolved<Pillar extends PillarName> = OptionsOf<Pillar> & {
  readonly [setting in keyof Presets[Pillar] & keyof OptionsOf<Pillar>]-?: Exclude<OptionsOf<Pillar>[setting], undefined>;
};

/** The options of a baseline: the values of the user, and the presets of the environment type for all other settings. */
export type BaselineOptions = { readonly [pillar in PillarName]: Resolved<pillar> } & {
  readonly retainData: boolean;
  readonly deletionProtection: boolean;
};

/** Adds the preset of the environment type for every setting that the user did not specify. */
export function resolveOptions(props: SecureBaselineProps, type: EnvironmentType): BaselineOptions {
  const resolve = <Pillar extends PillarName>(pillar: Pillar) =>
    ({ ...valuesOf(PRESETS[pillar], type), ...definedIn(props[pillar] ?? {}) }) as Resolved<Pillar>;
  return {
    retainData: props.retainData ?? PRESETS.baseline.retainData[type]!,
    deletionProtection: props.deletionProtection ?? PRESETS.baseline.deletionProtection[type]!,
    network: resolve('network'),
    storage: resolve('storage'),
    trail: resolve('trail'),
    config: resolve('config'),
    account: resolve('account'),
    notifications: resolve('notifications'),
    database: resolve('database'),
    webTier: resolve('webTier'),
  };
}

function valuesOf(rows: { readonly [setting: string]: { readonly [type in EnvironmentType]: unknown } }, type: EnvironmentType): object {
  return Object.fromEntries(Object.entries(rows).map(([setting, values]) => [setting, values[type]]));
}

function definedIn(options: object): object {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}
