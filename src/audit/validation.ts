import { ManagedRuleIdentifiers } from 'aws-cdk-lib/aws-config';
import type { Duration } from 'aws-cdk-lib/core';
import { baselineRules } from './baseline-rules';
import { countSelectorValues, dataEventsOf, logBucketsOf } from './event-selectors';
import { ConfigStarterMode, type AuditTrailProps, type ConfigRecordingProps, type ManagedConfigRule } from './props';
import { isUnknown } from '../common/cdk/known-values';
import { checkExistingLogGroup } from '../common/logging/existing-log-group';
import { checkPrefix } from '../common/logging/log-delivery';
import { checkKey } from '../common/policies/key-policy';
import { isWhole, LOG_GROUP_NAME, LOG_RETENTION } from '../common/validation/formats';
import type { Demand, Problems, Requirement } from '../common/validation/problems';

/** @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/WhatIsCloudTrail-Limits.html */
const MAX_SELECTOR_VALUES = 500;

/** @see https://docs.aws.amazon.com/config/latest/APIReference/API_ConfigRule.html */
const MAX_RULE_NAME = 128;

/** @see https://docs.aws.amazon.com/config/latest/APIReference/API_ConfigurationRecorder.html */
const MAX_RECORDER_NAME = 256;

/** The props that are rejected with `ConfigStarterMode.ADOPT`. `recordingFrequency` is ignored instead, because every `SecureBaseline` has a value for it. */
const ONLY_WITH_CREATE = [
  'bucket', 'recordingFrequencyExceptions', 'excludedResourceTypes', 'includeGlobalResourceTypes', 'recorderRole', 'keyPrefix', 'topic', 'snapshotFrequency',
] as const;

/** What is required of the props that are rejected with `ConfigStarterMode.ADOPT`. */
export const NOT_WITH_ADOPT: Demand = {
  must: 'be omitted with ConfigStarterMode.ADOPT',
  remedy: 'The settings of an adopted recorder are not changed. Remove the option, or set {mode} to ConfigStarterMode.CREATE.',
};

/** @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-trail-naming-requirements.html */
const TRAIL_NAME: Requirement<string> = {
  isMet: (name) => name.length >= 3 && name.length <= 128 && /^[a-zA-Z0-9]+([._-][a-zA-Z0-9]+)*$/.test(name) && !/^\d+(\.\d+){3}$/.test(name),
  must: "consist of 3 to 128 letters, digits, '.', '_' and '-', begin and end with a letter or digit, have no adjacent '.', '_' and '-', and not be an IP address",
  remedy: "Use a name such as 'audit-trail', or omit it.",
};

/** @see https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_CreateTrail.html */
const TRAIL_KEY_PREFIX: Requirement<string> = {
  isMet: ({ length }) => length > 0 && length <= 200,
  must: 'have 1 to 200 characters',
  remedy: "Use a prefix such as 'cloudtrail', or omit it.",
};

/** @see https://docs.aws.amazon.com/config/latest/developerguide/sns-topic-policy.html */
const TOPIC_REGION: Demand = {
  must: 'be in the region of the stack',
  remedy: 'AWS Config publishes only to topics in its own region. Use a topic in the region of the stack.',
};

const RESOURCE_TYPES: Requirement<string[]> = {
  isMet: (names) => names.every((name) => isUnknown(name) || /^AWS::\w+::\w+$/.test(name)),
  must: "contain only resource types of the form 'AWS::Service::Type'",
  remedy: "Use resource types such as 'AWS::IAM::Role'.",
};

/** @see https://docs.aws.amazon.com/config/latest/APIReference/API_PutRetentionConfiguration.html */
const CONFIG_RETENTION: Requirement<number> = {
  isMet: isWhole(30, 2_557),
  must: 'be a whole number of days between 30 and 2,557',
  remedy: 'Use a value such as Duration.days(365).',
};

const RULE_IDENTIFIER: Requirement<string> = {
  isMet: (identifier) => /^[A-Z0-9_]{1,256}$/.test(identifier),
  must: "consist of 1 to 256 upper-case letters, digits and '_'",
  remedy: "Use the identifier of a managed rule, such as 'ENCRYPTED_VOLUMES'.",
};

const RULE_DESCRIPTION: Requirement<string> = {
  isMet: ({ length }) => length <= 256,
  must: 'have at most 256 characters',
  remedy: 'Shorten the description.',
};

const RULE_REGIONS: Requirement<string[]> = {
  isMet: ({ length }) => length > 0,
  must: 'contain at least one region',
  remedy: "Specify regions such as 'us-east-1', or omit it if the rule is available in every region.",
};

/** Checks the props of a trail. The bucket of the trail is optional, because `SecureBaseline` checks the props before it creates the bucket. */
export function checkAuditTrail(problems: Problems, props: Partial<AuditTrailProps>): void {
  problems
    .check('trailName', props.trailName, TRAIL_NAME)
    .check('keyPrefix', props.keyPrefix, TRAIL_KEY_PREFIX)
    .check('logRetention', props.logRetention, LOG_RETENTION)
    .check('logGroupName', props.logGroupName, LOG_GROUP_NAME)
    .checkLogGroup('logGroup', props.logGroup);
  checkKey(problems, 'encryptionKey', props.encryptionKey);
  checkPrefix(problems, 'keyPrefix', props.keyPrefix);
  checkExistingLogGroup(problems, props);
  checkDataEvents(problems, props);
}

function checkDataEvents(problems: Problems, props: Partial<AuditTrailProps>): void {
  const { recordAllDataEvents, dataEventBuckets } = props;
  const logBuckets = logBucketsOf(props);
  if (recordAllDataEvents && dataEventBuckets) {
    problems.add({
      prop: 'recordAllDataEvents',
      value: recordAllDataEvents,
      must: 'be omitted or false if {dataEventBuckets} is specified',
      remedy: 'Remove {recordAllDataEvents} to record only these buckets, or remove {dataEventBuckets} to record every bucket.',
    });
  }
  checkSelectorValues(problems, props);
  const logBucketNames = logBuckets.map(({ bucketName }) => bucketName);
  for (const { node } of (dataEventBuckets ?? []).filter(({ bucketName }) => logBucketNames.includes(bucketName))) {
    problems.add({
      prop: 'dataEventBuckets',
      value: node.path,
      must: 'not contain a bucket that receives logs',
      remedy: 'Each delivery to it would be recorded as an event, which is delivered again. Remove it from {dataEventBuckets}.',
    });
  }
}

/** Checks the number of values in the event selectors, to which each bucket contributes once in each selector that contains it. */
function checkSelectorValues(problems: Problems, props: Partial<AuditTrailProps>): void {
  const excess = countSelectorValues(props) - MAX_SELECTOR_VALUES;
  const lists = { dataEventBuckets: props.dataEventBuckets ?? [], logBuckets: logBucketsOf(props) };
  const prop = lists.dataEventBuckets.length > lists.logBuckets.length ? 'dataEventBuckets' : 'logBuckets';
  const valuesPerBucket = dataEventsOf(props).recordAllDataEvents && (props.recordLogBucketEvents ?? true) ? 2 : 1;
  const limit = lists[prop].length - Math.ceil(excess / valuesPerBucket);
  problems.check(`${prop}.length`, lists[prop].length, {
    isMet: () => excess <= 0,
    must: `be at most ${limit}`,
    remedy: `Remove buckets from {${prop}}: CloudTrail limits the number of values in the event selectors of a trail.`,
  });
}

/** Checks the props of AWS Config. The bucket can be missing, because `SecureBaseline` checks the props before it creates the bucket. */
export function checkConfigRecording(problems: Problems, props: ConfigRecordingProps): void {
  const { mode = ConfigStarterMode.CREATE, rules = baselineRules(), namePrefix, retentionPeriod } = props;
  if (mode === ConfigStarterMode.CREATE) {
    checkRecorder(problems, props);
    checkDelivery(problems, props);
  } else {
    ONLY_WITH_CREATE.filter((prop) => props[prop] !== undefined).forEach((prop) => problems.add({ prop, value: props[prop], ...NOT_WITH_ADOPT }));
  }
  checkKey(problems, 'encryptionKey', props.encryptionKey);
  checkRetentionPeriod(problems, mode, retentionPeriod);
  checkConfigRules(problems, rules, namePrefix);
}

function checkRecorder(problems: Problems, { excludedResourceTypes, recordingFrequencyExceptions }: ConfigRecordingProps): void {
  problems
    .check('excludedResourceTypes', excludedResourceTypes, RESOURCE_TYPES)
    .check('recordingFrequencyExceptions', recordingFrequencyExceptions, RESOURCE_TYPES);
  const both = (recordingFrequencyExceptions ?? []).filter((type) => excludedResourceTypes?.includes(type));
  if (both.length > 0) {
    problems.add({
      prop: 'recordingFrequencyExceptions',
      value: both,
      must: 'not contain types of {excludedResourceTypes}',
      remedy: 'Excluded types are not recorded. Remove these types from {recordingFrequencyExceptions} or from {excludedResourceTypes}.',
    });
  }
}

function checkDelivery(problems: Problems, { keyPrefix, topic }: ConfigRecordingProps): void {
  checkPrefix(problems, 'keyPrefix', keyPrefix);
  problems.checkRegion('topic', topic, TOPIC_REGION);
  if (topic?.masterKey) {
    problems.warn('encryptedConfigTopic',
      `Topic '${topic.node.path}' is encrypted, and AWS Config does not support encrypted topics. Use a topic without encryption, or an EventBridge rule for the events of AWS Config.`);
  }
}

/** Checks the retention period of AWS Config. */
export function checkRetentionPeriod(problems: Problems, mode: ConfigStarterMode, retentionPeriod?: Duration): void {
  if (retentionPeriod && mode === ConfigStarterMode.ADOPT) {
    problems.add({ prop: 'retentionPeriod', value: retentionPeriod, ...NOT_WITH_ADOPT });
  }
  problems.checkTime('retentionPeriod', retentionPeriod, 'days', CONFIG_RETENTION);
}

/** Warns about rules that aws-cdk-lib does not know. It is not an error, because AWS adds managed rules. */
export function warnOfUnknownRules(problems: Problems, rules: ManagedConfigRule[]): void {
  const known: readonly string[] = Object.values(ManagedRuleIdentifiers);
  for (const { identifier } of rules.filter((rule) => !isUnknown(rule.identifier) && !known.includes(rule.identifier))) {
    problems.warn('unknownRule', `rules.identifier ${identifier} is not among the managed rules that aws-cdk-lib knows. `
      + 'Verify that the AWS Config documentation lists it, or use a value of config.ManagedRuleIdentifiers: AWS Config rejects unknown identifiers.');
  }
}

/** Checks rules and the prefix of their names. */
export function checkConfigRules(problems: Problems, rules: ManagedConfigRule[], namePrefix?: string): void {
  const seen = new Set<string>();
  for (const { identifier, description, regions } of rules) {
    problems
      .check('rules.identifier', identifier, RULE_IDENTIFIER)
      .check('rules.description', description, RULE_DESCRIPTION)
      .check('rules.regions', regions, RULE_REGIONS);
    if (seen.has(identifier)) {
      problems.add({ prop: 'rules', value: identifier, must: 'contain each rule only once', remedy: 'Remove the duplicate.' });
    }
    seen.add(identifier);
  }
  checkNamePrefix(problems, rules, namePrefix);
}

/** Without rules, the prefix is only the name of the recorder and the delivery channel, which can be longer than the names of rules. */
function checkNamePrefix(problems: Problems, rules: ManagedConfigRule[], namePrefix?: string): void {
  if (rules.length === 0) {
    problems.check('namePrefix', namePrefix, {
      isMet: ({ length }) => length >= 1 && length <= MAX_RECORDER_NAME,
      must: `have 1 to ${MAX_RECORDER_NAME} characters`,
      remedy: "Use a prefix such as 'baseline', or omit it.",
    });
    return;
  }
  const maxLength = MAX_RULE_NAME - 1 - Math.max(...rules.map(({ identifier }) => identifier.length));
  problems.check('namePrefix', namePrefix, {
    isMet: ({ length }) => length >= 1 && length <= maxLength,
    must: `have 1 to ${maxLength} characters`,
    remedy: `The names of rules consist of the prefix and the rule identifier, and have at most ${MAX_RULE_NAME} characters. Use a shorter prefix, or omit it.`,
  });
}
