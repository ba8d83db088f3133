import { CfnDBCluster, CfnDBInstance } from 'aws-cdk-lib/aws-rds';
import { attributeOf, targetOf } from '../../../common/cdk/references';
import { isResourceOfType } from '../../../common/cdk/resource-type';

/**
 * The default port of each database engine.
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html
 */
const DEFAULT_PORTS: readonly [engine: RegExp, port: number][] = [
  [/postgres/, 5432], [/mysql|mariadb/, 3306], [/^(custom-)?oracle/, 1521], [/^(custom-)?sqlserver/, 1433], [/^db2/, 50000],
];

/** Returns the port of a rule: a number, or the port of a database of RDS to which the rule refers. Undefined if it is not known. */
export function knownPort(value: unknown): number | undefined {
  if (typeof value === 'number') {
    return value;
  }
  const target = targetOf(value);
  const isDatabase = isResourceOfType<CfnDBInstance | CfnDBCluster>(target, CfnDBInstance.CFN_RESOURCE_TYPE_NAME)
    || isResourceOfType<CfnDBInstance | CfnDBCluster>(target, CfnDBCluster.CFN_RESOURCE_TYPE_NAME);
  return isDatabase && attributeOf(value) === 'Endpoint.Port' ? portOfDatabase(target as CfnDBInstance | CfnDBCluster) : undefined;
}

/** Unresolved tokens are not numbers. */
function portOfDatabase({ port, engine = '' }: CfnDBInstance | CfnDBCluster): number | undefined {
  const [, defaultPort] = DEFAULT_PORTS.find(([name]) => name.test(engine)) ?? [];
  const known = port === undefined ? defaultPort : Number(port);
  return Number.isInteger(known) && known! > 0 ? known : undefined;
}
