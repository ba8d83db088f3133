import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Token } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { RETENTION_SETTINGS } from './data-loss-check/retention-periods';
import { EnvironmentType } from './environment-type';
import type { BaselineContext, Pillar } from './pillars/pillar';
import type { SecureBaselineProps } from './props';
import { warnOfUnusedOptions } from './unused-options';
import { isEnvironmentSuffix } from '../common/validation/formats';
import { Problems, type Requirement } from '../common/validation/problems';

const TAG_VALUE: Requirement<string> = {
  isMet: (value) => value.length >= 1 && value.length <= 256 && /^[\p{L}\p{Z}\p{N}_.:/=+\-@]+$/u.test(value),
  must: "consist of 1 to 256 letters, digits, spaces and the characters '_.:/=+-@'",
  remedy: "It is used as the value of a tag. Use a value such as 'team-a'.",
};

/** Checks the environment type. It must be known at synthesis, because it selects the presets. */
export function validateEnvironmentType(scope: Construct, { environmentType }: SecureBaselineProps): EnvironmentType {
  const type = environmentType ?? EnvironmentType.NON_PRODUCTION;
  if (!Object.values(EnvironmentType).includes(type)) {
    new Problems(scope).add({
      prop: 'environmentType',
      value: type,
      must: 'be a value of EnvironmentType that is known at synthesis',
      remedy: 'Use EnvironmentType.PRODUCTION or EnvironmentType.NON_PRODUCTION.',
    }).throwIfAny();
  }
  return type;
}

/** Checks the props and the options of all pillars, and reports all problems in one error. */
export function validateBaseline(context: BaselineContext, pillars: readonly Pillar[]): void {
  const { scope, props } = context;
  const problems = new Problems(scope)
    .require('environmentSuffix', props.environmentSuffix, {
      isMet: isEnvironmentSuffix,
      must: 'consist of 1 to 20 lowercase letters, digits and single hyphens, and start and end with a letter or digit',
      remedy: "It is part of all resource names. Use a value such as 'dev' or 'team-a-test'.",
    })
    .require('owner', props.owner, TAG_VALUE)
    .require('costCenter', props.costCenter, TAG_VALUE)
    .check('roles.path', props.roles?.path, {
      isMet: isRolePath,
      must: "start and end with '/', and consist of at most 512 printable ASCII characters without spaces",
      remedy: "Use a path such as '/baseline/'.",
    });
  pillars.forEach((pillar) => pillar.validate(problems, context));
  problems.throwIfAny();
  warnAboutShortRetention(problems, context);
  warnOfUnusedOptions(context);
}

function warnAboutShortRetention(problems: Problems, { environmentType, options }: BaselineContext): void {
  for (const [prop, { of }] of Object.entries(RETENTION_SETTINGS)) {
    const days = of(options);
    // The periods of log groups are numbers, and all others are durations.
    if (environmentType === EnvironmentType.PRODUCTION && typeof days === 'number' && !Token.isUnresolved(days) && days < RetentionDays.ONE_YEAR) {
      problems.warn('shortRetention', `${prop} must be at least 365 days for Security Hub control CloudWatch.16, got ${days}. Use RetentionDays.ONE_YEAR or longer.`);
    }
  }
}

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html */
function isRolePath(path: string): boolean {
  return path.length <= 512 && /^\/([\x21-\x7e]+\/)?$/.test(path);
}
