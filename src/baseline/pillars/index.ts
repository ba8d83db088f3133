import { CONFIG } from './config';
import { DATABASE } from './database';
import { NETWORK } from './network';
import { NOTIFICATIONS } from './notifications';
import type { Pillar } from './pillar';
import { SECURITY_ALARMS } from './security-alarms';
import { STORAGE } from './storage';
import { TRAIL } from './trail';
import { WEB_TIER } from './web-tier';

/** The pillars in the order in which they are created: each may use what the pillars before it created. */
export const PILLARS: readonly Pillar[] = [STORAGE, NOTIFICATIONS, NETWORK, CONFIG, TRAIL, SECURITY_ALARMS, DATABASE, WEB_TIER];
