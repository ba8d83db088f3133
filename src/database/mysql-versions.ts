import type * as rds from 'aws-cdk-lib/aws-rds';
import { Token } from 'aws-cdk-lib/core';

/**
 * The versions that RDS offers, of November 2026. Of a major version here, what is older was withdrawn, and what is newer came later.
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

/** Takes a version apart. One that only the deployment knows comes with its major version. */
export function parseVersion(version?: rds.MysqlEngineVersion): MySqlVersion {
  const full = version?.mysqlFullVersion ?? DEFAULT_VERSION;
  const major = version && Token.isUnresolved(full) ? version.mysqlMajorVersion : full.split('.').slice(0, 2).join('.');
  return { full, major, extendedSupport: major === '8.0' };
}

/** What is wrong with a version, as a remedy. Undefined where RDS offers it. */
export function versionRemedy({ full, major, extendedSupport }: MySqlVersion, extendedSupportAllowed: boolean): string | undefined {
  if (Token.isUnresolved(major)) {
    return 'Give the major version as text, such as \'8.4\': parameter and option groups go by it.';
  }
  if (!Token.isUnresolved(full) && !/^\d+\.\d+\.\d+$/.test(full)) {
    return `Give an exact version x.y.z, such as '${DEFAULT_VERSION}': CloudFormation refuses less.`;
  }
  if (!OFFERED[major]) {
    return `RDS does not offer MySQL ${major}: give '${DEFAULT_VERSION}'.`;
  }
  if (extendedSupport && !extendedSupportAllowed) {
    return `MySQL ${major} is under extended support, which is charged: give '${DEFAULT_VERSION}', or set extendedSupport.`;
  }
  if (patchOf(full) < OFFERED[major].first) {
    return `RDS does not offer this version any more: the nearest that it offers is '${major}.${OFFERED[major].first}'.`;
  }
  return undefined;
}

/** Whether a version is newer than those known here: RDS adds one every few months. */
export function isNewerThanKnown({ full, major }: MySqlVersion): boolean {
  return patchOf(full) > OFFERED[major]?.last;
}

/** NaN, which is neither older nor newer than anything, where only the deployment knows it. */
function patchOf(full: string): number {
  return Number(full.split('.')[2]);
}
