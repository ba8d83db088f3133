import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import { RemovalPolicy, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { VpcFlowLogsProps } from './props';
import { keepProps } from '../common/cdk/property-injectors';
import { LEAST_PRIVILEGE, declareControls } from '../common/compliance/controls';
import { acknowledgeInlinePolicy, acknowledgeWildcards } from '../common/compliance/nag-acknowledgements';
import { createLogGroup } from '../common/logging/log-group';
import { checkKey } from '../common/policies/key-policy';
import { LOG_GROUP_NAME, LOG_RETENTION } from '../common/validation/formats';
import { Problems } from '../common/validation/problems';

/**
 * Creates flow logs of all traffic of a VPC, accepted and rejected, in CloudWatch Logs.
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-iam-role.html
 *
 * @example
 * import { Vpc } from 'aws-cdk-lib/aws-ec2';
 * import { RetentionDays } from 'aws-cdk-lib/aws-logs';
 * import { VpcFlowLogs } from '@org/secure-baseline';
 *
 * const vpc = new Vpc(this, 'Vpc');
 * new VpcFlowLogs(this, 'FlowLogs', { vpc, logRetention: RetentionDays.ONE_MONTH });
 */
export class VpcFlowLogs extends Construct {
  /** The log group of the flow logs. */
  public readonly logGroup: logs.ILogGroup;

  /** The role that the flow logs service assumes to write to the log group. */
  public readonly role: iam.IRole;

  constructor(scope: Construct, id: string, props: VpcFlowLogsProps) {
    super(scope, id);
    keepProps(this);
    const problems = new Problems(this)
      .check('logRetention', props.logRetention, LOG_RETENTION)
      .check('logGroupName', props.logGroupName, LOG_GROUP_NAME)
      .checkLogGroup('logGroup', props.logGroup);
    checkKey(problems, 'encryptionKey', props.encryptionKey);
    problems.throwIfAny();
    this.logGroup = props.logGroup ?? createLogGroup(this, 'LogGroup', {
      logGroupName: props.logGroupName,
      retention: props.logRetention ?? logs.RetentionDays.ONE_YEAR,
      removalPolicy: props.logGroupRemovalPolicy ?? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
      encryptionKey: props.encryptionKey,
    });
    this.role = this.createRole();
    const flowLog = new ec2.CfnFlowLog(this, 'Resource', {
      resourceType: 'VPC',
      resourceId: props.vpc.vpcId,
      trafficType: 'ALL',
      maxAggregationInterval: 60,
      logDestinationType: 'cloud-watch-logs',
      logGroupName: this.logGroup.logGroupName,
      deliverLogsPermissionArn: this.role.roleArn,
    });
    declareControls(flowLog, { 'CIS 3.9/3.7/3.7/4.7': 'logs all traffic of the VPC', 'EC2.6': 'logs all traffic of the VPC' });
  }

  private createRole(): iam.IRole {
    const { account, region, partition } = Stack.of(this);
    const role = new iam.Role(this, 'Role', {
      assumedBy: new iam.ServicePrincipal('vpc-flow-logs.amazonaws.com', {
        conditions: {
          StringEquals: { 'aws:SourceAccount': account },
          ArnLike: { 'aws:SourceArn': `arn:${partition}:ec2:${region}:${account}:vpc-flow-log/*` },
        },
      }),
      inlinePolicies: {
        WriteFlowLogs: new iam.PolicyDocument({
          statements: [
            new iam.PolicyStatement({
              sid: 'WriteFlowLogs',
              actions: ['logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'],
              resources: [this.logGroup.logGroupArn],
            }),
            // The service lists the log groups to find its own. The action supports no resource-level permissions.
            new iam.PolicyStatement({ sid: 'FindLogGroup', actions: ['logs:DescribeLogGroups'], resources: ['*'] }),
          ],
        }),
      },
    });
    acknowledgeInlinePolicy(role);
    declareControls(role, LEAST_PRIVILEGE);
    acknowledgeWildcards(role, { FindLogGroup: 'logs:DescribeLogGroups does not support resource-level permissions' });
    return role;
  }
}
