import * as ec2 from 'aws-cdk-lib/aws-ec2';

/** The subnets of a database: the selected ones, or the isolated ones. */
export function selectSubnets(vpc: ec2.IVpc, vpcSubnets: ec2.SubnetSelection = { subnetType: ec2.SubnetType.PRIVATE_ISOLATED }): ec2.ISubnet[] {
  return vpc.selectSubnets(vpcSubnets).subnets;
}
