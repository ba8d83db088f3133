import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { TargetType } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Key } from 'aws-cdk-lib/aws-kms';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { MysqlEngineVersion } from 'aws-cdk-lib/aws-rds';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Duration, RemovalPolicy, type Stack } from 'aws-cdk-lib/core';
import { ConfigStarterMode, EncryptionKey, EnvironmentType, type SecureBaselineProps } from '../../src';
import { CERTIFICATE_ARN } from '../baseline/presets-under-test';
import { importVpc } from '../support/standalone';

type Props = Partial<SecureBaselineProps>;
type Choices = { readonly [value: string]: (stack: Stack) => Props };

const version = (full: string) => MysqlEngineVersion.of(full, full.split('.').slice(0, 2).join('.'));
const KEY_ARN = 'arn:aws:kms:eu-west-1:111122223333:key/11111111-2222-3333-4444-555555555555';

/**
 * What users change between two deployments of a baseline: the values of each dimension, with the props that they stand for. The first value is that
 * of a production baseline with the required props.
 */
export const DIMENSIONS: { readonly [dimension: string]: Choices } = {
  environmentType: {
    'production': () => ({ environmentType: EnvironmentType.PRODUCTION }),
    'non-production': () => ({}),
  },
  certificate: {
    imported: (stack) => ({ certificate: Certificate.fromCertificateArn(stack, 'Certificate', CERTIFICATE_ARN) }),
    none: () => ({}),
  },
  deletionProtection: {
    preset: () => ({}),
    false: () => ({ deletionProtection: false }),
  },
  retainData: {
    preset: () => ({}),
    false: () => ({ retainData: false }),
    true: () => ({ retainData: true }),
  },
  environmentSuffix: {
    test: () => ({}),
    next: () => ({ environmentSuffix: 'next' }),
  },
  retention: {
    preset: () => ({}),
    production: () => ({
      storage: { logFileExpiration: Duration.days(7 * 365), keyPendingWindow: Duration.days(30) },
      network: { flowLogRetention: RetentionDays.ONE_YEAR },
      trail: { logRetention: RetentionDays.THIRTEEN_MONTHS },
      database: { logRetention: RetentionDays.ONE_YEAR, backupRetention: Duration.days(35) },
      webTier: { logRetention: RetentionDays.ONE_YEAR },
    }),
    short: () => ({ storage: { logFileExpiration: Duration.days(20) } }),
  },
  network: {
    new: () => ({}),
    threeZones: () => ({ network: { maxAzs: 3 } }),
    oneNatGateway: () => ({ network: { natGateways: 1 } }),
    existing: (stack) => ({ network: { vpc: importVpc(stack) } }),
    none: () => ({ network: { enabled: false } }),
  },
  encryptionKey: {
    new: () => ({}),
    existing: (stack) => ({ storage: { encryptionKey: Key.fromKeyArn(stack, 'ExistingKey', KEY_ARN) } }),
    ofStack: (stack) => ({ storage: { encryptionKey: new EncryptionKey(stack, 'OwnKey', { removalPolicy: RemovalPolicy.RETAIN }) } }),
  },
  dataBucket: {
    new: () => ({}),
    existing: (stack) => ({ storage: { dataBucket: Bucket.fromBucketName(stack, 'ExistingData', 'existing-data') } }),
    none: () => ({ storage: { enabled: false } }),
  },
  trail: {
    new: () => ({}),
    existingBucket: (stack) => ({ storage: { trailBucket: Bucket.fromBucketName(stack, 'ExistingTrail', 'existing-trail') } }),
    none: () => ({ trail: { enabled: false } }),
  },
  config: {
    create: () => ({}),
    adopt: () => ({ config: { mode: ConfigStarterMode.ADOPT } }),
    none: () => ({ config: { enabled: false } }),
  },
  notifications: {
    new: () => ({}),
    auditors: () => ({ notifications: { auditEmailAddresses: ['auditor@example.com'] } }),
    existing: (stack) => ({ notifications: { topic: Topic.fromTopicArn(stack, 'ExistingTopic', 'arn:aws:sns:eu-west-1:111122223333:alarms') } }),
    none: () => ({ notifications: { enabled: false } }),
  },
  database: {
    new: () => ({}),
    none: () => ({ database: { enabled: false } }),
  },
  version: {
    '8.4': () => ({}),
    '8.0': () => ({ database: { version: version('8.0.45'), extendedSupport: true } }),
    'upgraded': () => ({ database: { version: version('8.4.8'), extendedSupport: true, allowMajorVersionUpgrade: true } }),
  },
  databaseOptions: {
    preset: () => ({}),
    noAuditLog: () => ({ database: { auditLog: false } }),
    otherPort: () => ({ database: { port: 3307 } }),
  },
  masterPassword: {
    managed: () => ({}),
    secret: () => ({ database: { manageMasterUserPassword: false } }),
    secretAndReplica: () => ({ database: { manageMasterUserPassword: false, readReplicas: { Reports: {} } } }),
  },
  webTier: {
    instances: () => ({}),
    ipTargets: () => ({ webTier: { targetType: TargetType.IP } }),
    none: () => ({ webTier: { enabled: false } }),
  },
};

/** A configuration of a baseline: a value for each dimension. */
export type State = { readonly [dimension: string]: string };

/** A production baseline with the required props. */
export const PRODUCTION: State = Object.fromEntries(Object.entries(DIMENSIONS).map(([dimension, choices]) => [dimension, Object.keys(choices)[0]]));

/** Returns the props of a state. Options of the same pillar are merged. */
export function propsOf(state: State, stack: Stack): Props {
  const parts = Object.entries(DIMENSIONS).map(([dimension, choices]) => choices[state[dimension]](stack));
  return parts.reduce<Record<string, unknown>>((merged, part) => {
    Object.entries(part).forEach(([name, value]) => { merged[name] = isOptions(value) ? { ...merged[name] as object, ...value } : value; });
    return merged;
  }, {});
}

function isOptions(value: unknown): value is object {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

/** Returns the dimensions in which two states differ. */
export function changesBetween(one: State, other: State): string[] {
  return Object.keys(DIMENSIONS).filter((dimension) => one[dimension] !== other[dimension]);
}

/** Returns the values that differ from those of a production baseline with the required props. */
export function describeState(state: State): string {
  return changesBetween(PRODUCTION, state).map((dimension) => `${dimension} ${state[dimension]}`).join(', ') || 'production';
}
