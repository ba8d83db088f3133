import { hostsOf, TIERS } from './hosts';
import { PRESETS, synthesize } from '../baseline/presets-under-test';
import { INTERNET, type Host } from '../network/packets';

describe.each(PRESETS)('in %s, where no security group held anything back,', (_name, preset) => {
  const { network, strangers } = hostsOf(preset);
  const [publicHosts, privateHosts, isolatedHosts] = Object.values(strangers);
  const openPorts = (senders: Host[], receivers: Host[]) =>
    network.ports.filter((port) => senders.some((from) => receivers.some((to) => network.connects(from, to, port))));

  test.each([22, 3306, 3389])('the internet would reach port %i in no tier', (port) => {
    expect([...publicHosts, ...privateHosts, ...isolatedHosts].filter((host) => network.connects(INTERNET, host, port))).toEqual([]);
  });

  test('the internet would reach nothing in the private and the isolated subnets', () => {
    expect(openPorts([INTERNET], [...privateHosts, ...isolatedHosts])).toEqual([]);
  });

  test('the public subnets would reach nothing in the isolated ones', () => {
    expect(openPorts(publicHosts, isolatedHosts)).toEqual([]);
  });

  test('the private subnets would reach the isolated ones on the port of the database alone', () => {
    expect(openPorts(privateHosts, isolatedHosts)).toEqual([3306]);
  });

  // Answers of the database look like calls from its port, so that security groups alone keep those from the private subnets.
  test('the isolated subnets would reach neither the internet, nor AWS through the gateway endpoints, nor the public subnets', () => {
    const services = ['s3', 'dynamodb'].map((service): Host => ({ ...INTERNET, service }));
    expect(openPorts(isolatedHosts, [INTERNET, ...services, ...publicHosts])).toEqual([]);
  });

  test('only the public and the private subnets have a way to the internet', () => {
    expect(TIERS.map((tier) => network.bareHostsIn(tier).map(({ subnet }) => network.defaultRouteTarget(subnet!)))).toEqual([
      ['internet gateway', 'internet gateway'], ['NAT gateway', 'NAT gateway'], [undefined, undefined],
    ]);
  });
});

test('another port of the database moves the security groups and the network ACLs together', () => {
  const { network, parts: { instances, database }, strangers } = hostsOf(synthesize(() => ({ database: { port: 3307 } })));
  const openPorts = (senders: Host[]) => network.ports.filter((port) => senders.every((from) => database.every((to) => network.connects(from, to, port))));
  expect([openPorts(instances), openPorts(strangers['private subnets'])]).toEqual([[3307], []]);
});

test.each(PRESETS)('in %s no security group is left with the rule that EC2 gives those without one', (_name, preset) => {
  expect(hostsOf(preset).network.groupsWithoutEgressRule()).toEqual([]);
});
