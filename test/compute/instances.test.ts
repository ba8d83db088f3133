import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sns from 'aws-cdk-lib/aws-sns';
import { App, CfnParameter, Duration, Stack } from 'aws-cdk-lib/core';
import { certified, idsOf, launchData, logGroup, webTier, webTierTemplate } from './support';
import { EncryptionKey, LoggingBucket } from '../../src';
import { newStack, only, statementsOf, warningsOf } from '../support/templates';

const GROUP = 'AWS::AutoScaling::AutoScalingGroup';
const LAUNCH_TEMPLATE = 'AWS::EC2::LaunchTemplate';
const SERVICE_LINKED_ROLE = 'AWS::IAM::ServiceLinkedRole';

/** The SSM parameters of images that a template resolves at each deployment. */
function imageParameters(template: Template): string[] {
  return Object.values(template.findParameters('*', { Type: 'AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>' })).map((one) => one.Default);
}

describe('an instance', () => {
  const template = webTierTemplate();
  const data = launchData(template);

  test('runs the newest Amazon Linux 2023 that the SSM parameter names at deploy time', () => {
    expect(imageParameters(template)).toEqual(['/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64']);
    expect(data.ImageId).toEqual({ Ref: Object.keys(template.findParameters('*', { Type: 'AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>' }))[0] });
    expect(JSON.stringify(template.toJSON())).not.toMatch(/ami-[0-9a-f]{8}/);
  });

  test.each([['t3.small', 'x86_64'], ['t4g.small', 'arm64'], ['m7g.large', 'arm64'], ['m7i.large', 'x86_64']])('of type %s runs an image for %s', (type, architecture) => {
    const typed = webTierTemplate(() => ({ instanceType: new ec2.InstanceType(type) }));
    expect(launchData(typed).InstanceType).toBe(type);
    expect(imageParameters(typed)).toEqual([expect.stringMatching(`-${architecture}$`)]);
  });

  test('runs the image that is given', () => {
    const own = webTierTemplate(() => ({ machineImage: ec2.MachineImage.fromSsmParameter('/images/shop') }));
    expect(imageParameters(own)).toEqual(['/images/shop']);
  });

  test('answers metadata requests of version 2 only, and of itself only', () => {
    expect(data.MetadataOptions).toEqual({ HttpTokens: 'required', HttpPutResponseHopLimit: 1 });
  });

  test('has no public address', () => {
    expect(data.NetworkInterfaces).toEqual([expect.objectContaining({ AssociatePublicIpAddress: false })]);
  });

  test('has an encrypted root volume that goes with it', () => {
    expect(data.BlockDeviceMappings).toEqual([
      { DeviceName: '/dev/xvda', Ebs: { Encrypted: true, DeleteOnTermination: true, VolumeType: 'gp3', VolumeSize: 20 } },
    ]);
  });

  test.each([[undefined, true], [true, true], [false, false]])('with detailed monitoring %s has it %s', (detailedMonitoring, expected) => {
    expect(launchData(webTierTemplate(() => ({ detailedMonitoring }))).Monitoring).toEqual({ Enabled: expected });
  });

  test('carries its name, as its volumes do', () => {
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
  const template = webTierTemplate(certified);
  const group = template.toJSON().Resources[idsOf(template, GROUP)[0]];

  test('starts instances in private subnets of different zones', () => {
    const subnets = template.findResources('AWS::EC2::Subnet');
    const used = group.Properties.VPCZoneIdentifier.map(({ Ref }: { Ref: string }) => Ref);
    expect(used).toEqual([expect.stringContaining('PrivateSubnet1'), expect.stringContaining('PrivateSubnet2')]);
    expect(new Set(used.map((id: string) => subnets[id].Properties.AvailabilityZone['Fn::Select'][0])).size).toBe(2);
  });

  test('replaces an instance that the load balancer finds unhealthy, once it had time to start', () => {
    expect(group.Properties).toMatchObject({ HealthCheckType: 'ELB', HealthCheckGracePeriod: 600, TargetGroupARNs: [{ Ref: idsOf(template, 'AWS::ElasticLoadBalancingV2::TargetGroup')[0] }] });
  });

  test('keeps two to six instances by default, and a deployment changes no size that scaling has chosen', () => {
    expect(group.Properties).toMatchObject({ MinSize: '2', MaxSize: '6' });
    expect(group.Properties.DesiredCapacity).toBeUndefined();
    expect(group.UpdatePolicy.AutoScalingScheduledAction).toEqual({ IgnoreUnmodifiedGroupSizeProperties: true });
  });

  test('scales on the mean use of the processors', () => {
    expect(only(template, 'AWS::AutoScaling::ScalingPolicy').Properties).toMatchObject({
      AutoScalingGroupName: { Ref: idsOf(template, GROUP)[0] },
      PolicyType: 'TargetTrackingScaling',
      TargetTrackingConfiguration: { PredefinedMetricSpecification: { PredefinedMetricType: 'ASGAverageCPUUtilization' }, TargetValue: 60 },
    });
    const other = webTierTemplate(() => ({ cpuTargetUtilizationPercent: 45 }));
    expect(only(other, 'AWS::AutoScaling::ScalingPolicy').Properties.TargetTrackingConfiguration.TargetValue).toBe(45);
  });

  test('has the times for the start and the health checks that are given', () => {
    const timed = Object.values(webTierTemplate(() => ({ startupTimeout: Duration.hours(1), healthCheckGracePeriod: Duration.minutes(20) })).findResources(GROUP))[0];
    expect(timed.CreationPolicy.ResourceSignal.Timeout).toBe('PT1H');
    expect(timed.UpdatePolicy.AutoScalingRollingUpdate.PauseTime).toBe('PT1H');
    expect(timed.Properties.HealthCheckGracePeriod).toBe(1200);
  });

  test('launches instances whose metadata travel one hop, or as many as given', () => {
    expect(launchData(template).MetadataOptions).toEqual({ HttpTokens: 'required', HttpPutResponseHopLimit: 1 });
    expect(launchData(webTierTemplate(() => ({ httpPutResponseHopLimit: 2 }))).MetadataOptions.HttpPutResponseHopLimit).toBe(2);
  });

  test('is created when each of its instances has signalled', () => {
    expect(group.CreationPolicy).toEqual({ ResourceSignal: { Count: 2, Timeout: 'PT15M' } });
  });

  test('takes every change of image or set-up from the newest version of its launch template', () => {
    const [id] = idsOf(template, LAUNCH_TEMPLATE);
    expect(group.Properties.LaunchTemplate).toEqual({ LaunchTemplateId: { Ref: id }, Version: { 'Fn::GetAtt': [id, 'LatestVersionNumber'] } });
  });

  test('rolls a change out one by one, waits for the signal of each instance, and changes nothing else meanwhile', () => {
    expect(group.UpdatePolicy.AutoScalingRollingUpdate).toEqual({
      MinInstancesInService: 2,
      MaxBatchSize: 1,
      PauseTime: 'PT15M',
      WaitOnResourceSignals: true,
      SuspendProcesses: ['AlarmNotification', 'AZRebalance', 'ReplaceUnhealthy', 'ScheduledActions'],
    });
  });

  test('starts instances only when the listener forwards to them, without which none gets healthy', () => {
    const [forwarding] = Object.entries(template.findResources('AWS::ElasticLoadBalancingV2::Listener', { Properties: { Protocol: 'HTTPS' } })).map(([id]) => id);
    expect(group.DependsOn).toContain(forwarding);
  });

  test.each([[1, 2], [1, 5], [2, 3], [4, 9]])('of %i to %i instances keeps the least in service and waits for that many', (minCapacity, maxCapacity) => {
    const sized = Object.values(webTierTemplate(() => ({ minCapacity, maxCapacity })).findResources(GROUP))[0];
    expect(sized.Properties).toMatchObject({ MinSize: String(minCapacity), MaxSize: String(maxCapacity) });
    expect(sized.CreationPolicy.ResourceSignal.Count).toBe(minCapacity);
    expect(sized.UpdatePolicy.AutoScalingRollingUpdate.MinInstancesInService).toBe(minCapacity);
  });

  test('takes its sizes from parameters', () => {
    const sized = Object.values(webTierTemplate((stack) => ({
      minCapacity: new CfnParameter(stack, 'Least', { type: 'Number' }).valueAsNumber,
      maxCapacity: new CfnParameter(stack, 'Greatest', { type: 'Number' }).valueAsNumber,
    })).findResources(GROUP))[0];
    expect(sized.Properties).toMatchObject({ MinSize: { Ref: 'Least' }, MaxSize: { Ref: 'Greatest' } });
    expect(sized.CreationPolicy.ResourceSignal.Count).toEqual({ Ref: 'Least' });
    expect(sized.UpdatePolicy.AutoScalingRollingUpdate.MinInstancesInService).toEqual({ Ref: 'Least' });
  });
});

describe('volumes with a key of the stack', () => {
  const template = webTierTemplate((stack) => ({ encryptionKey: new EncryptionKey(stack, 'Key'), serviceLinkedRoleSuffix: 'shop' }));
  const [roleId] = idsOf(template, SERVICE_LINKED_ROLE);
  const statements = statementsOf(template, 'AWS::KMS::Key', 'KeyPolicy');
  const roleArn = only(template, GROUP).Properties.ServiceLinkedRoleARN;

  test('are encrypted with it', () => {
    const [volume] = launchData(template).BlockDeviceMappings;
    expect(volume.Ebs).toMatchObject({ Encrypted: true, KmsKeyId: { 'Fn::GetAtt': [idsOf(template, 'AWS::KMS::Key')[0], 'Arn'] } });
  });

  test('are started by a service-linked role of the group, whose name is free in every region and environment', () => {
    expect(only(template, SERVICE_LINKED_ROLE).Properties).toMatchObject({
      AWSServiceName: 'autoscaling.amazonaws.com',
      CustomSuffix: { 'Fn::Join': ['', ['shop-', { Ref: 'AWS::Region' }]] },
    });
    expect(roleArn['Fn::Join'][1].at(-2)).toBe(':role/aws-service-role/autoscaling.amazonaws.com/');
    expect(roleArn['Fn::Join'][1].at(-1)).toEqual({ Ref: roleId });
  });

  test('can be used by that role', () => {
    expect(statements.AutoScalingUse).toEqual({
      Sid: 'AutoScalingUse',
      Effect: 'Allow',
      Principal: { AWS: roleArn },
      Action: ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'],
      Resource: '*',
    });
  });

  test('can be attached by AWS on behalf of that role, to nobody else', () => {
    expect(statements.AutoScalingAttachVolumes).toMatchObject(
      { Effect: 'Allow', Principal: { AWS: roleArn }, Action: 'kms:CreateGrant', Condition: { Bool: { 'kms:GrantIsForAWSResource': 'true' } } });
  });

  test('have a role whose name fits into 64 characters in the region with the longest name, and differs by path', () => {
    const [first, second] = ['Shop', 'AnotherEnvironmentOfTheShop'].map((id) => {
      const stack = new Stack(new App(), id);
      webTier(stack, { encryptionKey: new EncryptionKey(stack, 'Key') });
      return only(Template.fromStack(stack), SERVICE_LINKED_ROLE).Properties.CustomSuffix['Fn::Join'][1][0];
    });
    expect(first).not.toBe(second);
    expect(`AWSServiceRoleForAutoScaling_${second}ap-southeast-1`.length).toBeLessThanOrEqual(64);
  });
});

describe('volumes are encrypted with aws/ebs, and no role is made,', () => {
  const keyOf: Record<string, (stack: Stack) => kms.IKey> = {
    'with an imported key': (stack) => kms.Key.fromKeyArn(stack, 'Imported', 'arn:aws:kms:eu-west-1:111122223333:key/11111111-2222-3333-4444-555555555555'),
    'with a key of another stack': (stack) => new EncryptionKey(new Stack(stack.node.root, 'Keys'), 'Key'),
  };

  test.each(Object.keys(keyOf))('%s, which a warning says with what to give', (kind) => {
    const stack = newStack();
    webTier(stack, { ...certified(stack), encryptionKey: keyOf[kind](stack) });
    const template = Template.fromStack(stack);
    const [volume] = launchData(template).BlockDeviceMappings;
    expect(volume.Ebs.Encrypted).toBe(true);
    expect(volume.Ebs.KmsKeyId).toBeUndefined();
    template.resourceCountIs(SERVICE_LINKED_ROLE, 0);
    expect(only(template, GROUP).Properties.ServiceLinkedRoleARN).toBeUndefined();
    expect(logGroup(template).KmsKeyId).toBeDefined();
    expect(warningsOf(stack)).toContainEqual(expect.stringMatching(/key aws\/ebs.*Give a key of the same stack.*SecureBaseline:volumeKey/));
  });

  test('without a key, and without a warning', () => {
    const stack = newStack();
    webTier(stack, certified(stack));
    Template.fromStack(stack).resourceCountIs(SERVICE_LINKED_ROLE, 0);
    expect(warningsOf(stack)).toEqual([]);
  });
});

describe('the group', () => {
  const topicArn = 'arn:aws:sns:eu-west-1:111122223333:scaling';

  test('names the zones of its subnets, whatever the region', () => {
    expect(only(webTierTemplate(), GROUP).Properties.AvailabilityZones).toEqual([0, 1].map((zone) => ({ 'Fn::Select': [zone, { 'Fn::GetAZs': '' }] })));
  });

  test('starts other types where the first is not to be had, from the same template', () => {
    const types = ['m7g.large', 'm6g.large', 'm8g.large'];
    const [instanceType, ...alternativeInstanceTypes] = types.map((type) => new ec2.InstanceType(type));
    const { Properties } = only(webTierTemplate(() => ({ instanceType, alternativeInstanceTypes })), GROUP);
    expect(Properties).not.toHaveProperty('LaunchTemplate');
    expect(Properties.MixedInstancesPolicy.LaunchTemplate).toMatchObject({
      LaunchTemplateSpecification: { LaunchTemplateId: { Ref: expect.stringMatching(/LaunchTemplate/) } },
      Overrides: types.map((InstanceType) => ({ InstanceType })),
    });
  });

  test('refuses types that its image does not run on', () => {
    const alternativeInstanceTypes = [new ec2.InstanceType('m7i.large')];
    expect(() => webTier(newStack(), { alternativeInstanceTypes })).toThrow(/alternativeInstanceTypes: .*architecture of instanceType/);
  });

  test('tells a topic of every instance that comes or goes, when told to', () => {
    const told = webTierTemplate((stack) => ({ scalingTopic: sns.Topic.fromTopicArn(stack, 'Topic', topicArn) }));
    expect(only(told, GROUP).Properties.NotificationConfigurations).toEqual([{
      TopicARN: topicArn,
      NotificationTypes: expect.arrayContaining(['autoscaling:EC2_INSTANCE_LAUNCH', 'autoscaling:EC2_INSTANCE_LAUNCH_ERROR', 'autoscaling:EC2_INSTANCE_TERMINATE']),
    }]);
    expect(only(webTierTemplate(), GROUP).Properties).not.toHaveProperty('NotificationConfigurations');
  });
});

describe('the data bucket', () => {
  test('is still there when the last instance goes, and emptied only then', () => {
    const template = webTierTemplate((stack) => ({ dataBucket: new LoggingBucket(stack, 'Data') }));
    expect(only(template, GROUP).DependsOn).toEqual(expect.arrayContaining([...idsOf(template, 'AWS::S3::Bucket'), ...idsOf(template, 'AWS::S3::BucketPolicy')]));
  });
});
