import * as chatbot from 'aws-cdk-lib/aws-chatbot';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Stack } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import { topicOf } from './topic-lookup';
import { stateOf } from '../cdk/construct-state';
import { isResourceOfType } from '../cdk/resource-type';
import { whenComplete } from '../cdk/when-complete';
import { Problems } from '../validation/problems';

export function isSlackConfiguration(construct: IConstruct): construct is chatbot.CfnSlackChannelConfiguration {
  return isResourceOfType(construct, chatbot.CfnSlackChannelConfiguration.CFN_RESOURCE_TYPE_NAME);
}

export function isTeamsConfiguration(construct: IConstruct): construct is chatbot.CfnMicrosoftTeamsChannelConfiguration {
  return isResourceOfType(construct, chatbot.CfnMicrosoftTeamsChannelConfiguration.CFN_RESOURCE_TYPE_NAME);
}

/**
 * Warns, once for each topic, if the topic has no subscription. Subscriptions can be added until all aspects have been applied. The
 * warning is added to the topic's resource, because the CDK finds acknowledgements only in the parent scopes of a construct, not in the construct
 * itself.
 */
export function warnUnlessSubscribed(topic: sns.Topic, message: string): void {
  const state = stateOf(topic, 'subscriptionCheck', () => ({ isScheduled: false }));
  if (state.isScheduled) {
    return;
  }
  state.isScheduled = true;
  whenComplete(topic, () => {
    if (!isSubscribed(topic)) {
      new Problems(topic.node.defaultChild as sns.CfnTopic).warn('noSubscription', message);
    }
  });
}

/**
 * Whether the topic is known to be in the account of the construct and to have a subscription. Another account cannot list the subscriptions. Call
 * this function by `whenComplete`, when all subscriptions are defined.
 */
export function hasSubscriptionInAccountOf(scope: IConstruct, topicArn: string): boolean {
  const topic = topicOf(topicArn);
  return topic !== undefined && topic.env.account === Stack.of(scope).account && isSubscribed(topic);
}

function isSubscribed(topic: sns.Topic): boolean {
  const { subscription } = topic.node.defaultChild as sns.CfnTopic;
  return (Array.isArray(subscription) && subscription.length > 0) || topic.node.root.node.findAll().some((node) => {
    if (isResourceOfType<sns.CfnSubscription>(node, sns.CfnSubscription.CFN_RESOURCE_TYPE_NAME)) {
      return includesTopic(topic, [node.topicArn], Stack.of(node) === Stack.of(topic));
    }
    return (isSlackConfiguration(node) || isTeamsConfiguration(node))
      && includesTopic(topic, node.snsTopicArns ?? [], Stack.of(node).environment === Stack.of(topic).environment);
  });
}

/**
 * Whether a list contains the ARN of the topic. Resolved values are compared only if they are comparable: in another stack the same value can refer
 * to another topic, and the ARN of a topic in another environment cannot be resolved. In these cases the list must contain the same token.
 */
function includesTopic(topic: sns.Topic, topicArns: string[], comparesResolved: boolean): boolean {
  const textOf = (value: unknown) => JSON.stringify(Stack.of(topic).resolve(value));
  return topicArns.includes(topic.topicArn) || (comparesResolved && textOf(topicArns).includes(textOf(topic.topicArn)));
}
