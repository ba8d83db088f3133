import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Fn, type Stack } from 'aws-cdk-lib/core';
import { withCertificate, importedVpc } from './support';
import { SecureBaseline, WebTier, type WebTierProps } from '../../src';
import { newStack, only, templateOf } from '../support/templates';

const APPLICATIONS: ec2.SubnetSelection = { subnetGroupName: 'Applications' };
const AZS = ['eu-west-1a', 'eu-west-1b'];

/** A VPC with two groups of private subnets: for applications, and for transit gateway attachments. */
function vpcWithGroups(stack: Stack): ec2.IVpc {
  return new ec2.Vpc(stack, 'Vpc', {
    availabilityZones: AZS,
    subnetConfiguration: [
      { name: 'Public', subnetType: ec2.SubnetType.PUBLIC },
      { name: 'Attachments', subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS },
      { name: 'Applications', subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS },
    ],
  });
}

/** A VPC with public subnets in fewer Availability Zones than private subnets. */
function unevenVpc(stack: Stack): ec2.IVpc {
  const availabilityZones = [...AZS, 'eu-west-1c'];
  const publicSubnets = availabilityZones.slice(0, 2).map((availabilityZone, index) => ec2.Subnet.fromSubnetAttributes(stack, `Public${index}`, { subnetId: `public-${index}`, availabilityZone }));
  const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', { vpcId: 'vpc-1', availabilityZones, privateSubnetIds: ['private-0', 'private-1', 'private-2'] });
  vpc.publicSubnets.push(...publicSubnets);
  return vpc;
}

type Settings = Partial<WebTierProps>;

const tier = (stack: Stack, props: Settings): WebTier => new WebTier(stack, 'Web', { vpc: vpcWithGroups(stack), ...props });
const templateWith = (propsFor: (stack: Stack) => Settings) => templateOf((stack) => tier(stack, propsFor(stack)));
const loadBalancerSubnets = (template: Template) => only(template, 'AWS::ElasticLoadBalancingV2::LoadBalancer').Properties.Subnets;
const instanceSubnets = (template: Template) => only(template, 'AWS::AutoScaling::AutoScalingGroup').Properties.VPCZoneIdentifier;
const inGroup = (name: string) => [1, 2].map((number) => ({ Ref: expect.stringMatching(`^Vpc${name}Subnet${number}`) }));

describe('in a VPC with two groups of private subnets', () => {
  test('the subnets of the instances can be selected', () => {
    const template = templateWith((stack) => ({ ...withCertificate(stack), vpcSubnets: APPLICATIONS }));
    expect(instanceSubnets(template)).toEqual(inGroup('Applications'));
    expect(only(template, 'AWS::AutoScaling::AutoScalingGroup').Properties.AvailabilityZones).toEqual(AZS);
    expect(loadBalancerSubnets(template)).toEqual(inGroup('Public'));
  });

  test('the subnets of the load balancer can be selected', () => {
    const template = templateWith(() => ({ loadBalancerSubnets: APPLICATIONS, vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS } }));
    expect(loadBalancerSubnets(template)).toEqual(inGroup('Applications'));
    expect(instanceSubnets(template)).toEqual([...inGroup('Attachments'), ...inGroup('Applications')]);
  });

  test('the load balancer uses one subnet of a selection in each Availability Zone', () => {
    expect(loadBalancerSubnets(templateWith(() => ({ loadBalancerSubnets: { subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS }, vpcSubnets: APPLICATIONS })))).toEqual(inGroup('Attachments'));
  });
});

describe('in a VPC with two groups of subnets of the default type', () => {
  test('the subnets of the instances and of an internal load balancer must be selected', () => {
    expect(() => tier(newStack(), {})).toThrow(
      /has 2 problems:\n {2}- vpcSubnets must be specified if .*several subnets.*, got no value\. .* AttachmentsSubnet1, .*, ApplicationsSubnet2\. .*\n {2}- loadBalancerSubnets must be specified if /);
  });

  test('only the subnets of the instances must be selected with an internet-facing load balancer', () => {
    const stack = newStack();
    expect(() => tier(stack, withCertificate(stack))).toThrow(/has a problem:\n {2}- vpcSubnets must be specified if /);
  });

  test('the subnets of a baseline must be selected', () => {
    const stack = newStack();
    expect(() => new SecureBaseline(stack, 'Baseline', {
      environmentSuffix: 'dev', owner: 'team-a', costCenter: 'cc-1', network: { vpc: vpcWithGroups(stack) }, database: { enabled: false },
    })).toThrow(/has 2 problems:\n {2}- webTier\.vpcSubnets must .*\n {2}- webTier\.loadBalancerSubnets must /);
  });
});

describe('synthesis fails', () => {
  test.each<[string, Settings, RegExp]>([
    ['if no subnets are selected for the instances', { vpcSubnets: { subnetGroupName: 'Web' }, loadBalancerSubnets: APPLICATIONS }, /a problem.*vpcSubnets must .*no subnet groups with name 'Web'/s],
    ['if no subnets are selected for the load balancer', { loadBalancerSubnets: { subnetGroupName: 'Web' }, vpcSubnets: APPLICATIONS }, /a problem.*loadBalancerSubnets must .*two Availability Zones, got .*no subnet groups with name 'Web'/s],
    ['if one Availability Zone is selected for the load balancer', { loadBalancerSubnets: { availabilityZones: ['eu-west-1a'] }, vpcSubnets: APPLICATIONS }, /a problem.*loadBalancerSubnets must .*two Availability Zones, got .*AttachmentsSubnet1/s],
  ])('%s', (_title, props, message) => {
    expect(() => tier(newStack({ env: { region: 'eu-west-1' } }), props)).toThrow(message);
  });

  test('if instances are in an Availability Zone that the load balancer does not reach', () => {
    const stack = newStack();
    const props = { vpc: unevenVpc(stack), ...withCertificate(stack) };
    expect(() => new WebTier(stack, 'Web', props)).toThrow(/a problem.*vpcSubnets must .*eu-west-1a, eu-west-1b, got "eu-west-1c"/s);
    expect(() => new WebTier(stack, 'Reached', { ...props, vpcSubnets: { availabilityZones: AZS, subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS } })).not.toThrow();
  });
});

describe('the VPC can have', () => {
  test('subnets whose Availability Zones are not known', () => {
    const stack = newStack();
    const subnets = ['one', 'two'].map((id) => ec2.Subnet.fromSubnetId(stack, id, `subnet-${id}`));
    new WebTier(stack, 'Web', { vpc: importedVpc(stack), vpcSubnets: { subnets }, loadBalancerSubnets: { subnets } });
    const template = templateOf((other) => {
      const own = ['one', 'two'].map((id) => ec2.Subnet.fromSubnetId(other, id, `subnet-${id}`));
      new WebTier(other, 'Web', { vpc: importedVpc(other), vpcSubnets: { subnets: own }, loadBalancerSubnets: { subnets: own } });
    });
    expect([instanceSubnets(template), loadBalancerSubnets(template)]).toEqual([['subnet-one', 'subnet-two'], ['subnet-one', 'subnet-two']]);
    expect(only(template, 'AWS::AutoScaling::AutoScalingGroup').Properties).not.toHaveProperty('AvailabilityZones');
  });

  test('a list of Availability Zones that is an unresolved token', () => {
    const stack = newStack();
    const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
      vpcId: 'vpc-1', vpcCidrBlock: '10.0.0.0/16', availabilityZones: Fn.split(',', Fn.importValue('zones')), privateSubnetIds: ['one', 'two'],
    });
    new WebTier(stack, 'Web', { vpc });
    expect(instanceSubnets(Template.fromStack(stack))).toEqual(['one', 'two']);
  });
});
