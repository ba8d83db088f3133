import { Match, Template } from 'aws-cdk-lib/assertions';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { Key } from 'aws-cdk-lib/aws-kms';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Bucket, type IBucket } from 'aws-cdk-lib/aws-s3';
import { Topic, type ITopic } from 'aws-cdk-lib/aws-sns';
import { Duration, type Stack } from 'aws-cdk-lib/core';
import { baselineIn, CERTIFICATE_ARN } from './presets-under-test';
import { ConfigStarterMode, EventSeverity, RecordingFrequency, type SecureBaselineProps, type SecurityEvent } from '../../src';
import { newStack, warningsOf } from '../support/templates';

type Props = Partial<SecureBaselineProps>;
type Build = (stack: Stack) => Props;

const off = { enabled: false };
const OFF: Props = { network: off, storage: off, trail: off, config: off, notifications: off, database: off, webTier: off };
const OWN: SecurityEvent = { id: 'Own', title: 'Own', pattern: '{ $.a = 1 }', severity: EventSeverity.HIGH, eventPattern: { source: ['aws.own'] } };

const bucket = (stack: Stack, id = 'Own'): IBucket => Bucket.fromBucketName(stack, `${id}Bucket`, `${id.toLowerCase()}-bucket`);
const topic = (stack: Stack, id = 'Own'): ITopic => Topic.fromTopicArn(stack, `${id}Topic`, `arn:aws:sns:eu-west-1:111122223333:${id}`);
const logGroup = (stack: Stack) => LogGroup.fromLogGroupName(stack, 'OwnLogs', 'own');
const page = (stack: Stack) => [new SnsAction(topic(stack, 'Page'))];
const key = (stack: Stack) => Key.fromKeyArn(stack, 'OwnKey', 'arn:aws:kms:eu-west-1:111122223333:key/1');
const logBuckets = (stack: Stack) => ({ accessLogsBucket: bucket(stack, 'A'), trailBucket: bucket(stack, 'B'), configBucket: bucket(stack, 'C') });

/** Creates a baseline without synthesis, and returns the options that have no effect by the reason in the warning. */
function unusedBy(build: Build): Record<string, string[]> {
  const stack = newStack({ env: { account: '111122223333', region: 'eu-west-1' } });
  baselineIn(stack, { ...OFF, ...build(stack) });
  const found = warningsOf(stack).flatMap((text) => [...text.matchAll(/^These options have no effect, because (.*?): (.*?)\. Remove them.*unusedOption/g)]);
  return Object.fromEntries(found.map(([, reason, options]) => [reason, options.split(', ')]));
}

describe('a warning names the options that have no effect', () => {
  test.each<[reason: string, unused: string[], Build]>([
    ['network.enabled is false', ['network.cidr'], () => ({ network: { ...off, cidr: '10.1.0.0/16' } })],
    ['trail.enabled is false', ['storage.trailBucket', 'trail.keyPrefix'], (stack) => ({ storage: { ...off, trailBucket: bucket(stack) }, trail: { ...off, keyPrefix: 'a' } })],
    ['trail.enabled is false and there are no security alarms', ['trail.logGroup'], (stack) => ({ trail: { ...off, logGroup: logGroup(stack) } })],
    ['account.enabled is false', ['account.regions'], () => ({ account: { ...off, regions: ['eu-west-1'] } })],
    ['config.enabled is false', ['config.keyPrefix'], () => ({ config: { ...off, keyPrefix: 'a' } })],
    ['config.enabled is false or config.mode is ADOPT', ['storage.configBucket'], (stack) => ({ config: { mode: ConfigStarterMode.ADOPT }, storage: { ...off, configBucket: bucket(stack) } })],
    ['config.mode is ADOPT', ['config.recordingFrequency'], () => ({ config: { mode: ConfigStarterMode.ADOPT, recordingFrequency: RecordingFrequency.DAILY } })],
    ['notifications.enabled is false', ['notifications.emailAddresses', 'notifications.dashboard', 'notifications.eventOverrides'], () => ({
      notifications: { ...off, emailAddresses: ['a@example.com'], dashboard: true, eventOverrides: { RootUsage: { threshold: 2 } } },
    })],
    ['notifications.securityAlarms is false', ['notifications.realTimeRules', 'notifications.additionalEvents', 'notifications.auditEmailAddresses'], () => ({
      trail: {}, notifications: { securityAlarms: false, realTimeRules: true, additionalEvents: [OWN], auditEmailAddresses: ['a@example.com'] },
    })],
    ['notifications.lowNoiseAlarms is false', ['notifications.lowNoiseActions'], (stack) => ({ trail: {}, notifications: { lowNoiseAlarms: false, lowNoiseActions: page(stack) } })],
    ['notifications.findings.enabled is false', ['notifications.findings'], () => ({ trail: {}, notifications: { findings: { enabled: false, aggregationRegion: 'eu-west-1' } } })],
    ['the baseline creates no topic', ['notifications.displayName'], (stack) => ({
      trail: {}, notifications: { displayName: 'A', topic: topic(stack), deliveryFailureTopic: topic(stack, 'Failures') },
    })],
    ['database.enabled is false', ['database.multiAz'], () => ({ database: { ...off, multiAz: true } })],
    ['the baseline creates neither a database nor a network', ['database.port'], () => ({ database: { ...off, port: 3307 } })],
    ['webTier.enabled is false', ['certificate', 'webTier.maxCapacity'], (stack) => ({
      certificate: Certificate.fromCertificateArn(stack, 'Certificate', CERTIFICATE_ARN), webTier: { ...off, maxCapacity: 3 },
    })],
    ['the baseline creates no other bucket and no load balancer', ['storage.accessLogsBucket'], (stack) => ({ storage: { ...off, accessLogsBucket: bucket(stack) } })],
    ['the baseline creates no log bucket', ['storage.logFileExpiration', 'storage.archiveLogFiles'], (stack) => ({
      trail: {}, config: {}, storage: { ...off, ...logBuckets(stack), logFileExpiration: Duration.days(400), archiveLogFiles: true },
    })],
    ['storage.logFileExpiration is at most 90 days or an unresolved token', ['storage.archiveLogFiles'], () => ({
      trail: {}, storage: { logFileExpiration: Duration.days(90), archiveLogFiles: true },
    })],
    ['the baseline creates no KMS key', ['storage.keyPendingWindow'], (stack) => ({ storage: { ...off, encryptionKey: key(stack), keyPendingWindow: Duration.days(9) } })],
  ])('because %s', (reason, unused, build) => {
    expect(unusedBy(build)[reason]?.sort()).toEqual(unused.sort());
  });

  test.each<[string, Build]>([
    ['a baseline of defaults', () => ({ ...Object.fromEntries(Object.keys(OFF).map((pillar) => [pillar, {}])) })],
    ['disabled pillars without other options', () => ({})],
    ['false and empty lists', () => ({ notifications: { ...off, dashboard: false, emailAddresses: [] }, trail: { ...off, multiRegion: false } })],
    ['the port of another database in a new network', () => ({ network: {}, database: { ...off, port: 5432 } })],
    ['the log group of another trail', (stack) => ({ trail: { ...off, logGroup: logGroup(stack) }, notifications: {} })],
    ['the pending window of the keys of topics', (stack) => ({ trail: {}, notifications: {}, storage: { ...off, encryptionKey: key(stack), keyPendingWindow: Duration.days(9) } })],
    ['log files that are archived', () => ({ trail: {}, storage: { logFileExpiration: Duration.days(400), archiveLogFiles: true } })],
  ])('but not for %s', (_, build) => expect(unusedBy(build)).toEqual({}));
});

describe('synthesis fails for', () => {
  const vpc = (stack: Stack) => Vpc.fromVpcAttributes(stack, 'Vpc', {
    vpcId: 'vpc-1', vpcCidrBlock: '10.1.0.0/16', availabilityZones: ['a', 'b'], privateSubnetIds: ['c', 'd'], publicSubnetIds: ['e', 'f'],
  });

  test.each<[string, RegExp, Build]>([
    ['the retention period beside the log group of the trail', /trail\.logRetention must be omitted if trail\.logGroup is specified, got 30\./, (stack) => ({
      trail: { logGroup: logGroup(stack), logRetention: RetentionDays.ONE_MONTH },
    })],
    ['the retention period beside the log group of the web tier', /webTier\.logRetention must be omitted if webTier\.logGroup is specified, got 30\./, (stack) => ({
      network: { vpc: vpc(stack) }, webTier: { logGroup: logGroup(stack), logRetention: RetentionDays.ONE_MONTH },
    })],
    ['a netmask that differs from the CIDR block', /network\.cidrMask must be the netmask of network\.cidr, .*, got 20\./, () => ({ network: { cidr: '10.1.0.0/16', cidrMask: 20 } })],
    ['subnets of interface endpoints that do not exist', /network\.interfaceEndpointSubnets must not be specified without network\.interfaceEndpoints/, () => ({
      network: { interfaceEndpointSubnets: { subnetGroupName: 'Private' } },
    })],
  ])('%s', (_, message, build) => expect(() => unusedBy(build)).toThrow(message));
});

describe('without a trail and its log group', () => {
  const notifications = (options: Props['notifications']): Build => () => ({ notifications: options });

  test.each<[string, Props['notifications']]>([
    ['securityAlarms', { securityAlarms: true }],
    ['additionalEvents', { additionalEvents: [OWN] }],
    ['eventOverrides', { eventOverrides: { RootUsage: { threshold: 1 } } }],
    ['auditEmailAddresses', { auditEmailAddresses: ['a@example.com'] }],
    ['notifyOk', { notifyOk: true }],
  ])('%s is rejected', (option, options) => {
    expect(() => unusedBy(notifications(options))).toThrow(
      new RegExp(`trail\\.logGroup must be specified for notifications\\.${option} unless notifications\\.realTimeRules is true, got no value\\.`));
  });

  test.each<[string, Props['notifications'], RegExp]>([
    ['actions of alarms', { okActions: [{ bind: () => ({ alarmActionArn: 'a' }) }] }, /notifications\.okActions must not be specified without trail\.logGroup/],
    ['the threshold of an alarm', { eventOverrides: { RootUsage: { threshold: 2 } } }, /notifications\.eventOverrides\.RootUsage\.threshold must not/],
    ['an event without a rule', { additionalEvents: [{ ...OWN, severity: EventSeverity.LOW }] }, /notifications\.additionalEvents\.Own must not be specified without trail\.logGroup.*severity HIGH/],
    ['an event that does not exist', { eventOverrides: { Nope: { realTimeRule: false } } }, /notifications\.eventOverrides must have only ids of events as keys, got "Nope"/],
  ])('%s is rejected if there are only real-time rules', (_, options, message) => {
    expect(() => unusedBy(notifications({ ...options, realTimeRules: true }))).toThrow(message);
  });

  test('only the real-time rules are created if the user states that another trail exists', () => {
    const stack = newStack();
    const { securityAlarms } = baselineIn(stack, { ...OFF, notifications: { realTimeRules: true, additionalEvents: [OWN] } });
    expect(Object.keys(securityAlarms.realTimeRules)).toEqual(['RootUsage', 'CloudTrailChanges', 'KeyDisabledOrDeleted', 'ConfigChanges', 'Own']);
    expect([securityAlarms.alarms, securityAlarms.lowNoiseAlarms]).toEqual([{}, {}]);
    const template = Template.fromStack(stack);
    template.resourceCountIs('AWS::Logs::MetricFilter', 0);
    template.resourcePropertiesCountIs('AWS::Events::Rule', { Targets: [Match.objectLike({ DeadLetterConfig: Match.anyValue(), InputTransformer: Match.anyValue() })] }, 5);
    expect(JSON.stringify(template.findResources('AWS::Events::Rule'))).not.toContain('follows within minutes');
    expect(warningsOf(stack).filter((text) => /noSecurityAlarms|unusedOption/.test(text))).toEqual([]);
  });

  test.each<[string, Props['notifications'], number]>([
    ['a warning is shown if nothing is specified', {}, 1],
    ['no warning is shown with securityAlarms: false', { securityAlarms: false }, 0],
    ['no warning is shown without notifications', { enabled: false }, 0],
  ])('%s', (_, options, count) => {
    const stack = newStack();
    baselineIn(stack, { ...OFF, notifications: options });
    expect(warningsOf(stack).filter((text) => /^No security alarms are created, .*realTimeRules.*noSecurityAlarms/.test(text))).toHaveLength(count);
  });
});
