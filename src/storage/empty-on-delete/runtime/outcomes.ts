import type { Refusal } from './bucket-client';
import type { Emptying } from './emptying';
import { codeOf } from '../../../common/custom-resource/runtime/service-errors';

/** How much of a key or a message an answer shows: it has 4,096 bytes altogether. */
const SHOWN_CHARACTERS = 80;

/** What cannot be deleted, why, and what to do; besides what earlier invocations deleted. */
export function explainRefusals({ bucket, firstRefused, refusedCount, deleted, timing, deadline }: Emptying, deletedBefore: number): string {
  const named = firstRefused.map(({ version, code }) => `${shorten(version.Key)} (${code})`).join(', ');
  const more = refusedCount > firstRefused.length ? `, and ${refusedCount - firstRefused.length} more in the log` : '';
  const untried = timing.now() >= deadline ? 'Not all was tried in time. ' : '';
  return `${refusedCount} versions in bucket ${bucket.name} cannot be deleted, ${deletedBefore + deleted} were: ${named}${more}. ${untried}${remedy(firstRefused)}`;
}

function remedy(refusals: Refusal[]): string {
  if (refusals.some(({ message }) => /object lock|legal hold|retention|WORM/i.test(message))) {
    return 'Object Lock protects them: wait until the retention ends, or lift the retention or the legal hold, then delete the stack again.';
  }
  if (refusals.some(({ code }) => code === 'AccessDenied')) {
    return 'Lift the policy of the bucket or of the organization that denies s3:DeleteObjectVersion, the MFA Delete of the bucket, '
      + 'or the Object Lock retention or legal hold, then delete the stack again.';
  }
  return `S3 says: ${shorten(refusals[0].message)}. Delete these versions by hand, then delete the stack again.`;
}

/** An error of S3 as the deployment's: with the bucket, and what to do. */
export function explainError(bucket: string, error: unknown): Error {
  const { message } = error as Error;
  if (/^AccessDenied|^AllAccessDisabled|^Forbidden$/.test(codeOf(error))) {
    return new Error(`S3 denies access to bucket ${bucket}: ${message}. A policy of the bucket, of the key or of the organization stands in the way: `
      + 'lift it, then delete the stack again.');
  }
  return codeOf(error) === 'Error' ? (error as Error) : new Error(`Bucket ${bucket} cannot be emptied: ${codeOf(error)}: ${message}`);
}

/** A key may hold anything, control characters and half of a character too. */
function shorten(text: string): string {
  const printable = JSON.stringify(text).slice(1, -1);
  return printable.length > SHOWN_CHARACTERS ? `${printable.slice(0, SHOWN_CHARACTERS)}...` : printable;
}
