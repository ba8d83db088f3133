import * as iam from 'aws-cdk-lib/aws-iam';
import type * as logs from 'aws-cdk-lib/aws-logs';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import { ArnFormat, Aws, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { LEAST_PRIVILEGE, declareControls } from '../common/compliance/controls';
import { acknowledgeInlinePolicy, acknowledgeManagedPolicies, acknowledgeWildcards } from '../common/compliance/nag-acknowledgements';

export interface InstanceRoleProps {
  readonly logGroup: logs.ILogGroup;
  readonly dataBucket?: s3.IBucket;
}

/**
 * Creates the role of the instances, with permissions for the CloudWatch agent and its log group, Systems Manager, the signal to this stack and the
 * data bucket.
 */
export class InstanceRole extends Construct {
  public readonly role: iam.Role;

  /** CloudWatchAgentServerPolicy allows writing to all log groups of the account, including that of the trail. */
  private readonly otherLogGroups = new iam.PolicyStatement({
    sid: 'KeepToLogGroups', effect: iam.Effect.DENY, actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
  });

  constructor(scope: Construct, id: string, props: InstanceRoleProps) {
    super(scope, id);
    this.allowLogGroup(props.logGroup);
    this.role = new iam.Role(this, 'Resource', {
      assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com'),
      managedPolicies: [
        iam.ManagedPolicy.fromAwsManagedPolicyName('CloudWatchAgentServerPolicy'),
        iam.ManagedPolicy.fromAwsManagedPolicyName('AmazonSSMManagedInstanceCore'),
      ],
      inlinePolicies: {
        Instance: new iam.PolicyDocument({ statements: [...this.ownStatements(), ...dataBucketStatements(props.dataBucket)] }),
      },
    });
    acknowledgeInlinePolicy(this.role);
    declareControls(this.role, LEAST_PRIVILEGE);
    acknowledgeManagedPolicies(this.role, 'AWS maintains the policies for its agents');
    acknowledgeWildcards(this.role, {
      ReadOwnHealth: 'elasticloadbalancing:DescribeTargetHealth does not support resource-level permissions',
      UseData: 'The application determines the keys of its objects',
    });
  }

  /** Allows the instances to write to a log group. Writing to all other log groups is denied. */
  public allowLogGroup({ logGroupName }: logs.ILogGroup): void {
    const group = Stack.of(this).formatArn({ service: 'logs', resource: 'log-group', resourceName: logGroupName, arnFormat: ArnFormat.COLON_RESOURCE_NAME });
    // The log group and its log streams.
    this.otherLogGroups.addNotResources(group, `${group}:*`);
  }

  private ownStatements(): iam.PolicyStatement[] {
    return [
      // CloudWatchAgentServerPolicy allows both actions, but the stack manages the log group and its retention.
      new iam.PolicyStatement({
        sid: 'KeepLogGroups', effect: iam.Effect.DENY, actions: ['logs:CreateLogGroup', 'logs:PutRetentionPolicy'], resources: ['*'],
      }),
      this.otherLogGroups,
      new iam.PolicyStatement({ sid: 'SignalStack', actions: ['cloudformation:SignalResource'], resources: [Aws.STACK_ID] }),
      // The action does not support resource-level permissions. CloudWatchAgentServerPolicy allows ec2:DescribeTags, which the signal requires.
      new iam.PolicyStatement({ sid: 'ReadOwnHealth', actions: ['elasticloadbalancing:DescribeTargetHealth'], resources: ['*'] }),
    ];
  }
}

function dataBucketStatements(bucket?: s3.IBucket): iam.PolicyStatement[] {
  if (!bucket) {
    return [];
  }
  const statements = [
    new iam.PolicyStatement({ sid: 'ListData', actions: ['s3:GetBucketLocation', 's3:ListBucket'], resources: [bucket.bucketArn] }),
    new iam.PolicyStatement({
      sid: 'UseData', actions: ['s3:AbortMultipartUpload', 's3:DeleteObject', 's3:GetObject', 's3:PutObject'], resources: [bucket.arnForObjects('*')],
    }),
  ];
  return bucket.encryptionKey
    ? [...statements, new iam.PolicyStatement({ sid: 'UseDataKey', actions: ['kms:Decrypt', 'kms:GenerateDataKey'], resources: [bucket.encryptionKey.keyArn] })]
    : statements;
}
