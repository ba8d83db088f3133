import { BY, call, DATA_EVENT, FROM_CONSOLE, type PatternCases, refused } from '../records';

const DENIED = refused();
const EC2_DENIED = refused('Client.UnauthorizedOperation');
const EXCEPTION = refused('AccessDeniedException');

export const UNAUTHORIZED_CALLS: PatternCases = {
  truth: "A change, a secret or a role was refused to somebody's identity. What a page or a scanner fails to read is not, nor are AWS's own calls, "
    + 'strangers at a bucket and calls that failed for other reasons. A program that lacks a permission cannot be told from a thief.',
  hits: {
    'a user may not start instances': call('ec2', 'RunInstances', { instancesSet: {} }, BY.user, EC2_DENIED),
    'a user may not make a user': call('iam', 'CreateUser', { userName: 'x' }, BY.user, DENIED),
    'a person may not stop the trail': call('cloudtrail', 'StopLogging', { name: 'trail' }, BY.person, EXCEPTION, FROM_CONSOLE),
    'an instance may not take a role': call('sts', 'AssumeRole', { roleArn: 'arn:aws:iam::123456789012:role/Administrator' }, BY.instance, DENIED),
    'an instance may not read a secret': call('secretsmanager', 'GetSecretValue', { secretId: 'database' }, BY.instance, EXCEPTION),
    'an instance may not read parameters': call('ssm', 'GetParametersByPath', { path: '/' }, BY.instance, EXCEPTION),
    'an instance may not decrypt': call('kms', 'Decrypt', null, BY.instance, EXCEPTION),
    'another account may not take a role': call('sts', 'AssumeRole', { roleArn: 'arn:aws:iam::123456789012:role/Administrator' }, BY.otherAccount, DENIED),
    'a role may not change a bucket': call('s3', 'PutBucketPolicy', { bucketName: 'bucket' }, BY.role, DENIED),
    'a role may not write an object': call('s3', 'PutObject', { bucketName: 'bucket', key: 'x' }, BY.role, DENIED, DATA_EVENT),
  },
  nearMisses: {
    'a page reads what the person may not see': call('ec2', 'DescribeInstances', {}, BY.person, EC2_DENIED, FROM_CONSOLE),
    'a page reads tags': call('tagging', 'GetResources', null, BY.person, EXCEPTION, FROM_CONSOLE),
    'a page reads the policy of a bucket': call('s3', 'GetBucketPolicy', { bucketName: 'bucket' }, BY.person, DENIED, FROM_CONSOLE),
    'AWS Config reads a bucket': call('s3', 'GetBucketAcl', { bucketName: 'bucket' }, BY.linkedRole('config', 'Config'), DENIED),
    'Inspector reads the organization': call('inspector2', 'DescribeOrganizationConfiguration', null, BY.linkedRole('inspector2', 'AmazonInspector2'), EXCEPTION),
    'CloudFront reads an object': call('s3', 'GetObject', { bucketName: 'bucket', key: 'x' }, BY.service('cloudfront'), DENIED, DATA_EVENT),
    'CloudTrail may not write to a bucket': call('s3', 'PutObject', { bucketName: 'bucket', key: 'x' }, BY.service('cloudtrail'), DENIED, DATA_EVENT),
    'a deployment lacks a permission': call('iam', 'CreateRole', { roleName: 'x' }, BY.stack, DENIED),
    'a service may not take a role': call('sts', 'AssumeRole', { roleArn: 'arn:aws:iam::123456789012:role/x' }, BY.service('lambda'), DENIED),
    'Lambda tries whether a function may join a network': call('ec2', 'CreateNetworkInterface', { dryRun: true }, BY.function, EC2_DENIED),
    'a stranger writes to a bucket': call('s3', 'PutObject', { bucketName: 'bucket', key: 'x' }, BY.stranger, DENIED, DATA_EVENT),
    'a stranger reads a bucket': call('s3', 'GetObject', { bucketName: 'bucket', key: 'x' }, BY.stranger, DENIED, DATA_EVENT),
    'a user tries a call without effect': call('ec2', 'RunInstances', { dryRun: true }, BY.user, refused('Client.DryRunOperation')),
    'a user calls too often': call('ec2', 'RunInstances', {}, BY.user, refused('Client.RequestLimitExceeded')),
    'a user starts instances': call('ec2', 'RunInstances', {}, BY.user),
    'a pipeline lacks a permission': call('ec2', 'CreateTags', { resourcesSet: {} }, BY.pipeline, EC2_DENIED),
  },
};
