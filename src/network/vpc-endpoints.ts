import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Stack, Tags } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { VpcEndpointsProps } from './props';
import { checkVpcEndpoints, DEFAULT_ENDPOINT_SUBNETS } from './validation';
import { onePerAvailabilityZone } from '../common/cdk/subnets';
import { CLOSED_TO_THE_WORLD, declareControls } from '../common/compliance/controls';
import { Problems } from '../common/validation/problems';

const GATEWAY_SERVICES = ['S3', 'DynamoDB'] as const;

/** What the instances of private subnets call besides: only with all of them they reach AWS services within the VPC. */
const CALLED_WITHIN = ['ssm', 'logs', 'kms', 'secretsmanager'];

/**
 * Creates endpoints through which a VPC reaches AWS services without the internet: gateway endpoints for S3 and DynamoDB, which are free of
 * charge, and interface endpoints for the services of your choice.
 *
 * The package repositories of Amazon Linux 2023 are S3 buckets that AWS owns. The policy of the gateway endpoint for S3 therefore allows
 * everything, and the policy of each bucket decides.
 */
export class VpcEndpoints extends Construct {
  /** The security group of the interface endpoints. Undefined if there are none. */
  public readonly securityGroup?: ec2.ISecurityGroup;

  constructor(scope: Construct, id: string, props: VpcEndpointsProps) {
    super(scope, id);
    const problems = new Problems(this);
    checkVpcEndpoints(problems, props);
    problems.throwIfAny();
    const services = props.interfaceEndpoints ?? [];
    const endpoints = this.createGateways(props.vpc);
    if (services.length > 0) {
      this.securityGroup = this.createSecurityGroup(props);
      endpoints.push(...services.map((service) => this.createInterface(props, service)));
    }
    const isWhole = CALLED_WITHIN.every((name) => services.some(({ shortName }) => shortName === name));
    endpoints.forEach((endpoint) => declareControls(endpoint, { 'CIS -/-/-/6.8': isWhole && 'AWS services are reached through VPC endpoints' }));
  }

  private createGateways(vpc: ec2.IVpc): ec2.CfnVPCEndpoint[] {
    const subnets = [...vpc.privateSubnets, ...vpc.isolatedSubnets];
    return GATEWAY_SERVICES.map((service) => new ec2.CfnVPCEndpoint(this, service, {
      vpcId: vpc.vpcId,
      vpcEndpointType: 'Gateway',
      serviceName: `com.amazonaws.${Stack.of(this).region}.${service.toLowerCase()}`,
      routeTableIds: [...new Set(subnets.map((subnet) => subnet.routeTable.routeTableId))],
    }));
  }

  private createSecurityGroup(props: VpcEndpointsProps): ec2.ISecurityGroup {
    const group = new ec2.CfnSecurityGroup(this, 'SecurityGroup', {
      vpcId: props.vpc.vpcId,
      groupDescription: 'Interface endpoints: HTTPS from the VPC',
      securityGroupIngress: [{ ipProtocol: 'tcp', fromPort: 443, toPort: 443, cidrIp: props.vpc.vpcCidrBlock, description: 'HTTPS from the VPC' }],
      // A group without egress rules gets one from EC2 that lets everything out; this one lets nothing out.
      securityGroupEgress: [{ ipProtocol: 'icmp', fromPort: 252, toPort: 86, cidrIp: '255.255.255.255/32', description: 'Nothing goes out' }],
    });
    declareControls(group, CLOSED_TO_THE_WORLD);
    Tags.of(group).add('Name', `${props.namePrefix ?? this.node.path}-endpoints`);
    return ec2.SecurityGroup.fromSecurityGroupId(this, 'Group', group.attrGroupId);
  }

  private createInterface({ vpc, vpcSubnets }: VpcEndpointsProps, service: ec2.InterfaceVpcEndpointAwsService): ec2.CfnVPCEndpoint {
    const endpoint = new ec2.CfnVPCEndpoint(this, service.shortName, {
      vpcId: vpc.vpcId,
      vpcEndpointType: 'Interface',
      serviceName: service.name,
      privateDnsEnabled: true,
      subnetIds: onePerAvailabilityZone(vpc.selectSubnets(vpcSubnets ?? DEFAULT_ENDPOINT_SUBNETS).subnets).map((subnet) => subnet.subnetId),
      securityGroupIds: [this.securityGroup!.securityGroupId],
    });
    declareControls(endpoint, { 'EC2.10': service.shortName === 'ec2' && 'the EC2 API is reached through a VPC endpoint' });
    return endpoint;
  }
}
