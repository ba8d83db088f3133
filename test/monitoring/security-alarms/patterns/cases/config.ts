import { BY, call, FROM_CONSOLE, type PatternCases, refused } from '../records';

const RECORDER = { configurationRecorderName: 'default' };
const CHANNEL = { deliveryChannelName: 'default' };
const NEW_RECORDER = {
  configurationRecorder: {
    name: 'default', roleARN: 'arn:aws:iam::123456789012:role/config', recordingGroup: { allSupported: false, resourceTypes: ['AWS::S3::Bucket'] },
  },
};
const NEW_CHANNEL = { deliveryChannel: { name: 'default', s3BucketName: 'other' } };

export const ConfigChanges: PatternCases = {
  truth: 'AWS Config records no more, by whatever hand but that of AWS itself, or somebody changed what it records or where to. '
    + 'A deployment that sets it up is not, nor are attempts that failed.',
  hits: {
    'a user stops the recorder': call('config', 'StopConfigurationRecorder', RECORDER, BY.user),
    'a person stops the recorder in the console': call('config', 'StopConfigurationRecorder', RECORDER, BY.person, FROM_CONSOLE),
    'a role deletes the channel': call('config', 'DeleteDeliveryChannel', CHANNEL, BY.role),
    'a role deletes the recorder': call('config', 'DeleteConfigurationRecorder', RECORDER, BY.role),
    'a stack that is deleted takes the recorder along': call('config', 'DeleteConfigurationRecorder', RECORDER, BY.stack),
    'a stack that is deleted takes the channel along': call('config', 'DeleteDeliveryChannel', CHANNEL, BY.stack),
    'a user makes the recorder record buckets only': call('config', 'PutConfigurationRecorder', NEW_RECORDER, BY.user),
    'a user makes the recorder record buckets only, through a stack': call('config', 'PutConfigurationRecorder', NEW_RECORDER, BY.userThroughStack),
    'a user stops the recorder through an automation': call('config', 'StopConfigurationRecorder', RECORDER, BY.userThroughAutomation),
    'a user sends what is recorded to another bucket': call('config', 'PutDeliveryChannel', NEW_CHANNEL, BY.user),
  },
  nearMisses: {
    'a user may not stop the recorder': call('config', 'StopConfigurationRecorder', null, BY.user, refused()),
    'the channel is in use': call('config', 'DeleteDeliveryChannel', CHANNEL, BY.role, refused('LastDeliveryChannelDeleteFailedException')),
    'there is a recorder already': call('config', 'PutConfigurationRecorder', NEW_RECORDER, BY.user, refused('MaxNumberOfConfigurationRecordersExceededException')),
    'a stack makes the recorder': call('config', 'PutConfigurationRecorder', NEW_RECORDER, BY.stack),
    'a stack makes the channel': call('config', 'PutDeliveryChannel', NEW_CHANNEL, BY.stack),
    'Control Tower sets up the recorder': call('config', 'PutConfigurationRecorder', NEW_RECORDER, BY.landingZone),
    'a user starts the recorder': call('config', 'StartConfigurationRecorder', RECORDER, BY.user),
    'a page reads the recorder': call('config', 'DescribeConfigurationRecorders', null, BY.person, FROM_CONSOLE),
    'a user puts a rule': call('config', 'PutConfigRule', { configRule: { configRuleName: 'x', source: { owner: 'AWS', sourceIdentifier: 'INCOMING_SSH_DISABLED' } } }, BY.user),
    'a user asks for a snapshot': call('config', 'DeliverConfigSnapshot', CHANNEL, BY.user),
  },
};
