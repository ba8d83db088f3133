/**
 * The regions of the partition `aws` in which AWS Config records IAM users, groups, roles and policies, and has the rule about the MFA device of
 * the root user: those that AWS Config supported before February 2022.
 * @see https://docs.aws.amazon.com/config/latest/developerguide/select-resources.html#select-resources-all
 * @see https://docs.aws.amazon.com/config/latest/developerguide/root-account-mfa-enabled.html
 */
export const IAM_REGIONS = [
  'af-south-1',
  'ap-east-1', 'ap-northeast-1', 'ap-northeast-2', 'ap-northeast-3', 'ap-south-1', 'ap-southeast-1', 'ap-southeast-2', 'ap-southeast-3',
  'ca-central-1',
  'eu-central-1', 'eu-north-1', 'eu-south-1', 'eu-west-1', 'eu-west-2', 'eu-west-3',
  'me-south-1',
  'sa-east-1',
  'us-east-1', 'us-east-2', 'us-west-1', 'us-west-2',
];

/** Whether AWS Config records IAM resource types in the region. */
export function isIamRecordedIn(region: string): boolean {
  return /^(cn|us-gov)-/.test(region) || IAM_REGIONS.includes(region);
}
