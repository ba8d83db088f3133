import { CreateServiceLinkedRoleCommand, GetRoleCommand, type IAMClient } from '@aws-sdk/client-iam';
import { log } from '../../../common/custom-resource/runtime/json-log';
import { codeOf, describeError, retryTransient } from '../../../common/custom-resource/runtime/service-errors';
import type { Timing } from '../../../common/custom-resource/runtime/timing';

const PATIENCE_MILLISECONDS = 30_000;
/**
 * Until AWS Config may find a role that was made just now: the recorder is made next, and is refused without it.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html#troubleshoot_general_eventual-consistency
 */
const SPREADING_MILLISECONDS = 15_000;

/**
 * Makes the service-linked role of AWS Config where the account has none. It is looked for first: policies of an organization may forbid to
 * make roles, and IAM checks that before it looks whether the role exists.
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
    await timing.sleep(SPREADING_MILLISECONDS);
  } catch (error) {
    // IAM's answer where the role exists.
    if (codeOf(error) !== 'InvalidInputException' && codeOf(error) !== 'InvalidInput') {
      throw error;
    }
  }
}

/** What may not be looked at is taken to be missing: IAM says so where it is not. */
async function exists(iam: IAMClient, timing: Timing): Promise<boolean> {
  try {
    await retryTransient(timing, timing.now() + PATIENCE_MILLISECONDS, () => iam.send(new GetRoleCommand({ RoleName: 'AWSServiceRoleForConfig' })));
    return true;
  } catch (error) {
    log('service-linked role not found', { reason: describeError(error) });
    return false;
  }
}
