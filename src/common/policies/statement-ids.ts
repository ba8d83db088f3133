import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as s3 from 'aws-cdk-lib/aws-s3';

/** What the statement ids are about, by whose policy they stand in. */
const sids = new WeakMap<s3.IBucket | kms.IKey, Map<string, string>>();

/**
 * Statement ids are unique within a policy. Prefixes that differ in signs alone would give the same, and so would two buckets, or two groups of
 * instances, for one key.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_sid.html
 */
export function uniqueSid(holder: s3.IBucket | kms.IKey, wanted: string, about: string): string {
  const taken = sids.get(holder) ?? new Map<string, string>();
  sids.set(holder, taken);
  let sid = wanted;
  for (let count = 2; (taken.get(sid) ?? about) !== about; count++) {
    sid = `${wanted}${count}`;
  }
  taken.set(sid, about);
  return sid;
}
