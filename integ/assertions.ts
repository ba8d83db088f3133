import { ExpectedResult, IntegTest, Match } from '@aws-cdk/integ-tests-alpha';
import { Duration, Stack } from 'aws-cdk-lib/core';
import { ASSERTION_STACKS, assertionStackOf, stage } from './run';
import type { SecureBaseline } from '../src';
import { HandlerFunction } from '../src/common/functions/handler-function';

/**
 * An API call that verifies the deployed baseline.
 *
 * CloudFormation limits the response to 4,096 bytes. For longer responses, `path` selects the value to compare.
 */
interface Assertion {
  readonly service: string;
  readonly action: string;
  readonly parameters: Record<string, unknown>;
  readonly path?: string;
  readonly expected: ExpectedResult;
}

function assertionsOf(baseline: SecureBaseline): Assertion[] {
  const { auditTrail, configRecording, database, securityAlarms, trailBucket, encryptionKey, notificationTopic } = baseline;
  const instance = { service: 'rds', action: 'DescribeDBInstances', parameters: { DBInstanceIdentifier: database!.instanceIdentifier } };
  const parameterGroup = 'DBInstances.0.DBParameterGroups.0';
  return [
    {
      service: 'config-service',
      action: 'DescribeConfigurationRecorderStatus',
      parameters: { ConfigurationRecorderNames: [configRecording!.recorder!.ref] },
      expected: ExpectedResult.objectLike({ ConfigurationRecordersStatus: [{ recording: true }] }),
    },
    {
      service: 'cloudtrail',
      action: 'GetTrailStatus',
      parameters: { Name: auditTrail!.trailArn },
      expected: ExpectedResult.objectLike({ IsLogging: true }),
    },
    {
      service: 'cloudwatch',
      action: 'DescribeAlarms',
      parameters: { AlarmNames: [securityAlarms!.alarms.RootUsage.alarmName] },
      path: 'MetricAlarms.0.AlarmActions.0',
      expected: ExpectedResult.stringLikeRegexp(notificationTopic.topicArn),
    },
    {
      service: 's3',
      action: 'GetBucketPolicy',
      parameters: { Bucket: trailBucket!.bucketName },
      expected: ExpectedResult.objectLike({ Policy: Match.stringLikeRegexp('cloudtrail\\.amazonaws\\.com.*aws:SourceArn|aws:SourceArn.*cloudtrail\\.amazonaws\\.com') }),
    },
    { ...instance, path: 'DBInstances.0.KmsKeyId', expected: ExpectedResult.stringLikeRegexp(encryptionKey.keyArn) },
    { ...instance, path: `${parameterGroup}.DBParameterGroupName`, expected: ExpectedResult.stringLikeRegexp(database!.instance.dbParameterGroupName!) },
    { ...instance, path: `${parameterGroup}.ParameterApplyStatus`, expected: ExpectedResult.stringLikeRegexp('in-sync') },
  ];
}

/** Verifies that the read replica copies the database, and that the function of the stack rotates the master password. */
function verifyReplica(test: IntegTest, { database }: SecureBaseline): void {
  const { instanceIdentifier, secret, readReplicas } = database!;
  const source = 'DBInstances.0.ReadReplicaSourceDBInstanceIdentifier';
  test.assertions.awsApiCall('rds', 'DescribeDBInstances', { DBInstanceIdentifier: readReplicas.Reports.instanceIdentifier }, [source])
    .assertAtPath(source, ExpectedResult.stringLikeRegexp(instanceIdentifier));

  const SecretId = secret.secretArn;
  const rotated = test.assertions.awsApiCall('secrets-manager', 'DescribeSecret', { SecretId }, ['LastRotatedDate'])
    .assertAtPath('LastRotatedDate', ExpectedResult.stringLikeRegexp('20\\d\\d-'))
    .waitForAssertions({ totalTimeout: Duration.minutes(15), interval: Duration.seconds(30) });
  test.assertions.awsApiCall('secrets-manager', 'RotateSecret', { SecretId }).next(rotated);
}

/** An operation of CloudFormation, as a function logs it when CloudFormation has confirmed it. */
interface ConfirmedOperation {
  readonly stackStatus: string;
  readonly resourceStatus: string;
}

const CREATION: ConfirmedOperation = { stackStatus: 'CREATE_IN_PROGRESS', resourceStatus: 'CREATE_IN_PROGRESS' };
/** CloudFormation removes resources after the update, when the stack has this status. */
const REMOVAL: ConfirmedOperation = { stackStatus: 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', resourceStatus: 'DELETE_IN_PROGRESS' };

/**
 * Verifies that the functions processed requests under the statuses that CloudFormation really reports. The logs of a deletion are deleted with the stack:
 * the release pipeline verifies the events of the deleted stack instead.
 */
function verifyOperations(test: IntegTest, stack: Stack): void {
  const verify = ({ logGroup }: HandlerFunction, { stackStatus, resourceStatus }: ConfirmedOperation) => {
    const path = 'events.0.message';
    const filterPattern = `"operation confirmed" "${stackStatus}" "${resourceStatus}"`;
    test.assertions.awsApiCall('cloudwatch-logs', 'FilterLogEvents', { logGroupName: logGroup.logGroupName, filterPattern }, [path])
      .assertAtPath(path, ExpectedResult.stringLikeRegexp(`"stackStatus":"${stackStatus}","resourceStatus":"${resourceStatus}"`))
      .waitForAssertions({ totalTimeout: Duration.minutes(5), interval: Duration.seconds(15) });
  };
  const handlers = HandlerFunction.allOf(stack);
  handlers.forEach((handler) => verify(handler, CREATION));
  if (stage === 'reduced') {
    handlers.filter(({ node }) => node.id === 'EmptyOnDeleteFunction').forEach((handler) => verify(handler, REMOVAL));
  }
}

/** Adds an integration test that deploys the stack, verifies it with API calls and destroys it. */
export function testBaseline(stack: Stack, baseline: SecureBaseline): void {
  const { root } = stack.node;
  const assertionStack = ASSERTION_STACKS.length > 0 ? new Stack(root, assertionStackOf(stack.stackName)) : undefined;
  const test = new IntegTest(root, 'Test', { testCases: [stack], diffAssets: false, assertionStack });
  for (const { service, action, parameters, path, expected } of assertionsOf(baseline)) {
    const call = test.assertions.awsApiCall(service, action, parameters, path ? [path] : undefined);
    if (path) {
      call.assertAtPath(path, expected);
    } else {
      call.expect(expected);
    }
  }
  verifyOperations(test, stack);
  if (Object.keys(baseline.database!.readReplicas).length > 0) {
    verifyReplica(test, baseline);
  }
}
