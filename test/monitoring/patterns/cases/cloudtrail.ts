import { BY, call, FROM_CONSOLE, type PatternCases, refused, role } from '../records';

const TRAIL = { name: 'arn:aws:cloudtrail:eu-central-1:123456789012:trail/trail' };

export const TRAIL_CHANGES: PatternCases = {
  truth: 'A trail records less, elsewhere or no more, by whatever hand but that of AWS itself: a stack that is deleted takes its trail along. '
    + 'Trails that are new or start are not, nor are attempts that failed.',
  hits: {
    'a user stops the trail': call('cloudtrail', 'StopLogging', TRAIL, BY.user),
    'a person stops the trail in the console': call('cloudtrail', 'StopLogging', TRAIL, BY.person, FROM_CONSOLE),
    'a role deletes the trail': call('cloudtrail', 'DeleteTrail', TRAIL, BY.role),
    'a role sends the trail to another bucket': call('cloudtrail', 'UpdateTrail', { ...TRAIL, s3BucketName: 'other' }, BY.role),
    'root makes the trail record one region only': call('cloudtrail', 'UpdateTrail', { ...TRAIL, isMultiRegionTrail: false }, BY.rootInConsole),
    'a user stops the trail in the console, as older records have it': call('cloudtrail', 'StopLogging', TRAIL, BY.userInOldConsole),
    'a workflow stops the trail': call('cloudtrail', 'StopLogging', TRAIL, BY.serviceFor('states', role('Workflow', 'x'))),
    'a stack that is deleted takes the trail along': call('cloudtrail', 'DeleteTrail', TRAIL, BY.stack),
  },
  nearMisses: {
    'a user may not stop the trail': call('cloudtrail', 'StopLogging', null, BY.user, refused()),
    'there is no such trail': call('cloudtrail', 'DeleteTrail', { name: 'x' }, BY.role, refused('TrailNotFoundException')),
    'the trail is at home elsewhere': call('cloudtrail', 'UpdateTrail', TRAIL, BY.role, refused('InvalidHomeRegionException')),
    'a user makes a trail': call('cloudtrail', 'CreateTrail', { name: 'x', s3BucketName: 'x' }, BY.user),
    'a stack makes a trail': call('cloudtrail', 'CreateTrail', { name: 'x', s3BucketName: 'x' }, BY.stack),
    'a user starts the trail': call('cloudtrail', 'StartLogging', TRAIL, BY.user),
    "the organization's trail is brought up to date in a member account": call('cloudtrail', 'UpdateTrail', TRAIL, BY.linkedRole('cloudtrail', 'CloudTrail')),
    'a page reads the trails': call('cloudtrail', 'DescribeTrails', null, BY.person, FROM_CONSOLE),
    'a user tags the trail': call('cloudtrail', 'AddTags', { resourceId: TRAIL.name, tagsList: [{ key: 'Owner', value: 'x' }] }, BY.user),
    'a user looks up events': call('cloudtrail', 'LookupEvents', null, BY.user),
  },
};
