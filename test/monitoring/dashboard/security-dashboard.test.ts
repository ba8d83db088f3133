import { Template } from 'aws-cdk-lib/assertions';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Aws, CfnOutput, Duration, type Stack, type StackProps } from 'aws-cdk-lib/core';
import { NatGatewayAlarms, NotificationTopic, SecurityAlarms, SecurityDashboard, type DashboardSection, type SecurityDashboardProps } from '../../../src';
import { webTier } from '../../compute/support';
import { database } from '../../database/support';
import { newStack, only, recommendedFlags } from '../../support/templates';

interface Widget {
  readonly type: string;
  readonly width: number;
  readonly height: number;
  readonly x: number;
  readonly y: number;
  readonly properties: Record<string, any>; // eslint-disable-line @typescript-eslint/no-explicit-any
}

/** Evaluates intrinsic functions in a partition. References to resources become `<name>`. */
function evaluate(value: unknown, template: Template, partition: string): string {
  if (typeof value === 'string') {
    return value;
  }
  const [[name, argument]] = Object.entries(value as Record<string, any>); // eslint-disable-line @typescript-eslint/no-explicit-any
  const part = (one: unknown) => evaluate(one, template, partition);
  switch (name) {
    case 'Ref': return argument === 'AWS::Partition' ? partition : `<${argument}>`;
    case 'Fn::GetAtt': return `<${argument.join('.')}>`;
    case 'Fn::Join': return argument[1].map(part).join(argument[0]);
    case 'Fn::If': {
      const [left, right] = template.findConditions(argument[0])[argument[0]]['Fn::Equals'].map(part);
      return part(left === right ? argument[1] : argument[2]);
    }
    default: throw new Error(`The intrinsic function ${name} is not supported.`);
  }
}

function bodyOf(template: Template): string {
  return evaluate(only(template, 'AWS::CloudWatch::Dashboard').Properties.DashboardBody, template, 'aws');
}

function widgetsOf(template: Template): Widget[] {
  return JSON.parse(bodyOf(template)).widgets;
}

function dashboardTemplate(propsFor: (stack: Stack) => SecurityDashboardProps = () => ({}), stackProps?: StackProps, context?: Record<string, unknown>): Template {
  const stack = newStack(stackProps, context);
  const dashboard = new SecurityDashboard(stack, 'Dashboard', propsFor(stack));
  new CfnOutput(stack, 'Url', { value: dashboard.dashboardUrl });
  return Template.fromStack(stack);
}

const metric = (metricName: string, props: Partial<cloudwatch.MetricProps> = {}) => new cloudwatch.Metric({ namespace: 'Shop', metricName, ...props });
const alarm = (stack: Stack, id: string, threshold = 1) => new cloudwatch.Alarm(stack, id, { metric: metric(id), threshold, evaluationPeriods: 1 });
const times = <T>(count: number, create: (index: number) => T): T[] => Array.from({ length: count }, (_, index) => create(index));

/** The dashboard of all constructs that have alarms. */
function propsWithAllAlarms(stack: Stack): SecurityDashboardProps {
  const security = new SecurityAlarms(stack, 'SecurityAlarms', {
    logGroup: logs.LogGroup.fromLogGroupName(stack, 'Trail', '/trail'),
    topic: new NotificationTopic(stack, 'Topic').topic,
    namePrefix: 'baseline-test',
    metricNamespace: 'SecurityAlarms/test',
  });
  const healthAlarms: [string, { readonly [id: string]: cloudwatch.Alarm }][] = [
    ['Database', database(stack).alarms],
    ['Web tier', webTier(stack).alarms],
    ['NAT gateways', new NatGatewayAlarms(stack, 'Nat', { natGatewayIds: ['nat-1', 'nat-2'] }).alarms],
  ];
  const events = Object.values(security.alarms);
  const others = [...Object.values(security.lowNoiseAlarms), security.deliveryFailureAlarm!];
  return {
    sections: [
      { title: 'Security events', alarms: [...events, ...others], graphs: [{ title: 'Events', metrics: events.map((one) => one.metric) }] },
      ...healthAlarms.map(([title, alarms]) => ({
        title, alarms: Object.values(alarms), graphs: [...Object.entries(alarms).map(([id, one]) => ({ title: id, alarms: [one] })), { title: 'All', alarms: Object.values(alarms) }],
      })),
    ],
  };
}

describe('a section of the dashboard', () => {
  const template = dashboardTemplate((stack) => ({
    sections: [
      { title: 'Events', alarms: times(7, (index) => alarm(stack, `Alarm${index}`)), graphs: times(4, (index) => ({ title: `Graph ${index}`, metrics: [metric(`Metric${index}`, { statistic: 'Sum' })] })) },
      { title: 'Database', graphs: [{ title: 'Processor', metrics: [metric('Idle')], alarms: [alarm(stack, 'Busy', 90)] }] },
    ],
  }));
  const widgets = widgetsOf(template);

  test('shows the state of its alarms in a widget of full width', () => {
    const [status, ...others] = widgets.filter(({ type }) => type === 'alarm');
    expect(others).toEqual([]);
    expect(status).toMatchObject({ width: 24, height: 3, x: 0, y: 0, properties: { title: 'Events' } });
    expect(status.properties.alarms).toEqual(times(7, (index) => expect.stringMatching(new RegExp(`^<Alarm${index}\\w+\\.Arn>$`))));
  });

  test('shows its graphs below the alarms, three per row', () => {
    expect(widgets.slice(1, 5).map(({ x, y, properties }) => [properties.title, x, y])).toEqual([['Graph 0', 0, 3], ['Graph 1', 8, 3], ['Graph 2', 16, 3], ['Graph 3', 0, 9]]);
    expect(widgets[1].properties.metrics).toEqual([['Shop', 'Metric0', { stat: 'Sum' }]]);
  });

  test('without alarms adds its title to the titles of its graphs, below the previous section', () => {
    expect(widgets[5]).toMatchObject({ x: 0, y: 15, properties: { title: 'Database: Processor' } });
  });

  test('shows metrics, and the metrics of alarms with their thresholds', () => {
    expect(widgets[5].properties.metrics).toEqual([['Shop', 'Idle'], ['Shop', 'Busy']]);
    expect(widgets[5].properties.annotations.horizontal).toEqual([{ value: 90, color: cloudwatch.Color.RED, yAxis: 'left' }]);
  });

  test('is omitted if it is empty', () => {
    expect(widgetsOf(dashboardTemplate(() => ({ sections: [{ title: 'Empty' }] })))).toEqual([]);
  });

  test('can be added later', () => {
    const stack = newStack();
    new SecurityDashboard(stack, 'Dashboard').addSection({ title: 'Shop', graphs: [{ title: 'Orders', metrics: [metric('Orders')] }] });
    expect(widgetsOf(Template.fromStack(stack)).map(({ properties }) => properties.title)).toEqual(['Shop: Orders']);
  });
});

describe('the dashboard of all constructs with alarms', () => {
  const template = dashboardTemplate(propsWithAllAlarms);
  const widgets = widgetsOf(template);

  test('shows every alarm once', () => {
    const shown = widgets.filter(({ type }) => type === 'alarm').flatMap(({ properties }) => properties.alarms);
    expect(shown.sort()).toEqual(Object.keys(template.findResources('AWS::CloudWatch::Alarm')).map((id) => `<${id}.Arn>`).sort());
  });

  test('shows the metrics of all security events in one graph', () => {
    const graph = widgets.find(({ properties }) => properties.title === 'Events')!;
    expect(graph.properties.metrics.map(([, name]: string[]) => name)).toEqual(SecurityAlarms.defaultEvents.map(({ id }) => `baseline-test-${id}`));
    expect(graph.properties.metrics[0][2]).toEqual({ stat: 'Maximum' });
  });

  test('shows the threshold of every health alarm', () => {
    const graphs = widgets.filter(({ type, properties }) => type === 'metric' && properties.title !== 'Events');
    expect(graphs.filter(({ properties }) => properties.annotations === undefined)).toEqual([]);
    expect(graphs.find(({ properties }) => properties.title === 'CPUUtilization')!.properties.annotations.horizontal).toMatchObject([{ value: 90 }]);
  });

  test('has a body far below the size limit of CloudWatch', () => {
    expect(bodyOf(template).length).toBeLessThan(30_000);
  });

  test.each<[string, StackProps | undefined]>([['without a region', undefined], ['with a region', { env: { account: '111122223333', region: 'eu-west-1' } }]])('in a stack %s contains neither regions nor account ids', (_stack, props) => {
    const inStack = dashboardTemplate(propsWithAllAlarms, props);
    expect(JSON.stringify(only(inStack, 'AWS::CloudWatch::Dashboard'))).not.toMatch(/[a-z]{2}-[a-z]+-\d|\d{12}/);
    expect(widgetsOf(inStack).filter(({ type }) => type === 'metric').map(({ properties }) => properties.region)).toEqual(widgetsOf(inStack).filter(({ type }) => type === 'metric').map(() => '<AWS::Region>'));
  });

  test('is the same with every recommended feature flag', () => {
    expect(bodyOf(dashboardTemplate(propsWithAllAlarms, undefined, recommendedFlags))).toBe(bodyOf(template));
  });
});

describe('the URL of the dashboard', () => {
  test.each([
    ['aws', 'console.aws.amazon.com'],
    ['aws-cn', 'console.amazonaws.cn'],
    ['aws-us-gov', 'console.amazonaws-us-gov.com'],
    ['aws-eusc', 'console.amazonaws-eusc.eu'],
  ])('in partition %s has domain %s', (partition, domain) => {
    const template = dashboardTemplate();
    const [name] = Object.keys(template.findResources('AWS::CloudWatch::Dashboard'));
    expect(evaluate(template.findOutputs('Url').Url.Value, template, partition)).toBe(
      `https://${domain}/cloudwatch/home?region=<AWS::Region>#dashboards/dashboard/<${name}>`);
  });

  test('is different for two dashboards of a stack', () => {
    const stack = newStack();
    const urls = ['One', 'Two'].map((id) => stack.resolve(new SecurityDashboard(stack, id).dashboardUrl));
    const template = Template.fromStack(stack);
    expect(urls.map((url) => evaluate(url, template, 'aws-cn'))).toEqual([expect.stringMatching(/amazonaws\.cn.*<One/), expect.stringMatching(/amazonaws\.cn.*<Two/)]);
  });
});

describe('a dashboard', () => {
  const propertiesOf = (props: SecurityDashboardProps) => only(dashboardTemplate(() => props), 'AWS::CloudWatch::Dashboard').Properties;

  test('has a generated name by default, or the specified name', () => {
    expect(propertiesOf({}).DashboardName).toBeUndefined();
    expect(propertiesOf({ dashboardName: `baseline-${Aws.REGION}` }).DashboardName).toEqual({ 'Fn::Join': ['', ['baseline-', { Ref: 'AWS::Region' }]] });
  });

  test.each<[string, Duration | undefined, string]>([['one day by default', undefined, '-P1D'], ['defaultInterval', Duration.hours(3), '-PT3H']])('initially shows %s', (_interval, defaultInterval, start) => {
    expect(JSON.parse(bodyOf(dashboardTemplate(() => ({ defaultInterval })))).start).toBe(start);
  });

  test('accepts additional widgets', () => {
    const stack = newStack();
    new SecurityDashboard(stack, 'Dashboard').dashboard.addWidgets(new cloudwatch.TextWidget({ markdown: 'Call 112' }));
    expect(bodyOf(Template.fromStack(stack))).toContain('Call 112');
  });
});

describe('invalid props of a dashboard', () => {
  const metrics = (count: number) => times(count, (index) => metric(`Metric${index}`));
  const graphs = (count: number, size: number) => times(count, (index) => ({ title: `Graph ${index}`, metrics: metrics(size) }));
  const sum = (terms: number) => new cloudwatch.MathExpression({
    expression: times(terms, (index) => `m${index}`).join(' + '), usingMetrics: Object.fromEntries(metrics(terms).map((one, index) => [`m${index}`, one])),
  });
  const withSections = (...sections: DashboardSection[]) => () => new SecurityDashboard(newStack(), 'Dashboard', { sections });

  test.each<[string, () => unknown, RegExp]>([
    ['a name with spaces', () => new SecurityDashboard(newStack(), 'Dashboard', { dashboardName: 'a b' }), /dashboardName must consist of 1 to 255 letters.*got "a b"/],
    ['a name that is too long', () => new SecurityDashboard(newStack(), 'Dashboard', { dashboardName: 'a'.repeat(256) }), /dashboardName must/],
    ['too many alarms in a section', () => {
      const stack = newStack();
      new SecurityDashboard(stack, 'Dashboard', { sections: [{ title: 'Events', alarms: times(101, (index) => alarm(stack, `Alarm${index}`)) }] });
    }, /Events\.alarms must have at most 100 alarms, got 101/],
    ['a graph without metrics and alarms', withSections({ title: 'Shop', graphs: [{ title: 'Orders' }] }), /Shop\.graphs\.Orders must have at least one metric or alarm, got 0/],
    ['too many metrics in a graph', withSections({ title: 'Shop', graphs: graphs(1, 501) }), /Shop\.graphs\.Graph 0 must have at most 500 metrics, got 501/],
    ['a math expression with too many metrics', withSections({ title: 'Shop', graphs: [{ title: 'Sum', metrics: [sum(500)] }] }), /Shop\.graphs\.Sum must have at most 500 metrics, got 501/],
    ['too many metrics in total', withSections({ title: 'One', graphs: graphs(3, 500) }, { title: 'Two', graphs: graphs(3, 500) }), /sections must have at most 2500 metrics in total, got 3000/],
    ['too many widgets', withSections({ title: 'Shop', graphs: graphs(501, 1) }), /sections must have at most 500 widgets in total, got 501/],
  ])('are rejected: %s', (_, create, message) => {
    expect(create).toThrow(message);
  });

  test('do not include values at the limits of CloudWatch', () => {
    expect(withSections({ title: 'One', graphs: graphs(5, 500) }, { title: 'Two', alarms: [] })).not.toThrow();
    expect(withSections({ title: 'Sum', graphs: [{ title: 'Sum', metrics: [sum(499)] }] })).not.toThrow();
    expect(() => new SecurityDashboard(newStack(), 'Dashboard', { dashboardName: 'a'.repeat(255) })).not.toThrow();
  });
});
