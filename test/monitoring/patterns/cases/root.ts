import { BY, call, failed, FROM_CONSOLE, IDENTITIES, type PatternCases, refused, role, serviceEvent, signIn } from '../records';

const { root } = IDENTITIES;
const INTERNAL = { accountId: '123456789012', invokedBy: 'AWS Internal' };

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/cloudtrail-track-privileged-tasks.html */
const ASSUMED_ROOT = { ...root, accessKeyId: 'ASIAEXAMPLE', sessionContext: { attributes: { creationDate: '2026-03-02T10:00:00Z', mfaAuthenticated: 'false' } } };

export const ROOT_USAGE: PatternCases = {
  truth: 'Root signed in or tried to, or its credentials changed something or were used outside of the console. '
    + 'What a console page reads after a sign-in that was told already is not, nor is what AWS does in the name of root.',
  hits: {
    'root signs in without MFA': signIn(root, 'No'),
    'root signs in with MFA': signIn(root, 'Yes'),
    'a sign-in as root fails': signIn(root, 'No', failed()),
    'root changes its password': signIn(root, 'No', { eventName: 'PasswordUpdated', responseElements: { PasswordUpdated: 'Success' }, additionalEventData: undefined }),
    'root enables an MFA device in the console': call('iam', 'EnableMFADevice', { userName: 'AWS ROOT USER' }, BY.root, FROM_CONSOLE),
    "root's access key asks whose it is": call('sts', 'GetCallerIdentity', null, BY.root),
    "root's access key lists buckets": call('s3', 'ListBuckets', null, BY.root),
    "root's access key is refused": call('organizations', 'LeaveOrganization', null, BY.root, refused()),
    'a privileged session unlocks a bucket of a member account': call('s3', 'DeleteBucketPolicy', { bucketName: 'bucket' }, { userIdentity: ASSUMED_ROOT }),
    'root stops the trail in the console': call('cloudtrail', 'StopLogging', { name: 'trail' }, BY.root, FROM_CONSOLE),
  },
  nearMisses: {
    'KMS rotates a key': serviceEvent('kms', 'RotateKey', INTERNAL),
    "KMS rotates a key in root's name": serviceEvent('kms', 'RotateKey', root),
    "the start page reads root's regions": call('ec2', 'DescribeRegions', {}, BY.root, FROM_CONSOLE),
    'the IAM page reads the summary': call('iam', 'GetAccountSummary', null, BY.root, FROM_CONSOLE),
    'the S3 page lists buckets': call('s3', 'ListBuckets', null, BY.root, FROM_CONSOLE),
    'CloudFormation works on a stack of root': call('ec2', 'CreateVpc', { cidrBlock: '10.0.0.0/16' }, BY.serviceFor('cloudformation', root)),
    'Auto Scaling launches instances that root asked for': call('ec2', 'RunInstances', {}, BY.serviceFor('autoscaling', root)),
    'a user named Root': call('iam', 'CreateUser', { userName: 'x' }, { userIdentity: { ...IDENTITIES.user, userName: 'Root' } }),
    'a role named Root': call('iam', 'CreateUser', { userName: 'x' }, { userIdentity: role('Root', 'alice') }),
    'an IAM user signs in': signIn(IDENTITIES.user, 'Yes'),
  },
};
