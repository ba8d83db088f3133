/** Verifies that every enabled region of the account offers the default instance types: `npx projen integ:instance-types`. */
import { PRESETS } from '../../src/baseline/presets';
import { clientsOf, type Aws } from '../demo/aws';

const typesOf = (rows: Record<string, { toString(): string } | undefined>) => [...new Set(Object.values(rows).map(String))];
export const INSTANCE_TYPES = typesOf(PRESETS.webTier.instanceType);
const DATABASE_CLASSES = typesOf(PRESETS.database.instanceType).map((type) => `db.${type}`);

/** The types that a region is known not to offer. The documentation of the option names these regions. */
export const NOT_OFFERED: { readonly [region: string]: readonly string[] } = {
  // Offered in 2024, but not in May 2026: https://github.com/getmoto/moto/tree/master/moto/ec2/resources/instance_type_offerings/region
  'me-central-1': ['t4g.small'],
};

/** Returns the default types of the instances that a region does not offer. */
export async function missingInstanceTypes({ ec2 }: Aws): Promise<string[]> {
  const { InstanceTypeOfferings = [] } = await ec2.describeInstanceTypeOfferings({ LocationType: 'region', Filters: [{ Name: 'instance-type', Values: INSTANCE_TYPES }] });
  const offered = InstanceTypeOfferings.map(({ InstanceType }) => String(InstanceType));
  return INSTANCE_TYPES.filter((type) => !offered.includes(type));
}

/** Returns the default classes of the databases that a region does not offer for MySQL. */
export async function missingDatabaseClasses({ rds }: Aws): Promise<string[]> {
  const missing: string[] = [];
  for (const DBInstanceClass of DATABASE_CLASSES) {
    const { OrderableDBInstanceOptions = [] } = await rds.describeOrderableDBInstanceOptions({ Engine: 'mysql', DBInstanceClass, MaxRecords: 20 });
    missing.push(...OrderableDBInstanceOptions.length > 0 ? [] : [DBInstanceClass]);
  }
  return missing;
}

/**
 * Verifies the regions, with the clients that `inRegion` creates.
 * @throws if a region does not offer a type that is not listed in `NOT_OFFERED`
 */
export async function verifyInstanceTypes({ ec2 }: Aws, inRegion: (region: string) => Aws): Promise<void> {
  const { Regions = [] } = await ec2.describeRegions({});
  const problems: string[] = [];
  for (const region of Regions.map(({ RegionName }) => RegionName!)) {
    const missing = [...await missingInstanceTypes(inRegion(region)), ...await missingDatabaseClasses(inRegion(region))];
    problems.push(...missing.filter((type) => !NOT_OFFERED[region]?.includes(type)).map((type) => `${region} does not offer ${type}`));
  }
  console.log(`${Regions.length} regions were read.`);
  if (problems.length > 0 || Regions.length === 0) {
    throw new Error(problems.join('\n') || 'The account has no region.');
  }
}

if (require.main === module) {
  const inRegion = (region: string) => clientsOf({ local: false, variables: { AWS_REGION: region } });
  void verifyInstanceTypes(inRegion(process.env.AWS_REGION!), inRegion);
}
