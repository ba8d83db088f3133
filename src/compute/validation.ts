import { InstanceType, type IVpc } from 'aws-cdk-lib/aws-ec2';
import { Stack, Token, Tokenization, type Duration } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { WebTierProps } from './props';
import { isLogRetention, isWhole, LOG_RETENTION_REMEDY } from '../common/formats';
import { Problems } from '../common/problems';

export const DEFAULT_MIN_CAPACITY = 2;
export const DEFAULT_MAX_CAPACITY = 6;
export const DEFAULT_INSTANCE_TYPE = 'm7g.large';

const REGIONAL_WEB_ACL = /^arn:[^:]+:wafv2:[^:]+:[^:]+:regional\/webacl\//;

export function validateWebTier(scope: Construct, props: WebTierProps): void {
  const problems = new Problems(scope)
    .check('vpc', props.vpc, hasTwoZones, 'A load balancer asks for subnets in two zones at least: give a VPC with public and private subnets in two zones.')
    .check('vpc', props.vpc, () => knowsRange(props), 'Without a certificate the load balancer serves the VPC alone: import the VPC with vpcCidrBlock, or give a certificate.');
  checkWebTier(problems, scope, props);
  problems.throwIfAny();
}

/** Checks all that needs no VPC. */
export function checkWebTier(problems: Problems, scope: Construct, props: Omit<WebTierProps, 'vpc'>): void {
  const minimum = props.minCapacity ?? DEFAULT_MIN_CAPACITY;
  const script = props.userData && knownPart(props.userData.render());
  const maximum = props.maxCapacity ?? DEFAULT_MAX_CAPACITY;
  problems
    .check('alternativeInstanceTypes', props.alternativeInstanceTypes, (types) => types.every((type) => hasSameArchitecture(type, props.instanceType)),
      'They start from the same image: give types of the architecture of instanceType.')
    .check('minCapacity', props.minCapacity, isWhole(1, 1000), 'Give 1 or more.')
    .check('maxCapacity', maximum, (count) => Number.isInteger(count) && count > minimum, `Give more than minCapacity (${minimum}): a new image rolls out with an instance to spare.`)
    .check('cpuTargetUtilizationPercent', props.cpuTargetUtilizationPercent, (percent) => percent >= 10 && percent <= 90, 'Give 10 to 90 percent.')
    .check('healthCheckPath', props.healthCheckPath, (path) => /^\/[^\s"'\\]{0,1023}$/.test(path), "Give a path that begins with '/', without spaces and quotes.")
    .check('serviceLinkedRoleSuffix', props.serviceLinkedRoleSuffix, (suffix) => /^[\w+=,.@-]{1,20}$/.test(suffix), 'Give 1 to 20 letters, digits and _ + = , . @ -')
    .check('responseTimeAlarmThreshold', props.responseTimeAlarmThreshold, isKnownTime, 'Give a time above zero that is known at synthesis, such as Duration.seconds(2).')
    .check('logRetention', props.logRetention, isLogRetention, LOG_RETENTION_REMEDY)
    .check('certificate', props.certificate?.certificateArn, (arn) => isInRegionOf(scope, arn) || isOfIam(arn), `Give a certificate of the stack's region, ${Stack.of(scope).region}.`)
    .check('webAclArn', props.webAclArn, (arn) => REGIONAL_WEB_ACL.test(arn) && isInRegionOf(scope, arn),
      `Give the ARN of a web ACL of scope REGIONAL in the stack's region, ${Stack.of(scope).region}.`)
    .check('userData', script, isShellScript, 'Give a shell script: it runs among the commands of the baseline.')
    .check('userData', script && `${Buffer.byteLength(script)} bytes`, (size) => parseInt(size) <= 12_000, 'User data is 16 KB at most, of which the baseline needs some: give 12,000 bytes at most, or fetch a script from the data bucket.');
}

function hasSameArchitecture(type: InstanceType, other = new InstanceType(DEFAULT_INSTANCE_TYPE)): boolean {
  return type.architecture === other.architecture;
}

/** Without a certificate the load balancer lets the VPC in, whose range an imported one tells only where it was given. */
function knowsRange({ certificate, vpc }: WebTierProps): boolean {
  try {
    return certificate !== undefined || vpc.vpcCidrBlock !== '';
  } catch {
    return false;
  }
}

function hasTwoZones({ availabilityZones }: IVpc): boolean {
  return Token.isUnresolved(availabilityZones) || new Set(availabilityZones).size >= 2;
}

function isInRegionOf(scope: Construct, arn: string): boolean {
  const { region } = Stack.of(scope);
  return Token.isUnresolved(region) || arn.split(':')[3] === region;
}

/** Server certificates of IAM, which regions without ACM use, belong to no region. */
function isOfIam(certificateArn: string): boolean {
  return /^arn:[^:]+:iam::[^:]*:server-certificate\//.test(certificateArn);
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
