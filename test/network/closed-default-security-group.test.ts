import { DescribeSecurityGroupsCommand, EC2Client, RevokeSecurityGroupEgressCommand, RevokeSecurityGroupIngressCommand } from '@aws-sdk/client-ec2';
import type { CloudFormationCustomResourceEvent, Context } from 'aws-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import { respond } from '../../src/common/functions/runtime/handler';
import { handler } from '../../src/network/closed-default-security-group/closed-default-security-group.lambda';

jest.mock('../../src/common/functions/runtime/handler', () => ({ respond: jest.fn((_event, _context, _types, action) => action()) }));

const ec2 = mockClient(EC2Client);
jest.spyOn(console, 'log').mockImplementation(() => undefined);
const ALL_OUTBOUND = { IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] };
const ALL_FROM_GROUP = { IpProtocol: '-1', UserIdGroupPairs: [{ GroupId: 'sg-1' }] };

const call = (RequestType: 'Create' | 'Update' | 'Delete') =>
  handler({ RequestType, ResourceProperties: { SecurityGroupId: 'sg-1' } } as unknown as CloudFormationCustomResourceEvent, {} as Context);

beforeEach(() => {
  ec2.reset();
  jest.mocked(respond).mockClear();
  ec2.on(DescribeSecurityGroupsCommand, { GroupIds: ['sg-1'] }).resolves({ SecurityGroups: [{ IpPermissions: [ALL_FROM_GROUP], IpPermissionsEgress: [ALL_OUTBOUND] }] });
});

test.each(['Create', 'Update'] as const)('removes all rules from the group on %s', async (type) => {
  await call(type);
  expect(ec2.commandCalls(RevokeSecurityGroupIngressCommand)[0].args[0].input).toEqual({ GroupId: 'sg-1', IpPermissions: [ALL_FROM_GROUP] });
  expect(ec2.commandCalls(RevokeSecurityGroupEgressCommand)[0].args[0].input).toEqual({ GroupId: 'sg-1', IpPermissions: [ALL_OUTBOUND] });
});

test('makes no changes to a group without rules', async () => {
  ec2.on(DescribeSecurityGroupsCommand).resolves({ SecurityGroups: [{ IpPermissions: [], IpPermissionsEgress: [] }] });
  await call('Create');
  expect(ec2.calls()).toHaveLength(1);
});

test('makes no changes on deletion, and sends a response', async () => {
  await call('Delete');
  expect(ec2.calls()).toHaveLength(0);
  expect(respond).toHaveBeenCalledTimes(1);
});

test('fails with the error of EC2', async () => {
  ec2.on(RevokeSecurityGroupEgressCommand).rejects(new Error('UnauthorizedOperation'));
  await expect(call('Create')).rejects.toThrow('UnauthorizedOperation');
});
