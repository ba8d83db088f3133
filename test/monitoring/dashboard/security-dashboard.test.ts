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

/** What an intrinsic function gives in a partition; references stand as `<name>`. */
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
    default: throw new Error(`unexpected ${name}`);
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
const some = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, index) => make(index));

/** The dashboard of everything that the constructs watch. */
function everything(stack: Stack): SecurityDashboardProps {
  const security = new SecurityAlarms(stack, 'SecurityAlarms', {
    logGroup: logs.LogGroup.fromLogGroupName(stack, 'Trail', '/trail'),
    topic: new NotificationTopic(stack, 'Topic').topic,
    namePrefix: 'baseline-test',
    metricNamespace: 'SecurityAlarms/test',
  });
  const watched: [string, { readonly [id: string]: cloudwatch.Alarm }][] = [
    ['Database', database(stack).alarms],
    ['Web tier', webTier(stack).alarms],
    ['NAT gateways', new NatGatewayAlarms(stack, 'Nat', { natGatewayIds: ['nat-1', 'nat-2'] }).alarms],
  ];
  const events = Object.values(security.alarms);
  const others = [...Object.values(security.lowNoiseAlarms), security.deliveryFailureAlarm!];
  return {
    sections: [
      { title: 'Security events', alarms: [...events, ...others], graphs: [{ title: 'Events', metrics: events.map((one) => one.metric) }] },
      ...watched.map(([title, alarms]) => ({
        title, alarms: Object.values(alarms), graphs: [...Object.entries(alarms).map(([id, one]) => ({ title: id, alarms: [one] })), { title: 'All', alarms: Object.values(alarms) }],
      })),
    ],
  };
}

describe('a section of the dashboard', () => {
  const template = dashboardTemplate((stack) => ({
    sections: [
      { title: 'Events', alarms: some(7, (index) => alarm(stack, `Alarm${index}`)), graphs: some(4, (index) => ({ title: `Graph ${index}`, metrics: [metric(`Metric${index}`, { statistic: 'Sum' })] })) },
      { title: 'Database', graphs: [{ title: 'Processor', metrics: [metric('Idle')], alarms: [alarm(stack, 'Busy', 90)] }] },
    ],
  }));
  const widgets = widgetsOf(template);

  test('shows the state of its alarms over the whole width', () => {
    const [status, ...others] = widgets.filter(({ type }) => type === 'alarm');
    expect(others).toEqual([]);
    expect(status).toMatchObject({ width: 24, height: 3, x: 0, y: 0, properties: { title: 'Events' } });
    expect(status.properties.alarms).toEqual(some(7, (index) => expect.stringMatching(new RegExp(`^<Alarm${index}\\w+\\.Arn>$`))));
  });

  test('has its graphs below, three in a row', () => {
    expect(widgets.slice(1, 5).map(({ x, y, properties }) => [properties.title, x, y])).toEqual([['Graph 0', 0, 3], ['Graph 1', 8, 3], ['Graph 2', 16, 3], ['Graph 3', 0, 9]]);
    expect(widgets[1].properties.metrics).toEqual([['Shop', 'Metric0', { stat: 'Sum' }]]);
  });

  test('without alarms has its title in its graphs, below the section before', () => {
    expect(widgets[5]).toMatchObject({ x: 0, y: 15, properties: { title: 'Database: Processor' } });
  });

  test('draws metrics, and those of alarms with their thresholds', () => {
    expect(widgets[5].properties.metrics).toEqual([['Shop', 'Idle'], ['Shop', 'Busy']]);
    expect(widgets[5].properties.annotations.horizontal).toEqual([{ value: 90, color: cloudwatch.Color.RED, yAxis: 'left' }]);
  });

  test('is left out when it is empty', () => {
    expect(widgetsOf(dashboardTemplate(() => ({ sections: [{ title: 'Nothing' }] })))).toEqual([]);
  });

  test('can be added later', () => {
    const stack = newStack();
    new SecurityDashboard(stack, 'Dashboard').addSection({ title: 'Shop', graphs: [{ title: 'Orders', metrics: [metric('Orders')] }] });
    expect(widgetsOf(Template.fromStack(stack)).map(({ properties }) => properties.title)).toEqual(['Shop: Orders']);
  });
});

describe('the dashboard of all that the constructs watch', () => {
  const template = dashboardTemplate(everything);
  const widgets = widgetsOf(template);

  test('shows every alarm once', () => {
    const shown = widgets.filter(({ type }) => type === 'alarm').flatMap(({ properties }) => properties.alarms);
    expect(shown.sort()).toEqual(Object.keys(template.findResources('AWS::CloudWatch::Alarm')).map((id) => `<${id}.Arn>`).sort());
  });

  test('counts each security event in one graph', () => {
    const graph = widgets.find(({ properties }) => properties.title === 'Events')!;
    expect(graph.properties.metrics.map(([, name]: string[]) => name)).toEqual(SecurityAlarms.defaultEvents.map(({ id }) => `baseline-test-${id}`));
    expect(graph.properties.metrics[0][2]).toEqual({ stat: 'Sum' });
  });

  test('draws every health alarm with its threshold', () => {
    const graphs = widgets.filter(({ type, properties }) => type === 'metric' && properties.title !== 'Events');
    expect(graphs.filter(({ properties }) => properties.annotations === undefined)).toEqual([]);
    expect(graphs.find(({ properties }) => properties.title === 'CPUUtilization')!.properties.annotations.horizontal).toMatchObject([{ value: 90 }]);
  });

  test('is small, far from the limits of CloudWatch', () => {
    expect(bodyOf(template).length).toBeLessThan(30_000);
  });

  test.each<[string, StackProps | undefined]>([['without a region', undefined], ['with a region', { env: { account: '111122223333', region: 'eu-west-1' } }]])('in a stack %s names none', (_stack, props) => {
    const given = dashboardTemplate(everything, props);
    expect(JSON.stringify(only(given, 'AWS::CloudWatch::Dashboard'))).not.toMatch(/[a-z]{2}-[a-z]+-\d|\d{12}/);
    expect(widgetsOf(given).filter(({ type }) => type === 'metric').map(({ properties }) => properties.region)).toEqual(widgetsOf(given).filter(({ type }) => type === 'metric').map(() => '<AWS::Region>'));
  });

  test('is the same with every recommended feature flag', () => {
    expect(bodyOf(dashboardTemplate(everything, undefined, recommendedFlags))).toBe(bodyOf(template));
  });
});

describe('the URL of the dashboard', () => {
  test.each([
    ['aws', 'console.aws.amazon.com'],
    ['aws-cn', 'console.amazonaws.cn'],
    ['aws-us-gov', 'console.amazonaws-us-gov.com'],
    ['aws-eusc', 'console.amazonaws-eusc.eu'],
  ])('in partition %s is at %s', (partition, domain) => {
    const template = dashboardTemplate();
    const [name] = Object.keys(template.findResources('AWS::CloudWatch::Dashboard'));
    expect(evaluate(template.findOutputs('Url').Url.Value, template, partition)).toBe(
      `https://${domain}/cloudwatch/home?region=<AWS::Region>#dashboards/dashboard/<${name}>`);
  });

  test('is that of each of two dashboards', () => {
    const stack = newStack();
    const urls = ['One', 'Two'].map((id) => stack.resolve(new SecurityDashboard(stack, id).dashboardUrl));
    const template = Template.fromStack(stack);
    expect(urls.map((url) => evaluate(url, template, 'aws-cn'))).toEqual([expect.stringMatching(/amazonaws\.cn.*<One/), expect.stringMatching(/amazonaws\.cn.*<Two/)]);
  });
});

describe('a dashboard', () => {
  const propertiesOf = (props: SecurityDashboardProps) => only(dashboardTemplate(() => props), 'AWS::CloudWatch::Dashboard').Properties;

  test('has a name that CloudFormation generates, or the given one', () => {
    expect(propertiesOf({}).DashboardName).toBeUndefined();
    expect(propertiesOf({ dashboardName: `baseline-${Aws.REGION}` }).DashboardName).toEqual({ 'Fn::Join': ['', ['baseline-', { Ref: 'AWS::Region' }]] });
  });

  test.each<[string, Duration | undefined, string]>([['a day', undefined, '-P1D'], ['the time that is given', Duration.hours(3), '-PT3H']])('shows %s at first', (_time, defaultInterval, start) => {
    expect(JSON.parse(bodyOf(dashboardTemplate(() => ({ defaultInterval })))).start).toBe(start);
  });

  test('can be given further widgets', () => {
    const stack = newStack();
    new SecurityDashboard(stack, 'Dashboard').dashboard.addWidgets(new cloudwatch.TextWidget({ markdown: 'Call 112' }));
    expect(bodyOf(Template.fromStack(stack))).toContain('Call 112');
  });
});

describe('wrong props of a dashboard are refused at synth', () => {
  const metrics = (count: number) => some(count, (index) => metric(`Metric${index}`));
  const graphs = (count: number, size: number) => some(count, (index) => ({ title: `Graph ${index}`, metrics: metrics(size) }));
  const sum = (terms: number) => new cloudwatch.MathExpression({
    expression: some(terms, (index) => `m${index}`).join(' + '), usingMetrics: Object.fromEntries(metrics(terms).map((one, index) => [`m${index}`, one])),
  });
  const withSections = (...sections: DashboardSection[]) => () => new SecurityDashboard(newStack(), 'Dashboard', { sections });

  test.each<[string, () => unknown, RegExp]>([
    ['a name with spaces', () => new SecurityDashboard(newStack(), 'Dashboard', { dashboardName: 'a b' }), /dashboardName: "a b"\. Give 1 to 255/],
    ['a long name', () => new SecurityDashboard(newStack(), 'Dashboard', { dashboardName: 'a'.repeat(256) }), /dashboardName/],
    ['many alarms in a section', () => {
      const stack = newStack();
      new SecurityDashboard(stack, 'Dashboard', { sections: [{ title: 'Events', alarms: some(101, (index) => alarm(stack, `Alarm${index}`)) }] });
    }, /Events\.alarms: 101\. A section shows 100 alarms at most/],
    ['a graph of nothing', withSections({ title: 'Shop', graphs: [{ title: 'Orders' }] }), /Shop\.graphs: "Orders"\. Give the graph metrics or alarms/],
    ['a graph of many metrics', withSections({ title: 'Shop', graphs: graphs(1, 501) }), /Shop\.graphs: "Graph 0"\. A graph shows 500 metrics at most/],
    ['an expression of many metrics', withSections({ title: 'Shop', graphs: [{ title: 'Sum', metrics: [sum(500)] }] }), /A graph shows 500 metrics at most/],
    ['many metrics in all', withSections({ title: 'One', graphs: graphs(3, 500) }, { title: 'Two', graphs: graphs(3, 500) }), /sections: 3000\. A dashboard shows 2500 metrics at most/],
    ['many widgets', withSections({ title: 'Shop', graphs: graphs(501, 1) }), /sections: 501\. A dashboard has 500 widgets at most/],
  ])('%s', (_what, make, message) => {
    expect(make).toThrow(message);
  });

  test('but not as much as CloudWatch takes', () => {
    expect(withSections({ title: 'One', graphs: graphs(5, 500) }, { title: 'Two', alarms: [] })).not.toThrow();
    expect(withSections({ title: 'Sum', graphs: [{ title: 'Sum', metrics: [sum(499)] }] })).not.toThrow();
    expect(() => new SecurityDashboard(newStack(), 'Dashboard', { dashboardName: 'a'.repeat(255) })).not.toThrow();
  });
});
