import { CfnConfigurationRecorder, CfnDeliveryChannel } from 'aws-cdk-lib/aws-config';
import type { CfnResource } from 'aws-cdk-lib/core';
import { isSameEnvironment } from '../common/cdk/environments';

/** The recorders and channels that look for others themselves. */
const looking = new WeakSet<CfnResource>();

/**
 * Looks, once all is made, whether the app makes another recorder for the region and account. Of two that look, the later one tells.
 * @see https://docs.aws.amazon.com/config/latest/developerguide/stop-start-recorder.html
 */
export function refuseOtherRecorders(recorder: CfnConfigurationRecorder): void {
  looking.add(recorder);
  recorder.node.addValidation({
    validate: () => othersToTell(recorder, isRecorder).map((other) =>
      `${recorder.node.path}: AWS Config has one recorder a region and account, and ${other.node.path} is one already. `
    + 'Leave one of them out: for a second baseline in an account set config.mode to ConfigStarterMode.ADOPT or SKIP.'),
  });
}

/**
 * The same for delivery channels, unless recorders tell it.
 * @see https://docs.aws.amazon.com/config/latest/APIReference/API_PutDeliveryChannel.html
 */
export function refuseOtherChannels(channel: CfnDeliveryChannel): void {
  looking.add(channel);
  const isTold = () => othersOf(channel, isRecorder).length > 1;
  const isChannel = (node: unknown) => node instanceof CfnDeliveryChannel;
  channel.node.addValidation({
    validate: () => isTold() ? [] : othersToTell(channel, isChannel).map((other) =>
      `${channel.node.path}: AWS Config has one delivery channel a region and account, and ${other.node.path} is one already: leave one of them out.`),
  });
}

const isRecorder = (node: unknown) => node instanceof CfnConfigurationRecorder;

function othersToTell(resource: CfnResource, isOne: (node: unknown) => boolean): CfnResource[] {
  const all = resource.node.root.node.findAll();
  return othersOf(resource, isOne).filter((other) => all.indexOf(other) < all.indexOf(resource) || !looking.has(other));
}

function othersOf(resource: CfnResource, isOne: (node: unknown) => boolean): CfnResource[] {
  return resource.node.root.node.findAll().filter((node) => node !== resource && isOne(node) && isSameEnvironment(resource, node)) as CfnResource[];
}
