import type { IVpc } from 'aws-cdk-lib/aws-ec2';
import { stateOf } from './construct-state';

/** The ports that the network ACLs of a VPC allow from the private to the isolated subnets, if a construct of this package created them. */
interface DatabasePorts {
  /** The port that is specified for the database. */
  port?: number;
  isAllowed?: (port: number) => boolean;
}

const stateOfPorts = (vpc: IVpc) => stateOf<DatabasePorts>(vpc, 'databasePorts', () => ({}));

/** Records the ports that the network ACLs allow from the private to the isolated subnets, so that constructs in these subnets can check them. */
export function recordDatabasePorts(vpc: IVpc, port: number, isAllowed: (port: number) => boolean): void {
  Object.assign(stateOfPorts(vpc), { port, isAllowed });
}

/** Returns the port of the database in the network ACLs if they do not allow another port. Undefined if they allow it, or are not known. */
export function databasePortInsteadOf(vpc: IVpc, other: number): number | undefined {
  const { port, isAllowed } = stateOfPorts(vpc);
  return isAllowed?.(other) ? undefined : port;
}
