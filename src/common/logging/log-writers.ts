/** Where the resources are whose logs are delivered. */
export interface LogSource {
  readonly account: string;
  /** The region, or `*` for all regions. */
  readonly region: string;
}

/** The source of a log delivery, to which a policy statement is limited. */
export interface DeliveryScope extends LogSource {
  readonly partition: string;
  /** The ARN of the resource that delivers the logs, or a pattern of ARNs, if the statement is limited to them. */
  readonly sourceArn?: string;
  /** The id of the organization whose trail delivers the logs. */
  readonly organizationId?: string;
}

type Conditions = Record<string, Record<string, string>>;

export interface WriterStatement {
  readonly sid: string;
  readonly actions: string[];
  readonly conditions: (scope: DeliveryScope) => Conditions;
}

interface WriteStatement extends WriterStatement {
  /** The object keys of the logs, relative to the prefix: one for each layout that the service supports. */
  readonly keys: (scope: DeliveryScope) => string[];
}

/** An AWS service that delivers logs to a bucket, with its requirements and the policy statements that allow the delivery. */
export interface LogWriter {
  readonly title: string;
  readonly service: string;
  /** Whether the service can deliver to a bucket that encrypts with a KMS key by default. */
  readonly deliversToKms: boolean;
  /** Whether Object Lock prevents delivery: in general (`enabled`), or only with a default retention (`retention`). */
  readonly refusesObjectLock?: 'enabled' | 'retention';
  /** Whether the bucket must be in the region of the resource that delivers the logs. The argument is that region. */
  readonly sameRegion: (region: string) => boolean;
  /** Whether the bucket must be in the account of the resource that delivers the logs. */
  readonly sameAccount: boolean;
  readonly onBucket: WriterStatement[];
  readonly onObjects: WriteStatement;
  readonly onKey: WriterStatement[];
}

const fromAccount = ({ account }: DeliveryScope): Conditions => ({ StringEquals: { 'aws:SourceAccount': account } });
const fromAccountAndSource = (scope: DeliveryScope): Conditions => ({
  ...fromAccount(scope),
  ...(scope.sourceArn && { ArnLike: { 'aws:SourceArn': scope.sourceArn } }),
});
const fromSource = ({ sourceArn }: DeliveryScope): Conditions => ({ StringEquals: { 'aws:SourceArn': sourceArn! } });
const asOwner = (conditions: Conditions): Conditions => ({
  ...conditions,
  StringEquals: { ...conditions.StringEquals, 's3:x-amz-acl': 'bucket-owner-full-control' },
});
const fromLogDelivery = ({ account, region, partition }: DeliveryScope): Conditions => ({
  StringEquals: { 'aws:SourceAccount': account },
  ArnLike: { 'aws:SourceArn': `arn:${partition}:logs:${region}:${account}:*` },
});
const belowAccount = ({ account }: DeliveryScope) => [`AWSLogs/${account}/*`];

/**
 * The trail of an organization delivers the events of its own account below the account, and those of the member accounts below the organization.
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html
 */
export const CLOUD_TRAIL: LogWriter = {
  title: 'CloudTrail',
  service: 'cloudtrail.amazonaws.com',
  deliversToKms: true,
  sameRegion: () => false,
  sameAccount: false,
  onBucket: [{ sid: 'CloudTrailAclCheck', actions: ['s3:GetBucketAcl'], conditions: fromSource }],
  onObjects: {
    sid: 'CloudTrailWrite',
    actions: ['s3:PutObject'],
    keys: (scope) => [...belowAccount(scope), ...(scope.organizationId ? [`AWSLogs/${scope.organizationId}/*`] : [])],
    conditions: (scope) => asOwner(fromSource(scope)),
  },
  onKey: [
    {
      sid: 'CloudTrailEncrypt',
      actions: ['kms:GenerateDataKey*'],
      conditions: (scope) => ({
        StringEquals: { 'aws:SourceArn': scope.sourceArn!, 'kms:EncryptionContext:aws:cloudtrail:arn': scope.sourceArn! },
      }),
    },
    // Without kms:Decrypt the creation of a trail fails if the bucket has an S3 Bucket Key.
    { sid: 'CloudTrailDescribe', actions: ['kms:Decrypt', 'kms:DescribeKey'], conditions: fromSource },
  ],
};

/**
 * Outside China (Beijing), the delivery channel can be in another region than the bucket.
 * @see https://docs.aws.amazon.com/config/latest/developerguide/s3-bucket-policy.html
 * @see https://docs.aws.amazon.com/config/latest/developerguide/s3-kms-key-policy.html
 * @see https://docs.aws.amazon.com/config/latest/developerguide/manage-delivery-channel.html
 */
export const CONFIG: LogWriter = {
  title: 'AWS Config',
  service: 'config.amazonaws.com',
  deliversToKms: true,
  refusesObjectLock: 'retention',
  sameRegion: (region) => region === 'cn-north-1',
  sameAccount: false,
  onBucket: [{ sid: 'ConfigBucketCheck', actions: ['s3:GetBucketAcl', 's3:ListBucket'], conditions: fromAccountAndSource }],
  onObjects: {
    sid: 'ConfigDelivery',
    actions: ['s3:PutObject'],
    keys: ({ account }) => [`AWSLogs/${account}/Config/*`],
    conditions: (scope) => asOwner(fromAccountAndSource(scope)),
  },
  onKey: [{ sid: 'ConfigDelivery', actions: ['kms:Decrypt', 'kms:GenerateDataKey'], conditions: fromAccountAndSource }],
};

/**
 * Limited to the account by the object keys, because Elastic Load Balancing documents no condition key for this request.
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html
 */
export const LOAD_BALANCER: LogWriter = {
  title: 'Elastic Load Balancing',
  service: 'logdelivery.elasticloadbalancing.amazonaws.com',
  deliversToKms: false,
  sameRegion: () => true,
  sameAccount: false,
  onBucket: [],
  onObjects: { sid: 'LoadBalancerWrite', actions: ['s3:PutObject'], keys: belowAccount, conditions: () => ({}) },
  onKey: [],
};

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html */
export const SERVER_ACCESS_LOGS: LogWriter = {
  title: 'S3 server access logging',
  service: 'logging.s3.amazonaws.com',
  deliversToKms: false,
  refusesObjectLock: 'enabled',
  sameRegion: () => true,
  sameAccount: true,
  onBucket: [],
  onObjects: {
    sid: 'ServerAccessLogsWrite',
    actions: ['s3:PutObject'],
    keys: () => ['*'],
    conditions: fromAccountAndSource,
  },
  onKey: [],
};

/**
 * The second object key is that of Hive-compatible prefixes.
 *
 * The bucket-owner-full-control ACL is required only if the request specifies an ACL. The policy in the AWS documentation always requires it, but
 * requests to a bucket with disabled ACLs may not specify one (https://github.com/cloudposse/terraform-aws-vpc-flow-logs-s3-bucket/pull/101).
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-s3-permissions.html
 */
export const FLOW_LOGS: LogWriter = {
  title: 'VPC Flow Logs',
  service: 'delivery.logs.amazonaws.com',
  deliversToKms: true,
  sameRegion: () => false,
  sameAccount: false,
  onBucket: [{ sid: 'FlowLogsBucketCheck', actions: ['s3:GetBucketAcl', 's3:ListBucket'], conditions: fromLogDelivery }],
  onObjects: {
    sid: 'FlowLogsWrite',
    actions: ['s3:PutObject'],
    keys: ({ account }) => [`AWSLogs/${account}/*`, `AWSLogs/aws-account-id=${account}/*`],
    conditions: (scope) => ({
      ...fromLogDelivery(scope),
      StringEqualsIfExists: { 's3:x-amz-acl': 'bucket-owner-full-control' },
    }),
  },
  onKey: [
    {
      sid: 'FlowLogsDelivery',
      actions: ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'],
      conditions: fromLogDelivery,
    },
  ],
};
