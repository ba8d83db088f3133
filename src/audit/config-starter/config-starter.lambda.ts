import { ConfigServiceClient } from '@aws-sdk/client-config-service';
import { IAMClient } from '@aws-sdk/client-iam';
import type { CloudFormationCustomResourceEvent, Context } from 'aws-lambda';
import { operate, type Tools } from './operations';
import { answer } from '../../common/custom-resource-handler';
import { REAL_TIME } from '../../common/timing';

const tools: Tools = { config: new ConfigServiceClient({}), iam: new IAMClient({}), timing: REAL_TIME };

/** Checks, starts or adopts the account's recorder. */
export async function handler(event: CloudFormationCustomResourceEvent, context: Context): Promise<void> {
  await answer(event, context, () => operate(event, tools));
}
