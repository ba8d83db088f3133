import { DescribeRegionsCommand } from '@aws-sdk/client-ec2';
import { organizationPolicyOf } from './denial';
import { isDenied } from './examination';
import type { Location } from './implementation';
import { Records } from './records';

/** The region of each partition that its global services use. */
const GLOBAL_REGIONS: readonly string[] = ['us-east-1', 'us-gov-west-1', 'cn-north-1'];

/** Returns the enabled regions of the account, sorted by name. */
export async function enabledRegions({ clients: { ec2 }, send }: Location): Promise<string[]> {
  const { Regions = [] } = await send(() => ec2.send(new DescribeRegionsCommand({ AllRegions: false })));
  return Regions.map(({ RegionName = '' }) => RegionName).sort();
}

/** Returns the enabled regions that the configuration demands, or all enabled ones. */
export function governedRegions(demanded: readonly string[] | undefined, enabled: readonly string[], isComplete: boolean): readonly string[] {
  const unknown = (demanded ?? []).filter((region) => !enabled.includes(region));
  if (isComplete && unknown.length > 0) {
    throw new Error(`regions must be enabled in the account, got ${unknown.join(', ')}. Enable them, or remove them from regions. Nothing was changed.`);
  }
  return (demanded ?? enabled).filter((region) => enabled.includes(region));
}

/** The records of a region, or the policy that denies access to the region. */
export type RegionRecords = { readonly location: Location; readonly records: Records; readonly policy?: undefined } | { readonly policy: string };

/** Reads the records of a region. The first request that an organization denies stands for the whole region. */
export async function readRegion(location: Location, ownerId: string): Promise<RegionRecords> {
  try {
    return { location, records: await Records.read(location, ownerId) };
  } catch (error) {
    const policy = organizationPolicyOf(error);
    if (policy === undefined) {
      throw isDenied(error) ? new Error(`The records in ${location.region} could not be read: ${(error as Error).message}`) : error;
    }
    return { policy };
  }
}

/**
 * Returns the regions in which the records of the account's settings can be, the first one first: that of the global services, and then the enabled
 * ones. All stacks of an account use the first one that no organization denies, so that they find the same records.
 */
export function accountRegions(enabled: readonly string[]): readonly string[] {
  return [...enabled].sort((one, other) => Number(GLOBAL_REGIONS.includes(other)) - Number(GLOBAL_REGIONS.includes(one)) || (one < other ? -1 : 1));
}
