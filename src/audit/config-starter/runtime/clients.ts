import { ConfigServiceClient } from '@aws-sdk/client-config-service';
import { IAMClient } from '@aws-sdk/client-iam';

/** Without them a request that is never answered lasts as long as the function. Failed requests are repeated by whoever sends them. */
const OPTIONS = {
  maxAttempts: 1,
  requestHandler: { connectionTimeout: 3_000, requestTimeout: 8_000, throwOnRequestTimeout: true },
};

/** AWS Config and IAM as the function asks them. */
export function createClients(): { readonly config: ConfigServiceClient; readonly iam: IAMClient } {
  return { config: new ConfigServiceClient(OPTIONS), iam: new IAMClient(OPTIONS) };
}
