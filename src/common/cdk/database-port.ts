import type { IVpc } from 'aws-cdk-lib/aws-ec2';
import { stateOf } from './construct-state';

/** The traffic that the network ACLs of a VPC allow, if a construct of this package created them. */
interface NetworkAclState {
  databasePort?: number;
}

const stateOfAcls = (vpc: IVpc) => stateOf<NetworkAclState>(vpc, 'networkAcls', () => ({}));

/** Records the port that the network ACLs allow from the private to the isolated subnets, so that constructs in these subnets can check it. */
export function recordDatabasePort(vpc: IVpc, port: number): void {
  stateOfAcls(vpc).databasePort = port;
}

/** Returns the port that the network ACLs allow from the private to the isolated subnets, or undefined if it is not known. */
export function allowedDatabasePort(vpc: IVpc): number | undefined {
  return stateOfAcls(vpc).databasePort;
}
