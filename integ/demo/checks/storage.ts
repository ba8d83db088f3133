import type { Check, ChecksOf } from '../check';
import { COST_CENTER, OWNER } from '../environments';

interface ExpectedBucket {
  readonly output: string;
  readonly name: string;
  readonly encryption: 'aws:kms' | 'AES256';
  /** The prefix of the server access logs of the bucket. The access logs bucket itself has none. */
  readonly accessLogs?: string;
  /** The services that may deliver to the bucket, with the condition key that restricts each. */
  readonly writers: Record<string, string>;
}

const BUCKETS: ExpectedBucket[] = [
  {
    output: 'AccessLogsBucketName',
    name: 'access logs bucket',
    encryption: 'AES256',
    writers: { 'logging.s3.amazonaws.com': 'aws:SourceAccount' },
  },
  {
    output: 'TrailBucketName',
    name: 'trail bucket',
    encryption: 'aws:kms',
    accessLogs: 'trail-bucket/',
    writers: { 'cloudtrail.amazonaws.com': 'aws:SourceArn' },
  },
  {
    output: 'ConfigBucketName',
    name: 'Config bucket',
    encryption: 'aws:kms',
    accessLogs: 'config-bucket/',
    writers: { 'config.amazonaws.com': 'aws:SourceAccount' },
  },
  { output: 'DataBucketName', name: 'data bucket', encryption: 'aws:kms', accessLogs: 'data-bucket/', writers: {} },
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
      statement: 'KMS rotates the key of the baseline automatically',
      expected: true,
      find: async () => (await kms.getKeyRotationStatus({ KeyId: outputs.EncryptionKeyArn })).KeyRotationEnabled,
    },
  ];
};

const bucketChecks = ({ output, name, encryption, accessLogs, writers }: ExpectedBucket): ChecksOf => ({ aws: { s3 }, environment, outputs }) => {
  const Bucket = outputs[output];
  const statements = async (): Promise<Statement[]> => JSON.parse((await s3.getBucketPolicy({ Bucket })).Policy!).Statement;
  const conditionsOf = (one: Statement) => Object.values(one.Condition ?? {}).flatMap((condition) => Object.keys(condition));
  const checks: Check[] = [
    {
      statement: `The ${name} uses ${encryption === 'aws:kms' ? 'the KMS key of the baseline' : 'S3 managed keys'} for default encryption`,
      expected: encryption === 'aws:kms' ? [encryption, outputs.EncryptionKeyArn] : [encryption],
      find: async () => {
        const { ServerSideEncryptionConfiguration } = await s3.getBucketEncryption({ Bucket });
        const by = ServerSideEncryptionConfiguration!.Rules![0].ApplyServerSideEncryptionByDefault!;
        return [by.SSEAlgorithm, ...(by.KMSMasterKeyID ? [by.KMSMasterKeyID] : [])];
      },
    },
    { statement: `The ${name} has versioning enabled`, expected: 'Enabled', find: async () => (await s3.getBucketVersioning({ Bucket })).Status },
    {
      statement: `The ${name} has one lifecycle rule, which is enabled`,
      expected: 'Enabled',
      find: async () => (await s3.getBucketLifecycleConfiguration({ Bucket })).Rules!.map(({ Status }) => Status),
    },
    {
      statement: `The ${name} blocks all public access`,
      expected: [true, true, true, true],
      find: async () => Object.values((await s3.getPublicAccessBlock({ Bucket })).PublicAccessBlockConfiguration!),
    },
    {
      statement: `The ${name} has ACLs disabled (BucketOwnerEnforced)`,
      expected: 'BucketOwnerEnforced',
      find: async () => (await s3.getBucketOwnershipControls({ Bucket })).OwnershipControls!.Rules!.map(({ ObjectOwnership }) => ObjectOwnership),
    },
    {
      statement: `The ${name} denies requests without TLS 1.2 or later`,
      expected: ['aws:SecureTransport', 's3:TlsVersion'],
      find: async () => (await statements()).filter(({ Effect }) => Effect === 'Deny').flatMap(conditionsOf).filter((key) => /SecureTransport|TlsVersion/.test(key)),
    },
    {
      statement: `The ${name} has the tags CostCenter, Environment and Owner`,
      expected: [COST_CENTER, environment.environmentSuffix, OWNER],
      find: async () => {
        const { TagSet } = await s3.getBucketTagging({ Bucket });
        return ['CostCenter', 'Environment', 'Owner'].map((key) => TagSet!.find(({ Key }) => Key === key)?.Value);
      },
    },
    ...Object.entries(writers).map(([service, condition]): Check => ({
      statement: `The ${name} allows deliveries by ${service} only with the condition key ${condition}`,
      expected: true,
      find: async () => {
        const own = (await statements()).filter(({ Effect, Principal }) => Effect === 'Allow' && Principal.Service === service);
        return own.length > 0 && own.every((one) => conditionsOf(one).includes(condition));
      },
    })),
  ];
  return accessLogs === undefined ? checks : [...checks, {
    statement: `The ${name} delivers its server access logs to the access logs bucket`,
    expected: [outputs.AccessLogsBucketName, accessLogs],
    find: async () => {
      const { LoggingEnabled } = await s3.getBucketLogging({ Bucket });
      return [LoggingEnabled?.TargetBucket, LoggingEnabled?.TargetPrefix];
    },
  }];
};
