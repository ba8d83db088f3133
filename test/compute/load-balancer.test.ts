import { Template } from 'aws-cdk-lib/assertions';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { RemovalPolicy } from 'aws-cdk-lib/core';
import { attributesOf, withCertificate, CERTIFICATE_ARN, idsOf, webTier, webTierTemplate } from './support';
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

function availabilityZoneIndexesOf(template: Template, subnets: { Ref: string }[]): number[] {
  const all = template.findResources('AWS::EC2::Subnet');
  return subnets.map(({ Ref }) => all[Ref].Properties.AvailabilityZone['Fn::Select'][0]);
}

describe('with a certificate', () => {
  const template = webTierTemplate(withCertificate);
  const listeners = Object.values(template.findResources(LISTENER)).map((one) => one.Properties);

  test('the load balancer is internet-facing, in public subnets of different Availability Zones', () => {
    const { Scheme, Subnets, Type } = only(template, LOAD_BALANCER).Properties;
    expect([Scheme, Type]).toEqual(['internet-facing', 'application']);
    expect(Subnets.map((one: { Ref: string }) => one.Ref)).toEqual([expect.stringContaining('PublicSubnet1'), expect.stringContaining('PublicSubnet2')]);
    expect(new Set(availabilityZoneIndexesOf(template, Subnets)).size).toBe(2);
  });

  test('the HTTP listener only redirects to HTTPS, permanently', () => {
    const [http] = listeners.filter((one) => one.Protocol === 'HTTP');
    expect(http.Port).toBe(80);
    expect(http.DefaultActions).toEqual([{ Type: 'redirect', RedirectConfig: { Protocol: 'HTTPS', Port: '443', StatusCode: 'HTTP_301' } }]);
  });

  test('the HTTPS listener requires TLS 1.2 or newer and forwards to the targets', () => {
    expect(listeners).toHaveLength(2);
    const [https] = listeners.filter((one) => one.Protocol === 'HTTPS');
    expect(https).toMatchObject({
      Port: 443,
      SslPolicy: 'ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09',
      Certificates: [{ CertificateArn: CERTIFICATE_ARN }],
      DefaultActions: [{ Type: 'forward', TargetGroupArn: { Ref: idsOf(template, TARGET_GROUP)[0] } }],
    });
  });

  test('the security group allows only ports 80 and 443', () => {
    const { SecurityGroupIngress } = securityGroup(template, 'Load balancer: clients');
    expect(SecurityGroupIngress).toEqual([
      expect.objectContaining({ CidrIp: ANYONE, IpProtocol: 'tcp', FromPort: 80, ToPort: 80 }),
      expect.objectContaining({ CidrIp: ANYONE, IpProtocol: 'tcp', FromPort: 443, ToPort: 443 }),
    ]);
  });

  test('there is no warning', () => {
    const stack = newStack();
    webTier(stack, withCertificate(stack));
    expect(warningsOf(stack)).toEqual([]);
  });
});

describe('without a certificate', () => {
  const template = webTierTemplate();

  test('the load balancer is internal, in private subnets of different Availability Zones', () => {
    const { Scheme, Subnets } = only(template, LOAD_BALANCER).Properties;
    expect(Scheme).toBe('internal');
    expect(Subnets.map((one: { Ref: string }) => one.Ref)).toEqual([expect.stringContaining('PrivateSubnet1'), expect.stringContaining('PrivateSubnet2')]);
    expect(new Set(availabilityZoneIndexesOf(template, Subnets)).size).toBe(2);
  });

  test('the load balancer uses HTTP and allows only clients in the VPC', () => {
    expect(only(template, LISTENER).Properties).toMatchObject({ Protocol: 'HTTP', Port: 80, DefaultActions: [{ Type: 'forward' }] });
    expect(securityGroup(template, 'Load balancer: clients').SecurityGroupIngress).toEqual([
      expect.objectContaining({ CidrIp: '10.0.0.0/16', FromPort: 80, ToPort: 80 }),
    ]);
  });

  test('a warning, which can be acknowledged, recommends a certificate', () => {
    const stack = newStack();
    webTier(stack);
    expect(warningsOf(stack)).toEqual([expect.stringMatching(/Without a certificate.*internal.*Specify a certificate.*SecureBaseline:internalLoadBalancer/)]);
  });
});

describe('the security groups', () => {
  const template = webTierTemplate(withCertificate);
  const loadBalancer = securityGroup(template, 'Load balancer: clients');
  const instances = securityGroup(template, 'Application: instances');
  const idOf = (group: { id: string }) => ({ 'Fn::GetAtt': [group.id, 'GroupId'] });

  test('allow inbound traffic to the instances only from the load balancer, over HTTPS', () => {
    expect(instances.SecurityGroupIngress).toBeUndefined();
    expect(only(template, 'AWS::EC2::SecurityGroupIngress').Properties).toMatchObject(
      { GroupId: idOf(instances), SourceSecurityGroupId: idOf(loadBalancer), IpProtocol: 'tcp', FromPort: 443, ToPort: 443 });
  });

  test('allow outbound traffic of the load balancer only to the instances, over HTTPS', () => {
    expect(loadBalancer.SecurityGroupEgress).toBeUndefined();
    expect(only(template, 'AWS::EC2::SecurityGroupEgress').Properties).toMatchObject(
      { GroupId: idOf(loadBalancer), DestinationSecurityGroupId: idOf(instances), IpProtocol: 'tcp', FromPort: 443, ToPort: 443 });
  });

  test('allow outbound traffic of the instances only over HTTPS', () => {
    expect(instances.SecurityGroupEgress).toEqual([expect.objectContaining({ CidrIp: ANYONE, IpProtocol: 'tcp', FromPort: 443, ToPort: 443 })]);
  });
});

describe('the load balancer', () => {
  test('rejects malformed requests and drops invalid header fields', () => {
    expect(attributesOf(webTierTemplate())).toMatchObject({
      'routing.http.desync_mitigation_mode': 'strictest',
      'routing.http.drop_invalid_header_fields.enabled': 'true',
    });
  });

  test.each([[undefined, 'true'], [true, 'true'], [false, 'false']])('with deletionProtection %s has deletion protection enabled: %s', (deletionProtection, expected) => {
    expect(attributesOf(webTierTemplate(() => ({ deletionProtection })))['deletion_protection.enabled']).toBe(expected);
  });
});

describe('the targets', () => {
  const { Properties: targets } = only(webTierTemplate(), TARGET_GROUP);

  test('are instances that receive requests over HTTPS', () => {
    expect(targets).toMatchObject({ TargetType: 'instance', Protocol: 'HTTPS', Port: 443 });
  });

  test('are checked over HTTPS with the path of the health page', () => {
    expect(targets).toMatchObject({ HealthCheckProtocol: 'HTTPS', HealthCheckPath: '/health', Matcher: { HttpCode: '200' } });
    expect(targets.HealthCheckTimeoutSeconds).toBeLessThan(targets.HealthCheckIntervalSeconds);
  });

  test('have 60 seconds to complete requests before they are deregistered', () => {
    expect(targets.TargetGroupAttributes).toContainEqual({ Key: 'deregistration_delay.timeout_seconds', Value: '60' });
  });

  test('are checked with the specified path', () => {
    expect(only(webTierTemplate(() => ({ healthCheckPath: '/ready' })), TARGET_GROUP).Properties.HealthCheckPath).toBe('/ready');
  });
});

test('adding a certificate creates a new target group, because a target group belongs to one load balancer', () => {
  const [internal] = idsOf(webTierTemplate(), TARGET_GROUP);
  const template = webTierTemplate(withCertificate);
  const [own, ...others] = idsOf(template, TARGET_GROUP);
  expect([own, others]).toEqual([expect.not.stringContaining(internal), []]);
  expect(only(template, 'AWS::AutoScaling::AutoScalingGroup').Properties.TargetGroupARNs).toEqual([{ Ref: own }]);
});

describe('the access logs', () => {
  const template = webTierTemplate((stack) => ({ accessLogsBucket: new LoggingBucket(stack, 'Logs', { removalPolicy: RemovalPolicy.DESTROY }) }));

  test('are delivered to the bucket with the key prefix, even in a stack without a region', () => {
    expect(attributesOf(template)).toMatchObject({
      'access_logs.s3.enabled': 'true', 'access_logs.s3.bucket': { Ref: expect.stringMatching(/^Logs/) }, 'access_logs.s3.prefix': 'load-balancer',
    });
  });

  test('are allowed by the bucket policy for the log delivery service of load balancers, in every region', () => {
    const { LoadBalancerWriteLoadBalancer: write } = statementsOf(template, 'AWS::S3::BucketPolicy');
    expect(write).toMatchObject({ Effect: 'Allow', Action: 's3:PutObject', Principal: { Service: 'logdelivery.elasticloadbalancing.amazonaws.com' } });
    expect(JSON.stringify(write.Resource)).toContain('/load-balancer/AWSLogs/');
  });

  test('are enabled after the bucket policy exists, and disabled before the bucket is emptied', () => {
    expect(only(template, LOAD_BALANCER).DependsOn).toEqual(
      expect.arrayContaining([...idsOf(template, 'AWS::S3::BucketPolicy'), ...idsOf(template, 'Custom::EmptyOnDelete')]));
  });

  test('can have a different key prefix', () => {
    const other = webTierTemplate((stack) => ({ accessLogsBucket: new LoggingBucket(stack, 'Logs'), accessLogsPrefix: 'shop/alb' }));
    expect(attributesOf(other)['access_logs.s3.prefix']).toBe('shop/alb');
  });

  test('cannot have a key prefix that ends with a slash', () => {
    const stack = newStack();
    expect(() => webTier(stack, { accessLogsBucket: new LoggingBucket(stack, 'Logs'), accessLogsPrefix: 'alb/' })).toThrow(/- accessLogsPrefix must not start or end with '\/'.*, got "alb\/"/);
  });

  test('are disabled without a bucket', () => {
    expect(Object.keys(attributesOf(webTierTemplate())).filter((key) => key.startsWith('access_logs'))).toEqual([]);
  });

  test('can be delivered to an imported bucket, and a warning contains the statement that its owner must add', () => {
    const stack = newStack();
    webTier(stack, { ...withCertificate(stack), accessLogsBucket: s3.Bucket.fromBucketName(stack, 'Central', 'central-logs') });
    expect(attributesOf(Template.fromStack(stack))['access_logs.s3.bucket']).toBe('central-logs');
    expect(warningsOf(stack)).toEqual([expect.stringMatching(/owner to add.*"Sid": "LoadBalancerWriteLoadBalancer"/s)]);
  });

  test('cannot be delivered to a bucket that encrypts with a KMS key', () => {
    const stack = newStack();
    const accessLogsBucket = new LoggingBucket(stack, 'Logs', { encryptionKey: new kms.Key(stack, 'Key') });
    expect(() => webTier(stack, { accessLogsBucket })).toThrow(/accessLogsBucket must .*SSE-S3.*without encryptionKey/s);
  });
});

describe('a web ACL', () => {
  const webAclArn = 'arn:aws:wafv2:eu-west-1:111122223333:regional/webacl/shop/11111111-2222-3333-4444-555555555555';

  test('is associated with the load balancer', () => {
    const template = webTierTemplate(() => ({ webAclArn }));
    expect(only(template, 'AWS::WAFv2::WebACLAssociation').Properties).toEqual({ ResourceArn: { Ref: idsOf(template, LOAD_BALANCER)[0] }, WebACLArn: webAclArn });
  });

  test('is not associated by default', () => {
    webTierTemplate().resourceCountIs('AWS::WAFv2::WebACLAssociation', 0);
  });
});
