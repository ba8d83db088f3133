import { InstanceType, type InstanceArchitecture, type IVpc } from 'aws-cdk-lib/aws-ec2';
import { Stack, Token, Tokenization, type Duration } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { WebTierProps } from './props';
import { isLogGroupName, LOG_GROUP_NAME_REMEDY } from '../common/logging/log-group';
import { isLogRetention, isWhole, LOG_RETENTION_REMEDY } from '../common/validation/formats';
import { Problems } from '../common/validation/problems';
import { hasKnownCidr } from '../network/imported-vpc';

export const DEFAULT_MIN_CAPACITY = 2;
export const DEFAULT_MAX_CAPACITY = 6;
export const DEFAULT_INSTANCE_TYPE = 'm7g.large';

const REGIONAL_WEB_ACL = /^arn:[^:]+:wafv2:[^:]+:[^:]+:regional\/webacl\//;

export function validateWebTier(scope: Construct, props: WebTierProps): void {
  const problems = new Problems(scope)
    .check('vpc', props.vpc, hasTwoZones, 'A load balancer asks for subnets in two zones at least: give a VPC with public and private subnets in two zones.')
    .check('vpc', props.vpc, ({ privateSubnets }) => privateSubnets.length > 0, 'Instances stand in private subnets with a way out: give a VPC that has some, or import it with privateSubnetIds.')
    .check('vpc', props.vpc, ({ publicSubnets }) => !props.certificate || publicSubnets.length > 0,
      'With a certificate the load balancer faces the internet from public subnets: give a VPC that has some, or import it with publicSubnetIds.')
    .check('vpc', props.vpc, (vpc) => props.certificate !== undefined || hasKnownCidr(vpc), 'Without a certificate the load balancer serves the VPC alone: import the VPC with vpcCidrBlock, or give a certificate.');
  checkWebTier(problems, scope, props);
  problems.throwIfAny();
}

/** Checks all that needs no VPC. */
export function checkWebTier(problems: Problems, scope: Construct, props: Omit<WebTierProps, 'vpc'>): void {
  const minimum = props.minCapacity ?? DEFAULT_MIN_CAPACITY;
  const script = props.userData && knownPart(props.userData.render());
  const maximum = props.maxCapacity ?? DEFAULT_MAX_CAPACITY;
  const certificateArn = props.certificate?.certificateArn;
  const region = Token.isUnresolved(Stack.of(scope).region) ? '' : `, ${Stack.of(scope).region}`;
  checkInstanceTypes(problems, props);
  problems
    .check('alternativeInstanceTypes', props.alternativeInstanceTypes, (types) => types.every((type) => hasSameArchitecture(type, props.instanceType)),
      'They start from the same image: give types of the architecture of instanceType.')
    .check('minCapacity', props.minCapacity, isWhole(1, Infinity), 'Give 1 or more.')
    .check('maxCapacity', maximum, (count) => Number.isInteger(count) && count > minimum, `Give more than minCapacity (${minimum}): a new image rolls out with an instance to spare.`)
    .check('cpuTargetUtilizationPercent', props.cpuTargetUtilizationPercent, (percent) => percent >= 10 && percent <= 90, 'Give 10 to 90 percent.')
    .check('healthCheckPath', props.healthCheckPath, (path) => /^\/[^\s"'\\]{0,1023}$/.test(path), "Give a path that begins with '/', without spaces and quotes.")
    .check('serviceLinkedRoleSuffix', props.serviceLinkedRoleSuffix, (suffix) => /^[\w+=,.@-]{1,20}$/.test(suffix), 'Give 1 to 20 letters, digits and _ + = , . @ -')
    .check('responseTimeAlarmThreshold', props.responseTimeAlarmThreshold, isKnownTime, 'Give a time above zero that is known at synthesis, such as Duration.seconds(2).')
    .check('logRetention', props.logRetention, isLogRetention, LOG_RETENTION_REMEDY)
    .check('logGroupName', props.logGroupName, isLogGroupName, LOG_GROUP_NAME_REMEDY)
    .check('certificate', certificateArn, isCertificate, 'Give the ARN of a certificate of ACM or IAM.')
    .check('certificate', certificateArn, (arn) => !isCertificate(arn) || isInRegionOf(scope, arn) || isOfIam(arn), `Give a certificate of the stack's region${region}.`)
    .check('webAclArn', props.webAclArn, (arn) => REGIONAL_WEB_ACL.test(arn) && isInRegionOf(scope, arn), `Give the ARN of a web ACL of scope REGIONAL in the stack's region${region}.`)
    .check('userData', script, isShellScript, 'Give a shell script: it runs among the commands of the baseline.')
    .check('userData', script && `${Buffer.byteLength(script)} bytes`, (size) => parseInt(size) <= 12_000, 'User data is 16 KB at most, of which the baseline needs some: give 12,000 bytes at most, or fetch a script from the data bucket.');
}

function checkInstanceTypes(problems: Problems, { instanceType, alternativeInstanceTypes = [], machineImage }: Omit<WebTierProps, 'vpc'>): void {
  const types = Object.entries({ instanceType: instanceType ? [instanceType] : [], alternativeInstanceTypes });
  for (const [prop, type] of types.flatMap(([name, all]) => all.map((one) => [name, one.toString()]))) {
    problems.check(prop, type, isInstanceType, 'Give a family and a size in lower case, such as m7g.large.');
  }
  const type = instanceType?.toString() ?? DEFAULT_INSTANCE_TYPE;
  if (!machineImage && (Token.isUnresolved(type) || isInstanceType(type)) && architectureOf(new InstanceType(type)) === undefined) {
    problems.add({ prop: 'instanceType', value: type, remedy: 'It chooses the image, and its architecture is not known: give a machineImage too.' });
  }
}

/** @see https://docs.aws.amazon.com/ec2/latest/instancetypes/instance-type-names.html */
function isInstanceType(type: string): boolean {
  return /^[a-z][a-z-]*\d[a-z\d-]*\.[a-z\d-]+$/.test(type);
}

/** The CDK reads it from the type, and throws where it cannot. */
function architectureOf(type: InstanceType): InstanceArchitecture | undefined {
  try {
    return type.architecture;
  } catch {
    return undefined;
  }
}

/** Of types that are none, or that only the deployment knows, nothing is known. */
function hasSameArchitecture(type: InstanceType, other = new InstanceType(DEFAULT_INSTANCE_TYPE)): boolean {
  const known = [type, other].map(architectureOf).filter((architecture) => architecture !== undefined);
  return new Set(known).size <= 1;
}

function hasTwoZones({ availabilityZones }: IVpc): boolean {
  return Token.isUnresolved(availabilityZones) || new Set(availabilityZones).size >= 2;
}

function isInRegionOf(scope: Construct, arn: string): boolean {
  const { region } = Stack.of(scope);
  return Token.isUnresolved(region) || arn.split(':')[3] === region;
}

function isCertificate(arn: string): boolean {
  return /^arn:[^:]+:acm:[^:]*:[^:]*:certificate\/./.test(arn) || isOfIam(arn);
}

/** Server certificates of IAM, which regions without ACM use, belong to no region. */
function isOfIam(certificateArn: string): boolean {
  return /^arn:[^:]+:iam::[^:]*:server-certificate\/./.test(certificateArn);
}

/** An alarm counts in seconds, which a token cannot be converted to. */
function isKnownTime(time: Duration): boolean {
  return !time.isUnresolved() && time.toMilliseconds({ integral: false }) > 0;
}

/** A script with a space for each thing that only the deployment knows. */
function knownPart(script: string): string {
  return Tokenization.reverseString(script).mapTokens({ mapToken: () => ' ' }).join({ join: (left, right) => `${left}${right}` });
}

/** Not for PowerShell, another interpreter, or cloud-init itself. */
function isShellScript(script: string): boolean {
  return /^#!.*\b(ba)?sh\b/.test(script) || !/^(#!|<|#cloud-|Content-Type:|MIME-Version:)/i.test(script);
}
