import type { CloudFormationCustomResourceEvent, Context } from 'aws-lambda';
import { PRE_CHECK, STARTER } from './resource-properties';
import { createClients } from './runtime/clients';
import { operate, type Tools } from './runtime/operations';
import { respond } from '../../common/functions/runtime/handler';
import { SYSTEM_CLOCK } from '../../common/functions/runtime/timing';

const tools: Tools = { ...createClients(), timing: SYSTEM_CLOCK };

/** Checks, starts or adopts the recorder of the account. */
export async function handler(event: CloudFormationCustomResourceEvent, context: Context): Promise<void> {
  await respond(event, context, [PRE_CHECK, STARTER], (_signal, operation) => operate(event, tools, operation));
}
