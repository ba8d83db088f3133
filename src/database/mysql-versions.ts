/**
 * The versions that RDS offers, of November 2026. A version that is missing here was withdrawn or does not exist.
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/MySQL.Concepts.VersionMgmt.html
 */
const OFFERED: { readonly [major: string]: { readonly first: number; readonly last: number } } = {
  '8.0': { first: 42, last: 46 },
  '8.4': { first: 5, last: 9 },
};

/** What a new database runs: the newest release of the newest major version under standard support. */
export const DEFAULT_VERSION = '8.4.9';

/** A version of MySQL, taken apart. */
export interface MySqlVersion {
  readonly full: string;
  /** `x.y`, for instance '8.4': the version that parameter and option groups go by. */
  readonly major: string;
  /** Whether RDS charges for extended support: 8.0 left standard support on 2026-07-31. */
  readonly extendedSupport: boolean;
}

/** Takes a version apart. */
export function parseVersion(full: string): MySqlVersion {
  const major = full.split('.').slice(0, 2).join('.');
  return { full, major, extendedSupport: major === '8.0' };
}

/** What is wrong with a version, as a remedy; undefined where RDS offers it. */
export function versionRemedy(full: string, extendedSupportAllowed: boolean): string | undefined {
  const [, major, patch] = /^(\d+\.\d+)\.(\d+)$/.exec(full) ?? [];
  if (!major) {
    return `Give an exact version x.y.z, such as '${DEFAULT_VERSION}': CloudFormation refuses less.`;
  }
  const offered = OFFERED[major];
  if (!offered) {
    return `RDS does not offer MySQL ${major}: give '${DEFAULT_VERSION}'.`;
  }
  if (parseVersion(full).extendedSupport && !extendedSupportAllowed) {
    return `MySQL ${major} is under extended support, which is charged: give '${DEFAULT_VERSION}', or set extendedSupport.`;
  }
  if (Number(patch) < offered.first || Number(patch) > offered.last) {
    const nearest = Math.min(Math.max(Number(patch), offered.first), offered.last);
    return `RDS does not offer this version (any more): the nearest that it offers is '${major}.${nearest}'.`;
  }
  return undefined;
}
