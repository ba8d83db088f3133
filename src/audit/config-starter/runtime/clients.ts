import { ConfigServiceClient } from '@aws-sdk/client-config-service';
import { IAMClient } from '@aws-sdk/client-iam';
import { CLIENT_OPTIONS } from '../../../common/functions/runtime/client-options';

/** Creates the clients of AWS Config and IAM. */
export function createClients(): { readonly config: ConfigServiceClient; readonly iam: IAMClient } {
  return { config: new ConfigServiceClient(CLIENT_OPTIONS), iam: new IAMClient(CLIENT_OPTIONS) };
}
