import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import type { Context } from 'aws-lambda';
import { deleteContent, type DeletionEvent, type Tools } from './runtime/deletion';
import { fastClient } from './runtime/fast-client';
import { keepMemorySmall } from './runtime/memory';
import { respond } from '../../common/custom-resource/runtime/handler';
import { SYSTEM_CLOCK } from '../../common/custom-resource/runtime/timing';

keepMemorySmall();

/** The time-out of a request ends with the first byte of the answer; that of the socket sees a body that stalls. */
const TIME_OUTS = { connectionTimeout: 3_000, requestTimeout: 20_000, socketTimeout: 20_000, throwOnRequestTimeout: true };

/** Failed requests are repeated by the emptier itself, which adapts to them. As many sockets as all ranges of keys together use. */
const s3 = fastClient(new S3Client({ maxAttempts: 1, requestHandler: { ...TIME_OUTS, httpsAgent: { maxSockets: 100 } } }));

const tools: Tools = { s3, lambda: new LambdaClient({ requestHandler: TIME_OUTS }), timing: SYSTEM_CLOCK };

/** Answers CloudFormation's requests for a bucket to be emptied. */
export async function handler(event: DeletionEvent, context: Context): Promise<void> {
  await respond(event, context, (signal) => deleteContent(event, context, tools, signal));
}
