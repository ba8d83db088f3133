import { Construct } from 'constructs';
import { settingsOf } from './recorder-settings';
import { createStarterResource } from './starter-resource';
import { Problems } from '../../common/validation/problems';
import { ConfigStarterMode, type ConfigStarterProps } from '../props';
import { ADOPT_REMEDY, checkRetentionPeriod } from '../validation';

/**
 * Ensures that AWS Config records.
 *
 * It waits for recorder and delivery channel, starts the recorder, waits until it records, and requests a snapshot. If AWS Config reports a
 * failure, the deployment fails with that error. Deletion stops the recorder first, because AWS does not delete the delivery channel of a
 * running recorder. Rules depend on the starter.
 *
 * ```ts
 * import * as config from 'aws-cdk-lib/aws-config';
 * import * as iam from 'aws-cdk-lib/aws-iam';
 * import { ConfigRules, ConfigStarter, LoggingBucket } from '@org/secure-baseline';
 *
 * const bucket = new LoggingBucket(this, 'ConfigBucket');
 * bucket.allowConfigDelivery('config');
 * const role = iam.Role.fromRoleName(this, 'Role', 'aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig');
 * const recorder = new config.CfnConfigurationRecorder(this, 'Recorder', { roleArn: role.roleArn, recordingGroup: { allSupported: true } });
 * const deliveryChannel = new config.CfnDeliveryChannel(this, 'DeliveryChannel', { s3BucketName: bucket.bucketName, s3KeyPrefix: 'config' });
 * deliveryChannel.node.addDependency(bucket);
 *
 * const starter = new ConfigStarter(this, 'Starter', { recorder, deliveryChannel });
 * new ConfigRules(this, 'Rules').node.addDependency(starter);
 * ```
 *
 * The starter runs again when a property of recorder or delivery channel changes, apart from property overrides. A deployment that changes neither does not start a recorder
 * that was stopped meanwhile, because CloudFormation updates a custom resource only when its properties change. The security alarms notify of
 * such a stop.
 *
 * @see https://docs.aws.amazon.com/config/latest/APIReference/API_StartConfigurationRecorder.html
 */
export class ConfigStarter extends Construct {
  constructor(scope: Construct, id: string, props: ConfigStarterProps = {}) {
    super(scope, id);
    const { recorder, deliveryChannel, retentionPeriod, encryptionKey } = props;
    validateProps(this, props);
    if (recorder && deliveryChannel) {
      createStarterResource(this, 'Custom::ConfigStarter', {
        Operation: 'Start',
        RecorderName: recorder.configurationRecorderRef.configurationRecorderId,
        ChannelName: deliveryChannel.deliveryChannelRef.deliveryChannelId,
        Settings: settingsOf(this, recorder, deliveryChannel),
        RetentionDays: retentionPeriod?.toDays().toString(),
      }, encryptionKey);
    } else {
      createStarterResource(this, 'Custom::ConfigStarter', { Operation: 'Adopt' }, encryptionKey);
    }
  }
}

function validateProps(scope: Construct, { mode = ConfigStarterMode.CREATE, ...props }: ConfigStarterProps): void {
  const problems = new Problems(scope);
  for (const prop of ['recorder', 'deliveryChannel'] as const) {
    const resource = props[prop]?.node.path;
    if (mode === ConfigStarterMode.CREATE && resource === undefined) {
      problems.add({ prop, value: resource, must: 'TODO', remedy: 'Mode \'create\' requires the recorder and the delivery channel of the stack. Give both, or use ConfigStarterMode.ADOPT.' });
    }
    if (mode === ConfigStarterMode.ADOPT && resource !== undefined) {
      problems.add({ prop, value: resource, must: 'TODO', remedy: ADOPT_REMEDY });
    }
  }
  checkRetentionPeriod(problems, mode, props.retentionPeriod);
  problems.throwIfAny();
}
