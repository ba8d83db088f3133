import { BY, call, failed, INTERNAL, type PatternCases, refused, role, serviceEvent, SIGNS_IN, signIn } from '../records';

const { root } = SIGNS_IN;
const HOST = { Host: 's3.eu-central-1.amazonaws.com' };
const DEVICE = { userName: 'AWS ROOT USER', serialNumber: 'arn:aws:iam::123456789012:mfa/root-account-mfa-device' };
const ROTATED = { keyId: '1234abcd-12ab-34cd-56ef-1234567890ab' };
const INSTANCES = { instancesSet: { items: [{ imageId: 'ami-0123456789abcdef0', minCount: 1, maxCount: 1 }] } };

export const RootUsage: PatternCases = {
  truth: 'Root signed in or tried to, or its credentials changed something or were used outside of the console. '
    + 'What a console page reads after a sign-in that was told already is not, nor is what AWS does in the name of root.',
  hits: {
    'root signs in without MFA': signIn(root, 'No'),
    'root signs in with MFA': signIn(root, 'YES'),
    'a sign-in as root fails': signIn(root, 'No', failed()),
    'root changes its password': signIn(root, 'No', { eventName: 'PasswordUpdated', responseElements: { PasswordUpdated: 'Success' }, additionalEventData: undefined }),
    'root enables an MFA device in the console': call('iam', 'EnableMFADevice', DEVICE, BY.rootInConsole),
    "root's access key asks whose it is": call('sts', 'GetCallerIdentity', null, BY.root),
    "root's access key lists buckets": call('s3', 'ListBuckets', HOST, BY.root),
    "root's access key is refused": call('organizations', 'LeaveOrganization', null, BY.root, refused()),
    'a privileged session unlocks a bucket of a member account': call('s3', 'DeleteBucketPolicy', { bucketName: 'bucket', Host: 'bucket.s3.eu-central-1.amazonaws.com', policy: '' }, BY.assumedRoot),
    'root stops the trail in the console': call('cloudtrail', 'StopLogging', { name: 'trail' }, BY.rootInConsole),
    'root stops the trail in the console, as older records have it': call('cloudtrail', 'StopLogging', { name: 'trail' }, BY.rootInOldConsole),
  },
  nearMisses: {
    'KMS rotates a key': serviceEvent('kms', 'RotateKey', INTERNAL, ROTATED),
    "KMS rotates a key in root's name": serviceEvent('kms', 'RotateKey', root, ROTATED),
    "the start page reads root's regions": call('ec2', 'DescribeRegions', { regionSet: {} }, BY.rootInConsole),
    'the IAM page reads the summary': call('iam', 'GetAccountSummary', null, BY.rootInConsole),
    'the S3 page lists buckets': call('s3', 'ListBuckets', HOST, BY.rootInConsole),
    'the S3 page lists buckets, as older records have it': call('s3', 'ListBuckets', HOST, BY.rootInOldConsole),
    'CloudFormation works on a stack of root': call('ec2', 'CreateVpc', { cidrBlock: '10.0.0.0/16' }, BY.serviceFor('cloudformation', root)),
    'Auto Scaling launches instances that root asked for': call('ec2', 'RunInstances', INSTANCES, BY.serviceFor('autoscaling', root)),
    'a user named Root': call('iam', 'CreateUser', { userName: 'x' }, { userIdentity: { ...BY.user.userIdentity, userName: 'Root' } }),
    'a role named Root': call('iam', 'CreateUser', { userName: 'x' }, { userIdentity: role('Root', 'alice') }),
    'an IAM user signs in': signIn(SIGNS_IN.user, 'Yes'),
  },
};
