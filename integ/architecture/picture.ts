interface Resource {
  readonly Type: string;
  readonly Properties?: Record<string, unknown>;
  readonly DependsOn?: string[];
}

export interface ArchitectureTemplate {
  readonly Resources: Record<string, Resource>;
}

/** A box of the picture: the resources of a type, or of a part of the baseline. */
interface Box {
  readonly label: string;
  readonly type: string;
  /** The part of the logical id by which it is told from others of its type. */
  readonly id?: string;
}

/** What the picture shows, by pillar; everything else in the template serves one of these. */
const PILLARS: Record<string, Box[]> = {
  Compute: [
    { label: 'load balancer', type: 'AWS::ElasticLoadBalancingV2::LoadBalancer' },
    { label: 'instances', type: 'AWS::AutoScaling::AutoScalingGroup' },
    { label: 'application logs', type: 'AWS::Logs::LogGroup', id: 'WebTier' },
  ],
  Database: [{ label: 'MySQL', type: 'AWS::RDS::DBInstance' }],
  Network: [
    { label: 'public subnets', type: 'AWS::EC2::Subnet', id: 'PublicSubnet' },
    { label: 'private subnets', type: 'AWS::EC2::Subnet', id: 'PrivateSubnet' },
    { label: 'isolated subnets', type: 'AWS::EC2::Subnet', id: 'IsolatedSubnet' },
    { label: 'NAT gateways', type: 'AWS::EC2::NatGateway' },
    { label: 'flow logs', type: 'AWS::EC2::FlowLog' },
  ],
  Storage: [
    { label: 'access logs bucket', type: 'AWS::S3::Bucket', id: 'AccessLogsBucket' },
    { label: 'trail bucket', type: 'AWS::S3::Bucket', id: 'TrailBucket' },
    { label: 'Config bucket', type: 'AWS::S3::Bucket', id: 'ConfigBucket' },
    { label: 'data bucket', type: 'AWS::S3::Bucket', id: 'DataBucket' },
  ],
  Audit: [
    { label: 'CloudTrail trail', type: 'AWS::CloudTrail::Trail' },
    { label: 'trail logs', type: 'AWS::Logs::LogGroup', id: 'TrailLogGroup' },
    { label: 'Config channel', type: 'AWS::Config::DeliveryChannel' },
    { label: 'Config starter', type: 'Custom::ConfigStarter' },
    { label: 'Config recorder', type: 'AWS::Config::ConfigurationRecorder' },
    { label: 'Config rules', type: 'AWS::Config::ConfigRule' },
  ],
  Monitoring: [
    { label: 'metric filters', type: 'AWS::Logs::MetricFilter' },
    { label: 'security alarms', type: 'AWS::CloudWatch::Alarm', id: 'SecurityAlarms' },
    { label: 'database alarms', type: 'AWS::CloudWatch::Alarm', id: 'BaselineDatabase' },
    { label: 'topic', type: 'AWS::SNS::Topic' },
  ],
};

/** Resources that are no box of their own: whoever names one names what it names. */
const HELPERS = ['AWS::EC2::LaunchTemplate', 'AWS::RDS::DBSubnetGroup'];
/** The selectors of data events name buckets only to leave them out. */
const UNSHOWN_PROPERTIES = ['AdvancedEventSelectors'];

/**
 * The architecture as SVG: the boxes above, as many of each as the template has, an arrow wherever one names another, and a bold
 * one with the port wherever a security group lets one reach another.
 */
export async function drawArchitecture(template: ArchitectureTemplate): Promise<string> {
  const { instance } = await import('@viz-js/viz');
  const viz = await instance();
  return viz.renderString(dotOf(template), { format: 'svg' });
}

function dotOf(template: ArchitectureTemplate): string {
  const boxes = Object.values(PILLARS).flat();
  const idsOf = new Map(boxes.map((box) => [box, idsOfBox(template, box)]));
  const named = new Map(boxes.map((box) => [box, new Set(idsOf.get(box)!.flatMap((id) => namedBy(template, id)))]));
  const arrows = boxes.flatMap((from) => boxes
    .filter((to) => to !== from && idsOf.get(to)!.some((id) => named.get(from)!.has(id)))
    .map((to) => `"${from.label}" -> "${to.label}";`));
  return [
    'digraph {',
    'rankdir=LR; fontname="Helvetica"; node [shape=box, style="rounded,filled", fillcolor=white, fontname="Helvetica"]; edge [color="#57606a"];',
    ...Object.entries(PILLARS).map(([pillar, members]) => clusterOf(pillar, members, idsOf)),
    ...arrows,
    ...connectionsOf(template, boxes, named),
    '}',
  ].join('\n');
}

function clusterOf(pillar: string, members: Box[], idsOf: Map<Box, string[]>): string {
  const nodes = members.map((box) => {
    const count = idsOf.get(box)!.length;
    return `"${box.label}" [label="${box.label}${count > 1 ? ` (${count})` : ''}"];`;
  });
  return [`subgraph "cluster_${pillar}" {`, `label="${pillar}"; style="rounded,filled"; color="#d0d7de"; fillcolor="#f6f8fa";`, ...nodes, '}'].join('\n');
}

function idsOfBox({ Resources }: ArchitectureTemplate, { label, type, id: part = '' }: Box): string[] {
  const ids = Object.keys(Resources).filter((id) => Resources[id].Type === type && id.includes(part));
  if (ids.length === 0) {
    throw new Error(`The template has no ${label} (${type})`);
  }
  return ids;
}

/** The logical ids that a resource names, itself or by its helpers; rules name nothing and wait for the starter. */
function namedBy(template: ArchitectureTemplate, id: string): string[] {
  const { Type, Properties, DependsOn } = template.Resources[id];
  const shown = Object.fromEntries(Object.entries(Properties ?? {}).filter(([name]) => !UNSHOWN_PROPERTIES.includes(name)));
  const text = JSON.stringify(Type === 'AWS::Config::ConfigRule' ? DependsOn : shown);
  const direct = Object.keys(template.Resources).filter((other) => text.includes(`"${other}"`));
  return direct.concat(direct.filter((other) => HELPERS.includes(template.Resources[other].Type)).flatMap((other) => namedBy(template, other)));
}

interface Ingress {
  readonly GroupId: { readonly 'Fn::GetAtt': [string, string] };
  readonly SourceSecurityGroupId: { readonly 'Fn::GetAtt': [string, string] };
  readonly FromPort: number;
}

function connectionsOf({ Resources }: ArchitectureTemplate, boxes: Box[], named: Map<Box, Set<string>>): string[] {
  const ingresses = Object.values(Resources).filter(({ Type }) => Type === 'AWS::EC2::SecurityGroupIngress').map(({ Properties }) => Properties as unknown as Ingress);
  return ingresses.flatMap(({ GroupId, SourceSecurityGroupId, FromPort }) => {
    const behind = ({ 'Fn::GetAtt': [group] }: Ingress['GroupId']) => boxes.filter((box) => named.get(box)!.has(group));
    return behind(SourceSecurityGroupId).flatMap((from) => behind(GroupId)
      .map((to) => `"${from.label}" -> "${to.label}" [label="${FromPort}", style=bold, color="#0969da", fontcolor="#0969da", fontname="Helvetica"];`));
  });
}
