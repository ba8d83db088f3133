import { createHash } from 'node:crypto';
import { Stack } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import type { SlackChannel, TeamsChannel } from './props';
import { stateOf } from '../../common/cdk/construct-state';
import { topLevelStackOf } from '../../common/cdk/environments';
import { isUnknown } from '../../common/cdk/known-values';

/** The name of a configuration has at most 128 characters. These limits reserve space for the region and the separators. */
const MAX_STACK_NAME = 50;
const MAX_ID = 24;

/**
 * Returns the name of the configuration of a Slack channel, which must be unique in the account. The name does not contain the construct's path:
 * otherwise, renaming a parent construct would replace the configuration, and Amazon Q rejects a second configuration of a channel.
 * @see https://docs.aws.amazon.com/chatbot/latest/APIReference/API_CreateSlackChannelConfiguration.html
 */
export function slackConfigurationName(scope: IConstruct, { workspaceId, channelId }: SlackChannel): string {
  return nameOf(scope, 'Slack', shorten(workspaceId, MAX_ID), shorten(channelId, MAX_ID));
}

/**
 * Returns the name of the configuration of a Microsoft Teams channel. It contains a hash of the channel's id, which has characters that are not
 * allowed in names.
 * @see https://docs.aws.amazon.com/chatbot/latest/APIReference/API_CreateTeamsChannelConfiguration.html
 */
export function teamsConfigurationName(scope: IConstruct, { teamId, channelId }: TeamsChannel): string {
  const isUnresolved = [teamId, channelId].some((id) => isUnknown(id));
  return nameOf(scope, 'Teams', isUnresolved ? nextNumber(scope) : hashOf(`${teamId}/${channelId}`));
}

/**
 * Includes the region, because a stack of the same name in another region can have the same unresolved tokens as ids, and the name of the top-level
 * stack, because CloudFormation generates the names of nested stacks, with up to 128 characters.
 */
function nameOf(scope: IConstruct, kind: string, ...ids: string[]): string {
  return [shorten(topLevelStackOf(scope).stackName, MAX_STACK_NAME), Stack.of(scope).region, kind, ...ids].join('-');
}

/** Returns a number for a Teams channel whose id is an unresolved token. It is unique in the stack. */
function nextNumber(scope: IConstruct): string {
  const counter = stateOf(topLevelStackOf(scope), 'unresolvedTeamsChannels', () => ({ count: 0 }));
  counter.count += 1;
  return String(counter.count);
}

function shorten(text: string, maxLength: number): string {
  return isUnknown(text) || text.length <= maxLength ? text : `${text.slice(0, maxLength - 9)}-${hashOf(text)}`;
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 8);
}
