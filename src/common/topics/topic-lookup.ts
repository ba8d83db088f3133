import * as sns from 'aws-cdk-lib/aws-sns';
import { Arn, ArnFormat, CfnResource, Reference, Resource, Token, Tokenization } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import { isUnknown } from '../cdk/known-values';
import { isResourceOfType } from '../cdk/resource-type';

/** Returns the topic of this app that has the ARN, or undefined for an imported topic and for a resource that is not a topic. */
export function topicOf(topicArn: string): sns.Topic | undefined {
  const resource = resourceOf(topicArn);
  const topic = isTopicResource(resource) ? resource?.node.scope : undefined;
  return topic && Resource.isResource(topic) && (topic as sns.Topic).topicArn === topicArn ? topic as sns.Topic : undefined;
}

/** Returns the region of a topic, or undefined if it is not known. */
export function regionOfTopic(topicArn: string): string | undefined {
  return isUnknown(topicArn) ? topicOf(topicArn)?.env.region : Arn.split(topicArn, ArnFormat.NO_RESOURCE_NAME).region;
}

/** Whether the ARN is the ARN of a topic, or undefined if this is not known because the ARN is an unresolved token. */
export function isTopicArn(arn: string): boolean | undefined {
  const service = /^arn:[^:]*:([\w-]+):/.exec(arn)?.[1];
  if (service !== undefined || !isUnknown(arn)) {
    return service === 'sns';
  }
  const resource = resourceOf(arn);
  return resource && isTopicResource(resource);
}

function isTopicResource(construct?: IConstruct): boolean {
  return isResourceOfType<sns.CfnTopic>(construct, sns.CfnTopic.CFN_RESOURCE_TYPE_NAME);
}

/** Returns the resource to which the ARN refers. The result is undefined for a parameter, because its value can be any ARN. */
function resourceOf(arn: string): IConstruct | undefined {
  const token = Token.isUnresolved(arn) ? Tokenization.reverseString(arn).firstToken : undefined;
  return Reference.isReference(token) && CfnResource.isCfnResource(token.target) ? token.target : undefined;
}
