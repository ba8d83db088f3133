import type { RefusedRequest } from './refused-request';
import type { Aws } from '../../../integ/demo/aws';

const KEY_ELSEWHERE = 'arn:aws:kms:eu-west-1:111122223333:key/11111111-2222-3333-4444-555555555555';
const ROLE = 'arn:aws:iam::111122223333:role/x';

export async function createTrails({ cloudTrail }: Aws, IsMultiRegionTrail: boolean): Promise<void> {
  await Promise.all([1, 2, 3, 4, 5].map((index) => cloudTrail.createTrail({ Name: `trail-${index}`, S3BucketName: 'logs', IsMultiRegionTrail })));
}

export const REFUSED_BY_AUDIT_SERVICES: RefusedRequest[] = [
  {
    title: 'a sixth trail in a region',
    message: /User: \d+ already has 5 trails in us-east-1/,
    send: async (aws) => {
      await createTrails(aws, false);
      return aws.cloudTrail.createTrail({ Name: 'sixth', S3BucketName: 'logs' });
    },
  },
  {
    title: 'more than 500 values in the event selectors of a trail',
    message: /The advanced event selectors have 501 values/,
    send: async ({ cloudTrail }) => {
      await cloudTrail.createTrail({ Name: 'selected', S3BucketName: 'logs' });
      const Equals = Array.from({ length: 501 }, (_, index) => `arn:aws:s3:::bucket-${index}/`);
      return cloudTrail.putEventSelectors({ TrailName: 'selected', AdvancedEventSelectors: [{ FieldSelectors: [{ Field: 'resources.ARN', Equals }] }] });
    },
  },
  {
    title: 'a trail with a key of another region than its bucket',
    message: /The KMS key .+eu-west-1.+ does not exist, or is not in the same region as the S3 bucket/,
    send: async ({ cloudTrail, s3 }) => {
      await s3.createBucket({ Bucket: 'trail-logs' });
      return cloudTrail.createTrail({ Name: 'trail', S3BucketName: 'trail-logs', KmsKeyId: KEY_ELSEWHERE });
    },
  },
  {
    title: 'the update of a trail to a key of another region than its bucket',
    message: /The KMS key .+eu-west-1.+ does not exist, or is not in the same region as the S3 bucket/,
    send: async ({ cloudTrail, s3 }) => {
      await s3.createBucket({ Bucket: 'updated-trail-logs' });
      await cloudTrail.createTrail({ Name: 'trail', S3BucketName: 'updated-trail-logs' });
      return cloudTrail.updateTrail({ Name: 'trail', S3BucketName: 'updated-trail-logs', KmsKeyId: KEY_ELSEWHERE });
    },
  },
  {
    title: 'a delivery channel with a key of another region than its bucket',
    message: /The specified KMS key ARN .+eu-west-1.+ is not valid/,
    send: async ({ config, s3 }) => {
      await s3.createBucket({ Bucket: 'config-logs' });
      return config.putDeliveryChannel({ DeliveryChannel: { name: 'channel', s3BucketName: 'config-logs', s3KmsKeyArn: KEY_ELSEWHERE } });
    },
  },
  {
    title: 'a delivery channel to a bucket whose policy does not allow it',
    message: /Insufficient delivery policy to s3 bucket: config-bucket, unable to write to bucket/,
    send: async ({ config, s3 }) => {
      await s3.createBucket({ Bucket: 'config-bucket' });
      return config.putDeliveryChannel({ DeliveryChannel: { name: 'channel', s3BucketName: 'config-bucket' } });
    },
  },
  {
    title: 'a load balancer with access logs in a bucket whose policy does not allow it',
    message: /Access Denied for bucket: \S+\. Please check S3bucket permission/,
    send: (_aws, stack) => stack.creationFailure({
      Logs: { Type: 'AWS::S3::Bucket', Properties: {} },
      LoadBalancer: {
        Type: 'AWS::ElasticLoadBalancingV2::LoadBalancer',
        Properties: {
          Subnets: ['subnet-1', 'subnet-2'],
          LoadBalancerAttributes: [{ Key: 'access_logs.s3.enabled', Value: 'true' }, { Key: 'access_logs.s3.bucket', Value: { Ref: 'Logs' } }],
        },
      },
    }),
  },
  {
    title: 'the reading of an object whose key is pending deletion, although the bucket has another key now',
    message: /arn:aws:kms:\S+ is pending deletion/,
    send: async ({ kms, s3 }) => {
      const Bucket = 'encrypted';
      const KeyId = (await kms.createKey({})).KeyMetadata!.Arn!;
      await s3.createBucket({ Bucket });
      await s3.putBucketEncryption({
        Bucket, ServerSideEncryptionConfiguration: { Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: KeyId } }] },
      });
      await s3.putObject({ Bucket, Key: 'a', Body: 'a' });
      await s3.getObject({ Bucket, Key: 'a' });
      await s3.putBucketEncryption({ Bucket, ServerSideEncryptionConfiguration: { Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }] } });
      await kms.scheduleKeyDeletion({ KeyId });
      return s3.getObject({ Bucket, Key: 'a' });
    },
  },
  {
    title: 'the reading of log events whose key is pending deletion',
    message: /arn:aws:kms:\S+ is pending deletion/,
    send: async ({ kms, logs }) => {
      const group = { logGroupName: 'encrypted', logStreamName: 'stream' };
      const KeyId = (await kms.createKey({})).KeyMetadata!.Arn!;
      await logs.createLogGroup({ logGroupName: group.logGroupName, kmsKeyId: KeyId });
      await logs.createLogStream(group);
      await logs.putLogEvents({ ...group, logEvents: [{ timestamp: Date.now(), message: 'event' }] });
      await logs.getLogEvents(group);
      await kms.scheduleKeyDeletion({ KeyId });
      return logs.getLogEvents(group);
    },
  },
  {
    title: 'a second recorder',
    message: /limit of 1: first exists/,
    send: async ({ config }) => {
      await config.putConfigurationRecorder({ ConfigurationRecorder: { name: 'first', roleARN: ROLE } });
      return config.putConfigurationRecorder({ ConfigurationRecorder: { name: 'second', roleARN: ROLE } });
    },
  },
  {
    title: 'a second delivery channel',
    message: /limit of 1: first exists/,
    send: async ({ config }) => {
      await config.putDeliveryChannel({ DeliveryChannel: { name: 'first', s3BucketName: 'logs' } });
      return config.putDeliveryChannel({ DeliveryChannel: { name: 'second', s3BucketName: 'logs' } });
    },
  },
  {
    title: 'an AWS Config rule without a recorder',
    message: /Configuration recorder is not available/,
    send: ({ config }) => config.putConfigRule({ ConfigRule: { ConfigRuleName: 'rule', Source: { Owner: 'AWS', SourceIdentifier: 'INCOMING_SSH_DISABLED' } } }),
  },
  {
    title: 'the start of a recorder without a delivery channel',
    message: /Delivery channel is not available/,
    send: async ({ config }) => {
      await config.putConfigurationRecorder({ ConfigurationRecorder: { name: 'first', roleARN: ROLE } });
      return config.startConfigurationRecorder({ ConfigurationRecorderName: 'first' });
    },
  },
  {
    title: 'the deletion of the delivery channel of a recorder that is recording',
    message: /there is a running configuration recorder/,
    send: async ({ config }) => {
      await config.putConfigurationRecorder({ ConfigurationRecorder: { name: 'first', roleARN: ROLE } });
      await config.putDeliveryChannel({ DeliveryChannel: { name: 'first', s3BucketName: 'logs' } });
      await config.startConfigurationRecorder({ ConfigurationRecorderName: 'first' });
      return config.deleteDeliveryChannel({ DeliveryChannelName: 'first' });
    },
  },
  {
    title: 'a log group with a key of another region',
    message: /The specified KMS key does not exist or is not allowed to be used with Arn 'arn:aws:logs:us-east-1:\d+:log-group:logs'/,
    send: (_aws, stack) => stack.creationFailure({ Logs: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: 'logs', KmsKeyId: KEY_ELSEWHERE } } }),
  },
];
