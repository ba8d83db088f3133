import { TargetType } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { WebTierProps } from './props';
import { isWhole } from '../common/validation/formats';
import type { Problems, Requirement } from '../common/validation/problems';

type Settings = Omit<WebTierProps, 'vpc'>;

/** The props that apply to one type of targets only. */
const PROPS_OF_TARGETS: { readonly [type in 'INSTANCE' | 'IP']: readonly (keyof Settings)[] } = {
  INSTANCE: [
    'minCapacity', 'maxCapacity', 'cpuTargetUtilizationPercent', 'instanceType', 'alternativeInstanceTypes', 'scalingTopic', 'machineImage',
    'rootVolumeSize', 'rootDeviceName', 'userData', 'healthCheckGracePeriod', 'startupTimeout', 'httpPutResponseHopLimit', 'detailedMonitoring',
    'vpcSubnets', 'logGroup', 'logGroupName', 'logRetention', 'logGroupRemovalPolicy', 'encryptionKey', 'serviceLinkedRoleSuffix', 'dataBucket',
  ],
  IP: ['targetProtocol', 'targetPort'],
};

const TARGET_TYPE: Requirement<TargetType> = {
  isMet: (type) => type === TargetType.INSTANCE || type === TargetType.IP,
  must: 'be TargetType.INSTANCE or TargetType.IP',
  remedy: 'Use IP for containers. For a function or another load balancer, add a target group to the listener of the web tier.',
};

const TARGET_PORT: Requirement<number> = {
  isMet: isWhole(1, 65_535),
  must: 'be a whole number from 1 to 65535',
  remedy: 'Use the port of the targets, such as 8080.',
};

/** Records every problem with the type of the targets and the props that do not apply to it. Returns the type. */
export function checkTargets(problems: Problems, props: Settings): 'INSTANCE' | 'IP' {
  const [type, other] = props.targetType === TargetType.IP ? ['IP', 'INSTANCE'] as const : ['INSTANCE', 'IP'] as const;
  problems.check('targetType', props.targetType, TARGET_TYPE).check('targetPort', props.targetPort, TARGET_PORT);
  for (const prop of PROPS_OF_TARGETS[other].filter((one) => props[one] !== undefined)) {
    problems.add({
      prop,
      value: props[prop],
      must: `not be specified if {targetType} is ${type}`,
      remedy: `It applies only to targets of type ${other}. Remove it, or change {targetType}.`,
    });
  }
  return type;
}
