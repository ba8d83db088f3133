import { BY, call, FROM_CONSOLE, type PatternCases, refused, role } from '../records';

const TRAIL = { name: 'arn:aws:cloudtrail:eu-central-1:123456789012:trail/trail' };
const SELECTORS = {
  trailName: 'trail', advancedEventSelectors: [{ name: 'x', fieldSelectors: [{ field: 'eventCategory', equals: ['Data'] }] }],
};

export const CloudTrailChanges: PatternCases = {
  truth: 'A trail records less, elsewhere or no more, by whatever hand but that of AWS itself: a stack that is deleted takes its trail along. '
    + 'Trails that are new, with their selectors, or start are not, nor are attempts that failed.',
  hits: {
    'a user stops the trail': call('cloudtrail', 'StopLogging', TRAIL, BY.user),
    'a person stops the trail in the console': call('cloudtrail', 'StopLogging', TRAIL, BY.person, FROM_CONSOLE),
    'a role deletes the trail': call('cloudtrail', 'DeleteTrail', TRAIL, BY.role),
    'a role sends the trail to another bucket': call('cloudtrail', 'UpdateTrail', { ...TRAIL, s3BucketName: 'other' }, BY.role),
    'root makes the trail record one region only': call('cloudtrail', 'UpdateTrail', { ...TRAIL, isMultiRegionTrail: false }, BY.rootInConsole),
    'a user stops the trail in the console, as older records have it': call('cloudtrail', 'StopLogging', TRAIL, BY.userInOldConsole),
    'a workflow stops the trail': call('cloudtrail', 'StopLogging', TRAIL, BY.serviceFor('states', role('Workflow', 'x'))),
    'a user makes the trail record no reads': call('cloudtrail', 'PutEventSelectors', { ...SELECTORS, eventSelectors: [{ readWriteType: 'WriteOnly' }] }, BY.user),
    'a person makes the trail record no management events': call('cloudtrail', 'PutEventSelectors', SELECTORS, BY.person, FROM_CONSOLE),
    'a role ends the insights': call('cloudtrail', 'PutInsightSelectors', { trailName: 'trail', insightSelectors: [] }, BY.role),
    'a user makes the trail record less through a stack': call('cloudtrail', 'PutEventSelectors', SELECTORS, BY.userThroughStack),
    'a user stops the trail through an automation': call('cloudtrail', 'StopLogging', TRAIL, BY.userThroughAutomation),
    'a stack that is deleted takes the trail along': call('cloudtrail', 'DeleteTrail', TRAIL, BY.stack),
  },
  nearMisses: {
    'a user may not stop the trail': call('cloudtrail', 'StopLogging', null, BY.user, refused()),
    'there is no such trail': call('cloudtrail', 'DeleteTrail', { name: 'x' }, BY.role, refused('TrailNotFoundException')),
    'the trail is at home elsewhere': call('cloudtrail', 'UpdateTrail', TRAIL, BY.role, refused('InvalidHomeRegionException')),
    'a user makes a trail': call('cloudtrail', 'CreateTrail', { name: 'x', s3BucketName: 'x' }, BY.user),
    'a stack makes a trail': call('cloudtrail', 'CreateTrail', { name: 'x', s3BucketName: 'x' }, BY.stack),
    'a stack sets the selectors of its new trail': call('cloudtrail', 'PutEventSelectors', SELECTORS, BY.stack),
    'a user may not change the selectors': call('cloudtrail', 'PutEventSelectors', null, BY.user, refused()),
    'a user starts the trail': call('cloudtrail', 'StartLogging', TRAIL, BY.user),
    "the organization's trail is brought up to date in a member account": call('cloudtrail', 'UpdateTrail', TRAIL, BY.linkedRole('cloudtrail', 'CloudTrail')),
    'a page reads the trails': call('cloudtrail', 'DescribeTrails', null, BY.person, FROM_CONSOLE),
    'a user tags the trail': call('cloudtrail', 'AddTags', { resourceId: TRAIL.name, tagsList: [{ key: 'Owner', value: 'x' }] }, BY.user),
    'a user looks up events': call('cloudtrail', 'LookupEvents', null, BY.user),
  },
};
