import { DeployedAccount } from './deployed-account';
import type { Proof, ProofsOf } from './proof';
import { accessLogs } from './proofs/access-logs';
import { administrators } from './proofs/administrators';
import { centralArchive, centralArchiveIn } from './proofs/central-archive';
import { cloudTrail } from './proofs/cloudtrail';
import { config } from './proofs/config';
import { configTopic, configTopicIn } from './proofs/config-topic';
import { database } from './proofs/database';
import { flowLogsToBucket } from './proofs/flow-logs-to-bucket';
import { functions } from './proofs/functions';
import { instances } from './proofs/instances';
import { logs } from './proofs/logs';
import { notifications } from './proofs/notifications';
import { volumes } from './proofs/volumes';
import type { Place } from './template-values';
import { EncryptionKey, LoggingBucket } from '../../src';
import { PRESETS } from '../baseline/presets-under-test';
import { templateOf, type TemplateResource } from '../support/templates';

/** A template, and the proofs that its policies grant least privilege. */
export interface Subject {
  readonly name: string;
  readonly resources: Record<string, TemplateResource>;
  readonly proofs: Record<string, ProofsOf>;
  /** Matches the sids of the statements to which the proofs apply. */
  readonly about: RegExp;
}

const BASELINE_PROOFS: Record<string, ProofsOf> = {
  'access logs': accessLogs,
  'CloudTrail': cloudTrail,
  'AWS Config': config,
  'the database': database,
  'Lambda': functions,
  'instances': instances,
  'CloudWatch Logs': logs,
  'notifications': notifications,
  'administrators': administrators,
  'volumes': volumes,
};

const bucketForFlowLogs = templateOf((stack) =>
  new LoggingBucket(stack, 'Bucket', { encryptionKey: new EncryptionKey(stack, 'Key') }).allowFlowLogs('flows'));

export const SUBJECTS: Subject[] = [
  ...PRESETS.map(([name, { resources }]) => ({ name, resources, proofs: BASELINE_PROOFS, about: /./ })),
  {
    name: 'a bucket for flow logs',
    resources: bucketForFlowLogs.toJSON().Resources,
    proofs: { 'VPC Flow Logs': flowLogsToBucket },
    about: /FlowLogs|DenyInsecureTransport|DenyOldTls/,
  },
  {
    name: 'the topic of a delivery channel',
    resources: templateOf(configTopicIn).toJSON().Resources,
    proofs: { 'AWS Config': configTopic },
    about: /AwsConfig/,
  },
  {
    name: 'a central archive for another account and region',
    resources: templateOf(centralArchiveIn).toJSON().Resources,
    proofs: { 'log writers of the workload': centralArchive },
    about: /CloudTrail|Config|FlowLogs|LoadBalancer|DenyInsecureTransport|DenyOldTls/,
  },
];

/** Returns the account into which the template of a subject is deployed. */
export const accountOf = ({ resources }: Subject, place: Place) => new DeployedAccount(resources, place);

export const allProofs = ({ proofs }: Subject, account: DeployedAccount): Proof[] => Object.values(proofs).flatMap((proofsOf) => proofsOf(account));
