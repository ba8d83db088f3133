import { InstanceType, type InstanceArchitecture, type IVpc } from 'aws-cdk-lib/aws-ec2';
import { Stack, Token, Tokenization, type Duration } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { WebTierProps } from './props';
import { checkSubnets } from './subnets';
import { hasKnownCidr } from '../common/cdk/imported-vpc';
import { isWhole, LOG_GROUP_NAME, LOG_RETENTION } from '../common/validation/formats';
import type { Problems } from '../common/validation/problems';

export const DEFAULT_MIN_CAPACITY = 2;
export const DEFAULT_MAX_CAPACITY = 6;
export const DEFAULT_INSTANCE_TYPE = 'm7g.large';

const REGIONAL_WEB_ACL = /^arn:[^:]+:wafv2:[^:]+:[^:]+:regional\/webacl\//;

type Settings = Omit<WebTierProps, 'vpc'>;

/** Records what is wrong with a web tier. The checks of the VPC are left out when it does not exist yet. */
export function checkWebTier(problems: Problems, scope: Construct, props: Settings & { readonly vpc?: IVpc }): void {
  const { vpc, certificate } = props;
  if (vpc) {
    checkSubnets(problems, { ...props, vpc });
    problems.check('vpc', vpc, { isMet: () => certificate !== undefined || hasKnownCidr(vpc), must: 'TODO', remedy: 'Without a certificate the load balancer allows the VPC only: import the VPC with vpcCidrBlock, or specify a certificate.' });
  }
  checkInstances(problems, props);
  checkLoadBalancer(problems, scope, props);
}

function checkInstances(problems: Problems, props: Settings): void {
  const minimum = props.minCapacity ?? DEFAULT_MIN_CAPACITY;
  const maximum = props.maxCapacity ?? DEFAULT_MAX_CAPACITY;
  checkInstanceTypes(problems, props);
  checkUserData(problems, props);
  problems
    .check('minCapacity', props.minCapacity, { isMet: isWhole(1, Infinity), must: 'TODO', remedy: 'Give 1 or more.' })
    .check('maxCapacity', maximum, { isMet: (count) => Number.isInteger(count) && count > minimum, must: 'TODO', remedy: `Give more than minCapacity (${minimum}): a new image rolls out with an instance to spare.` })
    .check('cpuTargetUtilizationPercent', props.cpuTargetUtilizationPercent, { isMet: (percent) => percent >= 10 && percent <= 90, must: 'TODO', remedy: 'Give 10 to 90 percent.' })
    .checkTime('healthCheckGracePeriod', props.healthCheckGracePeriod, 'seconds', { isMet: isWhole(0, Infinity), must: 'TODO', remedy: 'Specify whole seconds, such as Duration.minutes(10).' })
    .check('startupTimeout', props.startupTimeout, { isMet: isStartupTimeout, must: 'TODO', remedy: 'Specify Duration.minutes(1) to Duration.hours(1), in whole seconds and known at synthesis.' })
    .check('httpPutResponseHopLimit', props.httpPutResponseHopLimit, { isMet: isWhole(1, 64), must: 'TODO', remedy: 'Specify 1 to 64 hops.' })
    .check('serviceLinkedRoleSuffix', props.serviceLinkedRoleSuffix, { isMet: (suffix) => /^[\w+=,.@-]{1,20}$/.test(suffix), must: 'TODO', remedy: 'Give 1 to 20 letters, digits and _ + = , . @ -' })
    .check('logRetention', props.logRetention, LOG_RETENTION)
    .check('logGroupName', props.logGroupName, LOG_GROUP_NAME);
}

function checkLoadBalancer(problems: Problems, scope: Construct, props: Settings): void {
  const certificateArn = props.certificate?.certificateArn;
  const region = Token.isUnresolved(Stack.of(scope).region) ? '' : `, ${Stack.of(scope).region}`;
  problems
    .check('healthCheckPath', props.healthCheckPath, { isMet: (path) => /^\/[^\s"'\\]{0,1023}$/.test(path), must: 'TODO', remedy: "Give a path that begins with '/', without spaces and quotes." })
    .check('responseTimeAlarmThreshold', props.responseTimeAlarmThreshold, { isMet: isKnownTime, must: 'TODO', remedy: 'Give a time above zero that is known at synthesis, such as Duration.seconds(2).' })
    .check('certificate', certificateArn, { isMet: isCertificate, must: 'TODO', remedy: 'Give the ARN of a certificate of ACM or IAM.' })
    .check('certificate', certificateArn, { isMet: (arn) => !isCertificate(arn) || isInRegionOf(scope, arn) || isOfIam(arn), must: 'TODO', remedy: `Give a certificate of the stack's region${region}.` })
    .check('webAclArn', props.webAclArn, { isMet: (arn) => REGIONAL_WEB_ACL.test(arn) && isInRegionOf(scope, arn), must: 'TODO', remedy: `Give the ARN of a web ACL of scope REGIONAL in the stack's region${region}.` });
}

function checkUserData(problems: Problems, { userData }: Settings): void {
  const script = userData && knownPart(userData.render());
  problems
    .check('userData', script, { isMet: isShellScript, must: 'TODO', remedy: 'Give a shell script: it runs among the commands of the baseline.' })
    .check('userData', script && `${Buffer.byteLength(script)} bytes`, { isMet: (size) => parseInt(size) <= 12_000, must: 'TODO', remedy: 'User data is 16 KB at most, of which the baseline needs some: give 12,000 bytes at most, or fetch a script from the data bucket.' });
}

function checkInstanceTypes(problems: Problems, { instanceType, alternativeInstanceTypes = [], machineImage }: Settings): void {
  const types = Object.entries({ instanceType: instanceType ? [instanceType] : [], alternativeInstanceTypes });
  for (const [prop, type] of types.flatMap(([name, all]) => all.map((one) => [name, one.toString()]))) {
    problems.check(prop, type, { isMet: isInstanceType, must: 'TODO', remedy: 'Give a family and a size in lower case, such as m7g.large.' });
  }
  const type = instanceType?.toString() ?? DEFAULT_INSTANCE_TYPE;
  if (!machineImage && (Token.isUnresolved(type) || isInstanceType(type)) && architectureOf(new InstanceType(type)) === undefined) {
    problems.add({ prop: 'instanceType', value: type, must: 'TODO', remedy: 'It chooses the image, and its architecture is not known: give a machineImage too.' });
  }
  problems.check('alternativeInstanceTypes', alternativeInstanceTypes, { isMet: (all) => all.every((one) => hasSameArchitecture(one, instanceType)), must: 'TODO', remedy: 'They start from the same image: give types of the architecture of instanceType.' });
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

/**
 * CloudFormation limits the pause of a rolling update to one hour, and the wait of a creation to twelve; it resolves no token in either.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-updatepolicy.html
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-creationpolicy.html
 */
function isStartupTimeout(time: Duration): boolean {
  return !time.isUnresolved() && isWhole(60, 3600)(time.toSeconds({ integral: false }));
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
