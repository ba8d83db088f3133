import { ACCESS } from './access';
import { CLOUDTRAIL } from './cloudtrail';
import { COMPUTE } from './compute';
import { CONFIG } from './config';
import { DATABASE } from './database';
import { MONITORING } from './monitoring';
import { NETWORK } from './network';
import { S3 } from './s3';
import { isCis, type Control } from '../control';

/** Every control that the baseline is held against: CIS by the newest number, then Security Hub by id. */
export const CONTROLS: Control[] = [...ACCESS, ...CLOUDTRAIL, ...COMPUTE, ...CONFIG, ...DATABASE, ...MONITORING, ...NETWORK, ...S3].sort(inOrder);

function inOrder(one: Control, other: Control): number {
  return Number(isCis(other)) - Number(isCis(one)) || keyOf(one).localeCompare(keyOf(other), 'en', { numeric: true });
}

/** Numbers of older versions come after those of the newest. */
function keyOf(control: Control): string {
  const numbers = control.id.replace('CIS ', '').split('/');
  return !isCis(control) ? control.id : numbers[3] === '-' ? `9.${numbers[0]}` : numbers[3];
}
