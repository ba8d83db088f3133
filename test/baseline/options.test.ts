import { join } from 'node:path';
import { CONFIG_PATHS } from '../../src/baseline/pillars/config';
import { DATABASE_PATHS } from '../../src/baseline/pillars/database';
import { NETWORK_PATHS } from '../../src/baseline/pillars/network';
import { NOTIFICATION_TOPIC_PATHS } from '../../src/baseline/pillars/notifications';
import { SECURITY_ALARMS_PATHS } from '../../src/baseline/pillars/security-alarms';
import { TRAIL_PATHS } from '../../src/baseline/pillars/trail';
import { WEB_TIER_PATHS } from '../../src/baseline/pillars/web-tier';
import { ROOT } from '../docs/pages';
import { publicNames } from '../docs/public-names';
import { basesOf } from '../support/structs';

const names = publicNames(join(ROOT, 'src')).map(({ name }) => name);
const bases = basesOf(join(ROOT, 'src'));

/** The props of a struct, those that it inherits among them. */
function propsOf(struct: string): string[] {
  const own = names.filter((name) => name.startsWith(`${struct}.`)).map((name) => name.slice(struct.length + 1));
  return [...own, ...(bases.get(struct) ?? []).flatMap(propsOf)];
}

/** The props of a pillar's construct, the options of the pillar, and where the rest of the props comes from. */
const PILLARS: [construct: string, options: string, outside: { readonly [prop: string]: string }][] = [
  ['ThreeTierVpcProps', 'NetworkOptions', NETWORK_PATHS],
  ['AuditTrailProps', 'TrailOptions', TRAIL_PATHS],
  ['ConfigRecordingProps', 'ConfigOptions', CONFIG_PATHS],
  ['NotificationTopicProps', 'NotificationOptions', NOTIFICATION_TOPIC_PATHS],
  ['SecurityAlarmsProps', 'NotificationOptions', SECURITY_ALARMS_PATHS],
  ['HardenedMySqlProps', 'DatabaseOptions', DATABASE_PATHS],
  ['WebTierProps', 'WebTierOptions', WEB_TIER_PATHS],
];

/** Whether users of a baseline can write the path. */
function exists(path: string): boolean {
  const structs: Record<string, string> = {
    network: 'NetworkOptions', storage: 'StorageOptions', trail: 'TrailOptions', notifications: 'NotificationOptions', database: 'DatabaseOptions',
  };
  const [first, second] = path.split('.');
  return propsOf('SecureBaselineProps').includes(first) && (second === undefined || propsOf(structs[first]).includes(second));
}

describe.each(PILLARS)('every prop of %s', (construct, options, outside) => {
  test(`is an option in ${options}, or set by another option of the baseline`, () => {
    const props = propsOf(construct);
    expect(props.length).toBeGreaterThan(3);
    expect(props.filter((prop) => !propsOf(options).includes(prop) && !(prop in outside))).toEqual([]);
  });

  test('that another option sets has a path that exists', () => {
    expect(Object.keys(outside).filter((prop) => !propsOf(construct).includes(prop))).toEqual([]);
    expect(Object.values(outside).filter((path) => !exists(path))).toEqual([]);
  });
});
