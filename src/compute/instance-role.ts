import * as iam from 'aws-cdk-lib/aws-iam';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import { Aws, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';

export interface InstanceRoleProps {
  readonly dataBucket?: s3.IBucket;
}

/** The role of the instances: agent, Systems Manager, the signal to this stack, and the data bucket only. */
export class InstanceRole extends Construct {
  public readonly role: iam.Role;

  constructor(scope: Construct, id: string, props: InstanceRoleProps) {
    super(scope, id);
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
  }

  private ownStatements(): iam.PolicyStatement[] {
    const stack = Stack.of(this).formatArn({ service: 'cloudformation', resource: 'stack', resourceName: `${Aws.STACK_NAME}/*` });
    return [
      // CloudWatchAgentServerPolicy allows both; the log group and its retention are the stack's.
      new iam.PolicyStatement({
        sid: 'KeepLogGroups', effect: iam.Effect.DENY, actions: ['logs:CreateLogGroup', 'logs:PutRetentionPolicy'], resources: ['*'],
      }),
      new iam.PolicyStatement({ sid: 'SignalStack', actions: ['cloudformation:SignalResource'], resources: [stack] }),
      // The action knows no narrower resource.
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
