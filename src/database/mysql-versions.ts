import * as rds from 'aws-cdk-lib/aws-rds';
import { OFFERED_MYSQL_VERSIONS } from './offered-mysql-versions';
import { isUnknown } from '../common/cdk/known-values';

/** The version of a new database: the newest minor version of the newest major version that aws-cdk-lib knows. */
export const DEFAULT_VERSION = '8.4.8';

/**
 * The major versions under extended support: 5.7 left standard support on 2024-02-29, 8.0 on 2026-07-31.
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/MySQL.Concepts.VersionMgmt.html
 */
const EXTENDED_SUPPORT = ['5.7', '8.0'];

/** A MySQL version. */
export interface MySqlVersion {
  readonly full: string;
  /** The major version, such as '8.4'. A parameter group or option group belongs to one major version. */
  readonly major: string;
  /** Whether the version is under extended support, which RDS charges for. */
  readonly extendedSupport: boolean;
}

/** Parses a version. The major version of a version that is an unresolved token may be known. */
export function parseVersion(version?: rds.MysqlEngineVersion): MySqlVersion {
  const full = version?.mysqlFullVersion ?? DEFAULT_VERSION;
  const major = version && isUnknown(full) ? version.mysqlMajorVersion : full.split('.').slice(0, 2).join('.');
  return { full, major, extendedSupport: EXTENDED_SUPPORT.includes(major) };
}

/** Whether the version is complete, as CloudFormation requires: x.y.z, or x.y.z-rds.DATE for extended support. */
export function isExact({ full }: MySqlVersion): boolean {
  return isUnknown(full) || /^\d+\.\d+\.\d+(-rds\.\d+)?$/.test(full);
}

/** Whether the list of this package or the installed aws-cdk-lib, which may be newer, contains the version. */
export function isKnown({ full }: MySqlVersion): boolean {
  const installed = Object.values(rds.MysqlEngineVersion).map(({ mysqlFullVersion }: rds.MysqlEngineVersion) => mysqlFullVersion);
  return isUnknown(full) || OFFERED_MYSQL_VERSIONS.includes(full) || installed.includes(full);
}

/** The newest version of a major version that aws-cdk-lib does not mark as deprecated, or the default version if there is none. */
export function newestOf(major: string): string {
  return OFFERED_MYSQL_VERSIONS.filter((version) => version.startsWith(`${major}.`)).at(-1) ?? DEFAULT_VERSION;
}

/** Whether a version is older than another one. Unresolved tokens cannot be compared. */
export function isOlder(version: MySqlVersion, than: MySqlVersion): boolean {
  return !isUnknown(version.full) && !isUnknown(than.full)
    && version.full.localeCompare(than.full, 'en', { numeric: true }) < 0;
}
