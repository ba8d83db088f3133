import { Aws } from 'aws-cdk-lib/core';
import { SecurityDashboard } from '../monitoring';
import type { BaselineContext, BaselineParts, Pillar } from './pillars/pillar';

/**
 * Creates a dashboard with the alarms of all pillars. Its name contains the region, because the names of dashboards are unique in an account across
 * all regions.
 */
export function createDashboard(context: BaselineContext, pillars: readonly Pillar[], parts: BaselineParts): SecurityDashboard | undefined {
  const { scope, options: { notifications }, namePrefix } = context;
  const isEnabled = notifications.enabled !== false && notifications.dashboard;
  return isEnabled ? new SecurityDashboard(scope, 'Dashboard', {
    dashboardName: `${namePrefix}-${Aws.REGION}`,
    sections: pillars.flatMap((pillar) => pillar.dashboardSections?.(parts) ?? []),
  }) : undefined;
}
