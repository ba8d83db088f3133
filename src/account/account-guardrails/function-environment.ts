import type { AccountSetting } from '../account-settings';

/** The password policy, as in the API of IAM. */
export interface PasswordPolicyValue {
  readonly MinimumPasswordLength: number;
  readonly RequireSymbols: boolean;
  readonly RequireNumbers: boolean;
  readonly RequireUppercaseCharacters: boolean;
  readonly RequireLowercaseCharacters: boolean;
  readonly AllowUsersToChangePassword: boolean;
  /** In days. Passwords do not expire if it is absent. */
  readonly MaxPasswordAge?: number;
  readonly PasswordReusePrevention?: number;
  /** Whether only an administrator can set a new password after the old one expired. */
  readonly HardExpiry?: boolean;
}

/** The alternate contact, as in the API of AWS Account Management. */
export interface ContactValue {
  readonly Name: string;
  readonly Title: string;
  readonly EmailAddress: string;
  readonly PhoneNumber: string;
}

/** What the function does with each setting. The function takes it from its environment, never from an event. */
export interface GuardrailConfiguration {
  /** The settings that are applied or only reported. Settings that are off are absent. */
  readonly modes: { readonly [setting in AccountSetting]?: 'apply' | 'report' };
  /** The settings that are applied in spite of what they break. */
  readonly confirmed: readonly AccountSetting[];
  /** The governed regions. All enabled regions if absent. */
  readonly regions?: readonly string[];
  /** Whether the earlier values are restored when the stack is deleted or no longer applies a setting. */
  readonly onDelete: 'keep' | 'restore';
  /** Whether a conflict fails the deployment before anything is changed. */
  readonly rejectConflicts: boolean;
  readonly passwordPolicy: PasswordPolicyValue;
  readonly securityContact?: ContactValue;
  /** The ARN of the default KMS key of EBS encryption in the stack's region. */
  readonly ebsKeyArn?: string;
  /** The topic that receives drift and new conflicts. */
  readonly topicArn?: string;
}

/** The environment of the function. */
export interface GuardrailEnvironment {
  /** A `GuardrailConfiguration` as JSON. */
  readonly CONFIGURATION: string;
}
