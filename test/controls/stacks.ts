import { Certificate, type ICertificate } from 'aws-cdk-lib/aws-certificatemanager';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { App, Duration, Stack } from 'aws-cdk-lib/core';
import {
  ConfigStarterMode, EncryptionKey, EnvironmentType, HardenedMySql, SecureBaseline, ThreeTierVpc, WebTier,
  type SecureBaselineProps, type WebTierProps,
} from '../../src';

/** Values that the props of several stacks need. */
interface Parts {
  readonly certificate: ICertificate;
  readonly endpoint: typeof ec2.InterfaceVpcEndpointAwsService;
  readonly instanceType: ec2.InstanceType;
}

/** Enables everything that the controls of the production preset require and that is disabled in non-production. */
const PRODUCTION_OPTIONS: Partial<SecureBaselineProps> = {
  deletionProtection: true,
  network: {
    interfaceEndpoints: ['SSM', 'CLOUDWATCH_LOGS', 'KMS', 'SECRETS_MANAGER'].map((name) => ec2.InterfaceVpcEndpointAwsService[name as 'SSM']),
    flowLogRetention: RetentionDays.ONE_YEAR,
  },
  trail: { logRetention: RetentionDays.ONE_YEAR },
  database: { monitoringInterval: Duration.minutes(1), multiAz: true, logRetention: RetentionDays.ONE_YEAR },
  webTier: { logRetention: RetentionDays.ONE_YEAR },
};

const EMAIL = ['security@example.com'];

/** The presets as in the README: the notifications have a subscriber, and the production preset has a certificate. */
export const presets = {
  'production': () => build(withBaseline(({ certificate }) => ({ environmentType: EnvironmentType.PRODUCTION, certificate }))),
  'non-production': () => build(withBaseline(() => ({}))),
  'non-production with production options': () => build(withBaseline(({ certificate }) => ({
    certificate,
    ...PRODUCTION_OPTIONS,
    notifications: { emailAddresses: EMAIL, slackChannels: [{ workspaceId: 'T0123ABCD', channelId: 'C0123456789' }] },
  }))),
};

/** Other choices of users, with which some controls are not implemented and must not be declared. */
export const choices: Record<string, (stack: Stack) => void> = {
  'data events of all buckets in non-production': withBaseline(() => ({ trail: { recordAllDataEvents: true } })),
  'data events of specific buckets in production': withBaseline(({ certificate }) => ({
    environmentType: EnvironmentType.PRODUCTION, certificate, trail: { recordAllDataEvents: false },
  })),
  'a single interface endpoint': withBaseline(({ endpoint }) => ({ network: { interfaceEndpoints: [endpoint.SSM] } })),
  'an existing recorder of the account': withBaseline(() => ({ config: { mode: ConfigStarterMode.ADOPT } })),
  'excluded resource types': withBaseline(() => ({ config: { excludedResourceTypes: ['AWS::IAM::User'] } })),
  'a topic for auditors': withBaseline(() => ({ notifications: { emailAddresses: EMAIL, auditEmailAddresses: ['audit@example.com'] } })),
  'overridden events': withBaseline(() => ({
    notifications: { emailAddresses: EMAIL, eventOverrides: { RootUsage: { threshold: 3 }, VpcChanges: { enabled: false }, IamPolicyChanges: { pattern: '{ $.a = 1 }' } } },
  })),
  'custom database parameters': withBaseline(() => ({ database: { parameters: { require_secure_transport: '0' } } })),
  'no trail, web tier and database': withBaseline(() => ({
    trail: { enabled: false }, webTier: { enabled: false }, database: { enabled: false },
  })),
  'a standalone web tier with a certificate': withWebTier(({ certificate }) => ({ certificate, deletionProtection: false })),
  'a read replica': (stack) => {
    const { vpc } = new ThreeTierVpc(stack, 'Network');
    new HardenedMySql(stack, 'Database', { vpc, manageMasterUserPassword: false, encryptionKey: new EncryptionKey(stack, 'Key') }).addReadReplica('Replica');
  },
};

export type PresetName = keyof typeof presets;

export function build(enable: (stack: Stack) => void): Stack {
  const stack = new Stack(new App({ analyticsReporting: false }), 'Stack');
  enable(stack);
  return stack;
}

/** Returns a function that adds a baseline with these props to a stack. */
export function withBaseline(propsOf: (parts: Parts) => Partial<SecureBaselineProps>): (stack: Stack) => void {
  return (stack) => {
    new SecureBaseline(stack, 'Baseline', {
      environmentSuffix: 'test', owner: 'team', costCenter: 'cc-1', notifications: { emailAddresses: EMAIL }, ...propsOf(partsOf(stack)),
    });
  };
}

/** Returns a function that adds a web tier with these props to a stack. */
export function withWebTier(propsOf: (parts: Parts) => Partial<WebTierProps>): (stack: Stack) => void {
  return (stack) => {
    new WebTier(stack, 'WebTier', { vpc: new ThreeTierVpc(stack, 'Network').vpc, ...propsOf(partsOf(stack)) });
  };
}

function partsOf(stack: Stack): Parts {
  return {
    certificate: Certificate.fromCertificateArn(stack, 'Certificate', 'arn:aws:acm:eu-west-1:111122223333:certificate/1'),
    endpoint: ec2.InterfaceVpcEndpointAwsService,
    instanceType: new ec2.InstanceType('m7g.xlarge'),
  };
}
