import { Template } from 'aws-cdk-lib/assertions';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { App, CfnParameter, RemovalPolicy, Stack } from 'aws-cdk-lib/core';
import { withCertificate, CERTIFICATE_ARN, idsOf, importedVpc, launchData, logGroup, userDataOf, webTier, webTierTemplate } from './support';
import { EncryptionKey, LoggingBucket, WebTier, type WebTierProps } from '../../src';
import { newStack, only, recommendedFlags, statementsOf, warningsOf } from '../support/templates';

type Settings = Omit<WebTierProps, 'vpc'>;

const IRELAND = { env: { account: '111122223333', region: 'eu-west-1' } };

/** All props that refer to other resources of the stack. */
function allResources(stack: Stack): Settings {
  return {
    ...withCertificate(stack),
    encryptionKey: new EncryptionKey(stack, 'Key'),
    accessLogsBucket: new LoggingBucket(stack, 'Logs'),
    dataBucket: new LoggingBucket(stack, 'Data'),
    webAclArn: 'arn:aws:wafv2:eu-west-1:111122223333:regional/webacl/shop/11111111-2222-3333-4444-555555555555',
  };
}

describe('the application log group', () => {
  test('retains the logs for a year, and is retained when the stack is deleted', () => {
    const group = logGroup(webTierTemplate());
    expect(group).toMatchObject({ RetentionInDays: 365, DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' });
    expect(group).not.toHaveProperty('LogGroupName');
    expect(group).not.toHaveProperty('KmsKeyId');
  });

  test('has the specified name, retention and removal policy', () => {
    const template = webTierTemplate(() => ({
      logGroupName: '/shop/application', logRetention: logs.RetentionDays.ONE_MONTH, logGroupRemovalPolicy: RemovalPolicy.DESTROY,
    }));
    expect(logGroup(template)).toMatchObject({ LogGroupName: '/shop/application', RetentionInDays: 30, DeletionPolicy: 'Delete' });
  });

  test('is encrypted with a key whose policy allows CloudWatch Logs exactly once', () => {
    for (const keyOf of [(stack: Stack) => new EncryptionKey(stack, 'Key'), (stack: Stack) => new kms.Key(stack, 'Key')]) {
      const template = webTierTemplate((stack) => ({ encryptionKey: keyOf(stack) }));
      expect(logGroup(template).KmsKeyId).toEqual({ 'Fn::GetAtt': [idsOf(template, 'AWS::KMS::Key')[0], 'Arn'] });
      const allowed = only(template, 'AWS::KMS::Key').Properties.KeyPolicy.Statement.filter((one: { Sid?: string }) => one.Sid === 'CloudWatchLogs');
      expect(allowed).toHaveLength(1);
    }
  });

  test('can be an existing log group, to which the instances send their logs', () => {
    const stack = newStack();
    const web = webTier(stack, { logGroup: logs.LogGroup.fromLogGroupName(stack, 'Existing', '/central/application') });
    const template = Template.fromStack(stack);
    expect(idsOf(template, 'AWS::Logs::LogGroup').filter((id) => id.startsWith('Web'))).toEqual([]);
    expect(userDataOf(template).match(/"log_group_name":"\/central\/application"/g)).toHaveLength(4);
    expect(web.logGroup.logGroupName).toBe('/central/application');
  });
});

describe('the role of the instances', () => {
  const template = webTierTemplate((stack) => ({ dataBucket: new LoggingBucket(stack, 'Data', { encryptionKey: new kms.Key(stack, 'DataKey') }) }));
  const [[roleId, role]] = Object.entries(template.findResources('AWS::IAM::Role')).filter(([id]) => id.startsWith('WebInstanceRole'));
  const own: { Sid: string; Effect: string; Action: string | string[]; Resource: unknown }[] = role.Properties.Policies[0].PolicyDocument.Statement;
  const statement = (sid: string) => own.find((one) => one.Sid === sid);
  const bucketArn = { 'Fn::GetAtt': [expect.stringMatching(/^Data/), 'Arn'] };

  test('is used by the instance profile and can be assumed only by EC2', () => {
    expect(role.Properties.AssumeRolePolicyDocument.Statement).toEqual([{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'ec2.amazonaws.com' } }]);
    expect(only(template, 'AWS::IAM::InstanceProfile').Properties.Roles).toEqual([{ Ref: roleId }]);
    expect(launchData(template).IamInstanceProfile.Arn['Fn::GetAtt'][0]).toBe(idsOf(template, 'AWS::IAM::InstanceProfile')[0]);
  });

  test('has the managed policies for the CloudWatch agent and Systems Manager, in every partition', () => {
    expect(role.Properties.ManagedPolicyArns).toEqual(['CloudWatchAgentServerPolicy', 'AmazonSSMManagedInstanceCore'].map((name) => (
      { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:iam::aws:policy/${name}`]] })));
  });

  test('cannot create log groups or change their retention', () => {
    expect(statement('KeepLogGroups')).toEqual({ Sid: 'KeepLogGroups', Effect: 'Deny', Action: ['logs:CreateLogGroup', 'logs:PutRetentionPolicy'], Resource: '*' });
  });

  test('can signal only to this stack, with one statement', () => {
    const statements = Object.values(template.findResources('AWS::IAM::Policy')).flatMap(({ Properties }) => Properties.PolicyDocument.Statement);
    const signals = [...own, ...statements].filter(({ Action }) => [Action].flat().includes('cloudformation:SignalResource'));
    expect(signals).toEqual([{ Effect: 'Allow', Action: 'cloudformation:SignalResource', Resource: { Ref: 'AWS::StackId' } }]);
  });

  test('can read and write the data bucket with its key, and has no other permissions on buckets and keys', () => {
    expect(statement('ListData')).toMatchObject({ Action: ['s3:GetBucketLocation', 's3:ListBucket'], Resource: bucketArn });
    expect(statement('UseData')).toMatchObject({
      Action: ['s3:AbortMultipartUpload', 's3:DeleteObject', 's3:GetObject', 's3:PutObject'], Resource: { 'Fn::Join': ['', [bucketArn, '/*']] },
    });
    expect(statement('UseDataKey')).toMatchObject({ Action: ['kms:Decrypt', 'kms:GenerateDataKey'], Resource: { 'Fn::GetAtt': [expect.stringMatching(/^DataKey/), 'Arn'] } });
    expect(own.filter((one) => one.Effect === 'Allow').map((one) => one.Sid)).toEqual(['ReadOwnHealth', 'ListData', 'UseData', 'UseDataKey']);
    expect(own.filter((one) => one.Effect === 'Allow' && one.Resource === '*').map((one) => one.Action)).toEqual(['elasticloadbalancing:DescribeTargetHealth']);
  });

  test('has no permissions on buckets without dataBucket, and none on keys if the bucket has no key', () => {
    const policiesOf = (from: Template) => JSON.stringify(Object.entries(from.findResources('AWS::IAM::Role')).filter(([id]) => id.startsWith('WebInstanceRole')));
    const without = policiesOf(webTierTemplate());
    expect(without).toContain('elasticloadbalancing:DescribeTargetHealth');
    expect(without).not.toMatch(/"(s3|kms):/);
    const imported = policiesOf(webTierTemplate((stack) => ({ dataBucket: s3.Bucket.fromBucketName(stack, 'Data', 'shop-data') })));
    expect(imported).toContain(':s3:::shop-data/*');
    expect(imported).not.toContain('"kms:');
  });
});

describe('in a stack with an explicit region', () => {
  const synthesize = (props: (stack: Stack) => Settings) => () => webTierTemplate(props, IRELAND);
  const certificate = (arn: string) => (stack: Stack) => ({ certificate: acm.Certificate.fromCertificateArn(stack, 'Certificate', arn) });

  test('a certificate of another region is rejected', () => {
    expect(synthesize(certificate(CERTIFICATE_ARN.replace('eu-west-1', 'us-east-1')))).toThrow(/certificate must .*region of the stack, eu-west-1, got /);
  });

  test.each([['ACM', CERTIFICATE_ARN], ['IAM', 'arn:aws:iam::111122223333:server-certificate/shop']])('a certificate of %s for this region is accepted', (_service, arn) => {
    expect(synthesize(certificate(arn))).not.toThrow();
  });

  test('a web ACL of another region is rejected', () => {
    expect(synthesize(() => ({ webAclArn: 'arn:aws:wafv2:us-east-1:111122223333:regional/webacl/shop/1' }))).toThrow(/webAclArn must .*region of the stack, eu-west-1, got /);
  });

  test('synthesis requires no context lookups, and therefore no credentials', () => {
    const app = new App({ analyticsReporting: false });
    const stack = new Stack(app, 'Stack', IRELAND);
    webTier(stack, allResources(stack));
    const assembly = app.synth();
    expect(assembly.manifest.missing).toBeUndefined();
    expect(assembly.getStackByName('Stack').template.Resources).toBeDefined();
  });

  test('the launch template contains no region and no account', () => {
    const text = JSON.stringify(webTierTemplate(() => ({}), IRELAND).findResources('AWS::EC2::LaunchTemplate'));
    expect(text).not.toMatch(/eu-west-1|111122223333/);
  });
});

test('the template is identical without feature flags and with all recommended ones', () => {
  const template = (context?: Record<string, unknown>) => webTierTemplate(allResources, undefined, context).toJSON();
  expect(template(recommendedFlags)).toEqual(template());
});

test('unresolved tokens are accepted', () => {
  const template = webTierTemplate((stack) => {
    const text = (id: string) => new CfnParameter(stack, id).valueAsString;
    const number = (id: string) => new CfnParameter(stack, id, { type: 'Number' }).valueAsNumber;
    return {
      certificate: acm.Certificate.fromCertificateArn(stack, 'Certificate', text('CertificateArn')),
      cpuTargetUtilizationPercent: number('Percent'),
      healthCheckPath: text('Path'),
      logGroupName: text('LogGroupName'),
      logRetention: number('Days'),
      serviceLinkedRoleSuffix: text('Suffix'),
      encryptionKey: new EncryptionKey(stack, 'Key'),
      webAclArn: text('WebAclArn'),
      nameTag: text('Name'),
      userData: ec2.UserData.custom(`echo ${text('Greeting')}`),
    };
  }, IRELAND);
  expect(template.toJSON().Resources[idsOf(template, 'AWS::ElasticLoadBalancingV2::TargetGroup')[0]].Properties.HealthCheckPath).toEqual({ Ref: 'Path' });
  expect(only(template, 'AWS::AutoScaling::ScalingPolicy').Properties.TargetTrackingConfiguration.TargetValue).toEqual({ Ref: 'Percent' });
  expect(only(template, 'AWS::IAM::ServiceLinkedRole').Properties.CustomSuffix['Fn::Join'][1][0]).toEqual({ Ref: 'Suffix' });
  expect(only(template, 'AWS::WAFv2::WebACLAssociation').Properties.WebACLArn).toEqual({ Ref: 'WebAclArn' });
  expect(logGroup(template)).toMatchObject({ LogGroupName: { Ref: 'LogGroupName' }, RetentionInDays: { Ref: 'Days' } });
  expect(userDataOf(template)).toContain('\necho <Greeting>\n');
});

describe('in an imported VPC', () => {
  const stack = newStack();
  const key = kms.Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:eu-west-1:111122223333:key/11111111-2222-3333-4444-555555555555');
  new WebTier(stack, 'Web', { vpc: importedVpc(stack), encryptionKey: key, dataBucket: s3.Bucket.fromBucketName(stack, 'Data', 'shop-data') });
  const template = Template.fromStack(stack);

  test('the load balancer and the instances are in the private subnets', () => {
    const subnets = ['subnet-private-0', 'subnet-private-1'];
    expect(only(template, 'AWS::ElasticLoadBalancingV2::LoadBalancer').Properties.Subnets).toEqual(subnets);
    expect(only(template, 'AWS::AutoScaling::AutoScalingGroup').Properties.VPCZoneIdentifier).toEqual(subnets);
  });

  test('clients are allowed from the CIDR block of the VPC', () => {
    template.hasResourceProperties('AWS::EC2::SecurityGroup', { SecurityGroupIngress: [{ CidrIp: '10.1.0.0/16', FromPort: 80 }] });
  });

  test('an imported key encrypts the log group, and a warning contains the statement that its owner must add', () => {
    expect(only(template, 'AWS::Logs::LogGroup').Properties.KmsKeyId).toBe(key.keyArn);
    expect(warningsOf(stack)).toContainEqual(expect.stringMatching(/policy of key Stack\/Key cannot be changed.*"Sid": "CloudWatchLogs"/s));
  });
});

describe('the attributes of a web tier', () => {
  const stack = newStack();
  const web = webTier(stack, withCertificate(stack));
  const template = Template.fromStack(stack);

  test('refer to its resources', () => {
    const id = (value: unknown) => JSON.stringify(stack.resolve(value));
    expect(id(web.loadBalancer.loadBalancerArn)).toContain(idsOf(template, 'AWS::ElasticLoadBalancingV2::LoadBalancer')[0]);
    expect(id(web.loadBalancerDnsName)).toContain('DNSName');
    expect(template.toJSON().Resources[stack.resolve(web.listener.listenerArn).Ref].Properties.Protocol).toBe('HTTPS');
    expect(idsOf(template, 'AWS::ElasticLoadBalancingV2::TargetGroup')).toEqual([stack.resolve(web.targetGroup.targetGroupArn).Ref]);
    expect(idsOf(template, 'AWS::AutoScaling::AutoScalingGroup')).toEqual([stack.resolve(web.autoScalingGroup.autoScalingGroupName).Ref]);
    expect(idsOf(template, 'AWS::EC2::LaunchTemplate')).toEqual([stack.resolve(web.launchTemplate.launchTemplateId).Ref]);
    expect(id(web.role.roleArn)).toContain('WebInstanceRole');
    expect(id(web.logGroup.logGroupName)).toContain(logGroup(template).id);
    expect(id(web.loadBalancerSecurityGroup.securityGroupId)).not.toBe(id(web.applicationSecurityGroup.securityGroupId));
  });

  test('allow grants to the role and connections from the instances', () => {
    const other = newStack();
    const shop = webTier(other);
    const peer = new ec2.SecurityGroup(other, 'Peer', { vpc: ec2.Vpc.fromVpcAttributes(other, 'Vpc', { vpcId: 'vpc-1', availabilityZones: ['a'] }), allowAllOutbound: false });
    peer.connections.allowFrom(shop, ec2.Port.tcp(3306));
    new kms.Key(other, 'Secret').grantDecrypt(shop.role);
    const connected = Template.fromStack(other);
    connected.hasResourceProperties('AWS::EC2::SecurityGroupIngress', { FromPort: 3306, SourceSecurityGroupId: other.resolve(shop.applicationSecurityGroup.securityGroupId) });
    const [grant] = Object.values(statementsOf(connected, 'AWS::IAM::Policy')).filter((one) => one.Action === 'kms:Decrypt');
    expect(grant).toBeDefined();
  });
});

test('a stack can contain two web tiers', () => {
  const stack = newStack();
  const encryptionKey = new EncryptionKey(stack, 'Key');
  const vpc = importedVpc(stack);
  new WebTier(stack, 'Shop', { vpc, encryptionKey });
  new WebTier(stack, 'Office', { vpc, encryptionKey });
  const template = Template.fromStack(stack);
  const suffixes = Object.values(template.findResources('AWS::IAM::ServiceLinkedRole')).map((one) => JSON.stringify(one.Properties.CustomSuffix));
  expect(new Set(suffixes).size).toBe(2);
  const principals = only(template, 'AWS::KMS::Key').Properties.KeyPolicy.Statement.filter((one: { Sid?: string }) => one.Sid?.startsWith('AutoScaling'));
  expect(JSON.stringify(principals).match(/"Ref":"(Shop|Office)ServiceLinkedRole/g)).toHaveLength(4);
  const sids = principals.map(({ Sid }: { Sid: string }) => Sid);
  expect(sids).toEqual(['AutoScalingUse', 'AutoScalingAttachVolumes', 'AutoScalingUse2', 'AutoScalingAttachVolumes2']);
});
