import type { AttributeValue, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { SNSClient } from '@aws-sdk/client-sns';
import { FindingSource } from '../../../src';
import type { FindingEvent } from '../../../src/monitoring/findings/runtime/finding';
import { publishFinding, type Tools } from '../../../src/monitoring/findings/runtime/publication';

type Item = Record<string, AttributeValue>;

/** The outcome of a request, in the order of the requests. */
export type Fault = 'none' | 'refused' | 'lost response' | 'stopped';

export interface Published {
  readonly topicArn: string;
  readonly subject: string;
  readonly texts: { readonly default: string; readonly email: string };
}

const error = (name: string, details: object = {}) => Object.assign(new Error(name), { name, ...details });

/** The function does not continue after the request: the process ended. */
export const STOPPED = 'Stopped';

/** The table, the topics and the clock, with faults. */
export class Model {
  public readonly items = new Map<string, Item>();
  public readonly messages: Published[] = [];
  /** The names of all requests that were sent. */
  public readonly requests = new Set<string>();
  public now = Date.parse('2026-11-30T08:00:00Z');
  private isStopped = false;

  constructor(private readonly faults: Fault[] = [], private readonly configuration: Partial<Tools['configuration']> = {}) {}

  public async invoke(event: FindingEvent, requestId: string): Promise<void> {
    this.isStopped = false;
    await publishFinding(event, this.tools(requestId));
  }

  private tools(requestId: string): Tools {
    return {
      configuration: {
        sources: Object.values(FindingSource), topicArns: { HIGH: 'high', MEDIUM: 'medium', LOW: 'low' }, partition: 'aws', ...this.configuration,
      },
      tableName: 'table',
      region: 'eu-west-1',
      requestId,
      dynamoDb: { send: async ({ constructor: { name }, input }: Command) => this.withFault(name, () => this.write(name, input), 'ProvisionedThroughputExceededException') } as unknown as DynamoDBClient,
      sns: { send: async ({ constructor: { name }, input }: Command) => this.withFault(name, () => this.publish(input), 'InvalidParameterException') } as unknown as SNSClient,
      timing: { now: () => this.now, random: () => 0, sleep: async (milliseconds) => void (this.now += milliseconds) },
    };
  }

  private withFault(command: string, request: () => object, code: string): object {
    this.requests.add(command);
    const fault = this.isStopped ? 'stopped' : this.faults.shift() ?? 'none';
    if (fault === 'refused') {
      throw error(code);
    }
    this.isStopped = fault === 'stopped';
    if (this.isStopped) {
      throw error(STOPPED);
    }
    const response = request();
    if (fault === 'lost response') {
      throw error('AccessDenied');
    }
    return response;
  }

  private publish({ TopicArn, Subject, Message }: Command['input']): object {
    this.messages.push({ topicArn: TopicArn, subject: Subject, texts: JSON.parse(Message) });
    return {};
  }

  private write(command: string, { Item: item, Key, ConditionExpression, ExpressionAttributeValues: values = {} }: Command['input']): object {
    const key = (item ?? Key).findingKey.S;
    const present = this.items.get(key);
    const isMine = present?.claimedBy.S === values[':owner']?.S;
    const isClaimed = present?.publicationState.S === 'claimed';
    const isAllowed = command === 'DeleteItemCommand' ? present && isMine && isClaimed
      : !ConditionExpression || !present || (isClaimed && (Number(present.claimedUntil.N) < Number(values[':now'].N) || isMine));
    if (!isAllowed) {
      throw error('ConditionalCheckFailedException', { Item: present });
    }
    if (item) {
      this.items.set(key, item);
    } else {
      this.items.delete(key);
    }
    return {};
  }
}

interface Command {
  readonly input: Record<string, any>; // eslint-disable-line @typescript-eslint/no-explicit-any
}
