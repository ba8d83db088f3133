import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SNSClient } from '@aws-sdk/client-sns';
import type { Context } from 'aws-lambda';
import type { FindingConfiguration, FindingEnvironment } from './function-environment';
import type { FindingEvent } from './runtime/finding';
import { publishFinding } from './runtime/publication';
import { CLIENT_OPTIONS } from '../../common/functions/runtime/client-options';
import { SYSTEM_CLOCK } from '../../common/functions/runtime/timing';

/** Publishes findings. Whoever may invoke the function can at most cause a message: the topics are in the environment of the function. */
export async function handler(event: FindingEvent, { awsRequestId }: Context): Promise<void> {
  const { CONFIGURATION, TABLE_NAME, AWS_REGION } = process.env as unknown as FindingEnvironment & { readonly AWS_REGION: string };
  await publishFinding(event, {
    configuration: JSON.parse(CONFIGURATION) as FindingConfiguration,
    tableName: TABLE_NAME,
    region: AWS_REGION,
    requestId: awsRequestId,
    dynamoDb: new DynamoDBClient(CLIENT_OPTIONS),
    sns: new SNSClient(CLIENT_OPTIONS),
    timing: SYSTEM_CLOCK,
  });
}
