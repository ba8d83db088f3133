import { actionsOf, bucketStatements, identityStatements, resourcesOf, textOf } from './policies';
import { idOf, ofType, PRESETS, SUFFIX } from './presets-under-test';

/** Actions for which IAM knows no narrower resource, or whose resource only the account knows: its recorder has an id of AWS's making. */
const ACTIONS_ON_EVERYTHING = [
  'config:DeleteRetentionConfiguration', 'config:DescribeConfigurationRecorderStatus', 'config:DescribeConfigurationRecorders',
  'config:DescribeDeliveryChannelStatus', 'config:DescribeDeliveryChannels', 'config:DescribeRetentionConfigurations',
  'config:PutRetentionConfiguration', 'config:StartConfigurationRecorder', 'config:StopConfigurationRecorder',
  'ec2:DescribeSecurityGroups', 'elasticloadbalancing:DescribeTargetHealth', 'logs:DescribeLogGroups',
];
const TRAIL_ARN = `arn:\${AWS::Partition}:cloudtrail:\${AWS::Region}:\${AWS::AccountId}:trail/baseline-${SUFFIX}`;

describe.each(PRESETS)('in %s', (_name, preset) => {
  const statements = identityStatements(preset);
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

  test('an allowance on every resource is for actions that know no narrower one', () => {
    const everywhere = allowed.filter((statement) => resourcesOf(statement).includes('*')).flatMap(actionsOf);
    expect(everywhere.filter((action) => !ACTIONS_ON_EVERYTHING.includes(action))).toEqual([]);
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
