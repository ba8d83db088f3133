import * as iam from 'aws-cdk-lib/aws-iam';
import { Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { acknowledgeManagedPolicies } from '../common/compliance/nag-acknowledgements';

const MANAGED_POLICY = 'service-role/AmazonRDSEnhancedMonitoringRole';

/**
 * Creates the role that RDS assumes for Enhanced Monitoring, to publish the metrics of the operating system.
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Monitoring.OS.Enabling.html
 */
export class MonitoringRole extends Construct {
  public readonly role: iam.IRole;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    const { account, partition, region } = Stack.of(this);
    const role = new iam.Role(this, 'Resource', {
      assumedBy: new iam.ServicePrincipal('monitoring.rds.amazonaws.com', {
        conditions: {
          StringEquals: { 'aws:SourceAccount': account },
          ArnLike: { 'aws:SourceArn': `arn:${partition}:rds:${region}:${account}:db:*` },
        },
      }),
      managedPolicies: [iam.ManagedPolicy.fromAwsManagedPolicyName(MANAGED_POLICY)],
    });
    acknowledgeManagedPolicies(role, 'Enhanced Monitoring of RDS requires this policy, which AWS maintains', MANAGED_POLICY);
    this.role = role;
  }
}
