import { hostsOf, TIERS } from './hosts';
import { PRESETS, synthesize } from '../baseline/presets-under-test';
import { INTERNET, type Host } from '../network/packets';

describe.each(PRESETS)('in %s, the network ACLs and routes without security groups', (_name, preset) => {
  const { network, otherHosts } = hostsOf(preset);
  const [publicHosts, privateHosts, isolatedHosts] = Object.values(otherHosts);
  const openPorts = (senders: Host[], receivers: Host[]) =>
    network.ports.filter((port) => senders.some((from) => receivers.some((to) => network.connects(from, to, port))));

  test.each([22, 3306, 3389])('do not allow connections from the internet to port %i in any tier', (port) => {
    expect([...publicHosts, ...privateHosts, ...isolatedHosts].filter((host) => network.connects(INTERNET, host, port))).toEqual([]);
  });

  test('do not allow connections from the internet to the private and isolated subnets', () => {
    expect(openPorts([INTERNET], [...privateHosts, ...isolatedHosts])).toEqual([]);
  });

  test('do not allow connections from the public to the isolated subnets', () => {
    expect(openPorts(publicHosts, isolatedHosts)).toEqual([]);
  });

  test('allow connections from the private to the isolated subnets only on the port of the database', () => {
    expect(openPorts(privateHosts, isolatedHosts)).toEqual([3306]);
  });

  // Network ACLs cannot distinguish responses of the database from new connections, so that only security groups block connections to the private subnets.
  test('do not allow connections from the isolated subnets to the internet, the gateway endpoints and the public subnets', () => {
    const services = ['s3', 'dynamodb'].map((service): Host => ({ ...INTERNET, service }));
    expect(openPorts(isolatedHosts, [INTERNET, ...services, ...publicHosts])).toEqual([]);
  });

  test('include default routes for the public and private subnets only', () => {
    expect(TIERS.map((tier) => network.bareHostsIn(tier).map(({ subnet }) => network.defaultRouteTarget(subnet!)))).toEqual([
      ['internet gateway', 'internet gateway'], ['NAT gateway', 'NAT gateway'], [undefined, undefined],
    ]);
  });
});

test('the security groups and network ACLs allow the configured port of the database', () => {
  const { network, parts: { instances, database }, otherHosts } = hostsOf(synthesize(() => ({ database: { port: 3307 } })));
  const openPorts = (senders: Host[]) => network.ports.filter((port) => senders.every((from) => database.every((to) => network.connects(from, to, port))));
  expect([openPorts(instances), openPorts(otherHosts['private subnets'])]).toEqual([[3307], []]);
});

test.each(PRESETS)('in %s every security group has an egress rule, so that EC2 does not add one that allows all traffic', (_name, preset) => {
  expect(hostsOf(preset).network.groupsWithoutEgressRule()).toEqual([]);
});
