import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { REPOSITORY } from '../../integ/emulator/virtual-environment';
import { regionCode } from '../../integ/run';
import { isEnvironmentSuffix } from '../../src/common/validation/formats';

const workflow = parse(readFileSync(join(REPOSITORY, '.github/workflows/release.yml'), 'utf8')) as { jobs: { integration: { strategy: { matrix: { region: string[] } } } } };
const REGIONS = workflow.jobs.integration.strategy.matrix.region;

/** Loads the module again, because it reads its environment once. */
function runIn(environment: NodeJS.ProcessEnv): typeof import('../../integ/run') {
  const before = process.env;
  process.env = environment;
  try {
    let run: typeof import('../../integ/run');
    jest.isolateModules(() => { run = jest.requireActual('../../integ/run'); });
    return run!;
  } finally {
    process.env = before;
  }
}

const namesIn = (environment: NodeJS.ProcessEnv) => Object.values(runIn(environment).INTEG_APPS).flatMap(({ stackName, environmentSuffix }) => [stackName, environmentSuffix]);

describe('names of a run', () => {
  test('determine the name of the database', () => {
    const { INTEG_APPS, databaseOf } = runIn({});
    for (const [app, { stackName, environmentSuffix }] of Object.entries(INTEG_APPS)) {
      const template = readFileSync(join(REPOSITORY, `integ/integ.${app}.ts.snapshot/${stackName}.template.json`), 'utf8');
      const { Resources } = JSON.parse(template) as {
        Resources: Record<string, { Type: string; Properties: { DBInstanceIdentifier?: string; SourceDBInstanceIdentifier?: string } }>;
      };
      // Read replicas have no automated backups, which are the only resources that are found by the name of their database.
      const databases = Object.values(Resources).filter(({ Type, Properties }) => Type === 'AWS::RDS::DBInstance' && !Properties.SourceDBInstanceIdentifier);
      expect(databases.map(({ Properties }) => Properties.DBInstanceIdentifier)).toEqual([databaseOf(environmentSuffix)]);
    }
  });

  test('are unique for each region and run', () => {
    const names = REGIONS.flatMap((AWS_REGION) => ['7', '8'].flatMap((INTEG_RUN) => namesIn({ INTEG_RUN, AWS_REGION })));
    expect(new Set(names).size).toBe(REGIONS.length * 2 * 4);
  });

  test.each(REGIONS)('are valid for the baseline in %s for 9,999 runs', (AWS_REGION) => {
    const apps = Object.values(runIn({ INTEG_RUN: '9999', AWS_REGION }).INTEG_APPS);
    expect(apps.map(({ environmentSuffix }) => environmentSuffix).filter((suffix) => !isEnvironmentSuffix(suffix))).toEqual([]);
  });

  test('are the names in the committed templates without a run, in every region', () => {
    expect(namesIn({ AWS_REGION: 'eu-west-1' })).toEqual(namesIn({}));
  });

  test('require a region, because the clean-up would otherwise search for other names', () => {
    expect(() => runIn({ INTEG_RUN: '7' })).toThrow('AWS_REGION must be set');
  });

  test.each([['us-east-1', 'use1'], ['eu-south-1', 'eus1'], ['ap-southeast-3', 'apse3'], ['us-gov-west-1', 'usgovw1']])('abbreviate %s as %s', (region, code) => {
    expect(regionCode(region)).toBe(code);
  });
});
