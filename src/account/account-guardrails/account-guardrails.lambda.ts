import type { CloudFormationCustomResourceEvent, Context } from 'aws-lambda';
import { RESOURCE_TYPE } from './resource-properties';
import { respond } from '../../common/functions/runtime/handler';

/** Handles the requests of CloudFormation for the custom resource. */
export async function handler(event: CloudFormationCustomResourceEvent, context: Context): Promise<void> {
  await respond(event, context, [RESOURCE_TYPE], async () => ({}));
}
