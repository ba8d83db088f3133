import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { HardenedBucket } from './hardened-bucket';
import type { LoggingBucketProps } from './props';
import { allowDelivery } from '../common/logging/log-delivery';
import { CLOUD_TRAIL, CONFIG, FLOW_LOGS, LOAD_BALANCER, SERVER_ACCESS_LOGS, type LogWriter } from '../common/logging/log-writers';
import { Problems, type Requirement } from '../common/validation/problems';

const TRAIL_ARN: Requirement<string> = {
  isMet: (arn) => /^arn:[^:*?]+:cloudtrail:[^:*?]+:[^:*?]+:trail\/[\w.-]+$/.test(arn),
  must: 'be the ARN of a trail',
  remedy: 'Use an ARN such as arn:aws:cloudtrail:eu-west-1:111122223333:trail/audit.',
};

/**
 * Creates a hardened bucket to which AWS services deliver logs. The bucket has one method for each service, which adds the statements that
 * the service requires to the bucket policy, limited to the service's prefix. The method throws an error if the service can never deliver to
 * this bucket.
 *
 * CloudTrail, AWS Config and VPC Flow Logs can deliver to a bucket with an `encryptionKey`. All services can deliver to a bucket without one.
 * A resource of the same stack that delivers to the bucket must depend on it: `trail.node.addDependency(bucket)`.
 *
 * @example
 * import { Duration } from 'aws-cdk-lib';
 * import { FlowLogDestination, Vpc } from 'aws-cdk-lib/aws-ec2';
 * import { LoggingBucket } from '@org/secure-baseline';
 *
 * const bucket = new LoggingBucket(this, 'Logs', { expiration: Duration.days(365) });
 * bucket.allowFlowLogs('vpc');
 *
 * const vpc = new Vpc(this, 'Vpc');
 * const flowLog = vpc.addFlowLog('FlowLog', { destination: FlowLogDestination.toS3(bucket, 'vpc') });
 * flowLog.node.addDependency(bucket);
 */
export class LoggingBucket extends HardenedBucket {
  /** ARNs of the sources that may deliver, by service and prefix. */
  private readonly allowed = new Map<string, string | undefined>();

  constructor(scope: Construct, id: string, props: LoggingBucketProps = {}) {
    super(scope, id, props);
  }

  /**
   * Allows one CloudTrail trail to deliver log files.
   *
   * @param trailArn the ARN of the trail, composed from its name: the ARN attribute of a trail that depends on this bucket would be a circular dependency (https://github.com/aws/aws-cdk/issues/31400)
   * @param prefix the S3 key prefix of the trail, without slashes at either end. No prefix by default
   */
  public allowCloudTrailDelivery(trailArn: string, prefix: string = ''): void {
    new Problems(this).check('trailArn', trailArn, TRAIL_ARN).throwIfAny();
    this.allowWriter(CLOUD_TRAIL, prefix, trailArn);
  }

  /**
   * Allows AWS Config of this account to deliver configuration snapshots and histories.
   *
   * @param prefix the S3 key prefix of the delivery channel, without slashes at either end. No prefix by default
   */
  public allowConfigDelivery(prefix: string = ''): void {
    this.allowWriter(CONFIG, prefix);
  }

  /**
   * Allows the Application Load Balancers of this account to deliver access, connection and health check logs.
   *
   * Throws an error for a bucket with an `encryptionKey`: Elastic Load Balancing supports S3-managed encryption only.
   *
   * @param prefix the log prefix of the load balancer, without slashes at either end. No prefix by default
   */
  public allowLoadBalancerLogs(prefix: string = ''): void {
    this.allowWriter(LOAD_BALANCER, prefix);
  }

  /**
   * Allows buckets of this account to deliver their server access logs.
   *
   * Throws an error for a bucket with an `encryptionKey`: server access logging supports S3-managed encryption only.
   *
   * @param prefix the log file prefix of the source bucket, without the slash at its end
   * @param sourceBucket the only bucket that may deliver. Every bucket of the account by default. A bucket of the same stack must not depend on this bucket, because that would be a circular dependency
   */
  public allowServerAccessLogs(prefix: string, sourceBucket?: IBucket): void {
    this.allowWriter(SERVER_ACCESS_LOGS, prefix, sourceBucket?.bucketArn);
  }

  /**
   * Allows the VPC flow logs of this account and region to deliver.
   *
   * @param prefix the folder in the destination of the flow log, without slashes at either end. No folder by default
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
        .add({ prop: 'prefix', value: prefix, must: 'be different for each source', remedy: `Another source of ${writer.title} uses it. Specify another prefix.` })
        .throwIfAny();
    }
  }
}

