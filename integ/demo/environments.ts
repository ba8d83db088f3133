import { EnvironmentType } from '../../src';

/** What the demo deploys: a preset in an environment of its own. */
export interface DemoEnvironment {
  readonly preset: 'non-production' | 'production';
  readonly environmentType: EnvironmentType;
  readonly environmentSuffix: string;
  readonly stackName: string;

  /** Stands before every name that the baseline sets. */
  readonly namePrefix: string;

  /** The emulated account: AWS allows one Config recorder an account and region. */
  readonly localAccount: string;
}

export const ENVIRONMENTS: DemoEnvironment[] = [
  environment('non-production', EnvironmentType.NON_PRODUCTION, 'demo-dev', '111111111111'),
  environment('production', EnvironmentType.PRODUCTION, 'demo-prod', '222222222222'),
];

function environment(
  preset: DemoEnvironment['preset'], environmentType: EnvironmentType, environmentSuffix: string, localAccount: string,
): DemoEnvironment {
  return { preset, environmentType, environmentSuffix, localAccount, stackName: `demo-${preset}`, namePrefix: `baseline-${environmentSuffix}` };
}

/** The tags that every resource of the demo carries, beside that of its environment. */
export const OWNER = 'platform-team';
export const COST_CENTER = 'cc-1234';
