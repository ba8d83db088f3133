import { VPC, type RefusedRequest } from './refused-request';
import type { Aws } from '../../../integ/demo/aws';
import type { Template } from '../plain-stack';

const loadBalancer = (attributes: Record<string, string> = {}): Template[string] => ({
  Type: 'AWS::ElasticLoadBalancingV2::LoadBalancer',
  Properties: { Subnets: [{ Ref: 'Subnet' }], LoadBalancerAttributes: Object.entries(attributes).map(([Key, Value]) => ({ Key, Value })) },
});
const listener = (name: string): Template[string] => ({
  Type: 'AWS::ElasticLoadBalancingV2::Listener',
  Properties: { LoadBalancerArn: { Ref: name }, Port: 80, Protocol: 'HTTP', DefaultActions: [{ Type: 'forward', TargetGroupArn: { Ref: 'Targets' } }] },
});

/** Registers an image whose root volume has a snapshot of 30 GiB. */
export async function registerImage({ ec2 }: Aws): Promise<string> {
  const { VolumeId } = await ec2.createVolume({ AvailabilityZone: 'us-east-1a', Size: 30 });
  const { SnapshotId } = await ec2.createSnapshot({ VolumeId });
  const { ImageId } = await ec2.registerImage({ Name: 'golden', RootDeviceName: '/dev/xvda', BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { SnapshotId } }] });
  return ImageId!;
}

export const groupOf = (ImageId: string, VolumeSize?: number, DeviceName = '/dev/xvda'): Template => ({
  Template: {
    Type: 'AWS::EC2::LaunchTemplate',
    Properties: { LaunchTemplateData: { ImageId, InstanceType: 't4g.small', BlockDeviceMappings: [{ DeviceName, Ebs: { VolumeSize, Encrypted: true } }] } },
  },
  Group: {
    Type: 'AWS::AutoScaling::AutoScalingGroup',
    Properties: { MinSize: '0', MaxSize: '1', LaunchTemplate: { LaunchTemplateId: { Ref: 'Template' }, Version: '1' }, AvailabilityZones: ['us-east-1a'] },
  },
});

export const REFUSED_BY_EC2: RefusedRequest[] = [
  {
    title: 'a launch template with a smaller volume than the snapshot of its image',
    message: /You must use a valid fully-formed launch template. Volume of size 20GB is smaller than snapshot 'snap-\w+', expect size >= 30GB/,
    send: async (aws, stack) => stack.creationFailure(groupOf(await registerImage(aws), 20)),
  },
  {
    title: 'the deletion of a subnet with an endpoint that is not part of the stack',
    message: /The subnet 'subnet-\w+' has dependencies and cannot be deleted/,
    send: async ({ ec2 }, stack) => {
      await stack.create(VPC);
      const { Subnets } = await ec2.describeSubnets({ Filters: [{ Name: 'cidr-block', Values: ['10.0.0.0/24'] }] });
      const [{ SubnetId, VpcId }] = Subnets!;
      await ec2.createVpcEndpoint({ VpcId, ServiceName: 'com.amazonaws.us-east-1.guardduty-data', VpcEndpointType: 'Interface', SubnetIds: [SubnetId!] });
      return stack.deletionFailure();
    },
  },
  {
    title: 'an Auto Scaling group, created with the SDK, with a smaller volume than the snapshot of its image',
    message: /You must use a valid fully-formed launch template. Volume of size 20GB is smaller than snapshot 'snap-\w+', expect size >= 30GB/,
    send: async (aws, stack) => {
      const { Template } = groupOf(await registerImage(aws), 20);
      await stack.create({ Template });
      const { LaunchTemplates } = await aws.ec2.describeLaunchTemplates({});
      const { LaunchTemplateId } = LaunchTemplates![0];
      return aws.autoScaling.createAutoScalingGroup({ AutoScalingGroupName: 'group', MinSize: 0, MaxSize: 1, LaunchTemplate: { LaunchTemplateId }, AvailabilityZones: ['us-east-1a'] });
    },
  },
  {
    title: 'the update of an Auto Scaling group to an image with a larger snapshot',
    message: /You must use a valid fully-formed launch template. Volume of size 20GB is smaller than snapshot 'snap-\w+', expect size >= 30GB/,
    send: async (aws, stack) => {
      await stack.create(groupOf('ami-00000000', 20));
      const { Template, Group } = groupOf(await registerImage(aws), 20);
      return stack.updateFailure({ Template, Group: { ...Group, Properties: { ...Group.Properties, LaunchTemplate: { LaunchTemplateId: { Ref: 'Template' }, Version: '2' } } } });
    },
  },
  {
    title: 'an Auto Scaling group with a volume that has no size and is not part of the image',
    message: /You must use a valid fully-formed launch template. Either snapshot ID or volume size must be provided for: \/dev\/sda1/,
    send: async (aws, stack) => stack.creationFailure(groupOf(await registerImage(aws), undefined, '/dev/sda1')),
  },
  {
    title: 'an instance with a volume that has no size and is not part of the image',
    message: /^Either snapshot ID or volume size must be provided for: \/dev\/sda1/,
    send: async (aws) => aws.ec2.runInstances({
      ImageId: await registerImage(aws), MinCount: 1, MaxCount: 1, BlockDeviceMappings: [{ DeviceName: '/dev/sda1', Ebs: { Encrypted: true } }],
    }),
  },
  {
    title: 'an instance with a smaller volume than the snapshot of its image',
    message: /^Volume of size 20GB is smaller than snapshot 'snap-\w+', expect size >= 30GB/,
    send: async (aws) => aws.ec2.runInstances({
      ImageId: await registerImage(aws), MinCount: 1, MaxCount: 1, BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { VolumeSize: 20 } }],
    }),
  },
  {
    title: 'a second load balancer for a target group',
    message: /The following target groups cannot be associated with more than one load balancer/,
    send: (_aws, stack) => stack.creationFailure({
      ...VPC,
      Targets: { Type: 'AWS::ElasticLoadBalancingV2::TargetGroup', Properties: { VpcId: { Ref: 'Vpc' }, Port: 80, Protocol: 'HTTP' } },
      First: loadBalancer(),
      FirstListener: listener('First'),
      Second: loadBalancer(),
      SecondListener: { ...listener('Second'), DependsOn: ['FirstListener'] },
    }),
  },
];
