import { BY, call, FROM_CONSOLE, INTERNAL, type PatternCases, refused, role, serviceEvent } from '../records';

const POLICY = { policyId: 'p-examplepolicyid', targetId: 'ou-examplerootid-exampleouid' };
const ACCOUNT = { accountId: '111122223333' };
const NEW_ACCOUNT = { tags: [], email: '****', accountName: '****' };
const TAGGED = { resourceId: ACCOUNT.accountId };

export const OrganizationChanges: PatternCases = {
  truth: 'Somebody or a stack changed who belongs to the organization, what its policies forbid, or whom it trusts. '
    + 'What it reads and its tags are not, nor are attempts that failed and what Control Tower does.',
  hits: {
    'a user detaches a policy': call('organizations', 'DetachPolicy', POLICY, BY.user),
    'a person invites an account in the console': call('organizations', 'InviteAccountToOrganization', { target: { type: 'ACCOUNT', id: ACCOUNT.accountId } }, BY.person, FROM_CONSOLE),
    'root of a member account leaves': call('organizations', 'LeaveOrganization', null, BY.rootInConsole),
    'a role moves an account': call('organizations', 'MoveAccount', { ...ACCOUNT, sourceParentId: 'r-1', destinationParentId: 'ou-1' }, BY.role),
    'a role switches a type of policy off': call('organizations', 'DisablePolicyType', { rootId: 'r-1', policyType: 'SERVICE_CONTROL_POLICY' }, BY.role),
    'a stack changes a policy': call('organizations', 'UpdatePolicy', { policyId: POLICY.policyId, content: '{}' }, BY.stack),
    'a user removes an account, as older records have it': call('organizations', 'RemoveAccountFromOrganization', ACCOUNT, BY.user, { readOnly: undefined }),
    'a user makes an account': call('organizations', 'CreateAccount', NEW_ACCOUNT, BY.user),
    'a user detaches a policy through an automation': call('organizations', 'DetachPolicy', POLICY, BY.userThroughAutomation),
    'a user closes an account': call('organizations', 'CloseAccount', ACCOUNT, BY.user),
    'a role delegates to another account': call('organizations', 'RegisterDelegatedAdministrator', { ...ACCOUNT, servicePrincipal: 'iam.amazonaws.com' }, BY.role),
  },
  nearMisses: {
    'a user may not': call('organizations', 'DetachPolicy', POLICY, BY.user, refused('AccessDeniedException')),
    'the policy is attached already': call('organizations', 'AttachPolicy', POLICY, BY.role, refused('DuplicatePolicyAttachmentException')),
    'Control Tower makes an account': call('organizations', 'CreateAccount', NEW_ACCOUNT, BY.serviceFor('controltower', role('AWSControlTowerAdmin', 'AssumeAdminRole'))),
    'Control Tower attaches a policy': call('organizations', 'AttachPolicy', POLICY, BY.serviceFor('controltower', BY.role.userIdentity)),
    'Organizations tells that an account was made': serviceEvent('organizations', 'CreateAccountResult', INTERNAL, { createAccountStatus: { state: 'SUCCEEDED' } }),
    'a page reads the organization': call('organizations', 'DescribeOrganization', null, BY.person, FROM_CONSOLE),
    'a user lists the accounts': call('organizations', 'ListAccounts', null, BY.user),
    'a user tags an account': call('organizations', 'TagResource', { ...TAGGED, tags: [{ key: 'Owner', value: 'x' }] }, BY.user),
    'a user removes a tag': call('organizations', 'UntagResource', { ...TAGGED, tagKeys: ['Owner'] }, BY.user),
    'a user attaches a policy of AWS IoT': call('iot', 'AttachPolicy', { policyName: 'x', target: 'arn:aws:iot:eu-central-1:123456789012:thinggroup/x' }, BY.user),
  },
};
