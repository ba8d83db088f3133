import type { Template } from 'aws-cdk-lib/assertions';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as sns from 'aws-cdk-lib/aws-sns';
import { CfnParameter, type Stack } from 'aws-cdk-lib/core';
import { database, databaseTemplate, ownId, ownResources } from './support';
import { NotificationTopic } from '../../src';
import { newStack, type TemplateResource } from '../support/templates';

const GIB = 1024 ** 3;
const TOPIC = { Ref: expect.stringMatching(/^Topic/) };

const topicIn = (stack: Stack) => new NotificationTopic(stack, 'Topic').topic;

describe('the alarms of a database', () => {
  const template = databaseTemplate((stack) => ({ alarmActions: [new SnsAction(topicIn(stack))], alarmNamePrefix: 'baseline-test' }));
  const alarms = alarmsIn(template);

  test.each([
    ['CPUUtilization', 'GreaterThanThreshold', 90],
    ['FreeStorageSpace', 'LessThanThreshold', 2 * GIB],
    ['FreeableMemory', 'LessThanThreshold', Math.round(0.05 * 8 * GIB)],
    ['DatabaseConnections', 'GreaterThanThreshold', 409],
    ['ReadLatency', 'GreaterThanThreshold', 0.1],
    ['WriteLatency', 'GreaterThanThreshold', 0.1],
  ])('watch %s of this database for a quarter of an hour', (metric, comparison, threshold) => {
    expect(alarms[metric]).toMatchObject({
      Namespace: 'AWS/RDS',
      Dimensions: [{ Name: 'DBInstanceIdentifier', Value: { Ref: ownId(template, 'AWS::RDS::DBInstance') } }],
      Statistic: 'Average',
      Period: 300,
      EvaluationPeriods: 3,
      ComparisonOperator: comparison,
      Threshold: threshold,
    });
  });

  test('are these six, and nothing else', () => {
    expect(Object.keys(alarms)).toHaveLength(6);
  });

  test('tell of trouble and of its end, and say what it is', () => {
    for (const alarm of Object.values(alarms)) {
      expect(alarm).toMatchObject({ AlarmActions: [TOPIC], OKActions: [TOPIC], AlarmDescription: expect.stringMatching(/database/) });
    }
  });

  test('are named after the environment, or by CloudFormation', () => {
    expect(Object.entries(alarms).map(([metric, { AlarmName }]) => [metric, AlarmName])).toEqual(Object.keys(alarms).map((metric) => [metric, `baseline-test-Database${metric}`]));
    expect(Object.values(alarmsIn(databaseTemplate())).filter((alarm) => 'AlarmName' in alarm)).toEqual([]);
  });

  test('tell nobody by default', () => {
    for (const alarm of Object.values(alarmsIn(databaseTemplate()))) {
      expect(alarm.AlarmActions ?? []).toEqual([]);
    }
  });

  test.each([
    ['t4g.medium', 0.05 * 4 * GIB, '205 MiB'], ['r7g.2xlarge', 0.05 * 64 * GIB, '3277 MiB'], ['z9.metal', 100 * 1024 ** 2, '100 MiB'],
  ])('go off at a twentieth of the memory of %s, as far as it is known', (type, bytes, text) => {
    const { Threshold, AlarmDescription } = alarmsIn(databaseTemplate(() => ({ instanceType: new ec2.InstanceType(type) }))).FreeableMemory;
    expect([Threshold, AlarmDescription]).toEqual([Math.round(bytes), `The database has less than ${text} of memory left`]);
  });

  test('go off at a tenth of the storage to begin with', () => {
    expect(alarmsIn(databaseTemplate(() => ({ allocatedStorage: 500 }))).FreeStorageSpace.Threshold).toBe(50 * GIB);
  });

  test.each<[string, Parameters<typeof database>[1], number]>([
    ['the smallest class, which takes 66', { instanceType: new ec2.InstanceType('t4g.micro'), enablePerformanceInsights: false }, 51],
    ['a class between', { instanceType: new ec2.InstanceType('t4g.medium') }, 204],
    ['a class of much memory', { instanceType: new ec2.InstanceType('r7g.xlarge') }, 1638],
    ['a great class', { instanceType: new ec2.InstanceType('m6gd.16xlarge') }, 13107],
    ['a class that we do not know', { instanceType: new ec2.InstanceType('z1d.large') }, 500],
    ['its parameter, whatever the class', { parameters: { max_connections: '200' } }, 160],
    ['a parameter that RDS computes', { parameters: { max_connections: '{DBInstanceClassMemory/25165760}' } }, 500],
    ['the threshold that is given', { connectionsAlarmThreshold: 42, parameters: { max_connections: '200' } }, 42],
  ])('go off before the connections run out: %s', (_limit, props, threshold) => {
    expect(alarmsIn(databaseTemplate(() => props!)).DatabaseConnections.Threshold).toBe(threshold);
  });

  test('take a threshold that only the deployment knows', () => {
    const given = databaseTemplate((stack) => ({ connectionsAlarmThreshold: new CfnParameter(stack, 'Connections', { type: 'Number' }).valueAsNumber }));
    expect(alarmsIn(given).DatabaseConnections.Threshold).toEqual({ Ref: 'Connections' });
  });

  test.each([0, 1.5, 100_001])('refuse %p connections as a threshold', (connectionsAlarmThreshold) => {
    expect(() => database(newStack(), { connectionsAlarmThreshold })).toThrow(/connectionsAlarmThreshold.*1 to 100,000/s);
  });

  test('are exposed by metric, which a dashboard can draw', () => {
    const drawn = Object.values(database(newStack()).alarms).map((alarm) => alarm.metric.toMetricConfig().metricStat!.metricName);
    expect(drawn.sort()).toEqual(Object.keys(alarms).sort());
  });

  test('are exposed by metric', () => {
    expect(Object.keys(database(newStack()).alarms).sort()).toEqual(Object.keys(alarms).sort());
  });
});

describe('the event subscriptions of a database', () => {
  const TYPE = 'AWS::RDS::EventSubscription';
  const template = databaseTemplate((stack) => ({ notificationTopic: topicIn(stack) }));
  const bySource: Record<string, TemplateResource> = Object.fromEntries(Object.values(ownResources(template, TYPE)).map((one) => [one.Properties.SourceType, one]));

  test.each([
    ['db-instance', ['configuration change', 'failure', 'maintenance']],
    ['db-parameter-group', ['configuration change']],
    ['db-security-group', ['configuration change', 'failure']],
  ])('tell the topic of events of a %s', (source, categories) => {
    expect(bySource[source].Properties).toMatchObject({ SnsTopicArn: TOPIC, EventCategories: categories });
  });

  test('are bound to this instance, and to all groups of the account, as Security Hub demands', () => {
    expect(bySource['db-instance'].Properties.SourceIds).toEqual([{ Ref: ownId(template, 'AWS::RDS::DBInstance') }]);
    expect(bySource['db-parameter-group'].Properties.SourceIds).toBeUndefined();
    expect(bySource['db-security-group'].Properties.SourceIds).toBeUndefined();
  });

  test('wait for the policy of the topic, through which a first message goes', () => {
    const [policy] = Object.keys(template.findResources('AWS::SNS::TopicPolicy'));
    for (const subscription of Object.values(bySource)) {
      expect(subscription.DependsOn).toContain(policy);
    }
  });

  test('tell an imported topic', () => {
    const topicArn = 'arn:aws:sns:eu-west-1:111122223333:central';
    const imported = databaseTemplate((stack) => ({ notificationTopic: sns.Topic.fromTopicArn(stack, 'Topic', topicArn) }));
    expect(Object.values(ownResources(imported, TYPE)).map(({ Properties }) => Properties.SnsTopicArn)).toEqual([topicArn, topicArn, topicArn]);
  });

  test('are made for a topic only', () => {
    databaseTemplate().resourceCountIs(TYPE, 0);
  });
});

function alarmsIn(template: Template): Record<string, Record<string, unknown>> {
  return Object.fromEntries(Object.values(ownResources(template, 'AWS::CloudWatch::Alarm')).map(({ Properties }) => [Properties.MetricName, Properties]));
}
