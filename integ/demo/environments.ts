import { EnvironmentType, type DatabaseOptions } from '../../src';

/** The storage of the production database in GiB, which a restored database must have at least. */
export const DATABASE_STORAGE = 100;

/** The environment in which the demo deploys a preset. */
export interface DemoEnvironment {
  readonly preset: 'non-production' | 'production';
  readonly environmentType: EnvironmentType;
  readonly environmentSuffix: string;
  readonly stackName: string;

  /** The prefix of all resource names that the baseline sets. */
  readonly namePrefix: string;

  /** The ID of the emulated account. Each preset has a dedicated account because AWS allows one AWS Config recorder per account and region. */
  readonly localAccount: string;

  /** The options of the database: by default, those of the preset. */
  readonly database?: DatabaseOptions;
}

export const ENVIRONMENTS: DemoEnvironment[] = [
  environment('non-production', EnvironmentType.NON_PRODUCTION, 'demo-dev', '111111111111'),
  environment('production', EnvironmentType.PRODUCTION, 'demo-prod', '222222222222', {
    allocatedStorage: DATABASE_STORAGE,
    manageMasterUserPassword: false,
    readReplicas: { Reports: {} },
  }),
];

function environment(
  preset: DemoEnvironment['preset'], environmentType: EnvironmentType, environmentSuffix: string, localAccount: string, database?: DatabaseOptions,
): DemoEnvironment {
  return { preset, environmentType, environmentSuffix, localAccount, database, stackName: `demo-${preset}`, namePrefix: `baseline-${environmentSuffix}` };
}

/** The values of the tags Owner and CostCenter on every resource of the demo. */
export const OWNER = 'platform-team';
export const COST_CENTER = 'cc-1234';
