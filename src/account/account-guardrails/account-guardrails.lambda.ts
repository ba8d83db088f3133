import { LambdaClient } from '@aws-sdk/client-lambda';
import { SNSClient } from '@aws-sdk/client-sns';
import type { CloudFormationCustomResourceEvent, Context, EventBridgeEvent } from 'aws-lambda';
import type { GuardrailConfiguration, GuardrailEnvironment } from './function-environment';
import { RESOURCE_TYPE } from './resource-properties';
import { createLocations } from './runtime/clients';
import { lookAgain, operate, type Tools } from './runtime/operations';
import type { StackEnvironment } from '../../common/functions/function-environment';
import { CLIENT_OPTIONS } from '../../common/functions/runtime/client-options';
import { respond } from '../../common/functions/runtime/handler';
import { SYSTEM_CLOCK } from '../../common/functions/runtime/timing';

/**
 * Applies, reports and restores the settings of the account. Whoever may invoke the function can repeat what the stack demands, at any time after its
 * deployment, and nothing else: all targets are in the environment of the function.
 */
export async function handler(event: CloudFormationCustomResourceEvent | EventBridgeEvent<string, unknown>, context: Context): Promise<void> {
  if ('RequestType' in event) {
    await respond(event, context, [RESOURCE_TYPE], (_signal, operation) => operate(event, context, createTools(), operation));
  } else {
    await lookAgain(context, createTools());
  }
}

function createTools(): Tools {
  const { CONFIGURATION, STACK_ID, AWS_REGION } = process.env as unknown as GuardrailEnvironment & StackEnvironment & { readonly AWS_REGION: string };
  const [, , , , accountId, stack] = STACK_ID.split(':');
  return {
    configuration: JSON.parse(CONFIGURATION) as GuardrailConfiguration,
    ownerId: stack.split('/').at(-1)!,
    homeRegion: AWS_REGION,
    locationOf: createLocations(accountId, SYSTEM_CLOCK),
    timing: SYSTEM_CLOCK,
    lambda: new LambdaClient(CLIENT_OPTIONS),
    sns: new SNSClient(CLIENT_OPTIONS),
  };
}
