import { CfnLaunchConfiguration } from 'aws-cdk-lib/aws-autoscaling';
import { CfnLaunchTemplate, CfnSecurityGroup, CfnSecurityGroupEgress, CfnSecurityGroupIngress, CfnSubnet } from 'aws-cdk-lib/aws-ec2';
import { CfnResource, Stage } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import { stateOf } from '../../../common/cdk/construct-state';
import { propertiesOf } from '../../../common/cdk/internals';
import { resolveReferences, targetOf } from '../../../common/cdk/references';

/** A rule of a security group. */
export interface SecurityGroupRule {
  /** The resource that contains the rule. */
  readonly resource: IConstruct;
  readonly group: IConstruct;
  readonly egress: boolean;
  readonly protocol: unknown;
  readonly fromPort: unknown;
  readonly toPort: unknown;
  /** The IPv4 CIDR block, with references that are not resolved. */
  readonly cidr: unknown;
  /** The security group at the other end. Undefined if the rule has a CIDR block, a prefix list, or a security group of another app. */
  readonly peerGroup?: IConstruct;
}

/** The security groups of a stage. */
export interface SecurityGroups {
  readonly rules: readonly SecurityGroupRule[];
  /** The VPC of each security group. */
  readonly vpcs: ReadonlyMap<IConstruct, IConstruct>;
  /** The subnets in which each security group is used, as far as they are known. */
  readonly subnets: ReadonlyMap<IConstruct, ReadonlySet<IConstruct>>;
}

/** A resource with the targets of its references. */
interface Referring {
  readonly resource: CfnResource;
  readonly targets: ReadonlySet<IConstruct>;
  readonly properties: Record<string, unknown>;
}

const GROUP = CfnSecurityGroup.CFN_RESOURCE_TYPE_NAME;
const INGRESS = CfnSecurityGroupIngress.CFN_RESOURCE_TYPE_NAME;
const EGRESS = CfnSecurityGroupEgress.CFN_RESOURCE_TYPE_NAME;
const SUBNET = CfnSubnet.CFN_RESOURCE_TYPE_NAME;

/** Types with security groups for the resources that refer to them. */
const GROUP_CARRIERS = [CfnLaunchTemplate.CFN_RESOURCE_TYPE_NAME, CfnLaunchConfiguration.CFN_RESOURCE_TYPE_NAME];

/** Types with subnets for the resources that refer to them, such as AWS::RDS::DBSubnetGroup. */
const SUBNET_CARRIER = /SubnetGroup$/;

/** Types that are not in subnets. */
const NOT_IN_SUBNETS = /^AWS::(IAM|KMS|Logs|CloudWatch|SNS|SQS|S3|Config|CloudTrail|SecretsManager|SSM)::|^AWS::EC2::(NetworkAcl|Route|VPCGateway|Subnet)/;

/** Returns the security groups of the stage of a construct. All resources are resolved once, in the first call. */
export function securityGroupsOf(construct: IConstruct): SecurityGroups {
  const stage = Stage.of(construct) ?? construct.node.root;
  return stateOf(stage, 'securityGroups', () => findSecurityGroups(stage));
}

function findSecurityGroups(stage: IConstruct): SecurityGroups {
  const resources = stage.node.findAll().filter(CfnResource.isCfnResource)
    .filter(({ cfnResourceType }) => !NOT_IN_SUBNETS.test(cfnResourceType)).map(resolve);
  const ofType = (type: string) => resources.filter(({ resource }) => resource.cfnResourceType === type);
  const groups = ofType(GROUP);
  return {
    rules: [
      ...groups.flatMap(inlineRulesOf),
      ...ofType(INGRESS).flatMap((rule) => separateRuleOf(rule, false)),
      ...ofType(EGRESS).flatMap((rule) => separateRuleOf(rule, true)),
    ],
    vpcs: new Map(groups.flatMap(({ resource, properties }): [IConstruct, IConstruct][] => {
      const vpc = targetOf(properties.vpcId);
      return vpc ? [[resource, vpc]] : [];
    })),
    subnets: findSubnets(resources),
  };
}

function resolve(resource: CfnResource): Referring {
  const { value, targets } = resolveReferences(resource, propertiesOf(resource));
  return { resource, targets, properties: value as Referring['properties'] };
}

function inlineRulesOf({ resource, properties }: Referring): SecurityGroupRule[] {
  const rules = (name: string, egress: boolean) => listOf(properties[name]).map((rule) => ruleOf({ resource, group: resource, egress }, rule));
  return [...rules('securityGroupIngress', false), ...rules('securityGroupEgress', true)];
}

function separateRuleOf({ resource, properties }: Referring, egress: boolean): SecurityGroupRule[] {
  const group = targetOf(properties.groupId);
  return group ? [ruleOf({ resource, group, egress }, properties)] : [];
}

function ruleOf(place: Pick<SecurityGroupRule, 'resource' | 'group' | 'egress'>, rule: Referring['properties']): SecurityGroupRule {
  const { ipProtocol: protocol, fromPort, toPort, cidrIp: cidr } = rule;
  return { ...place, protocol, fromPort, toPort, cidr, peerGroup: targetOf(rule.sourceSecurityGroupId ?? rule.destinationSecurityGroupId) };
}

function listOf(value: unknown): Referring['properties'][] {
  return Array.isArray(value) ? value : [];
}

/** Finds the subnets of resources with security groups. Launch templates contain security groups, and subnet groups contain subnets. */
function findSubnets(resources: Referring[]): SecurityGroups['subnets'] {
  const found = new Map<IConstruct, Set<IConstruct>>();
  const targets = new Map(resources.map((one): [IConstruct, ReadonlySet<IConstruct>] => [one.resource, one.targets]));
  const behind = ({ targets: direct }: Referring, type: string, isCarrier: (type: string) => boolean) => {
    const carriers = [...direct].filter((target) => isCarrier(typeOf(target)));
    return [...direct, ...carriers.flatMap((carrier) => [...targets.get(carrier) ?? []])].filter((target) => typeOf(target) === type);
  };
  for (const one of resources.filter(({ resource }) => resource.cfnResourceType !== GROUP)) {
    const subnets = behind(one, SUBNET, (type) => SUBNET_CARRIER.test(type));
    for (const group of subnets.length > 0 ? behind(one, GROUP, (type) => GROUP_CARRIERS.includes(type)) : []) {
      found.set(group, new Set([...found.get(group) ?? [], ...subnets]));
    }
  }
  return found;
}

function typeOf(construct: IConstruct): string {
  return CfnResource.isCfnResource(construct) ? construct.cfnResourceType : '';
}
