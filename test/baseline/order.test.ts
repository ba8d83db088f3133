import { CfnFlowLog } from 'aws-cdk-lib/aws-ec2';
import { RemovalPolicy, type Stack } from 'aws-cdk-lib/core';
import { nonProduction, ofType, PRESETS, production, productionProps, synthesize, type SynthesizedBaseline } from './presets-under-test';
import { allowedWriters, writersIn } from './writers';
import { LoggingBucket, type SecureBaselineProps } from '../../src';
import { DependencyGraph } from '../support/dependencies';

const graphOf = ({ template }: SynthesizedBaseline) => new DependencyGraph(template);

/** The parts of a baseline, by the beginning of logical ids; whatever else there is belongs to functions of custom resources. */
const PARTS = [
  'AccessLogsBucket', 'ConfigBucket', 'DataBucket', 'TrailBucket', 'Config', 'Database', 'Key', 'Network', 'Notifications', 'SecurityAlarms', 'Trail', 'WebTier',
];
const partOf = (id: string) => PARTS.find((part) => id.startsWith(`Baseline${part}`)) ?? 'functions';

/** Which part is told to wait for which, and why AWS demands it. */
const WAITS: [part: string, other: string, reason: string][] = [
  ['Config', 'ConfigBucket', 'the channel tries out its bucket, which the policy must allow'],
  ['ConfigBucket', 'AccessLogsBucket', 'access logs need the policy of their bucket'],
  ['DataBucket', 'AccessLogsBucket', 'access logs need the policy of their bucket'],
  ['TrailBucket', 'AccessLogsBucket', 'access logs need the policy of their bucket'],
  ['Database', 'Config', 'a protected database cannot be rolled back, if the account has another recorder'],
  ['Trail', 'Config', 'a bucket with log files cannot be rolled back, if the account has another recorder'],
  ['WebTier', 'Config', 'a protected load balancer cannot be rolled back, if the account has another recorder'],
  ['Database', 'Notifications', 'a subscription sends a first message, which the policy must allow'],
  ['Trail', 'TrailBucket', 'the trail tries out its bucket, which the policy must allow'],
  ['WebTier', 'AccessLogsBucket', 'the load balancer tries out its bucket, which the policy must allow'],
  ['WebTier', 'DataBucket', 'instances write until they are gone'],
  ['WebTier', 'Network', 'instances install packages when they start'],
];

describe.each(PRESETS)('in %s', (_name, preset) => {
  const graph = graphOf(preset);
  const recorder = graph.idOf('AWS::Config::ConfigurationRecorder');
  const channel = graph.idOf('AWS::Config::DeliveryChannel');
  const preCheck = graph.idOf('Custom::ConfigPreCheck');
  const starter = graph.idOf('Custom::ConfigStarter');
  const database = graph.idOf('AWS::RDS::DBInstance');
  const databaseWaitsFor = [...graph.dependencies(database, preCheck)];

  test('nothing waits for itself', () => {
    expect(graph.cycles()).toEqual([]);
  });

  test('neither the recorder nor the channel waits for the other', () => {
    expect(graph.dependsOn(recorder, channel)).toBe(false);
    expect(graph.dependsOn(channel, recorder)).toBe(false);
  });

  test('the recorder waits for the pre-check only', () => {
    expect(graph.directDependencies(recorder)).toEqual([preCheck]);
  });

  test('the channel waits for the pre-check, its bucket with what belongs to it, and the key only', () => {
    const others = graph.directDependencies(channel).filter((id) => partOf(id) !== 'ConfigBucket');
    expect(others.sort()).toEqual([preCheck, graph.idOf('AWS::KMS::Key', 'BaselineKey')].sort());
    expect(graph.directDependencies(channel)).toContain(graph.idOf('AWS::S3::BucketPolicy', 'ConfigBucket'));
  });

  test('the starter comes after recorder and channel, and every rule after the starter', () => {
    expect(graph.directDependencies(starter)).toEqual(expect.arrayContaining([recorder, channel]));
    const rules = graph.idsOf('AWS::Config::ConfigRule');
    expect(rules.length).toBeGreaterThan(0);
    expect(rules.filter((rule) => !graph.dependsOn(rule, starter))).toEqual([]);
  });

  test('whoever may write to a bucket is a writer whose order is tested here', () => {
    const writers = writersIn(preset).map(({ type, bucket }) => `${type} ${bucket}`);
    expect([...new Set(writers)].sort()).toEqual(allowedWriters(preset));
    expect(writers).toHaveLength(7);
  });

  test.each(writersIn(preset))('$writer comes after the policy of $bucket', ({ writer, bucket }) => {
    expect(graph.dependsOn(writer, policyOf(preset, bucket))).toBe(true);
  });

  test.each(customResourcesOf(preset))('the function of %s keeps its rights and its log group until that is gone', (id) => {
    const { handler, role, logGroup, policies } = servedBy(preset, id);
    expect(policies.length).toBeGreaterThan(0);
    expect([handler, role, logGroup, ...policies].filter((needed) => !graph.dependsOn(id, needed))).toEqual([]);
  });

  test('every log group outlives what writes to it', () => {
    const groups = graph.idsOf('AWS::Logs::LogGroup');
    const writers = ['AWS::CloudTrail::Trail', 'AWS::EC2::FlowLog', 'AWS::RDS::DBInstance', 'AWS::AutoScaling::AutoScalingGroup', 'AWS::Lambda::Function'];
    const outlived = new Map(groups.map((group) => [group, writers.flatMap((type) => graph.idsOf(type)).filter((writer) => graph.dependsOn(writer, group))]));
    expect([...outlived].filter(([, before]) => before.length === 0)).toEqual([]);
    for (const [text, type] of [['TrailLogGroup', writers[0]], ['FlowLogs', writers[1]], ['WebTierLogGroup', writers[3]]]) {
      expect(outlived.get(graph.idOf('AWS::Logs::LogGroup', text))).toContain(graph.idOf(type));
    }
    for (const group of groups.filter((id) => id.includes('DatabaseLogs'))) {
      expect(outlived.get(group)).toEqual([database]);
    }
  });

  test('no part is told to wait for another but where AWS demands it', () => {
    const told = Object.entries(preset.resources)
      .flatMap(([id, { DependsOn }]) => [DependsOn ?? []].flat().map((other) => [partOf(id), partOf(other)]))
      .filter(([part, other]) => part !== other && other !== 'functions')
      .map((pair) => pair.join(' waits for '));
    expect([...new Set(told)].sort()).toEqual(WAITS.map(([part, other]) => `${part} waits for ${other}`).sort());
  });

  test('besides the pre-check, the database waits for its network, its key and its own groups only', () => {
    const types = new Set(databaseWaitsFor.map((id) => graph.typeOf(id)));
    expect([...types].sort()).toEqual([...new Set([
      'AWS::EC2::SecurityGroup', 'AWS::EC2::Subnet', 'AWS::EC2::VPC', 'AWS::IAM::ServiceLinkedRole', 'AWS::KMS::Key', 'AWS::Logs::LogGroup',
      'AWS::RDS::DBParameterGroup', 'AWS::RDS::DBSubnetGroup', 'AWS::RDS::OptionGroup', ...(preset === production ? ['AWS::IAM::Role'] : []),
    ])].sort());
  });

  test('the database waits for nothing else of audit and monitoring, and of the web tier for the role that the key\'s policy names', () => {
    const parts = databaseWaitsFor.filter((id) => !['Database', 'Key', 'Network'].includes(partOf(id)));
    expect(parts).toEqual([graph.idOf('AWS::IAM::ServiceLinkedRole')]);
  });

  test.each(['AWS::CloudTrail::Trail', 'AWS::RDS::DBInstance', 'AWS::ElasticLoadBalancingV2::LoadBalancer'])(
    'a first deployment into an account with another recorder fails before there is a %s, which could not be rolled back', (type) => {
      expect(graph.dependsOn(graph.idOf(type), preCheck)).toBe(true);
    });

  test('nothing but its own alarms and events, and the dashboard, waits for the database', () => {
    const dependents = graph.dependents(database).filter((id) => graph.typeOf(id) !== 'AWS::CloudWatch::Dashboard');
    expect([...new Set(dependents.map((id) => graph.typeOf(id)))].sort()).toEqual(['AWS::CloudWatch::Alarm', 'AWS::RDS::EventSubscription']);
    expect(dependents.filter((id) => partOf(id) !== 'Database')).toEqual([]);
  });

  test('gateways and endpoints, which take minutes, come up beside each other and beside the database', () => {
    const slow = ['AWS::EC2::NatGateway', 'AWS::EC2::VPCEndpoint', 'AWS::RDS::DBInstance'].flatMap((type) => graph.idsOf(type));
    const chains = slow.map((id) => [id, slow.filter((other) => graph.dependsOn(id, other))] as const);
    expect(chains.filter(([, others]) => others.length > 0)).toEqual([]);
  });
});

test('without the web tier the database waits for nothing beyond its network, its key and the pre-check', () => {
  const graph = graphOf(synthesize(() => ({ webTier: { enabled: false } })));
  const parts = new Set([...graph.dependencies(graph.idOf('AWS::RDS::DBInstance'), graph.idOf('Custom::ConfigPreCheck'))].map(partOf));
  expect([...parts].sort()).toEqual(['Database', 'Key', 'Network']);
});

/** The user's own buckets, one of which takes flow logs, too. */
function ownBuckets(stack: Stack): Partial<SecureBaselineProps> {
  const [accessLogsBucket, trailBucket, configBucket, dataBucket] = ['Access', 'Audit', 'Record', 'Content'].map((id) =>
    new LoggingBucket(stack, `Own${id}`, { removalPolicy: RemovalPolicy.DESTROY }));
  accessLogsBucket.allowFlowLogs('vpc');
  new CfnFlowLog(stack, 'FlowLogs', {
    resourceType: 'VPC', resourceId: 'vpc-1', trafficType: 'ALL', logDestinationType: 's3', logDestination: accessLogsBucket.arnForObjects('vpc'),
  }).node.addDependency(accessLogsBucket);
  return { storage: { accessLogsBucket, trailBucket, configBucket, dataBucket } };
}

/** Stacks that take their data with them. */
const GOING: [name: string, preset: SynthesizedBaseline, writers: number][] = [
  ['non-production', nonProduction, 7],
  ['production whose data goes with it', synthesize((stack) => ({ ...productionProps(stack), retainData: false, deletionProtection: false })), 7],
  ['the user\'s own buckets', synthesize(ownBuckets), 5],
];

describe.each(GOING)('with %s, deletion goes in an order in which', (_name, preset, count) => {
  const graph = graphOf(preset);
  const writers = writersIn(preset);
  const buckets = ofType(preset, 'AWS::S3::Bucket').map(([id]) => id);

  test('every writer is known', () => {
    expect([...new Set(writers.map(({ type, bucket }) => `${type} ${bucket}`))].sort()).toEqual(allowedWriters(preset));
    expect(writers).toHaveLength(count);
  });

  test.each(writers)('$writer stops writing before $bucket is emptied', ({ writer, bucket }) => {
    expect(graph.dependsOn(writer, emptierOf(preset, bucket))).toBe(true);
  });

  test('the recorder is stopped, and its channel gone, before the bucket is emptied', () => {
    const { bucket } = writers.find(({ type }) => type === 'AWS::Config::DeliveryChannel')!;
    const starter = graph.idOf('Custom::ConfigStarter');
    expect(preset.resources[starter].Properties.RecorderName).toEqual({ Ref: graph.idOf('AWS::Config::ConfigurationRecorder') });
    expect(graph.dependsOn(starter, graph.idOf('AWS::Config::ConfigurationRecorder'))).toBe(true);
    expect(graph.dependsOn(starter, graph.idOf('AWS::Config::DeliveryChannel'))).toBe(true);
    expect(graph.dependsOn(starter, emptierOf(preset, bucket))).toBe(true);
  });

  test.each(buckets)('%s is emptied before it and its policy go', (bucket) => {
    const needed = [bucket, policyOf(preset, bucket)];
    expect(needed.filter((id) => !graph.dependsOn(emptierOf(preset, bucket), id))).toEqual([]);
  });

  test('nothing waits for itself', () => {
    expect(graph.cycles()).toEqual([]);
  });
});

test('no bucket of production is emptied', () => {
  expect(ofType(production, 'Custom::EmptyOnDelete')).toEqual([]);
});

test('the load balancer, and instances with their packages, have the internet gateway for as long as they need it', () => {
  for (const [, preset] of PRESETS) {
    const graph = graphOf(preset);
    const attachment = graph.idOf('AWS::EC2::VPCGatewayAttachment');
    expect(graph.dependsOn(graph.idOf('AWS::ElasticLoadBalancingV2::LoadBalancer'), attachment)).toBe(true);
    const group = graph.dependencies(graph.idOf('AWS::AutoScaling::AutoScalingGroup'));
    expect([...group]).toEqual(expect.arrayContaining([attachment, ...graph.idsOf('AWS::EC2::NatGateway')]));
  }
});

function policyOf(preset: SynthesizedBaseline, bucket: string): string {
  return ofType(preset, 'AWS::S3::BucketPolicy').find(([, { Properties }]) => Properties.Bucket.Ref === bucket)![0];
}

function emptierOf(preset: SynthesizedBaseline, bucket: string): string {
  return ofType(preset, 'Custom::EmptyOnDelete').find(([, { Properties }]) => Properties.BucketName.Ref === bucket)![0];
}

function customResourcesOf({ resources }: SynthesizedBaseline): string[] {
  return Object.keys(resources).filter((id) => resources[id].Type.startsWith('Custom::'));
}

/** What a custom resource needs whenever it is called: of the policies of its function, those that are about no other bucket. */
function servedBy(preset: SynthesizedBaseline, id: string): { handler: string; role: string; logGroup: string; policies: string[] } {
  const [handler] = preset.resources[id].Properties.ServiceToken['Fn::GetAtt'];
  const { Role, LoggingConfig } = preset.resources[handler].Properties;
  const [role] = Role['Fn::GetAtt'];
  const others = ofType(preset, 'AWS::S3::Bucket').map(([bucket]) => bucket).filter((bucket) => bucket !== preset.resources[id].Properties.BucketName?.Ref);
  const policies = ofType(preset, 'AWS::IAM::Policy')
    .filter(([, { Properties }]) => Properties.Roles.some((one: { Ref: string }) => one.Ref === role))
    .filter(([, { Properties }]) => !others.some((bucket) => JSON.stringify(Properties).includes(`"${bucket}"`)))
    .map(([policy]) => policy);
  return { handler, role, logGroup: LoggingConfig.LogGroup.Ref, policies };
}
