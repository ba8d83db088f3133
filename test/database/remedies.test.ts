import { join } from 'node:path';
import { messagesOf } from '../docs/messages';
import { ROOT } from '../docs/pages';
import { publicNames } from '../docs/public-names';

const SRC = join(ROOT, 'src');
const structs = ['CommonMySqlProps', 'HardenedMySqlProps', 'MySqlReadReplicaProps', 'ThreeTierVpcProps'];
const props = publicNames(SRC).map(({ name }) => name.split('.')).filter(([struct]) => structs.includes(struct)).map(([, prop]) => prop);

/** Words such as `allocatedStorage`. */
const propsIn = (parts: string[]) => parts.flatMap((part) => part.match(/\b[a-z]+[A-Z]\w*\b/g) ?? []);

test('every remedy of the database names props that exist', () => {
  const named = messagesOf(join(SRC, 'database')).flatMap(({ parts, place }) => propsIn(parts).map((prop) => ({ prop, place })));
  expect(named.map(({ prop }) => prop)).toEqual(expect.arrayContaining(['extendedSupport', 'deletionProtection', 'databasePort', 'vpcSubnets']));
  expect(named.filter(({ prop }) => !props.includes(prop))).toEqual([]);
});
