import { InstanceType, type InstanceArchitecture, type IVpc } from 'aws-cdk-lib/aws-ec2';
import { Duration, Stack, Token, Tokenization } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { WebTierProps } from './props';
import { checkSubnets } from './subnets';
import { checkTargets } from './targets';
import { hasKnownCidr } from '../common/cdk/imported-vpc';
import { checkExistingLogGroup } from '../common/logging/existing-log-group';
import { checkKey } from '../common/policies/key-policy';
import { isWhole, LOG_GROUP_NAME, LOG_RETENTION } from '../common/validation/formats';
import { warnOfUnknownInstanceType } from '../common/validation/instance-types';
import type { Problems, Requirement } from '../common/validation/problems';

export const DEFAULT_MIN_CAPACITY = 2;
export const DEFAULT_MAX_CAPACITY = 6;
/** Available in every region and partition, unlike newer types. */
export const DEFAULT_INSTANCE_TYPE = 'm6g.large';
export const DEFAULT_STARTUP_TIMEOUT = Duration.minutes(15);

const REGIONAL_WEB_ACL = /^arn:[^:]+:wafv2:[^:]+:[^:]+:regional\/webacl\//;

type Settings = Omit<WebTierProps, 'vpc'>;

const MIN_CAPACITY: Requirement<number> = {
  isMet: isWhole(1, Infinity),
  must: 'be a whole number of at least 1',
  remedy: 'Use 2 or more for high availability, 1 otherwise.',
};

const CPU_TARGET_UTILIZATION: Requirement<number> = {
  isMet: (percent) => percent >= 10 && percent <= 90,
  must: 'be between 10 and 90 percent',
  remedy: 'Use for example 60.',
};

const HEALTH_CHECK_GRACE_PERIOD: Requirement<number> = {
  isMet: isWhole(0, Infinity),
  must: 'be a whole number of seconds',
  remedy: 'Use for example Duration.minutes(10).',
};

const STARTUP_TIMEOUT: Requirement<Duration> = {
  isMet: isStartupTimeout,
  must: 'be between 1 minute and 1 hour, in whole seconds, and known at synthesis',
  remedy: 'Use for example Duration.minutes(15).',
};

const HOP_LIMIT: Requirement<number> = {
  isMet: isWhole(1, 64),
  must: 'be a whole number from 1 to 64',
  remedy: 'Use 2 if containers on the instances use the instance metadata service, 1 otherwise.',
};

/** The size of the snapshot of the default image. */
const DEFAULT_IMAGE_GIBIBYTES = 8;

const ROOT_DEVICE_NAME: Requirement<string> = {
  isMet: (name) => /^(\/dev\/)?(sd|xvd)[a-z]{1,2}\d{0,2}$/.test(name),
  must: 'be the name of a device',
  remedy: "Run \"aws ec2 describe-images\" for the image: its RootDeviceName is for example '/dev/xvda' or '/dev/sda1'.",
};

const SERVICE_LINKED_ROLE_SUFFIX: Requirement<string> = {
  isMet: (suffix) => /^[\w+=,.@-]{1,20}$/.test(suffix),
  must: 'consist of 1 to 20 letters, digits and characters of _ + = , . @ -',
  remedy: "Use a suffix such as 'shop-prod'.",
};

const HEALTH_CHECK_PATH: Requirement<string> = {
  isMet: (path) => /^\/[^\s"'\\]{0,1023}$/.test(path),
  must: "begin with '/' and have at most 1,024 characters, without spaces, quotes and backslashes",
  remedy: "Use a path such as '/health'.",
};

const RESPONSE_TIME: Requirement<Duration> = {
  isMet: isKnownTime,
  must: 'be greater than zero and known at synthesis',
  remedy: 'Use for example Duration.seconds(2).',
};

const CERTIFICATE: Requirement<string> = {
  isMet: isCertificate,
  must: 'have the ARN of a certificate of ACM or IAM',
  remedy: "Use for example acm.Certificate.fromCertificateArn(this, 'Certificate', arn), with the complete ARN.",
};

const SHELL_SCRIPT: Requirement<string> = {
  isMet: isShellScript,
  must: 'be a shell script',
  remedy: 'The instances run it after the commands of the web tier. Use ec2.UserData.forLinux().',
};

const USER_DATA_SIZE: Requirement<string> = {
  isMet: (size) => parseInt(size) <= 11_000,
  must: 'have at most 11,000 bytes',
  remedy: 'User data is limited to 16 KB, including the commands of the web tier. Download a script, such as from {dataBucket}.',
};

const INSTANCE_TYPE: Requirement<string> = {
  isMet: isInstanceType,
  must: 'consist of an instance family and a size in lowercase',
  remedy: "Use for example new ec2.InstanceType('m7g.large').",
};

/** Records every problem with a web tier. Skips the checks of the VPC if it does not exist yet. */
export function checkWebTier(problems: Problems, scope: Construct, props: Settings & { readonly vpc?: IVpc }): void {
  const { vpc, certificate } = props;
  if (vpc) {
    checkSubnets(problems, { ...props, vpc });
    problems.check('vpc', vpc, {
      isMet: () => certificate !== undefined || hasKnownCidr(vpc),
      must: 'have a known CIDR block unless {certificate} is specified',
      remedy: 'An internal load balancer allows traffic only from the VPC. Import the VPC with vpcCidrBlock, or specify {certificate}.',
    });
  }
  problems.checkRegion('scalingTopic', props.scalingTopic).checkLogGroup('logGroup', props.logGroup);
  checkKey(problems, 'encryptionKey', props.encryptionKey);
  if (checkTargets(problems, props) === 'INSTANCE') {
    checkInstances(problems, props);
  }
  checkLoadBalancer(problems, scope, props);
}

function checkInstances(problems: Problems, props: Settings): void {
  checkInstanceTypes(problems, props);
  checkRootVolume(problems, props);
  checkUserData(problems, props);
  checkCapacity(problems, props);
  problems
    .check('cpuTargetUtilizationPercent', props.cpuTargetUtilizationPercent, CPU_TARGET_UTILIZATION)
    .checkTime('healthCheckGracePeriod', props.healthCheckGracePeriod, 'seconds', HEALTH_CHECK_GRACE_PERIOD)
    .check('startupTimeout', props.startupTimeout, STARTUP_TIMEOUT)
    .check('httpPutResponseHopLimit', props.httpPutResponseHopLimit, HOP_LIMIT)
    .check('serviceLinkedRoleSuffix', props.serviceLinkedRoleSuffix, SERVICE_LINKED_ROLE_SUFFIX)
    .check('logRetention', props.logRetention, LOG_RETENTION)
    .check('logGroupName', props.logGroupName, LOG_GROUP_NAME);
  checkExistingLogGroup(problems, props);
}

function checkRootVolume(problems: Problems, { rootVolumeSize, rootDeviceName, machineImage }: Settings): void {
  const minimum = machineImage ? 1 : DEFAULT_IMAGE_GIBIBYTES;
  problems
    .checkSize('rootVolumeSize', rootVolumeSize, {
      isMet: isWhole(minimum, 65_536),
      must: `be a whole number of gibibytes from ${minimum} to 65,536`,
      remedy: 'EC2 rejects a volume that is smaller than the snapshot of the image. Use for example Size.gibibytes(20).',
    })
    .check('rootDeviceName', rootDeviceName, ROOT_DEVICE_NAME)
    .check('rootDeviceName', rootDeviceName, {
      isMet: (name) => machineImage !== undefined || name === '/dev/xvda',
      must: "be '/dev/xvda' unless {machineImage} is specified",
      remedy: 'The default image has no other root device. Remove {rootDeviceName}, or specify {machineImage}.',
    });
}

function checkCapacity(problems: Problems, { minCapacity, maxCapacity = DEFAULT_MAX_CAPACITY }: Settings): void {
  const minimum = minCapacity ?? DEFAULT_MIN_CAPACITY;
  problems
    .check('minCapacity', minCapacity, MIN_CAPACITY)
    .check('maxCapacity', maxCapacity, {
      isMet: (count) => Number.isInteger(count) && count > minimum,
      must: `be a whole number greater than {minCapacity}${Token.isUnresolved(minimum) ? '' : ` (${minimum})`}`,
      remedy: 'A rolling update launches an additional instance. Increase {maxCapacity}, or reduce {minCapacity}.',
    });
}

function checkLoadBalancer(problems: Problems, scope: Construct, props: Settings): void {
  const certificateArn = props.certificate?.certificateArn;
  const region = Token.isUnresolved(Stack.of(scope).region) ? '' : `, ${Stack.of(scope).region}`;
  problems
    .check('healthCheckPath', props.healthCheckPath, HEALTH_CHECK_PATH)
    .check('responseTimeAlarmThreshold', props.responseTimeAlarmThreshold, RESPONSE_TIME)
    .check('certificate', certificateArn, CERTIFICATE)
    .check('certificate', certificateArn, {
      isMet: (arn) => !isCertificate(arn) || isInRegionOf(scope, arn) || isOfIam(arn),
      must: `be in the region of the stack${region}`,
      remedy: 'A load balancer cannot use a certificate of another region. Request or import one in ACM in this region.',
    })
    .check('webAclArn', props.webAclArn, {
      isMet: (arn) => REGIONAL_WEB_ACL.test(arn) && isInRegionOf(scope, arn),
      must: `be the ARN of a web ACL of scope REGIONAL in the region of the stack${region}`,
      remedy: 'Run "aws wafv2 list-web-acls --scope REGIONAL" to find it.',
    });
}

function checkUserData(problems: Problems, { userData }: Settings): void {
  const script = userData && withoutTokens(userData.render());
  problems
    .check('userData', script?.split('\n', 1)[0], SHELL_SCRIPT)
    .check('userData', script && `${Buffer.byteLength(script)} bytes`, USER_DATA_SIZE);
}

function checkInstanceTypes(problems: Problems, { instanceType, alternativeInstanceTypes = [], machineImage }: Settings): void {
  const types = Object.entries({ instanceType: instanceType ? [instanceType] : [], alternativeInstanceTypes });
  for (const [prop, one] of types.flatMap(([name, all]) => all.map((each) => [name, each] as const))) {
    problems.check(prop, one.toString(), INSTANCE_TYPE);
    warnOfUnknownInstanceType(problems, prop, one, (type) => `aws ec2 describe-instance-type-offerings --filters Name=instance-type,Values=${type}`);
  }
  const type = instanceType?.toString() ?? DEFAULT_INSTANCE_TYPE;
  if (!machineImage && (Token.isUnresolved(type) || isInstanceType(type)) && architectureOf(new InstanceType(type)) === undefined) {
    problems.add({
      prop: 'instanceType',
      value: type,
      must: 'have a known architecture unless {machineImage} is specified',
      remedy: 'The default image depends on the architecture. Specify {machineImage}, or use a type such as m7g.large.',
    });
  }
  problems.check('alternativeInstanceTypes', alternativeInstanceTypes, {
    isMet: (all) => all.every((one) => hasSameArchitecture(one, instanceType)),
    must: 'have the same architecture as {instanceType}',
    remedy: 'All instances use the same image. Use types of one architecture, such as m7g.large and m6g.large.',
  });
}

/** @see https://docs.aws.amazon.com/ec2/latest/instancetypes/instance-type-names.html */
function isInstanceType(type: string): boolean {
  return /^[a-z][a-z-]*\d[a-z\d-]*\.[a-z\d-]+$/.test(type);
}

/** The CDK derives the architecture from the name of the type, and throws if it cannot. */
function architectureOf(type: InstanceType): InstanceArchitecture | undefined {
  try {
    return type.architecture;
  } catch {
    return undefined;
  }
}

/** Whether no difference is known: the architectures of unresolved tokens and of invalid types are not. */
function hasSameArchitecture(type: InstanceType, other = new InstanceType(DEFAULT_INSTANCE_TYPE)): boolean {
  const known = [type, other].map(architectureOf).filter((architecture) => architecture !== undefined);
  return new Set(known).size <= 1;
}

function isInRegionOf(scope: Construct, arn: string): boolean {
  const { region } = Stack.of(scope);
  return Token.isUnresolved(region) || arn.split(':')[3] === region;
}

function isCertificate(arn: string): boolean {
  return /^arn:[^:]+:acm:[^:]*:[^:]*:certificate\/./.test(arn) || isOfIam(arn);
}

/** Server certificates of IAM, for regions without ACM, have no region in their ARN. */
function isOfIam(certificateArn: string): boolean {
  return /^arn:[^:]+:iam::[^:]*:server-certificate\/./.test(certificateArn);
}

/**
 * CloudFormation limits the pause time of a rolling update to one hour and the timeout of a creation policy to twelve hours. It does not resolve
 * tokens in either.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-updatepolicy.html
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-creationpolicy.html
 */
function isStartupTimeout(time: Duration): boolean {
  return !time.isUnresolved() && isWhole(60, 3600)(time.toSeconds({ integral: false }));
}

/** The threshold of the alarm is in seconds, to which an unresolved duration cannot be converted. */
function isKnownTime(time: Duration): boolean {
  return !time.isUnresolved() && time.toMilliseconds({ integral: false }) > 0;
}

/** Replaces each token in the script by a space, because its value and length are not known at synthesis. */
function withoutTokens(script: string): string {
  return Tokenization.reverseString(script).mapTokens({ mapToken: () => ' ' }).join({ join: (left, right) => `${left}${right}` });
}

/** Excludes scripts for PowerShell and other interpreters, and configurations of cloud-init. */
function isShellScript(script: string): boolean {
  return /^#!.*\b(ba)?sh\b/.test(script) || !/^(#!|<|#cloud-|Content-Type:|MIME-Version:)/i.test(script);
}
