import type { AppProps } from 'aws-cdk-lib/core';

/**
 * Abbreviates a region for use in names: `eu-south-1` becomes `eus1`.
 * Names must differ between regions because some are visible in all regions, such as the name of a multi-region trail.
 */
export function regionCode(region: string): string {
  return region.replace(/north|south|east|west|central/g, ([first]) => first).replace(/-/g, '');
}

/**
 * The run of the release pipeline and its region, which are part of every name in the integ apps. Names of different runs therefore do not
 * conflict, and the clean-up finds the resources of a run. The committed templates have no run.
 */
function runOf({ INTEG_RUN, AWS_REGION }: NodeJS.ProcessEnv): string | undefined {
  if (INTEG_RUN && !AWS_REGION) {
    throw new Error('AWS_REGION must be set if INTEG_RUN is set, because names contain the region. Set AWS_REGION to the region of the deployment.');
  }
  return INTEG_RUN && `${INTEG_RUN}-${regionCode(AWS_REGION!)}`;
}

const run = runOf(process.env);

/** Adds the run to a name. */
export const named = (name: string): string => (run ? `${name}-${run}` : name);

/**
 * The stage of an app in the release pipeline. The deletion protection of the production app is first `protected`, as the preset defines it, then
 * `lifted` before the deletion; without a stage, the app has no protection and retains no data. The non-production app is `reduced` by an update, which
 * removes the bucket for application data.
 */
export const stage = process.env.INTEG_STAGE as 'protected' | 'lifted' | 'reduced' | undefined;

/** The values of the tags Owner and CostCenter on all resources of the integ apps. */
export const OWNER = 'secure-baseline';
export const COST_CENTER = 'release';

/** The names of an integ app. */
export interface IntegApp {
  readonly stackName: string;
  readonly environmentSuffix: string;
}

export const INTEG_APPS: Record<'non-production' | 'production', IntegApp> = {
  'non-production': { stackName: named('secure-baseline-integ-non-production'), environmentSuffix: named('integ-dev') },
  'production': { stackName: named('secure-baseline-integ-production'), environmentSuffix: named('integ-prod') },
};

/** The DB instance identifier of a baseline. */
export function databaseOf(environmentSuffix: string): string {
  return `baseline-${environmentSuffix}`;
}

/** The names of the assertion stacks of a run. Without a run, integ-tests-alpha names the assertion stack. */
export const ASSERTION_STACKS = run ? Object.values(INTEG_APPS).map(({ stackName }) => assertionStackOf(stackName)) : [];

/** The name of the assertion stack of an integ app. */
export function assertionStackOf(stackName: string): string {
  return `${stackName}-assertions`;
}

/** Stack traces and metadata are off, because they contain paths of the machine. */
export const APP_PROPS: AppProps = {
  treeMetadata: false,
  analyticsReporting: false,
  stackTraces: false,
  context: { 'aws:cdk:disable-creation-stack-traces': true },
};
