import { Annotations, Match } from 'aws-cdk-lib/assertions';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Annotations as CdkAnnotations, Stack, type StackProps } from 'aws-cdk-lib/core';
import { RootSignInRule, SecurityAlarms, type SecurityAlarmsProps } from '../../../src';
import { newStack } from '../../support/templates';

const addAlarms = (stack: Stack, props: Partial<SecurityAlarmsProps>) => new SecurityAlarms(stack, 'Alarms', {
  logGroup: logs.LogGroup.fromLogGroupName(stack, 'Trail', 'organization-trail'), topic: new sns.Topic(stack, 'Own'), namePrefix: 'test', ...props,
});

describe("root's sign-ins", () => {
  const notes = (where: StackProps['env'], props: Partial<SecurityAlarmsProps> = {}, build: (stack: Stack) => void = () => undefined) => {
    const stack = newStack({ env: where });
    addAlarms(stack, props);
    build(stack);
    return Annotations.fromStack(stack).findInfo('*', Match.stringLikeRegexp('Sign-ins of the root user')).map(({ entry }) => String(entry.data));
  };
  const env = { account: '111111111111', region: 'eu-central-1' };

  test('are said to be detected late outside us-east-1', () => {
    expect(notes(env)).toEqual([expect.stringMatching(/us-east-1.*RootSignInRule/)]);
  });

  test.each<[string, StackProps['env'], Partial<SecurityAlarmsProps>]>([
    ['in us-east-1', { ...env, region: 'us-east-1' }, {}],
    ['where the region is not known', undefined, {}],
    ['in another partition, of which AWS does not say it', { ...env, region: 'cn-north-1' }, {}],
    ['without real-time rules', env, { realTimeRules: false }],
    ['where nothing watches root', env, { eventOverrides: { RootUsage: { enabled: false } } }],
  ])('are not mentioned %s', (_, where, props) => {
    expect(notes(where, props)).toEqual([]);
  });

  test('are not mentioned after an acknowledgement', () => {
    expect(notes(env, {}, (stack) => CdkAnnotations.of(stack).acknowledgeInfo('SecureBaseline:rootSignInElsewhere'))).toEqual([]);
  });

  test('are not mentioned if a rule in us-east-1 publishes them', () => {
    const companion = (stack: Stack) => {
      const east = new Stack(stack.node.root as Stack, 'East', { env: { ...env, region: 'us-east-1' } });
      new RootSignInRule(east, 'Root', { topic: new sns.Topic(east, 'Topic') });
    };
    expect(notes(env, {}, companion)).toEqual([]);
  });
});
