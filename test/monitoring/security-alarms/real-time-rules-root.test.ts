import { Annotations, Match } from 'aws-cdk-lib/assertions';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Annotations as CdkAnnotations, Stack, type StackProps } from 'aws-cdk-lib/core';
import { RootSignInRule, SecurityAlarms, type SecurityAlarmsProps } from '../../../src';
import { newStack } from '../../support/templates';

const addAlarms = (stack: Stack, props: Partial<SecurityAlarmsProps>) => new SecurityAlarms(stack, 'Alarms', {
  logGroup: logs.LogGroup.fromLogGroupName(stack, 'Trail', 'organization-trail'), topic: new sns.Topic(stack, 'Own'), namePrefix: 'test', ...props,
});

describe('the info about sign-ins of the root user', () => {
  const infosOf = (stackEnv: StackProps['env'], props: Partial<SecurityAlarmsProps> = {}, build: (stack: Stack) => void = () => undefined) => {
    const stack = newStack({ env: stackEnv });
    addAlarms(stack, props);
    build(stack);
    return Annotations.fromStack(stack).findInfo('*', Match.stringLikeRegexp('sign-ins of the root user')).map(({ entry }) => String(entry.data));
  };
  const env = { account: '111111111111', region: 'eu-central-1' };

  test('is added outside us-east-1', () => {
    expect(infosOf(env)).toEqual([expect.stringMatching(/us-east-1.*RootSignInRule/)]);
  });

  test.each<[string, StackProps['env'], Partial<SecurityAlarmsProps>]>([
    ['in us-east-1', { ...env, region: 'us-east-1' }, {}],
    ['if the region is an unresolved token', undefined, {}],
    ['in another partition', { ...env, region: 'cn-north-1' }, {}],
    ['without real-time rules', env, { realTimeRules: false }],
    ['if the event of the root user is disabled', env, { eventOverrides: { RootUsage: { enabled: false } } }],
  ])('is not added %s', (_, stackEnv, props) => {
    expect(infosOf(stackEnv, props)).toEqual([]);
  });

  test('is not added if it is acknowledged', () => {
    expect(infosOf(env, {}, (stack) => CdkAnnotations.of(stack).acknowledgeInfo('SecureBaseline:rootSignInElsewhere'))).toEqual([]);
  });

  const east = (stack: Stack, stackEnv: StackProps['env']) => new Stack(stack.node.root as Stack, 'East', { env: { ...stackEnv, region: 'us-east-1' } });
  const addRule = (stackEnv: StackProps['env']) => (stack: Stack) => {
    const scope = east(stack, stackEnv);
    new RootSignInRule(scope, 'Root', { topic: new sns.Topic(scope, 'Topic') });
  };
  const addEastAlarms = (props: Partial<SecurityAlarmsProps>) => (stack: Stack) => {
    addAlarms(east(stack, env), props);
  };

  test.each<[string, (stack: Stack) => void]>([
    ['a RootSignInRule in us-east-1', addRule(env)],
    ['a RootSignInRule of an account that is an unresolved token', addRule({})],
    ['SecurityAlarms with real-time rules in us-east-1', addEastAlarms({})],
  ])('is not added if the app has %s', (_, build) => {
    expect(infosOf(env, {}, build)).toEqual([]);
  });

  test.each<[string, (stack: Stack) => void]>([
    ['a RootSignInRule of another account', addRule({ account: '222222222222' })],
    ['SecurityAlarms without real-time rules in us-east-1', addEastAlarms({ realTimeRules: false })],
    ['SecurityAlarms without the event of the root user in us-east-1', addEastAlarms({ eventOverrides: { RootUsage: { enabled: false } } })],
    ['SecurityAlarms in another region', (stack) => { addAlarms(new Stack(stack.node.root as Stack, 'West', { env: { ...env, region: 'us-west-2' } }), {}); }],
  ])('is added if the app only has %s', (_, build) => {
    expect(infosOf(env, {}, build)).toHaveLength(1);
  });
});
