import { CfnFlowLog } from 'aws-cdk-lib/aws-ec2';
import { RemovalPolicy, type Stack } from 'aws-cdk-lib/core';
import { nonProduction, ofType, PRESETS, production, productionProps, synthesize, type SynthesizedBaseline } from './presets-under-test';
import { allowedWriters, writersIn } from './writers';
import { LoggingBucket, type SecureBaselineProps } from '../../src';
import { DependencyGraph } from '../support/dependencies';
import { logGroupOf } from '../support/templates';

const graphOf = ({ template }: SynthesizedBaseline) => new DependencyGraph(template);

/** The parts of a baseline, by the first part of their logical ids. All other resources belong to the functions of custom resources. */
const PARTS = [
  'AccessLogsBucket', 'ConfigBucket', 'DataBucket', 'TrailBucket', 'Config', 'Database', 'Key', 'Network', 'Notifications', 'SecurityAlarms', 'Trail', 'WebTier',
];
const partOf = (id: string) => PARTS.find((part) => id.startsWith(`Baseline${part}`)) ?? 'functions';

/** The explicit dependencies between parts, and why AWS requires them. */
const DEPENDENCIES: [part: string, other: string, reason: string][] = [
  ['Config', 'ConfigBucket', 'AWS Config tests delivery to the bucket, which the bucket policy must allow'],
  ['ConfigBucket', 'AccessLogsBucket', 'access logs need the policy of their bucket'],
  ['DataBucket', 'AccessLogsBucket', 'access logs need the policy of their bucket'],
  ['TrailBucket', 'AccessLogsBucket', 'access logs need the policy of their bucket'],
  ['Database', 'Config', 'a protected database cannot be deleted in a rollback, which another recorder in the account causes'],
  ['Trail', 'Config', 'a bucket with log files cannot be deleted in a rollback, which another recorder in the account causes'],
  ['WebTier', 'Config', 'a protected load balancer cannot be deleted in a rollback, which another recorder in the account causes'],
  ['Database', 'Notifications', 'an event subscription publishes a test message, which the topic policy must allow'],
  ['Trail', 'TrailBucket', 'CloudTrail tests access to the bucket, which the bucket policy must allow'],
  ['WebTier', 'AccessLogsBucket', 'the load balancer tests access to the bucket, which the bucket policy must allow'],
  ['WebTier', 'DataBucket', 'instances write to the bucket until they are terminated'],
  ['WebTier', 'Network', 'instances install packages from the internet when they start'],
];

describe.each(PRESETS)('in %s', (_name, preset) => {
  const graph = graphOf(preset);
  const recorder = graph.idOf('AWS::Config::ConfigurationRecorder');
  const channel = graph.idOf('AWS::Config::DeliveryChannel');
  const preCheck = graph.idOf('Custom::ConfigPreCheck');
  const starter = graph.idOf('Custom::ConfigStarter');
  const database = graph.idOf('AWS::RDS::DBInstance');
  const databaseDependencies = [...graph.dependencies(database, preCheck, graph.idOf('Custom::DataLossCheck'))];

  test('there are no circular dependencies', () => {
    expect(graph.cycles()).toEqual([]);
  });

  test('recorder and delivery channel do not depend on each other', () => {
    expect(graph.dependsOn(recorder, channel)).toBe(false);
    expect(graph.dependsOn(channel, recorder)).toBe(false);
  });

  test('the recorder depends on the pre-check only', () => {
    expect(graph.directDependencies(recorder)).toEqual([preCheck]);
  });

  test('the delivery channel depends only on the pre-check, the KMS key, and its bucket with its policy', () => {
    const others = graph.directDependencies(channel).filter((id) => partOf(id) !== 'ConfigBucket');
    expect(others.sort()).toEqual([preCheck, graph.idOf('AWS::KMS::Key', 'BaselineKey')].sort());
    expect(graph.directDependencies(channel)).toContain(graph.idOf('AWS::S3::BucketPolicy', 'ConfigBucket'));
  });

  test('the starter depends on recorder and delivery channel, and every rule depends on the starter', () => {
    expect(graph.directDependencies(starter)).toEqual(expect.arrayContaining([recorder, channel]));
    const rules = graph.idsOf('AWS::Config::ConfigRule');
    expect(rules.length).toBeGreaterThan(0);
    expect(rules.filter((rule) => !graph.dependsOn(rule, starter))).toEqual([]);
  });

  test('the order of all principals that are allowed to write to buckets is tested', () => {
    const writers = writersIn(preset).map(({ type, bucket }) => `${type} ${bucket}`);
    expect([...new Set(writers)].sort()).toEqual(allowedWriters(preset));
    expect(writers).toHaveLength(7);
  });

  test.each(writersIn(preset))('$writer depends on the policy of $bucket', ({ writer, bucket }) => {
    expect(graph.dependsOn(writer, policyOf(preset, bucket))).toBe(true);
  });

  test.each(customResourcesOf(preset))('the function of %s has its permissions and its log group until the custom resource is deleted', (id) => {
    const { handler, role, logGroup, policies } = functionOf(preset, id);
    expect(policies.length).toBeGreaterThan(0);
    // The checks have no effect when they are deleted.
    const logs = [preCheck, graph.idOf('Custom::DataLossCheck')].includes(id) ? [] : [logGroup];
    expect([handler, role, ...logs, ...policies].filter((resource) => !graph.dependsOn(id, resource))).toEqual([]);
  });

  test('the pre-check waits only for its function, so that it fails before the KMS key and what it encrypts are created', () => {
    expect([...new Set([...graph.dependencies(preCheck)].map((id) => graph.typeOf(id)))].sort()).toEqual(['AWS::IAM::Policy', 'AWS::IAM::Role', 'AWS::Lambda::Function']);
  });

  test('every log group is deleted after the resources that write to it', () => {
    const groups = graph.idsOf('AWS::Logs::LogGroup');
    const writers = [
      'AWS::CloudTrail::Trail', 'AWS::EC2::FlowLog', 'AWS::RDS::DBInstance', 'AWS::AutoScaling::AutoScalingGroup', 'AWS::Lambda::EventInvokeConfig',
      ...new Set(customResourcesOf(preset).map((id) => graph.typeOf(id))),
    ];
    const writersByGroup = new Map(groups.map((group) => [group, writers.flatMap((type) => graph.idsOf(type)).filter((writer) => graph.dependsOn(writer, group))]));
    // The check of data loss has no effect when it is deleted.
    expect([...writersByGroup].filter(([, before]) => before.length === 0).map(([group]) => group)).toEqual([graph.idOf('AWS::Logs::LogGroup', 'DataLossCheck')]);
    for (const [text, type] of [['TrailLogGroup', writers[0]], ['FlowLogs', writers[1]], ['WebTierLogGroup', writers[3]]]) {
      expect(writersByGroup.get(graph.idOf('AWS::Logs::LogGroup', text))).toContain(graph.idOf(type));
    }
    for (const group of groups.filter((id) => id.includes('DatabaseLogs'))) {
      expect(writersByGroup.get(group)).toEqual([database]);
    }
  });

  test('parts have only the explicit dependencies that AWS requires', () => {
    const found = Object.entries(preset.resources)
      .flatMap(([id, { DependsOn }]) => [DependsOn ?? []].flat().map((other) => [partOf(id), partOf(other)]))
      .filter(([part, other]) => part !== other && other !== 'functions')
      .map((pair) => pair.join(' depends on '));
    expect([...new Set(found)].sort()).toEqual(DEPENDENCIES.map(([part, other]) => `${part} depends on ${other}`).sort());
  });

  test('without the checks, the database depends only on resources of its network, its KMS key and its own groups', () => {
    const types = new Set(databaseDependencies.map((id) => graph.typeOf(id)));
    expect([...types].sort()).toEqual([...new Set([
      'AWS::EC2::SecurityGroup', 'AWS::EC2::Subnet', 'AWS::EC2::VPC', 'AWS::IAM::ServiceLinkedRole', 'AWS::KMS::Key', 'AWS::Logs::LogGroup',
      'AWS::RDS::DBParameterGroup', 'AWS::RDS::DBSubnetGroup', 'AWS::RDS::OptionGroup', ...(preset === production ? ['AWS::IAM::Role'] : []),
    ])].sort());
  });

  test('the only other dependency of the database is the service-linked role to which the key policy refers', () => {
    const parts = databaseDependencies.filter((id) => !['Database', 'Key', 'Network'].includes(partOf(id)));
    expect(parts).toEqual([graph.idOf('AWS::IAM::ServiceLinkedRole')]);
  });

  test.each(['AWS::CloudTrail::Trail', 'AWS::RDS::DBInstance', 'AWS::ElasticLoadBalancingV2::LoadBalancer'])(
    'the first deployment to an account with another recorder fails before it creates %s, which cannot be deleted in a rollback', (type) => {
      expect(graph.dependsOn(graph.idOf(type), preCheck)).toBe(true);
    });

  test('only its alarms, its event subscriptions and the dashboard depend on the database', () => {
    const dependents = graph.dependents(database).filter((id) => graph.typeOf(id) !== 'AWS::CloudWatch::Dashboard');
    expect([...new Set(dependents.map((id) => graph.typeOf(id)))].sort()).toEqual(['AWS::CloudWatch::Alarm', 'AWS::RDS::EventSubscription']);
    expect(dependents.filter((id) => partOf(id) !== 'Database')).toEqual([]);
  });

  test('NAT gateways, VPC endpoints and the database can be created at the same time', () => {
    const slow = ['AWS::EC2::NatGateway', 'AWS::EC2::VPCEndpoint', 'AWS::RDS::DBInstance'].flatMap((type) => graph.idsOf(type));
    const chains = slow.map((id) => [id, slow.filter((other) => graph.dependsOn(id, other))] as const);
    expect(chains.filter(([, others]) => others.length > 0)).toEqual([]);
  });
});

test('with rejectConflicts, what a rollback cannot delete is created after the account settings', () => {
  const dependsOnSettings = (rejectConflicts: boolean) => {
    const graph = graphOf(synthesize((stack) => ({ ...productionProps(stack), account: { rejectConflicts } })));
    const settings = graph.idOf('Custom::AccountGuardrails');
    expect(graph.cycles()).toEqual([]);
    return ['AWS::CloudTrail::Trail', 'AWS::RDS::DBInstance', 'AWS::ElasticLoadBalancingV2::LoadBalancer'].map((type) => graph.dependsOn(graph.idOf(type), settings));
  };
  expect(dependsOnSettings(true)).toEqual([true, true, true]);
  expect(dependsOnSettings(false)).toEqual([false, false, false]);
});

test('without the web tier the database depends only on its network, its KMS key and the checks', () => {
  const graph = graphOf(synthesize(() => ({ webTier: { enabled: false } })));
  const parts = new Set([...graph.dependencies(graph.idOf('AWS::RDS::DBInstance'), graph.idOf('Custom::ConfigPreCheck'), graph.idOf('Custom::DataLossCheck'))].map(partOf));
  expect([...parts].sort()).toEqual(['Database', 'Key', 'Network']);
});

/** Creates buckets outside the baseline, one of which also receives flow logs. */
function existingBuckets(stack: Stack): Partial<SecureBaselineProps> {
  const [accessLogsBucket, trailBucket, configBucket, dataBucket] = ['Access', 'Audit', 'Record', 'Content'].map((id) =>
    new LoggingBucket(stack, `Own${id}`, { removalPolicy: RemovalPolicy.DESTROY }));
  accessLogsBucket.allowFlowLogs('vpc');
  new CfnFlowLog(stack, 'FlowLogs', {
    resourceType: 'VPC', resourceId: 'vpc-1', trafficType: 'ALL', logDestinationType: 's3', logDestination: accessLogsBucket.arnForObjects('vpc'),
  }).node.addDependency(accessLogsBucket);
  return { storage: { accessLogsBucket, trailBucket, configBucket, dataBucket } };
}

/** Stacks whose data is deleted with them. */
const STACKS_WITHOUT_RETENTION: [name: string, preset: SynthesizedBaseline, writers: number][] = [
  ['non-production', nonProduction, 7],
  ['production without retained data', synthesize((stack) => ({ ...productionProps(stack), retainData: false, deletionProtection: false })), 7],
  ['existing buckets', synthesize(existingBuckets), 5],
];

describe.each(STACKS_WITHOUT_RETENTION)('when a stack with %s is deleted', (_name, preset, count) => {
  const graph = graphOf(preset);
  const writers = writersIn(preset);
  const buckets = ofType(preset, 'AWS::S3::Bucket').map(([id]) => id);

  test('the order of all writers is tested', () => {
    expect([...new Set(writers.map(({ type, bucket }) => `${type} ${bucket}`))].sort()).toEqual(allowedWriters(preset));
    expect(writers).toHaveLength(count);
  });

  test.each(writers)('$writer stops writing before $bucket is emptied', ({ writer, bucket }) => {
    expect(graph.dependsOn(writer, emptierOf(preset, bucket))).toBe(true);
  });

  test('the recorder is stopped and its delivery channel is deleted before the bucket is emptied', () => {
    const { bucket } = writers.find(({ type }) => type === 'AWS::Config::DeliveryChannel')!;
    const starter = graph.idOf('Custom::ConfigStarter');
    expect(preset.resources[starter].Properties.RecorderName).toEqual({ Ref: graph.idOf('AWS::Config::ConfigurationRecorder') });
    expect(graph.dependsOn(starter, graph.idOf('AWS::Config::ConfigurationRecorder'))).toBe(true);
    expect(graph.dependsOn(starter, graph.idOf('AWS::Config::DeliveryChannel'))).toBe(true);
    expect(graph.dependsOn(starter, emptierOf(preset, bucket))).toBe(true);
  });

  test.each(buckets)('%s is emptied before the bucket and its policy are deleted', (bucket) => {
    const resources = [bucket, policyOf(preset, bucket)];
    expect(resources.filter((id) => !graph.dependsOn(emptierOf(preset, bucket), id))).toEqual([]);
  });

  test('there are no circular dependencies', () => {
    expect(graph.cycles()).toEqual([]);
  });
});

test('production has no function that empties buckets', () => {
  expect(ofType(production, 'Custom::EmptyOnDelete')).toEqual([]);
});

test('the load balancer and the instances depend on the internet gateway, and the instances on the NAT gateways', () => {
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

/** Returns the function of a custom resource with its role, log group and policies. Policies for other buckets are not included. */
function functionOf(preset: SynthesizedBaseline, id: string): { handler: string; role: string; logGroup: string; policies: string[] } {
  const [handler] = preset.resources[id].Properties.ServiceToken['Fn::GetAtt'];
  const [role] = preset.resources[handler].Properties.Role['Fn::GetAtt'];
  const others = ofType(preset, 'AWS::S3::Bucket').map(([bucket]) => bucket).filter((bucket) => bucket !== preset.resources[id].Properties.BucketName?.Ref);
  const policies = ofType(preset, 'AWS::IAM::Policy')
    .filter(([, { Properties }]) => Properties.Roles.some((one: { Ref: string }) => one.Ref === role))
    .filter(([, { Properties }]) => !others.some((bucket) => JSON.stringify(Properties).includes(`"${bucket}"`)))
    .map(([policy]) => policy);
  return { handler, role, logGroup: logGroupOf(preset.resources, preset.resources[handler]), policies };
}
