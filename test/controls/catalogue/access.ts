import { BOTH, type Assertion, type Control } from '../control';
import { all, each, type Check, type Properties } from '../resources';
import { actionsOf, allows, isAboutAnyKey, isAllowed, isForEverybody, type Statement } from '../statements';

const KEY = 'AWS::KMS::Key';
const TOPIC = 'AWS::SNS::Topic';
const FUNCTION = 'AWS::Lambda::Function';
/** https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html: of Node.js, the language of the functions. */
const SUPPORTED_RUNTIMES = ['nodejs22.x', 'nodejs24.x'];
/** With what an attacker reads everything that is encrypted. */
const DECRYPTION = ['kms:Decrypt', 'kms:ReEncryptFrom'];

const POLICIES = ['Policy', 'ManagedPolicy', 'RolePolicy', 'UserPolicy', 'GroupPolicy'].map((type) => `AWS::IAM::${type}`);
const HOLDERS = ['Role', 'User', 'Group'].map((type) => `AWS::IAM::${type}`);

/** Every policy: resources of their own, and those that stand in a role, user or group. */
function eachPolicy(isForbidden: (statement: Statement) => boolean): Check {
  const holds = ({ PolicyDocument }: Properties) => ![PolicyDocument.Statement].flat().some(isForbidden);
  return all(
    ...POLICIES.map((type) => each(type, holds)),
    ...HOLDERS.map((type) => each(type, ({ Policies }) => Policies.every(holds), ({ Policies }) => Policies !== undefined)),
  );
}

/** A policy of AWS's is no resource of the template: what has it fails by its own id. */
const ADMINISTRATORS = all(...HOLDERS.map((type) =>
  each(type, () => false, ({ ManagedPolicyArns }) => JSON.stringify(ManagedPolicyArns ?? []).includes(':policy/AdministratorAccess"'))));

const ROTATED: Assertion = { test: 'every key is rotated', check: each(KEY, ({ EnableKeyRotation }) => EnableKeyRotation === true) };
const letsInNobodyUnnamed = (type: string) => each(type, (_, resources, id) => resources.statementsFor(id).length > 0 && !resources.statementsFor(id).some(isForEverybody));

export const ACCESS: Control[] = [
  { id: 'CIS 3.8/3.6/3.6/4.6', title: 'Customer-managed keys are rotated', ...BOTH, ...ROTATED },
  {
    id: 'CIS 1.16/1.16/1.15/2.14',
    title: 'No policy allows *:*',
    ...BOTH,
    test: 'no policy allows all actions of AWS',
    check: all(eachPolicy((statement) => isAllowed(statement) && actionsOf(statement).some((action) => /^[*:]+$/.test(action))), ADMINISTRATORS),
  },
  {
    id: 'CIS -/-/-/2.21',
    title: 'No resource policy lets everybody in without a condition',
    ...BOTH,
    test: 'the policy of every bucket, topic, queue and key lets in nobody without a name',
    check: all(...['AWS::S3::Bucket', TOPIC, 'AWS::SQS::Queue', KEY].map(letsInNobodyUnnamed)),
  },
  {
    id: 'IAM.1/IAM.21',
    title: 'No policy has full rights, or wildcard actions of a service',
    ...BOTH,
    test: 'no policy allows all actions of a service',
    check: eachPolicy((statement) => isAllowed(statement) && actionsOf(statement).some((action) => /(^|:)\*+$/.test(action))),
  },
  {
    id: 'KMS.1/2',
    title: 'No policy allows decryption with all keys',
    ...BOTH,
    test: 'no policy allows to decrypt with a key that it does not name',
    check: eachPolicy((statement) => isAboutAnyKey(statement) && DECRYPTION.some((action) => allows(statement, action))),
  },
  { id: 'KMS.4', title: 'Keys are rotated', ...BOTH, ...ROTATED },
  { id: 'KMS.5', title: 'Keys are not public', ...BOTH, test: 'the policy of every key lets in nobody without a name', check: letsInNobodyUnnamed(KEY) },
  {
    id: 'SNS.1',
    title: 'Topics are encrypted at rest',
    ...BOTH,
    test: 'every topic is encrypted with a key of the stack',
    check: each(TOPIC, ({ KmsMasterKeyId }, resources) => resources.at(KmsMasterKeyId)?.KeyPolicy !== undefined),
  },
  { id: 'SNS.4', title: 'Topic policies let nobody in from everywhere', ...BOTH, test: 'the policy of every topic lets in nobody without a name', check: letsInNobodyUnnamed(TOPIC) },
  {
    id: 'Lambda.1',
    title: 'Functions are not public',
    ...BOTH,
    test: 'no function can be called by everybody',
    check: each(FUNCTION, (_, resources) => !resources.of('AWS::Lambda::Permission')
      .some(([, { Principal, SourceAccount }]) => Principal === '*' || Principal === 's3.amazonaws.com' && SourceAccount === undefined)),
  },
  {
    id: 'Lambda.2',
    title: 'Functions use supported runtimes',
    ...BOTH,
    test: 'every function uses a runtime that AWS supports',
    check: each(FUNCTION, ({ Runtime }) => SUPPORTED_RUNTIMES.includes(Runtime)),
  },
  {
    id: 'CIS 1.20/1.20/1.19/2.18',
    title: 'IAM Access Analyzer',
    scope: 'out',
    reason: 'An account has one external access analyzer a region, or its organization has it: a stack of an application that made one would fail where there is one',
  },
  {
    id: 'CIS -/4.16/4.16/5.16',
    title: 'Security Hub enabled',
    scope: 'out',
    reason: 'An account enables Security Hub once a region, most often by its organization: a stack that enables it would fail where it is enabled, and disable it when it is deleted',
  },
];
