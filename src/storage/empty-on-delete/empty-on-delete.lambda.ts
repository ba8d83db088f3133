import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import type { Context } from 'aws-lambda';
import { RESOURCE_TYPE } from './resource-properties';
import { deleteContent, type DeletionEvent, type Tools } from './runtime/deletion';
import { fastClient } from './runtime/fast-client';
import { limitHeapGrowth } from './runtime/memory';
import { respond } from '../../common/functions/runtime/handler';
import { SYSTEM_CLOCK } from '../../common/functions/runtime/timing';

limitHeapGrowth();

/** The request timeout applies until the first byte of the response. The socket timeout detects a response body that stalls. */
const TIMEOUTS = { connectionTimeout: 3_000, requestTimeout: 20_000, socketTimeout: 20_000, throwOnRequestTimeout: true };

/** The emptier retries failed requests itself, to adapt its request rate. The sockets suffice for the requests of all key ranges. */
const s3 = fastClient(new S3Client({ maxAttempts: 1, requestHandler: { ...TIMEOUTS, httpsAgent: { maxSockets: 100 } } }));

const tools: Tools = { s3, lambda: new LambdaClient({ requestHandler: TIMEOUTS }), timing: SYSTEM_CLOCK };

/** Handles the requests of CloudFormation for the custom resource. */
export async function handler(event: DeletionEvent, context: Context): Promise<void> {
  await respond(event, context, [RESOURCE_TYPE], (signal, operation) => deleteContent(event, context, tools, operation, signal));
}
