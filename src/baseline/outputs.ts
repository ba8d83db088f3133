import type { ISubnet } from 'aws-cdk-lib/aws-ec2';
import { CfnOutput, Fn } from 'aws-cdk-lib/core';
import type { SecureBaseline } from './secure-baseline';

interface Output {
  readonly name: string;
  readonly description: string;
  /** Undefined where the baseline does not have it. */
  readonly value: (baseline: SecureBaseline) => string | undefined;
}

const idsOf = (subnets: ISubnet[]) => (subnets.length > 0 ? Fn.join(',', subnets.map(({ subnetId }) => subnetId)) : undefined);

/** The identifiers that other stacks import, under the baseline's prefix and the name. */
const OUTPUTS: Output[] = [
  { name: 'VpcId', description: 'The VPC', value: ({ vpc }) => vpc.vpcId },
  { name: 'PublicSubnetIds', description: 'The public subnets', value: ({ vpc }) => idsOf(vpc.publicSubnets) },
  { name: 'PrivateSubnetIds', description: 'The subnets with a way out', value: ({ vpc }) => idsOf(vpc.privateSubnets) },
  { name: 'IsolatedSubnetIds', description: 'The subnets without a way out', value: ({ vpc }) => idsOf(vpc.isolatedSubnets) },
  { name: 'EncryptionKeyArn', description: 'The key that encrypts everything but notifications', value: ({ encryptionKey }) => encryptionKey.keyArn },
  { name: 'AccessLogsBucketName', description: 'The bucket of access logs', value: ({ accessLogsBucket }) => accessLogsBucket.bucketName },
  { name: 'TrailBucketName', description: 'The bucket of CloudTrail', value: ({ trailBucket }) => trailBucket?.bucketName },
  { name: 'ConfigBucketName', description: 'The bucket of AWS Config', value: ({ configBucket }) => configBucket?.bucketName },
  { name: 'DataBucketName', description: "The bucket of the application's data", value: ({ dataBucket }) => dataBucket.bucketName },
  { name: 'TrailArn', description: 'The CloudTrail trail', value: ({ auditTrail }) => auditTrail?.trailArn },
  { name: 'NotificationTopicArn', description: 'The topic of alarms and database events', value: ({ notificationTopic }) => notificationTopic.topicArn },
  { name: 'DashboardUrl', description: 'The dashboard of security events and health', value: ({ dashboard }) => dashboard?.dashboardUrl },
  { name: 'DatabaseEndpoint', description: 'The address and port of the database', value: ({ database }) => database?.instanceEndpoint.socketAddress },
  { name: 'DatabaseSecretArn', description: "The secret with the database's master credentials", value: ({ database }) => database?.secret.secretArn },
  { name: 'DatabaseConnection', description: 'How to connect to the database', value: ({ database }) => database?.connectionHelp },
  { name: 'LoadBalancerDnsName', description: 'The address of the load balancer', value: ({ webTier }) => webTier?.loadBalancerDnsName },
];

/** Describes and exports the baseline's main identifiers. */
export function createOutputs(baseline: SecureBaseline): void {
  for (const { name, description, value } of OUTPUTS) {
    const text = value(baseline);
    if (text !== undefined) {
      new CfnOutput(baseline, `${name}Output`, { value: text, description, exportName: `${baseline.namePrefix}-${name}` });
    }
  }
}
