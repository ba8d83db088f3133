import { CfnParameter, Fn, type Stack } from 'aws-cdk-lib/core';
import { ThreeTierVpc, type ThreeTierVpcProps } from '../../src';
import { newStack, templateOf } from '../support/templates';

const ZONES = ['eu-west-1a', 'eu-west-1b', 'eu-west-1c', 'eu-west-1d'];

interface Subnet {
  readonly zone: unknown;
  readonly cidr: unknown;
}

/** The subnets of a network by their logical ids. */
function subnetsOf(props: (stack: Stack) => ThreeTierVpcProps): { [id: string]: Subnet } {
  const subnets = templateOf((stack) => new ThreeTierVpc(stack, 'Network', props(stack))).findResources('AWS::EC2::Subnet');
  return Object.fromEntries(Object.entries(subnets).map(([id, { Properties }]) => [id, { zone: Properties.AvailabilityZone, cidr: Properties.CidrBlock }]));
}

const zonesOf = (props: (stack: Stack) => ThreeTierVpcProps) => [...new Set(Object.values(subnetsOf(props)).map(({ zone }) => JSON.stringify(zone)))].map((zone) => JSON.parse(zone));

describe('the subnets use', () => {
  test('the Availability Zones that CloudFormation returns unless others are specified', () => {
    expect(zonesOf(() => ({ maxAzs: 3 }))).toEqual([0, 1, 2].map((zone) => ({ 'Fn::Select': [zone, { 'Fn::GetAZs': '' }] })));
  });

  test.each([2, 3, 4])('%i specified Availability Zones', (length) => {
    const subnets = subnetsOf(() => ({ availabilityZones: ZONES.slice(0, length) }));
    expect(Object.values(subnets).map(({ zone }) => zone).sort()).toEqual([...ZONES.slice(0, length), ...ZONES.slice(0, length), ...ZONES.slice(0, length)].sort());
  });

  test('the first of the specified Availability Zones when maxAzs is lower', () => {
    expect(zonesOf(() => ({ availabilityZones: ZONES, maxAzs: 2 }))).toEqual(ZONES.slice(0, 2));
  });

  test('Availability Zones that are unresolved tokens', () => {
    expect(zonesOf((stack) => ({ availabilityZones: ['A', 'B'].map((id) => new CfnParameter(stack, id).valueAsString) }))).toEqual([{ Ref: 'A' }, { Ref: 'B' }]);
  });

  test('a list that is an unresolved token, of the length of maxAzs', () => {
    const list = { 'Fn::Split': [',', { 'Fn::ImportValue': 'zones' }] };
    expect(zonesOf(() => ({ availabilityZones: Fn.split(',', Fn.importValue('zones')), maxAzs: 2 }))).toEqual([0, 1].map((zone) => ({ 'Fn::Select': [zone, list] })));
  });
});

test('a further Availability Zone changes no subnet', () => {
  const two = subnetsOf(() => ({ availabilityZones: ZONES.slice(0, 2) }));
  expect(subnetsOf(() => ({ availabilityZones: ZONES }))).toMatchObject(two);
  expect(Object.values(subnetsOf(() => ({ availabilityZones: ZONES, maxAzs: 2 })))).toEqual(Object.values(two));
});

test('other constructs find the names of the Availability Zones', () => {
  const { vpc } = new ThreeTierVpc(newStack(), 'Network', { availabilityZones: ZONES, maxAzs: 3 });
  expect(vpc.availabilityZones).toEqual(ZONES.slice(0, 3));
  expect(vpc.isolatedSubnets.map(({ availabilityZone }) => availabilityZone)).toEqual(ZONES.slice(0, 3));
});

describe('it is an error', () => {
  const network = (props: ThreeTierVpcProps, region?: string) => () => new ThreeTierVpc(newStack({ env: { region } }), 'Network', props);

  test.each<[string, ThreeTierVpcProps, RegExp]>([
    ['to list one Availability Zone', { availabilityZones: ['eu-west-1a'] }, /availabilityZones.*eu-west-1a.*2 to 4/],
    ['to list none', { availabilityZones: [] }, /availabilityZones.*2 to 4/],
    ['to list five', { availabilityZones: [...ZONES, 'eu-west-1e'] }, /availabilityZones.*eu-west-1e.*2 to 4/],
    ['to list one twice', { availabilityZones: ['eu-west-1a', 'eu-west-1b', 'eu-west-1a'] }, /availabilityZones.*eu-west-1a.*duplicates/],
    ['to list ids', { availabilityZones: ['euw1-az1', 'euw1-az2'] }, /availabilityZones.*euw1-az1.*names.*availabilityZones.*euw1-az2/s],
    ['to use more than are listed', { availabilityZones: ZONES.slice(0, 2), maxAzs: 3 }, /maxAzs.*3.*availabilityZones lists 2/],
    ['to leave the length open', { availabilityZones: Fn.split(',', Fn.importValue('zones')) }, /availabilityZones.*token.*maxAzs/],
  ])('%s', (_title, props, message) => {
    expect(network(props)).toThrow(message);
  });

  test('to list Availability Zones of another region, if the region of the stack is known', () => {
    expect(network({ availabilityZones: ZONES.slice(0, 2) }, 'us-east-1')).toThrow(/2 problems.*availabilityZones.*eu-west-1a.*us-east-1/s);
    expect(network({ availabilityZones: ZONES.slice(0, 2) }, 'eu-west-1')).not.toThrow();
  });
});

test.each(['us-west-2-lax-1a', 'us-east-1-wl1-bos-wlz-1', 'us-gov-east-1a'])('%s is a name that can be listed', (zone) => {
  expect(() => new ThreeTierVpc(newStack(), 'Network', { availabilityZones: ['us-west-2a', zone] })).not.toThrow();
});
