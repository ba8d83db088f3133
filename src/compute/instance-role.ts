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

/** The role of the instances: agent with its log group, Systems Manager, the signal to this stack, and the data bucket only. */
export class InstanceRole extends Construct {
  public readonly role: iam.Role;

  /** CloudWatchAgentServerPolicy allows to write to all log groups of the account, in that of the trail too. */
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
    acknowledgeManagedPolicies(this.role, 'AWS keeps them in step with its agents');
    acknowledgeWildcards(this.role, {
      ReadOwnHealth: 'elasticloadbalancing:DescribeTargetHealth knows no narrower resource',
      UseData: 'The application names its objects itself',
    });
  }

  /** Lets the instances write to a log group; to any that is not allowed they cannot. */
  public allowLogGroup({ logGroupName }: logs.ILogGroup): void {
    const group = Stack.of(this).formatArn({ service: 'logs', resource: 'log-group', resourceName: logGroupName, arnFormat: ArnFormat.COLON_RESOURCE_NAME });
    // The group itself, and its streams.
    this.otherLogGroups.addNotResources(group, `${group}:*`);
  }

  private ownStatements(): iam.PolicyStatement[] {
    return [
      // CloudWatchAgentServerPolicy allows both; the log group and its retention are the stack's.
      new iam.PolicyStatement({
        sid: 'KeepLogGroups', effect: iam.Effect.DENY, actions: ['logs:CreateLogGroup', 'logs:PutRetentionPolicy'], resources: ['*'],
      }),
      this.otherLogGroups,
      new iam.PolicyStatement({ sid: 'SignalStack', actions: ['cloudformation:SignalResource'], resources: [Aws.STACK_ID] }),
      // The action supports no narrower resource. CloudWatchAgentServerPolicy allows ec2:DescribeTags, which the signal needs.
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
