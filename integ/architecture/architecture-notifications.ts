import { retentionOf } from './architecture-logs';
import type { Arrow, Box, Part } from './diagram';
import type { BaselineResources } from './resources';
import { phrase } from './text';

const flow = 'notifications';
const ROW = { first: 520, second: 582, third: 644, height: 50 };

/** The path from events and metrics to the subscribers, from left to right. */
export function notifications(resources: BaselineResources): Part {
  return {
    areas: [{ x: 8, y: 490, width: 814, height: 214, title: 'Notifications', kind: 'lane' }],
    boxes: [...sources(resources), ...alarms(resources), ...receivers(resources)],
    arrows: arrows(resources),
  };
}

function sources(resources: BaselineResources): Box[] {
  const { realTimeRules: rules, trailLogGroups } = resources;
  const filters = resources.filtersOf([...resources.securityAlarms('compliance'), ...resources.securityAlarms('low-noise')]);
  return [
    {
      id: 'rules',
      x: 200,
      y: ROW.first,
      width: 122,
      height: ROW.height,
      title: phrase(rules.length, 'real-time rule'),
      flow,
      resources: rules,
      details: () => ['EventBridge'],
    },
    {
      id: 'trail-log-group',
      x: 18,
      y: ROW.second,
      width: 154,
      height: ROW.height,
      title: 'CloudTrail log group',
      flow,
      resources: trailLogGroups,
      details: () => [retentionOf(resources, trailLogGroups)],
    },
    { id: 'filters', x: 200, y: ROW.second, width: 122, height: ROW.height, title: phrase(filters.length, 'metric filter'), flow, resources: filters },
  ];
}

function alarms(resources: BaselineResources): Box[] {
  const [compliance, lowNoise] = [resources.securityAlarms('compliance'), resources.securityAlarms('low-noise')];
  const { metricAlarms, graph } = resources;
  const subscriptions = graph.ofType('AWS::RDS::EventSubscription');
  const all = Object.values(metricAlarms).flat();
  return [
    {
      id: 'security-alarms',
      x: 350,
      y: ROW.second,
      width: 150,
      height: ROW.height,
      title: phrase(compliance.length + lowNoise.length, 'security alarm'),
      flow,
      resources: [...compliance, ...lowNoise],
      details: () => [`${compliance.length} compliance`, `${lowNoise.length} low-noise`],
    },
    {
      id: 'metric-alarms',
      x: 18,
      y: ROW.third,
      width: 482,
      height: ROW.height,
      title: `${phrase(all.length, 'alarm')} on metrics, ${phrase(subscriptions.length, 'RDS event subscription')}`,
      flow,
      resources: [...all, ...subscriptions],
      details: () => [Object.entries(metricAlarms).map(([subject, ids]) => `${subject} (${ids.length})`).join(', ')],
    },
  ];
}

function receivers(resources: BaselineResources): Box[] {
  const topics = resources.graph.ofType('AWS::SNS::Topic');
  const failureTopics = resources.referredBy(resources.metricAlarms['undelivered notifications'], 'AWS::SNS::Topic', 'AlarmActions');
  const subscriptions = resources.graph.ofType('AWS::SNS::Subscription');
  const queues = resources.referredBy(subscriptions, 'AWS::SQS::Queue', 'RedrivePolicy');
  return [
    {
      id: 'topics',
      x: 548,
      y: ROW.first,
      width: 138,
      height: ROW.third + ROW.height - ROW.first,
      title: 'SNS topics',
      flow,
      resources: topics,
      details: () => [
        `${topics.length - failureTopics.length} for notifications`, `${failureTopics.length} for failed deliveries`, phrase(queues.length, 'dead-letter queue'),
      ],
    },
    {
      id: 'subscribers',
      x: 712,
      y: ROW.second - 6,
      width: 100,
      height: ROW.height + 12,
      title: 'Subscribers',
      flow,
      resources: subscriptions,
      details: () => ['e-mail, HTTPS or chat'],
    },
  ];
}

function arrows(resources: BaselineResources): Arrow[] {
  return [
    { from: 'trail', to: 'rules', flow, at: 212, connected: resources.deliveredByCloudTrail },
    { from: 'trail', to: 'trail-log-group', flow, at: 134, connected: resources.refers('CloudWatchLogsLogGroupArn') },
    { from: 'trail-log-group', to: 'filters', flow, connected: (logGroup, filter) => resources.graph.refers(filter, logGroup, 'LogGroupName') },
    { from: 'filters', to: 'security-alarms', flow, connected: resources.monitoredByAlarm },
    { from: 'rules', to: 'topics', flow, label: 'within seconds', connected: resources.refers('Targets') },
    { from: 'security-alarms', to: 'topics', flow, connected: resources.refers('AlarmActions') },
    {
      from: 'metric-alarms',
      to: 'topics',
      flow,
      connected: (source, topic) => ['AlarmActions', 'SnsTopicArn'].some((property) => resources.graph.refers(source, topic, property)),
    },
    { from: 'topics', to: 'subscribers', flow, connected: (topic, subscription) => resources.graph.refers(subscription, topic, 'TopicArn') },
  ];
}
