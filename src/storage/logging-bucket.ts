import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { HardenedBucket } from './hardened-bucket';
import type { LoggingBucketProps } from './props';
import { allowDelivery } from '../common/logging/log-delivery';
import { CLOUD_TRAIL, CONFIG, FLOW_LOGS, LOAD_BALANCER, SERVER_ACCESS_LOGS, type LogWriter } from '../common/logging/log-writers';
import { Problems } from '../common/validation/problems';

/**
 * A hardened bucket that AWS services deliver logs to, with one method for each service. Each method adds exactly the statements that
 * the service needs, below its own prefix, and throws an error if the service could never deliver to this bucket.
 *
 * CloudTrail, AWS Config and VPC Flow Logs deliver to a bucket with an `encryptionKey`; all services deliver to a bucket without one.
 * A resource of the same stack that delivers to the bucket must depend on it: `trail.node.addDependency(bucket)`.
 */
export class LoggingBucket extends HardenedBucket {
  /** Sources that may deliver, by service and prefix. */
  private readonly allowed = new Map<string, string | undefined>();

  constructor(scope: Construct, id: string, props: LoggingBucketProps = {}) {
    super(scope, id, props);
  }

  /**
   * Allows one CloudTrail trail to deliver.
   *
   * @param trailArn ARN of the trail, composed from its name: the attribute of a trail that depends on this bucket would be a cycle (https://github.com/aws/aws-cdk/issues/31400)
   * @param prefix S3 key prefix of the trail, without slashes at either end. The top of the bucket by default
   */
  public allowCloudTrailDelivery(trailArn: string, prefix: string = ''): void {
    new Problems(this).check('trailArn', trailArn, { isMet: isTrailArn, must: 'TODO', remedy: 'Give the ARN of a trail, such as arn:aws:cloudtrail:eu-west-1:111122223333:trail/audit.' }).throwIfAny();
    this.allowWriter(CLOUD_TRAIL, prefix, trailArn);
  }

  /**
   * Allows AWS Config of this account to deliver.
   *
   * @param prefix S3 key prefix of the delivery channel, without slashes at either end. The top of the bucket by default
   */
  public allowConfigDelivery(prefix: string = ''): void {
    this.allowWriter(CONFIG, prefix);
  }

  /**
   * Allows the Application Load Balancers of this account to deliver access, connection and health check logs.
   *
   * Throws an error for a bucket with an `encryptionKey`: Elastic Load Balancing supports S3-managed encryption only.
   *
   * @param prefix log prefix of the load balancer, without slashes at either end. The top of the bucket by default
   */
  public allowLoadBalancerLogs(prefix: string = ''): void {
    this.allowWriter(LOAD_BALANCER, prefix);
  }

  /**
   * Allows buckets of this account to deliver their server access logs.
   *
   * Throws an error for a bucket with an `encryptionKey`: server access logging supports S3-managed encryption only.
   *
   * @param prefix log file prefix of the source bucket, without the slash at its end
   * @param sourceBucket the only bucket that may deliver. Every bucket of the account by default. It must not depend on this bucket in the same stack: that would be a cycle
   */
  public allowServerAccessLogs(prefix: string, sourceBucket?: IBucket): void {
    this.allowWriter(SERVER_ACCESS_LOGS, prefix, sourceBucket?.bucketArn);
  }

  /**
   * Allows the VPC flow logs of this account and region to deliver.
   *
   * @param prefix folder in the destination of the flow log, without slashes at either end. The top of the bucket by default
   */
  public allowFlowLogs(prefix: string = ''): void {
    this.allowWriter(FLOW_LOGS, prefix);
  }

  private allowWriter(writer: LogWriter, prefix: string, sourceArn?: string): void {
    const key = `${writer.service} ${prefix}`;
    if (!this.allowed.has(key)) {
      this.allowed.set(key, sourceArn);
      allowDelivery(this, { writer, bucket: this, prefix, sourceArn });
    } else if (this.allowed.get(key) !== sourceArn) {
      new Problems(this)
        .add({ prop: 'prefix', value: prefix, must: 'TODO', remedy: `Another source of ${writer.title} delivers there already: give each its own prefix.` })
        .throwIfAny();
    }
  }
}

function isTrailArn(arn: string): boolean {
  return /^arn:[^:*?]+:cloudtrail:[^:*?]+:[^:*?]+:trail\/[\w.-]+$/.test(arn);
}
