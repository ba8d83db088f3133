import { Template } from 'aws-cdk-lib/assertions';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { CfnConfigurationRecorder } from 'aws-cdk-lib/aws-config';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as rds from 'aws-cdk-lib/aws-rds';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sns from 'aws-cdk-lib/aws-sns';
import { App, CfnParameter, Duration, Stack, type StackProps } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { namesOf } from './names';
import { baselineIn, idOf, nonProduction, ofType, productionProps, synthesize } from './presets-under-test';
import { type EnvironmentType, SecureBaseline, type SecureBaselineProps } from '../../src';
import { ConfigRecorder } from '../../src/audit/config-recorder';
import { newStack, warningsOf } from '../support/templates';

type Build = (stack: Stack) => Partial<SecureBaselineProps>;

const ENVIRONMENT = { env: { account: '111122223333', region: 'eu-west-1' } };
const NO_RETENTION: number = 42;
const RETENTIONS = /the retention periods of CloudWatch Logs: 1, 3, 5, 7, 14, 30/;
const IN_NAMES = /1 to 20 lowercase letters, digits and single hyphens/;

const topicIn = (stack: Stack) => sns.Topic.fromTopicArn(stack, 'Topic', 'arn:aws:sns:eu-west-1:111122223333:alerts');
const bucketIn = (stack: Stack, home: s3.BucketAttributes) => s3.Bucket.fromBucketAttributes(stack, 'Central', { bucketName: 'central', ...home });
const vpcIn = (stack: Stack, subnets: Partial<ec2.VpcAttributes>) =>
  ec2.Vpc.fromVpcAttributes(stack, 'Vpc', { vpcId: 'vpc-1', vpcCidrBlock: '10.1.0.0/16', availabilityZones: ['eu-west-1a', 'eu-west-1b'], ...subnets });
const inProduction = (props: Partial<SecureBaselineProps>): Build => (stack) => ({ ...productionProps(stack), ...props });

/** What is wrong; the error's prop and value; and its remedy. */
const MISTAKES: [what: string, build: Build, propAndValue: string, remedy: RegExp][] = [
  ['a suffix in upper case', () => ({ environmentSuffix: 'Test' }), 'environmentSuffix: "Test"', IN_NAMES],
  ['a suffix of 21 characters', () => ({ environmentSuffix: 'a'.repeat(21) }), `environmentSuffix: "${'a'.repeat(21)}"`, IN_NAMES],
  ['a suffix with a leading hyphen', () => ({ environmentSuffix: '-test' }), 'environmentSuffix: "-test"', IN_NAMES],
  ['a suffix with a trailing hyphen', () => ({ environmentSuffix: 'test-' }), 'environmentSuffix: "test-"', IN_NAMES],
  ['a suffix with two hyphens', () => ({ environmentSuffix: 'te--st' }), 'environmentSuffix: "te--st"', IN_NAMES],
  ['no suffix', () => ({ environmentSuffix: '' }), 'environmentSuffix: ""', IN_NAMES],
  ['a suffix that an untyped language leaves out', () => ({ environmentSuffix: undefined }), 'environmentSuffix: not given', IN_NAMES],
  ['an owner that an untyped language leaves out', () => ({ owner: undefined }), 'owner: not given', /1 to 256 letters, digits, spaces/],
  ['an environment type out of a setting in other letters', () => ({ environmentType: 'Production' as EnvironmentType }), 'environmentType: "Production"', /It selects the preset: give EnvironmentType\.PRODUCTION or/],
  ['an environment type that only the deployment knows', (stack) => ({ environmentType: new CfnParameter(stack, 'Type').valueAsString as EnvironmentType }), 'environmentType: known to the deployment only', /It selects the preset/],
  ['an owner that no tag can hold', () => ({ owner: 'a&b' }), 'owner: "a&b"', /1 to 256 letters, digits, spaces/],
  ['a cost center that no tag can hold', () => ({ costCenter: '' }), 'costCenter: ""', /1 to 256 letters, digits, spaces/],
  ['a CIDR block without a mask', () => ({ network: { cidr: '10.0.0.0' } }), 'network.cidr: "10.0.0.0"', /such as '10\.0\.0\.0\/16'/],
  ['an address range that is too small', () => ({ network: { cidr: '10.0.0.0/24' } }), 'network.cidr: "10.0.0.0/24"', /too small for three tiers.*\/16 to \/23/],
  ['a single zone', () => ({ network: { maxAzs: 1 } }), 'network.maxAzs: 1', /2 to 4/],
  ['a retention that CloudWatch Logs does not offer', () => ({ database: { logRetention: NO_RETENTION } }), 'database.logRetention: 42', RETENTIONS],
  ['a retention of the trail that CloudWatch Logs does not offer', () => ({ trail: { logRetention: NO_RETENTION } }), 'trail.logRetention: 42', RETENTIONS],
  ['an e-mail address that is none', () => ({ notifications: { emailAddresses: ['security@example.com', 'nobody'] } }), 'notifications.emailAddresses: "nobody"', /such as security@example\.com/],
  ['addresses for a given topic', (stack) => ({ notifications: { topic: topicIn(stack), emailAddresses: ['security@example.com'] } }), 'notifications.emailAddresses: security@example.com', /Subscribe them to the given topic/],
  ['a MySQL version that is not exact', () => ({ database: { version: rds.MysqlEngineVersion.of('8.4', '8.4') } }), 'database.version: "8.4"', /x\.y\.z/],
  ['a MySQL version under extended support', () => ({ database: { version: rds.MysqlEngineVersion.VER_8_0_39 } }), 'database.version: "8.0.39"', /give '8\.4\.\d+'/],
  ['production without backups', inProduction({ database: { backupRetention: Duration.days(0) } }), 'database.backupRetention: Duration.days(0)', /1 to 35/],
  ['production without backups or protection', inProduction({ database: { backupRetention: Duration.days(0) }, deletionProtection: false }), 'database.backupRetention: Duration.days(0)', /Duration\.days\(1\)/],
  ['backups of half a day', inProduction({ database: { backupRetention: Duration.hours(12) } }), 'database.backupRetention: Duration.hours(12)', /whole days/],
  ['backups of more than 35 days', () => ({ database: { backupRetention: Duration.days(36) } }), 'database.backupRetention: Duration.days(36)', /35/],
  ['a pending window that KMS does not offer', () => ({ storage: { keyPendingWindow: Duration.days(3) } }), 'storage.keyPendingWindow: Duration.days(3)', /Duration\.days\(7\) to Duration\.days\(30\)/],
  ['log files that expire after half a day', () => ({ storage: { logFileExpiration: Duration.hours(12) } }), 'storage.logFileExpiration: Duration.hours(12)', /Duration\.days\(1\) or more/],
  ['production without a certificate', inProduction({ certificate: undefined }), 'certificate: not given', /give a certificate, such as acm\.Certificate\.fromCertificateArn/],
  ['production with a single instance', inProduction({ webTier: { minCapacity: 1 } }), 'webTier.minCapacity: 1', /at least two/],
  ['no instance to spare', () => ({ webTier: { maxCapacity: 1 } }), 'webTier.maxCapacity: 1', /more than minCapacity \(1\)/],
  ['a certificate of another region', (stack) => ({ certificate: Certificate.fromCertificateArn(stack, 'Certificate', 'arn:aws:acm:us-east-1:111122223333:certificate/1') }), 'certificate: "arn:aws:acm:us-east-1:111122223333:certificate/1"', /of the stack's region, eu-west-1/],
  ['a log bucket in another region', (stack) => ({ storage: { accessLogsBucket: bucketIn(stack, { region: 'us-east-1' }) } }), 'storage.accessLogsBucket: "Stack/Central in us-east-1"', /give a bucket in eu-west-1/],
  ['a log bucket in another account', (stack) => ({ storage: { accessLogsBucket: bucketIn(stack, { account: '444455556666' }) } }), 'storage.accessLogsBucket: "Stack/Central in account 444455556666"', /give a bucket in account 111122223333/],
  ['the range of a new VPC for a given one', (stack) => ({ network: { vpc: vpcIn(stack, { privateSubnetIds: ['a', 'b'], isolatedSubnetIds: ['c', 'd'] }), cidr: '10.0.0.0/16' } }), 'network.cidr: "10.0.0.0/16"', /leave network\.vpc out/],
  ['a VPC without isolated subnets', (stack) => ({ network: { vpc: vpcIn(stack, { privateSubnetIds: ['a', 'b'] }) } }), 'network.vpc: "There are no \'Isolated\' subnet groups in this VPC. Available types: Deprecated_Private_NAT,Private,Deprecated_Private"', /isolated/],
  ['a VPC without private subnets', (stack) => ({ webTier: { loadBalancerSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED } }, network: { vpc: vpcIn(stack, { isolatedSubnetIds: ['a', 'b'] }) } }), 'network.vpc: Stack/Vpc', /private/],
  ['a VPC of unknown range without a certificate', (stack) => ({ database: { enabled: false }, network: { vpc: vpcIn(stack, { vpcCidrBlock: undefined, privateSubnetIds: ['a', 'b'], publicSubnetIds: ['c', 'd'] }) } }), 'network.vpc: Stack/Vpc', /vpcCidrBlock/],
  ...(['trailBucket', 'configBucket', 'dataBucket'] as const).map((other): (typeof MISTAKES)[number] => [
    `access logs in the ${other}`, (stack) => ({ storage: { accessLogsBucket: bucketIn(stack, {}), [other]: bucketIn(new Stack(stack, 'Other'), {}) } }),
    'storage.accessLogsBucket: "Stack/Central"', new RegExp(`It is the ${other} too: a bucket that logs to itself`),
  ]),
  ...(['trailBucket', 'configBucket'] as const).map((other): (typeof MISTAKES)[number] => [
    `data in the ${other}`, (stack) => ({ storage: { dataBucket: bucketIn(stack, {}), [other]: bucketIn(new Stack(stack, 'Other'), {}) } }),
    'storage.dataBucket: "Stack/Central"', new RegExp(`It is the ${other} too, whose log files the instances could change`),
  ]),
  ['a key by its alias', (stack) => ({ storage: { encryptionKey: kms.Alias.fromAliasName(stack, 'Alias', 'alias/own') } }), 'storage.encryptionKey: "Stack/Alias"', /give the key itself, such as kms\.Key\.fromKeyArn/],
  ['a key of another region', (stack) => ({ storage: { encryptionKey: kms.Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:us-east-1:111122223333:key/1') } }), 'storage.encryptionKey: "Stack/Key in us-east-1"', /give one in eu-west-1/],
  ['a VPC of another region', (stack) => ({ network: { vpc: vpcIn(stack, { region: 'us-east-1', publicSubnetIds: ['a', 'b'], privateSubnetIds: ['c', 'd'], isolatedSubnetIds: ['e', 'f'] }) } }), 'network.vpc: "Stack/Vpc in us-east-1"', /give one in eu-west-1/],
  ['a topic of another region for scaling', (stack) => ({ webTier: { scalingTopic: sns.Topic.fromTopicArn(stack, 'Scaling', 'arn:aws:sns:us-east-1:111122223333:scaling') } }), 'webTier.scalingTopic: "Stack/Scaling in us-east-1"', /give one in eu-west-1/],
  ...(['topic', 'lowNoiseTopic', 'deliveryFailureTopic'] as const).map((prop): (typeof MISTAKES)[number] => [
    `a ${prop} of another region, although there are no security alarms`,
    (stack) => ({ trail: { enabled: false }, notifications: { [prop]: sns.Topic.fromTopicArn(stack, 'Topic', 'arn:aws:sns:us-east-1:111122223333:alerts') } }),
    `notifications.${prop}: "us-east-1"`, /own region only.*eu-west-1/,
  ]),
  ['a role path without slashes', () => ({ roles: { path: 'baseline' } }), 'roles.path: "baseline"', /such as '\/baseline\/'/],
  ['a role path of more than 512 characters', () => ({ roles: { path: `/${'a'.repeat(511)}/` } }), `roles.path: "/${'a'.repeat(511)}/"`, /512 characters/],
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

describe('at synth, an error names prop, value and remedy of', () => {
  test.each(MISTAKES)('%s', (_what, build, propAndValue, remedy) => {
    const [, ...lines] = errorOf(build).split('\n');
    const found = lines.filter((line) => line.startsWith(`  - ${propAndValue}. `));
    expect({ found, lines }).toEqual({ found: [expect.stringMatching(remedy)], lines: expect.anything() });
  });
});

test('the logs of CloudTrail and AWS Config may share a bucket', () => {
  const build: Build = (stack) => {
    const bucket = bucketIn(stack, {});
    return { storage: { trailBucket: bucket, configBucket: bucket } };
  };
  expect(errorOf(build)).toBe('no error');
});

test('several mistakes are reported together', () => {
  const error = errorOf(inProduction({
    certificate: undefined, environmentSuffix: 'UP', owner: '', roles: { path: 'x' }, database: { logRetention: NO_RETENTION }, notifications: { emailAddresses: ['x', 'y'] },
  }));
  expect(error).toMatch(/^SecureBaseline 'Stack\/Baseline' has 7 problems:/);
  for (const prop of ['certificate', 'environmentSuffix', 'owner', 'roles.path', 'database.logRetention']) {
    expect(error).toContain(`\n  - ${prop}: `);
  }
  expect(error.match(/notifications\.emailAddresses/g)).toHaveLength(2);
});

test('mistakes of all pillars are reported together, by the names of the props', () => {
  const error = errorOf(() => ({
    environmentSuffix: 'UP',
    network: { cidr: '10.0.0.0/24', maxAzs: 1 },
    config: { excludedResourceTypes: ['role'], rules: [{ identifier: 'a rule', description: '' }] },
    notifications: { eventOverrides: { RootUsage: { threshold: 0 } } },
    database: { version: rds.MysqlEngineVersion.of('8.4', '8.4'), port: 80, monitoringInterval: Duration.seconds(2), enablePerformanceInsights: true },
    webTier: { maxCapacity: 1, healthCheckPath: 'health', webAclArn: 'arn:aws:wafv2:us-east-1:111122223333:global/webacl/web/1' },
  }));
  expect(error.split('\n').map((line) => line.split(':')[0].trim())).toEqual([
    "SecureBaseline 'Stack/Baseline' has 13 problems", '- environmentSuffix', '- network.cidr', '- network.maxAzs', '- config.excludedResourceTypes', '- config.rules.identifier',
    '- notifications.eventOverrides.RootUsage.threshold',
    '- database.version', '- database.port', '- database.monitoringInterval', '- database.enablePerformanceInsights',
    '- webTier.maxCapacity', '- webTier.healthCheckPath', '- webTier.webAclArn',
  ]);
});

test('nothing is made before all is checked', () => {
  const stack = newStack();
  expect(() => baselineIn(stack, { environmentSuffix: 'UP' })).toThrow();
  expect(stack.node.tryFindChild('Baseline')?.node.children).toEqual([]);
});

describe('at synth, a warning tells of', () => {
  test.each([
    ['network', 'flowLogRetention'], ['trail', 'logRetention'], ['database', 'logRetention'], ['webTier', 'logRetention'],
  ])('production whose %s.%s is below what Security Hub requires', (pillar, setting) => {
    const { stack } = synthesize((scope) => ({ ...productionProps(scope), [pillar]: { [setting]: logs.RetentionDays.SIX_MONTHS } }));
    expect(warningsOf(stack)).toContainEqual(expect.stringMatching(new RegExp(`${pillar}\\.${setting} .*365 days.*CloudWatch\\.16.*got 180`)));
  });

  test('a stack that is nearly full, however late it was filled', () => {
    const fill = (count: number) => {
      const stack = newStack();
      baselineIn(stack);
      Array.from({ length: count }, (_, index) => new sns.Topic(stack, `Topic${index}`));
      Template.fromStack(stack);
      return warningsOf(stack).filter((warning) => /resources, and CloudFormation allows 500/.test(warning));
    };
    const room = 450 - Object.keys(nonProduction.resources).length;
    expect(fill(room)).toEqual([]);
    expect(fill(room + 1)).toContainEqual(expect.stringMatching(/^Stack 'Stack' has 451 resources.*other stacks/));
  });
});

describe('at synth, an error names both of', () => {
  const ACCOUNT = { account: '111122223333', region: 'eu-west-1' };
  type Make = (stack: Stack, id: string) => void;
  const recorder: Make = (stack, id) => new ConfigRecorder(stack, id, {});
  const stranger: Make = (stack, id) => new CfnConfigurationRecorder(new Construct(stack, id), 'Resource', { roleArn: 'arn:aws:iam::111122223333:role/config' });
  const twice = (one: StackProps, other: StackProps | undefined, make = recorder, makeOther = make) => {
    const app = new App({ analyticsReporting: false });
    const first = new Stack(app, 'One', one);
    make(first, 'Recorder');
    makeOther(other ? new Stack(app, 'Other', other) : first, 'Second');
    return () => app.synth();
  };
  const baselineOf = (environmentSuffix: string): Make => (stack, id) =>
    new SecureBaseline(stack, id, { environmentSuffix, owner: 'team', costCenter: 'cc-1', config: { enabled: false } });
  const TAKEN = /Second: environmentSuffix .*unique.*got "test".*One\/Recorder/;

  test('two recorders in a stack', () => expect(twice({}, undefined)).toThrow(/One\/Second\/Resource: AWS Config supports only one recorder.*One\/Recorder\/Resource is another one\. .*ADOPT.*config\.enabled/));

  test('two recorders in stacks of one account and region', () => expect(twice({ env: ACCOUNT }, { env: ACCOUNT })).toThrow(/Other\/Second\/Resource: .*One\/Recorder/));

  test.each<[string, Make, Make, RegExp]>([
    ['before it', stranger, recorder, /One\/Second\/Resource: AWS Config.*One\/Recorder\/Resource is another one/],
    ['after it', recorder, stranger, /One\/Recorder\/Resource: AWS Config.*One\/Second\/Resource is another one/],
  ])("a recorder and somebody else's that is made %s, once", (_, make, makeOther, message) => {
    const synth = twice({}, undefined, make, makeOther);
    expect(synth).toThrow(message);
    expect(synth).not.toThrow(/AWS Config has one[^]*AWS Config has one/);
  });

  test('two baselines of one suffix in a stack', () => expect(twice({}, undefined, baselineOf('test'))).toThrow(TAKEN));

  test('two baselines of one suffix in stacks of one account and region', () => expect(twice({ env: ACCOUNT }, { env: ACCOUNT }, baselineOf('test'))).toThrow(TAKEN));

  test('but not of baselines of two suffixes, or in two regions, or where only the deployment knows', () => {
    expect(twice({ env: ACCOUNT }, { env: ACCOUNT }, baselineOf('one'), baselineOf('other'))).not.toThrow();
    expect(twice({ env: ACCOUNT }, { env: { ...ACCOUNT, region: 'us-east-1' } }, baselineOf('test'))).not.toThrow();
    expect(twice({}, {}, baselineOf('test'))).not.toThrow();
  });

  test('but not of recorders in two regions, or where only the deployment knows', () => {
    expect(twice({ env: ACCOUNT }, { env: { ...ACCOUNT, region: 'us-east-1' } })).not.toThrow();
    expect(twice({}, {})).not.toThrow();
  });
});

test('without a certificate, non-production is internal and says so', () => {
  const { template, stack } = synthesize();
  template.hasResourceProperties('AWS::ElasticLoadBalancingV2::LoadBalancer', { Scheme: 'internal' });
  expect(stack.node.findAll().flatMap((node) => node.node.metadata).map(({ data }) => String(data)).join()).toMatch(/SecureBaseline:internalLoadBalancer/);
});

describe('an unresolved token is accepted as', () => {
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
  ])('a duration, but not in another unit: %s.%s', (pillar, setting, period, unit) => {
    const error = errorOf((stack) => ({ [pillar]: { [setting]: period(number(stack)) } }));
    expect(error).toMatch(new RegExp(`- ${pillar}\\.${setting}: .*Duration\\.${unit}`));
  });

  test('no list of addresses, and the topic says so', () => {
    const list = (stack: Stack) => new CfnParameter(stack, 'List', { type: 'CommaDelimitedList' }).valueAsList;
    expect(errorOf((stack) => ({ notifications: { emailAddresses: list(stack) } }))).toMatch(/emailAddresses: .*Each needs a subscription/);
  });

  test('network.cidr, whose mask is given beside it', () => {
    const { resources } = synthesize((stack) => ({ network: { cidr: text(stack), cidrMask: 20 } }));
    const [, subnet] = Object.entries(resources).find(([, { Type }]) => Type === 'AWS::EC2::Subnet')!;
    expect(subnet.Properties.CidrBlock['Fn::Select'][1]['Fn::Cidr']).toEqual([{ Ref: 'Text' }, 16, '8']);
  });

  test.each(TOKENS)('%s', (_prop, build, parameter) => {
    const { template } = synthesize(build);
    expect(JSON.stringify(template.toJSON().Resources)).toContain(`{"Ref":"${parameter}"}`);
  });
});

describe('with the longest suffix', () => {
  const long = synthesize(() => ({ environmentSuffix: 'a'.repeat(20) }));

  /** The longest names that AWS takes, in characters. */
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

  test.each(LIMITS)('the name of %s is one that AWS takes', (type, property, limit) => {
    const names = ofType(long, type).map(([, { Properties }]) => Properties[property]).filter((name) => name !== undefined);
    expect(names.length).toBeGreaterThan(0);
    expect(names.filter((name) => typeof name === 'string' && name.length > limit)).toEqual([]);
  });

  test('no other type of resource has a name of its own', () => {
    const types = [...namesOf(long).keys()].map((property) => long.resources[property.split('.')[0]]?.Type).filter((type) => type?.startsWith('AWS::'));
    expect(new Set(types)).toEqual(new Set(LIMITS.map(([type]) => type)));
  });

  test('the suffix of the service-linked role leaves room for every region', () => {
    const { CustomSuffix } = long.resources[idOf(long, 'AWS::IAM::ServiceLinkedRole')].Properties;
    expect(CustomSuffix['Fn::Join'][1][0].length + 'ap-northeast-1'.length).toBeLessThanOrEqual(64);
  });
});
