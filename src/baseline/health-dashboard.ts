import { Aws } from 'aws-cdk-lib/core';
import type { SecureBaseline } from './secure-baseline';
import { SecurityDashboard, type DashboardSection } from '../monitoring';

/** One place for what the baseline watches: the security events first, then the health of what it made. */
export function createDashboard(baseline: SecureBaseline): SecurityDashboard {
  const { securityAlarms, deliveryFailureAlarms, otherDeliveryFailureAlarms, database, webTier, natGatewayAlarms } = baseline;
  const events = Object.values(securityAlarms?.alarms ?? {});
  const quiet = Object.values(securityAlarms?.lowNoiseAlarms ?? {});
  const delivery = [deliveryFailureAlarms, ...otherDeliveryFailureAlarms].flatMap(({ alarms }) => Object.values(alarms));
  const rules = securityAlarms?.deliveryFailureAlarm ? [securityAlarms.deliveryFailureAlarm] : [];
  const sections: DashboardSection[] = [
    { title: 'Security events', alarms: events, graphs: events.length > 0 ? [{ title: 'Events', metrics: events.map(({ metric }) => metric) }] : [] },
    { title: 'Security events, for people', alarms: quiet },
    { title: 'Delivery of notifications', alarms: [...delivery, ...rules] },
    ofAlarms('Database', database?.alarms),
    ofAlarms('Web tier', webTier?.alarms),
    ofAlarms('NAT gateways', natGatewayAlarms?.alarms),
  ];
  // Dashboards have one name in all regions of an account.
  return new SecurityDashboard(baseline, 'Dashboard', { dashboardName: `${baseline.namePrefix}-${Aws.REGION}`, sections });
}

/** The state of each alarm, and a graph of what it watches. */
function ofAlarms(title: string, alarms: NonNullable<SecureBaseline['natGatewayAlarms']>['alarms'] = {}): DashboardSection {
  return { title, alarms: Object.values(alarms), graphs: Object.entries(alarms).map(([name, alarm]) => ({ title: name, alarms: [alarm] })) };
}
