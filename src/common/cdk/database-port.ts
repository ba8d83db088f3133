import type { IVpc } from 'aws-cdk-lib/aws-ec2';
import { stateOf } from './construct-state';

/** What the network ACLs of a VPC allow, as far as a construct of this package created them. */
interface NetworkAclState {
  databasePort?: number;
}

const stateOfAcls = (vpc: IVpc) => stateOf<NetworkAclState>(vpc, 'networkAcls', () => ({}));

/** Records the port that the network ACLs allow from the private to the isolated subnets, for constructs in these subnets. */
export function recordDatabasePort(vpc: IVpc, port: number): void {
  stateOfAcls(vpc).databasePort = port;
}

/** The port that the network ACLs allow from the private to the isolated subnets; undefined if it is not known. */
export function allowedDatabasePort(vpc: IVpc): number | undefined {
  return stateOfAcls(vpc).databasePort;
}
