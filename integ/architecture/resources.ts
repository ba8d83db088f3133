import type { Connection } from './diagram';
import type { Json, TemplateGraph } from './template-graph';

export type Tier = 'public' | 'private' | 'isolated';

/** The types of resources through which an Auto Scaling group refers to a security group, a bucket or a log group. */
const INSTANCE_HELPERS = ['AWS::EC2::LaunchTemplate', 'AWS::IAM::InstanceProfile', 'AWS::IAM::Role'];

/** The resources of the baseline, found by their types and references, and the connections between them. */
export class BaselineResources {
  constructor(readonly graph: TemplateGraph) {}

  /** The subnets of a tier in all Availability Zones or in one. The routes determine the tier. */
  public subnetsOf(tier: Tier, availabilityZone?: string): string[] {
    return this.graph.ofType('AWS::EC2::Subnet').filter((subnet) => this.tierOf(subnet) === tier && (!availabilityZone || this.availabilityZoneOf(subnet) === availabilityZone));
  }

  /** The Availability Zones of the subnets. */
  public get availabilityZones(): string[] {
    return [...new Set(this.graph.ofType('AWS::EC2::Subnet').map((subnet) => this.availabilityZoneOf(subnet)))];
  }

  public availabilityZoneOf(subnet: string): string {
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

  /** The interface or gateway endpoints of all services or of one. */
  public endpoints(type: 'Interface' | 'Gateway', service = ''): string[] {
    return this.graph.ofType('AWS::EC2::VPCEndpoint')
      .filter((id) => this.graph.text(id, 'VpcEndpointType') === type && this.graph.text(id, 'ServiceName').includes(service));
  }

  /** The buckets to which one of the resources refers. */
  public bucketsOf(ids: string[], property?: string): string[] {
    return this.referredBy(ids, 'AWS::S3::Bucket', property);
  }

  /** The buckets that the instances can access through their role. */
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

  /** The recorders, delivery channels and rules of AWS Config. `all` is empty if one of the three is missing, because they work only together. */
  public get config(): { readonly channels: string[]; readonly rules: string[]; readonly all: string[] } {
    const channels = this.graph.ofType('AWS::Config::DeliveryChannel');
    const recorders = this.graph.ofType('AWS::Config::ConfigurationRecorder');
    const rules = this.graph.ofType('AWS::Config::ConfigRule');
    const complete = [channels, recorders, rules].every(({ length }) => length > 0);
    return { channels, rules, all: complete ? [...channels, ...recorders, ...rules] : [] };
  }

  /** The resources that write access logs to a bucket. */
  public get accessLogWriters(): string[] {
    return [...this.loadBalancers, ...this.graph.ofType('AWS::S3::Bucket').filter((id) => this.graph.property(id, 'LoggingConfiguration') !== undefined)];
  }

  /** The resources that write to log groups, except the trail. */
  public get logWriters(): string[] {
    return [...this.graph.ofType('AWS::EC2::FlowLog'), ...this.instances, ...this.databases, ...this.graph.ofType('AWS::Lambda::Function')];
  }

  /** All log groups except the log group of the trail. */
  public get logGroups(): string[] {
    return this.graph.ofType('AWS::Logs::LogGroup').filter((id) => !this.trailLogGroups.includes(id));
  }

  /** The alarms other than security alarms, by the monitored resources. */
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

  /** Whether the first resource refers to the second, in the property or in any property. */
  public refers(property?: string): Connection {
    return (from, to) => this.graph.refers(from, to, property);
  }

  /** Whether a security group rule allows traffic from the first resource to the second. */
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

  /** Whether a route table of the instances has a route to the NAT gateway. */
  public get routedToNatGateway(): Connection {
    return (group, gateway) => this.graph.ofType('AWS::EC2::Route')
      .some((route) => this.graph.refers(route, gateway, 'NatGatewayId') && this.routeTablesOf(group).some((table) => this.graph.refers(route, table)));
  }

  /** Whether the S3 gateway endpoint is in all route tables of the instances, and the role of the instances refers to the bucket. */
  public get reachedByGatewayEndpoint(): Connection {
    return (group, bucket) => this.instancesReach(group, bucket) && this.endpoints('Gateway', '.s3')
      .some((endpoint) => this.routeTablesOf(group).every((table) => this.graph.refers(endpoint, table, 'RouteTableIds')));
  }

  /** Whether the interface endpoint is in the subnets of the instances, and its security group allows traffic on port 443. */
  public get reachedInSubnet(): Connection {
    return (group, endpoint) => this.referredBy([group], 'AWS::EC2::Subnet').every((subnet) => this.graph.refers(endpoint, subnet, 'SubnetIds'))
      && this.referredBy([endpoint], 'AWS::EC2::SecurityGroup').some((securityGroup) => this.ingressOf(securityGroup).includes('"FromPort":443'));
  }

  /** What the security group itself allows, as JSON. */
  public ingressOf(securityGroup: string): string {
    return this.graph.text(securityGroup, 'SecurityGroupIngress');
  }

  /** Whether the alarm monitors the metric of the metric filter. */
  public get monitoredByAlarm(): Connection {
    const metricOf = (namespace?: Json, name?: Json) => `${JSON.stringify(namespace)}/${JSON.stringify(name)}`;
    return (filter, alarm) => {
      const transformation = (name: string) => this.graph.property(filter, 'MetricTransformations', 0, name);
      return metricOf(transformation('MetricNamespace'), transformation('MetricName'))
        === metricOf(this.graph.property(alarm, 'Namespace'), this.graph.property(alarm, 'MetricName'));
    };
  }

  /** The rules that publish to topics. The other rules invoke the function of the account settings. */
  public get realTimeRules(): string[] {
    return this.graph.ofType('AWS::Events::Rule').filter((rule) => this.referredBy([rule], 'AWS::SNS::Topic', 'Targets').length > 0);
  }

  /** The compliance alarms or the low-noise alarms of the events that Security Hub requires, which monitor the metrics of metric filters. */
  public securityAlarms(kind: 'compliance' | 'low-noise'): string[] {
    const filters = this.graph.ofType('AWS::Logs::MetricFilter');
    return this.graph.ofType('AWS::CloudWatch::Alarm').filter((alarm) => filters.some((filter) => this.monitoredByAlarm(filter, alarm)))
      .filter((alarm) => !this.graph.text(alarm, 'MetricName').includes('AccountRecordsChanged'))
      .filter((alarm) => this.graph.text(alarm, 'MetricName').endsWith('-LowNoise') === (kind === 'low-noise'));
  }

  /** The metric filters whose metrics the alarms monitor. */
  public filtersOf(alarms: string[]): string[] {
    return this.graph.ofType('AWS::Logs::MetricFilter').filter((filter) => alarms.some((alarm) => this.monitoredByAlarm(filter, alarm)));
  }

  /** Whether the event pattern of the rule matches events that CloudTrail delivers to EventBridge. */
  public get deliveredByCloudTrail(): Connection {
    return (_trail, rule) => this.graph.text(rule, 'EventPattern', 'detail-type').includes('via CloudTrail');
  }

  /** Whether a delivery channel of AWS Config delivers to the bucket. */
  public get deliveredByConfig(): Connection {
    return (_source, bucket) => this.config.channels.some((channel) => this.graph.refers(channel, bucket, 'S3BucketName'));
  }

  /** Whether the writer or its role refers to the log group, by its logical ID or by its name. */
  public get writesToLogGroup(): Connection {
    return (writer, logGroup) => this.logGroupNamesOf(writer).includes(this.graph.text(logGroup, 'LogGroupName')) || this.instancesReach(writer, logGroup);
  }

  /** The names that a writer specifies. For a database, the name of a log group contains the DB instance identifier. */
  private logGroupNamesOf(writer: string): string[] {
    switch (this.graph.typeOf(writer)) {
      case 'AWS::RDS::DBInstance': return this.graph.list(writer, 'EnableCloudwatchLogsExports')
        .map((log) => `/aws/rds/instance/${this.graph.text(writer, 'DBInstanceIdentifier')}/${String(log)}`);
      case 'AWS::Lambda::Function': return [this.graph.text(writer, 'LoggingConfig', 'LogGroup')];
      default: return [];
    }
  }

  private tierOf(subnet: string): Tier {
    const tables = this.tablesOfSubnets([subnet]);
    const hasRoute = (property: string) => this.graph.ofType('AWS::EC2::Route')
      .some((route) => this.graph.property(route, property) !== undefined && tables.some((table) => this.graph.refers(route, table)));
    return hasRoute('GatewayId') ? 'public' : hasRoute('NatGatewayId') ? 'private' : 'isolated';
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
    const belongsTo = (rule: string, property: string, id: string) => this.referredBy([rule], 'AWS::EC2::SecurityGroup', property)
      .some((securityGroup) => this.instancesReach(id, securityGroup));
    return this.graph.ofType('AWS::EC2::SecurityGroupIngress')
      .filter((rule) => belongsTo(rule, 'SourceSecurityGroupId', from) && belongsTo(rule, 'GroupId', to));
  }
}
