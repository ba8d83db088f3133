import type { PolicyDocument } from './deployed-account';

/**
 * Returns the permissions of an AWS managed policy, as far as they concern resources of the baseline.
 * @see https://docs.aws.amazon.com/aws-managed-policy/latest/reference/CloudWatchAgentServerPolicy.html
 * @see https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AmazonSSMManagedInstanceCore.html
 * @see https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AmazonRDSEnhancedMonitoringRole.html
 */
export function managedPolicy(arn: string): PolicyDocument {
  const [, partition] = arn.split(':');
  const statements = POLICIES[arn.split('/').pop()!]?.(partition);
  if (!statements) {
    throw new Error(`The permissions of ${arn} are unknown. Add them to POLICIES.`);
  }
  return { Version: '2012-10-17', Statement: statements.map(([resource, actions]) => ({ Effect: 'Allow', Action: actions, Resource: resource })) };
}

const POLICIES: Record<string, (partition: string) => [resource: string, actions: string[]][]> = {
  CloudWatchAgentServerPolicy: (partition) => [
    ['*', [
      'cloudwatch:PutMetricData', 'ec2:DescribeTags', 'ec2:DescribeVolumes', 'logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:DescribeLogGroups',
      'logs:DescribeLogStreams', 'logs:PutLogEvents', 'logs:PutRetentionPolicy',
    ]],
    [`arn:${partition}:ssm:*:*:parameter/AmazonCloudWatch-*`, ['ssm:GetParameter']],
  ],
  AmazonSSMManagedInstanceCore: () => [
    ['*', [
      'ec2messages:AcknowledgeMessage', 'ec2messages:DeleteMessage', 'ec2messages:FailMessage', 'ec2messages:GetEndpoint', 'ec2messages:GetMessages',
      'ec2messages:SendReply', 'ssm:DescribeAssociation', 'ssm:DescribeDocument', 'ssm:GetDeployablePatchSnapshotForInstance', 'ssm:GetDocument',
      'ssm:GetManifest', 'ssm:GetParameter', 'ssm:GetParameters', 'ssm:ListAssociations', 'ssm:ListInstanceAssociations', 'ssm:PutComplianceItems',
      'ssm:PutConfigurePackageResult', 'ssm:PutInventory', 'ssm:UpdateAssociationStatus', 'ssm:UpdateInstanceAssociationStatus',
      'ssm:UpdateInstanceInformation', 'ssmmessages:CreateControlChannel', 'ssmmessages:CreateDataChannel', 'ssmmessages:OpenControlChannel',
      'ssmmessages:OpenDataChannel',
    ]],
  ],
  AmazonRDSEnhancedMonitoringRole: (partition) => [
    [`arn:${partition}:logs:*:*:log-group:RDS*`, ['logs:CreateLogGroup', 'logs:PutRetentionPolicy']],
    [`arn:${partition}:logs:*:*:log-group:RDS*:log-stream:*`, ['logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:GetLogEvents', 'logs:PutLogEvents']],
  ],
};
