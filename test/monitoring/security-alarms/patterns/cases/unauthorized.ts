import { BY, call, DATA_EVENT, FROM_CONSOLE, type PatternCases, failedCall } from '../records';

const DENIED = failedCall();
const EC2_DENIED = failedCall('Client.UnauthorizedOperation');
const EXCEPTION = failedCall('AccessDeniedException');
const BUCKET = { bucketName: 'bucket', Host: 'bucket.s3.eu-central-1.amazonaws.com' };
const OBJECT = { ...BUCKET, key: 'x' };
const INSTANCES = { instancesSet: { items: [{ imageId: 'ami-0123456789abcdef0', minCount: 1, maxCount: 1 }] } };

export const UnauthorizedApiCalls: PatternCases = {
  expectation: 'An identity is denied permission for a change, to read a secret or to assume a role. It excludes reads by console pages and scanners, calls of AWS services, '
    + 'anonymous requests to buckets, and calls that fail for other reasons. A program without a permission cannot be distinguished from an attacker.',
  hits: {
    'a user is denied permission to start instances': call('ec2', 'RunInstances', INSTANCES, BY.user, EC2_DENIED),
    'a user is denied permission to create a user': call('iam', 'CreateUser', null, BY.user, DENIED),
    'a federated user is denied permission to stop the trail': call('cloudtrail', 'StopLogging', null, BY.federatedUser, DENIED, FROM_CONSOLE),
    'an instance is denied permission to assume a role': call('sts', 'AssumeRole', null, BY.instance, DENIED),
    'an instance is denied permission to read a secret': call('secretsmanager', 'GetSecretValue', { secretId: 'database' }, BY.instance, DENIED),
    'an instance is denied permission to read a batch of secrets': call('secretsmanager', 'BatchGetSecretValue', { secretIdList: ['database'] }, BY.instance, DENIED),
    'a user is denied permission to create a role through a stack': call('iam', 'CreateRole', null, BY.userThroughStack, DENIED),
    'a user is denied permission to start instances through an automation': call('ec2', 'RunInstances', INSTANCES, BY.userThroughAutomation, EC2_DENIED),
    'an instance is denied permission to read parameters': call('ssm', 'GetParametersByPath', null, BY.instance, DENIED),
    'an instance is denied permission to decrypt': call('kms', 'Decrypt', null, BY.instance, DENIED),
    'another account is denied permission to assume a role': call('sts', 'AssumeRole', null, BY.otherAccount, DENIED),
    'a member account is denied permission to change the organization': call('organizations', 'RegisterDelegatedAdministrator', null, BY.role, EXCEPTION),
    'a role is denied permission to change a bucket': call('s3', 'PutBucketPolicy', { ...BUCKET, policy: '' }, BY.role, DENIED),
    'a role is denied permission to write an object': call('s3', 'PutObject', OBJECT, BY.role, DENIED, DATA_EVENT),
  },
  nearMisses: {
    'a console page is denied permission to read instances': call('ec2', 'DescribeInstances', { instancesSet: {}, filterSet: {} }, BY.federatedUser, EC2_DENIED, FROM_CONSOLE),
    'a console page is denied permission to read tags': call('tagging', 'GetResources', null, BY.federatedUser, DENIED, FROM_CONSOLE),
    'a console page is denied permission to read a bucket policy': call('s3', 'GetBucketPolicy', { ...BUCKET, policy: '' }, BY.federatedUser, DENIED, FROM_CONSOLE),
    'AWS Config is denied permission to read a bucket': call('s3', 'GetBucketAcl', { ...BUCKET, acl: '' }, BY.linkedRole('config', 'Config'), DENIED),
    'Inspector is denied permission to read the organization': call('inspector2', 'DescribeOrganizationConfiguration', null, BY.linkedRole('inspector2', 'AmazonInspector2'), EXCEPTION),
    'CloudFront is denied permission to read an object': call('s3', 'GetObject', OBJECT, BY.service('cloudfront'), DENIED, DATA_EVENT),
    'CloudTrail is denied permission to write to a bucket': call('s3', 'PutObject', OBJECT, BY.service('cloudtrail'), DENIED, DATA_EVENT),
    'a deployment is denied permission': call('iam', 'CreateRole', null, BY.stack, DENIED),
    'a service is denied permission to assume a role': call('sts', 'AssumeRole', null, BY.service('lambda'), DENIED),
    'Lambda checks whether a function can create a network interface': call('ec2', 'CreateNetworkInterface', { subnetId: 'subnet-0123456789abcdef0' }, BY.function, EC2_DENIED),
    'an anonymous caller is denied permission to write to a bucket': call('s3', 'PutObject', OBJECT, BY.anonymous, DENIED, DATA_EVENT),
    'an anonymous caller is denied permission to write to a bucket (older event format)': call('s3', 'PutObject', OBJECT, BY.anonymousInOldFormat, DENIED, DATA_EVENT),
    'an anonymous caller is denied permission to read a bucket': call('s3', 'GetObject', OBJECT, BY.anonymous, DENIED, DATA_EVENT),
    'a user performs a dry run': call('ec2', 'RunInstances', INSTANCES, BY.user, failedCall('Client.DryRunOperation')),
    'a user exceeds the request rate': call('ec2', 'RunInstances', INSTANCES, BY.user, failedCall('Client.RequestLimitExceeded')),
    'a user starts instances': call('ec2', 'RunInstances', INSTANCES, BY.user),
    'a pipeline is denied permission': call('ec2', 'CreateTags', { resourcesSet: { items: [{ resourceId: 'i-0123456789abcdef0' }] }, tagSet: { items: [{ key: 'Owner', value: 'x' }] } }, BY.pipeline, EC2_DENIED),
  },
};
