import { Construct } from 'constructs';
import { recorderNameOf, settingsOf } from './recorder-settings';
import { STARTER } from './resource-properties';
import { createStarterResource } from './starter-resource';
import { keepProps } from '../../common/cdk/property-injectors';
import { checkKey } from '../../common/policies/key-policy';
import { Problems, type Demand } from '../../common/validation/problems';
import { ConfigStarterMode, type ConfigStarterProps } from '../props';
import { checkRetentionPeriod, NOT_WITH_ADOPT } from '../validation';

const REQUIRED_TO_CREATE: Demand = {
  must: 'be specified with ConfigStarterMode.CREATE',
  remedy: 'Specify both {recorder} and {deliveryChannel}, or set {mode} to ConfigStarterMode.ADOPT to use the recorder that the account already has.',
};

/**
 * Ensures that AWS Config records.
 *
 * In a deployment, it waits until the recorder and the delivery channel exist, starts the recorder, waits until it records, and requests a
 * snapshot. If AWS Config reports an error, the deployment fails with that error. In a deletion, it stops the recorder first, because AWS Config
 * does not delete the delivery channel of a running recorder. Rules must depend on the starter.
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
 * The starter runs again if a property of the recorder or the delivery channel changes, except by a property override. A deployment that changes
 * neither does not restart a recorder that was stopped in the meantime, because CloudFormation updates a custom resource only if its properties
 * change. `SecurityAlarms` notify you when a recorder is stopped.
 *
 * @see https://docs.aws.amazon.com/config/latest/APIReference/API_StartConfigurationRecorder.html
 */
export class ConfigStarter extends Construct {
  constructor(scope: Construct, id: string, props: ConfigStarterProps = {}) {
    super(scope, id);
    keepProps(this);
    const { recorder, deliveryChannel, retentionPeriod, encryptionKey } = props;
    validateProps(this, props);
    if (recorder && deliveryChannel) {
      createStarterResource(this, STARTER, {
        Operation: 'Start',
        RecorderName: recorder.configurationRecorderRef.configurationRecorderId,
        ChannelName: deliveryChannel.deliveryChannelRef.deliveryChannelId,
        Settings: settingsOf(this, recorder, deliveryChannel),
        RetentionDays: retentionPeriod?.toDays().toString(),
      }, { ownRecorder: recorderNameOf(recorder), encryptionKey });
    } else {
      createStarterResource(this, STARTER, { Operation: 'Adopt' }, { encryptionKey });
    }
  }
}

function validateProps(scope: Construct, { mode = ConfigStarterMode.CREATE, ...props }: ConfigStarterProps): void {
  const problems = new Problems(scope);
  for (const prop of ['recorder', 'deliveryChannel'] as const) {
    const resource = props[prop]?.node.path;
    if (mode === ConfigStarterMode.CREATE && resource === undefined) {
      problems.add({ prop, value: resource, ...REQUIRED_TO_CREATE });
    }
    if (mode === ConfigStarterMode.ADOPT && resource !== undefined) {
      problems.add({ prop, value: resource, ...NOT_WITH_ADOPT });
    }
  }
  checkKey(problems, 'encryptionKey', props.encryptionKey);
  checkRetentionPeriod(problems, mode, props.retentionPeriod);
  problems.throwIfAny();
}
