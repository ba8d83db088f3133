import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Stack, Token, type IResource } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { checkPillars } from './pillar-checks';
import { EnvironmentType, type Settings } from './presets';
import type { SecureBaselineProps, StorageOptions } from './props';
import { isKnownToDiffer } from '../common/cdk/environments';
import { checkNoAlias } from '../common/policies/key-policy';
import { isEmailAddress, isEnvironmentSuffix, isLogRetention, isWhole, LOG_RETENTION_REMEDY } from '../common/validation/formats';
import { Problems } from '../common/validation/problems';
import { checkTopics } from '../monitoring/security-alarms/validation';

const isTagValue = (value: string) => value.length >= 1 && value.length <= 256 && /^[\p{L}\p{Z}\p{N}_.:/=+\-@]+$/u.test(value);
const TAG_REMEDY = 'It becomes a tag: give 1 to 256 letters, digits, spaces and _ . : / = + - @';

/** Checks what concerns the baseline as a whole, and what its parts would refuse. */
export function validateBaseline(scope: Construct, props: SecureBaselineProps, type: EnvironmentType, settings: Settings): void {
  const problems = new Problems(scope)
    .require('environmentSuffix', props.environmentSuffix, isEnvironmentSuffix, 'It stands in every name: give 1 to 20 lower-case letters, digits and single hyphens between them.')
    .require('owner', props.owner, isTagValue, TAG_REMEDY)
    .require('costCenter', props.costCenter, isTagValue, TAG_REMEDY)
    .check('rolePath', props.rolePath, isRolePath, "Give a path such as '/baseline/', between slashes, of 512 characters at most.");
  if (!Object.values(EnvironmentType).includes(type)) {
    // Which preset the rest is to be checked against is not known, and no token can tell.
    problems.add({ prop: 'environmentType', value: type, remedy: 'It chooses the preset: give EnvironmentType.PRODUCTION or EnvironmentType.NON_PRODUCTION.' }).throwIfAny();
  }
  // What is wrong with a list that only the deployment knows, the topic says.
  const { emailAddresses = [], auditEmailAddresses = [] } = props.notifications ?? {};
  for (const [prop, addresses] of Object.entries({ emailAddresses, auditEmailAddresses })) {
    for (const address of Token.isUnresolved(addresses) ? [] : addresses) {
      problems.check(`notifications.${prop}`, address, isEmailAddress, 'Give addresses such as security@example.com.');
    }
  }
  checkSettings(problems, type, settings);
  checkProduction(problems, props, type, settings);
  checkReplacements(problems, props);
  checkRegions(problems, scope, props);
  problems.ahead((inner) => checkTopics(inner, scope, props.notifications ?? {}), (prop) => `notifications.${prop}`);
  checkBuckets(problems, props.storage);
  checkPillars(problems, scope, props, settings);
  problems.throwIfAny();
}

/** Those that bear another name in the constructs that they are passed to. */
function checkSettings(problems: Problems, type: EnvironmentType, settings: Settings): void {
  // Production keeps backups.
  const leastBackups = type === EnvironmentType.PRODUCTION ? 1 : 0;
  problems
    .checkTime('settings.keyPendingWindow', settings.keyPendingWindow, 'days', isWhole(7, 30), 'Give Duration.days(7) to Duration.days(30).')
    .check('settings.logRetention', settings.logRetention, isLogRetention, LOG_RETENTION_REMEDY)
    .check('settings.trailLogRetention', settings.trailLogRetention, isLogRetention, LOG_RETENTION_REMEDY)
    .checkTime('settings.logFileExpiration', settings.logFileExpiration, 'days', isWhole(1, Infinity), 'S3 life cycles count whole days: give Duration.days(1) or more.')
    .checkTime('settings.databaseBackupRetention', settings.databaseBackupRetention, 'days', isWhole(leastBackups, 35),
      `Give Duration.days(${leastBackups}) to Duration.days(35).`);
}

function checkProduction(problems: Problems, props: SecureBaselineProps, type: EnvironmentType, settings: Settings): void {
  if (type !== EnvironmentType.PRODUCTION) {
    return;
  }
  if (props.certificate === undefined && props.webTier?.enabled !== false) {
    problems.add({
      prop: 'certificate',
      value: undefined,
      remedy: 'Production serves HTTPS: give a certificate, such as acm.Certificate.fromCertificateArn(this, \'Certificate\', arn), or switch the web tier off.',
    });
  }
  problems.check('settings.minCapacity', settings.minCapacity, (count) => count >= 2, 'Production keeps at least two instances.');
  for (const setting of ['logRetention', 'trailLogRetention'] as const) {
    if (!Token.isUnresolved(settings[setting]) && settings[setting] < RetentionDays.ONE_YEAR) {
      problems.warn('shortRetention', `settings.${setting}: ${settings[setting]} days. Auditors ask for 365 (Security Hub CloudWatch.16): give RetentionDays.ONE_YEAR or more.`);
    }
  }
}

function checkReplacements(problems: Problems, props: SecureBaselineProps): void {
  checkVpc(problems, props);
  if (props.trail?.logGroup && props.trail.enabled !== false) {
    problems.add({ prop: 'trail.logGroup', value: props.trail.logGroup.node.path, remedy: "The alarms watch the log group of the baseline's own trail: leave it out, or set trail.enabled to false." });
  }
  if (props.network?.vpc && (props.network.cidr ?? props.network.cidrMask ?? props.network.maxAzs) !== undefined) {
    problems.add({ prop: 'network.vpc', value: props.network.vpc.node.path, remedy: 'Address range and zones are those of the given VPC: leave out cidr and maxAzs.' });
  }
  checkTopic(problems, props);
}

/** What works within its region only. */
const REGIONAL: { readonly [prop: string]: (props: SecureBaselineProps) => IResource | undefined } = {
  'storage.encryptionKey': ({ storage }) => storage?.encryptionKey,
  'network.vpc': ({ network }) => network?.vpc,
  'webTier.scalingTopic': ({ webTier }) => webTier?.scalingTopic,
};

function checkRegions(problems: Problems, scope: Construct, props: SecureBaselineProps): void {
  const { region } = Stack.of(scope);
  for (const [prop, of] of Object.entries(REGIONAL)) {
    const resource = of(props);
    if (resource && isKnownToDiffer(region, resource.env.region)) {
      problems.add({ prop, value: `${resource.node.path} in ${resource.env.region}`, remedy: `It works within its region only: give one in ${region}, the region of the stack.` });
    }
  }
  checkNoAlias(problems, 'storage.encryptionKey', props.storage?.encryptionKey);
}

/** Only the log files of CloudTrail and AWS Config may share a bucket. */
function checkBuckets(problems: Problems, { accessLogsBucket, dataBucket, trailBucket, configBucket }: StorageOptions = {}): void {
  for (const other of sameAs(accessLogsBucket, { trailBucket, configBucket, dataBucket })) {
    problems.add({ prop: 'storage.accessLogsBucket', value: accessLogsBucket!.node.path, remedy: `It is the ${other} too: a bucket that logs to itself feeds itself. Give another bucket.` });
  }
  for (const other of sameAs(dataBucket, { trailBucket, configBucket })) {
    problems.add({ prop: 'storage.dataBucket', value: dataBucket!.node.path, remedy: `It is the ${other} too, whose log files the instances could change. Give another bucket.` });
  }
}

function sameAs(bucket: IBucket | undefined, others: Record<string, IBucket | undefined>): string[] {
  return Object.keys(others).filter((name) => bucket && others[name]?.bucketName === bucket.bucketName);
}

/** What belongs to the new topic, and cannot be added to a given one. */
function checkTopic(problems: Problems, { notifications: { topic, ...options } = {} }: SecureBaselineProps): void {
  const { emailAddresses, httpsEndpoints, slackChannels, teamsChannels, testMessageSchedule } = options;
  const subscribers = Object.entries({ emailAddresses, httpsEndpoints, slackChannels, teamsChannels });
  for (const [prop, value] of topic ? subscribers.filter(([, list]) => list?.length) : []) {
    problems.add({ prop: `notifications.${prop}`, value, remedy: 'Subscribe them to the given topic where it is made, or leave the topic out.' });
  }
  if (topic && testMessageSchedule) {
    problems.add({ prop: 'notifications.testMessageSchedule', value: testMessageSchedule.expressionString, remedy: 'Send test messages where the given topic is made, or leave the topic out.' });
  }
}

function checkVpc(problems: Problems, { network, database, webTier }: SecureBaselineProps): void {
  const vpc = network?.vpc;
  if (vpc && database?.enabled !== false && vpc.isolatedSubnets.length === 0) {
    problems.add({ prop: 'network.vpc', value: vpc.node.path, remedy: 'The database belongs into isolated subnets: give a VPC that has some, or switch the database off.' });
  }
  if (vpc && webTier?.enabled !== false && vpc.privateSubnets.length === 0) {
    problems.add({ prop: 'network.vpc', value: vpc.node.path, remedy: 'The instances belong into private subnets with a way out: give a VPC that has some, or switch the web tier off.' });
  }
}

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html */
function isRolePath(path: string): boolean {
  return path.length <= 512 && /^\/([\x21-\x7e]+\/)?$/.test(path);
}
