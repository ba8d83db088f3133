import { BOTH, PRODUCTION, type Assertion, type Control } from '../control';
import { each, every, type Properties, type Resources } from '../resources';
import { withBaseline, withWebTier } from '../stacks';

const TEMPLATE = 'AWS::EC2::LaunchTemplate';
const GROUP = 'AWS::AutoScaling::AutoScalingGroup';
const BALANCER = 'AWS::ElasticLoadBalancingV2::LoadBalancer';
const LISTENER = 'AWS::ElasticLoadBalancingV2::Listener';

/** The default of the parameter `sslPolicies`: https://docs.aws.amazon.com/securityhub/latest/userguide/elb-controls.html#elb-17 */
const RECOMMENDED_TLS = ['3-2021-06', '3-FIPS-2023-04', '2-Res-2021-06', '2-Res-FIPS-2023-04', '2-Res-PQ-2025-09', '3-PQ-2025-09', '2-Res-FIPS-PQ-2025-09', '3-FIPS-PQ-2025-09']
  .map((policy) => `ELBSecurityPolicy-TLS13-1-${policy}`);

const dataOf = ({ LaunchTemplateData }: Properties): Properties => LaunchTemplateData;
const attribute = ({ LoadBalancerAttributes = [] }: Properties, key: string) => LoadBalancerAttributes.find(({ Key }: Properties) => Key === key)?.Value;
const hasAttribute = (key: string, ...values: string[]) => (balancer: Properties) => values.includes(attribute(balancer, key));

function availabilityZonesOf(subnets: unknown[], resources: Resources): Set<string> {
  return new Set(subnets.map((subnet) => JSON.stringify(resources.at(subnet)?.AvailabilityZone)));
}

const VOLUMES_ENCRYPTED: Assertion = {
  test: 'every volume of an instance is encrypted',
  check: each(TEMPLATE, (template) => every(dataOf(template).BlockDeviceMappings, ({ Ebs }: Properties) => Ebs?.Encrypted === true)),
};
const IMDS_V2: Assertion = {
  test: 'IMDSv2 is required for instances', check: each(TEMPLATE, (template) => dataOf(template).MetadataOptions?.HttpTokens === 'required'),
};
const NO_PUBLIC_ADDRESS: Assertion = {
  test: 'no instance has a public IP address',
  check: each(TEMPLATE, (template) => every(dataOf(template).NetworkInterfaces, (one: Properties) => one.AssociatePublicIpAddress === false)),
};
const ACCESS_LOGS: Assertion = {
  test: 'the load balancer delivers access logs to a bucket of the stack',
  check: each(BALANCER, (balancer, resources) =>
    attribute(balancer, 'access_logs.s3.enabled') === 'true' && resources.at(attribute(balancer, 'access_logs.s3.bucket')) !== undefined),
};

export const COMPUTE: Control[] = [
  {
    id: 'CIS 2.2.1/2.2.1/5.1.1/6.1.1',
    title: 'EBS volume encryption is enabled by default for the account',
    ...BOTH,
    ...VOLUMES_ENCRYPTED,
    note: 'CloudFormation cannot change the default of the account. The volumes of the baseline are encrypted regardless of the default',
  },
  { id: 'CIS -/-/-/4.10', title: 'Access logging is enabled for web front ends', ...BOTH, ...ACCESS_LOGS },
  { id: 'CIS -/5.6/5.7/6.7', title: 'EC2 instances require IMDSv2', ...BOTH, ...IMDS_V2 },
  {
    id: 'CIS 1.18/1.18/1.17/2.16',
    title: 'EC2 instances use IAM roles to access AWS resources',
    ...BOTH,
    test: 'the instance profile of the instances has a role of the stack',
    check: each(TEMPLATE, (template, resources) =>
      resources.at(resources.at(dataOf(template).IamInstanceProfile?.Arn)?.Roles?.[0])?.AssumeRolePolicyDocument !== undefined),
  },
  { id: 'EC2.3', title: 'Attached EBS volumes are encrypted at rest', ...BOTH, ...VOLUMES_ENCRYPTED },
  { id: 'EC2.8', title: 'EC2 instances use IMDSv2', ...BOTH, ...IMDS_V2 },
  { id: 'EC2.9', title: 'EC2 instances do not have a public IPv4 address', ...BOTH, ...NO_PUBLIC_ADDRESS },
  { id: 'EC2.25', title: 'EC2 launch templates do not assign public IP addresses to network interfaces', ...BOTH, ...NO_PUBLIC_ADDRESS },
  {
    id: 'ELB.1',
    title: 'Application Load Balancers redirect all HTTP requests to HTTPS',
    ...PRODUCTION,
    enabledBy: 'certificate',
    test: 'every HTTP listener redirects to HTTPS',
    note: 'Production requires a certificate. Without one, the load balancer is internal and uses HTTP within the VPC',
    check: each(LISTENER, ({ DefaultActions }) => DefaultActions.every(({ Type, RedirectConfig }: Properties) => Type === 'redirect' && RedirectConfig.Protocol === 'HTTPS'),
      ({ Protocol }) => Protocol === 'HTTP'),
  },
  {
    id: 'ELB.4',
    title: 'Application Load Balancers drop invalid HTTP headers',
    ...BOTH,
    test: 'the load balancer drops invalid header fields',
    check: each(BALANCER, hasAttribute('routing.http.drop_invalid_header_fields.enabled', 'true')),
  },
  { id: 'ELB.5', title: 'Load balancers have access logging enabled', ...BOTH, ...ACCESS_LOGS },
  {
    id: 'ELB.6',
    title: 'Load balancers have deletion protection enabled',
    ...PRODUCTION,
    enabledBy: 'deletionProtection',
    test: 'deletion protection is enabled for the load balancer',
    check: each(BALANCER, hasAttribute('deletion_protection.enabled', 'true')),
  },
  {
    id: 'ELB.12',
    title: 'Application Load Balancers use the defensive or strictest desync mitigation mode',
    ...BOTH,
    test: 'the desync mitigation mode of the load balancer is defensive or strictest',
    check: each(BALANCER, hasAttribute('routing.http.desync_mitigation_mode', 'defensive', 'strictest')),
  },
  {
    id: 'ELB.13',
    title: 'Load balancers span multiple Availability Zones',
    ...BOTH,
    test: 'the load balancer has subnets in at least two Availability Zones',
    check: each(BALANCER, ({ Subnets }, resources) => availabilityZonesOf(Subnets, resources).size >= 2),
  },
  {
    id: 'ELB.16',
    title: 'Application Load Balancers are associated with an AWS WAF web ACL',
    scope: 'optional',
    reason: 'A web ACL is charged by rule and request, and its rules depend on the application',
    prop: 'webTier.webAclArn',
    enable: withBaseline(() => ({ webTier: { webAclArn: 'arn:aws:wafv2:eu-west-1:111122223333:regional/webacl/web/1' } })),
    test: 'the web ACL in webAclArn is associated with the load balancer',
    check: each('AWS::WAFv2::WebACLAssociation', ({ WebACLArn, ResourceArn }, resources) =>
      WebACLArn.includes(':regional/webacl/') && resources.at(ResourceArn)?.LoadBalancerAttributes !== undefined),
  },
  {
    id: 'ELB.17',
    title: 'HTTPS listeners use a recommended security policy',
    ...PRODUCTION,
    enabledBy: 'certificate',
    note: 'Production requires a certificate. Without one, there is no HTTPS listener',
    test: 'every HTTPS listener has a security policy that AWS recommends',
    check: each(LISTENER, ({ SslPolicy }) => RECOMMENDED_TLS.includes(SslPolicy), ({ Protocol }) => Protocol === 'HTTPS'),
  },
  {
    id: 'ELB.18',
    title: 'Listeners use HTTPS or TLS',
    scope: 'optional',
    reason: 'HTTPS requires a certificate, which the baseline cannot create. Security Hub also reports the HTTP listener that ELB.1 requires for the redirect',
    prop: 'certificate',
    enable: withBaseline(({ certificate }) => ({ certificate })),
    test: 'an HTTPS listener with the certificate forwards requests to the targets',
    check: each(LISTENER, ({ Protocol, Certificates }) => Protocol === 'HTTPS' && Certificates.length === 1, ({ DefaultActions }) => DefaultActions[0].Type === 'forward'),
  },
  {
    id: 'AutoScaling.1',
    title: 'Auto Scaling groups with a load balancer use ELB health checks',
    ...BOTH,
    test: 'the Auto Scaling group uses ELB health checks',
    check: each(GROUP, ({ HealthCheckType, TargetGroupARNs }) => /ELB/.test(HealthCheckType) && TargetGroupARNs.length > 0),
  },
  {
    id: 'AutoScaling.2',
    title: 'Auto Scaling groups cover multiple Availability Zones',
    ...BOTH,
    test: 'the Auto Scaling group has subnets in at least two Availability Zones',
    check: each(GROUP, ({ VPCZoneIdentifier }, resources) => availabilityZonesOf(VPCZoneIdentifier, resources).size >= 2),
  },
  {
    id: 'AutoScaling.6',
    title: 'Auto Scaling groups use multiple instance types in multiple Availability Zones',
    scope: 'optional',
    reason: 'The application must run on the other instance types as well',
    prop: 'WebTier.alternativeInstanceTypes',
    enable: withWebTier(({ instanceType }) => ({ alternativeInstanceTypes: [instanceType] })),
    test: 'the Auto Scaling group has several instance types and Availability Zones',
    check: each(GROUP, ({ MixedInstancesPolicy, VPCZoneIdentifier }, resources) =>
      MixedInstancesPolicy?.LaunchTemplate.Overrides.length >= 2 && availabilityZonesOf(VPCZoneIdentifier, resources).size >= 2),
  },
  {
    id: 'AutoScaling.9',
    title: 'Auto Scaling groups use EC2 launch templates',
    ...BOTH,
    test: 'the Auto Scaling group uses a launch template of the stack',
    check: each(GROUP, ({ LaunchTemplate, MixedInstancesPolicy }, resources) =>
      resources.at((LaunchTemplate ?? MixedInstancesPolicy?.LaunchTemplate.LaunchTemplateSpecification)?.LaunchTemplateId) !== undefined),
  },
];
