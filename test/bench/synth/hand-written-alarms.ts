import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as logs from 'aws-cdk-lib/aws-logs';
import type * as sns from 'aws-cdk-lib/aws-sns';
import { Duration } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';

const EVENTS: { [name: string]: string[] } = {
  RootUsage: ['ConsoleLogin'],
  UnauthorizedApiCalls: ['AssumeRole', 'GetObject'],
  ConsoleSignInWithoutMfa: ['ConsoleLogin'],
  IamPolicyChanges: ['CreatePolicy', 'DeletePolicy', 'PutRolePolicy', 'DeleteRolePolicy', 'AttachRolePolicy', 'DetachRolePolicy'],
  CloudTrailChanges: ['CreateTrail', 'UpdateTrail', 'DeleteTrail', 'StartLogging', 'StopLogging'],
  ConsoleSignInFailures: ['ConsoleLogin'],
  KeyDisabledOrDeleted: ['DisableKey', 'ScheduleKeyDeletion'],
  BucketPolicyChanges: ['PutBucketAcl', 'PutBucketPolicy', 'PutBucketCors', 'DeleteBucketPolicy', 'DeleteBucketCors'],
  ConfigChanges: ['StopConfigurationRecorder', 'DeleteDeliveryChannel', 'PutDeliveryChannel', 'PutConfigurationRecorder'],
  SecurityGroupChanges: ['AuthorizeSecurityGroupIngress', 'RevokeSecurityGroupIngress', 'CreateSecurityGroup', 'DeleteSecurityGroup'],
  NetworkAclChanges: ['CreateNetworkAcl', 'CreateNetworkAclEntry', 'DeleteNetworkAcl', 'DeleteNetworkAclEntry'],
  NetworkGatewayChanges: ['CreateCustomerGateway', 'DeleteCustomerGateway', 'AttachInternetGateway', 'DetachInternetGateway'],
  RouteTableChanges: ['CreateRoute', 'CreateRouteTable', 'ReplaceRoute', 'DeleteRouteTable', 'DeleteRoute'],
  VpcChanges: ['CreateVpc', 'DeleteVpc', 'ModifyVpcAttribute', 'AcceptVpcPeeringConnection', 'DeleteVpcPeeringConnection'],
  OrganizationChanges: ['CreateAccount', 'LeaveOrganization', 'RemoveAccountFromOrganization', 'UpdatePolicy'],
};

export function createAlarms(scope: Construct, logGroup: logs.ILogGroup, topic: sns.ITopic): void {
  for (const [name, events] of Object.entries(EVENTS)) {
    const filter = new logs.MetricFilter(scope, `${name}Filter`, {
      logGroup,
      filterPattern: logs.FilterPattern.any(...events.map((event) => logs.FilterPattern.stringValue('$.eventName', '=', event))),
      metricNamespace: 'Hand',
      metricName: name,
      metricValue: '1',
      defaultValue: 0,
    });
    const alarm = filter.metric({ statistic: 'Sum', period: Duration.minutes(5) }).createAlarm(scope, name, {
      alarmName: `hand-${name}`,
      alarmDescription: `${name} in the account`,
      threshold: 1,
      evaluationPeriods: 1,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction(new SnsAction(topic));
  }
}
