import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import * as events from 'aws-cdk-lib/aws-events';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import { Aws, Duration, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { eventPatternOf, type PatternOptions } from './event-patterns';
import { FindingPublisherFunction } from './finding-publisher-function';
import { FINDING_SOURCES, type FindingSource } from './finding-source';
import type { FindingConfiguration, FindingEnvironment, FindingSeverity } from './function-environment';
import type { FindingDeliveryProps } from './props';
import { createPublishedFindings } from './published-findings-table';
import { ALARM_NAME } from './validation';
import { createEventAlarm } from '../../common/alarms/event-alarm';
import { HandlerFunction } from '../../common/functions/handler-function';
import { topicOf } from '../../common/topics/topic-lookup';
import { warnUnlessSubscribed } from '../../common/topics/topic-subscriptions';
import { allowSendMessage, createDeadLetterQueue, visibleMessages } from '../notifications/dead-letter-queue';
import type { EventSeverity } from '../security-alarms/security-event';

export interface FindingRulesProps extends FindingDeliveryProps, PatternOptions {
  readonly sources: readonly FindingSource[];
  readonly topics: { readonly [severity in EventSeverity]: ITopic };
  readonly deliveryFailureTopic: ITopic;
  readonly aggregationRegion?: string;
}

/** After six hours, a finding is in the dead-letter queue. The maximum of Lambda, and enough to correct a policy. */
const MAX_EVENT_AGE = Duration.hours(6);

/** Creates EventBridge rules, the function that publishes their events, its table, a dead-letter queue, and an alarm on the queue. */
export class FindingRules extends Construct {
  public readonly rules: { [source: string]: events.Rule };
  public readonly deadLetterQueue: sqs.IQueue;
  public readonly deliveryFailureAlarm: cloudwatch.Alarm;

  constructor(scope: Construct, id: string, props: FindingRulesProps) {
    super(scope, id);
    this.deadLetterQueue = createDeadLetterQueue(this, 'DeadLetters');
    const handler = this.createFunction(props, createPublishedFindings(this, 'Published'));
    this.rules = Object.fromEntries(props.sources.map((source) => [source, this.createRule(source, handler, props)]));
    const ruleArns = Object.values(this.rules).map(({ ruleArn }) => ruleArn);
    allowSendMessage(this.deadLetterQueue, 'Rules', 'events.amazonaws.com', { ArnEquals: { 'aws:SourceArn': ruleArns } });
    this.deliveryFailureAlarm = this.createDeliveryFailureAlarm(props);
  }

  private createFunction({ topics, sources, aggregationRegion, encryptionKey }: FindingRulesProps, table: ITable): HandlerFunction {
    const topicArns: { readonly [severity in FindingSeverity]: string } = {
      HIGH: topics.HIGH.topicArn, MEDIUM: topics.MEDIUM.topicArn, LOW: topics.LOW.topicArn,
    };
    const configuration: FindingConfiguration = { sources, topicArns, aggregationRegion, partition: Aws.PARTITION };
    const environment: FindingEnvironment = { CONFIGURATION: Stack.of(this).toJsonString(configuration), TABLE_NAME: table.tableName };
    const handler = new HandlerFunction(this, 'PublisherFunction', {
      createFunction: (parent, name, options) => new FindingPublisherFunction(parent, name, options),
      description: 'Publishes findings of security services',
      timeout: Duration.minutes(1),
      memorySize: 256,
      environment: { ...environment },
      encryptionKey,
    });
    handler.allow('RecordPublications', ['dynamodb:DeleteItem', 'dynamodb:PutItem'], [table.tableArn]);
    handler.allow('KeepFailedEvents', ['sqs:SendMessage'], [this.deadLetterQueue.queueArn]);
    this.allowPublish(handler, Object.values(topics));
    this.keepFailedEvents(handler);
    return handler;
  }

  /** Allows the function to publish. The policies of topics and keys of the account delegate to the policies of the account. */
  private allowPublish(handler: HandlerFunction, topics: ITopic[]): void {
    for (const topic of new Set(topics)) {
      handler.allow('Publish', ['sns:Publish'], [topic.topicArn]);
      if (topic.masterKey) {
        handler.allow('EncryptMessages', ['kms:Decrypt', 'kms:GenerateDataKey'], [topic.masterKey.keyArn]);
      }
      const own = topicOf(topic.topicArn);
      if (own) {
        warnUnlessSubscribed(own, `Findings are published to topic '${own.node.path}', which has no subscription. Add a subscription, or acknowledge this warning if subscriptions are managed outside this app.`);
      }
    }
  }

  /** Lambda repeats a failed invocation twice, and then sends the event to the queue with the role of the function. */
  private keepFailedEvents(handler: HandlerFunction): void {
    const config = new lambda.CfnEventInvokeConfig(this, 'Retries', {
      functionName: handler.function.functionName,
      qualifier: '$LATEST',
      maximumRetryAttempts: 2,
      maximumEventAgeInSeconds: MAX_EVENT_AGE.toSeconds(),
      destinationConfig: { onFailure: { destination: this.deadLetterQueue.queueArn } },
    });
    handler.addDependent(config);
  }

  private createRule(source: FindingSource, handler: HandlerFunction, options: PatternOptions): events.Rule {
    const rule = new events.Rule(this, `${source}Rule`, {
      description: `Publishes findings of ${FINDING_SOURCES[source].title}`, eventPattern: eventPatternOf(source, options),
    });
    const { functionArn } = handler.function;
    const retryPolicy = { maximumEventAgeInSeconds: MAX_EVENT_AGE.toSeconds(), maximumRetryAttempts: 185 };
    rule.addTarget({ bind: () => ({ arn: functionArn, deadLetterConfig: { arn: this.deadLetterQueue.queueArn }, retryPolicy }) });
    new lambda.CfnPermission(this, `${source}Permission`, {
      action: 'lambda:InvokeFunction', functionName: functionArn, principal: 'events.amazonaws.com', sourceArn: rule.ruleArn,
    });
    return rule;
  }

  private createDeliveryFailureAlarm({ deliveryFailureTopic, alarmNamePrefix }: FindingRulesProps): cloudwatch.Alarm {
    return createEventAlarm(this, 'Undelivered', {
      name: alarmNamePrefix && `${alarmNamePrefix}-${ALARM_NAME}`,
      description: `Findings could not be published. Their events are in the dead-letter queue ${this.deadLetterQueue.queueName}. `
        + 'Read the log group of the function for the reason, then read the messages of the queue, and delete them.',
      metric: visibleMessages(this.deadLetterQueue),
      actions: { alarmActions: [new SnsAction(deliveryFailureTopic)], okActions: [] },
    });
  }
}
