import { DeployedAccount } from './deployed-account';
import type { Proof, ProofsOf } from './proof';
import { accessLogs } from './proofs/access-logs';
import { cloudTrail } from './proofs/cloudtrail';
import { config } from './proofs/config';
import { database } from './proofs/database';
import { flowLogsToBucket } from './proofs/flow-logs-to-bucket';
import { functions } from './proofs/functions';
import { instances } from './proofs/instances';
import { logs } from './proofs/logs';
import { notifications } from './proofs/notifications';
import { people } from './proofs/people';
import { volumes } from './proofs/volumes';
import type { Place } from './template-values';
import { EncryptionKey, LoggingBucket } from '../../src';
import { PRESETS } from '../baseline/presets-under-test';
import { templateOf, type TemplateResource } from '../support/templates';

/** A template, and who is proved to get what is needed in it, and nothing beside that. */
export interface Subject {
  readonly name: string;
  readonly resources: Record<string, TemplateResource>;
  readonly proofs: Record<string, ProofsOf>;
  /** The sids of the statements that the proofs are about. */
  readonly about: RegExp;
}

const OF_BASELINE: Record<string, ProofsOf> = {
  'access logs': accessLogs,
  'CloudTrail': cloudTrail,
  'AWS Config': config,
  'the database': database,
  'our functions': functions,
  'instances': instances,
  'CloudWatch Logs': logs,
  'notifications': notifications,
  'people': people,
  'volumes': volumes,
};

const bucketForFlowLogs = templateOf((stack) =>
  new LoggingBucket(stack, 'Bucket', { encryptionKey: new EncryptionKey(stack, 'Key') }).allowFlowLogs('flows'));

export const SUBJECTS: Subject[] = [
  ...PRESETS.map(([name, { resources }]) => ({ name, resources, proofs: OF_BASELINE, about: /./ })),
  {
    name: 'a bucket for flow logs',
    resources: bucketForFlowLogs.toJSON().Resources,
    proofs: { 'VPC Flow Logs': flowLogsToBucket },
    about: /FlowLogs|DenyInsecureTransport|DenyOldTls/,
  },
];

/** The account of the subject in a place. */
export const accountOf = ({ resources }: Subject, place: Place) => new DeployedAccount(resources, place);

export const allProofs = ({ proofs }: Subject, account: DeployedAccount): Proof[] => Object.values(proofs).flatMap((proofsOf) => proofsOf(account));
