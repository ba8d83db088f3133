import { architecture } from '../../integ/architecture/architecture';
import type { Diagram } from '../../integ/architecture/diagram';
import { draw } from '../../integ/architecture/draw';
import { notificationKinds } from '../../integ/architecture/notifications';
import { productionTemplate } from '../../integ/architecture/preset';
import { TemplateGraph, type TemplateJson } from '../../integ/architecture/template-graph';

type Resource = TemplateJson['Resources'][string];

const TEMPLATE = productionTemplate({ emailAddresses: ['on-call@example.com'], auditEmailAddresses: ['auditor@example.com'] });
const GRAPH = new TemplateGraph(TEMPLATE);
const DIAGRAMS: [name: string, diagramOf: (graph: TemplateGraph) => Diagram][] = [['architecture', architecture], ['notifications', notificationKinds]];

/** The template with only the resources that meet the condition. */
function keeping(condition: (resource: Resource, id: string) => boolean): TemplateGraph {
  return new TemplateGraph({ Resources: Object.fromEntries(Object.entries(TEMPLATE.Resources).filter(([id, resource]) => condition(resource, id))) });
}

const without = (...types: string[]) => keeping(({ Type }) => !types.includes(Type));

/** The template with other properties for each resource of the type. */
function changing(type: string, properties: Resource['Properties']): TemplateGraph {
  const changed = (resource: Resource) => resource.Type === type ? { ...resource, Properties: { ...resource.Properties, ...properties } } : resource;
  return new TemplateGraph({ Resources: Object.fromEntries(Object.entries(TEMPLATE.Resources).map(([id, resource]) => [id, changed(resource)])) });
}

const drawing = (graph: TemplateGraph, diagramOf: (graph: TemplateGraph) => Diagram = architecture) => () => draw(diagramOf(graph), graph);

describe.each(DIAGRAMS)('diagram %s', (_name, diagramOf) => {
  const svg = draw(diagramOf(GRAPH), GRAPH);

  test('has at most 25 boxes', () => {
    expect(diagramOf(GRAPH).boxes.length).toBeLessThanOrEqual(25);
  });

  test('is 830 pixels wide with text of at least 11 pixels', () => {
    expect(svg).toContain('viewBox="0 0 830 ');
    expect(Math.min(...[...svg.matchAll(/font-size="([\d.]+)"/g)].map(([, size]) => Number(size)))).toBeGreaterThanOrEqual(11);
  });

  test('has colors for light and dark mode', () => {
    const colors = [...svg.matchAll(/\.page \{ fill: (#\w+)/g)].map(([, color]) => color);
    expect(svg).toContain('@media (prefers-color-scheme: dark)');
    expect(new Set(colors).size).toBe(2);
  });

  test('is identical in each run', () => {
    expect(draw(diagramOf(GRAPH), GRAPH)).toBe(svg);
  });

  test('is rejected when a text overflows its box', () => {
    const diagram = diagramOf(GRAPH);
    const [first, ...others] = diagram.boxes;
    expect(() => draw({ ...diagram, boxes: [{ ...first, title: 'Unbreakable'.repeat(5) }, ...others] }, GRAPH)).toThrow(/overflows the box "Unbreakable/);
    expect(() => draw({ ...diagram, boxes: [{ ...first, title: 'more lines than fit '.repeat(30) }, ...others] }, GRAPH)).toThrow(/overflows the box "more/);
  });

  test('is rejected when a box covers another box', () => {
    const diagram = diagramOf(GRAPH);
    const last = diagram.boxes.at(-1)!;
    expect(() => draw({ ...diagram, boxes: [...diagram.boxes, { ...last, id: 'other', title: 'Other' }] }, GRAPH)).toThrow(/"Other" overlap/);
  });

  test('is rejected when an arrow crosses a box', () => {
    const diagram = diagramOf(GRAPH);
    const [{ from, to }] = diagram.arrows;
    const [start, end] = [from, to].map((id) => diagram.boxes.find((box) => box.id === id)!);
    const between = { x: start.x + start.width + 5, y: start.y, width: end.x - start.x - start.width - 10, height: start.height };
    const obstacle = { ...between, id: 'obstacle', title: '', flow: 'logs' as const, resources: ['any'] };
    expect(() => draw({ ...diagram, subnets: [], boxes: [...diagram.boxes, obstacle] }, GRAPH)).toThrow(/The arrow from .* crosses/);
  });
});

describe('rejects a box without resources', () => {
  test.each([
    ['Application Load Balancer', 'AWS::ElasticLoadBalancingV2::LoadBalancer'],
    ['Instances', 'AWS::AutoScaling::AutoScalingGroup'],
    ['MySQL database', 'AWS::RDS::DBInstance'],
    ['NAT gateway', 'AWS::EC2::NatGateway'],
    ['Interface endpoints', 'AWS::EC2::VPCEndpoint'],
    ['KMS key', 'AWS::KMS::Key'],
    ['AWS Config', 'AWS::Config::ConfigRule'],
    ['AWS Config', 'AWS::Config::ConfigurationRecorder'],
    ['Config bucket', 'AWS::S3::Bucket'],
    ['Data bucket', 'AWS::S3::Bucket'],
    ['CloudTrail trail', 'AWS::CloudTrail::Trail'],
    ['CloudTrail log group', 'AWS::Logs::LogGroup'],
    ['SNS topics', 'AWS::SNS::Topic'],
    ['Subscribers', 'AWS::SNS::Subscription'],
    ['Public subnets', 'AWS::EC2::Subnet'],
  ])('%s without %s', (title, type) => {
    const graph = without(type);
    const templateGraph = type === 'AWS::EC2::Subnet' ? keeping(({ Type }) => Type !== 'AWS::EC2::SubnetRouteTableAssociation') : graph;
    expect(drawing(templateGraph)).toThrow(`The template has no resources for the box "${title}".`);
  });

  test('rejects a kind of notifications without resources', () => {
    expect(drawing(without('AWS::Events::Rule'), notificationKinds)).toThrow(/"0 real-time rules"/);
    expect(drawing(keeping((_resource, id) => !id.includes('LowNoise')), notificationKinds)).toThrow(/"0 low-noise alarms"/);
    expect(drawing(without('AWS::Logs::MetricFilter'), notificationKinds)).toThrow(/"0 compliance alarms"/);
  });
});

describe('rejects an arrow without a connection in the template', () => {
  test.each([
    ['Application Load Balancer" to "Instances', without('AWS::EC2::SecurityGroupIngress')],
    ['Instances" to "MySQL database', without('AWS::EC2::SecurityGroupIngress')],
    ['Instances" to "Data bucket', changing('AWS::EC2::VPCEndpoint', { RouteTableIds: [] })],
    ['Instances" to "Interface endpoints', changing('AWS::EC2::SecurityGroup', { SecurityGroupIngress: [{ CidrIp: '0.0.0.0/0', FromPort: 80 }] })],
    ['Load balancer and buckets" to "Access logs bucket', changing('AWS::S3::Bucket', { LoggingConfiguration: { DestinationBucketName: 'other' } })],
    ['VPC, instances, database" to "11 log groups', changing('AWS::RDS::DBInstance', { EnableCloudwatchLogsExports: ['error'] })],
    ['CloudTrail trail" to "4 real-time rules', changing('AWS::Events::Rule', { EventPattern: { source: ['aws.health'] } })],
    ['30 security alarms" to "SNS topics', changing('AWS::CloudWatch::Alarm', { AlarmActions: [] })],
    ['SNS topics" to "Subscribers', changing('AWS::SNS::Subscription', { TopicArn: 'arn:aws:sns:eu-west-1:111111111111:other' })],
  ])('%s', (boxes, graph) => {
    expect(drawing(graph)).toThrow(`The template has no connection for the arrow from "${boxes}"`);
  });
});

test('rejects a box in a subnet that does not contain its resources', () => {
  const [publicSubnet] = Object.entries(TEMPLATE.Resources).filter(([, { Type }]) => Type === 'AWS::EC2::Subnet').map(([id]) => id);
  expect(drawing(changing('AWS::RDS::DBSubnetGroup', { SubnetIds: [{ Ref: publicSubnet }] }))).toThrow(/"MySQL database" is drawn in the subnet/);
});

test('rejects a number of Availability Zones that the diagram has no space for', () => {
  expect(drawing(changing('AWS::EC2::Subnet', { AvailabilityZone: 'eu-west-1a' }))).toThrow(/space for 2 Availability Zones, the template has 1/);
});

test('shows the numbers of resources of the template', () => {
  const [rule] = GRAPH.ofType('AWS::Config::ConfigRule');
  const graph = keeping((_resource, id) => id !== rule);
  const rules = GRAPH.ofType('AWS::Config::ConfigRule').length;
  expect(draw(architecture(GRAPH), GRAPH)).toContain(`recorder and ${rules} rules`);
  expect(draw(architecture(graph), graph)).toContain(`recorder and ${rules - 1} rules`);
});

test('counts alarms on metrics of other resources', () => {
  const [alarm] = GRAPH.ofType('AWS::CloudWatch::Alarm');
  const other = { ...TEMPLATE.Resources[alarm], Properties: { ...TEMPLATE.Resources[alarm].Properties, Dimensions: [] } };
  const graph = new TemplateGraph({ Resources: { ...TEMPLATE.Resources, Other: other } });
  expect(draw(architecture(graph), graph)).toMatch(/, others\b/);
});
