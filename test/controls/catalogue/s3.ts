import { BOTH, type Assertion, type Control } from '../control';
import { each, every, idOf, type Properties, type Resources } from '../resources';
import { allows, isForEverybody, type Statement } from '../statements';

const BUCKET = 'AWS::S3::Bucket';
/** What lets another account change who may do what. */
const DANGEROUS = ['s3:DeleteBucketPolicy', 's3:PutBucketAcl', 's3:PutBucketPolicy', 's3:PutEncryptionConfiguration', 's3:PutObjectAcl'];

const receivesAccessLogs = (_: Properties, resources: Resources, id: string) =>
  resources.of(BUCKET).some(([, { LoggingConfiguration }]) => idOf(LoggingConfiguration?.DestinationBucketName) === id);
const otherThanAccessLogs = (...args: [Properties, Resources, string]) => !receivesAccessLogs(...args);

function deniesHttp({ Effect, Principal, Action, Resource, Condition }: Statement, bucket: string): boolean {
  const everything = [{ 'Fn::GetAtt': [bucket, 'Arn'] }, { 'Fn::Join': ['', [{ 'Fn::GetAtt': [bucket, 'Arn'] }, '/*']] }];
  return Effect === 'Deny' && isAnybody(Principal) && Action === 's3:*' && JSON.stringify(Resource) === JSON.stringify(everything)
    && JSON.stringify(Condition) === JSON.stringify({ Bool: { 'aws:SecureTransport': 'false' } });
}

function isAnybody(principal: Statement['Principal']): boolean {
  return principal === '*' || JSON.stringify(principal) === JSON.stringify({ AWS: '*' });
}

export const isPrivate = ({ PublicAccessBlockConfiguration: block }: Properties) =>
  ['BlockPublicAcls', 'BlockPublicPolicy', 'IgnorePublicAcls', 'RestrictPublicBuckets'].every((setting) => block?.[setting] === true);

/** Whether a statement names another account than the stack's own, which the template knows as a pseudo parameter only. */
function namesAnotherAccount({ Principal }: Statement): boolean {
  const accounts = [(Principal as Record<string, unknown>)?.AWS ?? []].flat();
  return accounts.some((account) => !JSON.stringify(account).includes('"AWS::AccountId"') && idOf(account) === undefined);
}

const REFUSES_HTTP: Assertion = {
  test: 'the policy of every bucket denies everything over HTTP to everybody',
  check: each(BUCKET, (_, resources, id) => resources.statementsFor(id).some((statement) => deniesHttp(statement, id))),
};
const BLOCKS_PUBLIC_ACCESS: Assertion = { test: 'every bucket has all four settings of Block Public Access', check: each(BUCKET, isPrivate) };

export const S3: Control[] = [
  {
    id: 'CIS 2.1.2/2.1.1/2.1.1/3.1.1', title: 'S3 bucket policy denies HTTP', ...BOTH, ...REFUSES_HTTP,
  },
  {
    id: 'CIS 2.1.3/2.1.2/2.1.2/3.1.2',
    title: 'MFA delete on buckets',
    scope: 'out',
    reason: 'CloudFormation has no property for it: only the root user, with its MFA device, switches it on by the API',
  },
  {
    id: 'CIS 2.1.5/2.1.4/2.1.4/3.1.4', title: 'S3 Block Public Access on', ...BOTH, ...BLOCKS_PUBLIC_ACCESS,
  },
  {
    id: 'S3.2/S3.3',
    title: 'Buckets block public read and write access',
    ...BOTH,
    test: 'every bucket blocks public access, and lets in nobody without a name',
    check: each(BUCKET, (bucket, resources, id) => isPrivate(bucket) && !resources.statementsFor(id).some(isForEverybody)),
  },
  { id: 'S3.5', title: 'Buckets require requests to use SSL', ...BOTH, ...REFUSES_HTTP },
  {
    id: 'S3.6',
    title: 'Bucket policies restrict access of other AWS accounts',
    ...BOTH,
    test: 'no bucket lets another account change its policy, ACLs or encryption',
    check: each(BUCKET, (_, resources, id) => !resources.statementsFor(id)
      .some((statement) => (namesAnotherAccount(statement) || isForEverybody(statement)) && DANGEROUS.some((action) => allows(statement, action)))),
  },
  { id: 'S3.8', title: 'Buckets block public access', ...BOTH, ...BLOCKS_PUBLIC_ACCESS },
  {
    id: 'S3.9',
    title: 'Buckets have server access logging',
    ...BOTH,
    note: 'The bucket that receives the logs has none: Security Hub says that it needs none, and to suppress its finding',
    test: 'every bucket but the one that receives access logs has them',
    check: each(BUCKET, ({ LoggingConfiguration }, resources) => isPrivate(resources.at(LoggingConfiguration?.DestinationBucketName) ?? {}), otherThanAccessLogs),
  },
  {
    id: 'S3.10/13',
    title: 'Buckets have life cycle rules, with versioning too',
    ...BOTH,
    test: 'every bucket has a life cycle that ends old versions',
    check: each(BUCKET, ({ LifecycleConfiguration }) =>
      LifecycleConfiguration?.Rules.some((rule: Properties) => rule.Status === 'Enabled' && rule.NoncurrentVersionExpiration?.NoncurrentDays > 0)),
  },
  {
    id: 'S3.12',
    title: 'ACLs are not used to manage access',
    ...BOTH,
    test: 'the owner of every bucket owns all objects, without ACLs',
    check: each(BUCKET, ({ OwnershipControls, AccessControl }) =>
      AccessControl === undefined && every(OwnershipControls?.Rules, ({ ObjectOwnership }: Properties) => ObjectOwnership === 'BucketOwnerEnforced')),
  },
  {
    id: 'S3.14',
    title: 'Buckets have versioning',
    ...BOTH,
    test: 'every bucket keeps versions',
    check: each(BUCKET, ({ VersioningConfiguration }) => VersioningConfiguration?.Status === 'Enabled'),
  },
  {
    id: 'S3.17',
    title: 'Buckets are encrypted at rest with AWS KMS keys',
    ...BOTH,
    note: 'The bucket that receives access logs is encrypted by S3: neither S3 nor a load balancer delivers them to a bucket with a KMS key',
    test: 'every bucket but the one that receives access logs is encrypted with a key of the stack',
    check: each(BUCKET, ({ BucketEncryption }, resources) => {
      const [{ ServerSideEncryptionByDefault: encryption }] = BucketEncryption.ServerSideEncryptionConfiguration;
      return encryption.SSEAlgorithm === 'aws:kms' && resources.at(encryption.KMSMasterKeyID) !== undefined;
    }, otherThanAccessLogs),
  },
];
