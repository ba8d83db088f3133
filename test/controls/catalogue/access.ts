import { BOTH, type Assertion, type Control } from '../control';
import { all, each, type Check, type Properties } from '../resources';
import { actionsOf, allows, appliesToAnyKey, isAllowed, isPublic, type Statement } from '../statements';

const KEY = 'AWS::KMS::Key';
const TOPIC = 'AWS::SNS::Topic';
const FUNCTION = 'AWS::Lambda::Function';
/** The supported Node.js runtimes: https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html */
const SUPPORTED_RUNTIMES = ['nodejs22.x', 'nodejs24.x'];
/** The actions that allow reading encrypted data. */
const DECRYPT_ACTIONS = ['kms:Decrypt', 'kms:ReEncryptFrom'];

const POLICIES = ['Policy', 'ManagedPolicy', 'RolePolicy', 'UserPolicy', 'GroupPolicy'].map((type) => `AWS::IAM::${type}`);
const PRINCIPALS = ['Role', 'User', 'Group'].map((type) => `AWS::IAM::${type}`);

/** Evaluates every policy: policy resources, and the inline policies of roles, users and groups. */
function eachPolicy(isForbidden: (statement: Statement) => boolean): Check {
  const passes = ({ PolicyDocument }: Properties) => ![PolicyDocument.Statement].flat().some(isForbidden);
  return all(
    ...POLICIES.map((type) => each(type, passes)),
    ...PRINCIPALS.map((type) => each(type, ({ Policies }) => Policies.every(passes), ({ Policies }) => Policies !== undefined)),
  );
}

/** AWS managed policies are not resources of the template: the role, user or group with such a policy fails. */
const ADMINISTRATORS = all(...PRINCIPALS.map((type) =>
  each(type, () => false, ({ ManagedPolicyArns }) => JSON.stringify(ManagedPolicyArns ?? []).includes(':policy/AdministratorAccess"'))));

const ROTATED: Assertion = { test: 'automatic rotation is enabled for every key', check: each(KEY, ({ EnableKeyRotation }) => EnableKeyRotation === true) };
const hasNoPublicStatement = (type: string) => each(type, (_, resources, id) => resources.statementsFor(id).length > 0 && !resources.statementsFor(id).some(isPublic));

export const ACCESS: Control[] = [
  { id: 'CIS 3.8/3.6/3.6/4.6', title: 'Customer managed keys have rotation enabled', ...BOTH, ...ROTATED },
  {
    id: 'CIS 1.16/1.16/1.15/2.14',
    title: 'No policy allows full *:* privileges',
    ...BOTH,
    test: 'no policy allows all actions of all services',
    check: all(eachPolicy((statement) => isAllowed(statement) && actionsOf(statement).some((action) => /^[*:]+$/.test(action))), ADMINISTRATORS),
  },
  {
    id: 'CIS -/-/-/2.21',
    title: 'No resource-based policy allows any principal without a condition',
    ...BOTH,
    test: 'the policies of all buckets, topics, queues and keys allow specific principals only',
    check: all(...['AWS::S3::Bucket', TOPIC, 'AWS::SQS::Queue', KEY].map(hasNoPublicStatement)),
  },
  {
    id: 'IAM.1/IAM.21',
    title: 'No policy allows full privileges or all actions of a service',
    ...BOTH,
    test: 'no policy allows all actions of a service',
    check: eachPolicy((statement) => isAllowed(statement) && actionsOf(statement).some((action) => /(^|:)\*+$/.test(action))),
  },
  {
    id: 'KMS.1/2',
    title: 'No policy allows decryption with all KMS keys',
    ...BOTH,
    test: 'every policy allows decryption with specific keys only',
    check: eachPolicy((statement) => appliesToAnyKey(statement) && DECRYPT_ACTIONS.some((action) => allows(statement, action))),
  },
  { id: 'KMS.4', title: 'KMS key rotation is enabled', ...BOTH, ...ROTATED },
  { id: 'KMS.5', title: 'KMS keys are not publicly accessible', ...BOTH, test: 'the policy of every key allows specific principals only', check: hasNoPublicStatement(KEY) },
  {
    id: 'SNS.1',
    title: 'SNS topics are encrypted at rest',
    ...BOTH,
    test: 'every topic is encrypted with a key of the stack',
    check: each(TOPIC, ({ KmsMasterKeyId }, resources) => resources.at(KmsMasterKeyId)?.KeyPolicy !== undefined),
  },
  { id: 'SNS.4', title: 'SNS topic policies do not allow public access', ...BOTH, test: 'the policy of every topic allows specific principals only', check: hasNoPublicStatement(TOPIC) },
  {
    id: 'Lambda.1',
    title: 'Lambda function policies prohibit public access',
    ...BOTH,
    test: 'no function can be invoked by any principal or by buckets of any account',
    check: each(FUNCTION, (_, resources) => !resources.of('AWS::Lambda::Permission')
      .some(([, { Principal, SourceAccount }]) => Principal === '*' || Principal === 's3.amazonaws.com' && SourceAccount === undefined)),
  },
  {
    id: 'Lambda.2',
    title: 'Lambda functions use supported runtimes',
    ...BOTH,
    test: 'every function uses a runtime that AWS supports',
    check: each(FUNCTION, ({ Runtime }) => SUPPORTED_RUNTIMES.includes(Runtime)),
  },
  {
    id: 'CIS 1.20/1.20/1.19/2.18',
    title: 'IAM Access Analyzer external access analyzer is enabled',
    scope: 'out',
    reason: 'An account has one external access analyzer in each region, or its organization has one. The stack of an application that creates another one would fail',
  },
  {
    id: 'CIS -/4.16/4.16/5.16',
    title: 'AWS Security Hub is enabled',
    scope: 'out',
    reason: 'Security Hub is enabled once in each account and region, usually by the organization. A stack that enables it would fail if it is already enabled, and would disable it on deletion',
  },
];
