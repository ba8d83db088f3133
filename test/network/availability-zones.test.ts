import { CfnParameter, Fn, type Stack } from 'aws-cdk-lib/core';
import { ThreeTierVpc, type ThreeTierVpcProps } from '../../src';
import { newStack, templateOf } from '../support/templates';

const AZS = ['eu-west-1a', 'eu-west-1b', 'eu-west-1c', 'eu-west-1d'];

interface Subnet {
  readonly availabilityZone: unknown;
  readonly cidr: unknown;
}

/** The subnets of a network, by logical id. */
function subnetsOf(props: (stack: Stack) => ThreeTierVpcProps): { [id: string]: Subnet } {
  const subnets = templateOf((stack) => new ThreeTierVpc(stack, 'Network', props(stack))).findResources('AWS::EC2::Subnet');
  return Object.fromEntries(Object.entries(subnets).map(([id, { Properties }]) => [id, { availabilityZone: Properties.AvailabilityZone, cidr: Properties.CidrBlock }]));
}

const availabilityZonesOf = (props: (stack: Stack) => ThreeTierVpcProps) =>
  [...new Set(Object.values(subnetsOf(props)).map(({ availabilityZone }) => JSON.stringify(availabilityZone)))].map((name) => JSON.parse(name));

describe('the subnets use', () => {
  test('the Availability Zones that CloudFormation returns by default', () => {
    expect(availabilityZonesOf(() => ({ maxAzs: 3 }))).toEqual([0, 1, 2].map((index) => ({ 'Fn::Select': [index, { 'Fn::GetAZs': '' }] })));
  });

  test.each([2, 3, 4])('%i specified Availability Zones', (length) => {
    const subnets = subnetsOf(() => ({ availabilityZones: AZS.slice(0, length) }));
    expect(Object.values(subnets).map(({ availabilityZone }) => availabilityZone).sort()).toEqual([...AZS.slice(0, length), ...AZS.slice(0, length), ...AZS.slice(0, length)].sort());
  });

  test('the first of the specified Availability Zones if maxAzs is lower', () => {
    expect(availabilityZonesOf(() => ({ availabilityZones: AZS, maxAzs: 2 }))).toEqual(AZS.slice(0, 2));
  });

  test('Availability Zones that are unresolved tokens', () => {
    expect(availabilityZonesOf((stack) => ({ availabilityZones: ['A', 'B'].map((id) => new CfnParameter(stack, id).valueAsString) }))).toEqual([{ Ref: 'A' }, { Ref: 'B' }]);
  });

  test('as many elements of a list that is an unresolved token as maxAzs specifies', () => {
    const list = { 'Fn::Split': [',', { 'Fn::ImportValue': 'zones' }] };
    expect(availabilityZonesOf(() => ({ availabilityZones: Fn.split(',', Fn.importValue('zones')), maxAzs: 2 }))).toEqual([0, 1].map((index) => ({ 'Fn::Select': [index, list] })));
  });
});

test('adding an Availability Zone does not change existing subnets', () => {
  const two = subnetsOf(() => ({ availabilityZones: AZS.slice(0, 2) }));
  expect(subnetsOf(() => ({ availabilityZones: AZS }))).toMatchObject(two);
  expect(Object.values(subnetsOf(() => ({ availabilityZones: AZS, maxAzs: 2 })))).toEqual(Object.values(two));
});

test('the VPC has the names of the Availability Zones', () => {
  const { vpc } = new ThreeTierVpc(newStack(), 'Network', { availabilityZones: AZS, maxAzs: 3 });
  expect(vpc.availabilityZones).toEqual(AZS.slice(0, 3));
  expect(vpc.isolatedSubnets.map(({ availabilityZone }) => availabilityZone)).toEqual(AZS.slice(0, 3));
});

describe('synthesis fails for', () => {
  const network = (props: ThreeTierVpcProps, region?: string) => () => new ThreeTierVpc(newStack({ env: { region } }), 'Network', props);

  test.each<[string, ThreeTierVpcProps, RegExp]>([
    ['one Availability Zone', { availabilityZones: ['eu-west-1a'] }, /availabilityZones must .*2 to 4.*, got \["eu-west-1a"\]/],
    ['an empty list', { availabilityZones: [] }, /availabilityZones must .*2 to 4.*, got \[\]/],
    ['five Availability Zones', { availabilityZones: [...AZS, 'eu-west-1e'] }, /availabilityZones must .*2 to 4.*, got .*eu-west-1e/],
    ['a duplicate', { availabilityZones: ['eu-west-1a', 'eu-west-1b', 'eu-west-1a'] }, /availabilityZones must .*duplicates, got "eu-west-1a"/],
    ['ids instead of names', { availabilityZones: ['euw1-az1', 'euw1-az2'] }, /availabilityZones must .*names.*, got "euw1-az1".*availabilityZones must .*, got "euw1-az2"/s],
    ['maxAzs above the length of the list', { availabilityZones: AZS.slice(0, 2), maxAzs: 3 }, /maxAzs must be at most 2, .*availabilityZones, got 3/],
    ['a list of unknown length', { availabilityZones: Fn.split(',', Fn.importValue('zones')) }, /availabilityZones must .*length.*, got an unresolved token\. .*maxAzs/],
  ])('%s', (_title, props, message) => {
    expect(network(props)).toThrow(message);
  });

  test('Availability Zones of another region if the region of the stack is known', () => {
    expect(network({ availabilityZones: AZS.slice(0, 2) }, 'us-east-1')).toThrow(/2 problems.*availabilityZones must .*us-east-1.*, got "eu-west-1a"/s);
    expect(network({ availabilityZones: AZS.slice(0, 2) }, 'eu-west-1')).not.toThrow();
  });
});

test.each(['us-west-2-lax-1a', 'us-east-1-wl1-bos-wlz-1', 'us-gov-east-1a'])('%s is accepted as a name', (name) => {
  expect(() => new ThreeTierVpc(newStack(), 'Network', { availabilityZones: ['us-west-2a', name] })).not.toThrow();
});
