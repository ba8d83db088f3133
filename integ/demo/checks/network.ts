import type { Filter, IpPermission } from '@aws-sdk/client-ec2';
import type { ChecksOf } from '../check';

const TIERS = { PublicSubnetIds: 'public', PrivateSubnetIds: 'private', IsolatedSubnetIds: 'isolated' };
const ADMINISTRATION_PORTS = [22, 3306, 3389];

const isOpenToAll = ({ IpProtocol, IpRanges }: IpPermission) => IpProtocol === '-1' && IpRanges?.some(({ CidrIp }) => CidrIp === '0.0.0.0/0');
const isDefaultRoute = ({ DestinationCidrBlock }: { DestinationCidrBlock?: string }) => DestinationCidrBlock === '0.0.0.0/0';

export const networkChecks: ChecksOf = ({ aws: { ec2 }, environment, production, outputs }) => {
  const inVpc: Filter[] = [{ Name: 'vpc-id', Values: [outputs.VpcId] }];
  const ids = (name: string) => outputs[name].split(',');
  const allSubnets = Object.keys(TIERS).flatMap(ids);
  const subnets = async (output: string) => (await ec2.describeSubnets({ SubnetIds: ids(output) })).Subnets!;
  const routeTables = async () => (await ec2.describeRouteTables({ Filters: inVpc })).RouteTables!;
  const securityGroups = async () => (await ec2.describeSecurityGroups({ Filters: inVpc })).SecurityGroups!;
  const networkAcls = async () => (await ec2.describeNetworkAcls({ Filters: inVpc })).NetworkAcls!.filter(({ IsDefault }) => !IsDefault);
  const endpoints = async () => (await ec2.describeVpcEndpoints({ Filters: inVpc })).VpcEndpoints!;
  return [
    {
      row: 'B1',
      resource: 'VPC',
      property: 'address range',
      expected: '10.0.0.0/16',
      find: async () => (await ec2.describeVpcs({ VpcIds: [outputs.VpcId] })).Vpcs![0].CidrBlock,
    },
    ...Object.entries(TIERS).map(([output, tier]) => ({
      row: 'A1',
      resource: `${tier} subnets`,
      property: 'different zones',
      expected: 2,
      find: async () => new Set((await subnets(output)).map(({ AvailabilityZone }) => AvailabilityZone)).size,
    })),
    {
      row: 'B1',
      resource: 'public subnets',
      property: 'assign addresses',
      expected: [false, false],
      find: async () => (await subnets('PublicSubnetIds')).map(({ MapPublicIpOnLaunch }) => MapPublicIpOnLaunch),
    },
    {
      row: 'A12',
      resource: 'subnets',
      property: 'with a route table',
      expected: 6,
      find: async () => (await routeTables()).flatMap(({ Associations }) => Associations!)
        .filter(({ SubnetId }) => allSubnets.includes(SubnetId!)).length,
    },
    {
      row: 'B1',
      resource: 'isolated subnets',
      property: 'ways out',
      expected: 0,
      find: async () => (await routeTables())
        .filter(({ Associations }) => Associations!.some(({ SubnetId }) => ids('IsolatedSubnetIds').includes(SubnetId!)))
        .filter(({ Routes }) => Routes!.some(isDefaultRoute)).length,
    },
    {
      row: 'B1',
      resource: 'internet gateway',
      property: 'attached to',
      expected: outputs.VpcId,
      find: async () => (await ec2.describeInternetGateways({ Filters: [{ Name: 'attachment.vpc-id', Values: [outputs.VpcId] }] }))
        .InternetGateways![0].Attachments![0].VpcId,
    },
    {
      row: 'B1',
      resource: 'NAT gateways',
      property: 'available',
      expected: production ? 2 : 1,
      find: async () => (await ec2.describeNatGateways({ Filter: inVpc })).NatGateways!.filter(({ State }) => State === 'available').length,
    },
    {
      row: 'A12',
      resource: 'flow logs',
      property: 'traffic and log group',
      expected: ['ALL', `/${environment.namePrefix}/flow-logs`],
      find: async () => {
        const { FlowLogs } = await ec2.describeFlowLogs({ Filter: [{ Name: 'resource-id', Values: [outputs.VpcId] }] });
        return [FlowLogs![0].TrafficType, FlowLogs![0].LogGroupName ?? FlowLogs![0].LogDestination];
      },
    },
    {
      row: 'B1',
      resource: 'gateway endpoints',
      property: 'services',
      expected: ['dynamodb', 's3'],
      find: async () => (await endpoints()).filter(({ VpcEndpointType }) => VpcEndpointType === 'Gateway')
        .map(({ ServiceName }) => ServiceName!.split('.').pop()).sort(),
    },
    {
      row: 'B1',
      resource: 'interface endpoints',
      property: 'services',
      expected: production ? 6 : 0,
      find: async () => (await endpoints()).filter(({ VpcEndpointType }) => VpcEndpointType === 'Interface').length,
    },
    {
      row: 'B1',
      resource: 'default security group',
      property: 'rules',
      expected: 0,
      find: async () => (await securityGroups()).filter(({ GroupName }) => GroupName === 'default')
        .flatMap(({ IpPermissions, IpPermissionsEgress }) => [...IpPermissions!, ...IpPermissionsEgress!]).length,
    },
    {
      row: 'A12',
      resource: 'security groups',
      property: 'let everything out',
      expected: 0,
      find: async () => (await securityGroups()).filter(({ IpPermissionsEgress }) => IpPermissionsEgress!.some(isOpenToAll)).length,
    },
    {
      row: 'B2',
      resource: 'network ACLs',
      property: 'subnets of their own tiers',
      expected: 6,
      find: async () => (await networkAcls()).flatMap(({ Associations }) => Associations!)
        .filter(({ SubnetId }) => allSubnets.includes(SubnetId!)).length,
    },
    {
      row: 'B2',
      resource: 'network ACLs',
      property: `open ${ADMINISTRATION_PORTS.join(', ')} to the world`,
      expected: 0,
      find: async () => (await networkAcls()).flatMap(({ Entries }) => Entries!)
        .filter(({ Egress, RuleAction, CidrBlock }) => !Egress && RuleAction === 'allow' && CidrBlock === '0.0.0.0/0')
        .filter(({ PortRange }) => ADMINISTRATION_PORTS.some((port) => port >= (PortRange?.From ?? 0) && port <= (PortRange?.To ?? 65_535))).length,
    },
  ];
};
