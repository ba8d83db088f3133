import { SubnetType, type IVpc, type SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import { selectSubnets, type SelectedSubnets } from '../common/cdk/subnets';

/** Selects the subnets of the database, by default the isolated subnets. */
export function databaseSubnets(vpc: IVpc, vpcSubnets: SubnetSelection = { subnetType: SubnetType.PRIVATE_ISOLATED }): SelectedSubnets {
  return selectSubnets(vpc, vpcSubnets);
}
