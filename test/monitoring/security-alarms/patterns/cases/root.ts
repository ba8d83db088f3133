import { BY, call, failedSignIn, INTERNAL, type PatternCases, failedCall, role, serviceEvent, SIGN_IN_IDENTITIES, signIn } from '../records';

const { root } = SIGN_IN_IDENTITIES;
const HOST = { Host: 's3.eu-central-1.amazonaws.com' };
const DEVICE = { userName: 'AWS ROOT USER', serialNumber: 'arn:aws:iam::123456789012:mfa/root-account-mfa-device' };
const ROTATED = { keyId: '1234abcd-12ab-34cd-56ef-1234567890ab' };
const INSTANCES = { instancesSet: { items: [{ imageId: 'ami-0123456789abcdef0', minCount: 1, maxCount: 1 }] } };

export const RootUsage: PatternCases = {
  expectation: 'The root user signs in or tries to, or its credentials are used for a change or outside the console. '
    + 'It excludes the reads of console pages after a sign-in, and calls of AWS services with the identity of the root user.',
  hits: {
    'the root user signs in without MFA': signIn(root, 'No'),
    'the root user signs in with MFA': signIn(root, 'YES'),
    'a sign-in of the root user fails': signIn(root, 'No', failedSignIn()),
    'the root user changes its password': signIn(root, 'No', { eventName: 'PasswordUpdated', responseElements: { PasswordUpdated: 'Success' }, additionalEventData: undefined }),
    'the root user enables an MFA device in the console': call('iam', 'EnableMFADevice', DEVICE, BY.rootInConsole),
    'an access key of the root user calls GetCallerIdentity': call('sts', 'GetCallerIdentity', null, BY.root),
    'an access key of the root user lists buckets': call('s3', 'ListBuckets', HOST, BY.root),
    'an access key of the root user is denied permission': call('organizations', 'LeaveOrganization', null, BY.root, failedCall()),
    'a privileged root session deletes a bucket policy in a member account': call('s3', 'DeleteBucketPolicy', { bucketName: 'bucket', Host: 'bucket.s3.eu-central-1.amazonaws.com', policy: '' }, BY.assumedRoot),
    'the root user stops the trail in the console': call('cloudtrail', 'StopLogging', { name: 'trail' }, BY.rootInConsole),
    'the root user stops the trail in the console (older event format)': call('cloudtrail', 'StopLogging', { name: 'trail' }, BY.rootInConsoleOldFormat),
  },
  nearMisses: {
    'KMS rotates a key': serviceEvent('kms', 'RotateKey', INTERNAL, ROTATED),
    'KMS rotates a key with the identity of the root user': serviceEvent('kms', 'RotateKey', root, ROTATED),
    'the home page of the console reads the regions': call('ec2', 'DescribeRegions', { regionSet: {} }, BY.rootInConsole),
    'the IAM console reads the account summary': call('iam', 'GetAccountSummary', null, BY.rootInConsole),
    'the S3 console lists buckets': call('s3', 'ListBuckets', HOST, BY.rootInConsole),
    'the S3 console lists buckets (older event format)': call('s3', 'ListBuckets', HOST, BY.rootInConsoleOldFormat),
    'CloudFormation updates a stack of the root user': call('ec2', 'CreateVpc', { cidrBlock: '10.0.0.0/16' }, BY.serviceFor('cloudformation', root)),
    'Auto Scaling launches instances for the root user': call('ec2', 'RunInstances', INSTANCES, BY.serviceFor('autoscaling', root)),
    'a user named Root makes a call': call('iam', 'CreateUser', { userName: 'x' }, { userIdentity: { ...BY.user.userIdentity, userName: 'Root' } }),
    'a role named Root makes a call': call('iam', 'CreateUser', { userName: 'x' }, { userIdentity: role('Root', 'alice') }),
    'an IAM user signs in': signIn(SIGN_IN_IDENTITIES.user, 'Yes'),
  },
};
