import { ConfigServiceClient } from '@aws-sdk/client-config-service';
import { IAMClient } from '@aws-sdk/client-iam';

/** Timeouts, so that a request without a response does not last until the timeout of the function. The callers retry failed requests. */
const OPTIONS = {
  maxAttempts: 1,
  requestHandler: { connectionTimeout: 3_000, requestTimeout: 8_000, throwOnRequestTimeout: true },
};

/** Creates the clients of AWS Config and IAM. */
export function createClients(): { readonly config: ConfigServiceClient; readonly iam: IAMClient } {
  return { config: new ConfigServiceClient(OPTIONS), iam: new IAMClient(OPTIONS) };
}
