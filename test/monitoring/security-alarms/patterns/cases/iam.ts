import { BY, call, FROM_CONSOLE, type PatternCases, failedCall } from '../records';

const ADMIN = { policyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' };
const INLINE = { roleName: 'App', policyName: 'inline', policyDocument: '{}' };
const VERSION = { policyArn: 'arn:aws:iam::123456789012:policy/x', policyDocument: '{}', setAsDefault: true };
const TRUST = { roleName: 'App', policyDocument: '{}' };
const NEW_POLICY = { policyName: 'x', policyDocument: '{}' };

export const IamPolicyChanges: PatternCases = {
  expectation: 'A user, also through a service, or a program changes a policy, the trust policy of a role, or a permissions boundary. '
    + 'It excludes failed attempts, deployments with roles of CloudFormation, and changes by AWS services. Deployments with other tools cannot be distinguished from users.',
  hits: {
    'a user attaches AdministratorAccess to a user': call('iam', 'AttachUserPolicy', { userName: 'x', ...ADMIN }, BY.user),
    'a federated user attaches AdministratorAccess to a role': call('iam', 'AttachRolePolicy', { roleName: 'x', ...ADMIN }, BY.federatedUser, FROM_CONSOLE),
    'an instance changes its own role': call('iam', 'PutRolePolicy', INLINE, BY.instance),
    'a role creates a new default version of a policy': call('iam', 'CreatePolicyVersion', VERSION, BY.role),
    'a role deletes a policy of a group': call('iam', 'DeleteGroupPolicy', { groupName: 'x', policyName: 'deny' }, BY.role),
    'the root user detaches a policy': call('iam', 'DetachGroupPolicy', { groupName: 'x', ...ADMIN }, BY.rootInConsole),
    'a user creates a policy in the console (older event format)': call('iam', 'CreatePolicy', NEW_POLICY, BY.userInConsoleOldFormat),
    'a user changes the trust policy of a role': call('iam', 'UpdateAssumeRolePolicy', TRUST, BY.user),
    'a role sets an old version of a policy as default': call('iam', 'SetDefaultPolicyVersion', { policyArn: VERSION.policyArn, versionId: 'v1' }, BY.role),
    'a user deletes the permissions boundary of a role': call('iam', 'DeleteRolePermissionsBoundary', { roleName: 'x' }, BY.user),
    'a role deletes the permissions boundary of a user': call('iam', 'DeleteUserPermissionsBoundary', { userName: 'x' }, BY.role),
    'a federated user extends the permissions boundary of a role': call('iam', 'PutRolePermissionsBoundary', { roleName: 'x', permissionsBoundary: ADMIN.policyArn }, BY.federatedUser, FROM_CONSOLE),
    'a user extends the permissions boundary of a user': call('iam', 'PutUserPermissionsBoundary', { userName: 'x', permissionsBoundary: ADMIN.policyArn }, BY.user),
    'a user attaches AdministratorAccess to a role through a stack': call('iam', 'AttachRolePolicy', { roleName: 'x', ...ADMIN }, BY.userThroughStack),
    'a user attaches AdministratorAccess to a role through an automation': call('iam', 'AttachRolePolicy', { roleName: 'x', ...ADMIN }, BY.userThroughAutomation),
    'a user creates a policy': call('iam', 'CreatePolicy', NEW_POLICY, BY.user),
  },
  nearMisses: {
    'a user is denied permission': call('iam', 'AttachUserPolicy', null, BY.user, failedCall()),
    'the policy already exists': call('iam', 'CreatePolicy', NEW_POLICY, BY.role, failedCall('EntityAlreadyExistsException')),
    'the policy is not attached to the role': call('iam', 'DetachRolePolicy', { roleName: 'x', ...ADMIN }, BY.role, failedCall('NoSuchEntityException')),
    'a stack attaches a policy': call('iam', 'AttachRolePolicy', { roleName: 'x', ...ADMIN }, BY.stack),
    'a stack sets a policy': call('iam', 'PutRolePolicy', INLINE, BY.stack),
    'a stack changes the trust policy of a role': call('iam', 'UpdateAssumeRolePolicy', TRUST, BY.stack),
    'a user is denied permission to change the trust policy of a role': call('iam', 'UpdateAssumeRolePolicy', null, BY.user, failedCall()),
    'IAM Identity Center provisions a permission set': call('iam', 'PutRolePolicy', INLINE, BY.linkedRole('sso', 'SSO')),
    'a pipeline attaches a policy': call('iam', 'AttachRolePolicy', { roleName: 'x', ...ADMIN }, BY.pipeline),
    'a console page reads a policy': call('iam', 'GetRolePolicy', { roleName: 'x', policyName: 'inline' }, BY.federatedUser, FROM_CONSOLE),
    'a user creates a policy in AWS Organizations': call('organizations', 'CreatePolicy', { name: 'x', description: 'x', type: 'TAG_POLICY', content: '{}' }, BY.user),
    'a user creates a policy in AWS IoT': call('iot', 'CreatePolicy', NEW_POLICY, BY.user),
    'a user creates an instance profile': call('iam', 'CreateInstanceProfile', { instanceProfileName: 'x' }, BY.user),
  },
};
