import {
  GetBucketAclCommand, GetBucketOwnershipControlsCommand, GetBucketPolicyStatusCommand, GetPublicAccessBlockCommand as GetBucketBlockCommand,
  ListBucketsCommand, type Grant,
} from '@aws-sdk/client-s3';
import { DeletePublicAccessBlockCommand, GetPublicAccessBlockCommand, PutPublicAccessBlockCommand } from '@aws-sdk/client-s3-control';
import { examineAll, listAll, unless } from '../examination';
import type { Finding, Implementation, Location } from '../implementation';

const FLAGS = ['BlockPublicAcls', 'IgnorePublicAcls', 'BlockPublicPolicy', 'RestrictPublicBuckets'] as const;

/** The four flags of S3 Block Public Access. */
export type PublicAccessBlock = Readonly<Record<typeof FLAGS[number], boolean>>;

const PUBLIC_GROUPS = ['AllUsers', 'AuthenticatedUsers'].map((group) => `http://acs.amazonaws.com/groups/global/${group}`);

/** An account that was never configured has no flags. */
function flagsOf(block: Partial<PublicAccessBlock> | null | undefined): PublicAccessBlock {
  return flags((flag) => block?.[flag] === true);
}

function flags(isOn: (flag: keyof PublicAccessBlock) => boolean): PublicAccessBlock {
  return Object.fromEntries(FLAGS.map((flag) => [flag, isOn(flag)])) as Record<keyof PublicAccessBlock, boolean>;
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/configuring-block-public-access-account.html */
export const s3PublicAccessBlock: Implementation<PublicAccessBlock | null> = {
  wanted: () => flags(() => true),

  async read({ accountId: AccountId, clients, send }) {
    const answer = await unless(/^NoSuchPublicAccessBlockConfiguration$/, () =>
      send(() => clients.s3Control.send(new GetPublicAccessBlockCommand({ AccountId }))));
    return { value: answer ? flagsOf(answer.PublicAccessBlockConfiguration) : null };
  },

  async write({ accountId: AccountId, clients: { s3Control }, send }, value) {
    await (value
      ? send(() => s3Control.send(new PutPublicAccessBlockCommand({ AccountId, PublicAccessBlockConfiguration: { ...value } })))
      : send(() => s3Control.send(new DeletePublicAccessBlockCommand({ AccountId }))));
  },

  equal: (one, other) => FLAGS.every((flag) => flagsOf(one)[flag] === flagsOf(other)[flag]),
  combine: (one, other) => (one && other ? flags((flag) => one[flag] || other[flag]) : one ?? other),
  conflicts: (location, from, to) => affectedBuckets(location, flags((flag) => flagsOf(to)[flag] && !flagsOf(from)[flag])),
  exposures: (location, from, to) => affectedBuckets(location, flags((flag) => flagsOf(from)[flag] && !flagsOf(to)[flag])),
};

/**
 * Returns the buckets that are public without the changed flags of the account, and not public with them. The two other flags reject only later
 * changes of buckets and objects.
 */
async function affectedBuckets({ accountId, clients: { s3 }, send }: Location, changed: PublicAccessBlock): Promise<Finding[]> {
  if (!changed.IgnorePublicAcls && !changed.RestrictPublicBuckets) {
    return [];
  }
  const buckets = await listAll(send, async (ContinuationToken) => {
    const page = await s3.send(new ListBucketsCommand({ MaxBuckets: 1_000, ContinuationToken }));
    return { ...page, NextToken: page.ContinuationToken };
  }, (page) => page.Buckets?.flatMap(({ Name }) => Name ?? []));
  return examineAll(buckets, (name) => name, async (Bucket) => {
    const input = { Bucket, ExpectedBucketOwner: accountId };
    const answer = await unless(/^NoSuch(PublicAccessBlockConfiguration|Bucket)$/, () => send(() => s3.send(new GetBucketBlockCommand(input))));
    const own = flagsOf(answer?.PublicAccessBlockConfiguration);
    const reasons = [
      ...changed.RestrictPublicBuckets && !own.RestrictPublicBuckets ? [await publicPolicy()] : [],
      ...changed.IgnorePublicAcls && !own.IgnorePublicAcls ? [await publicAcl()] : [],
    ].filter((reason) => reason !== undefined);
    return reasons.length > 0 ? reasons.join(', and ') : undefined;

    async function publicPolicy(): Promise<string | undefined> {
      const status = await unless(/^NoSuchBucket(Policy)?$/, () => send(() => s3.send(new GetBucketPolicyStatusCommand(input))));
      return status?.PolicyStatus?.IsPublic ? 'public by its bucket policy' : undefined;
    }

    /** While the account ignores public ACLs, the ACL is returned without them. Public ACLs of objects are never visible in the bucket. */
    async function publicAcl(): Promise<string | undefined> {
      const acl = await unless(/^NoSuchBucket$/, () => send(() => s3.send(new GetBucketAclCommand(input))));
      if (!acl) {
        return undefined;
      }
      if (acl.Grants?.some(isPublic)) {
        return 'public by its ACL';
      }
      const ownership = await unless(/^(OwnershipControlsNotFoundError|NoSuchBucket)$/, () =>
        send(() => s3.send(new GetBucketOwnershipControlsCommand(input))));
      const hasAcls = ownership?.OwnershipControls?.Rules?.[0]?.ObjectOwnership !== 'BucketOwnerEnforced';
      return hasAcls ? 'can contain objects that are public by their ACLs' : undefined;
    }
  });
}

function isPublic({ Grantee }: Grant): boolean {
  return PUBLIC_GROUPS.includes(Grantee?.URI ?? '');
}
