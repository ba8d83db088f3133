import { Template } from 'aws-cdk-lib/assertions';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { RemovalPolicy } from 'aws-cdk-lib/core';
import { attributesOf, certified, CERTIFICATE_ARN, idsOf, webTier, webTierTemplate } from './support';
import { LoggingBucket } from '../../src';
import { newStack, only, statementsOf, warningsOf } from '../support/templates';

const LOAD_BALANCER = 'AWS::ElasticLoadBalancingV2::LoadBalancer';
const LISTENER = 'AWS::ElasticLoadBalancingV2::Listener';
const TARGET_GROUP = 'AWS::ElasticLoadBalancingV2::TargetGroup';
const SECURITY_GROUP = 'AWS::EC2::SecurityGroup';
const ANYONE = '0.0.0.0/0';

function securityGroup(template: Template, description: string) {
  const found = Object.entries(template.findResources(SECURITY_GROUP, { Properties: { GroupDescription: description } }));
  expect(found).toHaveLength(1);
  return { id: found[0][0], ...found[0][1].Properties };
}

function zonesOf(template: Template, subnets: { Ref: string }[]): number[] {
  const all = template.findResources('AWS::EC2::Subnet');
  return subnets.map(({ Ref }) => all[Ref].Properties.AvailabilityZone['Fn::Select'][0]);
}

describe('with a certificate', () => {
  const template = webTierTemplate(certified);
  const listeners = Object.values(template.findResources(LISTENER)).map((one) => one.Properties);

  test('the load balancer faces the internet from public subnets in different zones', () => {
    const { Scheme, Subnets, Type } = only(template, LOAD_BALANCER).Properties;
    expect([Scheme, Type]).toEqual(['internet-facing', 'application']);
    expect(Subnets.map((one: { Ref: string }) => one.Ref)).toEqual([expect.stringContaining('PublicSubnet1'), expect.stringContaining('PublicSubnet2')]);
    expect(new Set(zonesOf(template, Subnets)).size).toBe(2);
  });

  test('the HTTP listener only redirects to HTTPS, for good', () => {
    const [http] = listeners.filter((one) => one.Protocol === 'HTTP');
    expect(http.Port).toBe(80);
    expect(http.DefaultActions).toEqual([{ Type: 'redirect', RedirectConfig: { Protocol: 'HTTPS', Port: '443', StatusCode: 'HTTP_301' } }]);
  });

  test('the HTTPS listener takes TLS 1.2 and newer with the newest policy and forwards to the targets', () => {
    expect(listeners).toHaveLength(2);
    const [https] = listeners.filter((one) => one.Protocol === 'HTTPS');
    expect(https).toMatchObject({
      Port: 443,
      SslPolicy: 'ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09',
      Certificates: [{ CertificateArn: CERTIFICATE_ARN }],
      DefaultActions: [{ Type: 'forward', TargetGroupArn: { Ref: idsOf(template, TARGET_GROUP)[0] } }],
    });
  });

  test('clients reach the ports 80 and 443 and no other', () => {
    const { SecurityGroupIngress } = securityGroup(template, 'Load balancer: clients');
    expect(SecurityGroupIngress).toEqual([
      expect.objectContaining({ CidrIp: ANYONE, IpProtocol: 'tcp', FromPort: 80, ToPort: 80 }),
      expect.objectContaining({ CidrIp: ANYONE, IpProtocol: 'tcp', FromPort: 443, ToPort: 443 }),
    ]);
  });

  test('no warning is shown', () => {
    const stack = newStack();
    webTier(stack, certified(stack));
    expect(warningsOf(stack)).toEqual([]);
  });
});

describe('without a certificate', () => {
  const template = webTierTemplate();

  test('the load balancer is internal, in private subnets in different zones', () => {
    const { Scheme, Subnets } = only(template, LOAD_BALANCER).Properties;
    expect(Scheme).toBe('internal');
    expect(Subnets.map((one: { Ref: string }) => one.Ref)).toEqual([expect.stringContaining('PrivateSubnet1'), expect.stringContaining('PrivateSubnet2')]);
    expect(new Set(zonesOf(template, Subnets)).size).toBe(2);
  });

  test('it speaks HTTP with clients of the VPC only', () => {
    expect(only(template, LISTENER).Properties).toMatchObject({ Protocol: 'HTTP', Port: 80, DefaultActions: [{ Type: 'forward' }] });
    expect(securityGroup(template, 'Load balancer: clients').SecurityGroupIngress).toEqual([
      expect.objectContaining({ CidrIp: '10.0.0.0/16', FromPort: 80, ToPort: 80 }),
    ]);
  });

  test('a warning says so and what to give, and can be acknowledged', () => {
    const stack = newStack();
    webTier(stack);
    expect(warningsOf(stack)).toEqual([expect.stringMatching(/Without a certificate.*internal.*give a certificate.*SecureBaseline:internalLoadBalancer/)]);
  });
});

describe('layered security groups', () => {
  const template = webTierTemplate(certified);
  const front = securityGroup(template, 'Load balancer: clients');
  const back = securityGroup(template, 'Application: instances');
  const idOf = (group: { id: string }) => ({ 'Fn::GetAtt': [group.id, 'GroupId'] });

  test('the instances are reached from the load balancer over HTTPS, and from nowhere else', () => {
    expect(back.SecurityGroupIngress).toBeUndefined();
    expect(only(template, 'AWS::EC2::SecurityGroupIngress').Properties).toMatchObject(
      { GroupId: idOf(back), SourceSecurityGroupId: idOf(front), IpProtocol: 'tcp', FromPort: 443, ToPort: 443 });
  });

  test('the load balancer reaches the instances over HTTPS, and nothing else', () => {
    expect(front.SecurityGroupEgress).toBeUndefined();
    expect(only(template, 'AWS::EC2::SecurityGroupEgress').Properties).toMatchObject(
      { GroupId: idOf(front), DestinationSecurityGroupId: idOf(back), IpProtocol: 'tcp', FromPort: 443, ToPort: 443 });
  });

  test('the instances get out over HTTPS only', () => {
    expect(back.SecurityGroupEgress).toEqual([expect.objectContaining({ CidrIp: ANYONE, IpProtocol: 'tcp', FromPort: 443, ToPort: 443 })]);
  });
});

describe('attributes', () => {
  test('malformed requests and invalid headers are refused', () => {
    expect(attributesOf(webTierTemplate())).toMatchObject({
      'routing.http.desync_mitigation_mode': 'strictest',
      'routing.http.drop_invalid_header_fields.enabled': 'true',
    });
  });

  test.each([[undefined, 'true'], [true, 'true'], [false, 'false']])('deletion protection %s makes it %s', (deletionProtection, expected) => {
    expect(attributesOf(webTierTemplate(() => ({ deletionProtection })))['deletion_protection.enabled']).toBe(expected);
  });
});

describe('targets', () => {
  const { Properties: targets } = only(webTierTemplate(), TARGET_GROUP);

  test('are instances that are spoken to over TLS', () => {
    expect(targets).toMatchObject({ TargetType: 'instance', Protocol: 'HTTPS', Port: 443 });
  });

  test('are checked over TLS on the path of the health page', () => {
    expect(targets).toMatchObject({ HealthCheckProtocol: 'HTTPS', HealthCheckPath: '/health', Matcher: { HttpCode: '200' } });
    expect(targets.HealthCheckTimeoutSeconds).toBeLessThan(targets.HealthCheckIntervalSeconds);
  });

  test('finish their requests before they go', () => {
    expect(targets.TargetGroupAttributes).toContainEqual({ Key: 'deregistration_delay.timeout_seconds', Value: '60' });
  });

  test('are checked on the path that is given', () => {
    expect(only(webTierTemplate(() => ({ healthCheckPath: '/ready' })), TARGET_GROUP).Properties.HealthCheckPath).toBe('/ready');
  });
});

test('a certificate that comes later gives the new load balancer targets of its own, since one target group serves one load balancer', () => {
  const [internal] = idsOf(webTierTemplate(), TARGET_GROUP);
  const template = webTierTemplate(certified);
  const [own, ...others] = idsOf(template, TARGET_GROUP);
  expect([own, others]).toEqual([expect.not.stringContaining(internal), []]);
  expect(only(template, 'AWS::AutoScaling::AutoScalingGroup').Properties.TargetGroupARNs).toEqual([{ Ref: own }]);
});

describe('access logs', () => {
  const template = webTierTemplate((stack) => ({ accessLogsBucket: new LoggingBucket(stack, 'Logs', { removalPolicy: RemovalPolicy.DESTROY }) }));

  test('go to the bucket below the prefix, also in a stack without a region', () => {
    expect(attributesOf(template)).toMatchObject({
      'access_logs.s3.enabled': 'true', 'access_logs.s3.bucket': { Ref: expect.stringMatching(/^Logs/) }, 'access_logs.s3.prefix': 'load-balancer',
    });
  });

  test('are allowed by the policy of the bucket to the service of load balancers, wherever the stack is', () => {
    const { LoadBalancerWriteLoadBalancer: write } = statementsOf(template, 'AWS::S3::BucketPolicy');
    expect(write).toMatchObject({ Effect: 'Allow', Action: 's3:PutObject', Principal: { Service: 'logdelivery.elasticloadbalancing.amazonaws.com' } });
    expect(JSON.stringify(write.Resource)).toContain('/load-balancer/AWSLogs/');
  });

  test('find a bucket with its policy, and stop before it is emptied', () => {
    expect(only(template, LOAD_BALANCER).DependsOn).toEqual(
      expect.arrayContaining([...idsOf(template, 'AWS::S3::BucketPolicy'), ...idsOf(template, 'Custom::EmptyOnDelete')]));
  });

  test('can have another prefix', () => {
    const other = webTierTemplate((stack) => ({ accessLogsBucket: new LoggingBucket(stack, 'Logs'), accessLogsPrefix: 'shop/alb' }));
    expect(attributesOf(other)['access_logs.s3.prefix']).toBe('shop/alb');
  });

  test('are refused below a prefix with a slash at its end', () => {
    const stack = newStack();
    expect(() => webTier(stack, { accessLogsBucket: new LoggingBucket(stack, 'Logs'), accessLogsPrefix: 'alb/' })).toThrow(/- accessLogsPrefix: "alb\/"\. Leave out slashes/);
  });

  test('are off without a bucket', () => {
    expect(Object.keys(attributesOf(webTierTemplate())).filter((key) => key.startsWith('access_logs'))).toEqual([]);
  });

  test('to an imported bucket: a warning shows its owner the statement', () => {
    const stack = newStack();
    webTier(stack, { ...certified(stack), accessLogsBucket: s3.Bucket.fromBucketName(stack, 'Central', 'central-logs') });
    expect(attributesOf(Template.fromStack(stack))['access_logs.s3.bucket']).toBe('central-logs');
    expect(warningsOf(stack)).toEqual([expect.stringMatching(/its owner must add: \[.*"Sid":"LoadBalancerWriteLoadBalancer"/)]);
  });

  test('are refused to a bucket that encrypts with a key, with the bucket that can take them', () => {
    const stack = newStack();
    const accessLogsBucket = new LoggingBucket(stack, 'Logs', { encryptionKey: new kms.Key(stack, 'Key') });
    expect(() => webTier(stack, { accessLogsBucket })).toThrow(/cannot deliver to a bucket that encrypts with a KMS key.*without encryptionKey/s);
  });
});

describe('a web ACL', () => {
  const webAclArn = 'arn:aws:wafv2:eu-west-1:111122223333:regional/webacl/shop/11111111-2222-3333-4444-555555555555';

  test('protects the load balancer when given', () => {
    const template = webTierTemplate(() => ({ webAclArn }));
    expect(only(template, 'AWS::WAFv2::WebACLAssociation').Properties).toEqual({ ResourceArn: { Ref: idsOf(template, LOAD_BALANCER)[0] }, WebACLArn: webAclArn });
  });

  test('is nowhere without one', () => {
    webTierTemplate().resourceCountIs('AWS::WAFv2::WebACLAssociation', 0);
  });
});
