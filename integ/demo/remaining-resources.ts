import { paginateDescribeAlarms, paginateListDashboards } from '@aws-sdk/client-cloudwatch';
import { paginateDescribeLogGroups } from '@aws-sdk/client-cloudwatch-logs';
import { paginateListRoles } from '@aws-sdk/client-iam';
import { paginateListKeys } from '@aws-sdk/client-kms';
import { paginateListFunctions } from '@aws-sdk/client-lambda';
import { paginateListSecrets } from '@aws-sdk/client-secrets-manager';
import { paginateListTopics } from '@aws-sdk/client-sns';
import { paginateListQueues } from '@aws-sdk/client-sqs';
import type { Aws } from './aws';
import type { Deployment } from './deployment';

/** A resource of the stack that still exists after the deletion. */
export interface RemainingResource {
  readonly kind: string;
  readonly id: string;
  readonly state?: string;
}

interface ResourceKind {
  readonly kind: string;
  readonly list: (aws: Aws) => Promise<(Omit<RemainingResource, 'kind'> | string | undefined)[]>;
}

/** The kinds of resources that a baseline creates, and how to list them. */
const KINDS: ResourceKind[] = [
  { kind: 'VPC', list: async ({ ec2 }) => (await ec2.describeVpcs({})).Vpcs!.map(({ VpcId }) => VpcId) },
  { kind: 'subnet', list: async ({ ec2 }) => (await ec2.describeSubnets({})).Subnets!.map(({ SubnetId }) => SubnetId) },
  { kind: 'security group', list: async ({ ec2 }) => (await ec2.describeSecurityGroups({})).SecurityGroups!.map(({ GroupId }) => GroupId) },
  { kind: 'Elastic IP address', list: async ({ ec2 }) => (await ec2.describeAddresses({})).Addresses!.map(({ PublicIp }) => PublicIp) },
  {
    kind: 'NAT gateway',
    list: async ({ ec2 }) => (await ec2.describeNatGateways({})).NatGateways!
      .filter(({ State }) => State !== 'deleted').map(({ NatGatewayId }) => NatGatewayId),
  },
  { kind: 'VPC endpoint', list: async ({ ec2 }) => (await ec2.describeVpcEndpoints({})).VpcEndpoints!.map(({ VpcEndpointId }) => VpcEndpointId) },
  { kind: 'flow log', list: async ({ ec2 }) => (await ec2.describeFlowLogs({})).FlowLogs!.map(({ FlowLogId }) => FlowLogId) },
  { kind: 'launch template', list: async ({ ec2 }) => (await ec2.describeLaunchTemplates({})).LaunchTemplates!.map(({ LaunchTemplateId }) => LaunchTemplateId) },
  { kind: 'bucket', list: async ({ s3 }) => (await s3.listBuckets({})).Buckets!.map(({ Name }) => Name) },
  { kind: 'trail', list: async ({ cloudTrail }) => (await cloudTrail.describeTrails({})).trailList!.map(({ Name }) => Name) },
  { kind: 'configuration recorder', list: async ({ config }) => (await config.describeConfigurationRecorders({})).ConfigurationRecorders!.map(({ name }) => name) },
  { kind: 'delivery channel', list: async ({ config }) => (await config.describeDeliveryChannels({})).DeliveryChannels!.map(({ name }) => name) },
  { kind: 'Config rule', list: async ({ config }) => (await config.describeConfigRules({})).ConfigRules!.map(({ ConfigRuleName }) => ConfigRuleName) },
  { kind: 'topic', list: async ({ sns }) => (await all(paginateListTopics({ client: sns }, {}))).flatMap(({ Topics = [] }) => Topics.map(({ TopicArn }) => TopicArn)) },
  { kind: 'queue', list: async ({ sqs }) => (await all(paginateListQueues({ client: sqs }, { MaxResults: 1000 }))).flatMap(({ QueueUrls = [] }) => QueueUrls) },
  { kind: 'event rule', list: async ({ events }) => rulesOf(events) },
  {
    kind: 'alarm',
    list: async ({ cloudWatch }) => (await all(paginateDescribeAlarms({ client: cloudWatch }, {})))
      .flatMap(({ MetricAlarms = [] }) => MetricAlarms.map(({ AlarmName }) => AlarmName)),
  },
  {
    kind: 'dashboard',
    list: async ({ cloudWatch }) => (await all(paginateListDashboards({ client: cloudWatch }, {})))
      .flatMap(({ DashboardEntries = [] }) => DashboardEntries.map(({ DashboardName }) => DashboardName)),
  },
  { kind: 'secret', list: async ({ secretsManager }) => (await all(paginateListSecrets({ client: secretsManager }, {}))).flatMap(({ SecretList = [] }) => SecretList.map(({ Name }) => Name)) },
  { kind: 'DB instance', list: async ({ rds }) => (await rds.describeDBInstances({})).DBInstances!.map(({ DBInstanceIdentifier }) => DBInstanceIdentifier) },
  {
    kind: 'database snapshot',
    list: async ({ rds }) => (await rds.describeDBSnapshots({})).DBSnapshots!
      .map(({ DBSnapshotIdentifier, Status }) => ({ id: DBSnapshotIdentifier!, state: Status })),
  },
  { kind: 'DB subnet group', list: async ({ rds }) => (await rds.describeDBSubnetGroups({})).DBSubnetGroups!.map(({ DBSubnetGroupName }) => DBSubnetGroupName) },
  { kind: 'DB parameter group', list: async ({ rds }) => (await rds.describeDBParameterGroups({})).DBParameterGroups!.map(({ DBParameterGroupName }) => DBParameterGroupName) },
  { kind: 'option group', list: async ({ rds }) => (await rds.describeOptionGroups({})).OptionGroupsList!.map(({ OptionGroupName }) => OptionGroupName) },
  { kind: 'event subscription', list: async ({ rds }) => (await rds.describeEventSubscriptions({})).EventSubscriptionsList!.map(({ CustSubscriptionId }) => CustSubscriptionId) },
  { kind: 'load balancer', list: async ({ elb }) => (await elb.describeLoadBalancers({})).LoadBalancers!.map(({ LoadBalancerArn }) => LoadBalancerArn) },
  { kind: 'target group', list: async ({ elb }) => (await elb.describeTargetGroups({})).TargetGroups!.map(({ TargetGroupArn }) => TargetGroupArn) },
  { kind: 'Auto Scaling group', list: async ({ autoScaling }) => (await autoScaling.describeAutoScalingGroups({})).AutoScalingGroups!.map(({ AutoScalingGroupName }) => AutoScalingGroupName) },
  {
    kind: 'function',
    list: async ({ lambda }) => (await all(paginateListFunctions({ client: lambda }, {}))).flatMap(({ Functions = [] }) => Functions.map(({ FunctionName }) => FunctionName)),
  },
  { kind: 'role', list: async ({ iam }) => (await all(paginateListRoles({ client: iam }, {}))).flatMap(({ Roles }) => Roles!.map(({ RoleName }) => RoleName)) },
  { kind: 'instance profile', list: async ({ iam }) => (await iam.listInstanceProfiles({})).InstanceProfiles!.map(({ InstanceProfileName }) => InstanceProfileName) },
  {
    kind: 'log group',
    list: async ({ logs }) => (await all(paginateDescribeLogGroups({ client: logs }, {})))
      .flatMap(({ logGroups }) => logGroups!.map(({ logGroupName }) => logGroupName)),
  },
  {
    kind: 'key',
    list: async ({ kms }) => {
      const ids = (await all(paginateListKeys({ client: kms }, {}))).flatMap(({ Keys }) => Keys!.map(({ KeyId }) => KeyId!));
      return Promise.all(ids.map((id) => keyState(kms, id)));
    },
  },
];

/** Finds the remaining resources of a stack by their physical ID, or by a name that contains the stack name or the name prefix. */
export async function findRemainingResources({ aws, environment: { stackName, namePrefix }, resources }: Deployment): Promise<RemainingResource[]> {
  const ids = new Set(Object.values(resources).flat());
  const belongsToStack = (id: string) => ids.has(id) || id.includes(stackName) || id.includes(namePrefix);
  const found = await Promise.all(KINDS.map(async ({ kind, list }) => (await list(aws))
    .filter((one) => one !== undefined)
    .map((one) => (typeof one === 'string' ? { kind, id: one } : { kind, ...one }))));
  return found.flat().filter(({ id }) => belongsToStack(id));
}

/** The rules of the default event bus. The SDK has no paginator for them. */
async function rulesOf(events: Aws['events'], token?: string): Promise<(string | undefined)[]> {
  const { Rules = [], NextToken } = await events.listRules({ NextToken: token });
  const names = Rules.map(({ Name }) => Name);
  return NextToken ? [...names, ...await rulesOf(events, NextToken)] : names;
}

async function keyState(kms: Aws['kms'], id: string): Promise<Omit<RemainingResource, 'kind'>> {
  return { id, state: (await kms.describeKey({ KeyId: id })).KeyMetadata?.KeyState };
}

async function all<Page>(pages: AsyncIterable<Page>): Promise<Page[]> {
  const read: Page[] = [];
  for await (const page of pages) {
    read.push(page);
  }
  return read;
}
