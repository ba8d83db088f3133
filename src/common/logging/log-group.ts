import type * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { beforeSynthesis } from '../cdk/before-synthesis';
import { declareControls } from '../compliance/controls';
import { acknowledge } from '../compliance/nag-acknowledgements';
import { warnOfDeletedKey } from '../policies/deleted-key';
import { allowCloudWatchLogs } from '../policies/key-policy';

/** Creates a log group. Allows CloudWatch Logs to use its key, because the creation of the log group fails otherwise. */
export function createLogGroup(scope: Construct, id: string, props: logs.LogGroupProps & { readonly encryptionKey?: kms.IKey }): logs.LogGroup {
  if (props.encryptionKey) {
    allowCloudWatchLogs(scope, props.encryptionKey);
  }
  const group = new logs.LogGroup(scope, id, props);
  warnOfDeletedKey({ construct: group, resource: group.node.defaultChild as logs.CfnLogGroup }, props.encryptionKey);
  declareControls(group, { 'CloudWatch.16': (props.retention ?? logs.RetentionDays.TWO_YEARS) >= logs.RetentionDays.ONE_YEAR && 'retained for at least one year' });
  beforeSynthesis(group.node.defaultChild as logs.CfnLogGroup, (resource) => {
    if (resource.kmsKeyId === undefined) {
      acknowledge(resource, 'No KMS key is specified; CloudWatch Logs encrypts the log group with a key that the service manages', 'NIST.800.53.R5-CloudWatchLogGroupEncrypted');
    }
  });
  return group;
}
