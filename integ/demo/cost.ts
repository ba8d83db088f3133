import { readFileSync } from 'node:fs';
import { join } from 'node:path';

interface Resource {
  readonly Type: string;
  readonly Properties?: Record<string, string | object[] | string[] | boolean | undefined>;
}

/**
 * The list prices of 2026 in us-east-1, in US dollars per hour. Most other regions cost up to 50 % more, some up to twice as much.
 * @see https://aws.amazon.com/pricing/
 */
const INSTANCE_PRICES: Record<string, number> = { 't4g.small': 0.0168, 'm6g.large': 0.077, 'db.t3.micro': 0.017, 'db.m6g.large': 0.152 };
const HOURS_A_MONTH = 730;

const PRICES: Record<string, (properties: NonNullable<Resource['Properties']>, all: Resource[]) => number> = {
  'AWS::EC2::NatGateway': () => 0.045,
  'AWS::EC2::EIP': () => 0.005,
  'AWS::EC2::VPCEndpoint': ({ VpcEndpointType, SubnetIds }) => (VpcEndpointType === 'Interface' ? 0.01 * (SubnetIds as string[]).length : 0),
  'AWS::ElasticLoadBalancingV2::LoadBalancer': () => 0.0225,
  'AWS::AutoScaling::AutoScalingGroup': ({ MinSize }, all) => Number(MinSize) * instancePrice(all),
  'AWS::RDS::DBInstance': ({ DBInstanceClass, MultiAZ }) => (MultiAZ ? 2 : 1) * (INSTANCE_PRICES[DBInstanceClass as string] ?? 0),
  'AWS::KMS::Key': () => 1 / HOURS_A_MONTH,
  // Each metric of an alarm is charged, including the metrics of a math expression.
  'AWS::CloudWatch::Alarm': ({ Metrics = [] }) => (0.1 / HOURS_A_MONTH) * Math.max(1, (Metrics as object[]).filter((metric) => 'MetricStat' in metric).length),
};

/** Estimates the cost of a stack in US dollars per hour, without usage charges. */
export function hourlyCost(assembly: string, stackName: string): number {
  const template: { Resources: Record<string, Resource> } = JSON.parse(readFileSync(join(assembly, `${stackName}.template.json`), 'utf8'));
  const resources = Object.values(template.Resources);
  return resources.reduce((sum, { Type, Properties }) => sum + (PRICES[Type]?.(Properties ?? {}, resources) ?? 0), 0);
}

function instancePrice(all: Resource[]): number {
  const template = all.find(({ Type }) => Type === 'AWS::EC2::LaunchTemplate')?.Properties as { LaunchTemplateData?: { InstanceType?: string } } | undefined;
  return INSTANCE_PRICES[template?.LaunchTemplateData?.InstanceType ?? ''] ?? 0;
}
