import { auditChecks } from './audit';
import { computeChecks } from './compute';
import { databaseChecks } from './database';
import { monitoringChecks } from './monitoring';
import { networkChecks } from './network';
import { storageChecks } from './storage';
import type { ChecksOf } from '../check';

const PILLARS: ChecksOf[] = [networkChecks, storageChecks, auditChecks, monitoringChecks, databaseChecks, computeChecks];

/** Every check of a deployed baseline. */
export const checksOf: ChecksOf = (deployment) => PILLARS.flatMap((checks) => checks(deployment));
