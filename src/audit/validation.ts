import { Token } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { ConfigRecorderProps } from './config-recorder';
import type { ManagedConfigRule } from './config-rules';
import { Problems } from '../common/validation/problems';

/** For recorders and channels. */
export const isConfigName = ({ length }: string) => length >= 1 && length <= 256;

/** @see https://docs.aws.amazon.com/config/latest/APIReference/API_ConfigRule.html */
const MAX_RULE_NAME = 128;

export function validateRecorder(scope: Construct, props: ConfigRecorderProps): void {
  const problems = new Problems(scope);
  checkRecorder(problems, props);
  problems.throwIfAny();
}

/** Records what is wrong with what a recorder records. */
export function checkRecorder(problems: Problems, props: ConfigRecorderProps): void {
  const types = (names: string[]) => names.every((name) => Token.isUnresolved(name) || /^AWS::\w+::\w+$/.test(name));
  problems
    .check('recorderName', props.recorderName, isConfigName, 'Give 1 to 256 characters.')
    .check('excludedResourceTypes', props.excludedResourceTypes, types, "Give resource types such as 'AWS::IAM::Role'.")
    .check('recordingFrequencyExceptions', props.recordingFrequencyExceptions, types, "Give resource types such as 'AWS::IAM::Role'.");
  const both = (props.recordingFrequencyExceptions ?? []).filter((type) => props.excludedResourceTypes?.includes(type));
  if (both.length > 0) {
    problems.add({ prop: 'recordingFrequencyExceptions', value: both, remedy: 'These types are not recorded at all: take them out of one of the two lists.' });
  }
}

export function validateRules(scope: Construct, rules: ManagedConfigRule[], namePrefix?: string): void {
  const problems = new Problems(scope);
  checkRules(problems, rules);
  checkRuleNames(problems, rules, namePrefix);
  problems.throwIfAny();
}

/** Records what is wrong with rules. */
export function checkRules(problems: Problems, rules: ManagedConfigRule[]): void {
  const seen = new Set<string>();
  for (const { identifier, description, regions } of rules) {
    problems
      .check('rules.identifier', identifier, (value) => /^[A-Z0-9_]{1,256}$/.test(value), "Give the identifier of a managed rule, such as 'ENCRYPTED_VOLUMES'.")
      .check('rules.description', description, (value) => value.length <= 256, 'Give 256 characters at most.')
      .check('rules.regions', regions, (names) => names.length > 0, 'Without a region there is no rule: name one, or leave regions out.');
    if (seen.has(identifier)) {
      problems.add({ prop: 'rules', value: identifier, remedy: 'The rule is there twice: give each rule once.' });
    }
    seen.add(identifier);
  }
}

/** Records that the names of rules get too long. */
export function checkRuleNames(problems: Problems, rules: ManagedConfigRule[], namePrefix?: string): void {
  const longest = Math.max(0, ...rules.map(({ identifier }) => identifier.length));
  problems.check('namePrefix', namePrefix, ({ length }) => length >= 1 && (longest === 0 || length + 1 + longest <= MAX_RULE_NAME),
    `It stands in the names of rules, which have ${MAX_RULE_NAME} characters at most: give 1 to ${MAX_RULE_NAME - 1 - longest} characters, or leave it out.`);
}
