import { architecture } from '../../integ/architecture/architecture';
import { draw } from '../../integ/architecture/draw';
import { notificationKinds } from '../../integ/architecture/notifications';
import type { Picture } from '../../integ/architecture/picture';
import { productionTemplate } from '../../integ/architecture/preset';
import { TemplateGraph, type PictureTemplate } from '../../integ/architecture/template-graph';

type Resource = PictureTemplate['Resources'][string];

const TEMPLATE = productionTemplate({ emailAddresses: ['on-call@example.com'], auditEmailAddresses: ['auditor@example.com'] });
const GRAPH = new TemplateGraph(TEMPLATE);
const PICTURES: [name: string, pictureOf: (graph: TemplateGraph) => Picture][] = [['architecture', architecture], ['notifications', notificationKinds]];

/** The template with only those resources for which the condition is true. */
function keeping(condition: (resource: Resource, id: string) => boolean): TemplateGraph {
  return new TemplateGraph({ Resources: Object.fromEntries(Object.entries(TEMPLATE.Resources).filter(([id, resource]) => condition(resource, id))) });
}

const without = (...types: string[]) => keeping(({ Type }) => !types.includes(Type));

/** The template in which each resource of the type has other properties. */
function changing(type: string, properties: Resource['Properties']): TemplateGraph {
  const changed = (resource: Resource) => resource.Type === type ? { ...resource, Properties: { ...resource.Properties, ...properties } } : resource;
  return new TemplateGraph({ Resources: Object.fromEntries(Object.entries(TEMPLATE.Resources).map(([id, resource]) => [id, changed(resource)])) });
}

const drawing = (graph: TemplateGraph, pictureOf: (graph: TemplateGraph) => Picture = architecture) => () => draw(pictureOf(graph), graph);

describe.each(PICTURES)('the picture %s', (_name, pictureOf) => {
  const svg = draw(pictureOf(GRAPH), GRAPH);

  test('has at most 25 boxes', () => {
    expect(pictureOf(GRAPH).boxes.length).toBeLessThanOrEqual(25);
  });

  test('is as wide as a README, with text of at least 11 pixels', () => {
    expect(svg).toContain('viewBox="0 0 830 ');
    expect(Math.min(...[...svg.matchAll(/font-size="([\d.]+)"/g)].map(([, size]) => Number(size)))).toBeGreaterThanOrEqual(11);
  });

  test('has colors for light and dark mode', () => {
    const colors = [...svg.matchAll(/\.page \{ fill: (#\w+)/g)].map(([, color]) => color);
    expect(svg).toContain('@media (prefers-color-scheme: dark)');
    expect(new Set(colors).size).toBe(2);
  });

  test('is the same in each run', () => {
    expect(draw(pictureOf(GRAPH), GRAPH)).toBe(svg);
  });

  test('fails when a text overflows its box', () => {
    const picture = pictureOf(GRAPH);
    const [first, ...others] = picture.boxes;
    expect(() => draw({ ...picture, boxes: [{ ...first, title: 'Unbreakable'.repeat(5) }, ...others] }, GRAPH)).toThrow(/overflows the box "Unbreakable/);
    expect(() => draw({ ...picture, boxes: [{ ...first, title: 'more lines than fit '.repeat(30) }, ...others] }, GRAPH)).toThrow(/overflows the box "more/);
  });

  test('fails when a box covers another', () => {
    const picture = pictureOf(GRAPH);
    const last = picture.boxes.at(-1)!;
    expect(() => draw({ ...picture, boxes: [...picture.boxes, { ...last, id: 'other', title: 'Other' }] }, GRAPH)).toThrow(/"Other" overlap/);
  });

  test('fails when an arrow crosses a box', () => {
    const picture = pictureOf(GRAPH);
    const [{ from, to }] = picture.arrows;
    const [start, end] = [from, to].map((id) => picture.boxes.find((box) => box.id === id)!);
    const between = { x: start.x + start.width + 5, y: start.y, width: end.x - start.x - start.width - 10, height: start.height };
    const obstacle = { ...between, id: 'obstacle', title: '', flow: 'logs' as const, resources: ['any'] };
    expect(() => draw({ ...picture, subnets: [], boxes: [...picture.boxes, obstacle] }, GRAPH)).toThrow(/The arrow from .* crosses/);
  });
});

describe('a box without resources fails with its name', () => {
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
    const withZones = type === 'AWS::EC2::Subnet' ? keeping(({ Type }) => Type !== 'AWS::EC2::SubnetRouteTableAssociation') : graph;
    expect(drawing(withZones)).toThrow(`The template has no resources for the box "${title}".`);
  });

  test('the boxes of the three kinds of notifications', () => {
    expect(drawing(without('AWS::Events::Rule'), notificationKinds)).toThrow(/"0 real-time rules"/);
    expect(drawing(keeping((_resource, id) => !id.includes('LowNoise')), notificationKinds)).toThrow(/"0 low-noise alarms"/);
    expect(drawing(without('AWS::Logs::MetricFilter'), notificationKinds)).toThrow(/"0 compliance alarms"/);
  });
});

describe('an arrow that the template does not back fails with its boxes', () => {
  test.each([
    ['Application Load Balancer" to "Instances', without('AWS::EC2::SecurityGroupIngress')],
    ['Instances" to "MySQL database', without('AWS::EC2::SecurityGroupIngress')],
    ['Instances" to "Data bucket', changing('AWS::EC2::VPCEndpoint', { RouteTableIds: [] })],
    ['Instances" to "Interface endpoints', changing('AWS::EC2::SecurityGroup', { SecurityGroupIngress: [{ CidrIp: '0.0.0.0/0', FromPort: 80 }] })],
    ['Load balancer and buckets" to "Access logs bucket', changing('AWS::S3::Bucket', { LoggingConfiguration: { DestinationBucketName: 'other' } })],
    ['VPC, instances, database" to "8 log groups', changing('AWS::RDS::DBInstance', { EnableCloudwatchLogsExports: ['error'] })],
    ['CloudTrail trail" to "4 real-time rules', changing('AWS::Events::Rule', { EventPattern: { source: ['aws.health'] } })],
    ['30 security alarms" to "SNS topics', changing('AWS::CloudWatch::Alarm', { AlarmActions: [] })],
    ['SNS topics" to "Subscribers', changing('AWS::SNS::Subscription', { TopicArn: 'arn:aws:sns:eu-west-1:111111111111:other' })],
  ])('%s', (boxes, graph) => {
    expect(drawing(graph)).toThrow(`The template does not back the arrow from "${boxes}"`);
  });
});

test('a box in a subnet in which its resources are not fails', () => {
  const [publicSubnet] = Object.entries(TEMPLATE.Resources).filter(([, { Type }]) => Type === 'AWS::EC2::Subnet').map(([id]) => id);
  expect(drawing(changing('AWS::RDS::DBSubnetGroup', { SubnetIds: [{ Ref: publicSubnet }] }))).toThrow(/"MySQL database" is drawn in the subnet/);
});

test('other numbers of Availability Zones than the picture has space for fail', () => {
  expect(drawing(changing('AWS::EC2::Subnet', { AvailabilityZone: 'eu-west-1a' }))).toThrow(/space for 2 Availability Zones, the template has 1/);
});

test('the numbers of the picture are those of the template', () => {
  const [rule] = GRAPH.ofType('AWS::Config::ConfigRule');
  const graph = keeping((_resource, id) => id !== rule);
  const rules = GRAPH.ofType('AWS::Config::ConfigRule').length;
  expect(draw(architecture(GRAPH), GRAPH)).toContain(`recorder and ${rules} rules`);
  expect(draw(architecture(graph), graph)).toContain(`recorder and ${rules - 1} rules`);
});

test('alarms on other metrics than those of the baseline are counted, too', () => {
  const [alarm] = GRAPH.ofType('AWS::CloudWatch::Alarm');
  const other = { ...TEMPLATE.Resources[alarm], Properties: { ...TEMPLATE.Resources[alarm].Properties, Dimensions: [] } };
  const graph = new TemplateGraph({ Resources: { ...TEMPLATE.Resources, Other: other } });
  expect(draw(architecture(graph), graph)).toMatch(/, others\b/);
});
