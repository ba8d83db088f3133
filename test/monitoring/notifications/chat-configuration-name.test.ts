import { App, CfnParameter, NestedStack, Stack, Stage } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { NotificationTopic, type NotificationTopicProps } from '../../../src';
import { templateOf } from '../../support/templates';

const TYPES = ['AWS::Chatbot::SlackChannelConfiguration', 'AWS::Chatbot::MicrosoftTeamsChannelConfiguration'];
const SLACK = { workspaceId: 'T0123ABCD', channelId: 'C0123456789' };
const TEAMS = { tenantId: '12345678-1234-1234-1234-123456789012', teamId: '87654321-1234-1234-1234-123456789012', channelId: '19%3Aabc_1%40thread.tacv2' };
const CHANNELS: NotificationTopicProps = { slackChannels: [SLACK], teamsChannels: [TEAMS, { ...TEAMS, channelId: '19%3Aabc_2%40thread.tacv2' }] };

/** Returns the configuration names of the stack, with the values of parameters. */
function namesIn(stack: Stack, values: Record<string, string> = {}): string[] {
  const { Resources } = App.of(stack)!.synth().getStackArtifact(stack.artifactId).template;
  const textOf = (value: string | { 'Ref'?: string; 'Fn::Join'?: [string, []] }): string => typeof value === 'string' ? value
    : value['Fn::Join'] ? value['Fn::Join'][1].map(textOf).join(value['Fn::Join'][0]) : values[value.Ref!];
  return Object.values<{ Type: string; Properties: { ConfigurationName: string } }>(Resources)
    .filter(({ Type }) => TYPES.includes(Type)).map(({ Properties }) => textOf(Properties.ConfigurationName));
}

const newStack = (id = 'Stack', region?: string) => new Stack(new App(), id, { env: region === undefined ? undefined : { account: '111111111111', region } });

describe('the names of chat configurations', () => {
  test('are unique and match the pattern that the service requires', () => {
    const stack = newStack();
    new NotificationTopic(stack, 'Topic', CHANNELS);
    const names = namesIn(stack, { 'AWS::Region': 'eu-west-1' });
    expect(new Set(names).size).toBe(3);
    names.forEach((name) => expect(name).toMatch(/^Stack-eu-west-1-(Slack|Teams)-[A-Za-z0-9-_]+$/));
  });

  test('have at most 128 characters', () => {
    const stack = newStack('S'.repeat(128), 'ap-southeast-1');
    new NotificationTopic(stack, 'Topic', { ...CHANNELS, slackChannels: [{ workspaceId: 'T'.repeat(255), channelId: 'C'.repeat(255) }] });
    namesIn(stack).forEach((name) => expect(name).toMatch(/^[A-Za-z0-9-_]{1,128}$/));
  });

  test('do not change when a parent construct is renamed', () => {
    const namesAt = (id: string) => {
      const stack = newStack();
      new NotificationTopic(new Construct(stack, id), 'Topic', CHANNELS);
      return namesIn(stack, { 'AWS::Region': 'eu-west-1' });
    };
    expect(namesAt('After')).toEqual(namesAt('Before'));
  });

  test('are unique in the regions and stacks of an account if the ids are unresolved tokens', () => {
    const namesOf = (id: string, region?: string) => {
      const stack = newStack(id, region);
      const parameter = (name: string) => new CfnParameter(stack, name).valueAsString;
      const [workspace, channel, team, teamsChannel] = ['Workspace', 'Channel', 'Team', 'TeamsChannel'].map(parameter);
      new NotificationTopic(stack, 'Topic', {
        slackChannels: [{ workspaceId: workspace, channelId: channel }], teamsChannels: [{ tenantId: TEAMS.tenantId, teamId: team, channelId: teamsChannel }],
      });
      new NotificationTopic(stack, 'Other', { teamsChannels: [{ tenantId: TEAMS.tenantId, teamId: team, channelId: parameter('Second') }] });
      return namesIn(stack, { 'AWS::Region': region ?? 'eu-central-1', 'Workspace': 'T1', 'Channel': 'C1' });
    };
    const all = [namesOf('Stack', 'eu-west-1'), namesOf('Stack', 'us-east-1'), namesOf('Stack'), namesOf('Another', 'eu-west-1')].flat();
    expect(new Set(all).size).toBe(12);
    all.forEach((name) => expect(name).toMatch(/^[A-Za-z0-9-_]{1,128}$/));
  });

  test('begin with the name of the top-level stack in a nested stack', () => {
    const stack = newStack('Parent', 'eu-west-1');
    const template = () => new NotificationTopic(new NestedStack(stack, 'Nested'), 'Topic', { slackChannels: [SLACK] });
    const [configuration] = template().node.findAll().filter((node) => 'configurationName' in node) as unknown as [{ configurationName: string }];
    expect(configuration.configurationName).toBe('Parent-eu-west-1-Slack-T0123ABCD-C0123456789');
  });

  test('contain the name of the stage, which is part of the stack name', () => {
    const stack = new Stack(new Stage(new App(), 'Prod'), 'Stack', { env: { account: '111111111111', region: 'eu-west-1' } });
    const [configuration] = new NotificationTopic(stack, 'Topic', { slackChannels: [SLACK] }).node.findAll()
      .filter((node) => 'configurationName' in node) as unknown as [{ configurationName: string }];
    expect(configuration.configurationName).toBe('Prod-Stack-eu-west-1-Slack-T0123ABCD-C0123456789');
  });
});

test('the names of chat configurations do not contain the path of the construct', () => {
  const template = templateOf((stack) => new NotificationTopic(new Construct(stack, 'Somewhere'), 'Topic', CHANNELS));
  const properties = TYPES.flatMap((type) => Object.values(template.findResources(type)).map(({ Properties }) => Properties.ConfigurationName));
  expect(JSON.stringify(properties)).not.toContain('Somewhere');
});
