import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as sns from 'aws-cdk-lib/aws-sns';
import { Lazy, Size, Tags, type Duration } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { DEFAULT_HEALTH_CHECK_PATH, instanceUserData } from './user-data';
import type { VolumeEncryption } from './volume-encryption';
import { defaultPolicyOf } from '../common/cdk/internals';
import { isUnknown } from '../common/cdk/known-values';
import { knownAvailabilityZones } from '../common/cdk/subnets';
import { CLOSED_TO_THE_WORLD, LEAST_PRIVILEGE, declareControls } from '../common/compliance/controls';
import { acknowledge, acknowledgeInlinePolicy } from '../common/compliance/nag-acknowledgements';
import { acknowledgeAvailabilityZones } from '../common/compliance/validate-acknowledgements';
import { Problems } from '../common/validation/problems';

const DEFAULT_ROOT_VOLUME_SIZE = Size.gibibytes(20);

export interface InstanceGroupProps {
  readonly vpc: ec2.IVpc;
  readonly subnets: ec2.ISubnet[];
  readonly role: iam.IRole;
  readonly instanceType: ec2.InstanceType;
  readonly alternativeInstanceTypes: ec2.InstanceType[];
  readonly scalingTopic?: sns.ITopic;
  readonly machineImage?: ec2.IMachineImage;
  readonly rootVolumeSize?: Size;
  readonly rootDeviceName: string;
  readonly userData?: ec2.UserData;
  readonly minCapacity: number;
  readonly maxCapacity: number;
  readonly cpuTargetUtilizationPercent: number;
  readonly detailedMonitoring: boolean;
  readonly healthCheckPath: string;
  readonly healthCheckGracePeriod: Duration;
  readonly startupTimeout: Duration;
  readonly httpPutResponseHopLimit: number;
  readonly logGroupName: string;
  readonly volumes: VolumeEncryption;
  readonly targetGroup: elbv2.ApplicationTargetGroup;
  readonly nameTag: string;
}

/**
 * Creates an Auto Scaling group. A deployment succeeds only when the instances are healthy. A rolling update replaces the instances one by one when
 * the launch template changes.
 */
export class InstanceGroup extends Construct {
  public readonly autoScalingGroup: autoscaling.AutoScalingGroup;
  public readonly launchTemplate: ec2.LaunchTemplate;
  public readonly securityGroup: ec2.SecurityGroup;

  constructor(scope: Construct, id: string, props: InstanceGroupProps) {
    super(scope, id);
    this.securityGroup = this.createSecurityGroup(props);
    const userData = ec2.UserData.custom(Lazy.string({ produce: () => this.renderUserData(props) }));
    this.launchTemplate = this.createLaunchTemplate(props, userData);
    this.checkOperatingSystem();
    this.autoScalingGroup = this.createGroup(props);
    this.autoScalingGroup.scaleOnCpuUtilization('Cpu', { targetUtilizationPercent: props.cpuTargetUtilizationPercent });
    this.autoScalingGroup.attachToApplicationTargetGroup(props.targetGroup);
    this.nameDefaultPolicy(props);
    this.acknowledgeRules(props);
    this.declareOwnControls(props);
  }

  private createSecurityGroup({ vpc, nameTag }: InstanceGroupProps): ec2.SecurityGroup {
    const group = new ec2.SecurityGroup(this, 'SecurityGroup', { vpc, description: 'Application: instances', allowAllOutbound: false });
    group.addEgressRule(ec2.Peer.anyIpv4(), ec2.Port.tcp(443), 'AWS endpoints and package repositories');
    declareControls(group, CLOSED_TO_THE_WORLD);
    Tags.of(group).add('Name', `${nameTag}-application`);
    return group;
  }

  private renderUserData(props: InstanceGroupProps): string {
    return instanceUserData({
      logGroupName: props.logGroupName,
      healthCheckPath: props.healthCheckPath,
      // With user data or a custom image, the instance itself may respond to a different path.
      healthPagePath: props.userData || props.machineImage ? DEFAULT_HEALTH_CHECK_PATH : props.healthCheckPath,
      targetGroupArn: props.targetGroup.targetGroupArn,
      userScript: props.userData?.render(),
    }).render();
  }

  private createLaunchTemplate(props: InstanceGroupProps, userData: ec2.UserData): ec2.LaunchTemplate {
    const template = new ec2.LaunchTemplate(this, 'LaunchTemplate', {
      instanceType: props.instanceType,
      machineImage: props.machineImage ?? amazonLinux(props.instanceType),
      role: props.role,
      securityGroup: this.securityGroup,
      userData,
      requireImdsv2: true,
      httpPutResponseHopLimit: props.httpPutResponseHopLimit,
      detailedMonitoring: props.detailedMonitoring,
      ebsOptimized: true,
      associatePublicIpAddress: false,
      blockDevices: [rootVolume(props)],
    });
    Tags.of(template).add('Name', props.nameTag);
    return template;
  }

  /** The operating system is known only after the CDK has selected the image. */
  private checkOperatingSystem(): void {
    const { osType } = this.launchTemplate;
    new Problems(this).check('machineImage', osType && ec2.OperatingSystemType[osType], {
      isMet: (name) => name !== 'WINDOWS',
      must: 'be an image of Linux',
      remedy: 'The instances run commands of Amazon Linux 2023. Use this operating system, or an image based on it.',
    }).throwIfAny();
  }

  private launchOptions(props: InstanceGroupProps): Pick<autoscaling.AutoScalingGroupProps, 'launchTemplate' | 'mixedInstancesPolicy'> {
    const { launchTemplate } = this;
    const instanceTypes = [props.instanceType, ...props.alternativeInstanceTypes];
    return instanceTypes.length === 1
      ? { launchTemplate }
      : { mixedInstancesPolicy: { launchTemplate, launchTemplateOverrides: instanceTypes.map((instanceType) => ({ instanceType })) } };
  }

  /**
   * The CDK creates the policy for the signals and derives its name from its logical id. With a fixed name the policy does not change when
   * `cdk refactor` changes the logical id.
   */
  private nameDefaultPolicy({ role }: InstanceGroupProps): void {
    (defaultPolicyOf(role).node.defaultChild as iam.CfnPolicy).policyName = 'Grants';
  }

  private acknowledgeRules({ role, scalingTopic, alternativeInstanceTypes }: InstanceGroupProps): void {
    if (!scalingTopic) {
      acknowledge(this.autoScalingGroup, 'Notifications of scaling activities are optional; scalingTopic enables them', 'AwsSolutions-AS3');
    }
    if (alternativeInstanceTypes.length > 0) {
      acknowledge(this.autoScalingGroup, 'The launch template encrypts the volumes and requires IMDSv2, but the rule does not find it in a mixed instances policy',
        'AwsSolutions-EC26', 'NIST.800.53.R5-EC2IMDSv2Enabled');
    }
    acknowledgeInlinePolicy(defaultPolicyOf(role));
  }

  private declareOwnControls({ role, alternativeInstanceTypes, httpPutResponseHopLimit, machineImage }: InstanceGroupProps): void {
    const metadata = httpPutResponseHopLimit === 1 ? 'IMDSv2 required, hop limit 1' : 'IMDSv2 required';
    // An image of the user can have other volumes, and another root device.
    const volumes = !machineImage && 'encrypted volumes';
    declareControls(this.launchTemplate, {
      'CIS 1.18/1.18/1.17/2.16': 'instance profile with a dedicated role',
      'CIS 2.2.1/2.2.1/5.1.1/6.1.1': volumes,
      'CIS -/5.6/5.7/6.7': metadata,
      'EC2.3': volumes,
      'EC2.8': metadata,
      'EC2.9': 'no public IP address',
      'EC2.25': 'no public IP address',
    });
    declareControls(this.autoScalingGroup, {
      'AutoScaling.1': 'ELB health checks enabled',
      'AutoScaling.2': 'every Availability Zone of its subnets',
      'AutoScaling.6': alternativeInstanceTypes.length > 0 && 'several instance types, in every Availability Zone of its subnets',
      'AutoScaling.9': 'uses a launch template',
    });
    declareControls(defaultPolicyOf(role), LEAST_PRIVILEGE);
  }

  private createGroup(props: InstanceGroupProps): autoscaling.AutoScalingGroup {
    const group = new autoscaling.AutoScalingGroup(this, 'Resource', {
      vpc: props.vpc,
      vpcSubnets: { subnets: props.subnets },
      ...this.launchOptions(props),
      notifications: props.scalingTopic && [{ topic: props.scalingTopic }],
      minCapacity: props.minCapacity,
      maxCapacity: props.maxCapacity,
      // A group publishes no metrics by default. Group metrics are free of charge.
      groupMetrics: [new autoscaling.GroupMetrics(autoscaling.GroupMetric.IN_SERVICE_INSTANCES, autoscaling.GroupMetric.DESIRED_CAPACITY)],
      healthChecks: autoscaling.HealthChecks.withAdditionalChecks({
        additionalTypes: [autoscaling.AdditionalHealthCheckType.ELB], gracePeriod: props.healthCheckGracePeriod,
      }),
      signals: autoscaling.Signals.waitForMinCapacity({ timeout: props.startupTimeout }),
      updatePolicy: autoscaling.UpdatePolicy.rollingUpdate({
        minInstancesInService: props.minCapacity,
        maxBatchSize: 1,
        pauseTime: props.startupTimeout,
        waitOnResourceSignals: true,
        // The group must not launch or terminate other instances during the rolling update.
        suspendProcesses: [
          autoscaling.ScalingProcess.ALARM_NOTIFICATION, autoscaling.ScalingProcess.AZ_REBALANCE,
          autoscaling.ScalingProcess.REPLACE_UNHEALTHY, autoscaling.ScalingProcess.SCHEDULED_ACTIONS,
        ],
      }),
    });
    const resource = group.node.defaultChild as autoscaling.CfnAutoScalingGroup;
    resource.serviceLinkedRoleArn = props.volumes.serviceLinkedRoleArn;
    resource.availabilityZones = knownAvailabilityZones(props.subnets);
    acknowledgeAvailabilityZones(resource, resource.availabilityZones);
    Tags.of(group).add('Name', props.nameTag);
    return group;
  }
}

/**
 * Without a size, EC2 creates the volume with the size of the image's snapshot, and rejects a device name that the image does not have. EC2
 * rejects a volume that is smaller than the snapshot.
 *
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_LaunchTemplateEbsBlockDeviceRequest.html
 */
function rootVolume({ machineImage, rootVolumeSize, rootDeviceName, volumes }: InstanceGroupProps): ec2.BlockDevice {
  const size = rootVolumeSize ?? (machineImage ? undefined : DEFAULT_ROOT_VOLUME_SIZE);
  const ebsDevice: ec2.EbsDeviceProps = {
    encrypted: true,
    kmsKey: volumes.key,
    volumeType: ec2.EbsDeviceVolumeType.GP3,
    deleteOnTermination: true,
    volumeSize: size?.toGibibytes(),
  };
  return { deviceName: rootDeviceName, volume: { ebsDevice } };
}

/** CloudFormation resolves the SSM parameter at each deployment, so that each deployment uses the latest image. */
function amazonLinux(instanceType: ec2.InstanceType): ec2.IMachineImage {
  const architecture = isUnknown(instanceType.toString()) || instanceType.architecture === ec2.InstanceArchitecture.ARM_64 ? 'arm64' : 'x86_64';
  return ec2.MachineImage.fromSsmParameter(`/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-${architecture}`);
}
