import { CfnParameter, type Stack } from 'aws-cdk-lib/core';
import { HardenedMySql, NatGatewayAlarms, WebTier } from '../../../src';
import { importVpc } from '../../support/standalone';
import { newStack, templateOf } from '../../support/templates';

/** Constructs whose alarms have a name prefix, and the longest name without the prefix. */
const NAMED: [name: string, build: (stack: Stack, alarmNamePrefix: string) => void, longest: string][] = [
  ['HardenedMySql', (stack, alarmNamePrefix) => new HardenedMySql(stack, 'It', { vpc: importVpc(stack), alarmNamePrefix }), '-DatabaseDatabaseConnections'],
  ['WebTier', (stack, alarmNamePrefix) => new WebTier(stack, 'It', { vpc: importVpc(stack), alarmNamePrefix }), '-WebTierRejectedConnections'],
  ['NatGatewayAlarms', (stack, alarmNamePrefix) => new NatGatewayAlarms(stack, 'It', { natGatewayIds: ['nat-1'], alarmNamePrefix }), '-NatGateway1PortAllocation'],
];

describe.each(NAMED)('alarmNamePrefix of %s', (_name, build, longest) => {
  const max = 255 - longest.length;

  test('can extend names to 255 characters, the limit of CloudWatch', () => {
    const names = Object.values(templateOf((stack) => build(stack, 'a'.repeat(max))).findResources('AWS::CloudWatch::Alarm')).map(({ Properties }) => Properties.AlarmName.length);
    expect(Math.max(...names)).toBe(255);
  });

  test.each([
    ['be empty', '', 'not be empty', ''],
    ['extend names to 256 characters', 'a'.repeat(max + 1), '.* 255 characters', '.* 256 characters'],
  ])('cannot %s', (_case, prefix, condition, remedy) => {
    expect(() => build(newStack(), prefix)).toThrow(new RegExp(`'Stack/It.*has a problem:\\n {2}- alarmNamePrefix must ${condition}, got "${prefix}"\\.${remedy}`));
  });

  test('can contain an unresolved token', () => {
    expect(() => templateOf((stack) => build(stack, `a${new CfnParameter(stack, 'Prefix').valueAsString}`))).not.toThrow();
  });
});
