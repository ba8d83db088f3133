import { DeleteBucketPolicyCommand, GetBucketPolicyCommand, PutBucketPolicyCommand, type S3Client } from '@aws-sdk/client-s3';
import { log } from '../../../common/custom-resource/runtime/json-log';
import { codeOf, describeError, isNoSuchBucket, retryTransient } from '../../../common/custom-resource/runtime/service-errors';
import type { Timing } from '../../../common/custom-resource/runtime/timing';
import { WRITE_DENY_SID } from '../resource-properties';

interface Statement {
  readonly Sid?: string;
  readonly Principal?: string | { readonly AWS?: string | string[] };
}

interface Policy {
  readonly Statement?: Statement | Statement[];
}

const PATIENCE_MILLISECONDS = 20_000;

/** The denial of new objects in the policy of one bucket, beside whatever else stands there. */
export class WriteDeny {
  constructor(private readonly s3: S3Client, private readonly timing: Timing, private readonly bucket: string, private readonly bucketArn: string) {}

  /**
   * Denies new objects to everybody, so that late log deliveries cannot fill the bucket again. Where the policy cannot be changed the
   * bucket is emptied all the same: whether it stays empty is looked at in any case.
   */
  public async keepWritersOut(): Promise<void> {
    const denial = {
      Sid: WRITE_DENY_SID,
      Effect: 'Deny',
      Principal: '*',
      Action: ['s3:PutObject', 's3:ReplicateDelete', 's3:ReplicateObject'],
      Resource: `${this.bucketArn}/*`,
    };
    await this.change('writers are not kept out', (others) => [...others, denial]);
  }

  /** Takes the denial back, for a bucket that stays, and tells whether that was possible. */
  public async letWritersIn(): Promise<boolean> {
    return this.change('writers are still kept out', (others) => others);
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

  /** Replaces our own statement and leaves the others as they are. */
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
   * S3 shows a role or user that has been deleted by its id, and refuses to take that back.
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
      await send(statements.flatMap(withoutDeleted));
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

/** The statement for those of its principals that are still there, if any. */
function withoutDeleted(statement: Statement): Statement[] {
  const { Principal } = statement;
  if (typeof Principal !== 'object' || Principal.AWS === undefined) {
    return [statement];
  }
  const { AWS, ...others } = Principal;
  const present = [AWS].flat().filter((principal) => !/^A(ROA|IDA)[A-Z0-9]+$/.test(principal));
  const left = { ...others, ...(present.length > 0 && { AWS: present }) };
  return Object.keys(left).length > 0 ? [{ ...statement, Principal: left }] : [];
}
