import { DeleteBucketPolicyCommand, GetBucketPolicyCommand, PutBucketPolicyCommand, type S3Client } from '@aws-sdk/client-s3';
import { log } from '../../../common/functions/runtime/json-log';
import { codeOf, describeError, isNoSuchBucket, retryTransient } from '../../../common/functions/runtime/service-errors';
import type { Timing } from '../../../common/functions/runtime/timing';
import { WRITE_DENY_SID } from '../resource-properties';

interface Statement {
  readonly Sid?: string;
  readonly Principal?: string | { readonly AWS?: string | string[] };
}

interface Policy {
  readonly Statement?: Statement | Statement[];
}

/** How long a change of the policy is retried. */
const PATIENCE_MILLISECONDS = 20_000;

/** The statement in a bucket policy that denies new objects. The other statements of the policy remain unchanged. */
export class WriteDeny {
  constructor(private readonly s3: S3Client, private readonly timing: Timing, private readonly bucket: string, private readonly bucketArn: string) {}

  /**
   * Denies new objects to all principals, so that late log deliveries cannot fill the bucket again. If the policy cannot be changed, the bucket
   * is emptied nevertheless, because the emptier checks in any case that it remains empty.
   */
  public async denyWrites(): Promise<void> {
    const denial = {
      Sid: WRITE_DENY_SID,
      Effect: 'Deny',
      Principal: '*',
      Action: ['s3:PutObject', 's3:ReplicateDelete', 's3:ReplicateObject'],
      Resource: `${this.bucketArn}/*`,
    };
    await this.change('writes not denied', (others) => [...others, denial]);
  }

  /** Removes the denial from a bucket that remains. Returns whether that succeeded. */
  public async allowWrites(): Promise<boolean> {
    return this.change('writes still denied', (others) => others);
  }

  private async change(failure: string, change: (others: Statement[]) => Statement[]): Promise<boolean> {
    try {
      await retryTransient(this.timing, this.timing.now() + PATIENCE_MILLISECONDS, () => this.replace(change));
      return true;
    } catch (error) {
      if (isNoSuchBucket(error)) {
        throw error;
      }
      log(failure, { bucket: this.bucket, reason: describeError(error) });
      return false;
    }
  }

  /** Replaces the statement with this sid and leaves the other statements unchanged. */
  private async replace(change: (others: Statement[]) => Statement[]): Promise<void> {
    const { Statement: found, ...rest } = await this.read();
    const present = [found ?? []].flat();
    const statements = change(present.filter(({ Sid }) => Sid !== WRITE_DENY_SID));
    if (JSON.stringify(statements) === JSON.stringify(present)) {
      return;
    }
    if (statements.length === 0) {
      await this.s3.send(new DeleteBucketPolicyCommand({ Bucket: this.bucket }));
    } else {
      await this.put(rest, statements);
    }
  }

  /**
   * Puts the policy without the principals of deleted roles and users if S3 rejects it. S3 returns these principals as ids, which it does not
   * accept in a new policy.
   * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
   */
  private async put(rest: Policy, statements: Statement[]): Promise<void> {
    const send = (Statement: Statement[]) =>
      this.s3.send(new PutBucketPolicyCommand({ Bucket: this.bucket, Policy: JSON.stringify({ ...rest, Statement }) }));
    try {
      await send(statements);
    } catch (error) {
      if (codeOf(error) !== 'MalformedPolicy') {
        throw error;
      }
      await send(statements.flatMap(withoutDeletedPrincipals));
    }
  }

  private async read(): Promise<Policy> {
    try {
      return JSON.parse((await this.s3.send(new GetBucketPolicyCommand({ Bucket: this.bucket }))).Policy!);
    } catch (error) {
      if (codeOf(error) === 'NoSuchBucketPolicy') {
        return { Version: '2012-10-17' } as Policy;
      }
      throw error;
    }
  }
}

/** The statement without the principals that were deleted. No statement if no principal remains. */
function withoutDeletedPrincipals(statement: Statement): Statement[] {
  const { Principal } = statement;
  if (typeof Principal !== 'object' || Principal.AWS === undefined) {
    return [statement];
  }
  const { AWS, ...others } = Principal;
  const present = [AWS].flat().filter((principal) => !/^A(ROA|IDA)[A-Z0-9]+$/.test(principal));
  const remaining = { ...others, ...(present.length > 0 && { AWS: present }) };
  return Object.keys(remaining).length > 0 ? [{ ...statement, Principal: remaining }] : [];
}
