import type { AppProps } from 'aws-cdk-lib/core';

/**
 * The code of a region in names: `eu-south-1` is `eus1`.
 * Some names are an account's, not a region's: a trail of all regions, for one, has a shadow of its name in each.
 */
export function regionCode(region: string): string {
  return region.replace(/north|south|east|west|central/g, ([first]) => first).replace(/-/g, '');
}

/**
 * The run of the release pipeline, which stands in every name that the integ apps give, with its region: what a run leaves behind is in nobody's
 * way, and can be told from everything else. The committed templates have none.
 */
function runOf({ INTEG_RUN, AWS_REGION }: NodeJS.ProcessEnv): string | undefined {
  if (INTEG_RUN && !AWS_REGION) {
    throw new Error('AWS_REGION does not say in which region the run INTEG_RUN is.');
  }
  return INTEG_RUN && `${INTEG_RUN}-${regionCode(AWS_REGION!)}`;
}

const run = runOf(process.env);

export const named = (name: string): string => (run ? `${name}-${run}` : name);

/** Production is deployed `protected`, as it is, and then `lifted`, to be destroyed. Without a stage nothing outlives the test. */
export const stage = process.env.INTEG_STAGE as 'protected' | 'lifted' | undefined;

/** The tags of what the integ apps make, beside that of its environment. */
export const OWNER = 'secure-baseline';
export const COST_CENTER = 'release';

/** What an integ app is known by. */
export interface IntegApp {
  readonly stackName: string;
  readonly environmentSuffix: string;
}

export const INTEG_APPS: Record<'non-production' | 'production', IntegApp> = {
  'non-production': { stackName: named('secure-baseline-integ-non-production'), environmentSuffix: named('integ-dev') },
  'production': { stackName: named('secure-baseline-integ-production'), environmentSuffix: named('integ-prod') },
};

/** What a baseline calls its database. */
export function databaseOf(environmentSuffix: string): string {
  return `baseline-${environmentSuffix}`;
}

/** The stacks of the assertions: a run has its own, the committed templates have the one that the library names. */
export const ASSERTION_STACKS = run ? Object.values(INTEG_APPS).map(({ stackName }) => assertionStackOf(stackName)) : [];

export function assertionStackOf(stackName: string): string {
  return `${stackName}-assertions`;
}

/** Stack traces would put the paths of one machine into the committed assemblies. */
export const APP_PROPS: AppProps = {
  treeMetadata: false,
  analyticsReporting: false,
  stackTraces: false,
  context: { 'aws:cdk:disable-creation-stack-traces': true },
};
