import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import type { Context } from 'aws-lambda';
import { retryTransient } from './service-errors';
import type { Timing } from './timing';

/** How long a failed invocation is retried. */
const PATIENCE_MILLISECONDS = 20_000;

/** Invokes the function again, with an event, to continue an operation. */
export async function invokeAgain(lambda: LambdaClient, timing: Timing, context: Context, event: object): Promise<void> {
  await retryTransient(timing, timing.now() + PATIENCE_MILLISECONDS, () => lambda.send(new InvokeCommand({
    FunctionName: context.invokedFunctionArn, InvocationType: 'Event', Payload: JSON.stringify(event),
  })));
}
