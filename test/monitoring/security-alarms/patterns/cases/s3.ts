import { BY, call, DATA_EVENT, FROM_CONSOLE, type PatternCases, refused } from '../records';

const BUCKET = { bucketName: 'bucket', Host: 'bucket.s3.eu-central-1.amazonaws.com' };
const POLICY = { ...BUCKET, policy: '', bucketPolicy: { Version: '2012-10-17', Statement: [] } };
const LIFECYCLE = { ...BUCKET, lifecycle: '', LifecycleConfiguration: { Rule: { ID: 'x', Status: 'Enabled', Filter: { Prefix: '' }, Expiration: { Days: 1 } } } };
const REPLICATION = { ...BUCKET, replication: '' };
const OPEN = { BlockPublicAcls: false, IgnorePublicAcls: false, BlockPublicPolicy: false, RestrictPublicBuckets: false };

export const BucketPolicyChanges: PatternCases = {
  truth: 'Somebody changed who may read a bucket, or any bucket, where its objects go or how long they stay: a person by whatever service, a program by a call of its own. '
    + "Attempts that failed are not, nor are deployments and AWS's own policies for the delivery of logs.",
  hits: {
    'a user puts a policy': call('s3', 'PutBucketPolicy', POLICY, BY.user),
    'a person deletes a policy in the console': call('s3', 'DeleteBucketPolicy', { ...BUCKET, policy: '' }, BY.person, FROM_CONSOLE),
    'a role makes a bucket public': call('s3', 'PutBucketAcl', { ...BUCKET, 'acl': '', 'x-amz-acl': 'public-read' }, BY.role),
    'a role copies a bucket elsewhere': call('s3', 'PutBucketReplication', { ...REPLICATION, ReplicationConfiguration: {} }, BY.role),
    'an instance lets objects expire': call('s3', 'PutBucketLifecycle', LIFECYCLE, BY.instance),
    'a user lets any site read': call('s3', 'PutBucketCors', { ...BUCKET, cors: '', CORSConfiguration: {} }, BY.user),
    'a user puts a policy in the console, as older records have it': call('s3', 'PutBucketPolicy', POLICY, BY.userInOldConsole),
    'a user lets a bucket be public': call('s3', 'PutBucketPublicAccessBlock', { ...BUCKET, publicAccessBlock: '', PublicAccessBlockConfiguration: OPEN }, BY.user),
    'a role takes the block off a bucket': call('s3', 'DeleteBucketPublicAccessBlock', { ...BUCKET, publicAccessBlock: '' }, BY.role),
    'a user lets any bucket be public': call('s3', 'PutAccountPublicAccessBlock', { accountId: '123456789012', PublicAccessBlockConfiguration: OPEN }, BY.user),
    'a person takes the block off the account': call('s3', 'DeleteAccountPublicAccessBlock', { accountId: '123456789012' }, BY.person, FROM_CONSOLE),
    'a user puts a policy through a stack': call('s3', 'PutBucketPolicy', POLICY, BY.userThroughStack),
    'a user lets any bucket be public through an automation': call('s3', 'PutAccountPublicAccessBlock', { accountId: '123456789012', PublicAccessBlockConfiguration: OPEN }, BY.userThroughAutomation),
    'a role ends the replication': call('s3', 'DeleteBucketReplication', REPLICATION, BY.role),
  },
  nearMisses: {
    'a user may not': call('s3', 'PutBucketPolicy', POLICY, BY.user, refused()),
    'the policy is malformed': call('s3', 'PutBucketPolicy', POLICY, BY.role, refused('MalformedPolicy')),
    'there is no such bucket': call('s3', 'DeleteBucketPolicy', { ...BUCKET, policy: '' }, BY.role, refused('NoSuchBucket')),
    'a stack puts a policy': call('s3', 'PutBucketPolicy', POLICY, BY.stack),
    'a stack puts a lifecycle': call('s3', 'PutBucketLifecycle', LIFECYCLE, BY.stack),
    'log delivery adds itself to the policy': call('s3', 'PutBucketPolicy', POLICY, BY.serviceFor('delivery.logs', BY.role.userIdentity)),
    'a stack blocks public access': call('s3', 'PutBucketPublicAccessBlock', { ...BUCKET, publicAccessBlock: '', PublicAccessBlockConfiguration: {} }, BY.stack),
    'a page reads the block': call('s3', 'GetBucketPublicAccessBlock', { ...BUCKET, publicAccessBlock: '' }, BY.person, FROM_CONSOLE),
    'a page reads the policy': call('s3', 'GetBucketPolicy', { ...BUCKET, policy: '' }, BY.person, FROM_CONSOLE),
    'a user switches versioning on': call('s3', 'PutBucketVersioning', { ...BUCKET, versioning: '', VersioningConfiguration: { Status: 'Enabled' } }, BY.user),
    'a user gives an object an ACL': call('s3', 'PutObjectAcl', { ...BUCKET, key: 'x', acl: '' }, BY.user, DATA_EVENT),
    'a user tags a bucket': call('s3', 'PutBucketTagging', { ...BUCKET, tagging: '', Tagging: {} }, BY.user),
  },
};
