import { BY, call, FROM_CONSOLE, type PatternCases, failedCall } from '../records';

const RECORDER = { configurationRecorderName: 'default' };
const CHANNEL = { deliveryChannelName: 'default' };
const NEW_RECORDER = {
  configurationRecorder: {
    name: 'default', roleARN: 'arn:aws:iam::123456789012:role/config', recordingGroup: { allSupported: false, resourceTypes: ['AWS::S3::Bucket'] },
  },
};
const NEW_CHANNEL = { deliveryChannel: { name: 'default', s3BucketName: 'other' } };

export const ConfigChanges: PatternCases = {
  expectation: 'AWS Config stops recording, unless an AWS service initiates it, or a user changes the recorder, the delivery channel or the retention period. '
    + 'It excludes deployments that configure AWS Config, and failed attempts.',
  hits: {
    'a user stops the recorder': call('config', 'StopConfigurationRecorder', RECORDER, BY.user),
    'a federated user stops the recorder in the console': call('config', 'StopConfigurationRecorder', RECORDER, BY.federatedUser, FROM_CONSOLE),
    'a role deletes the delivery channel': call('config', 'DeleteDeliveryChannel', CHANNEL, BY.role),
    'a role deletes the recorder': call('config', 'DeleteConfigurationRecorder', RECORDER, BY.role),
    'the deletion of a stack deletes the recorder': call('config', 'DeleteConfigurationRecorder', RECORDER, BY.stack),
    'the deletion of a stack deletes the delivery channel': call('config', 'DeleteDeliveryChannel', CHANNEL, BY.stack),
    'a user changes the recorder to record only buckets': call('config', 'PutConfigurationRecorder', NEW_RECORDER, BY.user),
    'a user changes the recorder to record only buckets through a stack': call('config', 'PutConfigurationRecorder', NEW_RECORDER, BY.userThroughStack),
    'a user stops the recorder through an automation': call('config', 'StopConfigurationRecorder', RECORDER, BY.userThroughAutomation),
    'a user shortens the retention period': call('config', 'PutRetentionConfiguration', { retentionPeriodInDays: 30 }, BY.user),
    'a role shortens the retention period': call('config', 'PutRetentionConfiguration', { retentionPeriodInDays: 30 }, BY.role),
    'a user resets the retention period': call('config', 'DeleteRetentionConfiguration', { retentionConfigurationName: 'default' }, BY.user),
    'a user changes the bucket of the delivery channel': call('config', 'PutDeliveryChannel', NEW_CHANNEL, BY.user),
  },
  nearMisses: {
    'a user is denied permission to stop the recorder': call('config', 'StopConfigurationRecorder', null, BY.user, failedCall()),
    'the delivery channel is in use': call('config', 'DeleteDeliveryChannel', CHANNEL, BY.role, failedCall('LastDeliveryChannelDeleteFailedException')),
    'a recorder already exists': call('config', 'PutConfigurationRecorder', NEW_RECORDER, BY.user, failedCall('MaxNumberOfConfigurationRecordersExceededException')),
    'a stack creates the recorder': call('config', 'PutConfigurationRecorder', NEW_RECORDER, BY.stack),
    'a stack creates the delivery channel': call('config', 'PutDeliveryChannel', NEW_CHANNEL, BY.stack),
    'Control Tower creates the recorder': call('config', 'PutConfigurationRecorder', NEW_RECORDER, BY.controlTower),
    'a user starts the recorder': call('config', 'StartConfigurationRecorder', RECORDER, BY.user),
    'a console page reads the recorder': call('config', 'DescribeConfigurationRecorders', null, BY.federatedUser, FROM_CONSOLE),
    'a console page reads the retention period': call('config', 'DescribeRetentionConfigurations', null, BY.federatedUser, FROM_CONSOLE),
    'a user creates a Config rule': call('config', 'PutConfigRule', { configRule: { configRuleName: 'x', source: { owner: 'AWS', sourceIdentifier: 'INCOMING_SSH_DISABLED' } } }, BY.user),
    'a user requests a snapshot': call('config', 'DeliverConfigSnapshot', CHANNEL, BY.user),
  },
};
