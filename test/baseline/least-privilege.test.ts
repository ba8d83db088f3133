import { isWildcardOnlyAction } from '@cloud-copilot/iam-simulate';
import { actionsOf, bucketStatements, identityStatements, resourcesOf, textOf, type HeldStatement } from './policies';
import { idOf, nonProduction, ofType, PRESETS, production, SUFFIX, type SynthesizedBaseline } from './presets-under-test';
import type { Statement } from '../support/templates';

/** Why statements name any resource, or any part of one: what holds them, their sid, and the reason. */
const WILDCARDS: [holder: RegExp, sid: RegExp, reason: string][] = [
  [/Key$/, /./, 'In the policy of a key it is that key'],
  [/BucketPolicy$/, /^Deny/, 'What is forbidden is forbidden for every object'],
  [/BucketPolicy$/, /Write|Delivery/, 'The service names the objects, below the prefix that stands before'],
  [/FlowLogsRole$/, /^FindLogGroup$/, 'IAM knows no narrower resource for the list of log groups'],
  [/TrailLogsRole$/, /^WriteEvents$/, 'CloudTrail chooses how the name of its stream ends'],
  [/InstanceRole$/, /^KeepLogGroups$/, 'What is forbidden is forbidden for every log group'],
  [/InstanceRole$/, /^ReadOwnHealth$/, 'IAM knows no narrower resource for the health of targets'],
  [/InstanceRole$/, /^UseData$/, 'The application names the objects of its bucket'],
  [/ClosedDefaultSecurityGroupFunctionRole$/, /^ReadRules$/, 'IAM knows no narrower resource for the list of security groups'],
  [/ConfigStarterFunctionRole$/, /^ReadConfig$/, 'Asks which recorders and channels the account has'],
  [/ConfigStarterFunctionRole$/, /^StartAndStop$/, 'CloudFormation does not tell the id of a recorder; the account has one'],
  [/ConfigStarterFunctionRole$/, /^SetRetention$/, 'IAM knows no narrower resource: retention is a setting of the account'],
  [/EmptyOnDeleteFunctionRole$/, /^EmptyBucket$/, 'Every object of the bucket is deleted'],
];
/** Actions that are asked about all that the account has, though IAM knows a narrower resource: whose recorder it is shows only then. */
const ASKED_ABOUT_ALL = ['config:DescribeConfigurationRecorderStatus', 'config:DescribeConfigurationRecorders'];
/** AWS names these two families of actions itself, for every service that encrypts; the account's IAM policies need all. */
const FAMILIES_OF_ACTIONS = ['kms:*', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'];

const AWS_DOCS = 'https://docs.aws.amazon.com';
/** The condition keys that AWS documents for what a service asks; a statement for it has these and no other. */
const SENT_BY_SERVICES: Record<string, { readonly keys: string[]; readonly source: string }> = {
  'cloudtrail.amazonaws.com s3:GetBucketAcl': {
    keys: ['aws:SourceArn'], source: `${AWS_DOCS}/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html`,
  },
  'cloudtrail.amazonaws.com s3:PutObject': {
    keys: ['aws:SourceArn', 's3:x-amz-acl'], source: `${AWS_DOCS}/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html`,
  },
  'cloudtrail.amazonaws.com kms:GenerateDataKey*': {
    keys: ['aws:SourceArn', 'kms:EncryptionContext:aws:cloudtrail:arn'], source: `${AWS_DOCS}/awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail.html`,
  },
  'cloudtrail.amazonaws.com kms:Decrypt': {
    keys: ['aws:SourceArn'], source: `${AWS_DOCS}/awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail.html`,
  },
  'cloudtrail.amazonaws.com sts:AssumeRole': {
    keys: [], source: `${AWS_DOCS}/awscloudtrail/latest/userguide/cloudtrail-required-policy-for-cloudwatch-logs.html`,
  },
  'config.amazonaws.com s3:GetBucketAcl': { keys: ['aws:SourceAccount'], source: `${AWS_DOCS}/config/latest/developerguide/s3-bucket-policy.html` },
  'config.amazonaws.com s3:PutObject': { keys: ['aws:SourceAccount', 's3:x-amz-acl'], source: `${AWS_DOCS}/config/latest/developerguide/s3-bucket-policy.html` },
  'config.amazonaws.com kms:Decrypt': { keys: ['aws:SourceAccount'], source: `${AWS_DOCS}/config/latest/developerguide/s3-kms-key-policy.html` },
  'logging.s3.amazonaws.com s3:PutObject': { keys: ['aws:SourceAccount'], source: `${AWS_DOCS}/AmazonS3/latest/userguide/enable-server-access-logging.html` },
  'logdelivery.elasticloadbalancing.amazonaws.com s3:PutObject': {
    keys: [], source: `${AWS_DOCS}/elasticloadbalancing/latest/application/enable-access-logging.html`,
  },
  'logs.${AWS::Region}.${AWS::URLSuffix} kms:Decrypt': { // eslint-disable-line no-template-curly-in-string
    keys: ['kms:EncryptionContext:aws:logs:arn'], source: `${AWS_DOCS}/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html`,
  },
  'cloudwatch.amazonaws.com sns:Publish': { keys: ['aws:SourceAccount'], source: `${AWS_DOCS}/sns/latest/dg/sns-access-policy-use-cases.html` },
  'cloudwatch.amazonaws.com kms:Decrypt': { keys: ['aws:SourceAccount'], source: `${AWS_DOCS}/sns/latest/dg/sns-key-management.html` },
  'events.amazonaws.com sns:Publish': { keys: [], source: `${AWS_DOCS}/eventbridge/latest/userguide/eb-use-resource-based.html` },
  'events.amazonaws.com kms:Decrypt': { keys: [], source: `${AWS_DOCS}/sns/latest/dg/sns-key-management.html` },
  'events.amazonaws.com sqs:SendMessage': { keys: ['aws:SourceArn'], source: `${AWS_DOCS}/eventbridge/latest/userguide/eb-rule-dlq.html` },
  'events.rds.amazonaws.com sns:Publish': { keys: ['aws:SourceAccount'], source: `${AWS_DOCS}/AmazonRDS/latest/UserGuide/USER_Events.GrantingPermissions.html` },
  'events.rds.amazonaws.com kms:Decrypt': { keys: [], source: `${AWS_DOCS}/AmazonRDS/latest/UserGuide/USER_Events.GrantingPermissions.html` },
  'sns.amazonaws.com sqs:SendMessage': { keys: ['aws:SourceArn'], source: `${AWS_DOCS}/sns/latest/dg/sns-configure-dead-letter-queue.html` },
  'vpc-flow-logs.amazonaws.com sts:AssumeRole': { keys: ['aws:SourceAccount', 'aws:SourceArn'], source: `${AWS_DOCS}/vpc/latest/userguide/flow-logs-iam-role.html` },
  'monitoring.rds.amazonaws.com sts:AssumeRole': {
    keys: ['aws:SourceAccount', 'aws:SourceArn'], source: `${AWS_DOCS}/AmazonRDS/latest/UserGuide/USER_Monitoring.OS.Enabling.html`,
  },
  'ec2.amazonaws.com sts:AssumeRole': { keys: [], source: `${AWS_DOCS}/AWSEC2/latest/UserGuide/iam-roles-for-amazon-ec2.html` },
  'lambda.amazonaws.com sts:AssumeRole': { keys: [], source: `${AWS_DOCS}/lambda/latest/dg/lambda-intro-execution-role.html` },
};
const TRAIL_ARN = `arn:\${AWS::Partition}:cloudtrail:\${AWS::Region}:\${AWS::AccountId}:trail/baseline-${SUFFIX}`;

/** Every statement of the policies of resources, and of those that say who may take a role. */
function resourceStatements({ resources }: SynthesizedBaseline): HeldStatement[] {
  return Object.entries(resources).filter(([, { Type }]) => Type !== 'AWS::IAM::Policy').flatMap(([holder, { Properties = {} }]) =>
    [Properties.KeyPolicy, Properties.AssumeRolePolicyDocument, Properties.PolicyDocument].flatMap((document) =>
      (document?.Statement ?? []).map((statement: Statement) => ({ Resource: [], ...statement, holder }))));
}

/** What holds the statement, without what makes its logical id unique. */
const nameOf = ({ holder }: HeldStatement) => holder.slice(0, -8);

describe.each(PRESETS)('in %s', (_name, preset) => {
  const statements = identityStatements(preset);
  const held = [...statements, ...resourceStatements(preset)];
  const allowed = statements.filter(({ Effect }) => Effect === 'Allow');
  const buckets = ofType(preset, 'AWS::S3::Bucket').map(([id]) => id);
  const instanceRole = idOf(preset, 'AWS::IAM::Role', 'InstanceRole');

  test('every S3 resource in an IAM policy is the ARN of a bucket of the stack, or of its objects', () => {
    const s3Statements = statements.filter((statement) => actionsOf(statement).some((action) => action.startsWith('s3:')));
    expect(s3Statements.length).toBeGreaterThan(0);
    const arns = buckets.flatMap((id) => [`\${${id}.Arn}`, `\${${id}.Arn}/*`]);
    expect(s3Statements.flatMap(resourcesOf).filter((resource) => !arns.includes(resource))).toEqual([]);
  });

  test('objects are what object actions are about, and the bucket what bucket actions are about', () => {
    for (const statement of allowed.filter((one) => actionsOf(one).some((action) => action.startsWith('s3:')))) {
      const onObjects = actionsOf(statement).map((action) => /Object|AbortMultipartUpload/.test(action));
      expect([statement.Sid, new Set(resourcesOf(statement).map((resource) => resource.endsWith('/*')))]).toEqual([statement.Sid, new Set(onObjects)]);
    }
  });

  test('no role may do all that a service offers', () => {
    expect(allowed.flatMap(actionsOf).filter((action) => action === '*' || action.endsWith(':*'))).toEqual([]);
  });

  test('an allowance on every resource is for actions that know no narrower one', async () => {
    const everywhere = allowed.filter((statement) => resourcesOf(statement).includes('*')).flatMap(actionsOf).filter((action) => !ASKED_ABOUT_ALL.includes(action));
    const knowNoOther = await Promise.all(everywhere.map((action) => isWildcardOnlyAction(action.split(':')[0], action.split(':')[1])));
    expect(everywhere.length).toBeGreaterThan(0);
    expect(everywhere.filter((_, index) => !knowNoOther[index])).toEqual([]);
  });

  test('every statement that names resources with an asterisk has its reason', () => {
    const found = held.filter((statement) => resourcesOf(statement).some((resource) => resource.includes('*')));
    const reasonsOf = (statement: HeldStatement) => WILDCARDS.filter(([holder, sid]) => holder.test(nameOf(statement)) && sid.test(statement.Sid ?? ''));
    expect(found.filter((statement) => reasonsOf(statement).length !== 1).map((statement) => `${nameOf(statement)} ${statement.Sid}`)).toEqual([]);
    if (preset === nonProduction) {
      expect(WILDCARDS.filter((row) => !found.some((statement) => reasonsOf(statement).includes(row))).map(([, , reason]) => reason)).toEqual([]);
    }
  });

  test('no statement allows actions with an asterisk but those that AWS names so for keys', () => {
    const families = held.filter(({ Effect }) => Effect === 'Allow').flatMap(actionsOf).filter((action) => action.includes('*'));
    expect([...new Set(families)].sort()).toEqual(FAMILIES_OF_ACTIONS);
    expect(held.filter((one) => one.Effect === 'Allow' && actionsOf(one).includes('kms:*')).map(({ Principal }) => textOf((Principal as { AWS: unknown }).AWS)))
      .toEqual(ofType(preset, 'AWS::KMS::Key').map(() => 'arn:${AWS::Partition}:iam::${AWS::AccountId}:root')); // eslint-disable-line no-template-curly-in-string
  });

  test('everybody is named in what is forbidden only', () => {
    const everybody = held.filter(({ Principal }) => Principal !== undefined && JSON.stringify(Principal).includes('"*"'));
    expect(everybody.filter(({ Effect }) => Effect !== 'Deny').map(({ holder }) => holder)).toEqual([]);
  });

  test('every service is bound by the keys that AWS documents for what it asks, and by no other', () => {
    const ofServices = held.filter(({ Effect, Principal }) => Effect === 'Allow' && (Principal as { Service?: unknown })?.Service !== undefined);
    const asked = ofServices.map((statement) => ({
      title: `${textOf((statement.Principal as { Service: unknown }).Service)} ${actionsOf(statement)[0]}`,
      keys: Object.values(statement.Condition ?? {}).flatMap((keys) => Object.keys(keys)).sort(),
    }));
    expect(asked.filter(({ title, keys }) => JSON.stringify(SENT_BY_SERVICES[title]?.keys) !== JSON.stringify(keys))).toEqual([]);
    if (preset === production) {
      expect(Object.keys(SENT_BY_SERVICES).filter((title) => !asked.some((one) => one.title === title))).toEqual([]);
    }
  });

  test('every role is used by something', () => {
    const usersOf = (id: string) => Object.entries(preset.resources)
      .filter(([user, { Type, Properties }]) => user !== id && Type !== 'AWS::IAM::Policy' && JSON.stringify(Properties ?? {}).includes(`"${id}"`)).map(([user]) => user);
    const roles = ['AWS::IAM::Role', 'AWS::IAM::InstanceProfile', 'AWS::IAM::ServiceLinkedRole'].flatMap((type) => ofType(preset, type)).map(([id]) => id);
    expect(roles.length).toBeGreaterThanOrEqual(7);
    expect(roles.filter((id) => usersOf(id).length === 0)).toEqual([]);
  });

  test('every role is for one service, and no two services share one', () => {
    for (const [id, { Properties }] of ofType(preset, 'AWS::IAM::Role')) {
      const { Statement: trust } = Properties.AssumeRolePolicyDocument;
      expect([id, trust]).toEqual([id, [expect.objectContaining({ Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { Service: expect.any(String) } })]]);
    }
  });

  test('the instances have the two managed policies of their agents and no other', () => {
    const managed = preset.resources[instanceRole].Properties.ManagedPolicyArns.map(textOf);
    expect(managed.sort()).toEqual([
      'arn:${AWS::Partition}:iam::aws:policy/AmazonSSMManagedInstanceCore', // eslint-disable-line no-template-curly-in-string
      'arn:${AWS::Partition}:iam::aws:policy/CloudWatchAgentServerPolicy', // eslint-disable-line no-template-curly-in-string
    ]);
  });

  test('the instances reach the data bucket and no other', () => {
    const dataBucket = idOf(preset, 'AWS::S3::Bucket', 'DataBucket');
    const ofInstances = allowed.filter(({ holder }) => holder === instanceRole).filter((one) => actionsOf(one).some((action) => action.startsWith('s3:')));
    expect(ofInstances.flatMap(resourcesOf).sort()).toEqual([`\${${dataBucket}.Arn}`, `\${${dataBucket}.Arn}/*`]);
  });

  test('no function may make a log group, and instances are forbidden to', () => {
    expect(allowed.flatMap(actionsOf)).not.toContain('logs:CreateLogGroup');
    const denied = statements.filter(({ Effect, holder }) => Effect === 'Deny' && holder === instanceRole).flatMap(actionsOf);
    expect(denied).toContain('logs:CreateLogGroup');
  });

  test('every bucket refuses plain HTTP and TLS older than 1.2, to everyone, for itself and its objects', () => {
    const policies = bucketStatements(preset);
    expect([...policies.keys()].sort()).toEqual([...buckets].sort());
    for (const [bucket, found] of policies) {
      const denied = found.filter(({ Effect }) => Effect === 'Deny');
      expect(denied.map(({ Condition }) => Condition)).toEqual([{ Bool: { 'aws:SecureTransport': 'false' } }, { NumericLessThan: { 's3:TlsVersion': '1.2' } }]);
      for (const statement of denied) {
        expect(statement).toMatchObject({ Action: 's3:*', Principal: { AWS: '*' } });
        expect(resourcesOf(statement)).toEqual([`\${${bucket}.Arn}`, `\${${bucket}.Arn}/*`]);
      }
    }
  });

  test('bucket policies let services in only, each for this account or for the one trail', () => {
    for (const statement of [...bucketStatements(preset).values()].flat().filter(({ Effect }) => Effect === 'Allow')) {
      expect(statement.Principal).toEqual({ Service: expect.any(String) });
      const { 'aws:SourceArn': arn, 'aws:SourceAccount': account } = statement.Condition?.StringEquals ?? {};
      // The load balancer's delivery sends neither key: the account stands in the keys that it may write.
      const bound = arn === undefined ? account && textOf(account) : textOf(arn);
      const binding = bound ?? resourcesOf(statement).map((resource) => resource.split('/AWSLogs/')[1]).join();
      // eslint-disable-next-line no-template-curly-in-string
      expect([statement.Sid, [TRAIL_ARN, '${AWS::AccountId}', '${AWS::AccountId}/*']]).toEqual([statement.Sid, expect.arrayContaining([binding])]);
    }
  });

  test('CloudTrail and AWS Config check the bucket and write below their own prefix, with the owner ACL', () => {
    const policies = bucketStatements(preset);
    const of = (bucket: string) => (policies.get(idOf(preset, 'AWS::S3::Bucket', bucket)) ?? []).filter(({ Effect }) => Effect === 'Allow');
    const summary = (bucket: string) => of(bucket).map((statement) => [
      (statement.Principal as { Service: string }).Service, actionsOf(statement).join(), resourcesOf(statement).join().replace(/^[^}]*}/, ''),
      statement.Condition?.StringEquals['s3:x-amz-acl'],
    ]);
    expect(summary('TrailBucket')).toEqual([
      ['cloudtrail.amazonaws.com', 's3:GetBucketAcl', '', undefined],
      ['cloudtrail.amazonaws.com', 's3:PutObject', '/cloudtrail/AWSLogs/${AWS::AccountId}/*', 'bucket-owner-full-control'], // eslint-disable-line no-template-curly-in-string
    ]);
    expect(summary('ConfigBucket')).toEqual([
      ['config.amazonaws.com', 's3:GetBucketAcl,s3:ListBucket', '', undefined],
      ['config.amazonaws.com', 's3:PutObject', '/config/AWSLogs/${AWS::AccountId}/Config/*', 'bucket-owner-full-control'], // eslint-disable-line no-template-curly-in-string
    ]);
    expect(preset.resources[idOf(preset, 'AWS::Config::DeliveryChannel')].Properties.S3KeyPrefix).toBe('config');
    expect(preset.resources[idOf(preset, 'AWS::CloudTrail::Trail')].Properties.S3KeyPrefix).toBe('cloudtrail');
  });
});
