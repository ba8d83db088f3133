import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import { stateOf } from '../cdk/construct-state';

/**
 * Returns a statement id that is unique in the policy of a bucket or key: the preferred id, followed by a number if it is used for another subject.
 * The same id can be preferred for two prefixes that differ only in special characters, for two buckets, or for two Auto Scaling groups.
 *
 * @param subject identifies the subject of the statement. The id for a subject is always the same.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_sid.html
 */
export function uniqueSid(holder: s3.IBucket | kms.IKey, preferred: string, subject: string): string {
  const subjects = stateOf(holder, 'statementIds', () => new Map<string, string>());
  let sid = preferred;
  for (let count = 2; (subjects.get(sid) ?? subject) !== subject; count++) {
    sid = `${preferred}${count}`;
  }
  subjects.set(sid, subject);
  return sid;
}
