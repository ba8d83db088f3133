import { Certificate, type ICertificate } from 'aws-cdk-lib/aws-certificatemanager';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { App, Duration, Stack } from 'aws-cdk-lib/core';
import {
  ConfigStarterMode, EncryptionKey, EnvironmentType, HardenedMySql, SecureBaseline, ThreeTierVpc, WebTier,
  type SecureBaselineProps, type WebTierProps,
} from '../../src';

/** What options of props are made of. */
interface Parts {
  readonly certificate: ICertificate;
  readonly endpoint: typeof ec2.InterfaceVpcEndpointAwsService;
  readonly instanceType: ec2.InstanceType;
}

/** Whatever a preset leaves off that a control of production asks for. */
const ON_REQUEST: Partial<SecureBaselineProps> = {
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

/** The presets as the README shows them: somebody is subscribed, and production has a certificate. */
export const presets = {
  'production': () => build(withBaseline(({ certificate }) => ({ environmentType: EnvironmentType.PRODUCTION, certificate }))),
  'non-production': () => build(withBaseline(() => ({}))),
  'non-production, with what it can be asked for': () => build(withBaseline(({ certificate }) => ({
    certificate,
    ...ON_REQUEST,
    notifications: { emailAddresses: EMAIL, slackChannels: [{ workspaceId: 'T0123ABCD', channelId: 'C0123456789' }] },
  }))),
};

/** What users choose besides. A control need not be implemented then, but no resource may declare it. */
export const choices: Record<string, (stack: Stack) => void> = {
  'every bucket recorded in non-production': withBaseline(() => ({ trail: { recordAllDataEvents: true } })),
  'chosen buckets recorded in production': withBaseline(({ certificate }) => ({
    environmentType: EnvironmentType.PRODUCTION, certificate, trail: { recordAllDataEvents: false },
  })),
  'an interface endpoint of the user\'s': withBaseline(({ endpoint }) => ({ network: { interfaceEndpoints: [endpoint.SSM] } })),
  'the recorder of the account': withBaseline(() => ({ config: { mode: ConfigStarterMode.ADOPT } })),
  'resource types left out of the record': withBaseline(() => ({ config: { excludedResourceTypes: ['AWS::IAM::User'] } })),
  'a topic for auditors': withBaseline(() => ({ notifications: { emailAddresses: EMAIL, auditEmailAddresses: ['audit@example.com'] } })),
  'events told in other ways': withBaseline(() => ({
    notifications: { emailAddresses: EMAIL, eventOverrides: { RootUsage: { threshold: 3 }, VpcChanges: { enabled: false }, IamPolicyChanges: { pattern: '{ $.a = 1 }' } } },
  })),
  'parameters of the user\'s': withBaseline(() => ({ database: { parameters: { require_secure_transport: '0' } } })),
  'neither trail, web tier nor database': withBaseline(() => ({
    trail: { enabled: false }, webTier: { enabled: false }, database: { enabled: false },
  })),
  'a web tier with a certificate, without anything else': withWebTier(({ certificate }) => ({ certificate, deletionProtection: false })),
  'a replica': (stack) => {
    const { vpc } = new ThreeTierVpc(stack, 'Network');
    new HardenedMySql(stack, 'Database', { vpc, encryptionKey: new EncryptionKey(stack, 'Key') }).addReadReplica('Replica');
  },
};

export type PresetName = keyof typeof presets;

export function build(enable: (stack: Stack) => void): Stack {
  const stack = new Stack(new App({ analyticsReporting: false }), 'Stack');
  enable(stack);
  return stack;
}

/** Puts a baseline with these props into a stack. */
export function withBaseline(propsOf: (parts: Parts) => Partial<SecureBaselineProps>): (stack: Stack) => void {
  return (stack) => {
    new SecureBaseline(stack, 'Baseline', {
      environmentSuffix: 'test', owner: 'team', costCenter: 'cc-1', notifications: { emailAddresses: EMAIL }, ...propsOf(partsOf(stack)),
    });
  };
}

/** Puts a web tier with these props into a stack. */
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
