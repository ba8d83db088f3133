import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { EnvironmentType, SecureBaseline } from '../../src';
import { DependencyGraph } from '../support/dependencies';
import { templateOf } from '../support/templates';

const graphOf = (environmentType: EnvironmentType) => new DependencyGraph(templateOf((stack) => new SecureBaseline(stack, 'Baseline', {
  environmentSuffix: 'test',
  owner: 'team',
  costCenter: 'cc-1',
  environmentType,
  certificate: Certificate.fromCertificateArn(stack, 'Certificate', 'arn:aws:acm:eu-west-1:111111111111:certificate/1'),
})));
const production = graphOf(EnvironmentType.PRODUCTION);
const nonProduction = graphOf(EnvironmentType.NON_PRODUCTION);

/** Whatever writes into a bucket by itself, and the bucket. */
const WRITERS: [type: string, id: string, bucket: string][] = [
  ['AWS::CloudTrail::Trail', 'Trail', 'TrailBucket'],
  ['AWS::Config::DeliveryChannel', 'Channel', 'ConfigBucket'],
  ['Custom::ConfigStarter', 'Starter', 'ConfigBucket'],
  ['AWS::ElasticLoadBalancingV2::LoadBalancer', 'LoadBalancer', 'AccessLogsBucket'],
  ['AWS::S3::Bucket', 'TrailBucket', 'AccessLogsBucket'],
  ['AWS::S3::Bucket', 'ConfigBucket', 'AccessLogsBucket'],
  ['AWS::S3::Bucket', 'DataBucket', 'AccessLogsBucket'],
  ['AWS::AutoScaling::AutoScalingGroup', 'Instances', 'DataBucket'],
];

describe.each([['production', production], ['non-production', nonProduction]])('in %s', (_type, graph) => {
  const recorder = graph.idOf('AWS::Config::ConfigurationRecorder');
  const channel = graph.idOf('AWS::Config::DeliveryChannel');
  const preCheck = graph.idOf('Custom::ConfigPreCheck');
  const starter = graph.idOf('Custom::ConfigStarter');

  test('nothing waits for itself', () => {
    expect(graph.cycles()).toEqual([]);
  });

  test('neither the recorder nor the channel waits for the other', () => {
    expect(graph.waitsFor(recorder, channel)).toBe(false);
    expect(graph.waitsFor(channel, recorder)).toBe(false);
  });

  test('recorder and channel wait for nothing but the pre-check, the bucket with its policy, and the key', () => {
    const allowed = ['AWS::IAM::Role', 'AWS::KMS::Key', 'AWS::S3::Bucket', 'AWS::S3::BucketPolicy', 'Custom::ConfigPreCheck'];
    const others = [recorder, channel].flatMap((id) => graph.directDependencies(id)).filter((id) => !allowed.includes(graph.typeOf(id)));
    expect(others.filter((id) => !id.includes('ConfigBucketEmptyOnDelete'))).toEqual([]);
    expect(graph.waitsFor(recorder, preCheck) && graph.waitsFor(channel, preCheck)).toBe(true);
    expect(graph.waitsFor(channel, graph.idOf('AWS::S3::BucketPolicy', 'ConfigBucket'))).toBe(true);
  });

  test('the starter comes after recorder and channel, and every rule after the starter', () => {
    expect(graph.directDependencies(starter)).toEqual(expect.arrayContaining([recorder, channel]));
    const rules = graph.idsOf('AWS::Config::ConfigRule');
    expect(rules.length).toBeGreaterThan(0);
    expect(rules.filter((rule) => !graph.waitsFor(rule, starter))).toEqual([]);
  });

  test('every custom resource outlives neither its function, nor the policy, nor the log group of it', () => {
    const customResources = ['ClosedDefaultSecurityGroup', 'ConfigPreCheck', 'ConfigStarter', 'EmptyOnDelete'].flatMap((name) => graph.idsOf(`Custom::${name}`));
    for (const id of customResources) {
      const before = [...graph.dependencies(id)].map((one) => graph.typeOf(one));
      expect(before).toEqual(expect.arrayContaining(['AWS::Lambda::Function', 'AWS::IAM::Policy', 'AWS::Logs::LogGroup']));
    }
  });

  test('writers come after the policy of their bucket', () => {
    for (const [type, id, bucket] of WRITERS) {
      expect([id, graph.waitsFor(graph.idOf(type, id), graph.idOf('AWS::S3::BucketPolicy', bucket))]).toEqual([id, true]);
    }
  });

  test('the database waits for its network, its key and its own groups only', () => {
    const types = new Set([...graph.dependencies(graph.idOf('AWS::RDS::DBInstance'))].map((id) => graph.typeOf(id)));
    expect([...types].sort()).toEqual([...new Set([
      'AWS::EC2::SecurityGroup', 'AWS::EC2::Subnet', 'AWS::EC2::VPC', 'AWS::IAM::ServiceLinkedRole', 'AWS::KMS::Key', 'AWS::Logs::LogGroup',
      'AWS::RDS::DBParameterGroup', 'AWS::RDS::DBSubnetGroup', 'AWS::RDS::OptionGroup', ...(graph === production ? ['AWS::IAM::Role'] : []),
    ])].sort());
  });

  test('nothing but its own alarms and events waits for the database', () => {
    const types = graph.dependents(graph.idOf('AWS::RDS::DBInstance')).map((id) => graph.typeOf(id));
    expect([...new Set(types)].sort()).toEqual(['AWS::CloudWatch::Alarm', 'AWS::RDS::EventSubscription']);
  });
});

describe('a non-production stack is deleted in an order in which', () => {
  const emptierOf = (bucket: string) => nonProduction.idOf('Custom::EmptyOnDelete', bucket);

  test.each(WRITERS)('%s %s stops writing before its bucket is emptied', (type, id, bucket) => {
    expect(nonProduction.waitsFor(nonProduction.idOf(type, id), emptierOf(bucket))).toBe(true);
  });

  test.each(['AccessLogsBucket', 'TrailBucket', 'ConfigBucket', 'DataBucket'])('%s is emptied before it and its policy go', (bucket) => {
    const before = nonProduction.dependencies(emptierOf(bucket));
    expect(before).toContain(nonProduction.idOf('AWS::S3::BucketPolicy', bucket));
    expect(before).toContain(nonProduction.idOf('AWS::S3::Bucket', bucket));
  });
});

test('no bucket of production is emptied', () => {
  expect(production.idsOf('Custom::EmptyOnDelete')).toEqual([]);
});
