import { createHash } from 'node:crypto';
import { ConditionalCheckFailedException, DeleteItemCommand, PutItemCommand, type AttributeValue, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { retryTransient } from '../../../common/functions/runtime/service-errors';
import type { Timing } from '../../../common/functions/runtime/timing';
import type { FindingSource } from '../finding-source';

/** Longer than the attempts to publish, and shorter than the minute after which Lambda repeats a failed invocation. */
const LEASE_SECONDS = 50;
const RETENTION_SECONDS = 2 * 24 * 60 * 60;
/** How long a request is retried after transient errors. Three of these periods are shorter than the timeout of the function. */
export const PATIENCE_MILLISECONDS = 4_000;

/** Another invocation publishes the finding at this time. The event is processed again later, in case that invocation fails. */
export class FindingInProgress extends Error {
  constructor() {
    super('Another invocation is publishing the same finding. Lambda repeats this invocation.');
    this.name = 'FindingInProgress';
  }
}

/** What is in the way of a claim. */
type Claim = 'claimed' | 'published';

/**
 * The findings of which a message was published, by day. An item is written before the message is published, and completed after that. If the
 * publication fails or the function stops between, the item is released or expires, and the next invocation publishes the message.
 */
export class PublishedFindings {
  constructor(
    private readonly client: DynamoDBClient, private readonly tableName: string, private readonly timing: Timing, private readonly owner: string,
  ) {}

  /** Claims the publication of a finding on this day, unless a message was published. Throws `FindingInProgress` if another invocation claimed it. */
  public async claim(key: string): Promise<Claim> {
    const now = this.seconds();
    const input = new PutItemCommand({
      TableName: this.tableName,
      Item: { ...this.itemOf(key), publicationState: { S: 'claimed' }, claimedUntil: { N: String(now + LEASE_SECONDS) } },
      // The same invocation has the same id when Lambda repeats it.
      ConditionExpression: 'attribute_not_exists(findingKey) OR (publicationState = :claimed AND (claimedUntil < :now OR claimedBy = :owner))',
      ExpressionAttributeValues: { ':claimed': { S: 'claimed' }, ':now': { N: String(now) }, ':owner': { S: this.owner } },
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    });
    try {
      await this.send(() => this.client.send(input));
      return 'claimed';
    } catch (error) {
      if (!isConditionFailed(error)) {
        throw error;
      }
      if (error.Item?.publicationState?.S === 'published') {
        return 'published';
      }
      throw new FindingInProgress();
    }
  }

  /** Records that the message was published. */
  public async complete(key: string): Promise<void> {
    await this.send(() => this.client.send(new PutItemCommand({
      TableName: this.tableName, Item: { ...this.itemOf(key), publicationState: { S: 'published' } },
    })));
  }

  /** Ends the claim of this invocation, so that another one can publish the message at once. */
  public async release(key: string): Promise<void> {
    const request = new DeleteItemCommand({
      TableName: this.tableName,
      Key: { findingKey: { S: key } },
      ConditionExpression: 'claimedBy = :owner AND publicationState = :claimed',
      ExpressionAttributeValues: { ':owner': { S: this.owner }, ':claimed': { S: 'claimed' } },
    });
    await this.send(() => this.client.send(request));
  }

  /** Returns the key of a finding on this day, in UTC. It contains no names of resources. */
  public keyOf(source: FindingSource, id: string): string {
    const day = new Date(this.timing.now()).toISOString().slice(0, 10);
    return `${day}/${createHash('sha256').update(JSON.stringify([source, id])).digest('hex')}`;
  }

  private itemOf(key: string): Record<string, AttributeValue> {
    return { findingKey: { S: key }, claimedBy: { S: this.owner }, expiresAt: { N: String(this.seconds() + RETENTION_SECONDS) } };
  }

  private seconds(): number {
    return Math.floor(this.timing.now() / 1000);
  }

  private send<T>(request: () => Promise<T>): Promise<T> {
    return retryTransient(this.timing, this.timing.now() + PATIENCE_MILLISECONDS, request);
  }
}

function isConditionFailed(error: unknown): error is ConditionalCheckFailedException {
  return error instanceof Error && error.name === 'ConditionalCheckFailedException';
}
