import type { CloudFormationCustomResourceEvent, Context } from 'aws-lambda';
import { RESOURCE_TYPE, type DataLossCheckProperties } from './resource-properties';
import { rejectLosses } from './runtime/losses';
import { respond } from '../../common/functions/runtime/handler';

/** Compares the properties before and after an update. The rollback of an update is always accepted, because it restores what was there before. */
export async function handler(event: CloudFormationCustomResourceEvent, context: Context): Promise<void> {
  await respond(event, context, [RESOURCE_TYPE], async (_signal, { stackStatus }) => {
    if (event.RequestType === 'Update' && stackStatus === 'UPDATE_IN_PROGRESS') {
      rejectLosses(event.OldResourceProperties as unknown as DataLossCheckProperties, event.ResourceProperties as unknown as DataLossCheckProperties);
    }
    return {};
  });
}
