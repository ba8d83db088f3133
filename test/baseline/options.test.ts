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

/** Returns the props of a struct, including inherited ones. */
function propsOf(struct: string): string[] {
  const own = names.filter((name) => name.startsWith(`${struct}.`)).map((name) => name.slice(struct.length + 1));
  return [...own, ...(bases.get(struct) ?? []).flatMap(propsOf)];
}

/** The props of a pillar's construct, the options of the pillar, and the paths of the props that are not options of the pillar. */
const PILLARS: [construct: string, options: string, outside: { readonly [prop: string]: string }][] = [
  ['ThreeTierVpcProps', 'NetworkOptions', NETWORK_PATHS],
  ['AuditTrailProps', 'TrailOptions', TRAIL_PATHS],
  ['ConfigRecordingProps', 'ConfigOptions', CONFIG_PATHS],
  ['NotificationTopicProps', 'NotificationOptions', NOTIFICATION_TOPIC_PATHS],
  ['SecurityAlarmsProps', 'NotificationOptions', SECURITY_ALARMS_PATHS],
  ['HardenedMySqlProps', 'DatabaseOptions', DATABASE_PATHS],
  ['WebTierProps', 'WebTierOptions', WEB_TIER_PATHS],
];

/** Whether the path of a prop of `SecureBaseline` exists. */
function exists(path: string): boolean {
  const structs: Record<string, string> = {
    network: 'NetworkOptions', storage: 'StorageOptions', trail: 'TrailOptions', notifications: 'NotificationOptions', database: 'DatabaseOptions',
  };
  const [first, second] = path.split('.');
  return propsOf('SecureBaselineProps').includes(first) && (second === undefined || propsOf(structs[first]).includes(second));
}

describe.each(PILLARS)('every prop of %s', (construct, options, outside) => {
  test(`is a member of ${options} or has a path outside it`, () => {
    const props = propsOf(construct);
    expect(props.length).toBeGreaterThan(3);
    expect(props.filter((prop) => !propsOf(options).includes(prop) && !(prop in outside))).toEqual([]);
  });

  test('has an existing path if it is not an option of the pillar', () => {
    expect(Object.keys(outside).filter((prop) => !propsOf(construct).includes(prop))).toEqual([]);
    expect(Object.values(outside).filter((path) => !exists(path))).toEqual([]);
  });
});
