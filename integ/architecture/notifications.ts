import type { Arrow, Box, Heading, Diagram } from './diagram';
import { BaselineResources } from './resources';
import type { TemplateGraph } from './template-graph';
import { phrase } from './text';

const flow = 'notifications';
const ROWS = [44, 122, 200];
const HEIGHT = 62;
const SPAN = ROWS[1] - ROWS[0] + HEIGHT;
const COLUMNS: Record<'trail' | 'log' | 'filter' | 'alarm' | 'topic' | 'subscriber', { readonly x: number; readonly width: number; readonly heading: string }> = {
  trail: { x: 16, width: 92, heading: 'Events' },
  log: { x: 132, width: 96, heading: 'Log' },
  filter: { x: 252, width: 148, heading: 'Filter or rule' },
  alarm: { x: 424, width: 124, heading: 'Alarm' },
  topic: { x: 584, width: 112, heading: 'Topic' },
  subscriber: { x: 720, width: 94, heading: 'Subscriber' },
};
const { trail, log, filter, alarm, topic, subscriber } = COLUMNS;

/** Creates the diagram of the guide to security alarms, with one row for each of the three kinds of notifications. */
export function notificationKinds(graph: TemplateGraph): Diagram {
  const resources = new BaselineResources(graph);
  return {
    title: 'The three kinds of notifications: compliance alarms, low-noise alarms and real-time rules',
    width: 830,
    height: 274,
    areas: [],
    boxes: [...sourceBoxes(resources), ...alarmBoxes(resources), ...receiverBoxes(resources)],
    arrows: arrows(resources),
    headings: Object.values(COLUMNS).map(({ heading, ...column }): Heading => ({ ...column, y: 14, height: 22, title: heading })),
  };
}

function sourceBoxes({ trails, trailLogGroups }: BaselineResources): Box[] {
  return [
    { id: 'trail', ...trail, y: ROWS[0], height: ROWS[2] - ROWS[0] + HEIGHT, title: 'CloudTrail trail', flow, resources: trails, details: () => ['records API calls and sign-ins'] },
    { id: 'log-group', ...log, y: ROWS[0], height: SPAN, title: 'Log group', flow, resources: trailLogGroups, details: () => ['CloudWatch Logs'] },
  ];
}

function alarmBoxes(resources: BaselineResources): Box[] {
  const [compliance, lowNoise] = [resources.securityAlarms('compliance'), resources.securityAlarms('low-noise')];
  const [exact, narrowed] = [resources.filtersOf(compliance), resources.filtersOf(lowNoise)];
  const rules = resources.realTimeRules;
  return [
    {
      id: 'compliance-filters',
      ...filter,
      y: ROWS[0],
      height: HEIGHT,
      title: phrase(exact.length, 'metric filter'),
      flow,
      resources: exact,
      details: () => ['exactly as Security Hub prescribes'],
    },
    {
      id: 'low-noise-filters',
      ...filter,
      y: ROWS[1],
      height: HEIGHT,
      title: phrase(narrowed.length, 'metric filter'),
      flow,
      resources: narrowed,
      details: () => ['without routine events'],
    },
    { id: 'rules', ...filter, y: ROWS[2], height: HEIGHT, title: phrase(rules.length, 'real-time rule'), flow, resources: rules, details: () => ['EventBridge', 'severity HIGH'] },
    { id: 'compliance', ...alarm, y: ROWS[0], height: HEIGHT, title: phrase(compliance.length, 'compliance alarm'), flow, resources: compliance, details: () => ['within minutes'] },
    { id: 'low-noise', ...alarm, y: ROWS[1], height: HEIGHT, title: phrase(lowNoise.length, 'low-noise alarm'), flow, resources: lowNoise, details: () => ['within minutes'] },
  ];
}

function receiverBoxes(resources: BaselineResources): Box[] {
  const auditTopics = resources.referredBy(resources.securityAlarms('compliance'), 'AWS::SNS::Topic', 'AlarmActions');
  const topics = resources.referredBy(resources.realTimeRules, 'AWS::SNS::Topic', 'Targets');
  const protocols = (subscriptions: string[]) => [...new Set(subscriptions.map((id) => resources.graph.text(id, 'Protocol')))];
  const [auditors, onCall] = [auditTopics, topics].map((ids) => resources.subscriptionsOf(ids));
  return [
    { id: 'audit-topic', ...topic, y: ROWS[0], height: HEIGHT, title: 'Audit topic', flow, resources: auditTopics, details: () => ['SNS'] },
    { id: 'topic', ...topic, y: ROWS[1], height: SPAN, title: 'Notification topic', flow, resources: topics, details: () => ['SNS'] },
    { id: 'auditor', ...subscriber, y: ROWS[0], height: HEIGHT, title: 'Auditor', flow, resources: auditors, details: () => protocols(auditors) },
    { id: 'on-call', ...subscriber, y: ROWS[1], height: SPAN, title: 'On-call engineer', flow, resources: onCall, details: () => protocols(onCall) },
  ];
}

function arrows(resources: BaselineResources): Arrow[] {
  const { graph } = resources;
  const filtered = (logGroup: string, metricFilter: string) => graph.refers(metricFilter, logGroup, 'LogGroupName');
  const subscribed = (source: string, subscription: string) => graph.refers(subscription, source, 'TopicArn');
  return [
    { from: 'trail', to: 'log-group', flow, connected: resources.refers('CloudWatchLogsLogGroupArn') },
    { from: 'trail', to: 'rules', flow, connected: resources.deliveredByCloudTrail },
    ...['compliance', 'low-noise'].flatMap((kind): Arrow[] => [
      { from: 'log-group', to: `${kind}-filters`, flow, connected: filtered },
      { from: `${kind}-filters`, to: kind, flow, connected: resources.monitoredByAlarm },
    ]),
    { from: 'compliance', to: 'audit-topic', flow, connected: resources.refers('AlarmActions') },
    { from: 'low-noise', to: 'topic', flow, connected: resources.refers('AlarmActions') },
    { from: 'rules', to: 'topic', flow, label: 'within seconds', connected: resources.refers('Targets') },
    { from: 'audit-topic', to: 'auditor', flow, connected: subscribed },
    { from: 'topic', to: 'on-call', flow, connected: subscribed },
  ];
}
