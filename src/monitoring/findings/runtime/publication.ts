import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import type { FindingEvent } from './finding';
import { messageOf } from './message';
import { PATIENCE_MILLISECONDS, PublishedFindings } from './published-findings';
import { READERS } from './readers';
import { log } from '../../../common/functions/runtime/json-log';
import { describeError, retryTransient } from '../../../common/functions/runtime/service-errors';
import type { Timing } from '../../../common/functions/runtime/timing';
import { FINDING_SOURCES } from '../finding-source';
import type { FindingConfiguration } from '../function-environment';

/** What an invocation works with. */
export interface Tools {
  readonly configuration: FindingConfiguration;
  readonly tableName: string;
  readonly region: string;
  /** The id of the invocation, which remains the same when Lambda repeats it. */
  readonly requestId: string;
  readonly dynamoDb: DynamoDBClient;
  readonly sns: SNSClient;
  readonly timing: Timing;
}

/** Publishes the finding of an event, unless the event needs no message or repeats a finding of this day. Throws an error to be invoked again. */
export async function publishFinding(event: FindingEvent, tools: Tools): Promise<void> {
  const { configuration, dynamoDb, sns, timing, tableName, region } = tools;
  const source = configuration.sources.find((one) => FINDING_SOURCES[one].eventSource === event.source);
  const finding = source && READERS[source](event, { ...configuration, region });
  if (!finding) {
    return log('ignored', { source: event.source, id: event.id });
  }
  const published = new PublishedFindings(dynamoDb, tableName, timing, tools.requestId);
  const key = published.keyOf(source, finding.id);
  const details = { source, key, finding: finding.id, severity: finding.severity };
  if (await published.claim(key) === 'published') {
    return log('already published', details);
  }
  const message = new PublishCommand({ TopicArn: configuration.topicArns[finding.severity], ...messageOf(source, finding) });
  try {
    await retryTransient(timing, timing.now() + PATIENCE_MILLISECONDS, () => sns.send(message));
  } catch (error) {
    // Without the release, the claim expires before the next invocation.
    await published.release(key).catch((failure) => log('claim not released', { ...details, reason: describeError(failure) }));
    throw error;
  }
  // The message was published: an error would only repeat it.
  await published.complete(key).catch((failure) => log('publication not recorded', { ...details, reason: describeError(failure) }));
  log('published', details);
}
