import { CfnConfigurationRecorder } from 'aws-cdk-lib/aws-config';
import { Stack, Token } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';

/**
 * What is wrong where an app makes several recorders for one region of one account, once all is made. Of stacks whose account or region
 * only the deployment knows, each may be meant for another.
 * @see https://docs.aws.amazon.com/config/latest/developerguide/stop-start-recorder.html
 */
export function otherRecorders(recorder: CfnConfigurationRecorder): string[] {
  const all = recorder.node.root.node.findAll().filter((node): node is CfnConfigurationRecorder => node instanceof CfnConfigurationRecorder);
  return all.slice(0, all.indexOf(recorder)).filter((other) => isSamePlace(recorder, other)).map((other) =>
    `${recorder.node.path}: AWS Config has one recorder a region and account, and ${other.node.path} is one already. `
    + 'Leave one of them out: for a second baseline in an account set config.mode to ConfigStarterMode.ADOPT or SKIP.');
}

function isSamePlace(one: IConstruct, other: IConstruct): boolean {
  const [stack, otherStack] = [Stack.of(one), Stack.of(other)];
  const places = [stack, otherStack].map(({ account, region }) => [account, region]);
  return stack === otherStack || (places.flat().every((value) => !Token.isUnresolved(value)) && String(places[0]) === String(places[1]));
}
