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
/** The services that instances in the private subnets call, with which CIS 6.8 is verified. */
const REQUIRED_SERVICES = ['s3', 'ssm', 'logs', 'kms', 'secretsmanager'];

interface PortRange {
  readonly from: number;
  readonly to: number;
}

const includes = ({ from, to }: PortRange, port: number) => from <= port && port <= to;

/** Returns the ports that a security group opens to 0.0.0.0/0 or ::/0. */
function openPorts(resources: Resources, group: string, cidrProperty: 'CidrIp' | 'CidrIpv6'): PortRange[] {
  const own: Properties[] = resources.of(GROUP).find(([id]) => id === group)![1].SecurityGroupIngress ?? [];
  const separate = resources.of('AWS::EC2::SecurityGroupIngress').map(([, rule]) => rule).filter(({ GroupId }) => idOf(GroupId) === group);
  return [...own, ...separate].filter((rule) => rule[cidrProperty] === (cidrProperty === 'CidrIp' ? '0.0.0.0/0' : '::/0'))
    .map(({ IpProtocol, FromPort, ToPort }) => (String(IpProtocol) === '-1' ? { from: 0, to: 65535 } : { from: FromPort, to: ToPort }));
}

const portsOpenToInternet = (resources: Resources, group: string) => [...openPorts(resources, group, 'CidrIp'), ...openPorts(resources, group, 'CidrIpv6')];

function closed(ports: number[], openPortsOf: (resources: Resources, group: string) => PortRange[]): Assertion['check'] {
  return each(GROUP, (_, resources, id) => !openPortsOf(resources, id).some((range) => ports.some((port) => includes(range, port))));
}

/** Inbound traffic of a protocol from a CIDR block to a port. */
interface Traffic {
  readonly protocol: number;
  readonly source: Properties;
  readonly port: number;
}

/** Traffic over TCP (6) and UDP (17) to the administration ports. Each kind is checked separately, because a rule that denies one does not affect the others. */
const ADMIN_TRAFFIC: Traffic[] = [6, 17].flatMap((protocol) => [{ CidrBlock: '0.0.0.0/0' }, { Ipv6CidrBlock: '::/0' }]
  .flatMap((source) => ADMIN_PORTS.map((port) => ({ protocol, source, port }))));

/** Whether a network ACL allows inbound traffic: the matching rule with the lowest number decides. */
function allowsTraffic(resources: Resources, acl: string, { protocol, source, port }: Traffic): boolean {
  const [[cidrProperty, cidrBlock]] = Object.entries(source);
  const matching = resources.of('AWS::EC2::NetworkAclEntry').map(([, entry]) => entry)
    .filter((entry) => idOf(entry.NetworkAclId) === acl && entry.Egress !== true && entry[cidrProperty] === cidrBlock
      && (entry.Protocol === -1 || entry.Protocol === protocol && includes({ from: entry.PortRange.From, to: entry.PortRange.To }, port)))
    .sort((one, other) => one.RuleNumber - other.RuleNumber);
  return matching[0]?.RuleAction === 'allow';
}

/** A subnet without an associated network ACL uses the default network ACL of the VPC, which allows all traffic: the subnet fails. */
const ADMIN_PORTS_CLOSED_BY_ACL: Assertion = {
  test: 'every subnet has a network ACL of the stack, and no network ACL opens an administration port to the internet',
  check: all(
    each(ACL, (_, resources, id) => !ADMIN_TRAFFIC.some((traffic) => allowsTraffic(resources, id, traffic))),
    each('AWS::EC2::Subnet', () => false, (_subnet, resources, subnet) => !resources.of(ASSOCIATION).some(([, { SubnetId }]) => idOf(SubnetId) === subnet)),
  ),
};

/** A VPC without a custom resource for its default security group fails. */
const DEFAULT_GROUP_CLOSED: Assertion = {
  test: 'all rules are removed from the default security group of every VPC',
  check: all(
    each('Custom::ClosedDefaultSecurityGroup', ({ SecurityGroupId }) => SecurityGroupId['Fn::GetAtt'][1] === 'DefaultSecurityGroup'),
    each('AWS::EC2::VPC', () => false, (_vpc, resources, vpc) =>
      !resources.of('Custom::ClosedDefaultSecurityGroup').some(([, { SecurityGroupId }]) => idOf(SecurityGroupId) === vpc)),
  ),
};

const FLOW_LOGS: Assertion = {
  test: 'flow logs record all traffic of every VPC',
  check: all(
    each('AWS::EC2::FlowLog', ({ TrafficType, ResourceType, LogGroupName }, resources) =>
      TrafficType === 'ALL' && ResourceType === 'VPC' && resources.at(LogGroupName) !== undefined),
    each('AWS::EC2::VPC', () => false, (_vpc, resources, vpc) => !resources.of('AWS::EC2::FlowLog').some(([, { ResourceId }]) => idOf(ResourceId) === vpc)),
  ),
};

/** Returns the last part of the service name of an endpoint. */
const serviceOf = ({ ServiceName }: Properties) => /\.([a-z0-9]+)"?\]*\}?$/.exec(JSON.stringify(ServiceName))?.[1] ?? '';
const isForEc2 = (endpoint: Properties) => serviceOf(endpoint) === 'ec2';

const areInTemplate = (references: unknown[] | undefined, resources: Resources) => every(references, (reference) => resources.at(reference) !== undefined);

/** Whether calls to the public endpoint name of a service use the VPC endpoint: by private DNS, or by the routes of a gateway endpoint. */
function isUsed({ VpcEndpointType, PrivateDnsEnabled, SubnetIds, SecurityGroupIds, RouteTableIds }: Properties, resources: Resources): boolean {
  return VpcEndpointType === 'Interface'
    ? PrivateDnsEnabled === true && areInTemplate(SubnetIds, resources) && areInTemplate(SecurityGroupIds, resources)
    : VpcEndpointType === 'Gateway' && areInTemplate(RouteTableIds, resources);
}

export const NETWORK: Control[] = [
  {
    id: 'CIS 3.9/3.7/3.7/4.7', title: 'VPC flow logging is enabled in all VPCs', ...BOTH, ...FLOW_LOGS,
  },
  {
    id: 'CIS 5.1/5.1/5.2/6.2', title: 'No network ACL allows ingress from 0.0.0.0/0 to administration ports', ...BOTH, ...ADMIN_PORTS_CLOSED_BY_ACL,
  },
  {
    id: 'CIS 5.2/5.2/5.3/6.3',
    title: 'No security group allows ingress from 0.0.0.0/0 to administration ports',
    ...BOTH,
    test: 'no security group opens an administration port to 0.0.0.0/0',
    check: closed(ADMIN_PORTS, (resources, group) => openPorts(resources, group, 'CidrIp')),
  },
  {
    id: 'CIS -/5.3/5.4/6.4',
    title: 'No security group allows ingress from ::/0 to administration ports',
    ...BOTH,
    test: 'no security group opens an administration port to ::/0',
    check: closed(ADMIN_PORTS, (resources, group) => openPorts(resources, group, 'CidrIpv6')),
  },
  { id: 'CIS 5.3/5.4/5.5/6.5', title: 'The default security group restricts all traffic', ...BOTH, ...DEFAULT_GROUP_CLOSED },
  {
    id: 'CIS -/-/-/6.8',
    title: 'VPC endpoints are used to access AWS services',
    ...PRODUCTION,
    enabledBy: 'network.interfaceEndpoints',
    test: 'S3, Systems Manager, CloudWatch Logs, KMS and Secrets Manager are reached through VPC endpoints',
    check: together('AWS::EC2::VPCEndpoint', (endpoints, resources) => REQUIRED_SERVICES.every((service) =>
      endpoints.some((endpoint) => serviceOf(endpoint) === service && isUsed(endpoint, resources)))),
  },
  { id: 'EC2.2', title: 'VPC default security groups do not allow inbound or outbound traffic', ...BOTH, ...DEFAULT_GROUP_CLOSED },
  { id: 'EC2.6', title: 'VPC flow logging is enabled in all VPCs', ...BOTH, ...FLOW_LOGS },
  {
    id: 'EC2.10',
    title: 'A VPC endpoint is configured for Amazon EC2',
    scope: 'optional',
    reason: 'The instances read their tags from the EC2 API through the NAT gateways, and an interface endpoint is charged by Availability Zone and hour',
    prop: 'network.interfaceEndpoints',
    enable: withBaseline(({ endpoint }) => ({ network: { interfaceEndpoints: [endpoint.EC2] } })),
    test: 'an interface endpoint for EC2 with private DNS is in subnets of the VPC',
    check: each('AWS::EC2::VPCEndpoint', isUsed, isForEc2),
  },
  { id: 'EC2.13', title: 'Security groups do not allow ingress from 0.0.0.0/0 or ::/0 to port 22', ...BOTH, test: 'no security group opens port 22 to the internet', check: closed([22], portsOpenToInternet) },
  { id: 'EC2.14', title: 'Security groups do not allow ingress from 0.0.0.0/0 or ::/0 to port 3389', ...BOTH, test: 'no security group opens port 3389 to the internet', check: closed([3389], portsOpenToInternet) },
  {
    id: 'EC2.15',
    title: 'Subnets do not automatically assign public IP addresses',
    ...BOTH,
    test: 'no subnet assigns public IP addresses automatically',
    check: each('AWS::EC2::Subnet', ({ MapPublicIpOnLaunch }) => MapPublicIpOnLaunch === false),
  },
  {
    id: 'EC2.16',
    title: 'There are no unused network ACLs',
    ...BOTH,
    test: 'every network ACL is associated with a subnet',
    check: each(ACL, (_, resources, id) => resources.of(ASSOCIATION).some(([, { NetworkAclId }]) => idOf(NetworkAclId) === id)),
  },
  {
    id: 'EC2.18',
    title: 'Security groups allow unrestricted ingress on authorized ports only',
    ...BOTH,
    test: 'security groups open only ports 80 and 443 to the internet',
    check: each(GROUP, (_, resources, id) => portsOpenToInternet(resources, id).every(({ from, to }) => from === to && WEB_PORTS.includes(from))),
  },
  {
    id: 'EC2.19',
    title: 'Security groups do not allow unrestricted access to high-risk ports',
    ...BOTH,
    test: 'no security group opens a high-risk port to the internet',
    check: closed(HIGH_RISK_PORTS, portsOpenToInternet),
  },
  { id: 'EC2.21', title: 'Network ACLs do not allow ingress from 0.0.0.0/0 to ports 22 and 3389', ...BOTH, ...ADMIN_PORTS_CLOSED_BY_ACL },
];
