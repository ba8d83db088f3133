import type { Connection } from './picture';
import type { Json, TemplateGraph } from './template-graph';

export type Tier = 'public' | 'private' | 'isolated';

/** Through which a group of instances names a security group, a bucket or a log group. */
const INSTANCE_HELPERS = ['AWS::EC2::LaunchTemplate', 'AWS::IAM::InstanceProfile', 'AWS::IAM::Role'];

/** The resources of the baseline, found by their types and references, and the connections between them. */
export class BaselineResources {
  constructor(readonly graph: TemplateGraph) {}

  /** The subnets of a tier, by the routes of their route tables, in all Availability Zones or in one. */
  public subnetsOf(tier: Tier, zone?: string): string[] {
    return this.graph.ofType('AWS::EC2::Subnet').filter((subnet) => this.tierOf(subnet) === tier && (!zone || this.zoneOf(subnet) === zone));
  }

  /** The Availability Zones of the subnets. */
  public get zones(): string[] {
    return [...new Set(this.graph.ofType('AWS::EC2::Subnet').map((subnet) => this.zoneOf(subnet)))];
  }

  public zoneOf(subnet: string): string {
    return this.graph.text(subnet, 'AvailabilityZone');
  }

  public get loadBalancers(): string[] {
    return this.graph.ofType('AWS::ElasticLoadBalancingV2::LoadBalancer');
  }

  public get instances(): string[] {
    return this.graph.ofType('AWS::AutoScaling::AutoScalingGroup');
  }

  public get databases(): string[] {
    return this.graph.ofType('AWS::RDS::DBInstance').filter((id) => this.graph.text(id, 'Engine') === 'mysql');
  }

  /** The interface or gateway endpoints, all or those of a service. */
  public endpoints(type: 'Interface' | 'Gateway', service = ''): string[] {
    return this.graph.ofType('AWS::EC2::VPCEndpoint')
      .filter((id) => this.graph.text(id, 'VpcEndpointType') === type && this.graph.text(id, 'ServiceName').includes(service));
  }

  /** The buckets to which one of the resources refers. */
  public bucketsOf(ids: string[], property?: string): string[] {
    return this.referredBy(ids, 'AWS::S3::Bucket', property);
  }

  /** The bucket that the role of the instances opens to them. */
  public get dataBuckets(): string[] {
    return this.graph.ofType('AWS::S3::Bucket').filter((bucket) => this.instances.some((group) => this.instancesReach(group, bucket)));
  }

  public get trails(): string[] {
    return this.graph.ofType('AWS::CloudTrail::Trail');
  }

  public get trailLogGroups(): string[] {
    return this.referredBy(this.trails, 'AWS::Logs::LogGroup', 'CloudWatchLogsLogGroupArn');
  }

  /** The resources of a type to which one of the resources refers. */
  public referredBy(ids: string[], type: string, property?: string): string[] {
    return this.graph.ofType(type).filter((other) => ids.some((id) => this.graph.refers(id, other, property)));
  }

  /** Recorders, delivery channels and rules of AWS Config, which work together only. */
  public get config(): { readonly channels: string[]; readonly rules: string[]; readonly all: string[] } {
    const channels = this.graph.ofType('AWS::Config::DeliveryChannel');
    const recorders = this.graph.ofType('AWS::Config::ConfigurationRecorder');
    const rules = this.graph.ofType('AWS::Config::ConfigRule');
    const complete = [channels, recorders, rules].every(({ length }) => length > 0);
    return { channels, rules, all: complete ? [...channels, ...recorders, ...rules] : [] };
  }

  /** What writes access logs into a bucket. */
  public get accessLogWriters(): string[] {
    return [...this.loadBalancers, ...this.graph.ofType('AWS::S3::Bucket').filter((id) => this.graph.property(id, 'LoggingConfiguration') !== undefined)];
  }

  /** What writes into log groups, apart from the trail. */
  public get logWriters(): string[] {
    return [...this.graph.ofType('AWS::EC2::FlowLog'), ...this.instances, ...this.databases, ...this.graph.ofType('AWS::Lambda::Function')];
  }

  /** All log groups but that of the trail. */
  public get logGroups(): string[] {
    return this.graph.ofType('AWS::Logs::LogGroup').filter((id) => !this.trailLogGroups.includes(id));
  }

  /** The alarms that are no security alarms, by what they are about. */
  public get metricAlarms(): Record<string, string[]> {
    const subjects = {
      'database': this.databases,
      'web tier': [...this.loadBalancers, ...this.instances],
      'NAT gateways': this.graph.ofType('AWS::EC2::NatGateway'),
      'undelivered notifications': this.graph.ofType('AWS::SNS::Topic', 'AWS::SQS::Queue'),
    };
    const alarms = this.graph.ofType('AWS::CloudWatch::Alarm').filter((id) => this.filtersOf([id]).length === 0);
    const measures = (alarm: string, subject: string) => ['Dimensions', 'Metrics'].some((property) => this.graph.refers(alarm, subject, property));
    const known = Object.entries(subjects).map(([name, ids]): [string, string[]] => [name, alarms.filter((alarm) => ids.some((id) => measures(alarm, id)))]);
    const others = alarms.filter((alarm) => !known.some(([, ids]) => ids.includes(alarm)));
    return Object.fromEntries(others.length > 0 ? [...known, ['others', others]] : known);
  }

  public subscriptionsOf(topics: string[]): string[] {
    return this.graph.ofType('AWS::SNS::Subscription').filter((id) => topics.some((topic) => this.graph.refers(id, topic, 'TopicArn')));
  }

  /** A resource refers to the other by the property. */
  public refers(property?: string): Connection {
    return (from, to) => this.graph.refers(from, to, property);
  }

  /** A security group rule lets the first reach the second. */
  public get allowedBySecurityGroups(): Connection {
    return (from, to) => this.rulesBetween(from, to).length > 0;
  }

  /** The ports that security group rules open from one resource to the other. */
  public portsBetween(froms: string[], tos: string[]): string {
    const rules = froms.flatMap((from) => tos.flatMap((to) => this.rulesBetween(from, to)));
    return rules.map((rule) => this.graph.text(rule, 'FromPort')).join(', ');
  }

  public instancesReach(group: string, other: string): boolean {
    return this.graph.reaches(group, other, ...INSTANCE_HELPERS);
  }

  /** The private route tables of the instances lead to the NAT gateway. */
  public get routedToNatGateway(): Connection {
    return (group, gateway) => this.graph.ofType('AWS::EC2::Route')
      .some((route) => this.graph.refers(route, gateway, 'NatGatewayId') && this.routeTablesOf(group).some((table) => this.graph.refers(route, table)));
  }

  /** The gateway endpoint is in the route tables of the instances, whose role opens the bucket. */
  public get reachedByGatewayEndpoint(): Connection {
    return (group, bucket) => this.instancesReach(group, bucket) && this.endpoints('Gateway', '.s3')
      .some((endpoint) => this.routeTablesOf(group).every((table) => this.graph.refers(endpoint, table, 'RouteTableIds')));
  }

  /** The interface endpoint is in the subnets of the instances, and its security group is open on port 443. */
  public get reachedInSubnet(): Connection {
    return (group, endpoint) => this.referredBy([group], 'AWS::EC2::Subnet').every((subnet) => this.graph.refers(endpoint, subnet, 'SubnetIds'))
      && this.referredBy([endpoint], 'AWS::EC2::SecurityGroup').some((securityGroup) => this.ingressOf(securityGroup).includes('"FromPort":443'));
  }

  /** What the security group itself allows, as JSON. */
  public ingressOf(securityGroup: string): string {
    return this.graph.text(securityGroup, 'SecurityGroupIngress');
  }

  /** The alarm watches the metric of the filter. */
  public get countedByAlarm(): Connection {
    const metricOf = (namespace?: Json, name?: Json) => `${JSON.stringify(namespace)}/${JSON.stringify(name)}`;
    return (filter, alarm) => {
      const transformation = (name: string) => this.graph.property(filter, 'MetricTransformations', 0, name);
      return metricOf(transformation('MetricNamespace'), transformation('MetricName'))
        === metricOf(this.graph.property(alarm, 'Namespace'), this.graph.property(alarm, 'MetricName'));
    };
  }

  /** The alarms on the metrics of metric filters, compliance alarms or low-noise alarms. */
  public securityAlarms(kind: 'compliance' | 'low-noise'): string[] {
    const filters = this.graph.ofType('AWS::Logs::MetricFilter');
    return this.graph.ofType('AWS::CloudWatch::Alarm').filter((alarm) => filters.some((filter) => this.countedByAlarm(filter, alarm)))
      .filter((alarm) => this.graph.text(alarm, 'MetricName').endsWith('-LowNoise') === (kind === 'low-noise'));
  }

  /** The metric filters whose metrics the alarms watch. */
  public filtersOf(alarms: string[]): string[] {
    return this.graph.ofType('AWS::Logs::MetricFilter').filter((filter) => alarms.some((alarm) => this.countedByAlarm(filter, alarm)));
  }

  /** CloudTrail delivers the events of the rule's pattern to EventBridge. */
  public get deliveredByCloudTrail(): Connection {
    return (_trail, rule) => this.graph.text(rule, 'EventPattern', 'detail-type').includes('via CloudTrail');
  }

  /** The delivery channel of the account delivers what AWS Config records. */
  public get deliveredByConfig(): Connection {
    return (_source, bucket) => this.config.channels.some((channel) => this.graph.refers(channel, bucket, 'S3BucketName'));
  }

  /** The writer names the log group, its role does, or it is a database, which names log groups after itself. */
  public get writesToLogGroup(): Connection {
    const exported = (database: string) => this.graph.list(database, 'EnableCloudwatchLogsExports')
      .map((log) => `/aws/rds/instance/${this.graph.text(database, 'DBInstanceIdentifier')}/${String(log)}`);
    return (writer, logGroup) => this.graph.typeOf(writer) === 'AWS::RDS::DBInstance'
      ? exported(writer).includes(this.graph.text(logGroup, 'LogGroupName'))
      : this.instancesReach(writer, logGroup);
  }

  private tierOf(subnet: string): Tier {
    const tables = this.tablesOfSubnets([subnet]);
    const leads = (property: string) => this.graph.ofType('AWS::EC2::Route')
      .some((route) => this.graph.property(route, property) !== undefined && tables.some((table) => this.graph.refers(route, table)));
    return leads('GatewayId') ? 'public' : leads('NatGatewayId') ? 'private' : 'isolated';
  }

  private routeTablesOf(group: string): string[] {
    return this.tablesOfSubnets(this.referredBy([group], 'AWS::EC2::Subnet'));
  }

  private tablesOfSubnets(subnets: string[]): string[] {
    const associations = this.graph.ofType('AWS::EC2::SubnetRouteTableAssociation')
      .filter((association) => subnets.some((subnet) => this.graph.refers(association, subnet)));
    return this.referredBy(associations, 'AWS::EC2::RouteTable');
  }

  private rulesBetween(from: string, to: string): string[] {
    const behind = (rule: string, property: string, id: string) => this.referredBy([rule], 'AWS::EC2::SecurityGroup', property)
      .some((securityGroup) => this.instancesReach(id, securityGroup));
    return this.graph.ofType('AWS::EC2::SecurityGroupIngress')
      .filter((rule) => behind(rule, 'SourceSecurityGroupId', from) && behind(rule, 'GroupId', to));
  }
}
