import { BY, call, DATA_EVENT, FROM_CONSOLE, type PatternCases, failedCall } from '../records';

const BUCKET = { bucketName: 'bucket', Host: 'bucket.s3.eu-central-1.amazonaws.com' };
const POLICY = { ...BUCKET, policy: '', bucketPolicy: { Version: '2012-10-17', Statement: [] } };
const LIFECYCLE = { ...BUCKET, lifecycle: '', LifecycleConfiguration: { Rule: { ID: 'x', Status: 'Enabled', Filter: { Prefix: '' }, Expiration: { Days: 1 } } } };
const REPLICATION = { ...BUCKET, replication: '' };
const OPEN = { BlockPublicAcls: false, IgnorePublicAcls: false, BlockPublicPolicy: false, RestrictPublicBuckets: false };

export const BucketPolicyChanges: PatternCases = {
  expectation: 'A user, also through a service, or a program changes who can access buckets, or where or how long objects are stored. '
    + 'It excludes failed attempts, deployments, and the statements that AWS adds for the delivery of logs.',
  hits: {
    'a user sets a policy': call('s3', 'PutBucketPolicy', POLICY, BY.user),
    'a federated user deletes a policy in the console': call('s3', 'DeleteBucketPolicy', { ...BUCKET, policy: '' }, BY.federatedUser, FROM_CONSOLE),
    'a role sets a public ACL': call('s3', 'PutBucketAcl', { ...BUCKET, 'acl': '', 'x-amz-acl': 'public-read' }, BY.role),
    'a role replicates a bucket': call('s3', 'PutBucketReplication', { ...REPLICATION, ReplicationConfiguration: {} }, BY.role),
    'an instance sets a lifecycle rule that expires objects': call('s3', 'PutBucketLifecycle', LIFECYCLE, BY.instance),
    'a user allows CORS requests': call('s3', 'PutBucketCors', { ...BUCKET, cors: '', CORSConfiguration: {} }, BY.user),
    'a user sets a policy in the console (older event format)': call('s3', 'PutBucketPolicy', POLICY, BY.userInConsoleOldFormat),
    'a user disables Block Public Access of a bucket': call('s3', 'PutBucketPublicAccessBlock', { ...BUCKET, publicAccessBlock: '', PublicAccessBlockConfiguration: OPEN }, BY.user),
    'a role deletes Block Public Access of a bucket': call('s3', 'DeleteBucketPublicAccessBlock', { ...BUCKET, publicAccessBlock: '' }, BY.role),
    'a user disables Block Public Access of the account': call('s3', 'PutAccountPublicAccessBlock', { accountId: '123456789012', PublicAccessBlockConfiguration: OPEN }, BY.user),
    'a federated user deletes Block Public Access of the account': call('s3', 'DeleteAccountPublicAccessBlock', { accountId: '123456789012' }, BY.federatedUser, FROM_CONSOLE),
    'a user sets a policy through a stack': call('s3', 'PutBucketPolicy', POLICY, BY.userThroughStack),
    'a user disables Block Public Access of the account through an automation': call('s3', 'PutAccountPublicAccessBlock', { accountId: '123456789012', PublicAccessBlockConfiguration: OPEN }, BY.userThroughAutomation),
    'a role deletes the replication configuration': call('s3', 'DeleteBucketReplication', REPLICATION, BY.role),
  },
  nearMisses: {
    'a user is denied permission': call('s3', 'PutBucketPolicy', POLICY, BY.user, failedCall()),
    'the policy is malformed': call('s3', 'PutBucketPolicy', POLICY, BY.role, failedCall('MalformedPolicy')),
    'the bucket does not exist': call('s3', 'DeleteBucketPolicy', { ...BUCKET, policy: '' }, BY.role, failedCall('NoSuchBucket')),
    'a stack sets a policy': call('s3', 'PutBucketPolicy', POLICY, BY.stack),
    'a stack sets a lifecycle configuration': call('s3', 'PutBucketLifecycle', LIFECYCLE, BY.stack),
    'log delivery adds a statement to the policy': call('s3', 'PutBucketPolicy', POLICY, BY.serviceFor('delivery.logs', BY.role.userIdentity)),
    'a stack enables Block Public Access': call('s3', 'PutBucketPublicAccessBlock', { ...BUCKET, publicAccessBlock: '', PublicAccessBlockConfiguration: {} }, BY.stack),
    'a console page reads Block Public Access': call('s3', 'GetBucketPublicAccessBlock', { ...BUCKET, publicAccessBlock: '' }, BY.federatedUser, FROM_CONSOLE),
    'a console page reads the policy': call('s3', 'GetBucketPolicy', { ...BUCKET, policy: '' }, BY.federatedUser, FROM_CONSOLE),
    'a user enables versioning': call('s3', 'PutBucketVersioning', { ...BUCKET, versioning: '', VersioningConfiguration: { Status: 'Enabled' } }, BY.user),
    'a user sets an object ACL': call('s3', 'PutObjectAcl', { ...BUCKET, key: 'x', acl: '' }, BY.user, DATA_EVENT),
    'a user tags a bucket': call('s3', 'PutBucketTagging', { ...BUCKET, tagging: '', Tagging: {} }, BY.user),
  },
};
