import { CfnParameter, type Stack } from 'aws-cdk-lib/core';
import { HardenedMySql, NatGatewayAlarms, WebTier } from '../../../src';
import { vpcIn } from '../../support/alone';
import { newStack, templateOf } from '../../support/templates';

/** Constructs whose alarms are named after a prefix, and the longest of their names without it. */
const NAMED: [name: string, build: (stack: Stack, alarmNamePrefix: string) => void, longest: string][] = [
  ['HardenedMySql', (stack, alarmNamePrefix) => new HardenedMySql(stack, 'It', { vpc: vpcIn(stack), alarmNamePrefix }), '-DatabaseDatabaseConnections'],
  ['WebTier', (stack, alarmNamePrefix) => new WebTier(stack, 'It', { vpc: vpcIn(stack), alarmNamePrefix }), '-WebTierRejectedConnections'],
  ['NatGatewayAlarms', (stack, alarmNamePrefix) => new NatGatewayAlarms(stack, 'It', { natGatewayIds: ['nat-1'], alarmNamePrefix }), '-NatGateway1PortAllocation'],
];

describe.each(NAMED)('the names of the alarms of %s', (_, build, longest) => {
  const most = 255 - longest.length;

  test('begin with as many characters as CloudWatch takes', () => {
    const names = Object.values(templateOf((stack) => build(stack, 'a'.repeat(most))).findResources('AWS::CloudWatch::Alarm')).map(({ Properties }) => Properties.AlarmName.length);
    expect(Math.max(...names)).toBe(255);
  });

  test.each([
    ['nothing', '', '.*at least one character'],
    ['one character more', 'a'.repeat(most + 1), '.*255.*256'],
  ])('cannot begin with %s', (_what, prefix, remedy) => {
    expect(() => build(newStack(), prefix)).toThrow(new RegExp(`'Stack/It.*has a problem:\\n {2}- alarmNamePrefix: "${prefix}"\\. ${remedy}`));
  });

  test('begin with what only the deployment knows', () => {
    expect(() => templateOf((stack) => build(stack, `a${new CfnParameter(stack, 'Prefix').valueAsString}`))).not.toThrow();
  });
});
