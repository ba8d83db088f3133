import { Aws } from 'aws-cdk-lib/core';
import { PILLARS } from './pillars';
import { SecurityDashboard } from '../monitoring';
import type { BaselineContext, BaselineParts } from './pillars/pillar';

/** One dashboard for what the alarms of all pillars watch. Dashboards have one name in all regions of an account. */
export function createDashboard(context: BaselineContext, parts: BaselineParts): SecurityDashboard | undefined {
  const { scope, options: { notifications }, namePrefix } = context;
  const isWanted = notifications.enabled !== false && notifications.dashboard;
  return isWanted ? new SecurityDashboard(scope, 'Dashboard', {
    dashboardName: `${namePrefix}-${Aws.REGION}`,
    sections: PILLARS.flatMap((pillar) => pillar.dashboardSections?.(parts) ?? []),
  }) : undefined;
}
