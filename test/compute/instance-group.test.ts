import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sns from 'aws-cdk-lib/aws-sns';
import { App, CfnParameter, Duration, Size, Stack } from 'aws-cdk-lib/core';
import { withCertificate, idsOf, launchData, logGroup, webTier, webTierTemplate } from './support';
import { EncryptionKey, LoggingBucket } from '../../src';
import { newStack, only, statementsOf, warningsOf } from '../support/templates';

const GROUP = 'AWS::AutoScaling::AutoScalingGroup';
const LAUNCH_TEMPLATE = 'AWS::EC2::LaunchTemplate';
const SERVICE_LINKED_ROLE = 'AWS::IAM::ServiceLinkedRole';
const IMAGE = ec2.MachineImage.fromSsmParameter('/images/shop');

/** The SSM parameters of the images in a template, which CloudFormation resolves at each deployment. */
function imageParameters(template: Template): string[] {
  return Object.values(template.findParameters('*', { Type: 'AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>' })).map((one) => one.Default);
}

describe('an instance', () => {
  const template = webTierTemplate();
  const data = launchData(template);

  test('uses the latest image of Amazon Linux 2023 at each deployment', () => {
    expect(imageParameters(template)).toEqual(['/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64']);
    expect(data.ImageId).toEqual({ Ref: Object.keys(template.findParameters('*', { Type: 'AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>' }))[0] });
    expect(JSON.stringify(template.toJSON())).not.toMatch(/ami-[0-9a-f]{8}/);
  });

  test.each([['t3.small', 'x86_64'], ['t4g.small', 'arm64'], ['m7g.large', 'arm64'], ['m7i.large', 'x86_64']])('of type %s uses an image for %s', (type, architecture) => {
    const typed = webTierTemplate(() => ({ instanceType: new ec2.InstanceType(type) }));
    expect(launchData(typed).InstanceType).toBe(type);
    expect(imageParameters(typed)).toEqual([expect.stringMatching(`-${architecture}$`)]);
  });

  test('uses the specified image', () => {
    const own = webTierTemplate(() => ({ machineImage: ec2.MachineImage.fromSsmParameter('/images/shop') }));
    expect(imageParameters(own)).toEqual(['/images/shop']);
  });

  test('requires IMDSv2, with a hop limit of 1', () => {
    expect(data.MetadataOptions).toEqual({ HttpTokens: 'required', HttpPutResponseHopLimit: 1 });
  });

  test('has no public IP address', () => {
    expect(data.NetworkInterfaces).toEqual([expect.objectContaining({ AssociatePublicIpAddress: false })]);
  });

  test('has an encrypted root volume that is deleted on termination', () => {
    expect(data.BlockDeviceMappings).toEqual([
      { DeviceName: '/dev/xvda', Ebs: { Encrypted: true, DeleteOnTermination: true, VolumeType: 'gp3', VolumeSize: 20 } },
    ]);
  });

  test('of a specified image has a root volume of the size of the snapshot, because EC2 rejects a smaller volume', () => {
    const [{ DeviceName, Ebs }] = launchData(webTierTemplate((stack) => ({ machineImage: IMAGE, encryptionKey: new EncryptionKey(stack, 'Key') }))).BlockDeviceMappings;
    expect([DeviceName, Object.keys(Ebs).sort()]).toEqual(['/dev/xvda', ['DeleteOnTermination', 'Encrypted', 'KmsKeyId', 'VolumeType']]);
    expect(Ebs).toMatchObject({ DeleteOnTermination: true, Encrypted: true, VolumeType: 'gp3' });
  });

  test.each([[undefined, 100], [IMAGE, 8]])('has a root volume of the specified size', (machineImage, size) => {
    expect(launchData(webTierTemplate(() => ({ machineImage, rootVolumeSize: Size.gibibytes(size) }))).BlockDeviceMappings).toEqual([
      { DeviceName: '/dev/xvda', Ebs: { Encrypted: true, DeleteOnTermination: true, VolumeType: 'gp3', VolumeSize: size } },
    ]);
  });

  test('has a root volume whose size is an unresolved token in gibibytes', () => {
    const size = (stack: Stack) => new CfnParameter(stack, 'Size', { type: 'Number' }).valueAsNumber;
    expect(launchData(webTierTemplate((stack) => ({ rootVolumeSize: Size.gibibytes(size(stack)) }))).BlockDeviceMappings[0].Ebs.VolumeSize).toEqual({ Ref: 'Size' });
    expect(() => webTierTemplate((stack) => ({ rootVolumeSize: Size.tebibytes(size(stack)) }))).toThrow(/rootVolumeSize must be in gibibytes if it is an unresolved token/);
  });

  test('of an image with another root device has only the root volume', () => {
    expect(launchData(webTierTemplate(() => ({ machineImage: IMAGE, rootDeviceName: '/dev/sda1' }))).BlockDeviceMappings).toEqual([
      { DeviceName: '/dev/sda1', Ebs: { Encrypted: true, DeleteOnTermination: true, VolumeType: 'gp3' } },
    ]);
  });

  test.each([[undefined, true], [true, true], [false, false]])('with detailedMonitoring %s has detailed monitoring enabled: %s', (detailedMonitoring, expected) => {
    expect(launchData(webTierTemplate(() => ({ detailedMonitoring }))).Monitoring).toEqual({ Enabled: expected });
  });

  test('has a name tag, as do its volumes and security groups', () => {
    const named = webTierTemplate(() => ({ nameTag: 'shop' }));
    const name = { Key: 'Name', Value: 'shop' };
    expect(launchData(named).TagSpecifications.map((one: { ResourceType: string }) => one.ResourceType)).toEqual(['instance', 'volume']);
    for (const { Tags } of launchData(named).TagSpecifications) {
      expect(Tags).toContainEqual(name);
    }
    expect(only(named, GROUP).Properties.Tags).toEqual([{ ...name, PropagateAtLaunch: true }]);
    named.hasResourceProperties('AWS::EC2::SecurityGroup', { Tags: [{ Key: 'Name', Value: 'shop-application' }] });
    named.hasResourceProperties('AWS::EC2::SecurityGroup', { Tags: [{ Key: 'Name', Value: 'shop-load-balancer' }] });
  });
});

describe('the Auto Scaling group', () => {
  const template = webTierTemplate(withCertificate);
  const group = template.toJSON().Resources[idsOf(template, GROUP)[0]];

  test('launches instances in private subnets of different Availability Zones', () => {
    const subnets = template.findResources('AWS::EC2::Subnet');
    const used = group.Properties.VPCZoneIdentifier.map(({ Ref }: { Ref: string }) => Ref);
    expect(used).toEqual([expect.stringContaining('PrivateSubnet1'), expect.stringContaining('PrivateSubnet2')]);
    expect(new Set(used.map((id: string) => subnets[id].Properties.AvailabilityZone['Fn::Select'][0])).size).toBe(2);
  });

  test('replaces instances that the load balancer considers unhealthy after the grace period', () => {
    expect(group.Properties).toMatchObject({ HealthCheckType: 'ELB', HealthCheckGracePeriod: 900, TargetGroupARNs: [{ Ref: idsOf(template, 'AWS::ElasticLoadBalancingV2::TargetGroup')[0] }] });
  });

  test('has two to six instances by default, and deployments do not change the desired capacity', () => {
    expect(group.Properties).toMatchObject({ MinSize: '2', MaxSize: '6' });
    expect(group.Properties.DesiredCapacity).toBeUndefined();
    expect(group.UpdatePolicy.AutoScalingScheduledAction).toEqual({ IgnoreUnmodifiedGroupSizeProperties: true });
  });

  test('scales on the average CPU utilization', () => {
    expect(only(template, 'AWS::AutoScaling::ScalingPolicy').Properties).toMatchObject({
      AutoScalingGroupName: { Ref: idsOf(template, GROUP)[0] },
      PolicyType: 'TargetTrackingScaling',
      TargetTrackingConfiguration: { PredefinedMetricSpecification: { PredefinedMetricType: 'ASGAverageCPUUtilization' }, TargetValue: 60 },
    });
    const other = webTierTemplate(() => ({ cpuTargetUtilizationPercent: 45 }));
    expect(only(other, 'AWS::AutoScaling::ScalingPolicy').Properties.TargetTrackingConfiguration.TargetValue).toBe(45);
  });

  test('uses the specified startup timeout and grace period', () => {
    const timed = Object.values(webTierTemplate(() => ({ startupTimeout: Duration.hours(1), healthCheckGracePeriod: Duration.minutes(20) })).findResources(GROUP))[0];
    expect(timed.CreationPolicy.ResourceSignal.Timeout).toBe('PT1H');
    expect(timed.UpdatePolicy.AutoScalingRollingUpdate.PauseTime).toBe('PT1H');
    expect(timed.Properties.HealthCheckGracePeriod).toBe(1200);
  });

  test('does not replace instances before the startup timeout by default', () => {
    expect(only(webTierTemplate(() => ({ startupTimeout: Duration.hours(1) })), GROUP).Properties.HealthCheckGracePeriod).toBe(3600);
  });

  test('uses the specified hop limit of the instance metadata service', () => {
    expect(launchData(template).MetadataOptions).toEqual({ HttpTokens: 'required', HttpPutResponseHopLimit: 1 });
    expect(launchData(webTierTemplate(() => ({ httpPutResponseHopLimit: 2 }))).MetadataOptions.HttpPutResponseHopLimit).toBe(2);
  });

  test('waits for a signal of each instance when it is created', () => {
    expect(group.CreationPolicy).toEqual({ ResourceSignal: { Count: 2, Timeout: 'PT15M' } });
  });

  test('uses the latest version of its launch template', () => {
    const [id] = idsOf(template, LAUNCH_TEMPLATE);
    expect(group.Properties.LaunchTemplate).toEqual({ LaunchTemplateId: { Ref: id }, Version: { 'Fn::GetAtt': [id, 'LatestVersionNumber'] } });
  });

  test('updates instances one by one, waits for the signal of each, and suspends scaling processes during the update', () => {
    expect(group.UpdatePolicy.AutoScalingRollingUpdate).toEqual({
      MinInstancesInService: 2,
      MaxBatchSize: 1,
      PauseTime: 'PT15M',
      WaitOnResourceSignals: true,
      SuspendProcesses: ['AlarmNotification', 'AZRebalance', 'ReplaceUnhealthy', 'ScheduledActions'],
    });
  });

  test('is created after the listener, without which no instance becomes healthy', () => {
    const [forwarding] = Object.entries(template.findResources('AWS::ElasticLoadBalancingV2::Listener', { Properties: { Protocol: 'HTTPS' } })).map(([id]) => id);
    expect(group.DependsOn).toContain(forwarding);
  });

  test.each([[1, 2], [1, 5], [2, 3], [4, 9]])('of %i to %i instances keeps the minimum in service during updates and waits for as many signals when it is created', (minCapacity, maxCapacity) => {
    const sized = Object.values(webTierTemplate(() => ({ minCapacity, maxCapacity })).findResources(GROUP))[0];
    expect(sized.Properties).toMatchObject({ MinSize: String(minCapacity), MaxSize: String(maxCapacity) });
    expect(sized.CreationPolicy.ResourceSignal.Count).toBe(minCapacity);
    expect(sized.UpdatePolicy.AutoScalingRollingUpdate.MinInstancesInService).toBe(minCapacity);
  });

  test('accepts unresolved tokens as capacities', () => {
    const sized = Object.values(webTierTemplate((stack) => ({
      minCapacity: new CfnParameter(stack, 'MinCapacity', { type: 'Number' }).valueAsNumber,
      maxCapacity: new CfnParameter(stack, 'MaxCapacity', { type: 'Number' }).valueAsNumber,
    })).findResources(GROUP))[0];
    expect(sized.Properties).toMatchObject({ MinSize: { Ref: 'MinCapacity' }, MaxSize: { Ref: 'MaxCapacity' } });
    expect(sized.CreationPolicy.ResourceSignal.Count).toEqual({ Ref: 'MinCapacity' });
    expect(sized.UpdatePolicy.AutoScalingRollingUpdate.MinInstancesInService).toEqual({ Ref: 'MinCapacity' });
  });
});

describe('volumes with a key of the stack', () => {
  const template = webTierTemplate((stack) => ({ encryptionKey: new EncryptionKey(stack, 'Key'), serviceLinkedRoleSuffix: 'shop' }));
  const [roleId] = idsOf(template, SERVICE_LINKED_ROLE);
  const statements = statementsOf(template, 'AWS::KMS::Key', 'KeyPolicy');
  const roleArn = only(template, GROUP).Properties.ServiceLinkedRoleARN;

  test('are encrypted with the key', () => {
    const [volume] = launchData(template).BlockDeviceMappings;
    expect(volume.Ebs).toMatchObject({ Encrypted: true, KmsKeyId: { 'Fn::GetAtt': [idsOf(template, 'AWS::KMS::Key')[0], 'Arn'] } });
  });

  test('require a dedicated service-linked role, whose name contains the suffix and the region', () => {
    expect(only(template, SERVICE_LINKED_ROLE).Properties).toMatchObject({
      AWSServiceName: 'autoscaling.amazonaws.com',
      CustomSuffix: { 'Fn::Join': ['', ['shop-', { Ref: 'AWS::Region' }]] },
    });
    expect(roleArn['Fn::Join'][1].at(-2)).toBe(':role/aws-service-role/autoscaling.amazonaws.com/');
    expect(roleArn['Fn::Join'][1].at(-1)).toEqual({ Ref: roleId });
  });

  test('can be encrypted and decrypted by the service-linked role', () => {
    expect(statements.AutoScalingUse).toEqual({
      Sid: 'AutoScalingUse',
      Effect: 'Allow',
      Principal: { AWS: roleArn },
      Action: ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'],
      Resource: '*',
    });
  });

  test('can be attached by AWS services on behalf of the service-linked role only', () => {
    expect(statements.AutoScalingAttachVolumes).toMatchObject(
      { Effect: 'Allow', Principal: { AWS: roleArn }, Action: 'kms:CreateGrant', Condition: { Bool: { 'kms:GrantIsForAWSResource': 'true' } } });
  });

  test('have a service-linked role whose name differs by path and has at most 64 characters', () => {
    const [first, second] = ['Shop', 'AnotherEnvironmentOfTheShop'].map((id) => {
      const stack = new Stack(new App(), id);
      webTier(stack, { encryptionKey: new EncryptionKey(stack, 'Key') });
      return only(Template.fromStack(stack), SERVICE_LINKED_ROLE).Properties.CustomSuffix['Fn::Join'][1][0];
    });
    expect(first).not.toBe(second);
    expect(`AWSServiceRoleForAutoScaling_${second}ap-southeast-1`.length).toBeLessThanOrEqual(64);
  });
});

describe('volumes are encrypted with aws/ebs, without a dedicated service-linked role,', () => {
  const keyOf: Record<string, (stack: Stack) => kms.IKey> = {
    'with an imported key': (stack) => kms.Key.fromKeyArn(stack, 'Imported', 'arn:aws:kms:eu-west-1:111122223333:key/11111111-2222-3333-4444-555555555555'),
    'with a key of another stack': (stack) => new EncryptionKey(new Stack(stack.node.root, 'Keys'), 'Key'),
  };

  test.each(Object.keys(keyOf))('%s, with a warning', (kind) => {
    const stack = newStack();
    webTier(stack, { ...withCertificate(stack), encryptionKey: keyOf[kind](stack) });
    const template = Template.fromStack(stack);
    const [volume] = launchData(template).BlockDeviceMappings;
    expect(volume.Ebs.Encrypted).toBe(true);
    expect(volume.Ebs.KmsKeyId).toBeUndefined();
    template.resourceCountIs(SERVICE_LINKED_ROLE, 0);
    expect(only(template, GROUP).Properties.ServiceLinkedRoleARN).toBeUndefined();
    expect(logGroup(template).KmsKeyId).toBeDefined();
    expect(warningsOf(stack)).toContainEqual(expect.stringMatching(/aws\/ebs.*Use a key of the same stack.*SecureBaseline:volumeKey/));
  });

  test('without a key and without a warning', () => {
    const stack = newStack();
    webTier(stack, withCertificate(stack));
    Template.fromStack(stack).resourceCountIs(SERVICE_LINKED_ROLE, 0);
    expect(warningsOf(stack)).toEqual([]);
  });
});

describe('the properties of the Auto Scaling group', () => {
  const topicArn = 'arn:aws:sns:eu-west-1:111122223333:scaling';

  test('include the Availability Zones of its subnets, without the name of a region', () => {
    expect(only(webTierTemplate(), GROUP).Properties.AvailabilityZones).toEqual([0, 1].map((index) => ({ 'Fn::Select': [index, { 'Fn::GetAZs': '' }] })));
  });

  test('include the alternative instance types, with the same launch template', () => {
    const types = ['m7g.large', 'm6g.large', 'm8g.large'];
    const [instanceType, ...alternativeInstanceTypes] = types.map((type) => new ec2.InstanceType(type));
    const { Properties } = only(webTierTemplate(() => ({ instanceType, alternativeInstanceTypes })), GROUP);
    expect(Properties).not.toHaveProperty('LaunchTemplate');
    expect(Properties.MixedInstancesPolicy.LaunchTemplate).toMatchObject({
      LaunchTemplateSpecification: { LaunchTemplateId: { Ref: expect.stringMatching(/LaunchTemplate/) } },
      Overrides: types.map((InstanceType) => ({ InstanceType })),
    });
  });

  test('cannot include alternative instance types of another architecture', () => {
    const alternativeInstanceTypes = [new ec2.InstanceType('m7i.large')];
    expect(() => webTier(newStack(), { alternativeInstanceTypes })).toThrow(/alternativeInstanceTypes must .*architecture.*instanceType, got \[m7i\.large\]/);
  });

  test('include notifications of launches and terminations if scalingTopic is specified', () => {
    const notifying = webTierTemplate((stack) => ({ scalingTopic: sns.Topic.fromTopicArn(stack, 'Topic', topicArn) }));
    expect(only(notifying, GROUP).Properties.NotificationConfigurations).toEqual([{
      TopicARN: topicArn,
      NotificationTypes: expect.arrayContaining(['autoscaling:EC2_INSTANCE_LAUNCH', 'autoscaling:EC2_INSTANCE_LAUNCH_ERROR', 'autoscaling:EC2_INSTANCE_TERMINATE']),
    }]);
    expect(only(webTierTemplate(), GROUP).Properties).not.toHaveProperty('NotificationConfigurations');
  });
});

describe('the data bucket', () => {
  test('is emptied and deleted after the instances are terminated', () => {
    const template = webTierTemplate((stack) => ({ dataBucket: new LoggingBucket(stack, 'Data') }));
    expect(only(template, GROUP).DependsOn).toEqual(expect.arrayContaining([...idsOf(template, 'AWS::S3::Bucket'), ...idsOf(template, 'AWS::S3::BucketPolicy')]));
  });
});
