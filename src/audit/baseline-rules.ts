import { IAM_REGIONS } from './iam-regions';
import type { ManagedConfigRule } from './props';

/** The rules that every account should comply with: a new list for each caller. */
export function baselineRules(): ManagedConfigRule[] {
  return [
    { identifier: 'S3_BUCKET_PUBLIC_READ_PROHIBITED', description: 'No bucket can be read by everybody' },
    { identifier: 'S3_BUCKET_PUBLIC_WRITE_PROHIBITED', description: 'No bucket can be written by everybody' },
    { identifier: 'S3_BUCKET_SSL_REQUESTS_ONLY', description: 'Every bucket refuses plain HTTP' },
    { identifier: 'RDS_STORAGE_ENCRYPTED', description: 'Every database is encrypted' },
    { identifier: 'RDS_INSTANCE_PUBLIC_ACCESS_CHECK', description: 'No database is reachable from the internet' },
    { identifier: 'INCOMING_SSH_DISABLED', description: 'No security group lets SSH in from everywhere' },
    { identifier: 'VPC_DEFAULT_SECURITY_GROUP_CLOSED', description: 'The default security groups let nothing through' },
    { identifier: 'VPC_FLOW_LOGS_ENABLED', description: 'Every VPC has flow logs' },
    { identifier: 'EC2_IMDSV2_CHECK', description: 'Every instance demands IMDSv2' },
    { identifier: 'ENCRYPTED_VOLUMES', description: 'Every attached volume is encrypted' },
    { identifier: 'CLOUD_TRAIL_ENABLED', description: 'CloudTrail is on' },
    { identifier: 'CMK_BACKING_KEY_ROTATION_ENABLED', description: 'Every customer-managed key is rotated' },
    { identifier: 'ROOT_ACCOUNT_MFA_ENABLED', description: 'The root user signs in with MFA', regions: [...IAM_REGIONS] },
  ];
}
