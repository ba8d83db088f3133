import { Duration, type Stack } from 'aws-cdk-lib/core';
import { ConfigPreCheck, ConfigStarter, ConfigStarterMode } from '../../../src';
import { newStack, only, statementsOf, templateOf } from '../../support/templates';

const NAMES = { recorderName: 'ours', channelName: 'ours' };

function policyOf(build: (stack: Stack) => void): string[] {
  return Object.keys(statementsOf(templateOf(build), 'AWS::IAM::Policy')).sort();
}

test('the starter of a recorder knows its name, its channel and how long the records are kept', () => {
  const template = templateOf((stack) => new ConfigStarter(stack, 'Starter', { ...NAMES, retentionPeriod: Duration.days(90) }));
  expect(only(template, 'Custom::ConfigStarter').Properties).toMatchObject({
    Operation: 'Start', RecorderName: 'ours', ChannelName: 'ours', RetentionDays: '90', ServiceTimeout: '360',
  });
});

test('each operation is allowed what it does, and nothing else', () => {
  expect(policyOf((stack) => new ConfigPreCheck(stack, 'PreCheck', { recorderName: 'ours' }))).toEqual(['CreateServiceLinkedRole', 'FindServiceLinkedRole', 'ReadConfig', 'WriteOwnLogs']);
  expect(policyOf((stack) => new ConfigStarter(stack, 'Starter', { mode: ConfigStarterMode.ADOPT }))).toEqual(['ReadConfig', 'StartAndStop', 'WriteOwnLogs']);
  expect(policyOf((stack) => new ConfigStarter(stack, 'Starter', NAMES))).toEqual(['ReadConfig', 'SetRetention', 'StartAndStop', 'TryDelivery', 'WriteOwnLogs']);
});

test('what is started and stopped are recorders, and nothing else', () => {
  const { StartAndStop } = statementsOf(templateOf((stack) => new ConfigStarter(stack, 'Starter', NAMES)), 'AWS::IAM::Policy');
  expect(JSON.stringify(StartAndStop.Resource)).toMatch(/":config:",.*":configuration-recorder\/\*"/);
});

test('nothing is made with skip', () => {
  expect(templateOf((stack) => new ConfigStarter(stack, 'Starter', { mode: ConfigStarterMode.SKIP })).toJSON().Resources).toBeUndefined();
});

test('the starter can work whenever CloudFormation calls it: policy and log group go after it', () => {
  const template = templateOf((stack) => new ConfigStarter(stack, 'Starter', NAMES));
  const ids = ['AWS::IAM::Policy', 'AWS::Logs::LogGroup'].flatMap((type) => Object.keys(template.findResources(type)));
  expect(only(template, 'Custom::ConfigStarter').DependsOn).toEqual(expect.arrayContaining(ids));
});

test.each([
  ['names are missing', {}, /has 2 problems:\n {2}- recorderName: .*give ConfigRecorder.recorderName.*\n {2}- channelName: /],
  ['names come with an adopted recorder', { mode: ConfigStarterMode.ADOPT, ...NAMES }, /has 2 problems:\n {2}- recorderName: "ours"\. Mode 'adopt'/],
  ['the period is too short', { ...NAMES, retentionPeriod: Duration.days(7) }, /retentionPeriod: Duration\.days\(7\)\. AWS Config keeps 30 to 2,557 whole days/],
  ['the period is of an adopted recorder', { mode: ConfigStarterMode.ADOPT, retentionPeriod: Duration.days(90) }, /retentionPeriod: Duration\.days\(90\)\. Mode 'adopt' changes no setting/],
])('refuses at synth when %s', (_, props, message) => {
  expect(() => new ConfigStarter(newStack(), 'Starter', props)).toThrow(message);
});
