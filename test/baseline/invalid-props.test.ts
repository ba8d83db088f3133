import { Template } from 'aws-cdk-lib/assertions';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as rds from 'aws-cdk-lib/aws-rds';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sns from 'aws-cdk-lib/aws-sns';
import { CfnParameter, Duration, Stack } from 'aws-cdk-lib/core';
import { namesOf } from './names';
import { baselineIn, idOf, nonProduction, ofType, productionProps, synthesize } from './presets-under-test';
import { FindingSource, type EnvironmentType, type SecureBaselineProps } from '../../src';
import { newStack, warningsOf } from '../support/templates';

type Build = (stack: Stack) => Partial<SecureBaselineProps>;

const ENVIRONMENT = { env: { account: '111122223333', region: 'eu-west-1' } };
const NO_RETENTION: number = 42;
const RETENTION = /retention period of CloudWatch Logs.*1, 3, 5, 7, 14, 30/;
const SUFFIX = /1 to 20 lowercase letters, digits and single hyphens/;
const TAG = /1 to 256 letters, digits, spaces/;

const topicIn = (stack: Stack) => sns.Topic.fromTopicArn(stack, 'Topic', 'arn:aws:sns:eu-west-1:111122223333:alerts');
const bucketIn = (stack: Stack, home: s3.BucketAttributes) => s3.Bucket.fromBucketAttributes(stack, 'Central', { bucketName: 'central', ...home });
const vpcIn = (stack: Stack, subnets: Partial<ec2.VpcAttributes>) =>
  ec2.Vpc.fromVpcAttributes(stack, 'Vpc', { vpcId: 'vpc-1', vpcCidrBlock: '10.1.0.0/16', availabilityZones: ['eu-west-1a', 'eu-west-1b'], ...subnets });
const inProduction = (props: Partial<SecureBaselineProps>): Build => (stack) => ({ ...productionProps(stack), ...props });

/** Invalid props, and the prop, the value and a part of the condition or remedy in the error message. */
const INVALID_PROPS: [title: string, build: Build, prop: string, value: string, text: RegExp][] = [
  ['a suffix in uppercase', () => ({ environmentSuffix: 'Test' }), 'environmentSuffix', '"Test"', SUFFIX],
  ['a suffix of 21 characters', () => ({ environmentSuffix: 'a'.repeat(21) }), 'environmentSuffix', `"${'a'.repeat(21)}"`, SUFFIX],
  ['a suffix with a leading hyphen', () => ({ environmentSuffix: '-test' }), 'environmentSuffix', '"-test"', SUFFIX],
  ['a suffix with a trailing hyphen', () => ({ environmentSuffix: 'test-' }), 'environmentSuffix', '"test-"', SUFFIX],
  ['a suffix with two hyphens', () => ({ environmentSuffix: 'te--st' }), 'environmentSuffix', '"te--st"', SUFFIX],
  ['an empty suffix', () => ({ environmentSuffix: '' }), 'environmentSuffix', '""', SUFFIX],
  ['a missing suffix in a language without type checks', () => ({ environmentSuffix: undefined }), 'environmentSuffix', 'no value', SUFFIX],
  ['a missing owner in a language without type checks', () => ({ owner: undefined }), 'owner', 'no value', TAG],
  ['an environment type in different case', () => ({ environmentType: 'Production' as EnvironmentType }), 'environmentType', '"Production"', /known at synthesis.*EnvironmentType\.PRODUCTION/],
  ['an environment type that is an unresolved token', (stack) => ({ environmentType: new CfnParameter(stack, 'Type').valueAsString as EnvironmentType }), 'environmentType', 'an unresolved token', /known at synthesis.*EnvironmentType\.PRODUCTION/],
  ['an owner that is not valid as the value of a tag', () => ({ owner: 'a&b' }), 'owner', '"a&b"', TAG],
  ['an empty cost center', () => ({ costCenter: '' }), 'costCenter', '""', TAG],
  ['a CIDR block without a mask', () => ({ network: { cidr: '10.0.0.0' } }), 'network.cidr', '"10.0.0.0"', /such as '10\.0\.0\.0\/16'/],
  ['a CIDR block that is too small', () => ({ network: { cidr: '10.0.0.0/24' } }), 'network.cidr', '"10.0.0.0/24"', /\/16 to \/23.*three tiers/],
  ['a single Availability Zone', () => ({ network: { maxAzs: 1 } }), 'network.maxAzs', '1', /2 to 4/],
  ['a retention period of database logs that CloudWatch Logs does not support', () => ({ database: { logRetention: NO_RETENTION } }), 'database.logRetention', '42', RETENTION],
  ['a retention period of the trail that CloudWatch Logs does not support', () => ({ trail: { logRetention: NO_RETENTION } }), 'trail.logRetention', '42', RETENTION],
  ['an invalid e-mail address', () => ({ notifications: { emailAddresses: ['security@example.com', 'security'] } }), 'notifications.emailAddresses', '"security"', /such as 'security@example\.com'/],
  ['e-mail addresses for an existing topic', (stack) => ({ notifications: { topic: topicIn(stack), emailAddresses: ['security@example.com'] } }), 'notifications.emailAddresses', '["security@example.com"]', /notifications\.topic.*Subscribe them to the existing topic/],
  ['a MySQL version without a patch version', () => ({ database: { version: rds.MysqlEngineVersion.of('8.4', '8.4') } }), 'database.version', '"8.4"', /x\.y\.z/],
  ['a MySQL version under extended support', () => ({ database: { version: rds.MysqlEngineVersion.VER_8_0_39 } }), 'database.version', '"8.0.39"', /extended support.*'8\.4\.\d+'/],
  ['production without backups', inProduction({ database: { backupRetention: Duration.days(0) } }), 'database.backupRetention', 'Duration.days(0)', /at least 1 day.*35/],
  ['production without backups or protection', inProduction({ database: { backupRetention: Duration.days(0) }, deletionProtection: false }), 'database.backupRetention', 'Duration.days(0)', /Duration\.days\(1\)/],
  ['backups of half a day', inProduction({ database: { backupRetention: Duration.hours(12) } }), 'database.backupRetention', 'Duration.hours(12)', /whole days/],
  ['backups of more than 35 days', () => ({ database: { backupRetention: Duration.days(36) } }), 'database.backupRetention', 'Duration.days(36)', /35/],
  ['a waiting period that KMS does not support', () => ({ storage: { keyPendingWindow: Duration.days(3) } }), 'storage.keyPendingWindow', 'Duration.days(3)', /from 7 to 30/],
  ['a log file expiration of half a day', () => ({ storage: { logFileExpiration: Duration.hours(12) } }), 'storage.logFileExpiration', 'Duration.hours(12)', /whole number of days, and at least 1/],
  ['production without a certificate', inProduction({ certificate: undefined }), 'certificate', 'no value', /in production.*acm\.Certificate\.fromCertificateArn/],
  ['production with a single instance', inProduction({ webTier: { minCapacity: 1 } }), 'webTier.minCapacity', '1', /at least 2 in production/],
  ['a maximum capacity that is not above the minimum capacity', () => ({ webTier: { maxCapacity: 1 } }), 'webTier.maxCapacity', '1', /greater than webTier\.minCapacity \(1\)/],
  ['a certificate in another region', (stack) => ({ certificate: Certificate.fromCertificateArn(stack, 'Certificate', 'arn:aws:acm:us-east-1:111122223333:certificate/1') }), 'certificate', '"arn:aws:acm:us-east-1:111122223333:certificate/1"', /region of the stack, eu-west-1/],
  ['a log bucket in another region', (stack) => ({ storage: { accessLogsBucket: bucketIn(stack, { region: 'us-east-1' }) } }), 'storage.accessLogsBucket', '"Stack/Central in us-east-1"', /be in region eu-west-1/],
  ['a log bucket in another account', (stack) => ({ storage: { accessLogsBucket: bucketIn(stack, { account: '444455556666' }) } }), 'storage.accessLogsBucket', '"Stack/Central in account 444455556666"', /be in account 111122223333/],
  ['the CIDR block of a new VPC for an existing VPC', (stack) => ({ network: { vpc: vpcIn(stack, { privateSubnetIds: ['a', 'b'], isolatedSubnetIds: ['c', 'd'] }), cidr: '10.0.0.0/16' } }), 'network.cidr', '"10.0.0.0/16"', /together with network\.vpc/],
  ['a VPC without isolated subnets', (stack) => ({ network: { vpc: vpcIn(stack, { privateSubnetIds: ['a', 'b'] }) } }), 'network.vpc', '"Stack/Vpc (public subnets: 0, private subnets with egress: 2, isolated subnets: 0)"', /isolated.*database\.vpcSubnets, such as/],
  ['a VPC without private subnets', (stack) => ({ webTier: { loadBalancerSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED } }, network: { vpc: vpcIn(stack, { isolatedSubnetIds: ['a', 'b'] }) } }), 'network.vpc', '"Stack/Vpc (public subnets: 0, private subnets with egress: 0, isolated subnets: 2)"', /private/],
  ['a VPC with an unknown CIDR block without a certificate', (stack) => ({ database: { enabled: false }, network: { vpc: vpcIn(stack, { vpcCidrBlock: undefined, privateSubnetIds: ['a', 'b'], publicSubnetIds: ['c', 'd'] }) } }), 'network.vpc', 'Stack/Vpc', /vpcCidrBlock/],
  ...(['trailBucket', 'configBucket', 'dataBucket'] as const).map((other): (typeof INVALID_PROPS)[number] => [
    `the same bucket for access logs and as ${other}`, (stack) => ({ storage: { accessLogsBucket: bucketIn(stack, {}), [other]: bucketIn(new Stack(stack, 'Other'), {}) } }),
    'storage.accessLogsBucket', '"Stack/Central"', new RegExp(`not be the same bucket as storage\\.${other}`),
  ]),
  ...(['trailBucket', 'configBucket'] as const).map((other): (typeof INVALID_PROPS)[number] => [
    `the same bucket for application data and as ${other}`, (stack) => ({ storage: { dataBucket: bucketIn(stack, {}), [other]: bucketIn(new Stack(stack, 'Other'), {}) } }),
    'storage.dataBucket', '"Stack/Central"', new RegExp(`not be the same bucket as storage\\.${other}`),
  ]),
  ['the alias of a key', (stack) => ({ storage: { encryptionKey: kms.Alias.fromAliasName(stack, 'Alias', 'alias/own') } }), 'storage.encryptionKey', '"Stack/Alias"', /not an alias.*kms\.Key\.fromKeyArn/],
  ['a key in another region', (stack) => ({ storage: { encryptionKey: kms.Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:us-east-1:111122223333:key/1') } }), 'storage.encryptionKey', '"Stack/Key in us-east-1"', /be in the region of the stack, eu-west-1/],
  ['a VPC in another region', (stack) => ({ network: { vpc: vpcIn(stack, { region: 'us-east-1', publicSubnetIds: ['a', 'b'], privateSubnetIds: ['c', 'd'], isolatedSubnetIds: ['e', 'f'] }) } }), 'network.vpc', '"Stack/Vpc in us-east-1"', /be in the region of the stack, eu-west-1/],
  ['a scaling topic in another region', (stack) => ({ webTier: { scalingTopic: sns.Topic.fromTopicArn(stack, 'Scaling', 'arn:aws:sns:us-east-1:111122223333:scaling') } }), 'webTier.scalingTopic', '"Stack/Scaling in us-east-1"', /be in the region of the stack, eu-west-1/],
  ...(['topic', 'lowNoiseTopic', 'deliveryFailureTopic'] as const).map((prop): (typeof INVALID_PROPS)[number] => [
    `a ${prop} in another region, even without security alarms`,
    (stack) => ({ trail: { enabled: false }, notifications: { [prop]: sns.Topic.fromTopicArn(stack, 'Topic', 'arn:aws:sns:us-east-1:111122223333:alerts') } }),
    `notifications.${prop}`, '"us-east-1"', /region eu-west-1/,
  ]),
  ...(['topic', 'lowNoiseTopic'] as const).map((prop): (typeof INVALID_PROPS)[number] => [
    `findings for a ${prop} in another account`,
    (stack) => ({ notifications: { [prop]: sns.Topic.fromTopicArn(stack, 'Topic', 'arn:aws:sns:eu-west-1:444455556666:alerts') } }),
    'notifications.findings.enabled', 'true', /topics of other accounts.*Set it to false/,
  ]),
  ['a source of findings twice', () => ({ notifications: { findings: { sources: [FindingSource.CONFIG, FindingSource.CONFIG] } } }), 'notifications.findings.sources', '"CONFIG"', /at most once/],
  ['a topic for severe findings in another region', (stack) => ({ notifications: { findings: { severityTopics: { high: sns.Topic.fromTopicArn(stack, 'Topic', 'arn:aws:sns:us-east-1:111122223333:alerts') } } } }), 'notifications.findings.severityTopics.high', '"us-east-1"', /region eu-west-1/],
  ['a role path without slashes', () => ({ roles: { path: 'baseline' } }), 'roles.path', '"baseline"', /such as '\/baseline\/'/],
  ['a role path of more than 512 characters', () => ({ roles: { path: `/${'a'.repeat(511)}/` } }), 'roles.path', `"/${'a'.repeat(511)}/"`, /at most 512 .*characters/],
];

function errorOf(build: Build): string {
  const stack = newStack(ENVIRONMENT);
  try {
    baselineIn(stack, build(stack));
  } catch (error) {
    return (error as Error).message;
  }
  return 'no error';
}

describe('the error message names prop, condition, value and remedy of', () => {
  test.each(INVALID_PROPS)('%s', (_title, build, prop, value, text) => {
    const [, ...lines] = errorOf(build).split('\n');
    const found = lines.filter((line) => line.startsWith(`  - ${prop} must `) && line.includes(`, got ${value}. `));
    expect({ found, lines }).toEqual({ found: [expect.stringMatching(text)], lines: expect.anything() });
  });
});

test('CloudTrail and AWS Config can use the same bucket', () => {
  const build: Build = (stack) => {
    const bucket = bucketIn(stack, {});
    return { storage: { trailBucket: bucket, configBucket: bucket } };
  };
  expect(errorOf(build)).toBe('no error');
});

test('several problems are reported in one error', () => {
  const error = errorOf(inProduction({
    certificate: undefined, environmentSuffix: 'UP', owner: '', roles: { path: 'x' }, database: { logRetention: NO_RETENTION }, notifications: { emailAddresses: ['x', 'y'] },
  }));
  expect(error).toMatch(/^SecureBaseline 'Stack\/Baseline' has 7 problems:/);
  for (const prop of ['certificate', 'environmentSuffix', 'owner', 'roles.path', 'database.logRetention']) {
    expect(error).toContain(`\n  - ${prop} must `);
  }
  expect(error.match(/notifications\.emailAddresses/g)).toHaveLength(2);
});

test('problems of all pillars are reported in one error, with the full paths of the props', () => {
  const error = errorOf(() => ({
    environmentSuffix: 'UP',
    network: { cidr: '10.0.0.0/24', maxAzs: 1 },
    config: { excludedResourceTypes: ['role'], rules: [{ identifier: 'a rule', description: '' }] },
    notifications: { eventOverrides: { RootUsage: { threshold: 0 } } },
    database: { version: rds.MysqlEngineVersion.of('8.4', '8.4'), port: 80, monitoringInterval: Duration.seconds(2), enablePerformanceInsights: true },
    webTier: { maxCapacity: 1, healthCheckPath: 'health', webAclArn: 'arn:aws:wafv2:us-east-1:111122223333:global/webacl/web/1' },
  }));
  expect(error.split('\n').map((line) => line.split(/:| must /)[0].trim())).toEqual([
    "SecureBaseline 'Stack/Baseline' has 13 problems", '- environmentSuffix', '- network.cidr', '- network.maxAzs', '- config.excludedResourceTypes', '- config.rules.identifier',
    '- notifications.eventOverrides.RootUsage.threshold',
    '- database.version', '- database.port', '- database.monitoringInterval', '- database.enablePerformanceInsights',
    '- webTier.maxCapacity', '- webTier.healthCheckPath', '- webTier.webAclArn',
  ]);
});

test('no construct is created before all props are checked', () => {
  const stack = newStack();
  expect(() => baselineIn(stack, { environmentSuffix: 'UP' })).toThrow();
  expect(stack.node.tryFindChild('Baseline')?.node.children).toEqual([]);
});

describe('a warning is shown for', () => {
  test.each([
    ['network', 'flowLogRetention'], ['trail', 'logRetention'], ['database', 'logRetention'], ['webTier', 'logRetention'],
  ])('a %s.%s in production that is shorter than Security Hub requires', (pillar, setting) => {
    const { stack } = synthesize((scope) => ({ ...productionProps(scope), [pillar]: { [setting]: logs.RetentionDays.SIX_MONTHS } }));
    expect(warningsOf(stack)).toContainEqual(expect.stringMatching(new RegExp(`${pillar}\\.${setting} .*365 days.*CloudWatch\\.16.*got 180`)));
  });

  test('a stack that is close to the maximum number of resources, even if they are added later', () => {
    const fill = (count: number) => {
      const stack = newStack();
      baselineIn(stack);
      Array.from({ length: count }, (_, index) => new sns.Topic(stack, `Topic${index}`));
      Template.fromStack(stack);
      return warningsOf(stack).filter((warning) => /resources, and the CloudFormation limit is 500/.test(warning));
    };
    const remaining = 450 - Object.keys(nonProduction.resources).length;
    expect(fill(remaining)).toEqual([]);
    expect(fill(remaining + 1)).toContainEqual(expect.stringMatching(/^Stack 'Stack' has 451 resources.*other stacks/));
  });
});

test('a non-production baseline without a certificate has an internal load balancer and shows a warning', () => {
  const { template, stack } = synthesize();
  template.hasResourceProperties('AWS::ElasticLoadBalancingV2::LoadBalancer', { Scheme: 'internal' });
  expect(stack.node.findAll().flatMap((node) => node.node.metadata).map(({ data }) => String(data)).join()).toMatch(/SecureBaseline:internalLoadBalancer/);
});

describe('an unresolved token', () => {
  const text = (stack: Stack) => new CfnParameter(stack, 'Text').valueAsString;
  const number = (stack: Stack) => new CfnParameter(stack, 'Number', { type: 'Number' }).valueAsNumber;
  const TOKENS: [prop: string, build: Build, parameter: string][] = [
    ['environmentSuffix', (stack) => ({ environmentSuffix: text(stack) }), 'Text'],
    ['owner', (stack) => ({ owner: text(stack) }), 'Text'],
    ['costCenter', (stack) => ({ costCenter: text(stack) }), 'Text'],
    ['certificate', (stack) => ({ certificate: Certificate.fromCertificateArn(stack, 'Certificate', text(stack)) }), 'Text'],
    ['network.cidr', (stack) => ({ network: { cidr: text(stack) } }), 'Text'],
    ['notifications.emailAddresses', (stack) => ({ notifications: { emailAddresses: [text(stack)] } }), 'Text'],
    ['database.snapshotIdentifier', (stack) => ({ database: { snapshotIdentifier: text(stack) } }), 'Text'],
    ['webTier.healthCheckPath', (stack) => ({ webTier: { healthCheckPath: text(stack) } }), 'Text'],
    ['webTier.webAclArn', (stack) => ({ webTier: { webAclArn: text(stack) } }), 'Text'],
    ['roles.path', (stack) => ({ roles: { path: text(stack) } }), 'Text'],
    ['database.logRetention', (stack) => ({ database: { logRetention: number(stack) } }), 'Number'],
    ['trail.logRetention', (stack) => ({ trail: { logRetention: number(stack) } }), 'Number'],
    ['webTier.minCapacity', (stack) => ({ ...productionProps(stack), webTier: { minCapacity: number(stack) } }), 'Number'],
    ['webTier.maxCapacity', (stack) => ({ webTier: { maxCapacity: number(stack) } }), 'Number'],
    ['database.backupRetention', (stack) => ({ ...productionProps(stack), database: { backupRetention: Duration.days(number(stack)) } }), 'Number'],
    ['database.monitoringInterval', (stack) => ({ database: { monitoringInterval: Duration.seconds(number(stack)) } }), 'Number'],
  ];

  test.each<[pillar: string, prop: string, period: (value: number) => Duration, unit: string]>([
    ['database', 'backupRetention', Duration.hours, 'days'], ['storage', 'keyPendingWindow', Duration.hours, 'days'], ['storage', 'logFileExpiration', Duration.hours, 'days'],
    ['database', 'monitoringInterval', Duration.minutes, 'seconds'],
  ])('is rejected as %s.%s if it is a duration in another unit', (pillar, setting, period, unit) => {
    const error = errorOf((stack) => ({ [pillar]: { [setting]: period(number(stack)) } }));
    expect(error).toMatch(new RegExp(`- ${pillar}\\.${setting} must .*Duration\\.${unit}`));
  });

  test('is rejected as a list of e-mail addresses', () => {
    const list = (stack: Stack) => new CfnParameter(stack, 'List', { type: 'CommaDelimitedList' }).valueAsList;
    expect(errorOf((stack) => ({ notifications: { emailAddresses: list(stack) } }))).toMatch(/- notifications\.emailAddresses must .*Fn\.select/);
  });

  test('is accepted as network.cidr together with cidrMask', () => {
    const { resources } = synthesize((stack) => ({ network: { cidr: text(stack), cidrMask: 20 } }));
    const [, subnet] = Object.entries(resources).find(([, { Type }]) => Type === 'AWS::EC2::Subnet')!;
    expect(subnet.Properties.CidrBlock['Fn::Select'][1]['Fn::Cidr']).toEqual([{ Ref: 'Text' }, 16, '8']);
  });

  test.each(TOKENS)('is accepted as %s', (_prop, build, parameter) => {
    const { template } = synthesize(build);
    expect(JSON.stringify(template.toJSON().Resources)).toContain(`{"Ref":"${parameter}"}`);
  });
});

describe('a baseline with the longest suffix', () => {
  const preset = synthesize(() => ({ environmentSuffix: 'a'.repeat(20) }));

  /** The maximum lengths of names, in characters. */
  const LIMITS: [type: string, property: string, limit: number][] = [
    ['AWS::RDS::DBInstance', 'DBInstanceIdentifier', 63],
    ['AWS::CloudTrail::Trail', 'TrailName', 128],
    ['AWS::Config::ConfigRule', 'ConfigRuleName', 128],
    ['AWS::Config::ConfigurationRecorder', 'Name', 256],
    ['AWS::Config::DeliveryChannel', 'Name', 256],
    ['AWS::SNS::Topic', 'TopicName', 256],
    ['AWS::KMS::Alias', 'AliasName', 256],
    ['AWS::CloudWatch::Alarm', 'AlarmName', 255],
    ['AWS::Logs::LogGroup', 'LogGroupName', 512],
  ];

  test.each(LIMITS)('does not exceed the maximum length of the name of %s', (type, property, limit) => {
    const names = ofType(preset, type).map(([, { Properties }]) => Properties[property]).filter((name) => name !== undefined);
    expect(names.length).toBeGreaterThan(0);
    expect(names.filter((name) => typeof name === 'string' && name.length > limit)).toEqual([]);
  });

  test('sets the names of no other resource types', () => {
    const types = [...namesOf(preset).keys()].map((property) => preset.resources[property.split('.')[0]]?.Type).filter((type) => type?.startsWith('AWS::'));
    expect(new Set(types)).toEqual(new Set(LIMITS.map(([type]) => type)));
  });

  test('has a suffix of the service-linked role that does not exceed the maximum length in any region', () => {
    const { CustomSuffix } = preset.resources[idOf(preset, 'AWS::IAM::ServiceLinkedRole')].Properties;
    expect(CustomSuffix['Fn::Join'][1][0].length + 'ap-northeast-1'.length).toBeLessThanOrEqual(64);
  });
});
