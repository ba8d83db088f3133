import type * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { allowCloudWatchLogs } from './key-policy';

/** A log group whose key, if it has one, lets CloudWatch Logs use it: otherwise the log group cannot be made. */
export function createLogGroup(scope: Construct, id: string, props: logs.LogGroupProps & { readonly encryptionKey?: kms.IKey }): logs.ILogGroup {
  if (props.encryptionKey) {
    allowCloudWatchLogs(scope, props.encryptionKey);
  }
  return new logs.LogGroup(scope, id, props);
}
