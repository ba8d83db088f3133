import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Stack, Token } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import { isKnownToDiffer } from '../cdk/environments';
import type { Problems } from '../validation/problems';

/** Records a topic in another region, to which alarms and rules of the stack cannot publish. */
export function checkTopicRegion(problems: Problems, scope: IConstruct, prop: string, topicRegion?: string): void {
  const { region } = Stack.of(scope);
  problems.check(prop, topicRegion, {
    isMet: (value) => Token.isUnresolved(region) || value === region,
    must: `be a topic in region ${region}`,
    remedy: 'CloudWatch alarms and EventBridge rules publish only to topics in their own region. Use a topic in the region of the stack.',
  });
}

/** Whether the topic is known to be in another account than the construct. */
export function isInOtherAccount(topic: ITopic, scope: IConstruct): boolean {
  return isKnownToDiffer(Stack.of(scope).account, topic.env.account);
}
