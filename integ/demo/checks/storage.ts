import type { Check, ChecksOf } from '../check';
import { COST_CENTER, OWNER } from '../environments';

interface ExpectedBucket {
  readonly output: string;
  readonly resource: string;
  readonly encryption: 'aws:kms' | 'AES256';
  /** Where its own access logs go; the bucket of access logs has none. */
  readonly accessLogs?: string;
  /** Who may deliver to it, and by what each is bound. */
  readonly writers: Record<string, string>;
}

const BUCKETS: ExpectedBucket[] = [
  {
    output: 'AccessLogsBucketName',
    resource: 'access logs bucket',
    encryption: 'AES256',
    writers: { 'logging.s3.amazonaws.com': 'aws:SourceAccount' },
  },
  {
    output: 'TrailBucketName',
    resource: 'trail bucket',
    encryption: 'aws:kms',
    accessLogs: 'trail-bucket/',
    writers: { 'cloudtrail.amazonaws.com': 'aws:SourceArn' },
  },
  {
    output: 'ConfigBucketName',
    resource: 'Config bucket',
    encryption: 'aws:kms',
    accessLogs: 'config-bucket/',
    writers: { 'config.amazonaws.com': 'aws:SourceAccount' },
  },
  { output: 'DataBucketName', resource: 'data bucket', encryption: 'aws:kms', accessLogs: 'data-bucket/', writers: {} },
];

interface Statement {
  readonly Effect: string;
  readonly Principal: { readonly Service?: string };
  readonly Condition?: Record<string, Record<string, string>>;
}

export const storageChecks: ChecksOf = (deployment) => {
  const { aws: { kms }, outputs } = deployment;
  return [
    ...BUCKETS.flatMap((bucket) => bucketChecks(bucket)(deployment)),
    {
      row: 'B2',
      resource: 'key',
      property: 'rotated',
      expected: true,
      find: async () => (await kms.getKeyRotationStatus({ KeyId: outputs.EncryptionKeyArn })).KeyRotationEnabled,
    },
  ];
};

const bucketChecks = ({ output, resource, encryption, accessLogs, writers }: ExpectedBucket): ChecksOf => ({ aws: { s3 }, environment, outputs }) => {
  const Bucket = outputs[output];
  const statements = async (): Promise<Statement[]> => JSON.parse((await s3.getBucketPolicy({ Bucket })).Policy!).Statement;
  const conditionsOf = (one: Statement) => Object.values(one.Condition ?? {}).flatMap((condition) => Object.keys(condition));
  const checks: Check[] = [
    {
      row: 'B6',
      resource,
      property: 'encryption',
      expected: encryption === 'aws:kms' ? [encryption, outputs.EncryptionKeyArn] : [encryption],
      find: async () => {
        const { ServerSideEncryptionConfiguration } = await s3.getBucketEncryption({ Bucket });
        const by = ServerSideEncryptionConfiguration!.Rules![0].ApplyServerSideEncryptionByDefault!;
        return [by.SSEAlgorithm, ...(by.KMSMasterKeyID ? [by.KMSMasterKeyID] : [])];
      },
    },
    { row: 'B6', resource, property: 'versioning', expected: 'Enabled', find: async () => (await s3.getBucketVersioning({ Bucket })).Status },
    {
      row: 'B6',
      resource,
      property: 'life cycle',
      expected: 'Enabled',
      find: async () => (await s3.getBucketLifecycleConfiguration({ Bucket })).Rules!.map(({ Status }) => Status),
    },
    {
      row: 'A12',
      resource,
      property: 'public access blocked',
      expected: [true, true, true, true],
      find: async () => Object.values((await s3.getPublicAccessBlock({ Bucket })).PublicAccessBlockConfiguration!),
    },
    {
      row: 'B6',
      resource,
      property: 'ownership',
      expected: 'BucketOwnerEnforced',
      find: async () => (await s3.getBucketOwnershipControls({ Bucket })).OwnershipControls!.Rules!.map(({ ObjectOwnership }) => ObjectOwnership),
    },
    {
      row: 'A8',
      resource,
      property: 'refuses',
      expected: ['aws:SecureTransport', 's3:TlsVersion'],
      find: async () => (await statements()).filter(({ Effect }) => Effect === 'Deny').flatMap(conditionsOf).filter((key) => /SecureTransport|TlsVersion/.test(key)),
    },
    {
      row: 'B10',
      resource,
      property: 'tags',
      expected: [COST_CENTER, environment.environmentSuffix, OWNER],
      find: async () => {
        const { TagSet } = await s3.getBucketTagging({ Bucket });
        return ['CostCenter', 'Environment', 'Owner'].map((key) => TagSet!.find(({ Key }) => Key === key)?.Value);
      },
    },
    ...Object.entries(writers).map(([service, condition]): Check => ({
      row: 'A8',
      resource,
      property: `each statement of ${service.split('.')[0]} is bound by ${condition}`,
      expected: true,
      find: async () => {
        const own = (await statements()).filter(({ Effect, Principal }) => Effect === 'Allow' && Principal.Service === service);
        return own.length > 0 && own.every((one) => conditionsOf(one).includes(condition));
      },
    })),
  ];
  return accessLogs === undefined ? checks : [...checks, {
    row: 'B6',
    resource,
    property: 'access logs',
    expected: [outputs.AccessLogsBucketName, accessLogs],
    find: async () => {
      const { LoggingEnabled } = await s3.getBucketLogging({ Bucket });
      return [LoggingEnabled?.TargetBucket, LoggingEnabled?.TargetPrefix];
    },
  }];
};
