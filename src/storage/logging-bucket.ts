import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { HardenedBucket, type HardenedBucketProps } from './hardened-bucket';
import { allowDelivery } from '../common/logging/log-delivery';
import { CLOUD_TRAIL, CONFIG, FLOW_LOGS, LOAD_BALANCER, SERVER_ACCESS_LOGS, type LogWriter } from '../common/logging/log-writers';
import { Problems } from '../common/validation/problems';

/** How a `LoggingBucket` is encrypted, logged, kept and deleted. */
export interface LoggingBucketProps extends HardenedBucketProps {}

/**
 * A hardened bucket for AWS log writers, with one method a writer. Each method adds exactly the statements that this
 * writer needs, below its own prefix, and fails where the writer could never deliver.
 *
 * A bucket with an `encryptionKey` takes CloudTrail, AWS Config and VPC Flow Logs; a bucket without takes them all.
 * A writer that is created in the same stack must come after the bucket: `writer.node.addDependency(bucket)`.
 */
export class LoggingBucket extends HardenedBucket {
  private readonly granted = new Map<string, string | undefined>();

  constructor(scope: Construct, id: string, props: LoggingBucketProps = {}) {
    super(scope, id, props);
  }

  /**
   * Lets one CloudTrail trail deliver.
   *
   * @param trailArn the trail's ARN, written out from its name: the attribute of a trail that waits for this bucket would be a cycle (https://github.com/aws/aws-cdk/issues/31400)
   * @param prefix the trail's S3 key prefix, without slashes at either end. The top of the bucket by default
   */
  public allowCloudTrailDelivery(trailArn: string, prefix: string = ''): void {
    new Problems(this).check('trailArn', trailArn, isTrailArn, 'Give the ARN of a trail, such as arn:aws:cloudtrail:eu-west-1:111122223333:trail/audit.').throwIfAny();
    this.grantDelivery(CLOUD_TRAIL, prefix, trailArn);
  }

  /**
   * Lets AWS Config of this account deliver.
   *
   * @param prefix the delivery channel's S3 key prefix, without slashes at either end. The top of the bucket by default
   */
  public allowConfigDelivery(prefix: string = ''): void {
    this.grantDelivery(CONFIG, prefix);
  }

  /**
   * Lets the Application Load Balancers of this account deliver access, connection and health check logs.
   *
   * Fails on a bucket with an `encryptionKey`: Elastic Load Balancing delivers to S3-managed encryption only.
   *
   * @param prefix the load balancer's log prefix, without slashes at either end. The top of the bucket by default
   */
  public allowLoadBalancerLogs(prefix: string = ''): void {
    this.grantDelivery(LOAD_BALANCER, prefix);
  }

  /**
   * Lets buckets of this account deliver their server access logs.
   *
   * Fails on a bucket with an `encryptionKey`: S3 delivers access logs to S3-managed encryption only.
   *
   * @param prefix the source bucket's log file prefix, without the slash at its end
   * @param sourceBucket the only bucket that may deliver. Every bucket of the account by default. Give none that waits for this bucket in the same stack: that would be a cycle
   */
  public allowServerAccessLogs(prefix: string, sourceBucket?: IBucket): void {
    this.grantDelivery(SERVER_ACCESS_LOGS, prefix, sourceBucket?.bucketArn);
  }

  /**
   * Lets the VPC flow logs of this account and region deliver.
   *
   * @param prefix the folder named in the flow log's destination, without slashes at either end. The top of the bucket by default
   */
  public allowFlowLogs(prefix: string = ''): void {
    this.grantDelivery(FLOW_LOGS, prefix);
  }

  private grantDelivery(writer: LogWriter, prefix: string, sourceArn?: string): void {
    const key = `${writer.service} ${prefix}`;
    if (!this.granted.has(key)) {
      this.granted.set(key, sourceArn);
      allowDelivery(this, { writer, bucket: this, prefix, sourceArn });
    } else if (this.granted.get(key) !== sourceArn) {
      new Problems(this)
        .add({ prop: 'prefix', value: prefix, remedy: `Another source of ${writer.title} delivers there already: give each its own prefix.` })
        .throwIfAny();
    }
  }
}

function isTrailArn(arn: string): boolean {
  return /^arn:[^:*?]+:cloudtrail:[^:*?]+:[^:*?]+:trail\/[\w.-]+$/.test(arn);
}
