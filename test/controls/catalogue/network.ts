import { BOTH, PRODUCTION, type Assertion, type Control } from '../control';
import { all, each, every, idOf, together, type Properties, type Resources } from '../resources';
import { withBaseline } from '../stacks';

const GROUP = 'AWS::EC2::SecurityGroup';
const ACL = 'AWS::EC2::NetworkAcl';
const ASSOCIATION = 'AWS::EC2::SubnetNetworkAclAssociation';
const ADMIN_PORTS = [22, 3389];
const WEB_PORTS = [80, 443];
/** https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html#ec2-19 */
const HIGH_RISK_PORTS = [
  20, 21, 22, 23, 25, 110, 135, 143, 445, 1433, 1434, 3000, 3306, 3389, 4333, 5000, 5432, 5500, 5601, 8080, 8088, 8888, 9200, 9300,
];
/** What CIS 6.8 is asserted by: the services that instances of the private subnets call. */
const SERVICES_WITHIN = ['s3', 'ssm', 'logs', 'kms', 'secretsmanager'];

interface OpenPorts {
  readonly from: number;
  readonly to: number;
}

const includes = ({ from, to }: OpenPorts, port: number) => from <= port && port <= to;

/** The ports that a security group opens to every address of IPv4 or IPv6. */
function opened(resources: Resources, group: string, range: 'CidrIp' | 'CidrIpv6'): OpenPorts[] {
  const own: Properties[] = resources.of(GROUP).find(([id]) => id === group)![1].SecurityGroupIngress ?? [];
  const separate = resources.of('AWS::EC2::SecurityGroupIngress').map(([, rule]) => rule).filter(({ GroupId }) => idOf(GroupId) === group);
  return [...own, ...separate].filter((rule) => rule[range] === (range === 'CidrIp' ? '0.0.0.0/0' : '::/0'))
    .map(({ IpProtocol, FromPort, ToPort }) => (String(IpProtocol) === '-1' ? { from: 0, to: 65535 } : { from: FromPort, to: ToPort }));
}

const anywhere = (resources: Resources, group: string) => [...opened(resources, group, 'CidrIp'), ...opened(resources, group, 'CidrIpv6')];

function closed(ports: number[], from: (resources: Resources, group: string) => OpenPorts[]): Assertion['check'] {
  return each(GROUP, (_, resources, id) => !from(resources, id).some((range) => ports.some((port) => includes(range, port))));
}

/** By which protocol, from which addresses and to which port somebody comes in. */
interface Traffic {
  readonly protocol: number;
  readonly from: Properties;
  readonly port: number;
}

/** Each by itself: a rule that denies one says nothing of the others. The protocols are TCP and UDP. */
const ADMINISTRATION: Traffic[] = [6, 17].flatMap((protocol) => [{ CidrBlock: '0.0.0.0/0' }, { Ipv6CidrBlock: '::/0' }]
  .flatMap((from) => ADMIN_PORTS.map((port) => ({ protocol, from, port }))));

/** The first of the rules for it decides, by number. */
function letsIn(resources: Resources, acl: string, { protocol, from, port }: Traffic): boolean {
  const [[range, addresses]] = Object.entries(from);
  const matching = resources.of('AWS::EC2::NetworkAclEntry').map(([, entry]) => entry)
    .filter((entry) => idOf(entry.NetworkAclId) === acl && entry.Egress !== true && entry[range] === addresses
      && (entry.Protocol === -1 || entry.Protocol === protocol && includes({ from: entry.PortRange.From, to: entry.PortRange.To }, port)))
    .sort((one, other) => one.RuleNumber - other.RuleNumber);
  return matching[0]?.RuleAction === 'allow';
}

/** A subnet without one of its own has the default ACL of the VPC, which lets everybody in: it fails by its own id. */
const ADMIN_PORTS_CLOSED_BY_ACL: Assertion = {
  test: 'every subnet has a network ACL of the stack, and none lets everybody reach a port of administration',
  check: all(
    each(ACL, (_, resources, id) => !ADMINISTRATION.some((traffic) => letsIn(resources, id, traffic))),
    each('AWS::EC2::Subnet', () => false, (_subnet, resources, subnet) => !resources.of(ASSOCIATION).some(([, { SubnetId }]) => idOf(SubnetId) === subnet)),
  ),
};

/** One for each VPC; a VPC without one fails by its own id. */
const DEFAULT_GROUP_CLOSED: Assertion = {
  test: 'the default security group of every VPC is emptied',
  check: all(
    each('Custom::ClosedDefaultSecurityGroup', ({ SecurityGroupId }) => SecurityGroupId['Fn::GetAtt'][1] === 'DefaultSecurityGroup'),
    each('AWS::EC2::VPC', () => false, (_vpc, resources, vpc) =>
      !resources.of('Custom::ClosedDefaultSecurityGroup').some(([, { SecurityGroupId }]) => idOf(SecurityGroupId) === vpc)),
  ),
};

const FLOW_LOGS: Assertion = {
  test: 'all traffic of every VPC is logged',
  check: all(
    each('AWS::EC2::FlowLog', ({ TrafficType, ResourceType, LogGroupName }, resources) =>
      TrafficType === 'ALL' && ResourceType === 'VPC' && resources.at(LogGroupName) !== undefined),
    each('AWS::EC2::VPC', () => false, (_vpc, resources, vpc) => !resources.of('AWS::EC2::FlowLog').some(([, { ResourceId }]) => idOf(ResourceId) === vpc)),
  ),
};

/** The last word of the name of an endpoint's service. */
const serviceOf = ({ ServiceName }: Properties) => /\.([a-z0-9]+)"?\]*\}?$/.exec(JSON.stringify(ServiceName))?.[1] ?? '';
const isForEc2 = (endpoint: Properties) => serviceOf(endpoint) === 'ec2';

const areInTemplate = (references: unknown[] | undefined, resources: Resources) => every(references, (reference) => resources.at(reference) !== undefined);

/** Whether who calls a service by its name comes to the endpoint: by private DNS, or by the routes of a gateway. */
function isReached({ VpcEndpointType, PrivateDnsEnabled, SubnetIds, SecurityGroupIds, RouteTableIds }: Properties, resources: Resources): boolean {
  return VpcEndpointType === 'Interface'
    ? PrivateDnsEnabled === true && areInTemplate(SubnetIds, resources) && areInTemplate(SecurityGroupIds, resources)
    : VpcEndpointType === 'Gateway' && areInTemplate(RouteTableIds, resources);
}

export const NETWORK: Control[] = [
  {
    id: 'CIS 3.9/3.7/3.7/4.7', title: 'VPC flow logs in every VPC', ...BOTH, ...FLOW_LOGS,
  },
  {
    id: 'CIS 5.1/5.1/5.2/6.2', title: 'No network ACL lets 0.0.0.0/0 reach ports of administration', ...BOTH, ...ADMIN_PORTS_CLOSED_BY_ACL,
  },
  {
    id: 'CIS 5.2/5.2/5.3/6.3',
    title: 'No security group lets 0.0.0.0/0 reach ports of administration',
    ...BOTH,
    test: 'no security group opens a port of administration to every IPv4 address',
    check: closed(ADMIN_PORTS, (resources, group) => opened(resources, group, 'CidrIp')),
  },
  {
    id: 'CIS -/5.3/5.4/6.4',
    title: 'No security group lets ::/0 reach ports of administration',
    ...BOTH,
    test: 'no security group opens a port of administration to every IPv6 address',
    check: closed(ADMIN_PORTS, (resources, group) => opened(resources, group, 'CidrIpv6')),
  },
  { id: 'CIS 5.3/5.4/5.5/6.5', title: 'The default security group restricts all traffic', ...BOTH, ...DEFAULT_GROUP_CLOSED },
  {
    id: 'CIS -/-/-/6.8',
    title: 'VPC endpoints for AWS services',
    ...PRODUCTION,
    elsewhere: 'network.interfaceEndpoints',
    test: 'S3, Systems Manager, CloudWatch Logs, KMS and Secrets Manager are reached within the VPC',
    check: together('AWS::EC2::VPCEndpoint', (endpoints, resources) => SERVICES_WITHIN.every((service) =>
      endpoints.some((endpoint) => serviceOf(endpoint) === service && isReached(endpoint, resources)))),
  },
  { id: 'EC2.2', title: 'The default security group lets nothing through', ...BOTH, ...DEFAULT_GROUP_CLOSED },
  { id: 'EC2.6', title: 'VPC flow logs in every VPC', ...BOTH, ...FLOW_LOGS },
  {
    id: 'EC2.10',
    title: 'EC2 is reached through a VPC endpoint',
    scope: 'optional',
    reason: 'Nothing of the baseline calls the API of EC2 from the VPC, and an endpoint is charged by zone and hour',
    prop: 'network.interfaceEndpoints',
    enable: withBaseline(({ endpoint }) => ({ network: { interfaceEndpoints: [endpoint.EC2] } })),
    test: 'an interface endpoint of the private subnets serves EC2',
    check: each('AWS::EC2::VPCEndpoint', isReached, isForEc2),
  },
  { id: 'EC2.13', title: 'No security group lets everybody reach port 22', ...BOTH, test: 'no security group opens port 22 to everybody', check: closed([22], anywhere) },
  { id: 'EC2.14', title: 'No security group lets everybody reach port 3389', ...BOTH, test: 'no security group opens port 3389 to everybody', check: closed([3389], anywhere) },
  {
    id: 'EC2.15',
    title: 'Subnets give out no public addresses',
    ...BOTH,
    test: 'no subnet gives out public addresses by itself',
    check: each('AWS::EC2::Subnet', ({ MapPublicIpOnLaunch }) => MapPublicIpOnLaunch === false),
  },
  {
    id: 'EC2.16',
    title: 'No network ACL is unused',
    ...BOTH,
    test: 'a subnet uses every network ACL',
    check: each(ACL, (_, resources, id) => resources.of(ASSOCIATION).some(([, { NetworkAclId }]) => idOf(NetworkAclId) === id)),
  },
  {
    id: 'EC2.18',
    title: 'Security groups let everybody in by authorized ports only',
    ...BOTH,
    test: 'security groups open ports 80 and 443 alone to everybody',
    check: each(GROUP, (_, resources, id) => anywhere(resources, id).every(({ from, to }) => from === to && WEB_PORTS.includes(from))),
  },
  {
    id: 'EC2.19',
    title: 'Security groups open no port of high risk to everybody',
    ...BOTH,
    test: 'no security group opens a port of high risk to everybody',
    check: closed(HIGH_RISK_PORTS, anywhere),
  },
  { id: 'EC2.21', title: 'No network ACL lets 0.0.0.0/0 reach ports 22 and 3389', ...BOTH, ...ADMIN_PORTS_CLOSED_BY_ACL },
];
