import type { Refusal } from './bucket-client';
import type { Emptying } from './emptying';
import { codeOf } from '../../../common/functions/runtime/service-errors';

/** The maximum length of a key or message in the response to CloudFormation, which has at most 4,096 bytes. */
const MAX_TEXT_LENGTH = 80;

/** Returns the message for versions that S3 does not delete: the number, the first keys, the reason and the remedy. */
export function explainRefusals({ bucket, firstRefused, refusedCount, deleted, timing, deadline }: Emptying, deletedBefore: number): string {
  const named = firstRefused.map(({ version, code }) => `${shorten(version.Key)} (${code})`).join(', ');
  const more = refusedCount > firstRefused.length ? `, and ${refusedCount - firstRefused.length} more in the log` : '';
  const incomplete = timing.now() >= deadline ? 'The time limit was reached before all versions were processed. ' : '';
  return `${refusedCount} versions in bucket ${bucket.name} cannot be deleted: ${named}${more}. ${deletedBefore + deleted} versions were deleted. `
    + `${incomplete}${remedy(firstRefused)}`;
}

function remedy(refusals: Refusal[]): string {
  if (refusals.some(({ message }) => /object lock|legal hold|retention|WORM/i.test(message))) {
    return 'They are protected by Object Lock. Wait until the retention period ends, or remove the retention or the legal hold. Then delete the stack again.';
  }
  if (refusals.some(({ code }) => code === 'AccessDenied')) {
    return 'Find what denies s3:DeleteObjectVersion: a bucket policy, a service control policy or resource control policy, MFA Delete, or an '
      + 'Object Lock retention or legal hold. Remove it, then delete the stack again.';
  }
  return `Error of S3: ${shorten(refusals[0].message)}. Delete these versions manually, then delete the stack again.`;
}

/** Returns an error with the name of the bucket, the error of S3 and the remedy. */
export function explainError(bucket: string, error: unknown): Error {
  const { message } = error as Error;
  if (/^AccessDenied|^AllAccessDisabled|^Forbidden$/.test(codeOf(error))) {
    return new Error(`S3 denies access to bucket ${bucket}: ${message}. Remove the denial from the bucket policy, the key policy, or the policies `
      + 'of the organization, then delete the stack again.');
  }
  return codeOf(error) === 'Error' ? (error as Error) : new Error(`Bucket ${bucket} cannot be emptied: ${codeOf(error)}: ${message}`);
}

/** Escapes and shortens a text: a key can contain control characters, and a shortened text can end with half of a surrogate pair. */
function shorten(text: string): string {
  const printable = JSON.stringify(text).slice(1, -1);
  return printable.length > MAX_TEXT_LENGTH ? `${printable.slice(0, MAX_TEXT_LENGTH)}...` : printable;
}
