import { ExpectedResult, IntegTest, Match } from '@aws-cdk/integ-tests-alpha';
import type { Stack } from 'aws-cdk-lib/core';
import type { SecureBaseline } from '../src';

/** What is read back from the deployed baseline, one call and one expectation a row. */
interface Assertion {
  readonly service: string;
  readonly action: string;
  readonly parameters: Record<string, unknown>;
  /** Where in the answer, and what is there. */
  readonly expected: Record<string, ExpectedResult>;
}

function assertionsOf(baseline: SecureBaseline): Assertion[] {
  const { auditTrail, configRecording, database, securityAlarms, trailBucket, encryptionKey, notificationTopic } = baseline;
  return [
    {
      service: 'config-service',
      action: 'DescribeConfigurationRecorderStatus',
      parameters: { ConfigurationRecorderNames: [configRecording.recorder!.recorderName] },
      expected: { 'ConfigurationRecordersStatus.0.recording': ExpectedResult.exact(true) },
    },
    {
      service: 'cloudtrail',
      action: 'GetTrailStatus',
      parameters: { Name: auditTrail!.trailArn },
      expected: { IsLogging: ExpectedResult.exact(true) },
    },
    {
      service: 'cloudwatch',
      action: 'DescribeAlarms',
      parameters: { AlarmNames: [securityAlarms!.alarms.RootUsage.alarmName] },
      expected: { 'MetricAlarms.0.AlarmActions.0': ExpectedResult.exact(notificationTopic.topicArn) },
    },
    {
      service: 's3',
      action: 'GetBucketPolicy',
      parameters: { Bucket: trailBucket!.bucketName },
      expected: { Policy: ExpectedResult.stringLikeRegexp('cloudtrail\\.amazonaws\\.com.*aws:SourceArn') },
    },
    {
      service: 'rds',
      action: 'DescribeDBInstances',
      parameters: { DBInstanceIdentifier: database!.instanceIdentifier },
      expected: {
        'DBInstances.0.StorageEncrypted': ExpectedResult.exact(true),
        'DBInstances.0.KmsKeyId': ExpectedResult.exact(encryptionKey.keyArn),
        'DBInstances.0.DBParameterGroups.0.DBParameterGroupName': ExpectedResult.exact(database!.instance.dbParameterGroupName!),
      },
    },
    {
      service: 'rds',
      action: 'DescribeDBParameters',
      parameters: { DBParameterGroupName: database!.instance.dbParameterGroupName!, Source: 'user' },
      expected: { Parameters: ExpectedResult.arrayWith([Match.objectLike({ ParameterName: 'require_secure_transport', ParameterValue: '1' })]) },
    },
  ];
}

/** Deploys the stack of the baseline, reads it back and destroys it. */
export function testBaseline(stack: Stack, baseline: SecureBaseline): void {
  const test = new IntegTest(stack.node.root, 'Test', { testCases: [stack], diffAssets: false });
  for (const { service, action, parameters, expected } of assertionsOf(baseline)) {
    for (const [path, result] of Object.entries(expected)) {
      test.assertions.awsApiCall(service, action, parameters).assertAtPath(path, result);
    }
  }
}
