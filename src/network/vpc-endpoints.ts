import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Stack, Tags } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { VpcEndpointsProps } from './props';
import { checkVpcEndpoints, DEFAULT_ENDPOINT_SUBNETS } from './validation';
import { onePerAvailabilityZone } from '../common/cdk/subnets';
import { CLOSED_TO_THE_WORLD, declareControls } from '../common/compliance/controls';
import { Problems } from '../common/validation/problems';

const GATEWAY_SERVICES = ['S3', 'DynamoDB'] as const;

/** The services that instances call in addition to those of the gateway endpoints. The control requires an endpoint for each of them. */
const INSTANCE_SERVICES = ['ssm', 'logs', 'kms', 'secretsmanager'];

/**
 * Creates the endpoints of a VPC, to access AWS services without the internet: gateway endpoints for S3 and DynamoDB, which are free of charge, and
 * interface endpoints for the services that you specify.
 *
 * The gateway endpoint for S3 allows access to all buckets, because the package repositories of Amazon Linux 2023 are S3 buckets of AWS. IAM
 * policies and bucket policies restrict the access.
 *
 * @example
 * import { InterfaceVpcEndpointAwsService, Vpc } from 'aws-cdk-lib/aws-ec2';
 * import { VpcEndpoints } from '@org/secure-baseline';
 *
 * const vpc = new Vpc(this, 'Vpc');
 * new VpcEndpoints(this, 'Endpoints', { vpc, interfaceEndpoints: [InterfaceVpcEndpointAwsService.SECRETS_MANAGER] });
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
    const isComplete = INSTANCE_SERVICES.every((name) => services.some(({ shortName }) => shortName === name));
    endpoints.forEach((endpoint) => declareControls(endpoint, { 'CIS -/-/-/6.8': isComplete && 'AWS services are reached through VPC endpoints' }));
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
      // EC2 adds an egress rule that allows all traffic to a group without egress rules. This rule allows no traffic.
      securityGroupEgress: [{ ipProtocol: 'icmp', fromPort: 252, toPort: 86, cidrIp: '255.255.255.255/32', description: 'No outbound traffic' }],
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
