import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as sns from 'aws-cdk-lib/aws-sns';
import type { Duration } from 'aws-cdk-lib/core';
import type { AccountSetting } from './account-settings';
import type { AccountSettingModes, GuardrailMode } from './setting-modes';

/** What happens to the values that the account settings had before the first stack changed them. */
export enum EarlierValues {
  /** The settings keep the values that the stack applied. The earlier values remain in SSM parameters. */
  KEEP = 'keep',

  /**
   * The earlier values are restored, unless another stack applies the same setting, someone changed it in the meantime, or the restoration would make
   * something public. What remains is reported.
   */
  RESTORE = 'restore',
}

/**
 * The password policy of IAM users. The policy of the account is never made less secure: what it already demands, it continues to demand.
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateAccountPasswordPolicy.html
 */
export interface PasswordPolicyOptions {
  /**
   * The minimum number of characters: 6 to 128.
   * @default 14
   * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateAccountPasswordPolicy.html
   */
  readonly minimumLength?: number;

  /**
   * Whether a symbol is required.
   * @default true
   */
  readonly requireSymbols?: boolean;

  /**
   * Whether a digit is required.
   * @default true
   */
  readonly requireNumbers?: boolean;

  /**
   * Whether an uppercase letter is required.
   * @default true
   */
  readonly requireUppercase?: boolean;

  /**
   * Whether a lowercase letter is required.
   * @default true
   */
  readonly requireLowercase?: boolean;

  /**
   * Whether users may change their own password.
   * @default true
   */
  readonly allowUsersToChange?: boolean;

  /**
   * The age at which passwords expire: 1 to 1,095 whole days. Users whose password is older are reported, and the policy is applied only if
   * it is confirmed.
   * @default - passwords do not expire
   * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateAccountPasswordPolicy.html
   */
  readonly maximumAge?: Duration;

  /**
   * The number of previous passwords that cannot be used again: 1 to 24.
   * @default 24
   * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateAccountPasswordPolicy.html
   */
  readonly reusePrevention?: number;

  /**
   * Whether only an administrator can replace an expired password. It requires `maximumAge`.
   * @default false
   */
  readonly hardExpiry?: boolean;
}

/**
 * The contact whom AWS notifies of security events, such as abuse reports. The values are visible in the template.
 * @see https://docs.aws.amazon.com/accounts/latest/reference/API_PutAlternateContact.html
 */
export interface SecurityContact {
  /**
   * The name: 1 to 64 characters.
   * @see https://docs.aws.amazon.com/accounts/latest/reference/API_PutAlternateContact.html
   */
  readonly name: string;

  /**
   * The title or role: 1 to 50 characters.
   * @see https://docs.aws.amazon.com/accounts/latest/reference/API_PutAlternateContact.html
   */
  readonly title: string;

  /**
   * The e-mail address: at most 254 characters.
   * @see https://docs.aws.amazon.com/accounts/latest/reference/API_PutAlternateContact.html
   */
  readonly emailAddress: string;

  /**
   * The telephone number: 1 to 25 digits, spaces, parentheses, plus signs and hyphens.
   * @see https://docs.aws.amazon.com/accounts/latest/reference/API_PutAlternateContact.html
   */
  readonly phoneNumber: string;
}

/** Options that `AccountGuardrails` and the account settings of a `SecureBaseline` have in common. */
export interface CommonAccountGuardrailsProps {
  /**
   * What is done with all settings that `settings` does not specify.
   * @default - GuardrailMode.APPLY; GuardrailMode.REPORT in a non-production `SecureBaseline`
   */
  readonly mode?: GuardrailMode;

  /**
   * The modes of single settings.
   * @default - `mode` for all settings except those that are off unless they are requested
   */
  readonly settings?: AccountSettingModes;

  /**
   * The settings that are applied although they break something that exists. They must be applied. `DEFAULT_VPC_DELETION` cannot be confirmed,
   * because a default VPC is never deleted while something uses it.
   * @default - none
   */
  readonly confirmedSettings?: AccountSetting[];

  /**
   * The regions whose settings are applied or reported, such as `eu-west-1`. They must be enabled in the account: otherwise the deployment fails before
   * anything is changed.
   * @default - all enabled regions that no policy of the organization denies, including regions that are enabled later
   */
  readonly regions?: string[];

  /**
   * The password policy of IAM users.
   * @default - 14 characters of all four kinds, no reuse of 24 previous passwords, no expiration
   */
  readonly passwordPolicy?: PasswordPolicyOptions;

  /**
   * The contact whom AWS notifies of security events. AWS GovCloud (US) has no alternate contacts.
   * @default - the alternate contact is neither read nor changed
   */
  readonly securityContact?: SecurityContact;

  /**
   * The default KMS key of EBS encryption, in the region and account of the stack. Other regions keep their key. It is applied only if
   * `AccountSetting.EBS_DEFAULT_KEY` is confirmed, because principals and services that may not use the key can no longer start instances.
   * @default - the key of the region remains
   */
  readonly ebsDefaultKey?: kms.IKey;

  /**
   * What happens to the earlier values when the stack is deleted, or no longer applies a setting. A failed creation or update always restores what it
   * changed.
   * @default - EarlierValues.KEEP; EarlierValues.RESTORE in a non-production `SecureBaseline`
   */
  readonly onDelete?: EarlierValues;

  /**
   * Whether the deployment fails, before anything is changed, if a setting would break something that exists and is not confirmed. Otherwise, the
   * setting is only reported.
   * @default false
   */
  readonly rejectConflicts?: boolean;

  /**
   * The time between two looks at the settings, which report changes and apply the settings to regions that were enabled in the meantime: whole hours,
   * at least one.
   * @default Duration.days(1)
   */
  readonly lookInterval?: Duration;
}

/** Properties of `AccountGuardrails`. */
export interface AccountGuardrailsProps extends CommonAccountGuardrailsProps {
  /**
   * The topic that receives new conflicts and settings that someone made less secure, in the account of the stack. The role of the function may publish
   * to it and use its key. Import an encrypted topic with its key, by `Topic.fromTopicAttributes`; the policy of the key must allow the account.
   * @default - no messages: the summary and the log group of the function have the same information
   */
  readonly notificationTopic?: sns.ITopic;

  /**
   * The KMS key that encrypts the log group of the function.
   * @default - encryption with a key that CloudWatch Logs manages
   */
  readonly encryptionKey?: kms.IKey;
}
