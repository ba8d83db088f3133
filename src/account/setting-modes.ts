/** What `AccountGuardrails` does with an account setting. */
export enum GuardrailMode {
  /** Nothing: the setting is neither read nor changed. */
  OFF = 'off',

  /** The setting, and what it would break, is looked at and reported. Nothing is changed. */
  REPORT = 'report',

  /** The setting is applied unless it would break something that exists. Then it is only reported, unless it is in `confirmedSettings`. */
  APPLY = 'apply',
}

/** The modes of single settings. Settings that are not specified have the `mode` of all settings, unless their default is off. */
export interface AccountSettingModes {
  /**
   * S3 Block Public Access of the account.
   * @default - `mode`
   * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
   */
  readonly s3PublicAccessBlock?: GuardrailMode;

  /**
   * The password policy of IAM users.
   * @default - `mode`
   * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_passwords_account-policy.html
   */
  readonly passwordPolicy?: GuardrailMode;

  /**
   * The alternate contact for security. It requires `securityContact`.
   * @default - `mode` if `securityContact` is specified; otherwise off
   * @see https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-update-contact-alternate.html
   */
  readonly securityContact?: GuardrailMode;

  /**
   * EBS encryption by default.
   * @default - `mode`
   * @see https://docs.aws.amazon.com/ebs/latest/userguide/encryption-by-default.html
   */
  readonly ebsEncryption?: GuardrailMode;

  /**
   * The default KMS key of EBS encryption. It requires `ebsDefaultKey`.
   * @default - `mode` if `ebsDefaultKey` is specified; otherwise off
   * @see https://docs.aws.amazon.com/ebs/latest/userguide/ebs-encryption-requirements.html
   */
  readonly ebsDefaultKey?: GuardrailMode;

  /**
   * Block public access for EBS snapshots: no snapshot is public, not even those that were shared before.
   * @default - `mode`
   * @see https://docs.aws.amazon.com/ebs/latest/userguide/block-public-access-snapshots.html
   */
  readonly snapshotPublicAccessBlock?: GuardrailMode;

  /**
   * Block public access for Amazon Machine Images (AMIs). Images that are public remain public, and are reported.
   * @default - `mode`
   * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/block-public-access-to-amis.html
   */
  readonly imagePublicAccessBlock?: GuardrailMode;

  /**
   * IMDSv2 as the default of new instances.
   * @default - `mode`
   * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-IMDS-new-instances.html
   */
  readonly instanceMetadataDefaults?: GuardrailMode;

  /**
   * IMDSv2 enforced for new instances. It requires `instanceMetadataDefaults`.
   * @default GuardrailMode.OFF
   * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-IMDS-new-instances.html
   */
  readonly instanceMetadataEnforcement?: GuardrailMode;

  /**
   * No serial console of instances.
   * @default - `mode`
   * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configure-access-to-serial-console.html
   */
  readonly serialConsole?: GuardrailMode;

  /**
   * Block public sharing of Systems Manager documents.
   * @default - `mode`
   * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/documents-ssm-sharing.html
   */
  readonly documentPublicSharing?: GuardrailMode;

  /**
   * Logs of Systems Manager Automation.
   * @default - `mode`
   * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/automation-action-logging.html
   */
  readonly automationLogging?: GuardrailMode;

  /**
   * Block public access for Amazon EMR.
   * @default - `mode`
   * @see https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-block-public-access.html
   */
  readonly emrPublicAccessBlock?: GuardrailMode;

  /**
   * Hardened default VPC: its subnets assign no public IP addresses, and its default security group has no rules.
   * @default - `mode`; off if `defaultVpcDeletion` is applied
   * @see https://docs.aws.amazon.com/vpc/latest/userguide/default-vpc.html
   */
  readonly defaultVpc?: GuardrailMode;

  /**
   * No default VPC. It is deleted only where nothing uses it, which cannot be confirmed away.
   * @default GuardrailMode.OFF
   * @see https://docs.aws.amazon.com/vpc/latest/userguide/deleting-default-vpc.html
   */
  readonly defaultVpcDeletion?: GuardrailMode;
}
