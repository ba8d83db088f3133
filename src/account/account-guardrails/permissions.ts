import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Aws, Fn, Stack } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { RECORDS_PATH } from './resource-properties';
import { ACCOUNT_SETTINGS, type AccountSetting } from '../account-settings';

/** Actions of the table that have the same resources. The name is a part of the sid. */
interface Purpose {
  readonly name: string;
  readonly actions: RegExp;
  readonly resources: (stack: Stack) => string[];
  /** Why a resource contains an asterisk, for cdk-nag. */
  readonly wildcard: string;
}

const arnsInRegions = (service: string, ...resources: string[]) => ({ partition, account }: Stack) =>
  resources.map((resource) => `arn:${partition}:${service}:*:${account}:${resource}`);

/** The first purpose whose actions match is that of an action. */
const PURPOSES: readonly Purpose[] = [
  {
    name: 'Buckets',
    actions: /^s3:GetBucket/,
    resources: ({ partition }) => [`arn:${partition}:s3:::*`],
    wildcard: 'The function looks for public buckets among all buckets of the account',
  },
  {
    name: 'Contact',
    actions: /^account:\w+AlternateContact$/,
    resources: ({ partition, account }) => [`arn:${partition}:account::${account}:account`],
    wildcard: '',
  },
  {
    name: 'Sharing',
    actions: /^ec2:Describe(Image|Snapshot)Attribute$/,
    resources: ({ partition }) => [`arn:${partition}:ec2:*::image/*`, `arn:${partition}:ec2:*::snapshot/*`],
    wildcard: 'The function looks for shared images and snapshots in all governed regions',
  },
  {
    name: 'Documents',
    actions: /^ssm:DescribeDocumentPermission$/,
    resources: arnsInRegions('ssm', 'document/*'),
    wildcard: 'The function looks for public documents in all governed regions',
  },
  {
    name: 'ServiceSettings',
    actions: /^ssm:\w+ServiceSetting$/,
    resources: arnsInRegions('ssm',
      'servicesetting/ssm/automation/customer-script-log-destination', 'servicesetting/ssm/documents/console/public-sharing-permission'),
    wildcard: 'The settings exist in each governed region',
  },
  {
    name: 'DefaultVpc',
    actions: /^ec2:(ModifySubnetAttribute|(Authorize|Revoke)SecurityGroup\w+|DeleteSubnet|DetachInternetGateway|DeleteInternetGateway|DeleteVpc)$/,
    resources: arnsInRegions('ec2', 'internet-gateway/*', 'security-group-rule/*', 'security-group/*', 'subnet/*', 'vpc/*'),
    wildcard: 'The ids of the default VPCs of the governed regions are not known before the deployment',
  },
  { name: 'Settings', actions: /./, resources: () => ['*'], wildcard: 'These actions do not support resource-level permissions' },
];

/** A statement, and the reason why its resources contain an asterisk. */
export interface ExplainedStatement {
  readonly statement: PolicyStatement;
  readonly wildcard: string;
}

/** Returns the statements that read settings and what they would break. */
export function readStatements(scope: Construct, settings: readonly AccountSetting[]): ExplainedStatement[] {
  return statementsOf(scope, 'Read', settings.flatMap((setting) => ACCOUNT_SETTINGS[setting].readActions));
}

/** Returns the statements that change settings, those of regions in the governed regions only, and keep records of the earlier values. */
export function changeStatements(scope: Construct, settings: readonly AccountSetting[], regions?: readonly string[]): ExplainedStatement[] {
  const writeActions = (inScope: string) =>
    settings.map((setting) => ACCOUNT_SETTINGS[setting]).filter((one) => one.scope === inScope).flatMap((one) => one.writeActions);
  const conditions = regions && { StringEquals: { 'aws:RequestedRegion': regions } };
  return [
    ...statementsOf(scope, 'ChangeAccount', writeActions('account')),
    ...statementsOf(scope, 'ChangeRegion', writeActions('region'), conditions),
    {
      statement: new PolicyStatement({
        sid: 'KeepRecords',
        actions: ['ssm:DeleteParameter', 'ssm:PutParameter'],
        resources: recordArns(scope, '/*/earlier', `/*/owners/${stackGuid()}`),
      }),
      wildcard: 'The records are below a path in each governed region',
    },
  ];
}

/** Returns the ARNs of SSM parameters in all regions. */
export function recordArns(scope: Construct, ...names: string[]): string[] {
  return arnsInRegions('ssm', ...names.map((name) => `parameter${RECORDS_PATH}${name}`))(Stack.of(scope));
}

/** The GUID at the end of the ARN of the stack, by which the records of the stack are named. */
export function stackGuid(): string {
  return Fn.select(2, Fn.split('/', Aws.STACK_ID));
}

function statementsOf(scope: Construct, verb: string, actions: readonly string[], conditions?: Record<string, unknown>): ExplainedStatement[] {
  const purposeOf = (action: string) => PURPOSES.find((purpose) => purpose.actions.test(action))!;
  const unique = [...new Set(actions)].sort();
  return PURPOSES.map((purpose) => ({ purpose, ofPurpose: unique.filter((action) => purposeOf(action) === purpose) }))
    .filter(({ ofPurpose }) => ofPurpose.length > 0)
    .map(({ purpose: { name, resources, wildcard }, ofPurpose }) => ({
      statement: new PolicyStatement({ sid: `${verb}${name}`, actions: ofPurpose, resources: resources(Stack.of(scope)), conditions }),
      wildcard,
    }));
}
