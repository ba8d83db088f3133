import { CloudFormationClient, DescribeStackEventsCommand, type StackEvent } from '@aws-sdk/client-cloudformation';
import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import { report, requestOf, setStackEnvironment, STACK_ID, stackEvent } from './stack-model';
import { VirtualTime } from './virtual-time';
import { confirmOperation, findForgery } from '../../../src/common/functions/runtime/operation';

const cloudFormation = mockClient(CloudFormationClient);
jest.spyOn(console, 'log').mockImplementation(() => undefined);

const forgeryOf = (event: CloudFormationCustomResourceEvent) => findForgery(event, ['Custom::Resource']);
/** The event of the resource with a status. */
const resource = (status: string, more: Partial<StackEvent> = {}) =>
  stackEvent(status, { LogicalResourceId: 'Resource', PhysicalResourceId: 'existing-id', ResourceType: 'Custom::Resource', ...more });
const created = [stackEvent('CREATE_IN_PROGRESS'), resource('CREATE_IN_PROGRESS', { PhysicalResourceId: '' }), resource('CREATE_COMPLETE'), stackEvent('CREATE_COMPLETE')];
const confirm = (event: CloudFormationCustomResourceEvent, time = new VirtualTime()) => time.run(confirmOperation(event, time));

beforeEach(setStackEnvironment);

describe('the response URL', () => {
  const at = (host: string, region = 'eu-west-1', URL_SUFFIX = 'amazonaws.com') => {
    Object.assign(process.env, { AWS_REGION: region, URL_SUFFIX });
    return forgeryOf(requestOf('Create', { ResponseURL: `${host}/path?X-Amz-Signature=x` }));
  };
  const bucket = 'https://cloudformation-custom-resource-response';

  test.each([
    [`${bucket}-useast1.s3.amazonaws.com`, 'us-east-1', 'amazonaws.com'],
    [`${bucket}-useast1.s3-us-east-1.amazonaws.com`, 'us-east-1', 'amazonaws.com'],
    [`${bucket}-eucentral1.s3.eu-central-1.amazonaws.com`, 'eu-central-1', 'amazonaws.com'],
    [`${bucket}-usgovwest1.s3-us-gov-west-1.amazonaws.com`, 'us-gov-west-1', 'amazonaws.com'],
    [`${bucket}-cnnorth1.s3.cn-north-1.amazonaws.com.cn`, 'cn-north-1', 'amazonaws.com.cn'],
  ])('%s belongs to CloudFormation', (host, region, suffix) => {
    expect(at(host, region, suffix)).toBeUndefined();
  });

  test.each([
    `${bucket.replace('https', 'http')}-euwest1.s3.amazonaws.com`,
    `${bucket}-euwest1.attacker.com`,
    `${bucket}-euwest1.s3.amazonaws.com.attacker.com`,
    `${bucket}-euwest1.s3.amazonaws.com@attacker.com`,
    `${bucket}-euwest1.s3.amazonaws.com:8443`,
    `${bucket}-euwest1.attacker.s3.amazonaws.com`,
    `${bucket}-eu-west-1.s3.amazonaws.com`,
    `${bucket}-useast1.s3.amazonaws.com`,
    `${bucket}-euwest1.s3.us-east-1.amazonaws.com`,
    `${bucket}-euwest1.s3.amazonaws.com.cn`,
    'https://attacker.s3.eu-west-1.amazonaws.com',
    'http://169.254.169.254',
    'http://127.0.0.1:4566',
    'no url',
  ])('%s does not belong to CloudFormation', (host) => {
    expect(at(host)).toMatch(/response URL/);
  });

  test('can have the host of the endpoint in an emulator, if the function runs there', () => {
    process.env.AWS_ENDPOINT_URL = 'http://127.0.0.1:4566';
    expect([at('http://127.0.0.1:4566'), at('http://127.0.0.1:4567')]).toEqual([undefined, expect.anything()]);
    delete process.env.AWS_ENDPOINT_URL;
  });

  test('is not checked for an event of another stack, even one with the same name', () => {
    expect(forgeryOf(requestOf('Delete', { StackId: STACK_ID.replace('00000000', '11111111') }))).toMatch(/another stack/);
    expect(forgeryOf(requestOf('Delete', { StackId: [STACK_ID] }))).toMatch(/another stack/);
    expect(forgeryOf(requestOf('Delete'))).toBeUndefined();
  });

  test('is not checked for an event of a resource of another function', () => {
    expect(forgeryOf(requestOf('Delete', { ResourceType: 'Custom::Other' }))).toMatch(/another function/);
    expect(forgeryOf(requestOf('Delete', { ResourceType: ['Custom::Resource'] }))).toMatch(/another function/);
  });
});

describe('an operation is confirmed', () => {
  const updated = [...created, stackEvent('UPDATE_IN_PROGRESS')];
  const later = (status: string) => [...created, stackEvent(status)];
  test.each<[string, 'Create' | 'Update' | 'Delete', string, StackEvent[]]>([
    ['in a creation', 'Create', 'CREATE_IN_PROGRESS', created.slice(0, 2)],
    ['in the rollback of a creation', 'Delete', 'ROLLBACK_IN_PROGRESS', [...created.slice(0, 3), stackEvent('ROLLBACK_IN_PROGRESS'), resource('DELETE_IN_PROGRESS')]],
    ['in an update', 'Update', 'UPDATE_IN_PROGRESS', [...updated, resource('UPDATE_IN_PROGRESS')]],
    ['in an update that adds the resource', 'Create', 'UPDATE_IN_PROGRESS', [stackEvent('UPDATE_IN_PROGRESS'), resource('CREATE_IN_PROGRESS', { PhysicalResourceId: undefined })]],
    ['in the rollback of an update', 'Update', 'UPDATE_ROLLBACK_IN_PROGRESS',
      [...updated, resource('UPDATE_IN_PROGRESS'), resource('UPDATE_COMPLETE'), stackEvent('UPDATE_ROLLBACK_IN_PROGRESS'), resource('UPDATE_IN_PROGRESS')]],
    ['in a continued rollback', 'Update', 'UPDATE_ROLLBACK_IN_PROGRESS',
      [...updated, resource('UPDATE_FAILED'), stackEvent('UPDATE_ROLLBACK_FAILED'), stackEvent('UPDATE_ROLLBACK_IN_PROGRESS'), resource('UPDATE_IN_PROGRESS')]],
    ['when a rollback deletes what the update added', 'Delete', 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS',
      [stackEvent('UPDATE_IN_PROGRESS'), resource('CREATE_COMPLETE'), stackEvent('UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS'), resource('DELETE_IN_PROGRESS')]],
    ['when an update removes the resource', 'Delete', 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
      [...updated, stackEvent('UPDATE_COMPLETE_CLEANUP_IN_PROGRESS'), resource('DELETE_IN_PROGRESS')]],
    ['in a second attempt of a removal', 'Delete', 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
      [...updated, stackEvent('UPDATE_COMPLETE_CLEANUP_IN_PROGRESS'), resource('DELETE_IN_PROGRESS'), resource('DELETE_FAILED'), resource('DELETE_IN_PROGRESS')]],
    ['in a deletion', 'Delete', 'DELETE_IN_PROGRESS', [...later('DELETE_IN_PROGRESS'), resource('DELETE_IN_PROGRESS')]],
    ['in the deletion after a failed one', 'Delete', 'DELETE_IN_PROGRESS',
      [...later('DELETE_IN_PROGRESS'), resource('DELETE_FAILED'), stackEvent('DELETE_FAILED'), stackEvent('DELETE_IN_PROGRESS'), resource('DELETE_IN_PROGRESS')]],
  ])('%s: %s in %s', async (_, type, stackStatus, events) => {
    report(...events);
    const { Timestamp, PhysicalResourceId } = events.at(-1)!;
    expect(await confirm(requestOf(type))).toEqual({ stackStatus, startedAt: Timestamp!.getTime(), physicalResourceId: PhysicalResourceId || undefined });
  });

  test.each(['', undefined])('without the id of an event if CloudFormation reports the id %p', async (PhysicalResourceId) => {
    report(...later('DELETE_IN_PROGRESS'), resource('DELETE_IN_PROGRESS', { PhysicalResourceId }));
    expect(await confirm(requestOf('Delete'))).toMatchObject({ physicalResourceId: undefined });
  });

  test('after CloudFormation reports it, which can take some seconds', async () => {
    report(...created);
    const time = new VirtualTime();
    const running = confirmOperation(requestOf('Delete'), time);
    time.setTimer(() => report(...later('DELETE_IN_PROGRESS'), resource('DELETE_IN_PROGRESS')), 15_000);
    await expect(time.run(running)).resolves.toMatchObject({ stackStatus: 'DELETE_IN_PROGRESS' });
  });

  test('after the policy of the function has propagated', async () => {
    report(...created.slice(0, 2));
    const time = new VirtualTime();
    const denied = Object.assign(new Error('not authorized'), { name: 'AccessDenied' });
    cloudFormation.on(DescribeStackEventsCommand).rejectsOnce(denied).rejectsOnce(denied).resolves({ StackEvents: created.slice(0, 2).reverse() });
    await expect(confirm(requestOf('Create'), time)).resolves.toBeDefined();
  });

  test('if its event is on a later page', async () => {
    const pages: StackEvent[][] = [[stackEvent('UPDATE_COMPLETE_CLEANUP_IN_PROGRESS')], [resource('DELETE_IN_PROGRESS')], [stackEvent('UPDATE_IN_PROGRESS')], [resource('CREATE_COMPLETE')]];
    cloudFormation.reset();
    cloudFormation.on(DescribeStackEventsCommand).callsFake(({ NextToken = '0' }) => ({ StackEvents: pages[Number(NextToken)], NextToken: String(Number(NextToken) + 1) }));
    expect(await confirm(requestOf('Delete'))).toMatchObject({ stackStatus: 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS' });
    expect(cloudFormation.calls()).toHaveLength(3);
  });
});

describe('an operation is refused', () => {
  const deleting = [...created, stackEvent('DELETE_IN_PROGRESS'), resource('DELETE_IN_PROGRESS')];
  test.each<[string, CloudFormationCustomResourceEvent, StackEvent[]]>([
    ['the resource is not part of an operation', requestOf('Delete'), created],
    ['the resource is being created', requestOf('Delete'), created.slice(0, 2)],
    ['the resource was deleted', requestOf('Delete'), [...deleting, resource('DELETE_COMPLETE')]],
    ['its deletion failed', requestOf('Delete'), [...deleting, resource('DELETE_FAILED')]],
    ['it is deleted, not updated', requestOf('Update'), deleting],
    ['another resource is deleted', requestOf('Delete', { LogicalResourceId: 'Other' }), deleting],
    ['the resource has another type', requestOf('Delete', { ResourceType: 'Custom::Other' }), deleting],
    ['the resource has another id', requestOf('Delete', { PhysicalResourceId: 'other' }), deleting],
    ['the operation was an earlier one', requestOf('Delete'), [...deleting, stackEvent('UPDATE_IN_PROGRESS')]],
    ['the type of the request has another case', requestOf('delete' as 'Delete', { PhysicalResourceId: 'existing-id' }), deleting],
    ['the type of the request is a list', requestOf(['Delete'] as unknown as 'Delete', { PhysicalResourceId: 'existing-id' }), deleting],
    ['the request names no resource', requestOf('Delete', { LogicalResourceId: undefined, ResourceType: undefined }), deleting],
  ])('because %s', async (_, event, events) => {
    report(...events);
    const time = new VirtualTime();
    await expect(confirm(event, time)).rejects.toThrow(/CloudFormation does not report the status/);
    expect(time.now() - new VirtualTime().now()).toBeLessThan(25_000);
  });

  test('because a policy denies the request to CloudFormation', async () => {
    cloudFormation.reset();
    cloudFormation.on(DescribeStackEventsCommand).rejects(Object.assign(new Error('explicit deny'), { name: 'AccessDenied' }));
    await expect(confirm(requestOf('Delete'))).rejects.toThrow(/explicit deny/);
  });
});
