import type { Arrow, Box, Part } from './diagram';
import type { BaselineResources } from './resources';
import { daysOf, phrase } from './text';

const flow = 'logs';
const ROWS = [360, 422];
const WRITER = { width: 206, height: 50 };
const STORE = { width: 150, height: 50 };
const COLUMNS = [{ writer: 18, store: 252 }, { writer: 428, store: 662 }];

/** The resources that write logs, and the resources that store them. */
export function logs(resources: BaselineResources): Part {
  return {
    areas: [{ x: 8, y: 330, width: 814, height: 152, title: 'Logs', kind: 'lane' }],
    boxes: [...accountLogs(resources), ...resourceLogs(resources)],
    arrows: arrows(resources),
  };
}

/** CloudTrail and AWS Config with their buckets. */
function accountLogs(resources: BaselineResources): Box[] {
  const { graph, trails, config } = resources;
  const trailBuckets = resources.bucketsOf(trails, 'S3BucketName');
  const configBuckets = resources.bucketsOf(config.channels, 'S3BucketName');
  const [{ writer, store }] = COLUMNS;
  return [
    { ...WRITER, id: 'config', x: writer, y: ROWS[0], title: 'AWS Config', flow, resources: config.all, details: () => [`recorder and ${phrase(config.rules.length, 'rule')}`] },
    { ...STORE, id: 'config-bucket', x: store, y: ROWS[0], title: 'Config bucket', flow, resources: configBuckets, details: () => [retainedFor(resources, configBuckets)] },
    {
      ...WRITER,
      id: 'trail',
      x: writer,
      y: ROWS[1],
      title: 'CloudTrail trail',
      flow,
      resources: trails,
      details: () => [eventsOf(resources, trails[0]), graph.property(trails[0], 'IsMultiRegionTrail') === true ? 'of all Regions' : 'of one Region'],
    },
    { ...STORE, id: 'trail-bucket', x: store, y: ROWS[1], title: 'Trail bucket', flow, resources: trailBuckets, details: () => [retainedFor(resources, trailBuckets)] },
  ];
}

/** The access logs, flow logs, application logs and database logs. */
function resourceLogs(resources: BaselineResources): Box[] {
  const [, { writer, store }] = COLUMNS;
  const { accessLogWriters, logWriters, logGroups } = resources;
  const accessLogsBuckets = resources.bucketsOf(resources.loadBalancers);
  return [
    { ...WRITER, id: 'access', x: writer, y: ROWS[0], title: 'Load balancer and buckets', flow, resources: accessLogWriters, details: () => ['access logs'] },
    { ...STORE, id: 'access-bucket', x: store, y: ROWS[0], title: 'Access logs bucket', flow, resources: accessLogsBuckets, details: () => [retainedFor(resources, accessLogsBuckets)] },
    {
      ...WRITER,
      id: 'writers',
      x: writer,
      y: ROWS[1],
      title: 'VPC, instances, database',
      flow,
      resources: logWriters,
      details: () => ['flow, application and database logs'],
    },
    {
      ...STORE,
      id: 'log-groups',
      x: store,
      y: ROWS[1],
      title: phrase(logGroups.length, 'log group'),
      flow,
      resources: logGroups,
      details: () => [retentionOf(resources, logGroups)],
    },
  ];
}

function arrows(resources: BaselineResources): Arrow[] {
  return [
    { from: 'config', to: 'config-bucket', flow, connected: resources.deliveredByConfig },
    { from: 'trail', to: 'trail-bucket', flow, connected: resources.refers('S3BucketName') },
    { from: 'access', to: 'access-bucket', flow, connected: resources.refers() },
    { from: 'writers', to: 'log-groups', flow, connected: resources.writesToLogGroup },
  ];
}

/** The kinds of events that the trail records, from the names of its event selectors. The selector of the log buckets adds no kind. */
function eventsOf({ graph }: BaselineResources, trail: string): string {
  const kinds = graph.list(trail, 'AdvancedEventSelectors').map((_selector, index) => graph.text(trail, 'AdvancedEventSelectors', index, 'Name'))
    .filter((name) => name.endsWith(' events'));
  return `${kinds.map((kind) => kind.replace(/ events$/, '').replace('Management', 'management')).join(' and ')} events`;
}

function retainedFor({ graph }: BaselineResources, buckets: string[]): string {
  const [rule] = buckets.map((id) => graph.property(id, 'LifecycleConfiguration', 'Rules', 0, 'ExpirationInDays'));
  return rule ? `retained for ${daysOf(Number(rule))}` : 'retained';
}

/** The retention periods of the log groups. */
export function retentionOf({ graph }: BaselineResources, logGroups: string[]): string {
  const days = new Set(logGroups.map((id) => Number(graph.property(id, 'RetentionInDays'))));
  return `retained for ${[...days].map(daysOf).join(' or ')}`;
}
