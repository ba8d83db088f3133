import type { CfnConfigurationRecorder, CfnDeliveryChannel } from 'aws-cdk-lib/aws-config';
import { CfnResource } from 'aws-cdk-lib/core';
import { stateOf } from '../common/cdk/construct-state';
import { isSameEnvironment } from '../common/cdk/environments';

const RECORDER = 'AWS::Config::ConfigurationRecorder';
const CHANNEL = 'AWS::Config::DeliveryChannel';

/**
 * Reports an error at synthesis if the app creates another recorder in the account and region. If both recorders are checked, only the later
 * one reports it.
 * @see https://docs.aws.amazon.com/config/latest/developerguide/stop-start-recorder.html
 */
export function rejectOtherRecorders(recorder: CfnConfigurationRecorder): void {
  checkedResources(recorder).add(recorder);
  recorder.node.addValidation({
    validate: () => othersToReport(recorder, RECORDER).map((other) =>
      `${recorder.node.path}: AWS Config supports only one recorder per account and region, and ${other.node.path} is another one. `
      + 'Remove one of them. For a second SecureBaseline in the same account and region, set config.mode to ConfigStarterMode.ADOPT or config.enabled to false.'),
  });
}

/**
 * Reports an error at synthesis if the app creates another delivery channel in the account and region, unless a recorder reports the same.
 * @see https://docs.aws.amazon.com/config/latest/APIReference/API_PutDeliveryChannel.html
 */
export function rejectOtherChannels(channel: CfnDeliveryChannel): void {
  checkedResources(channel).add(channel);
  const isReported = () => othersOf(channel, RECORDER).length > 1;
  channel.node.addValidation({
    validate: () => isReported() ? [] : othersToReport(channel, CHANNEL).map((other) =>
      `${channel.node.path}: AWS Config supports only one delivery channel per account and region, and ${other.node.path} is another one. Remove one of them.`),
  });
}

/** Returns the recorders and delivery channels of the app that are checked. */
function checkedResources(resource: CfnResource): Set<CfnResource> {
  return stateOf(resource.node.root, 'checkedConfigResources', () => new Set<CfnResource>());
}

function othersToReport(resource: CfnResource, type: string): CfnResource[] {
  const all = resource.node.root.node.findAll();
  return othersOf(resource, type).filter((other) => all.indexOf(other) < all.indexOf(resource) || !checkedResources(resource).has(other));
}

function othersOf(resource: CfnResource, type: string): CfnResource[] {
  return resource.node.root.node.findAll().filter((node): node is CfnResource =>
    node !== resource && CfnResource.isCfnResource(node) && node.cfnResourceType === type && isSameEnvironment(resource, node));
}
