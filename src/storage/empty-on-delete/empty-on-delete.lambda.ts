import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import type { Context } from 'aws-lambda';
import { deleteContent, type DeletionEvent, type Tools } from './deletion';
import { fastClient } from './fast-client';
import { keepMemorySmall } from './memory';
import { answer } from '../../common/custom-resource-handler';
import { REAL_TIME } from '../../common/timing';

keepMemorySmall();

/** Failed requests are repeated by the emptier itself, which adapts to them. As many sockets as all ranges of keys together use. */
const s3 = fastClient(new S3Client({
  maxAttempts: 1,
  requestHandler: { connectionTimeout: 3_000, requestTimeout: 20_000, throwOnRequestTimeout: true, httpsAgent: { maxSockets: 100 } },
}));

const tools: Tools = { s3, lambda: new LambdaClient({}), timing: REAL_TIME };

/** Answers CloudFormation's requests for a bucket to be emptied. */
export async function handler(event: DeletionEvent, context: Context): Promise<void> {
  await answer(event, context, () => deleteContent(event, context, tools));
}
