import { DeleteBucketPolicyCommand, GetBucketPolicyCommand, PutBucketPolicyCommand, type S3Client } from '@aws-sdk/client-s3';
import { WRITE_DENY_SID } from './resource-properties';
import { log } from '../../common/json-log';
import { codeOf, describeError, isGone, patiently } from '../../common/service-errors';
import type { Timing } from '../../common/timing';

interface Statement {
  readonly Sid?: string;
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

  /** Takes the denial back, for a bucket that stays. */
  public async letWritersIn(): Promise<void> {
    await this.change('writers are still kept out', (others) => others);
  }

  private async change(failure: string, change: (others: Statement[]) => Statement[]): Promise<void> {
    try {
      await patiently(this.timing, this.timing.now() + PATIENCE_MILLISECONDS, () => this.replace(change));
    } catch (error) {
      if (isGone(error)) {
        throw error;
      }
      log(failure, { bucket: this.bucket, reason: describeError(error) });
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
      await this.s3.send(new PutBucketPolicyCommand({ Bucket: this.bucket, Policy: JSON.stringify({ ...rest, Statement: statements }) }));
    }
  }

  private async read(): Promise<{ Statement?: Statement | Statement[] }> {
    try {
      return JSON.parse((await this.s3.send(new GetBucketPolicyCommand({ Bucket: this.bucket }))).Policy!);
    } catch (error) {
      if (codeOf(error) === 'NoSuchBucketPolicy') {
        return { Version: '2012-10-17' } as { Statement?: Statement };
      }
      throw error;
    }
  }
}
