import { codeOf } from '../../../common/functions/runtime/service-errors';

/**
 * The reasons of denials that only an administrator of the organization, or of the permissions boundary, can change. The ARN of the policy can follow.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
 */
const REASONS = [
  /explicit deny in (?:an? |the )?((?:service|resource) control policy|permissions boundary|VPC endpoint policy)/i,
  /no (service control policy) allows/i,
  /(organizational policy) in effect/i,
];

/** How S3 refuses a change of a setting that a policy of the organization manages. A denial by IAM names the action. */
const S3_POLICY = /^Access Denied$/i;

/**
 * Returns the policy because of which an organization denies a request, or undefined if the request failed for another reason, such as missing
 * permissions of the function. Amazon EC2 does not name the policy of every denial.
 */
export function organizationPolicyOf(error: unknown): string | undefined {
  const { message = '' } = error as { message?: string };
  if (!/AccessDenied|UnauthorizedOperation|OperationNotPermitted/.test(codeOf(error))) {
    return undefined;
  }
  const policy = REASONS.map((reason) => reason.exec(message)?.[1]).find((name) => name !== undefined);
  return policy ?? (S3_POLICY.test(message) ? 'S3 policy of the organization' : undefined);
}
