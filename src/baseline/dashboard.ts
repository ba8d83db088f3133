import { Aws } from 'aws-cdk-lib/core';
import { SecurityDashboard } from '../monitoring';
import type { BaselineContext, BaselineParts, Pillar } from './pillars/pillar';

/** One dashboard for what the alarms of all pillars watch. Dashboards have one name in all regions of an account. */
export function createDashboard(context: BaselineContext, pillars: readonly Pillar[], parts: BaselineParts): SecurityDashboard | undefined {
  const { scope, options: { notifications }, namePrefix } = context;
  const isWanted = notifications.enabled !== false && notifications.dashboard;
  return isWanted ? new SecurityDashboard(scope, 'Dashboard', {
    dashboardName: `${namePrefix}-${Aws.REGION}`,
    sections: pillars.flatMap((pillar) => pillar.dashboardSections?.(parts) ?? []),
  }) : undefined;
}
