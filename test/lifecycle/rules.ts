import { encryptedWith, type LivingResource } from './account';
import type { Step } from './histories';
import { REFUSALS } from './refusals';
import { hasData, isProtected, retentionOf } from './resource-types';
import { GUARD_TAG } from '../../src/storage/empty-on-delete/resource-properties';

/** A text of a page, such as a heading. */
export type Documented = readonly [page: string, text: string];

/** A documented consequence of a change, which is not a violation. */
export interface Exception {
  /** The dimension that the user changed. */
  readonly change: string;
  /** What the change affects: a part of the logical ids or names that the rule returns. */
  readonly affects: RegExp;
  /** The page that describes the consequence, and its heading or a message on the page. */
  readonly documented: Documented;
}

export interface Rule {
  readonly name: string;
  /** Returns what violates the rule: logical ids, names of exports, or reasons of refusals. */
  readonly violations: (step: Step) => string[];
  readonly exceptions: readonly Exception[];
}

const documentedIn = (documented: Documented, affected: { readonly [change: string]: RegExp }): Exception[] =>
  Object.entries(affected).map(([change, affects]) => ({ change, affects, documented }));

const MOVING: Documented = ['docs/changing-the-environment-type.md', '## What becomes shorter'];
const REMOVAL: Documented = ['docs/what-happens-on-delete.md', '## If an update removes something'];
const PROTECTED: Documented = ['docs/taking-production-down.md', '## Remove or replace a protected part'];
const EXPORTS: Documented = ['docs/using-the-baseline-from-other-stacks.md', '## Updates and deletion'];

const EMPTIER = 'Custom::EmptyOnDelete';

const isUpdated = ({ refusal }: Step) => refusal === undefined;
const dataAmong = (resources: LivingResource[]) => resources.filter(({ id, resource }) => hasData(id, resource)).map(({ id }) => id);

export const RULES: readonly Rule[] = [
  {
    name: 'a deployment is not refused',
    violations: ({ refusal }) => (refusal === undefined ? [] : [refusal]),
    exceptions: REFUSALS.flatMap(({ name, changes, page, message }) =>
      changes.map((change) => ({ change, affects: new RegExp(`^${name}$`), documented: [page, message] }))),
  },
  {
    name: 'a key is deleted only after the data that it encrypts',
    violations: ({ deleted, account: { living } }) =>
      deleted.filter(({ resource: { type } }) => type === 'AWS::KMS::Key').flatMap((key) => encryptedWith(key, living).map(({ id }) => id)),
    exceptions: [],
  },
  {
    name: 'data is deleted only with the part of the baseline that contains it',
    violations: ({ deleted }) => dataAmong(deleted),
    exceptions: documentedIn(REMOVAL, {
      environmentSuffix: /Database|LogGroup/,
      dataBucket: /DataBucket|AccessLogsBucket/,
      trail: /Trail/,
      config: /ConfigBucket/,
      database: /Database/,
      databaseOptions: /DatabaseLogsaudit/,
      masterPassword: /DatabaseReportsLogs/,
      webTier: /WebTierLogGroup|AccessLogsBucket/,
      network: /FlowLogs/,
    }),
  },
  {
    name: 'data is never deleted from a stack that retains data',
    violations: ({ from, deleted }) => (retainsData(from) ? dataAmong(deleted) : []),
    exceptions: [],
  },
  {
    name: 'data is not replaced',
    violations: (step) => (isUpdated(step) ? step.update.replaced.filter((id) => hasData(id, step.before.resources[id])) : []),
    exceptions: documentedIn(REMOVAL, { environmentSuffix: /Database|LogGroup/ }),
  },
  {
    name: 'a protected resource does not remain without the stack',
    violations: ({ left }) => left.filter(({ resource }) => isProtected(resource)).map(({ id }) => id),
    exceptions: documentedIn(PROTECTED, { database: /Database/, masterPassword: /DatabaseReports/, webTier: /WebTier/, certificate: /WebTier/, environmentSuffix: /Database/ }),
  },
  {
    name: 'the retention of data is not shortened unless retainData: false is specified',
    violations: (step) => (isUpdated(step) && step.to.retainData !== 'false' ? Object.keys(step.after.resources).filter((id) =>
      id in step.before.resources && retentionOf(step.before.resources[id])! > retentionOf(step.after.resources[id])!) : []),
    exceptions: documentedIn(MOVING, { retention: /./ }),
  },
  {
    name: 'a bucket has the tag of its emptier, and no other bucket has such a tag',
    violations: ({ after: { resources } }) => Object.keys(resources).filter((id) => resources[id].type === 'AWS::S3::Bucket').filter((id) => {
      const emptier = Object.values(resources).find(({ type, references }) => type === EMPTIER && references.BucketName.includes(id));
      const { Tags = '' } = resources[id].properties;
      return Tags.includes(emptier ? emptier.properties.Guard : GUARD_TAG) !== (emptier !== undefined);
    }),
    exceptions: [],
  },
  {
    name: 'a bucket that remains does not have the tag of an emptier that is removed',
    violations: (step) => (isUpdated(step) ? step.update.removed.filter((id) => {
      const { type, references, properties: { Guard } } = step.before.resources[id];
      const bucket = step.after.resources[references.BucketName?.[0]];
      return type === EMPTIER && bucket?.properties.Tags?.includes(Guard);
    }) : []),
    exceptions: [],
  },
  {
    name: 'an exported value does not change',
    violations: (step) => (isUpdated(step) ? Object.keys(step.before.exports).filter((name) => {
      const { value, references } = step.before.exports[name];
      return value !== step.after.exports[name]?.value || references.some((id) => step.update.replaced.includes(id));
    }) : []),
    exceptions: documentedIn(EXPORTS, {
      environmentSuffix: /./,
      dataBucket: /DataBucketName|AccessLogsBucketName/,
      trail: /Trail/,
      config: /Config/,
      notifications: /NotificationTopic/,
      encryptionKey: /EncryptionKeyArn/,
      database: /Database/,
      masterPassword: /DatabaseReplica/,
      webTier: /AccessLogsBucketName|TargetGroupArn|LoadBalancerSecurityGroupId/,
      network: /Vpc|Subnet|AvailabilityZone/,
    }),
  },
];

function retainsData({ environmentType, retainData }: Step['from']): boolean {
  return retainData === 'true' || (retainData === 'preset' && environmentType === 'production');
}

/** Returns the exceptions that apply to a violation. */
export function exceptionsFor({ exceptions }: Rule, { changes }: Step, violation: string): Exception[] {
  return exceptions.filter(({ change, affects }) => changes.includes(change) && affects.test(violation));
}
