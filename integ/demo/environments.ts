import { EnvironmentType } from '../../src';

/** What the demo deploys. */
export interface DemoEnvironment {
  readonly stackName: string;
  readonly environmentSuffix: string;
  readonly environmentType: EnvironmentType;

  /** The emulated account: AWS allows one Config recorder an account and region. */
  readonly localAccount: string;
}

export const NON_PRODUCTION: DemoEnvironment = {
  stackName: 'demo-non-production',
  environmentSuffix: 'demo-dev',
  environmentType: EnvironmentType.NON_PRODUCTION,
  localAccount: '111111111111',
};

export const PRODUCTION: DemoEnvironment = {
  stackName: 'demo-production',
  environmentSuffix: 'demo-prod',
  environmentType: EnvironmentType.PRODUCTION,
  localAccount: '222222222222',
};
