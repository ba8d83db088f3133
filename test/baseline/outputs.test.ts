import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { Port } from 'aws-cdk-lib/aws-ec2';
import type { Stack } from 'aws-cdk-lib/core';
import { textOf } from './policies';
import { CERTIFICATE_ARN, idOf, nonProduction, PRESETS, productionProps, synthesize, SUFFIX, type SynthesizedBaseline } from './presets-under-test';
import { TrafficPeer, type SecureBaselineProps } from '../../src';

interface Output {
  readonly Description?: string;
  readonly Value: unknown;
  readonly Export?: { readonly Name: string };
}

const outputsOf = (preset: SynthesizedBaseline): Record<string, Output> => preset.template.toJSON().Outputs ?? {};

/** The values of the outputs by their name, which is a part of the logical id. */
const valuesOf = (preset: SynthesizedBaseline) => new Map(Object.entries(outputsOf(preset)).map(([id, { Value }]) =>
  [/^Baseline(\w+)Output[\dA-F]{8}$/.exec(id)![1], textOf(Value)]));

/** The values of the exports by their name without the prefix of the baseline. */
const exportsOf = (preset: SynthesizedBaseline) => Object.fromEntries(Object.values(outputsOf(preset)).filter((output) => output.Export)
  .map(({ Export, Value }) => [Export!.Name.replace(`baseline-${SUFFIX}-`, ''), textOf(Value)]));

/** The name of the output, the resource, and the attribute that is its value (empty for the `Ref`). */
const VALUES: [name: string, type: string, id: string, attribute: string][] = [
  ['VpcId', 'AWS::EC2::VPC', '', ''],
  ...['Public', 'Private', 'Isolated'].flatMap((tier) => [1, 2].map((number): [string, string, string, string] => [
    `${tier}SubnetId${number}`, 'AWS::EC2::Subnet', `${tier}Subnet${number}`, '',
  ])),
  ['EncryptionKeyArn', 'AWS::KMS::Key', 'BaselineKey', '.Arn'],
  ['AccessLogsBucketName', 'AWS::S3::Bucket', 'AccessLogsBucket', ''],
  ['TrailBucketName', 'AWS::S3::Bucket', 'TrailBucket', ''],
  ['ConfigBucketName', 'AWS::S3::Bucket', 'ConfigBucket', ''],
  ['DataBucketName', 'AWS::S3::Bucket', 'DataBucket', ''],
  ['NotificationTopicArn', 'AWS::SNS::Topic', 'BaselineNotifications', ''],
  ['DatabaseAddress', 'AWS::RDS::DBInstance', '', '.Endpoint.Address'],
  ['DatabasePort', 'AWS::RDS::DBInstance', '', '.Endpoint.Port'],
  ['DatabaseResourceId', 'AWS::RDS::DBInstance', '', '.DbiResourceId'],
  ['DatabaseSecurityGroupId', 'AWS::EC2::SecurityGroup', 'BaselineDatabase', '.GroupId'],
  ['DatabaseSecretArn', 'AWS::RDS::DBInstance', '', '.MasterUserSecret.SecretArn'],
  ['LoadBalancerDnsName', 'AWS::ElasticLoadBalancingV2::LoadBalancer', '', '.DNSName'],
];

/** The outputs that change in use. */
const NOT_EXPORTED = ['AccountSettings', 'DashboardUrl', 'DatabaseConnection', 'DatabaseSecretArn', 'LoadBalancerDnsName'];

describe.each(PRESETS)('in %s', (_name, preset) => {
  const values = valuesOf(preset);

  test('every output has a description, and either an export name with the suffix or the reason why it has none', () => {
    expect(values.size).toBeGreaterThan(20);
    for (const [id, { Description, Export }] of Object.entries(outputsOf(preset))) {
      const isExported = !NOT_EXPORTED.some((name) => id.includes(name));
      expect([id, Description]).toEqual([id, expect.stringMatching(isExported ? /^The .*\w$/ : /^(The|Instructions) .*\. Not exported: \w+/)]);
      expect([id, Export?.Name]).toEqual([id, isExported ? expect.stringMatching(new RegExp(`^baseline-${SUFFIX}-\\w+$`)) : undefined]);
    }
    expect(new Set(Object.keys(exportsOf(preset))).size).toBe(Object.values(outputsOf(preset)).filter((output) => output.Export).length);
  });

  test.each(VALUES)('%s is an output', (name, type, id, attribute) => {
    expect(values.get(name)).toBe(`\${${idOf(preset, type, id)}${attribute}}`);
  });

  test('the names of the Availability Zones and the ARN of the trail are outputs', () => {
    const zones = ['AvailabilityZone1', 'AvailabilityZone2'].map((name) => Object.entries(outputsOf(preset)).find(([id]) => id.includes(name))![1].Value);
    expect(zones).toEqual([0, 1].map((index) => ({ 'Fn::Select': [index, { 'Fn::GetAZs': '' }] })));
    // eslint-disable-next-line no-template-curly-in-string
    expect(values.get('TrailArn')).toBe('arn:${AWS::Partition}:cloudtrail:${AWS::Region}:${AWS::AccountId}:trail/baseline-' + SUFFIX);
  });

  test('the instructions for connecting to the database are an output', () => {
    const database = idOf(preset, 'AWS::RDS::DBInstance');
    for (const step of ['global-bundle.pem', 'aws ssm start-session', 'generate-db-auth-token', `\${${database}.Endpoint.Address}`, `\${${database}.MasterUserSecret.SecretArn}`]) {
      expect(values.get('DatabaseConnection')).toContain(step);
    }
  });

  test('every value has at most 1,024 characters and no line break, as CloudFormation requires', () => {
    for (const { Value } of Object.values(outputsOf(preset))) {
      expect(textOf(Value).length).toBeLessThanOrEqual(1024);
      expect(textOf(Value)).not.toMatch(/[\r\n]/);
    }
  });

  test('the construct has properties with the same values', () => {
    const { baseline, stack } = preset;
    const properties = {
      VpcId: baseline.vpc.vpcId,
      PrivateSubnetId2: baseline.vpc.privateSubnets[1].subnetId,
      EncryptionKeyArn: baseline.encryptionKey.keyArn,
      AccessLogsBucketName: baseline.accessLogsBucket.bucketName,
      TrailBucketName: baseline.trailBucket.bucketName,
      ConfigBucketName: baseline.configBucket.bucketName,
      DataBucketName: baseline.dataBucket.bucketName,
      TrailArn: baseline.auditTrail.trailArn,
      NotificationTopicArn: baseline.notificationTopic.topicArn,
      DatabaseAddress: baseline.database.instanceEndpoint.hostname,
      DatabaseSecurityGroupId: baseline.database.securityGroup.securityGroupId,
      DatabaseSecretArn: baseline.database.secret.secretArn,
      LoadBalancerDnsName: baseline.webTier.loadBalancerDnsName,
    };
    for (const [name, value] of Object.entries(properties)) {
      expect([name, textOf(stack.resolve(value))]).toEqual([name, values.get(name)]);
    }
  });
});

/** CloudFormation refuses updates that change or delete an export that another stack imports. */
describe('exports do not change', () => {
  const certificate = (stack: Stack) => Certificate.fromCertificateArn(stack, 'Certificate', CERTIFICATE_ARN);

  test.each<[update: string, propsOf: (stack: Stack) => Partial<SecureBaselineProps>]>([
    ['another Availability Zone', () => ({ network: { maxAzs: 3 } })],
    ['the first certificate', (stack) => ({ certificate: certificate(stack) })],
    ['the change to production', productionProps],
    ['another secret of the database', () => ({ database: { manageMasterUserPassword: false } })],
    ['an audit topic, more NAT gateways and more traffic', () => ({
      notifications: { auditEmailAddresses: ['audit@example.com'] },
      network: { natGateways: 2, additionalTraffic: [{ source: TrafficPeer.VPC, destination: TrafficPeer.ISOLATED, port: Port.HTTPS }] },
    })],
  ])('with %s', (_update, propsOf) => {
    expect(exportsOf(synthesize(propsOf))).toMatchObject(exportsOf(nonProduction));
  });
});

test('disabled parts of the baseline have no outputs', () => {
  const small = synthesize(() => ({ database: { enabled: false }, webTier: { enabled: false }, trail: { enabled: false } }));
  const names = [...valuesOf(small).keys()];
  expect(names.filter((name) => /Database|LoadBalancer|Trail/.test(name))).toEqual([]);
  expect(names).toContain('VpcId');
});
