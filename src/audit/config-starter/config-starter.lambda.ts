import type { CloudFormationCustomResourceEvent, Context } from 'aws-lambda';
import { createClients } from './runtime/clients';
import { operate, type Tools } from './runtime/operations';
import { answer } from '../../common/custom-resource/runtime/handler';
import { REAL_TIME } from '../../common/custom-resource/runtime/timing';

const tools: Tools = { ...createClients(), timing: REAL_TIME };

/** Checks, starts or adopts the account's recorder. */
export async function handler(event: CloudFormationCustomResourceEvent, context: Context): Promise<void> {
  await answer(event, context, () => operate(event, tools));
}
