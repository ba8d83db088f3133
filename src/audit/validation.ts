import { Token, type Duration } from 'aws-cdk-lib/core';
import { baselineRules } from './baseline-rules';
import { logBucketsOf, MAX_BUCKETS } from './event-selectors';
import { ConfigStarterMode, type AuditTrailProps, type ConfigRecordingProps, type ManagedConfigRule } from './props';
import { checkPrefix } from '../common/logging/log-delivery';
import { isWhole, LOG_GROUP_NAME, LOG_RETENTION } from '../common/validation/formats';
import type { Problems } from '../common/validation/problems';

/** @see https://docs.aws.amazon.com/config/latest/APIReference/API_ConfigRule.html */
const MAX_RULE_NAME = 128;

/** What the recorder of another owner is not asked to change. `recordingFrequency` is not among them: every `SecureBaseline` has a value for it. */
const ONLY_WITH_CREATE = [
  'bucket', 'recordingFrequencyExceptions', 'excludedResourceTypes', 'includeGlobalResourceTypes', 'recorderRole', 'keyPrefix', 'topic', 'snapshotFrequency',
] as const;

export const ADOPT_REMEDY = 'Mode \'adopt\' uses the recorder of the account as it is. Remove the option, or use ConfigStarterMode.CREATE.';

/** Records what is wrong with the props of a trail. What concerns the trail's own bucket is left out when there is none yet. */
export function checkAuditTrail(problems: Problems, props: Partial<AuditTrailProps>): void {
  problems
    .check('trailName', props.trailName, { isMet: isTrailName, must: 'TODO', remedy: "Give 3 to 128 letters, digits, '.', '_' and '-', beginning and ending with a letter or digit, without two marks in a row, and no IP address." })
    .check('keyPrefix', props.keyPrefix, { isMet: (prefix) => prefix.length > 0 && prefix.length <= 200, must: 'TODO', remedy: 'Give 1 to 200 characters.' })
    .check('logRetention', props.logRetention, LOG_RETENTION)
    .check('logGroupName', props.logGroupName, LOG_GROUP_NAME);
  checkPrefix(problems, 'keyPrefix', props.keyPrefix);
  if (props.logGroup && props.logGroupName !== undefined) {
    problems.add({ prop: 'logGroupName', value: props.logGroupName, must: 'TODO', remedy: 'It names the log group that the trail creates, but logGroup is given. Remove one of the two.' });
  }
  checkDataEvents(problems, props);
}

/** @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-trail-naming-requirements.html */
function isTrailName(name: string): boolean {
  return name.length >= 3 && name.length <= 128 && /^[a-zA-Z0-9]+([._-][a-zA-Z0-9]+)*$/.test(name) && !/^\d+(\.\d+){3}$/.test(name);
}

function checkDataEvents(problems: Problems, { recordAllDataEvents, dataEventBuckets, ...props }: Partial<AuditTrailProps>): void {
  const logBuckets = logBucketsOf(props);
  if (recordAllDataEvents && dataEventBuckets) {
    problems.add({
      prop: 'recordAllDataEvents', value: recordAllDataEvents, must: 'TODO', remedy: 'It records every bucket, but dataEventBuckets names the only ones. Remove one of the two.',
    });
  }
  for (const [prop, buckets] of Object.entries({ dataEventBuckets, logBuckets })) {
    problems.check(`${prop}.length`, buckets?.length, { isMet: (count) => count <= MAX_BUCKETS, must: 'TODO', remedy: `A trail names ${MAX_BUCKETS} buckets at most.` });
  }
  const logBucketNames = logBuckets.map(({ bucketName }) => bucketName);
  for (const { node } of (dataEventBuckets ?? []).filter(({ bucketName }) => logBucketNames.includes(bucketName))) {
    problems.add({ prop: 'dataEventBuckets', value: node.path, must: 'TODO', remedy: 'Each delivery to it would be an event that is delivered to it. Remove the log buckets.' });
  }
}

/** Records what is wrong with the props of AWS Config. A missing bucket is not: `SecureBaseline` creates it. */
export function checkConfigRecording(problems: Problems, props: ConfigRecordingProps): void {
  const { mode = ConfigStarterMode.CREATE, rules = baselineRules(), namePrefix, retentionPeriod } = props;
  if (mode === ConfigStarterMode.CREATE) {
    checkRecorder(problems, props);
    checkDelivery(problems, props);
  } else {
    ONLY_WITH_CREATE.filter((prop) => props[prop] !== undefined).forEach((prop) => problems.add({ prop, value: props[prop], must: 'TODO', remedy: ADOPT_REMEDY }));
  }
  checkRetentionPeriod(problems, mode, retentionPeriod);
  checkConfigRules(problems, rules, namePrefix);
}

function checkRecorder(problems: Problems, { excludedResourceTypes, recordingFrequencyExceptions }: ConfigRecordingProps): void {
  const types = (names: string[]) => names.every((name) => Token.isUnresolved(name) || /^AWS::\w+::\w+$/.test(name));
  problems
    .check('excludedResourceTypes', excludedResourceTypes, { isMet: types, must: 'TODO', remedy: "Give resource types such as 'AWS::IAM::Role'." })
    .check('recordingFrequencyExceptions', recordingFrequencyExceptions, { isMet: types, must: 'TODO', remedy: "Give resource types such as 'AWS::IAM::Role'." });
  const both = (recordingFrequencyExceptions ?? []).filter((type) => excludedResourceTypes?.includes(type));
  if (both.length > 0) {
    problems.add({ prop: 'recordingFrequencyExceptions', value: both, must: 'TODO', remedy: 'These types are not recorded at all: take them out of one of the two lists.' });
  }
}

function checkDelivery(problems: Problems, { keyPrefix, topic }: ConfigRecordingProps): void {
  checkPrefix(problems, 'keyPrefix', keyPrefix);
  if (topic?.masterKey) {
    problems.warn('encryptedConfigTopic',
      `Topic '${topic.node.path}' is encrypted, and AWS Config does not support encrypted topics. Use a topic without encryption, or an EventBridge rule for changes.`);
  }
}

/** Records what is wrong with the retention period of a recorder. */
export function checkRetentionPeriod(problems: Problems, mode: ConfigStarterMode, retentionPeriod?: Duration): void {
  if (retentionPeriod && mode === ConfigStarterMode.ADOPT) {
    problems.add({ prop: 'retentionPeriod', value: retentionPeriod, must: 'TODO', remedy: ADOPT_REMEDY });
  }
  problems.checkTime('retentionPeriod', retentionPeriod, 'days', { isMet: isWhole(30, 2_557), must: 'TODO', remedy: 'AWS Config retains records for 30 to 2,557 whole days. Use Duration.days().' });
}

/** Records what is wrong with rules and the prefix of their names. */
export function checkConfigRules(problems: Problems, rules: ManagedConfigRule[], namePrefix?: string): void {
  const seen = new Set<string>();
  for (const { identifier, description, regions } of rules) {
    problems
      .check('rules.identifier', identifier, { isMet: (value) => /^[A-Z0-9_]{1,256}$/.test(value), must: 'TODO', remedy: "Give the identifier of a managed rule, such as 'ENCRYPTED_VOLUMES'." })
      .check('rules.description', description, { isMet: (value) => value.length <= 256, must: 'TODO', remedy: 'Give 256 characters at most.' })
      .check('rules.regions', regions, { isMet: (names) => names.length > 0, must: 'TODO', remedy: 'Without a region there is no rule: name one, or leave regions out.' });
    if (seen.has(identifier)) {
      problems.add({ prop: 'rules', value: identifier, must: 'TODO', remedy: 'The rule is there twice: give each rule once.' });
    }
    seen.add(identifier);
  }
  checkNamePrefix(problems, rules, namePrefix);
}

/** Recorders and delivery channels, which have the same prefix, can have longer names than rules. */
function checkNamePrefix(problems: Problems, rules: ManagedConfigRule[], namePrefix?: string): void {
  if (rules.length === 0) {
    problems.check('namePrefix', namePrefix, { isMet: ({ length }) => length >= 1 && length <= 256, must: 'TODO', remedy: 'Give 1 to 256 characters.' });
    return;
  }
  const longest = MAX_RULE_NAME - 1 - Math.max(...rules.map(({ identifier }) => identifier.length));
  problems.check('namePrefix', namePrefix, { isMet: ({ length }) => length >= 1 && length <= longest, must: 'TODO', remedy: `It is part of the names of rules, which have at most ${MAX_RULE_NAME} characters. Give 1 to ${longest} characters, or leave it out.` });
}
