import { BY, call, FROM_CONSOLE, type PatternCases, refused } from '../records';

const ADMIN = { policyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' };
const INLINE = { roleName: 'App', policyName: 'inline', policyDocument: '{}' };
const VERSION = { policyArn: 'arn:aws:iam::123456789012:policy/x', policyDocument: '{}', setAsDefault: true };
const TRUST = { roleName: 'App', policyDocument: '{}' };
const NEW_POLICY = { policyName: 'x', policyDocument: '{}' };

export const IamPolicyChanges: PatternCases = {
  truth: 'A person, by whatever service, or a program by a call of its own changed a policy, who may take a role, or how far rights go. '
    + 'Attempts that failed are not, nor are deployments by roles of CloudFormation and what AWS sets up for itself. A deployment by other means cannot be told from a person.',
  hits: {
    'a user gives a user all rights': call('iam', 'AttachUserPolicy', { userName: 'x', ...ADMIN }, BY.user),
    'a person gives a role all rights': call('iam', 'AttachRolePolicy', { roleName: 'x', ...ADMIN }, BY.person, FROM_CONSOLE),
    'an instance changes its own role': call('iam', 'PutRolePolicy', INLINE, BY.instance),
    'a role makes another version of a policy the default': call('iam', 'CreatePolicyVersion', VERSION, BY.role),
    'a role deletes a policy of a group': call('iam', 'DeleteGroupPolicy', { groupName: 'x', policyName: 'deny' }, BY.role),
    'root detaches a policy': call('iam', 'DetachGroupPolicy', { groupName: 'x', ...ADMIN }, BY.rootInConsole),
    'a user makes a policy in the console, as older records have it': call('iam', 'CreatePolicy', NEW_POLICY, BY.userInOldConsole),
    'a user lets others take a role': call('iam', 'UpdateAssumeRolePolicy', TRUST, BY.user),
    'a role makes an old version of a policy the default': call('iam', 'SetDefaultPolicyVersion', { policyArn: VERSION.policyArn, versionId: 'v1' }, BY.role),
    'a user takes the boundary off a role': call('iam', 'DeleteRolePermissionsBoundary', { roleName: 'x' }, BY.user),
    'a role takes the boundary off a user': call('iam', 'DeleteUserPermissionsBoundary', { userName: 'x' }, BY.role),
    'a person widens the boundary of a role': call('iam', 'PutRolePermissionsBoundary', { roleName: 'x', permissionsBoundary: ADMIN.policyArn }, BY.person, FROM_CONSOLE),
    'a user widens the boundary of a user': call('iam', 'PutUserPermissionsBoundary', { userName: 'x', permissionsBoundary: ADMIN.policyArn }, BY.user),
    'a user gives a role all rights through a stack': call('iam', 'AttachRolePolicy', { roleName: 'x', ...ADMIN }, BY.userThroughStack),
    'a user gives a role all rights through an automation': call('iam', 'AttachRolePolicy', { roleName: 'x', ...ADMIN }, BY.userThroughAutomation),
    'a user makes a policy': call('iam', 'CreatePolicy', NEW_POLICY, BY.user),
  },
  nearMisses: {
    'a user may not': call('iam', 'AttachUserPolicy', null, BY.user, refused()),
    'the policy exists': call('iam', 'CreatePolicy', NEW_POLICY, BY.role, refused('EntityAlreadyExistsException')),
    'the role has no such policy': call('iam', 'DetachRolePolicy', { roleName: 'x', ...ADMIN }, BY.role, refused('NoSuchEntityException')),
    'a stack attaches a policy': call('iam', 'AttachRolePolicy', { roleName: 'x', ...ADMIN }, BY.stack),
    'a stack puts a policy': call('iam', 'PutRolePolicy', INLINE, BY.stack),
    'a stack lets others take a role': call('iam', 'UpdateAssumeRolePolicy', TRUST, BY.stack),
    'a user may not let others take a role': call('iam', 'UpdateAssumeRolePolicy', null, BY.user, refused()),
    'IAM Identity Center sets up a permission set': call('iam', 'PutRolePolicy', INLINE, BY.linkedRole('sso', 'SSO')),
    'a pipeline attaches a policy': call('iam', 'AttachRolePolicy', { roleName: 'x', ...ADMIN }, BY.pipeline),
    'a page reads a policy': call('iam', 'GetRolePolicy', { roleName: 'x', policyName: 'inline' }, BY.person, FROM_CONSOLE),
    'a user makes a policy of the organization': call('organizations', 'CreatePolicy', { name: 'x', description: 'x', type: 'TAG_POLICY', content: '{}' }, BY.user),
    'a user makes a policy of AWS IoT': call('iot', 'CreatePolicy', NEW_POLICY, BY.user),
    'a user makes an instance profile': call('iam', 'CreateInstanceProfile', { instanceProfileName: 'x' }, BY.user),
  },
};
