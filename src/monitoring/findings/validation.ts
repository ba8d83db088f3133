import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Stack } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { FindingSource } from './finding-source';
import type { CommonFindingNotificationsProps, FindingNotificationsProps } from './props';
import { checkNamePrefix } from '../../common/alarms/alarm-actions';
import { isKnownToDiffer } from '../../common/cdk/environments';
import { checkTopicRegion, isInOtherAccount } from '../../common/topics/topic-location';
import type { Problems } from '../../common/validation/problems';
import { EventSeverity } from '../security-alarms/security-event';

export const ALARM_NAME = 'UndeliveredFindings';

/** Records the problems of the props of `FindingNotifications`. The topic may not exist yet. */
export function checkFindingNotifications(
  problems: Problems, scope: Construct, props: CommonFindingNotificationsProps & Partial<FindingNotificationsProps>,
): void {
  const { sources, guardDutyMinimumSeverity, severityTopics: { high, medium, low } = {}, aggregationRegion } = props;
  checkSources(problems, sources);
  problems
    .check('guardDutyMinimumSeverity', guardDutyMinimumSeverity, {
      isMet: (value) => Object.values(EventSeverity).includes(value) && (sources === undefined || sources.includes(FindingSource.GUARD_DUTY)),
      must: 'be HIGH, MEDIUM or LOW, and be specified only if GUARD_DUTY is a source',
      remedy: 'Use EventSeverity.HIGH, EventSeverity.MEDIUM or EventSeverity.LOW, and add FindingSource.GUARD_DUTY to {sources}.',
    })
    .check('aggregationRegion', aggregationRegion, {
      isMet: (value) => /^[a-z]{2}(-[a-z]+)+-\d+$/.test(value),
      must: 'be the name of a region',
      remedy: "Use a region such as 'eu-west-1'.",
    });
  const isElsewhere = aggregationRegion !== undefined && isKnownToDiffer(Stack.of(scope).region, aggregationRegion);
  if (isElsewhere && sources?.length === 1 && sources[0] === FindingSource.SECURITY_HUB) {
    problems.add({
      prop: 'sources',
      value: sources,
      must: 'contain another source than SECURITY_HUB, because {aggregationRegion} publishes the findings of Security Hub',
      remedy: 'Add a source, or use FindingNotifications only in the aggregation region.',
    });
  }
  const topics = { 'topic': props.topic, 'severityTopics.high': high, 'severityTopics.medium': medium, 'severityTopics.low': low };
  Object.entries(topics).forEach(([prop, topic]) => checkTopic(problems, scope, prop, topic));
  checkTopicRegion(problems, scope, 'deliveryFailureTopic', props.deliveryFailureTopic?.env.region);
  checkNamePrefix(problems, 'alarmNamePrefix', props.alarmNamePrefix, [`${props.alarmNamePrefix}-${ALARM_NAME}`]);
}

function checkSources(problems: Problems, sources?: FindingSource[]): void {
  problems.check('sources', sources, {
    isMet: (value) => value.length > 0, must: 'have at least one element', remedy: 'Omit it for all sources.',
  });
  (sources ?? []).forEach((source, index) => problems.check('sources', source, {
    isMet: (value) => Object.values(FindingSource).includes(value) && sources!.indexOf(value) === index,
    must: 'contain each FindingSource at most once',
    remedy: `Remove the duplicate, or use one of ${Object.values(FindingSource).join(', ')}.`,
  }));
}

/** Records a topic that the function cannot publish to. */
export function checkTopic(problems: Problems, scope: Construct, prop: string, topic?: ITopic): void {
  checkTopicRegion(problems, scope, prop, topic?.env.region);
  if (topic && isInOtherAccount(topic, scope)) {
    problems.add({
      prop,
      value: topic.env.account,
      must: `be a topic of account ${Stack.of(scope).account}`,
      remedy: 'Findings are published with the permissions of a role of the account. Use a topic of this account, and subscribe the other account to it.',
    });
  }
}
