import type { CfnConfigurationRecorder, CfnDeliveryChannel } from 'aws-cdk-lib/aws-config';
import { CfnResource } from 'aws-cdk-lib/core';
import { stateOf } from '../common/cdk/construct-state';
import { isSameEnvironment } from '../common/cdk/environments';

const RECORDER = 'AWS::Config::ConfigurationRecorder';
const CHANNEL = 'AWS::Config::DeliveryChannel';

/**
 * Checks before synthesis whether the app creates another recorder in the account and region. Of two recorders that check, the later one
 * reports it.
 * @see https://docs.aws.amazon.com/config/latest/developerguide/stop-start-recorder.html
 */
export function rejectOtherRecorders(recorder: CfnConfigurationRecorder): void {
  checkedIn(recorder).add(recorder);
  recorder.node.addValidation({
    validate: () => othersToReport(recorder, RECORDER).map((other) =>
      `${recorder.node.path}: AWS Config has one recorder per account and region, and ${other.node.path} is another one. `
      + 'Remove one of them. For a second baseline in an account set config.mode to ConfigStarterMode.ADOPT, or config.enabled to false.'),
  });
}

/**
 * The same for delivery channels, unless recorders report it.
 * @see https://docs.aws.amazon.com/config/latest/APIReference/API_PutDeliveryChannel.html
 */
export function rejectOtherChannels(channel: CfnDeliveryChannel): void {
  checkedIn(channel).add(channel);
  const isReported = () => othersOf(channel, RECORDER).length > 1;
  channel.node.addValidation({
    validate: () => isReported() ? [] : othersToReport(channel, CHANNEL).map((other) =>
      `${channel.node.path}: AWS Config has one delivery channel per account and region, and ${other.node.path} is another one. Remove one of them.`),
  });
}

/** The recorders and delivery channels of the app that check for others themselves. */
function checkedIn(resource: CfnResource): Set<CfnResource> {
  return stateOf(resource.node.root, 'checkedConfigResources', () => new Set<CfnResource>());
}

function othersToReport(resource: CfnResource, type: string): CfnResource[] {
  const all = resource.node.root.node.findAll();
  return othersOf(resource, type).filter((other) => all.indexOf(other) < all.indexOf(resource) || !checkedIn(resource).has(other));
}

function othersOf(resource: CfnResource, type: string): CfnResource[] {
  return resource.node.root.node.findAll().filter((node): node is CfnResource =>
    node !== resource && CfnResource.isCfnResource(node) && node.cfnResourceType === type && isSameEnvironment(resource, node));
}
