import { ACCESS } from './access';
import { ACCOUNT } from './account';
import { CLOUDTRAIL } from './cloudtrail';
import { COMPUTE } from './compute';
import { CONFIG } from './config';
import { DATABASE } from './database';
import { MONITORING } from './monitoring';
import { NETWORK } from './network';
import { S3 } from './s3';
import { isCis, type Control } from '../control';

/** All controls: first those of CIS by their number in the newest version, then those of Security Hub by id. */
export const CONTROLS: Control[] = [...ACCESS, ...ACCOUNT, ...CLOUDTRAIL, ...COMPUTE, ...CONFIG, ...DATABASE, ...MONITORING, ...NETWORK, ...S3].sort(inOrder);

function inOrder(one: Control, other: Control): number {
  return Number(isCis(other)) - Number(isCis(one)) || keyOf(one).localeCompare(keyOf(other), 'en', { numeric: true });
}

/** Returns the sort key. Controls that are not in the newest version of CIS come last. */
function keyOf(control: Control): string {
  const numbers = control.id.replace('CIS ', '').split('/');
  return !isCis(control) ? control.id : numbers[3] === '-' ? `9.${numbers[0]}` : numbers[3];
}
