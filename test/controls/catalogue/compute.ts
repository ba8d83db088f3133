import { BOTH, PRODUCTION, type Assertion, type Control } from '../control';
import { each, every, type Properties, type Resources } from '../resources';
import { withBaseline, withWebTier } from '../stacks';

const TEMPLATE = 'AWS::EC2::LaunchTemplate';
const GROUP = 'AWS::AutoScaling::AutoScalingGroup';
const BALANCER = 'AWS::ElasticLoadBalancingV2::LoadBalancer';
const LISTENER = 'AWS::ElasticLoadBalancingV2::Listener';

/** The parameter `sslPolicies`: https://docs.aws.amazon.com/securityhub/latest/userguide/elb-controls.html#elb-17 */
const RECOMMENDED_TLS = ['3-2021-06', '3-FIPS-2023-04', '2-Res-2021-06', '2-Res-FIPS-2023-04', '2-Res-PQ-2025-09', '3-PQ-2025-09', '2-Res-FIPS-PQ-2025-09', '3-FIPS-PQ-2025-09']
  .map((policy) => `ELBSecurityPolicy-TLS13-1-${policy}`);

const launched = ({ LaunchTemplateData }: Properties): Properties => LaunchTemplateData;
const attribute = ({ LoadBalancerAttributes = [] }: Properties, key: string) => LoadBalancerAttributes.find(({ Key }: Properties) => Key === key)?.Value;
const hasAttribute = (key: string, ...values: string[]) => (balancer: Properties) => values.includes(attribute(balancer, key));

function zonesOf(subnets: unknown[], resources: Resources): Set<string> {
  return new Set(subnets.map((subnet) => JSON.stringify(resources.at(subnet)?.AvailabilityZone)));
}

const VOLUMES_ENCRYPTED: Assertion = {
  test: 'every volume of an instance is encrypted',
  check: each(TEMPLATE, (template) => every(launched(template).BlockDeviceMappings, ({ Ebs }: Properties) => Ebs?.Encrypted === true)),
};
const IMDS_V2: Assertion = {
  test: 'instances answer to IMDSv2 alone', check: each(TEMPLATE, (template) => launched(template).MetadataOptions?.HttpTokens === 'required'),
};
const NO_PUBLIC_ADDRESS: Assertion = {
  test: 'no instance has a public address',
  check: each(TEMPLATE, (template) => every(launched(template).NetworkInterfaces, (one: Properties) => one.AssociatePublicIpAddress === false)),
};
const ACCESS_LOGS: Assertion = {
  test: 'the load balancer logs requests to a bucket of the stack',
  check: each(BALANCER, (balancer, resources) =>
    attribute(balancer, 'access_logs.s3.enabled') === 'true' && resources.at(attribute(balancer, 'access_logs.s3.bucket')) !== undefined),
};

export const COMPUTE: Control[] = [
  {
    id: 'CIS 2.2.1/2.2.1/5.1.1/6.1.1',
    title: 'EBS volumes are encrypted, by default of the account',
    ...BOTH,
    ...VOLUMES_ENCRYPTED,
    note: 'The default of the account is a setting outside CloudFormation: what the baseline starts is encrypted whatever it is',
  },
  { id: 'CIS -/-/-/4.10', title: 'Access logging of web front ends', ...BOTH, ...ACCESS_LOGS },
  { id: 'CIS -/5.6/5.7/6.7', title: 'Instances use IMDSv2 only', ...BOTH, ...IMDS_V2 },
  {
    id: 'CIS 1.18/1.18/1.17/2.16',
    title: 'Instances reach AWS by their role',
    ...BOTH,
    test: 'instances have an instance profile with a role of the stack',
    check: each(TEMPLATE, (template, resources) =>
      resources.at(resources.at(launched(template).IamInstanceProfile?.Arn)?.Roles?.[0])?.AssumeRolePolicyDocument !== undefined),
  },
  { id: 'EC2.3', title: 'Attached volumes are encrypted', ...BOTH, ...VOLUMES_ENCRYPTED },
  { id: 'EC2.8', title: 'Instances use IMDSv2', ...BOTH, ...IMDS_V2 },
  { id: 'EC2.9', title: 'Instances have no public IPv4 address', ...BOTH, ...NO_PUBLIC_ADDRESS },
  { id: 'EC2.25', title: 'Launch templates give out no public addresses', ...BOTH, ...NO_PUBLIC_ADDRESS },
  {
    id: 'ELB.1',
    title: 'HTTP redirects to HTTPS',
    ...PRODUCTION,
    elsewhere: 'certificate',
    test: 'every listener of HTTP redirects to HTTPS',
    note: 'Without a certificate, which production demands, the load balancer is internal and speaks HTTP within the VPC',
    check: each(LISTENER, ({ DefaultActions }) => DefaultActions.every(({ Type, RedirectConfig }: Properties) => Type === 'redirect' && RedirectConfig.Protocol === 'HTTPS'),
      ({ Protocol }) => Protocol === 'HTTP'),
  },
  {
    id: 'ELB.4',
    title: 'Load balancers drop invalid headers',
    ...BOTH,
    test: 'the load balancer drops invalid header fields',
    check: each(BALANCER, hasAttribute('routing.http.drop_invalid_header_fields.enabled', 'true')),
  },
  { id: 'ELB.5', title: 'Load balancers log requests', ...BOTH, ...ACCESS_LOGS },
  {
    id: 'ELB.6',
    title: 'Load balancers have deletion protection',
    ...PRODUCTION,
    elsewhere: 'deletionProtection',
    test: 'the load balancer is protected against deletion',
    check: each(BALANCER, hasAttribute('deletion_protection.enabled', 'true')),
  },
  {
    id: 'ELB.12',
    title: 'Load balancers mitigate desync, defensively or strictest',
    ...BOTH,
    test: 'the load balancer mitigates desync defensively or strictest',
    check: each(BALANCER, hasAttribute('routing.http.desync_mitigation_mode', 'defensive', 'strictest')),
  },
  {
    id: 'ELB.13',
    title: 'Load balancers span several zones',
    ...BOTH,
    test: 'the load balancer has subnets in two zones at least',
    check: each(BALANCER, ({ Subnets }, resources) => zonesOf(Subnets, resources).size >= 2),
  },
  {
    id: 'ELB.16',
    title: 'Load balancers have a web ACL',
    scope: 'optional',
    reason: 'A web ACL is charged by rule and request, and its rules are the application\'s',
    prop: 'webTier.webAclArn',
    enable: withBaseline(() => ({ webTier: { webAclArn: 'arn:aws:wafv2:eu-west-1:111122223333:regional/webacl/web/1' } })),
    test: 'the given web ACL is associated with the load balancer',
    check: each('AWS::WAFv2::WebACLAssociation', ({ WebACLArn, ResourceArn }, resources) =>
      WebACLArn.includes(':regional/webacl/') && resources.at(ResourceArn)?.LoadBalancerAttributes !== undefined),
  },
  {
    id: 'ELB.17',
    title: 'Listeners of HTTPS have a recommended security policy',
    ...PRODUCTION,
    elsewhere: 'certificate',
    note: 'Without a certificate, which production demands, there is no listener of HTTPS',
    test: 'every listener of HTTPS has a security policy that AWS recommends',
    check: each(LISTENER, ({ SslPolicy }) => RECOMMENDED_TLS.includes(SslPolicy), ({ Protocol }) => Protocol === 'HTTPS'),
  },
  {
    id: 'ELB.18',
    title: 'Listeners speak HTTPS or TLS',
    scope: 'optional',
    reason: 'HTTPS needs a certificate, which the baseline cannot make. Security Hub reports besides the listener of HTTP, which ELB.1 asks to redirect',
    prop: 'certificate',
    enable: withBaseline(({ certificate }) => ({ certificate })),
    test: 'a listener of HTTPS with the certificate serves the targets',
    check: each(LISTENER, ({ Protocol, Certificates }) => Protocol === 'HTTPS' && Certificates.length === 1, ({ DefaultActions }) => DefaultActions[0].Type === 'forward'),
  },
  {
    id: 'AutoScaling.1',
    title: 'Groups behind a load balancer use its health checks',
    ...BOTH,
    test: 'the group uses the health checks of the load balancer',
    check: each(GROUP, ({ HealthCheckType, TargetGroupARNs }) => /ELB/.test(HealthCheckType) && TargetGroupARNs.length > 0),
  },
  {
    id: 'AutoScaling.2',
    title: 'Groups span several zones',
    ...BOTH,
    test: 'the group has subnets in two zones at least',
    check: each(GROUP, ({ VPCZoneIdentifier }, resources) => zonesOf(VPCZoneIdentifier, resources).size >= 2),
  },
  {
    id: 'AutoScaling.6',
    title: 'Groups use several instance types, in several zones',
    scope: 'optional',
    reason: 'What a second type is worth depends on the application',
    prop: 'WebTier.alternativeInstanceTypes',
    enable: withWebTier(({ instanceType }) => ({ alternativeInstanceTypes: [instanceType] })),
    test: 'the group chooses among several instance types',
    check: each(GROUP, ({ MixedInstancesPolicy, VPCZoneIdentifier }, resources) =>
      MixedInstancesPolicy?.LaunchTemplate.Overrides.length >= 2 && zonesOf(VPCZoneIdentifier, resources).size >= 2),
  },
  {
    id: 'AutoScaling.9',
    title: 'Groups use a launch template',
    ...BOTH,
    test: 'the group uses a launch template of the stack',
    check: each(GROUP, ({ LaunchTemplate, MixedInstancesPolicy }, resources) =>
      resources.at((LaunchTemplate ?? MixedInstancesPolicy?.LaunchTemplate.LaunchTemplateSpecification)?.LaunchTemplateId) !== undefined),
  },
];
