import type { Area, Arrow, Box, Part, SubnetCell } from './diagram';
import type { BaselineResources, Tier } from './resources';
import { phrase } from './text';

const flow = 'requests';
const VPC = { x: 106, y: 38, width: 606, height: 276 };
const TIERS: Record<Tier, { readonly x: number; readonly width: number; readonly title: string }> = {
  public: { x: 114, width: 220, title: 'Public subnets' },
  private: { x: 342, width: 230, title: 'Private subnets' },
  isolated: { x: 580, width: 124, title: 'Isolated subnets' },
};
const AVAILABILITY_ZONES = [{ y: 84, nodes: 104, titleAtBottom: false }, { y: 200, nodes: 204, titleAtBottom: true }];
const AZ_HEIGHT = 80;
/** A box in one Availability Zone. */
const NODE = { width: 92, height: 56 };
/** A box in both Availability Zones. */
const SPANNING = { y: 104, width: 92, height: 156 };

/** The path of requests through the tiers of the VPC, from left to right. */
export function requests(resources: BaselineResources): Part {
  if (resources.availabilityZones.length !== AVAILABILITY_ZONES.length) {
    throw new Error(`The diagram has space for ${AVAILABILITY_ZONES.length} Availability Zones, the template has ${resources.availabilityZones.length}.`);
  }
  return {
    areas: areas(resources),
    subnets: cells(resources),
    boxes: [...spanningBoxes(resources), ...AVAILABILITY_ZONES.flatMap((_az, index) => boxesOfAvailabilityZone(resources, index)), ...boxesBesideVpc(resources)],
    arrows: arrows(resources),
  };
}

function areas(resources: BaselineResources): Area[] {
  const vpcs = resources.graph.ofType('AWS::EC2::VPC');
  return [
    { x: 8, y: 8, width: 814, height: 314, title: 'Requests', kind: 'lane' },
    { ...VPC, title: `VPC ${vpcs.map((id) => resources.graph.text(id, 'CidrBlock')).join()}`, kind: 'vpc', resources: vpcs },
    ...Object.entries(TIERS).map(([tier, { x, width, title }]): Area => (
      { x, y: 62, width, height: 224, title, kind: 'tier', resources: resources.subnetsOf(tier as Tier) })),
    ...AVAILABILITY_ZONES.map(({ y, titleAtBottom }, index): Area => (
      { x: 110, y, width: 598, height: AZ_HEIGHT, title: `Availability Zone ${index + 1}`, kind: 'zone', titleAtBottom })),
  ];
}

function cells(resources: BaselineResources): SubnetCell[] {
  return AVAILABILITY_ZONES.flatMap(({ y }, index) => Object.entries(TIERS).flatMap(([tier, { x, width }]) => (
    resources.subnetsOf(tier as Tier, resources.availabilityZones[index]).map((subnet) => ({ x, y, width, height: AZ_HEIGHT, subnet })))));
}

function spanningBoxes(resources: BaselineResources): Box[] {
  const { graph, loadBalancers, instances, databases } = resources;
  const listeners = () => graph.ofType('AWS::ElasticLoadBalancingV2::Listener').map((id) => {
    const redirects = graph.text(id, 'DefaultActions', 0, 'Type') === 'redirect';
    return `${graph.text(id, 'Protocol')} ${graph.text(id, 'Port')}${redirects ? ' redirects' : ''}`;
  });
  return [
    { ...SPANNING, id: 'load-balancer', x: 124, title: 'Application Load Balancer', flow, resources: loadBalancers, details: () => listeners().reverse() },
    {
      ...SPANNING,
      id: 'instances',
      x: 352,
      title: 'Instances',
      flow,
      resources: instances,
      details: () => [
        `${graph.text(instances[0], 'MinSize')} to ${graph.text(instances[0], 'MaxSize')} in an Auto Scaling group`,
        ...resources.referredBy(instances, 'AWS::EC2::LaunchTemplate').map((id) => graph.text(id, 'LaunchTemplateData', 'InstanceType')),
      ],
    },
    {
      ...SPANNING,
      id: 'database',
      x: 596,
      title: 'MySQL database',
      flow,
      resources: databases,
      details: () => [
        graph.property(databases[0], 'MultiAZ') === true ? 'Multi-AZ: primary and standby' : 'Single-AZ',
        `${graph.text(databases[0], 'BackupRetentionPeriod')} days of backups`,
      ],
    },
  ];
}

function boxesOfAvailabilityZone(resources: BaselineResources, index: number): Box[] {
  const { graph } = resources;
  const subnets = resources.subnetsOf('public', resources.availabilityZones[index]);
  const gateways = graph.ofType('AWS::EC2::NatGateway').filter((id) => subnets.some((subnet) => graph.refers(id, subnet, 'SubnetId')));
  const endpoints = resources.endpoints('Interface');
  return [
    { ...NODE, id: `nat-gateway-${index}`, x: 234, y: AVAILABILITY_ZONES[index].nodes, title: 'NAT gateway', flow, resources: gateways, details: () => ['to the internet'] },
    {
      ...NODE,
      id: `endpoints-${index}`,
      x: 472,
      y: AVAILABILITY_ZONES[index].nodes,
      title: 'Interface endpoints',
      flow,
      resources: endpoints,
      details: () => [`of ${endpoints.length} services`],
    },
  ];
}

function boxesBesideVpc(resources: BaselineResources): Box[] {
  const { graph, loadBalancers, databases, dataBuckets } = resources;
  const internetFacing = resources.referredBy(loadBalancers, 'AWS::EC2::SecurityGroup').filter((id) => resources.ingressOf(id).includes('"CidrIp":"0.0.0.0/0"'));
  const keys = resources.referredBy(databases, 'AWS::KMS::Key');
  const encrypted = (type: string) => graph.ofType(type).filter((id) => keys.some((key) => graph.refers(id, key))).length;
  return [
    { id: 'clients', x: 18, y: 152, width: 70, height: 60, title: 'Clients', flow, resources: internetFacing, details: () => ['internet'] },
    {
      id: 'key',
      x: 724,
      y: 62,
      width: 88,
      height: 132,
      title: 'KMS key',
      flow: 'encryption',
      resources: keys,
      details: () => [
        'encrypts', phrase(encrypted('AWS::RDS::DBInstance'), 'database'), phrase(encrypted('AWS::S3::Bucket'), 'bucket'),
        phrase(encrypted('AWS::Logs::LogGroup'), 'log group'), ...(encrypted('AWS::EC2::LaunchTemplate') ? ['volumes'] : []),
      ],
    },
    { id: 'data-bucket', x: 724, y: 262, width: 88, height: 52, title: 'Data bucket', flow, resources: dataBuckets, details: () => ['S3'] },
  ];
}

function arrows(resources: BaselineResources): Arrow[] {
  const { graph, loadBalancers, instances, databases } = resources;
  const connected = resources.allowedBySecurityGroups;
  return [
    { from: 'clients', to: 'load-balancer', flow, connected: (securityGroup, loadBalancer) => graph.refers(loadBalancer, securityGroup) },
    { from: 'load-balancer', to: 'instances', flow, label: resources.portsBetween(loadBalancers, instances), connected },
    { from: 'instances', to: 'database', flow, label: resources.portsBetween(instances, databases), connected },
    { from: 'instances', to: 'data-bucket', flow, label: 'S3 gateway endpoint', elbow: true, at: 300, connected: resources.reachedByGatewayEndpoint },
    ...AVAILABILITY_ZONES.flatMap((_az, index): Arrow[] => [
      { from: 'instances', to: `nat-gateway-${index}`, flow, connected: resources.routedToNatGateway },
      { from: 'instances', to: `endpoints-${index}`, flow, connected: resources.reachedInSubnet },
    ]),
  ];
}
