import { textOf } from './policies';
import { idOf, PRESETS, synthesize, SUFFIX, type SynthesizedBaseline } from './presets-under-test';

interface Output {
  readonly Description?: string;
  readonly Value: unknown;
  readonly Export?: { readonly Name: string };
}

const outputsOf = (preset: SynthesizedBaseline): Record<string, Output> => preset.template.toJSON().Outputs ?? {};

/** The name of the export, the resource, and the attribute that is exported (empty for the `Ref`). */
const EXPORTS: [name: string, type: string, id: string, attribute: string][] = [
  ['VpcId', 'AWS::EC2::VPC', '', ''],
  ['EncryptionKeyArn', 'AWS::KMS::Key', 'BaselineKey', '.Arn'],
  ['AccessLogsBucketName', 'AWS::S3::Bucket', 'AccessLogsBucket', ''],
  ['TrailBucketName', 'AWS::S3::Bucket', 'TrailBucket', ''],
  ['ConfigBucketName', 'AWS::S3::Bucket', 'ConfigBucket', ''],
  ['DataBucketName', 'AWS::S3::Bucket', 'DataBucket', ''],
  ['NotificationTopicArn', 'AWS::SNS::Topic', 'BaselineNotifications', ''],
  ['DatabaseSecretArn', 'AWS::RDS::DBInstance', '', '.MasterUserSecret.SecretArn'],
  ['LoadBalancerDnsName', 'AWS::ElasticLoadBalancingV2::LoadBalancer', '', '.DNSName'],
];

describe.each(PRESETS)('in %s', (_name, preset) => {
  const outputs = Object.values(outputsOf(preset));
  const valueOf = (name: string) => textOf(outputs.find((output) => output.Export?.Name === `baseline-${SUFFIX}-${name}`)?.Value);

  test('every output has a description and an export name with the suffix', () => {
    expect(outputs.length).toBeGreaterThan(0);
    for (const { Description, Export } of outputs) {
      expect(Description).toMatch(/\w+/);
      expect(Export?.Name).toMatch(new RegExp(`^baseline-${SUFFIX}-\\w+$`));
    }
    expect(new Set(outputs.map((output) => output.Export?.Name)).size).toBe(outputs.length);
  });

  test.each(EXPORTS)('%s is exported', (name, type, id, attribute) => {
    expect(valueOf(name)).toBe(`\${${idOf(preset, type, id)}${attribute}}`);
  });

  test.each(['Public', 'Private', 'Isolated'])('the %s subnets are exported', (tier) => {
    expect(valueOf(`${tier}SubnetIds`)).toBe([1, 2].map((zone) => `\${${idOf(preset, 'AWS::EC2::Subnet', `${tier}Subnet${zone}`)}}`).join());
  });

  test('the ARN of the trail is exported', () => {
    // eslint-disable-next-line no-template-curly-in-string
    expect(valueOf('TrailArn')).toBe('arn:${AWS::Partition}:cloudtrail:${AWS::Region}:${AWS::AccountId}:trail/baseline-' + SUFFIX);
  });

  test('the endpoint of the database and instructions for connecting to it are exported', () => {
    const database = idOf(preset, 'AWS::RDS::DBInstance');
    expect(valueOf('DatabaseEndpoint')).toBe(`\${${database}.Endpoint.Address}:\${${database}.Endpoint.Port}`);
    for (const step of ['global-bundle.pem', 'aws ssm start-session', 'generate-db-auth-token', `\${${database}.Endpoint.Address}`, `\${${database}.MasterUserSecret.SecretArn}`]) {
      expect(valueOf('DatabaseConnection')).toContain(step);
    }
  });

  test('every value has at most 1,024 characters and no line break, as CloudFormation requires', () => {
    for (const { Value } of outputs) {
      expect(textOf(Value).length).toBeLessThanOrEqual(1024);
      expect(textOf(Value)).not.toMatch(/[\r\n]/);
    }
  });

  test('the construct has properties with the same values', () => {
    const { baseline, stack } = preset;
    const properties = {
      VpcId: baseline.vpc.vpcId,
      EncryptionKeyArn: baseline.encryptionKey.keyArn,
      AccessLogsBucketName: baseline.accessLogsBucket.bucketName,
      TrailBucketName: baseline.trailBucket.bucketName,
      ConfigBucketName: baseline.configBucket.bucketName,
      DataBucketName: baseline.dataBucket.bucketName,
      TrailArn: baseline.auditTrail.trailArn,
      NotificationTopicArn: baseline.notificationTopic.topicArn,
      DatabaseEndpoint: baseline.database.instanceEndpoint.socketAddress,
      DatabaseSecretArn: baseline.database.secret.secretArn,
      LoadBalancerDnsName: baseline.webTier.loadBalancerDnsName,
    };
    for (const [name, value] of Object.entries(properties)) {
      expect([name, textOf(stack.resolve(value))]).toEqual([name, valueOf(name)]);
    }
  });
});

test('disabled parts of the baseline have no outputs', () => {
  const small = synthesize(() => ({ database: { enabled: false }, webTier: { enabled: false }, trail: { enabled: false } }));
  const names = Object.values(outputsOf(small)).map((output) => output.Export?.Name);
  expect(names.filter((name) => /Database|LoadBalancer|Trail/.test(name ?? ''))).toEqual([]);
  expect(names).toContain(`baseline-${SUFFIX}-VpcId`);
});
