import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Names, RemovalPolicy } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { InstanceGroup } from './instance-group';
import { InstanceRole } from './instance-role';
import type { LoadBalancer } from './load-balancer';
import type { WebTierProps } from './props';
import { instanceSubnets } from './subnets';
import { DEFAULT_HEALTH_CHECK_PATH } from './user-data';
import { DEFAULT_INSTANCE_TYPE, DEFAULT_MAX_CAPACITY, DEFAULT_MIN_CAPACITY, DEFAULT_STARTUP_TIMEOUT } from './validation';
import { encryptVolumes } from './volume-encryption';
import { createLogGroup } from '../common/logging/log-group';

/** The resources that a web tier creates only if its targets are instances. */
export interface Instances {
  readonly group: InstanceGroup;
  readonly role: InstanceRole;
  readonly logGroup: logs.ILogGroup;
  readonly connections: ec2.Connections;
}

/** Creates the Auto Scaling group of a web tier with the role and the log group of its instances. */
export function createInstances(scope: Construct, props: WebTierProps, frontend: LoadBalancer, nameTag: string): Instances {
  const logGroup = props.logGroup ?? createInstanceLogGroup(scope, props);
  const role = new InstanceRole(scope, 'InstanceRole', { logGroup, dataBucket: props.dataBucket });
  const group = createGroup(scope, props, { role, logGroup }, frontend, nameTag);
  // The load balancer checks the health of an instance only if a listener forwards to its target group.
  group.autoScalingGroup.node.addDependency(frontend.listener);
  // The instances write to the bucket, so they must be terminated before the bucket is emptied.
  if (props.dataBucket) {
    group.autoScalingGroup.node.addDependency(props.dataBucket);
  }
  return { group, role, logGroup, connections: new ec2.Connections({ securityGroups: [group.securityGroup], defaultPort: ec2.Port.tcp(443) }) };
}

function createInstanceLogGroup(scope: Construct, props: WebTierProps): logs.ILogGroup {
  return createLogGroup(scope, 'LogGroup', {
    logGroupName: props.logGroupName,
    retention: props.logRetention ?? logs.RetentionDays.ONE_YEAR,
    removalPolicy: props.logGroupRemovalPolicy ?? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    encryptionKey: props.encryptionKey,
  });
}

function createGroup(
  scope: Construct,
  props: WebTierProps,
  { role: { role }, logGroup: { logGroupName } }: Pick<Instances, 'role' | 'logGroup'>,
  { targetGroup }: LoadBalancer,
  nameTag: string,
): InstanceGroup {
  const startupTimeout = props.startupTimeout ?? DEFAULT_STARTUP_TIMEOUT;
  const suffix = props.serviceLinkedRoleSuffix ?? Names.uniqueResourceName(scope, { maxLength: 20 });
  return new InstanceGroup(scope, 'Instances', {
    vpc: props.vpc,
    subnets: instanceSubnets(props).subnets,
    role,
    instanceType: props.instanceType ?? new ec2.InstanceType(DEFAULT_INSTANCE_TYPE),
    alternativeInstanceTypes: props.alternativeInstanceTypes ?? [],
    scalingTopic: props.scalingTopic,
    machineImage: props.machineImage,
    rootVolumeSize: props.rootVolumeSize,
    rootDeviceName: props.rootDeviceName ?? '/dev/xvda',
    userData: props.userData,
    minCapacity: props.minCapacity ?? DEFAULT_MIN_CAPACITY,
    maxCapacity: props.maxCapacity ?? DEFAULT_MAX_CAPACITY,
    cpuTargetUtilizationPercent: props.cpuTargetUtilizationPercent ?? 60,
    detailedMonitoring: props.detailedMonitoring ?? true,
    healthCheckPath: props.healthCheckPath ?? DEFAULT_HEALTH_CHECK_PATH,
    // An instance must not be replaced while CloudFormation waits for it.
    healthCheckGracePeriod: props.healthCheckGracePeriod ?? startupTimeout,
    startupTimeout,
    httpPutResponseHopLimit: props.httpPutResponseHopLimit ?? 1,
    logGroupName,
    volumes: encryptVolumes(scope, props.encryptionKey, suffix),
    targetGroup,
    nameTag,
  });
}
