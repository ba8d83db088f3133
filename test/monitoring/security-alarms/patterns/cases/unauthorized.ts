import { BY, call, DATA_EVENT, FROM_CONSOLE, type PatternCases, refused } from '../records';

const DENIED = refused();
const EC2_DENIED = refused('Client.UnauthorizedOperation');
const EXCEPTION = refused('AccessDeniedException');
const BUCKET = { bucketName: 'bucket', Host: 'bucket.s3.eu-central-1.amazonaws.com' };
const OBJECT = { ...BUCKET, key: 'x' };
const INSTANCES = { instancesSet: { items: [{ imageId: 'ami-0123456789abcdef0', minCount: 1, maxCount: 1 }] } };

export const UnauthorizedApiCalls: PatternCases = {
  truth: "A change, a secret or a role was refused to somebody's identity. What a page or a scanner fails to read is not, nor are AWS's own calls, "
    + 'strangers at a bucket and calls that failed for other reasons. A program that lacks a permission cannot be told from a thief.',
  hits: {
    'a user may not start instances': call('ec2', 'RunInstances', INSTANCES, BY.user, EC2_DENIED),
    'a user may not make a user': call('iam', 'CreateUser', null, BY.user, DENIED),
    'a person may not stop the trail': call('cloudtrail', 'StopLogging', null, BY.person, DENIED, FROM_CONSOLE),
    'an instance may not take a role': call('sts', 'AssumeRole', null, BY.instance, DENIED),
    'an instance may not read a secret': call('secretsmanager', 'GetSecretValue', { secretId: 'database' }, BY.instance, DENIED),
    'an instance may not read a batch of secrets': call('secretsmanager', 'BatchGetSecretValue', { secretIdList: ['database'] }, BY.instance, DENIED),
    'a user may not make a role through a stack': call('iam', 'CreateRole', null, BY.userThroughStack, DENIED),
    'a user may not start instances through an automation': call('ec2', 'RunInstances', INSTANCES, BY.userThroughAutomation, EC2_DENIED),
    'an instance may not read parameters': call('ssm', 'GetParametersByPath', null, BY.instance, DENIED),
    'an instance may not decrypt': call('kms', 'Decrypt', null, BY.instance, DENIED),
    'another account may not take a role': call('sts', 'AssumeRole', null, BY.otherAccount, DENIED),
    'a member account may not change the organization': call('organizations', 'RegisterDelegatedAdministrator', null, BY.role, EXCEPTION),
    'a role may not change a bucket': call('s3', 'PutBucketPolicy', { ...BUCKET, policy: '' }, BY.role, DENIED),
    'a role may not write an object': call('s3', 'PutObject', OBJECT, BY.role, DENIED, DATA_EVENT),
  },
  nearMisses: {
    'a page reads what the person may not see': call('ec2', 'DescribeInstances', { instancesSet: {}, filterSet: {} }, BY.person, EC2_DENIED, FROM_CONSOLE),
    'a page reads tags': call('tagging', 'GetResources', null, BY.person, DENIED, FROM_CONSOLE),
    'a page reads the policy of a bucket': call('s3', 'GetBucketPolicy', { ...BUCKET, policy: '' }, BY.person, DENIED, FROM_CONSOLE),
    'AWS Config reads a bucket': call('s3', 'GetBucketAcl', { ...BUCKET, acl: '' }, BY.linkedRole('config', 'Config'), DENIED),
    'Inspector reads the organization': call('inspector2', 'DescribeOrganizationConfiguration', null, BY.linkedRole('inspector2', 'AmazonInspector2'), EXCEPTION),
    'CloudFront reads an object': call('s3', 'GetObject', OBJECT, BY.service('cloudfront'), DENIED, DATA_EVENT),
    'CloudTrail may not write to a bucket': call('s3', 'PutObject', OBJECT, BY.service('cloudtrail'), DENIED, DATA_EVENT),
    'a deployment lacks a permission': call('iam', 'CreateRole', null, BY.stack, DENIED),
    'a service may not take a role': call('sts', 'AssumeRole', null, BY.service('lambda'), DENIED),
    'Lambda tries whether a function may join a network': call('ec2', 'CreateNetworkInterface', { subnetId: 'subnet-0123456789abcdef0' }, BY.function, EC2_DENIED),
    'a stranger writes to a bucket': call('s3', 'PutObject', OBJECT, BY.stranger, DENIED, DATA_EVENT),
    'a stranger writes to a bucket, as older records name strangers': call('s3', 'PutObject', OBJECT, BY.oldStranger, DENIED, DATA_EVENT),
    'a stranger reads a bucket': call('s3', 'GetObject', OBJECT, BY.stranger, DENIED, DATA_EVENT),
    'a user tries a call without effect': call('ec2', 'RunInstances', INSTANCES, BY.user, refused('Client.DryRunOperation')),
    'a user calls too often': call('ec2', 'RunInstances', INSTANCES, BY.user, refused('Client.RequestLimitExceeded')),
    'a user starts instances': call('ec2', 'RunInstances', INSTANCES, BY.user),
    'a pipeline lacks a permission': call('ec2', 'CreateTags', { resourcesSet: { items: [{ resourceId: 'i-0123456789abcdef0' }] }, tagSet: { items: [{ key: 'Owner', value: 'x' }] } }, BY.pipeline, EC2_DENIED),
  },
};
