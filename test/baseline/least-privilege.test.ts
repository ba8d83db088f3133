import { isWildcardOnlyAction } from '@cloud-copilot/iam-simulate';
import { actionsOf, bucketStatements, identityStatements, resourcesOf, resourceStatements, textOf } from './policies';
import { idOf, ofType, PRESETS, SUFFIX } from './presets-under-test';
import { ASKED_ABOUT_ALL, askedByServices, FAMILIES_OF_ACTIONS, isBoundOtherwise, nameOf, reasonsOf } from './privileges';

const TRAIL_ARN = `arn:\${AWS::Partition}:cloudtrail:\${AWS::Region}:\${AWS::AccountId}:trail/baseline-${SUFFIX}`;

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
    expect(found.filter((statement) => reasonsOf(statement).length !== 1).map((statement) => `${nameOf(statement)} ${statement.Sid}`)).toEqual([]);
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
    const asked = askedByServices(held);
    expect(asked.filter(isBoundOtherwise)).toEqual([]);
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
