import type { Implementation } from './implementation';
import { defaultVpc } from './settings/default-vpc';
import { defaultVpcDeletion } from './settings/default-vpc-deletion';
import { ebsDefaultKey } from './settings/ebs-default-key';
import { ebsEncryption } from './settings/ebs-encryption';
import { emrPublicAccessBlock } from './settings/emr-public-access-block';
import { imagePublicAccessBlock } from './settings/image-public-access-block';
import { instanceMetadataDefaults, instanceMetadataEnforcement } from './settings/instance-metadata';
import { passwordPolicy } from './settings/password-policy';
import { s3PublicAccessBlock } from './settings/s3-public-access-block';
import { securityContact } from './settings/security-contact';
import { serialConsole } from './settings/serial-console';
import { automationLogging, documentPublicSharing } from './settings/service-settings';
import { snapshotPublicAccessBlock } from './settings/snapshot-public-access-block';
import { AccountSetting } from '../../account-settings';

/** How each setting is read and changed. The engine takes the values only from the same implementation, so it does not need their types. */
export const SETTINGS: Readonly<Record<AccountSetting, Implementation<unknown>>> = {
  [AccountSetting.S3_PUBLIC_ACCESS_BLOCK]: s3PublicAccessBlock,
  [AccountSetting.PASSWORD_POLICY]: passwordPolicy,
  [AccountSetting.SECURITY_CONTACT]: securityContact,
  [AccountSetting.EBS_ENCRYPTION]: ebsEncryption,
  [AccountSetting.EBS_DEFAULT_KEY]: ebsDefaultKey,
  [AccountSetting.SNAPSHOT_PUBLIC_ACCESS_BLOCK]: snapshotPublicAccessBlock,
  [AccountSetting.IMAGE_PUBLIC_ACCESS_BLOCK]: imagePublicAccessBlock,
  [AccountSetting.INSTANCE_METADATA_DEFAULTS]: instanceMetadataDefaults,
  [AccountSetting.INSTANCE_METADATA_ENFORCEMENT]: instanceMetadataEnforcement,
  [AccountSetting.SERIAL_CONSOLE]: serialConsole,
  [AccountSetting.DOCUMENT_PUBLIC_SHARING]: documentPublicSharing,
  [AccountSetting.AUTOMATION_LOGGING]: automationLogging,
  [AccountSetting.EMR_PUBLIC_ACCESS_BLOCK]: emrPublicAccessBlock,
  [AccountSetting.DEFAULT_VPC]: defaultVpc,
  [AccountSetting.DEFAULT_VPC_DELETION]: defaultVpcDeletion,
};
