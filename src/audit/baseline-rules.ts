import { IAM_REGIONS } from './iam-regions';
import type { ManagedConfigRule } from './props';

/** Returns a new array of the default rules. */
export function baselineRules(): ManagedConfigRule[] {
  return [
    { identifier: 'S3_BUCKET_PUBLIC_READ_PROHIBITED', description: 'Buckets do not allow public read access' },
    { identifier: 'S3_BUCKET_PUBLIC_WRITE_PROHIBITED', description: 'Buckets do not allow public write access' },
    { identifier: 'S3_BUCKET_SSL_REQUESTS_ONLY', description: 'Bucket policies deny requests without TLS' },
    { identifier: 'RDS_STORAGE_ENCRYPTED', description: 'DB instances have encrypted storage' },
    { identifier: 'RDS_INSTANCE_PUBLIC_ACCESS_CHECK', description: 'DB instances are not publicly accessible' },
    { identifier: 'INCOMING_SSH_DISABLED', description: 'Security groups do not allow unrestricted SSH access' },
    { identifier: 'VPC_DEFAULT_SECURITY_GROUP_CLOSED', description: 'Default security groups allow no inbound or outbound traffic' },
    { identifier: 'VPC_FLOW_LOGS_ENABLED', description: 'VPCs have flow logs' },
    { identifier: 'EC2_IMDSV2_CHECK', description: 'EC2 instances require IMDSv2' },
    { identifier: 'ENCRYPTED_VOLUMES', description: 'Attached EBS volumes are encrypted' },
    { identifier: 'CLOUD_TRAIL_ENABLED', description: 'CloudTrail is enabled' },
    { identifier: 'CMK_BACKING_KEY_ROTATION_ENABLED', description: 'Customer managed keys are rotated automatically' },
    { identifier: 'ROOT_ACCOUNT_MFA_ENABLED', description: 'The root user has an MFA device', regions: [...IAM_REGIONS] },
  ];
}
