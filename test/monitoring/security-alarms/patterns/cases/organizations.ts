import { BY, call, FROM_CONSOLE, INTERNAL, type PatternCases, failedCall, role, serviceEvent } from '../records';

const POLICY = { policyId: 'p-examplepolicyid', targetId: 'ou-examplerootid-exampleouid' };
const ACCOUNT = { accountId: '111122223333' };
const NEW_ACCOUNT = { tags: [], email: '****', accountName: '****' };
const TAGGED = { resourceId: ACCOUNT.accountId };

export const OrganizationChanges: PatternCases = {
  expectation: 'A user, a program or a stack changes the accounts, the policies, or the trusted services and administrators of the organization. '
    + 'It excludes reads, tags, failed attempts, and changes by Control Tower.',
  hits: {
    'a user detaches a policy': call('organizations', 'DetachPolicy', POLICY, BY.user),
    'a federated user invites an account in the console': call('organizations', 'InviteAccountToOrganization', { target: { type: 'ACCOUNT', id: ACCOUNT.accountId } }, BY.federatedUser, FROM_CONSOLE),
    'the root user of a member account leaves the organization': call('organizations', 'LeaveOrganization', null, BY.rootInConsole),
    'a role moves an account': call('organizations', 'MoveAccount', { ...ACCOUNT, sourceParentId: 'r-1', destinationParentId: 'ou-1' }, BY.role),
    'a role disables a policy type': call('organizations', 'DisablePolicyType', { rootId: 'r-1', policyType: 'SERVICE_CONTROL_POLICY' }, BY.role),
    'a stack changes a policy': call('organizations', 'UpdatePolicy', { policyId: POLICY.policyId, content: '{}' }, BY.stack),
    'a user removes an account (older event format)': call('organizations', 'RemoveAccountFromOrganization', ACCOUNT, BY.user, { readOnly: undefined }),
    'a user creates an account': call('organizations', 'CreateAccount', NEW_ACCOUNT, BY.user),
    'a user detaches a policy through an automation': call('organizations', 'DetachPolicy', POLICY, BY.userThroughAutomation),
    'a user closes an account': call('organizations', 'CloseAccount', ACCOUNT, BY.user),
    'a role registers a delegated administrator': call('organizations', 'RegisterDelegatedAdministrator', { ...ACCOUNT, servicePrincipal: 'iam.amazonaws.com' }, BY.role),
  },
  nearMisses: {
    'a user is denied permission': call('organizations', 'DetachPolicy', POLICY, BY.user, failedCall('AccessDeniedException')),
    'the policy is already attached': call('organizations', 'AttachPolicy', POLICY, BY.role, failedCall('DuplicatePolicyAttachmentException')),
    'Control Tower creates an account': call('organizations', 'CreateAccount', NEW_ACCOUNT, BY.serviceFor('controltower', role('AWSControlTowerAdmin', 'AssumeAdminRole'))),
    'Control Tower attaches a policy': call('organizations', 'AttachPolicy', POLICY, BY.serviceFor('controltower', BY.role.userIdentity)),
    'Organizations reports the creation of an account': serviceEvent('organizations', 'CreateAccountResult', INTERNAL, { createAccountStatus: { state: 'SUCCEEDED' } }),
    'a console page reads the organization': call('organizations', 'DescribeOrganization', null, BY.federatedUser, FROM_CONSOLE),
    'a user lists the accounts': call('organizations', 'ListAccounts', null, BY.user),
    'a user tags an account': call('organizations', 'TagResource', { ...TAGGED, tags: [{ key: 'Owner', value: 'x' }] }, BY.user),
    'a user removes a tag': call('organizations', 'UntagResource', { ...TAGGED, tagKeys: ['Owner'] }, BY.user),
    'a user attaches a policy in AWS IoT': call('iot', 'AttachPolicy', { policyName: 'x', target: 'arn:aws:iot:eu-central-1:123456789012:thinggroup/x' }, BY.user),
  },
};
