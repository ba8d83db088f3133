import * as chatbot from 'aws-cdk-lib/aws-chatbot';
import * as sns from 'aws-cdk-lib/aws-sns';
import { AspectPriority, Stack } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import { beforeSynthesis } from '../cdk/before-synthesis';
import { Problems } from '../validation/problems';

export type ChatConfiguration = chatbot.CfnSlackChannelConfiguration | chatbot.CfnMicrosoftTeamsChannelConfiguration;

/** Whether the construct configures a chat channel. */
export function isChatConfiguration(construct: IConstruct): construct is ChatConfiguration {
  return construct instanceof chatbot.CfnSlackChannelConfiguration || construct instanceof chatbot.CfnMicrosoftTeamsChannelConfiguration;
}

const warned = new WeakSet<sns.Topic>();

/**
 * Warns, once for each topic, where nobody is subscribed when all is made: anything may subscribe later. The warning is the resource's, since
 * the CDK asks only those above a construct whether they have acknowledged it, not the construct itself.
 */
export function warnUnlessSubscribed(topic: sns.Topic, message: string): void {
  if (warned.has(topic)) {
    return;
  }
  warned.add(topic);
  beforeSynthesis(topic, () => {
    if (!isSubscribed(topic)) {
      new Problems(topic.node.defaultChild as sns.CfnTopic).warn('noSubscription', message);
    }
  }, AspectPriority.READONLY);
}

/** Whether something in the app subscribes to the topic: to be asked when all is made. */
export function isSubscribed(topic: sns.Topic): boolean {
  const { subscription } = topic.node.defaultChild as sns.CfnTopic;
  return (Array.isArray(subscription) && subscription.length > 0) || topic.node.root.node.findAll().some((node) => {
    if (node instanceof sns.CfnSubscription) {
      return isAmong(topic, [node.topicArn], Stack.of(node) === Stack.of(topic));
    }
    return isChatConfiguration(node) && isAmong(topic, node.snsTopicArns ?? [], Stack.of(node).environment === Stack.of(topic).environment);
  });
}

/** In another stack the same text can mean another topic, and a topic of another environment has none: there the token itself must be among them. */
function isAmong(topic: sns.Topic, topicArns: string[], sameText: boolean): boolean {
  const textOf = (value: unknown) => JSON.stringify(Stack.of(topic).resolve(value));
  return topicArns.includes(topic.topicArn) || (sameText && textOf(topicArns).includes(textOf(topic.topicArn)));
}
