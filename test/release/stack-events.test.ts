import { DescribeStackEventsCommand, ListStacksCommand, type StackEvent } from '@aws-sdk/client-cloudformation';
import { mockClient } from 'aws-sdk-client-mock';
import { localAccess } from '../../integ/demo/accounts';
import { clientsOf } from '../../integ/demo/aws';
import { undeletedResources, verifyDeletion } from '../../integ/release/deletion';
import { measure, tableOf } from '../../integ/release/durations';

const aws = clientsOf(localAccess('http://127.0.0.1:1', '111111111111'));

/** An event of a resource, at a second after the start. */
const event = (second: number, id: string, type: string, status: string, reason?: string): StackEvent => ({
  StackId: 'arn:stack',
  StackName: 'app',
  EventId: `${id}-${second}-${status}`,
  LogicalResourceId: id,
  PhysicalResourceId: type === 'AWS::CloudFormation::Stack' ? 'arn:stack' : `${id}-1`,
  ResourceType: type,
  ResourceStatus: status as StackEvent['ResourceStatus'],
  ResourceStatusReason: reason,
  Timestamp: new Date(second * 1_000),
});
const STACK = 'AWS::CloudFormation::Stack';

/** The events of a stack that was created and updated, the oldest first. */
const CREATED = [
  event(0, 'app', STACK, 'CREATE_IN_PROGRESS', 'User Initiated'),
  event(1, 'Key', 'AWS::KMS::Key', 'CREATE_IN_PROGRESS'),
  event(1, 'FirstBucket', 'AWS::S3::Bucket', 'CREATE_IN_PROGRESS'),
  event(2, 'Key', 'AWS::KMS::Key', 'CREATE_IN_PROGRESS', 'Resource creation Initiated'),
  event(21.5, 'FirstBucket', 'AWS::S3::Bucket', 'CREATE_COMPLETE'),
  event(22, 'SecondBucket', 'AWS::S3::Bucket', 'CREATE_IN_PROGRESS'),
  event(30, 'ThirdBucket', 'AWS::S3::Bucket', 'CREATE_IN_PROGRESS'),
  event(38, 'SecondBucket', 'AWS::S3::Bucket', 'CREATE_COMPLETE'),
  event(60, 'ThirdBucket', 'AWS::S3::Bucket', 'CREATE_COMPLETE'),
  event(61, 'Failing', 'AWS::SNS::Topic', 'CREATE_IN_PROGRESS'),
  event(62, 'Failing', 'AWS::SNS::Topic', 'CREATE_FAILED'),
  event(161, 'Key', 'AWS::KMS::Key', 'CREATE_COMPLETE'),
  event(162, 'Empty', 'Custom::EmptyOnDelete', 'CREATE_IN_PROGRESS'),
  event(170, 'Empty', 'Custom::EmptyOnDelete', 'CREATE_COMPLETE'),
  event(171, 'app', STACK, 'CREATE_COMPLETE'),
  event(200, 'app', STACK, 'UPDATE_IN_PROGRESS'),
  event(201, 'Empty', 'Custom::EmptyOnDelete', 'UPDATE_IN_PROGRESS'),
  event(290, 'Empty', 'Custom::EmptyOnDelete', 'UPDATE_COMPLETE'),
];

describe('the durations of creations', () => {
  test('are those of each type, from the first event to the completion, without failures, updates and the stack', () => {
    expect(measure(CREATED)).toEqual([
      { type: 'AWS::KMS::Key', resources: 1, min: 160, median: 160, max: 160 },
      { type: 'AWS::S3::Bucket', resources: 3, min: 16, median: 20.5, max: 30 },
      { type: 'Custom::EmptyOnDelete', resources: 1, min: 8, median: 8, max: 8 },
    ]);
  });

  test('are separate for a resource that is removed and created again', () => {
    const again = CREATED.filter(({ LogicalResourceId }) => LogicalResourceId === 'Empty').map((one) => ({ ...one, Timestamp: new Date(one.Timestamp!.getTime() + 1_000_000) }));
    expect(measure([...CREATED, ...again])).toContainEqual({ type: 'Custom::EmptyOnDelete', resources: 2, min: 8, median: 8, max: 8 });
  });

  test('are compared with the estimates', () => {
    const rows = tableOf(measure([...CREATED, event(300, 'New', 'AWS::New::Type', 'CREATE_IN_PROGRESS'), event(301, 'New', 'AWS::New::Type', 'CREATE_COMPLETE')])).split('\n');
    const isMarked = (type: string) => rows.find((row) => row.includes(type))!.includes('differs');
    expect(['AWS::KMS::Key', 'AWS::S3::Bucket', 'Custom::EmptyOnDelete', 'AWS::New::Type'].map(isMarked)).toEqual([true, false, false, true]);
  });
});

describe('the check of a deletion', () => {
  const DELETED = [...CREATED, event(300, 'Empty', 'Custom::EmptyOnDelete', 'DELETE_IN_PROGRESS'), event(310, 'Empty', 'Custom::EmptyOnDelete', 'DELETE_COMPLETE')];

  test.each<[string, StackEvent[], string[]]>([
    ['passes if every custom resource is deleted', DELETED, []],
    ['does not check other resources', [...DELETED, event(311, 'Bucket', 'AWS::S3::Bucket', 'DELETE_SKIPPED')], []],
    ['fails if a deletion failed, even if a second attempt succeeded',
      [...CREATED, event(300, 'Empty', 'Custom::EmptyOnDelete', 'DELETE_FAILED', 'does not report the status'), ...DELETED.slice(-2)], ['Empty: does not report the status']],
    ['fails for a custom resource that remains', CREATED, ['Empty: the last status is UPDATE_COMPLETE']],
  ])('%s', (_, events, expected) => expect(undeletedResources(events)).toEqual(expected));

  test('fails for a stack without custom resources', () => expect(() => undeletedResources([])).toThrow('no custom resource'));

  test('reads all events of the last deleted stack with the name, by its id', async () => {
    const summary = (StackName: string, StackId: string, day: number) =>
      ({ StackName, StackId, CreationTime: new Date(0), DeletionTime: new Date(2026, 1, day), StackStatus: 'DELETE_COMPLETE' as const });
    const cloudFormation = mockClient(aws.cloudFormation);
    cloudFormation.on(ListStacksCommand, { StackStatusFilter: ['DELETE_COMPLETE'] }).resolves({ StackSummaries: [summary('app', 'first', 1), summary('app', 'last', 3), summary('other', 'other', 5)] });
    const [latest, ...earlier] = [...DELETED].reverse();
    cloudFormation.on(DescribeStackEventsCommand, { StackName: 'last' }).resolves({ StackEvents: [latest], NextToken: 'next' })
      .on(DescribeStackEventsCommand, { StackName: 'last', NextToken: 'next' }).resolves({ StackEvents: earlier });
    await verifyDeletion(aws, 'app');
    expect(cloudFormation.commandCalls(DescribeStackEventsCommand)).toHaveLength(2);
    await expect(verifyDeletion(aws, 'remaining')).rejects.toThrow('The stack remaining was not deleted.');
  });
});
