import { BOTH, type Assertion, type Control } from '../control';
import { each, every, idOf, type Properties, type Resources } from '../resources';
import { allows, isPublic, type Statement } from '../statements';

const BUCKET = 'AWS::S3::Bucket';
/** The actions that allow another account to change permissions or encryption. */
const DANGEROUS = ['s3:DeleteBucketPolicy', 's3:PutBucketAcl', 's3:PutBucketPolicy', 's3:PutEncryptionConfiguration', 's3:PutObjectAcl'];

const receivesAccessLogs = (_: Properties, resources: Resources, id: string) =>
  resources.of(BUCKET).some(([, { LoggingConfiguration }]) => idOf(LoggingConfiguration?.DestinationBucketName) === id);
const receivesNoAccessLogs = (...args: [Properties, Resources, string]) => !receivesAccessLogs(...args);

function deniesHttp({ Effect, Principal, Action, Resource, Condition }: Statement, bucket: string): boolean {
  const bucketAndObjects = [{ 'Fn::GetAtt': [bucket, 'Arn'] }, { 'Fn::Join': ['', [{ 'Fn::GetAtt': [bucket, 'Arn'] }, '/*']] }];
  return Effect === 'Deny' && isAnyPrincipal(Principal) && Action === 's3:*' && JSON.stringify(Resource) === JSON.stringify(bucketAndObjects)
    && JSON.stringify(Condition) === JSON.stringify({ Bool: { 'aws:SecureTransport': 'false' } });
}

function isAnyPrincipal(principal: Statement['Principal']): boolean {
  return principal === '*' || JSON.stringify(principal) === JSON.stringify({ AWS: '*' });
}

export const isPrivate = ({ PublicAccessBlockConfiguration: block }: Properties) =>
  ['BlockPublicAcls', 'BlockPublicPolicy', 'IgnorePublicAcls', 'RestrictPublicBuckets'].every((setting) => block?.[setting] === true);

/** Whether a statement specifies an account other than that of the stack, which appears in the template only as a pseudo parameter. */
function namesAnotherAccount({ Principal }: Statement): boolean {
  const accounts = [(Principal as Record<string, unknown>)?.AWS ?? []].flat();
  return accounts.some((account) => !JSON.stringify(account).includes('"AWS::AccountId"') && idOf(account) === undefined);
}

const DENIES_HTTP: Assertion = {
  test: 'the policy of every bucket denies all requests over HTTP for all principals',
  check: each(BUCKET, (_, resources, id) => resources.statementsFor(id).some((statement) => deniesHttp(statement, id))),
};
const BLOCKS_PUBLIC_ACCESS: Assertion = { test: 'all four Block Public Access settings are enabled for every bucket', check: each(BUCKET, isPrivate) };

export const S3: Control[] = [
  {
    id: 'CIS 2.1.2/2.1.1/2.1.1/3.1.1', title: 'S3 bucket policies deny HTTP requests', ...BOTH, ...DENIES_HTTP,
  },
  {
    id: 'CIS 2.1.3/2.1.2/2.1.2/3.1.2',
    title: 'MFA delete is enabled on S3 buckets',
    scope: 'out',
    reason: 'CloudFormation has no property for MFA delete. Only the root user can enable it with the API and an MFA device',
  },
  {
    id: 'CIS 2.1.5/2.1.4/2.1.4/3.1.4', title: 'S3 Block Public Access is enabled', ...BOTH, ...BLOCKS_PUBLIC_ACCESS,
  },
  {
    id: 'S3.2/S3.3',
    title: 'S3 buckets block public read and write access',
    ...BOTH,
    test: 'every bucket blocks public access and has no public policy statement',
    check: each(BUCKET, (bucket, resources, id) => isPrivate(bucket) && !resources.statementsFor(id).some(isPublic)),
  },
  { id: 'S3.5', title: 'S3 buckets require requests to use SSL', ...BOTH, ...DENIES_HTTP },
  {
    id: 'S3.6',
    title: 'S3 bucket policies restrict access to other AWS accounts',
    ...BOTH,
    test: 'no bucket policy allows another account to change the policy, ACLs or encryption',
    check: each(BUCKET, (_, resources, id) => !resources.statementsFor(id)
      .some((statement) => (namesAnotherAccount(statement) || isPublic(statement)) && DANGEROUS.some((action) => allows(statement, action)))),
  },
  { id: 'S3.8', title: 'S3 buckets block public access', ...BOTH, ...BLOCKS_PUBLIC_ACCESS },
  {
    id: 'S3.9',
    title: 'S3 buckets have server access logging enabled',
    ...BOTH,
    note: 'Not enabled for the bucket that receives the access logs. Security Hub documents that this bucket does not require server access logging and that its finding should be suppressed',
    test: 'server access logging is enabled for every bucket except the one that receives access logs',
    check: each(BUCKET, ({ LoggingConfiguration }, resources) => isPrivate(resources.at(LoggingConfiguration?.DestinationBucketName) ?? {}), receivesNoAccessLogs),
  },
  {
    id: 'S3.10/13',
    title: 'S3 buckets, including versioned ones, have lifecycle configurations',
    ...BOTH,
    test: 'every bucket has a lifecycle rule that deletes noncurrent versions',
    check: each(BUCKET, ({ LifecycleConfiguration }) =>
      LifecycleConfiguration?.Rules.some((rule: Properties) => rule.Status === 'Enabled' && rule.NoncurrentVersionExpiration?.NoncurrentDays > 0)),
  },
  {
    id: 'S3.12',
    title: 'ACLs are not used to manage access to S3 buckets',
    ...BOTH,
    test: 'ACLs are disabled for every bucket (BucketOwnerEnforced)',
    check: each(BUCKET, ({ OwnershipControls, AccessControl }) =>
      AccessControl === undefined && every(OwnershipControls?.Rules, ({ ObjectOwnership }: Properties) => ObjectOwnership === 'BucketOwnerEnforced')),
  },
  {
    id: 'S3.14',
    title: 'S3 buckets have versioning enabled',
    ...BOTH,
    test: 'versioning is enabled for every bucket',
    check: each(BUCKET, ({ VersioningConfiguration }) => VersioningConfiguration?.Status === 'Enabled'),
  },
  {
    id: 'S3.17',
    title: 'S3 buckets are encrypted at rest with AWS KMS keys',
    ...BOTH,
    note: 'The bucket that receives access logs uses SSE-S3, because S3 and load balancers cannot deliver access logs to a bucket with a KMS key',
    test: 'every bucket except the one that receives access logs is encrypted with a key of the stack',
    check: each(BUCKET, ({ BucketEncryption }, resources) => {
      const [{ ServerSideEncryptionByDefault: encryption }] = BucketEncryption.ServerSideEncryptionConfiguration;
      return encryption.SSEAlgorithm === 'aws:kms' && resources.at(encryption.KMSMasterKeyID) !== undefined;
    }, receivesNoAccessLogs),
  },
];
