import { BY, call, FROM_CONSOLE, type PatternCases, failedCall, role } from '../records';

const TRAIL = { name: 'arn:aws:cloudtrail:eu-central-1:123456789012:trail/trail' };
const SELECTORS = {
  trailName: 'trail', advancedEventSelectors: [{ name: 'x', fieldSelectors: [{ field: 'eventCategory', equals: ['Data'] }] }],
};

export const CloudTrailChanges: PatternCases = {
  expectation: 'A trail stops recording, records less or delivers to another bucket, unless an AWS service initiates it. This includes the deletion of a stack. '
    + 'It excludes new trails and their selectors, the start of logging, and failed attempts.',
  hits: {
    'a user stops the trail': call('cloudtrail', 'StopLogging', TRAIL, BY.user),
    'a federated user stops the trail in the console': call('cloudtrail', 'StopLogging', TRAIL, BY.federatedUser, FROM_CONSOLE),
    'a role deletes the trail': call('cloudtrail', 'DeleteTrail', TRAIL, BY.role),
    'a role changes the bucket of the trail': call('cloudtrail', 'UpdateTrail', { ...TRAIL, s3BucketName: 'other' }, BY.role),
    'the root user changes the trail to a single region': call('cloudtrail', 'UpdateTrail', { ...TRAIL, isMultiRegionTrail: false }, BY.rootInConsole),
    'a user stops the trail in the console (older event format)': call('cloudtrail', 'StopLogging', TRAIL, BY.userInConsoleOldFormat),
    'a Step Functions workflow stops the trail': call('cloudtrail', 'StopLogging', TRAIL, BY.serviceFor('states', role('Workflow', 'x'))),
    'a user excludes reads from the trail': call('cloudtrail', 'PutEventSelectors', { ...SELECTORS, eventSelectors: [{ readWriteType: 'WriteOnly' }] }, BY.user),
    'a federated user excludes management events from the trail': call('cloudtrail', 'PutEventSelectors', SELECTORS, BY.federatedUser, FROM_CONSOLE),
    'a role disables CloudTrail Insights': call('cloudtrail', 'PutInsightSelectors', { trailName: 'trail', insightSelectors: [] }, BY.role),
    'a user excludes management events from the trail through a stack': call('cloudtrail', 'PutEventSelectors', SELECTORS, BY.userThroughStack),
    'a user stops the trail through an automation': call('cloudtrail', 'StopLogging', TRAIL, BY.userThroughAutomation),
    'the deletion of a stack deletes the trail': call('cloudtrail', 'DeleteTrail', TRAIL, BY.stack),
  },
  nearMisses: {
    'a user is denied permission to stop the trail': call('cloudtrail', 'StopLogging', null, BY.user, failedCall()),
    'the trail does not exist': call('cloudtrail', 'DeleteTrail', { name: 'x' }, BY.role, failedCall('TrailNotFoundException')),
    'the trail has another home region': call('cloudtrail', 'UpdateTrail', TRAIL, BY.role, failedCall('InvalidHomeRegionException')),
    'a user creates a trail': call('cloudtrail', 'CreateTrail', { name: 'x', s3BucketName: 'x' }, BY.user),
    'a stack creates a trail': call('cloudtrail', 'CreateTrail', { name: 'x', s3BucketName: 'x' }, BY.stack),
    'a stack sets the event selectors of a new trail': call('cloudtrail', 'PutEventSelectors', SELECTORS, BY.stack),
    'a user is denied permission to change the event selectors': call('cloudtrail', 'PutEventSelectors', null, BY.user, failedCall()),
    'a user starts the trail': call('cloudtrail', 'StartLogging', TRAIL, BY.user),
    "CloudTrail updates the organization's trail in a member account": call('cloudtrail', 'UpdateTrail', TRAIL, BY.linkedRole('cloudtrail', 'CloudTrail')),
    'a console page reads the trails': call('cloudtrail', 'DescribeTrails', null, BY.federatedUser, FROM_CONSOLE),
    'a user tags the trail': call('cloudtrail', 'AddTags', { resourceId: TRAIL.name, tagsList: [{ key: 'Owner', value: 'x' }] }, BY.user),
    'a user looks up events': call('cloudtrail', 'LookupEvents', null, BY.user),
  },
};
