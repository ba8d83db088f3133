import type { Template } from 'aws-cdk-lib/assertions';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as sns from 'aws-cdk-lib/aws-sns';
import { CfnParameter, type Stack } from 'aws-cdk-lib/core';
import { database, databaseTemplate, ownId, ownResources, SNAPSHOT } from './support';
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
  ])('monitor the metric %s of this database for 15 minutes', (metric, comparison, threshold) => {
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

  test('do not include others', () => {
    expect(Object.keys(alarms)).toHaveLength(6);
  });

  test('have a description, and publish ALARM and OK to the topic', () => {
    for (const alarm of Object.values(alarms)) {
      expect(alarm).toMatchObject({ AlarmActions: [TOPIC], OKActions: [TOPIC], AlarmDescription: expect.stringMatching(/database/) });
    }
  });

  test('have names with the specified prefix, or names that CloudFormation generates', () => {
    expect(Object.entries(alarms).map(([metric, { AlarmName }]) => [metric, AlarmName])).toEqual(Object.keys(alarms).map((metric) => [metric, `baseline-test-Database${metric}`]));
    expect(Object.values(alarmsIn(databaseTemplate())).filter((alarm) => 'AlarmName' in alarm)).toEqual([]);
  });

  test('have no actions by default', () => {
    for (const alarm of Object.values(alarmsIn(databaseTemplate()))) {
      expect(alarm.AlarmActions ?? []).toEqual([]);
    }
  });

  test.each([
    ['t4g.medium', 0.05 * 4 * GIB, '205 MiB'], ['r7g.2xlarge', 0.05 * 64 * GIB, '3277 MiB'], ['z9.metal', 100 * 1024 ** 2, '100 MiB'],
  ])('are triggered at 5 %% of the memory of %s if it is known', (type, bytes, text) => {
    const { Threshold, AlarmDescription } = alarmsIn(databaseTemplate(() => ({ instanceType: new ec2.InstanceType(type) }))).FreeableMemory;
    expect([Threshold, AlarmDescription]).toEqual([Math.round(bytes), `The database has less than ${text} of freeable memory`]);
  });

  test.each<[string, Parameters<typeof database>[1], number, string]>([
    ['at 10 % of the initial storage', { allocatedStorage: 500 }, 50, 'has less than 10 % of its initial storage left'],
    ['at 10 % of the specified storage of a restored database', { snapshotIdentifier: SNAPSHOT, allocatedStorage: 500 }, 50, 'has less than 10 % of its initial storage left'],
    ['at 2 GiB if the storage is that of a snapshot, whose size is not known', { snapshotIdentifier: SNAPSHOT }, 2, 'has less than 2 GiB of free storage'],
  ])('are triggered %s', (_title, props, gib, text) => {
    const withReplica = databaseTemplate(() => ({ ...props, ...(props?.snapshotIdentifier && { masterUsername: 'boss' }), manageMasterUserPassword: false }), (db) => { db.addReadReplica('Replica'); });
    const storage = Object.values(withReplica.findResources('AWS::CloudWatch::Alarm', { Properties: { MetricName: 'FreeStorageSpace' } })).map(({ Properties }) => Properties);
    expect(storage.map(({ Threshold, AlarmDescription }) => [Threshold, AlarmDescription]).sort()).toEqual([[gib * GIB, `The database ${text}`], [gib * GIB, `The replica ${text}`]]);
  });

  test.each<[string, Parameters<typeof database>[1], number]>([
    ['of the smallest instance class', { instanceType: new ec2.InstanceType('t4g.micro'), enablePerformanceInsights: false }, 51],
    ['of a medium instance class', { instanceType: new ec2.InstanceType('t4g.medium') }, 204],
    ['of a memory optimized instance class', { instanceType: new ec2.InstanceType('r7g.xlarge') }, 1638],
    ['of a large instance class', { instanceType: new ec2.InstanceType('m6gd.16xlarge') }, 13107],
    ['of an unknown instance class', { instanceType: new ec2.InstanceType('z1d.large') }, 500],
    ['of the parameter max_connections', { parameters: { max_connections: '200' } }, 160],
    ['of a parameter with a formula of RDS', { parameters: { max_connections: '{DBInstanceClassMemory/25165760}' } }, 500],
    ['of the specified threshold', { connectionsAlarmThreshold: 42, parameters: { max_connections: '200' } }, 42],
  ])('are triggered before the limit of connections is reached: that %s', (_limit, props, threshold) => {
    expect(alarmsIn(databaseTemplate(() => props!)).DatabaseConnections.Threshold).toBe(threshold);
  });

  test('accept an unresolved token as threshold', () => {
    const withToken = databaseTemplate((stack) => ({ connectionsAlarmThreshold: new CfnParameter(stack, 'Connections', { type: 'Number' }).valueAsNumber }));
    expect(alarmsIn(withToken).DatabaseConnections.Threshold).toEqual({ Ref: 'Connections' });
  });

  test.each([0, 1.5, 100_001])('reject %p connections as threshold', (connectionsAlarmThreshold) => {
    expect(() => database(newStack(), { connectionsAlarmThreshold })).toThrow(/connectionsAlarmThreshold must .*1 to 100,000, got /s);
  });

  test('have metrics that a dashboard can display', () => {
    const metrics = Object.values(database(newStack()).alarms).map((alarm) => alarm.metric.toMetricConfig().metricStat!.metricName);
    expect(metrics.sort()).toEqual(Object.keys(alarms).sort());
  });

  test('are available by metric', () => {
    expect(Object.keys(database(newStack()).alarms).sort()).toEqual(Object.keys(alarms).sort());
  });
});

describe('the event subscriptions of a database', () => {
  const TYPE = 'AWS::RDS::EventSubscription';
  const template = databaseTemplate((stack) => ({ notificationTopic: topicIn(stack) }));
  const bySource: Record<string, TemplateResource> = Object.fromEntries(Object.values(ownResources(template, TYPE)).map((one) => [one.Properties.SourceType, one]));

  test.each([
    ['db-instance', ['configuration change', 'failure', 'low storage', 'maintenance']],
    ['db-parameter-group', ['configuration change']],
    ['db-security-group', ['configuration change', 'failure']],
  ])('publish the events of type %s to the topic', (source, categories) => {
    expect(bySource[source].Properties).toMatchObject({ SnsTopicArn: TOPIC, EventCategories: categories });
  });

  test('cover this instance, and all groups of the account, as Security Hub requires', () => {
    expect(bySource['db-instance'].Properties.SourceIds).toEqual([{ Ref: ownId(template, 'AWS::RDS::DBInstance') }]);
    expect(bySource['db-parameter-group'].Properties.SourceIds).toBeUndefined();
    expect(bySource['db-security-group'].Properties.SourceIds).toBeUndefined();
  });

  test('are created after the policy of the topic, because RDS publishes a test message', () => {
    const [policy] = Object.keys(template.findResources('AWS::SNS::TopicPolicy'));
    for (const subscription of Object.values(bySource)) {
      expect(subscription.DependsOn).toContain(policy);
    }
  });

  test('can publish to an imported topic', () => {
    const topicArn = 'arn:aws:sns:eu-west-1:111122223333:central';
    const imported = databaseTemplate((stack) => ({ notificationTopic: sns.Topic.fromTopicArn(stack, 'Topic', topicArn) }));
    expect(Object.values(ownResources(imported, TYPE)).map(({ Properties }) => Properties.SnsTopicArn)).toEqual([topicArn, topicArn, topicArn]);
  });

  test('do not exist without a topic', () => {
    databaseTemplate().resourceCountIs(TYPE, 0);
  });
});

function alarmsIn(template: Template): Record<string, Record<string, unknown>> {
  return Object.fromEntries(Object.values(ownResources(template, 'AWS::CloudWatch::Alarm')).map(({ Properties }) => [Properties.MetricName, Properties]));
}
