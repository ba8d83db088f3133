import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Stack } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { HardenedBucket } from './hardened-bucket';
import type { CloudTrailSourceOptions, LoggingBucketProps, LogSourceOptions } from './props';
import { allowDelivery, type Delivery } from '../common/logging/log-delivery';
import { CLOUD_TRAIL, CONFIG, FLOW_LOGS, LOAD_BALANCER, SERVER_ACCESS_LOGS } from '../common/logging/log-writers';
import { rejectLargePolicy, SEPARATE_LOG_WRITERS } from '../common/policies/policy-size';
import { Problems, type Requirement } from '../common/validation/problems';

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-policies.html */
const MAX_POLICY_BYTES = 20 * 1024;

const TRAIL_ARN: Requirement<string> = {
  isMet: (arn) => /^arn:[^:*?]+:cloudtrail:[^:*?]+:[^:*?]+:trail\/[\w.-]+$/.test(arn),
  must: 'be the ARN of a trail',
  remedy: 'Use an ARN such as arn:aws:cloudtrail:eu-west-1:111122223333:trail/audit.',
};

const ACCOUNT_ID: Requirement<string> = {
  isMet: (id) => /^\d{12}$/.test(id),
  must: 'be the id of an account, which has 12 digits',
  remedy: "Use an id such as '111122223333'.",
};

const REGION: Requirement<string> = {
  isMet: (region) => region === '*' || /^[a-z]{2,4}(-[a-z]+)+-\d+$/.test(region),
  must: "be a region, or '*' for all regions",
  remedy: "Use a region such as 'eu-west-1'.",
};

/** @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_Organization.html */
const ORGANIZATION_ID: Requirement<string> = {
  isMet: (id) => /^o-[a-z0-9]{10,32}$/.test(id),
  must: "be the id of an organization, which consists of 'o-' and 10 to 32 lowercase letters and digits",
  remedy: "Use an id such as 'o-a1b2c3d4e5'.",
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
  /** ARNs of the sources that may deliver, by service, prefix, account and region. */
  private readonly allowed = new Map<string, string | undefined>();

  constructor(scope: Construct, id: string, props: LoggingBucketProps = {}) {
    super(scope, id, props);
    rejectLargePolicy(this, { document: () => this.policy?.document, maxBytes: MAX_POLICY_BYTES, service: 'S3', remedy: SEPARATE_LOG_WRITERS });
  }

  /**
   * Allows one CloudTrail trail to deliver log files. The trail can be in another account and region.
   *
   * @param trailArn the ARN of the trail, composed from its name: the ARN attribute of a trail that depends on this bucket would be a circular dependency (https://github.com/aws/aws-cdk/issues/31400)
   * @param prefix the S3 key prefix of the trail, without slashes at either end. No prefix by default
   * @param options the organization, if the trail is the trail of an organization
   */
  public allowCloudTrailDelivery(trailArn: string, prefix: string = '', options: CloudTrailSourceOptions = {}): void {
    const { organizationId } = options;
    new Problems(this).check('trailArn', trailArn, TRAIL_ARN).check('organizationId', organizationId, ORGANIZATION_ID).throwIfAny();
    this.allowWriter({ writer: CLOUD_TRAIL, prefix, source: { account: accountOf(trailArn) }, sourceArn: trailArn, organizationId });
  }

  /**
   * Allows AWS Config to deliver configuration snapshots and histories. By default, the delivery channels of this account in all regions are allowed.
   *
   * @param prefix the S3 key prefix of the delivery channel, without slashes at either end. No prefix by default
   * @param source the account and region of the delivery channel, if it is in another account
   */
  public allowConfigDelivery(prefix: string = '', source: LogSourceOptions = {}): void {
    const { account, partition } = Stack.of(this);
    const { sourceAccount = account, sourceRegion } = source;
    const sourceArn = sourceRegion && `arn:${partition}:config:${sourceRegion}:${sourceAccount}:*`;
    this.allowWriter({ writer: CONFIG, prefix, source: this.sourceOf(source), sourceArn });
  }

  /**
   * Allows Application Load Balancers to deliver access, connection and health check logs. They must be in the region of the bucket.
   *
   * Throws an error for a bucket with an `encryptionKey`: Elastic Load Balancing supports S3-managed encryption only.
   *
   * @param prefix the log prefix of the load balancer, without slashes at either end. No prefix by default
   * @param source the account of the load balancers, if they are in another account
   */
  public allowLoadBalancerLogs(prefix: string = '', source: LogSourceOptions = {}): void {
    this.allowWriter({ writer: LOAD_BALANCER, prefix, source: this.sourceOf(source) });
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
    this.allowWriter({ writer: SERVER_ACCESS_LOGS, prefix, sourceArn: sourceBucket?.bucketArn });
  }

  /**
   * Allows VPC flow logs to deliver, with or without Hive-compatible prefixes. By default, those of this account and region are allowed.
   *
   * @param prefix the folder in the destination of the flow log, without slashes at either end. No folder by default
   * @param source the account and region of the flow logs, if they are in another account or region
   */
  public allowFlowLogs(prefix: string = '', source: LogSourceOptions = {}): void {
    this.allowWriter({ writer: FLOW_LOGS, prefix, source: this.sourceOf(source) });
  }

  private sourceOf({ sourceAccount, sourceRegion }: LogSourceOptions): Delivery['source'] {
    new Problems(this).check('sourceAccount', sourceAccount, ACCOUNT_ID).check('sourceRegion', sourceRegion, REGION).throwIfAny();
    return { account: sourceAccount, region: sourceRegion };
  }

  private allowWriter(delivery: Omit<Delivery, 'bucket'>): void {
    const { writer, prefix, source, sourceArn } = delivery;
    const key = JSON.stringify([writer.service, prefix, source]);
    if (!this.allowed.has(key)) {
      this.allowed.set(key, sourceArn);
      allowDelivery(this, { ...delivery, bucket: this });
    } else if (this.allowed.get(key) !== sourceArn) {
      new Problems(this)
        .add({ prop: 'prefix', value: prefix, must: 'be different for each source', remedy: `Another source of ${writer.title} uses it. Specify another prefix.` })
        .throwIfAny();
    }
  }
}

/** Returns the account in an ARN whose parts can be tokens, or undefined if the whole ARN is a token. */
function accountOf(arn: string): string | undefined {
  return arn.match(/(?:\$\{Token\[[^\]]*\]\}|[^:])+/g)?.[4];
}
