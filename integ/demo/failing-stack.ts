import { CfnLogGroup } from 'aws-cdk-lib/aws-logs';
import type { Stack } from 'aws-cdk-lib/core';
import { SecureBaseline, type SecureBaselineProps } from '../../src';

/** The options for the first deployment of production. Only a part of the pillars and regions is enabled, because their deletion takes time. */
const FIRST_DEPLOYMENT: Partial<SecureBaselineProps> = {
  deletionProtection: false,
  retainData: false,
  storage: { enabled: false },
  trail: { enabled: false },
  config: { enabled: false },
  notifications: { enabled: false },
  database: { enabled: false },
  account: { regions: [process.env.CDK_DEFAULT_REGION!] },
};

/** Adds a baseline whose creation fails at the end, when its bucket contains a file of Elastic Load Balancing: the name of a log group is taken. */
export function failLate(stack: Stack, props: SecureBaselineProps): void {
  const baseline = new SecureBaseline(stack, 'Baseline', { ...props, ...FIRST_DEPLOYMENT });
  const group = new CfnLogGroup(stack, 'Taken', { logGroupName: `/${baseline.namePrefix}/application` });
  group.node.addDependency(baseline.webTier);
}
