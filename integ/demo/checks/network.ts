import type { Filter, IpPermission } from '@aws-sdk/client-ec2';
import type { ChecksOf } from '../check';
import { numberedOutputs } from '../deployment';

const TIERS = { PublicSubnetId: 'public', PrivateSubnetId: 'private', IsolatedSubnetId: 'isolated' };
const ADMINISTRATION_PORTS = [22, 3306, 3389];

const isOpenToAll = ({ IpProtocol, IpRanges }: IpPermission) => IpProtocol === '-1' && IpRanges?.some(({ CidrIp }) => CidrIp === '0.0.0.0/0');
const isDefaultRoute = ({ DestinationCidrBlock }: { DestinationCidrBlock?: string }) => DestinationCidrBlock === '0.0.0.0/0';

export const networkChecks: ChecksOf = ({ aws: { ec2 }, environment, production, outputs }) => {
  const inVpc: Filter[] = [{ Name: 'vpc-id', Values: [outputs.VpcId] }];
  const ids = (output: string) => numberedOutputs(outputs, output);
  const allSubnets = Object.keys(TIERS).flatMap(ids);
  const subnets = async (output: string) => (await ec2.describeSubnets({ SubnetIds: ids(output) })).Subnets!;
  const routeTables = async () => (await ec2.describeRouteTables({ Filters: inVpc })).RouteTables!;
  const securityGroups = async () => (await ec2.describeSecurityGroups({ Filters: inVpc })).SecurityGroups!;
  const networkAcls = async () => (await ec2.describeNetworkAcls({ Filters: inVpc })).NetworkAcls!.filter(({ IsDefault }) => !IsDefault);
  const endpoints = async () => (await ec2.describeVpcEndpoints({ Filters: inVpc })).VpcEndpoints!;
  return [
    {
      statement: 'The VPC uses the CIDR block 10.0.0.0/16',
      expected: '10.0.0.0/16',
      find: async () => (await ec2.describeVpcs({ VpcIds: [outputs.VpcId] })).Vpcs![0].CidrBlock,
    },
    ...Object.entries(TIERS).map(([output, tier]) => ({
      statement: `The ${tier} subnets are in two Availability Zones`,
      expected: 2,
      find: async () => new Set((await subnets(output)).map(({ AvailabilityZone }) => AvailabilityZone)).size,
    })),
    {
      statement: 'The public subnets do not assign public IP addresses',
      expected: [false, false],
      find: async () => (await subnets('PublicSubnetId')).map(({ MapPublicIpOnLaunch }) => MapPublicIpOnLaunch),
    },
    {
      statement: 'Each of the six subnets is associated with a route table',
      expected: 6,
      find: async () => (await routeTables()).flatMap(({ Associations }) => Associations!)
        .filter(({ SubnetId }) => allSubnets.includes(SubnetId!)).length,
    },
    {
      statement: 'The isolated subnets have no default route',
      expected: 0,
      find: async () => (await routeTables())
        .filter(({ Associations }) => Associations!.some(({ SubnetId }) => ids('IsolatedSubnetId').includes(SubnetId!)))
        .filter(({ Routes }) => Routes!.some(isDefaultRoute)).length,
    },
    {
      statement: 'The internet gateway is attached to the VPC',
      expected: outputs.VpcId,
      find: async () => (await ec2.describeInternetGateways({ Filters: [{ Name: 'attachment.vpc-id', Values: [outputs.VpcId] }] }))
        .InternetGateways![0].Attachments![0].VpcId,
    },
    {
      statement: production ? 'Two NAT gateways are available' : 'One NAT gateway is available',
      expected: production ? 2 : 1,
      find: async () => (await ec2.describeNatGateways({ Filter: inVpc })).NatGateways!.filter(({ State }) => State === 'available').length,
    },
    {
      statement: 'The flow log of the VPC records all traffic in its log group',
      expected: ['ALL', `/${environment.namePrefix}/flow-logs`],
      find: async () => {
        const { FlowLogs } = await ec2.describeFlowLogs({ Filter: [{ Name: 'resource-id', Values: [outputs.VpcId] }] });
        return [FlowLogs![0].TrafficType, FlowLogs![0].LogGroupName ?? FlowLogs![0].LogDestination];
      },
    },
    {
      statement: 'Gateway endpoints exist for Amazon DynamoDB and Amazon S3',
      expected: ['dynamodb', 's3'],
      find: async () => (await endpoints()).filter(({ VpcEndpointType }) => VpcEndpointType === 'Gateway')
        .map(({ ServiceName }) => ServiceName!.split('.').pop()).sort(),
    },
    {
      statement: production ? 'Six interface endpoints exist' : 'No interface endpoint exists',
      expected: production ? 6 : 0,
      find: async () => (await endpoints()).filter(({ VpcEndpointType }) => VpcEndpointType === 'Interface').length,
    },
    {
      statement: 'The default security group has no rules',
      expected: 0,
      find: async () => (await securityGroups()).filter(({ GroupName }) => GroupName === 'default')
        .flatMap(({ IpPermissions, IpPermissionsEgress }) => [...IpPermissions!, ...IpPermissionsEgress!]).length,
    },
    {
      statement: 'No security group allows all outbound traffic',
      expected: 0,
      find: async () => (await securityGroups()).filter(({ IpPermissionsEgress }) => IpPermissionsEgress!.some(isOpenToAll)).length,
    },
    {
      statement: 'Each of the six subnets uses a network ACL other than the default network ACL',
      expected: 6,
      find: async () => (await networkAcls()).flatMap(({ Associations }) => Associations!)
        .filter(({ SubnetId }) => allSubnets.includes(SubnetId!)).length,
    },
    {
      statement: `No network ACL allows inbound traffic from 0.0.0.0/0 to the ports ${ADMINISTRATION_PORTS.join(', ')}`,
      expected: 0,
      find: async () => (await networkAcls()).flatMap(({ Entries }) => Entries!)
        .filter(({ Egress, RuleAction, CidrBlock }) => !Egress && RuleAction === 'allow' && CidrBlock === '0.0.0.0/0')
        .filter(({ PortRange }) => ADMINISTRATION_PORTS.some((port) => port >= (PortRange?.From ?? 0) && port <= (PortRange?.To ?? 65_535))).length,
    },
  ];
};
