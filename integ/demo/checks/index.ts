import { auditChecks } from './audit';
import { computeChecks } from './compute';
import { databaseChecks } from './database';
import { monitoringChecks } from './monitoring';
import { networkChecks } from './network';
import { storageChecks } from './storage';
import type { ChecksOf, DemoCheck } from '../check';
import type { Deployment } from '../deployment';

const PILLARS: Record<string, ChecksOf> = {
  Network: networkChecks,
  Storage: storageChecks,
  Audit: auditChecks,
  Monitoring: monitoringChecks,
  Database: databaseChecks,
  Compute: computeChecks,
};

/** All checks of a deployed baseline. */
export function checksOf(deployment: Deployment): DemoCheck[] {
  return Object.entries(PILLARS).flatMap(([heading, checks]) => checks(deployment).map((check) => ({ heading, ...check })));
}
