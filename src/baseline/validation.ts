import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Token } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { EnvironmentType } from './environment-type';
import type { BaselineContext, Pillar } from './pillars/pillar';
import type { BaselineOptions } from './presets';
import type { SecureBaselineProps } from './props';
import { isEnvironmentSuffix } from '../common/validation/formats';
import { Problems } from '../common/validation/problems';

const isTagValue = (value: string) => value.length >= 1 && value.length <= 256 && /^[\p{L}\p{Z}\p{N}_.:/=+\-@]+$/u.test(value);
const TAG_REMEDY = 'It becomes a tag: give 1 to 256 letters, digits, spaces and _ . : / = + - @';

/** Checks that the environment type is known: every other check depends on it, and no token can be resolved in time. */
export function validateEnvironmentType(scope: Construct, { environmentType }: SecureBaselineProps): EnvironmentType {
  const type = environmentType ?? EnvironmentType.NON_PRODUCTION;
  if (!Object.values(EnvironmentType).includes(type)) {
    const remedy = 'It selects the preset: give EnvironmentType.PRODUCTION or EnvironmentType.NON_PRODUCTION.';
    new Problems(scope).add({ prop: 'environmentType', value: type, must: 'TODO', remedy }).throwIfAny();
  }
  return type;
}

/** Checks the options of all pillars, and reports every problem at once under the path that the user wrote. */
export function validateBaseline(context: BaselineContext, pillars: readonly Pillar[]): void {
  const { scope, props } = context;
  const problems = new Problems(scope)
    .require('environmentSuffix', props.environmentSuffix, { isMet: isEnvironmentSuffix, must: 'TODO', remedy: 'It is a part of every name: give 1 to 20 lowercase letters, digits and single hyphens between them.' })
    .require('owner', props.owner, { isMet: isTagValue, must: 'TODO', remedy: TAG_REMEDY })
    .require('costCenter', props.costCenter, { isMet: isTagValue, must: 'TODO', remedy: TAG_REMEDY })
    .check('roles.path', props.roles?.path, { isMet: isRolePath, must: 'TODO', remedy: "Give a path such as '/baseline/', between slashes, of at most 512 characters." });
  pillars.forEach((pillar) => pillar.validate(problems, context));
  problems.throwIfAny();
  warnAboutShortRetention(problems, context);
}

/** The retention periods of log groups, by the path of the prop. */
const retentions = ({ network, trail, database, webTier }: BaselineOptions) => ({
  'network.flowLogRetention': network.flowLogRetention,
  'trail.logRetention': trail.logRetention,
  'database.logRetention': database.logRetention,
  'webTier.logRetention': webTier.logRetention,
});

function warnAboutShortRetention(problems: Problems, { environmentType, options }: BaselineContext): void {
  for (const [prop, days] of Object.entries(retentions(options))) {
    if (environmentType === EnvironmentType.PRODUCTION && !Token.isUnresolved(days) && days < RetentionDays.ONE_YEAR) {
      problems.warn('shortRetention', `${prop} must be at least 365 days for Security Hub control CloudWatch.16, got ${days}. Use RetentionDays.ONE_YEAR or more.`);
    }
  }
}

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html */
function isRolePath(path: string): boolean {
  return path.length <= 512 && /^\/([\x21-\x7e]+\/)?$/.test(path);
}
