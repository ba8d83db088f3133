import { isWildcardOnlyAction } from '@cloud-copilot/iam-simulate';
import { actionsOf, bucketStatements, identityStatements, resourcesOf, resourceStatements, textOf } from './policies';
import { idOf, ofType, PRESETS, SUFFIX } from './presets-under-test';
import { ACTIONS_ON_ALL_RESOURCES, serviceRequestsOf, ACTIONS_WITH_WILDCARD, hasUndocumentedKeys, nameOf, reasonsOf } from './privileges';

const TRAIL_ARN = `arn:\${AWS::Partition}:cloudtrail:\${AWS::Region}:\${AWS::AccountId}:trail/baseline-${SUFFIX}`;

/** The function of the account settings looks for public buckets of the account. It can read no objects. */
const LOOKS_AT_ALL_BUCKETS = /AccountGuardrailsFunctionRole$/;

describe.each(PRESETS)('in %s', (_name, preset) => {
  const statements = identityStatements(preset);
  const held = [...statements, ...resourceStatements(preset)];
  const allowed = statements.filter(({ Effect }) => Effect === 'Allow');
  const buckets = ofType(preset, 'AWS::S3::Bucket').map(([id]) => id);
  const instanceRole = idOf(preset, 'AWS::IAM::Role', 'InstanceRole');

  test('S3 resources in IAM policies are ARNs of buckets in the stack or of their objects, unless public buckets of the account are looked for', () => {
    const s3Statements = statements.filter((statement) => actionsOf(statement).some((action) => action.startsWith('s3:')));
    expect(s3Statements.length).toBeGreaterThan(0);
    const arns = buckets.flatMap((id) => [`\${${id}.Arn}`, `\${${id}.Arn}/*`]);
    const ofStack = s3Statements.filter((statement) => !LOOKS_AT_ALL_BUCKETS.test(nameOf(statement)));
    expect(ofStack.flatMap(resourcesOf).filter((resource) => !arns.includes(resource))).toEqual([]);
  });

  test('object actions are allowed on objects, and bucket actions on buckets', () => {
    for (const statement of allowed.filter((one) => actionsOf(one).some((action) => action.startsWith('s3:')))) {
      const onObjects = actionsOf(statement).map((action) => /Object|AbortMultipartUpload/.test(action));
      expect([statement.Sid, new Set(resourcesOf(statement).map((resource) => resource.endsWith('/*')))]).toEqual([statement.Sid, new Set(onObjects)]);
    }
  });

  test('no role is allowed all actions of a service', () => {
    expect(allowed.flatMap(actionsOf).filter((action) => action === '*' || action.endsWith(':*'))).toEqual([]);
  });

  test('actions that are allowed on all resources do not support resource-level permissions', async () => {
    const onAllResources = allowed.filter((statement) => resourcesOf(statement).includes('*')).flatMap(actionsOf).filter((action) => !ACTIONS_ON_ALL_RESOURCES.includes(action));
    const supportOnlyWildcard = await Promise.all(onAllResources.map((action) => isWildcardOnlyAction(action.split(':')[0], action.split(':')[1])));
    expect(onAllResources.length).toBeGreaterThan(0);
    expect(onAllResources.filter((_, index) => !supportOnlyWildcard[index])).toEqual([]);
  });

  test('every statement whose resources contain an asterisk has a documented reason', () => {
    const found = held.filter((statement) => resourcesOf(statement).some((resource) => resource.includes('*')));
    expect(found.filter((statement) => reasonsOf(statement).length !== 1).map((statement) => `${nameOf(statement)} ${statement.Sid}`)).toEqual([]);
  });

  test('no statement allows actions with an asterisk except those of AWS KMS that the AWS documentation uses', () => {
    const wildcards = held.filter(({ Effect }) => Effect === 'Allow').flatMap(actionsOf).filter((action) => action.includes('*'));
    expect([...new Set(wildcards)].sort()).toEqual(ACTIONS_WITH_WILDCARD);
    expect(held.filter((one) => one.Effect === 'Allow' && actionsOf(one).includes('kms:*')).map(({ Principal }) => textOf((Principal as { AWS: unknown }).AWS)))
      .toEqual(ofType(preset, 'AWS::KMS::Key').map(() => 'arn:${AWS::Partition}:iam::${AWS::AccountId}:root')); // eslint-disable-line no-template-curly-in-string
  });

  test('all principals are named only in Deny statements', () => {
    const statementsForAll = held.filter(({ Principal }) => Principal !== undefined && JSON.stringify(Principal).includes('"*"'));
    expect(statementsForAll.filter(({ Effect }) => Effect !== 'Deny').map(({ holder }) => holder)).toEqual([]);
  });

  test('statements for services have exactly the condition keys that AWS documents', () => {
    const requests = serviceRequestsOf(held);
    expect(requests.filter(hasUndocumentedKeys)).toEqual([]);
  });

  test('every role is used', () => {
    const usersOf = (id: string) => Object.entries(preset.resources)
      .filter(([user, { Type, Properties }]) => user !== id && Type !== 'AWS::IAM::Policy' && JSON.stringify(Properties ?? {}).includes(`"${id}"`)).map(([user]) => user);
    const roles = ['AWS::IAM::Role', 'AWS::IAM::InstanceProfile', 'AWS::IAM::ServiceLinkedRole'].flatMap((type) => ofType(preset, type)).map(([id]) => id);
    expect(roles.length).toBeGreaterThanOrEqual(7);
    expect(roles.filter((id) => usersOf(id).length === 0)).toEqual([]);
  });

  test('every role trusts exactly one service', () => {
    for (const [id, { Properties }] of ofType(preset, 'AWS::IAM::Role')) {
      const { Statement: trust } = Properties.AssumeRolePolicyDocument;
      expect([id, trust]).toEqual([id, [expect.objectContaining({ Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { Service: expect.any(String) } })]]);
    }
  });

  test('the instances have only the managed policies of their two agents', () => {
    const managed = preset.resources[instanceRole].Properties.ManagedPolicyArns.map(textOf);
    expect(managed.sort()).toEqual([
      'arn:${AWS::Partition}:iam::aws:policy/AmazonSSMManagedInstanceCore', // eslint-disable-line no-template-curly-in-string
      'arn:${AWS::Partition}:iam::aws:policy/CloudWatchAgentServerPolicy', // eslint-disable-line no-template-curly-in-string
    ]);
  });

  test('the instances have access to the data bucket only', () => {
    const dataBucket = idOf(preset, 'AWS::S3::Bucket', 'DataBucket');
    const ofInstances = allowed.filter(({ holder }) => holder === instanceRole).filter((one) => actionsOf(one).some((action) => action.startsWith('s3:')));
    expect(ofInstances.flatMap(resourcesOf).sort()).toEqual([`\${${dataBucket}.Arn}`, `\${${dataBucket}.Arn}/*`]);
  });

  test('functions are not allowed to create log groups, and instances are explicitly denied to', () => {
    expect(allowed.flatMap(actionsOf)).not.toContain('logs:CreateLogGroup');
    const denied = statements.filter(({ Effect, holder }) => Effect === 'Deny' && holder === instanceRole).flatMap(actionsOf);
    expect(denied).toContain('logs:CreateLogGroup');
  });

  test('every bucket policy denies HTTP and TLS versions before 1.2 for all principals, on the bucket and its objects', () => {
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

  test('bucket policies allow only services, limited to the account or to the trail', () => {
    for (const statement of [...bucketStatements(preset).values()].flat().filter(({ Effect }) => Effect === 'Allow')) {
      expect(statement.Principal).toEqual({ Service: expect.any(String) });
      const { 'aws:SourceArn': arn, 'aws:SourceAccount': account } = statement.Condition?.StringEquals ?? {};
      // Requests of the load balancer have neither condition key: the object keys limit them to the account.
      const bound = arn === undefined ? account && textOf(account) : textOf(arn);
      const binding = bound ?? resourcesOf(statement).map((resource) => resource.split('/AWSLogs/')[1]).join();
      // eslint-disable-next-line no-template-curly-in-string
      expect([statement.Sid, [TRAIL_ARN, '${AWS::AccountId}', '${AWS::AccountId}/*']]).toEqual([statement.Sid, expect.arrayContaining([binding])]);
    }
  });

  test('CloudTrail and AWS Config are allowed to check their bucket and to write below their prefix with the bucket-owner-full-control ACL', () => {
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
