import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import { stateOf } from '../cdk/construct-state';

/**
 * Returns a statement id that is unique in the policy of a bucket or key: the wanted one, with a number appended if another subject has it.
 * Two prefixes that differ only in special characters, two buckets, or two Auto Scaling groups can want the same id.
 *
 * @param about identifies the subject of the statement; the same subject always has the same id
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_sid.html
 */
export function uniqueSid(holder: s3.IBucket | kms.IKey, wanted: string, about: string): string {
  const taken = stateOf(holder, 'statementIds', () => new Map<string, string>());
  let sid = wanted;
  for (let count = 2; (taken.get(sid) ?? about) !== about; count++) {
    sid = `${wanted}${count}`;
  }
  taken.set(sid, about);
  return sid;
}
