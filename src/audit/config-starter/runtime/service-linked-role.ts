import { CreateServiceLinkedRoleCommand, GetRoleCommand, type IAMClient } from '@aws-sdk/client-iam';
import { log } from '../../../common/functions/runtime/json-log';
import { codeOf, describeError, retryTransient } from '../../../common/functions/runtime/service-errors';
import type { Timing } from '../../../common/functions/runtime/timing';

/** How long one request is retried. */
const PATIENCE_MILLISECONDS = 30_000;
/**
 * The time until AWS Config can use a new role. The recorder is created next, and is rejected without the role.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html#troubleshoot_general_eventual-consistency
 */
const PROPAGATION_MILLISECONDS = 15_000;

/**
 * Creates the service-linked role of AWS Config if the account does not have it. Checks first whether the role exists, because a policy of the
 * organization can deny its creation, and IAM evaluates the policy even if the role exists.
 * @see https://docs.aws.amazon.com/config/latest/developerguide/using-service-linked-roles.html
 */
export async function ensureServiceLinkedRole(iam: IAMClient, timing: Timing): Promise<void> {
  if (await exists(iam, timing)) {
    return;
  }
  try {
    await retryTransient(timing, timing.now() + PATIENCE_MILLISECONDS, () =>
      iam.send(new CreateServiceLinkedRoleCommand({ AWSServiceName: 'config.amazonaws.com' })));
    log('service-linked role created');
    await timing.sleep(PROPAGATION_MILLISECONDS);
  } catch (error) {
    // The error code of IAM if the role exists.
    if (codeOf(error) !== 'InvalidInputException' && codeOf(error) !== 'InvalidInput') {
      throw error;
    }
  }
}

/** Returns false as well if the request is denied. The creation of a role that exists fails with an error that is ignored. */
async function exists(iam: IAMClient, timing: Timing): Promise<boolean> {
  try {
    await retryTransient(timing, timing.now() + PATIENCE_MILLISECONDS, () => iam.send(new GetRoleCommand({ RoleName: 'AWSServiceRoleForConfig' })));
    return true;
  } catch (error) {
    log('service-linked role not found', { reason: describeError(error) });
    return false;
  }
}
