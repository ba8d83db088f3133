import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Aws, CfnParameter, Duration, Token } from 'aws-cdk-lib/core';
import { CERTIFICATE_ARN, certified, importedVpc, webTier } from './support';
import { WebTier, type WebTierProps } from '../../src';
import { newStack } from '../support/templates';

const IMAGE = ec2.MachineImage.fromSsmParameter('/shop/image');

type Settings = Omit<WebTierProps, 'vpc'>;

describe('wrong props are refused at synth, with what to give instead', () => {
  test.each<[string, Settings, RegExp]>([
    ['no instances', { minCapacity: 0 }, /minCapacity: 0\. Give 1 or more/],
    ['half an instance', { minCapacity: 1.5 }, /minCapacity: 1\.5\. Give 1 or more/],
    ['no instance to spare', { minCapacity: 2, maxCapacity: 2 }, /maxCapacity: 2\. Give more than minCapacity \(2\): a new image/],
    ['no instance to spare beside the default', { maxCapacity: 2 }, /maxCapacity: 2\. Give more than minCapacity \(2\)/],
    ['as many instances as the default allows', { minCapacity: 6 }, /maxCapacity: 6\. Give more than minCapacity \(6\)/],
    ['a fraction of instances', { maxCapacity: 3.5 }, /maxCapacity: 3\.5/],
    ['processors that idle', { cpuTargetUtilizationPercent: 9 }, /cpuTargetUtilizationPercent: 9\. Give 10 to 90 percent/],
    ['processors at their limit', { cpuTargetUtilizationPercent: 91 }, /cpuTargetUtilizationPercent: 91/],
    ['a relative path', { healthCheckPath: 'health' }, /healthCheckPath: "health"\. Give a path that begins with '\/'/],
    ['a path with a space', { healthCheckPath: '/is it' }, /healthCheckPath/],
    ['a path with a quote', { healthCheckPath: "/it's" }, /healthCheckPath/],
    ['a path that is too long', { healthCheckPath: `/${'a'.repeat(1024)}` }, /healthCheckPath/],
    ['no suffix', { serviceLinkedRoleSuffix: '' }, /serviceLinkedRoleSuffix: ""\. Give 1 to 20/],
    ['a long suffix', { serviceLinkedRoleSuffix: 'a'.repeat(21) }, /serviceLinkedRoleSuffix/],
    ['a suffix with a slash', { serviceLinkedRoleSuffix: 'a/b' }, /serviceLinkedRoleSuffix/],
    ['an instance type without a size', { instanceType: new ec2.InstanceType('m7g') }, /instanceType: "m7g"\. Give a family and a size in lower case, such as m7g\.large\./],
    ['a type whose architecture the CDK does not know', { instanceType: new ec2.InstanceType('u-6tb1.112xlarge') }, /instanceType: "u-6tb1\.112xlarge"\. It chooses the image/],
    ['an instance type in capitals', { instanceType: new ec2.InstanceType('M7G.LARGE') }, /instanceType: "M7G\.LARGE"/],
    ['no instance type', { instanceType: new ec2.InstanceType('') }, /instanceType: ""/],
    ['another instance type without a size', { alternativeInstanceTypes: [new ec2.InstanceType('m6g')] }, /alternativeInstanceTypes: "m6g"\. Give a family and a size/],
    ['half a second of grace', { healthCheckGracePeriod: Duration.millis(500) }, /healthCheckGracePeriod.*millis\(500\).*whole seconds/],
    ['less than a minute to start', { startupTimeout: Duration.seconds(59) }, /startupTimeout.*seconds\(59\).*minutes\(1\)/],
    ['more than an hour to start', { startupTimeout: Duration.seconds(3601) }, /startupTimeout.*seconds\(3601\).*hours\(1\)/],
    ['a start that ends between seconds', { startupTimeout: Duration.millis(90_500) }, /startupTimeout.*millis\(90500\).*whole seconds/],
    ['an unresolved time to start', { startupTimeout: Duration.minutes(Token.asNumber({ Ref: 'Minutes' })) }, /startupTimeout.*known at synthesis/],
    ['no hop', { httpPutResponseHopLimit: 0 }, /httpPutResponseHopLimit.*0.*1 to 64/],
    ['too many hops', { httpPutResponseHopLimit: 65 }, /httpPutResponseHopLimit.*65.*1 to 64/],
    ['a fraction of a hop', { httpPutResponseHopLimit: 1.5 }, /httpPutResponseHopLimit.*1\.5.*1 to 64/],
    ['a name of the log group that CloudWatch Logs does not take', { logGroupName: 'shop log' }, /logGroupName: "shop log"\. Give 1 to 512 letters, digits and/],
    ['a retention that CloudWatch Logs does not offer', { logRetention: 42 as logs.RetentionDays }, /logRetention: 42\. Give one of the retention periods/],
    ['a web ACL for CloudFront', { webAclArn: 'arn:aws:wafv2:us-east-1:111122223333:global/webacl/shop/1' }, /webAclArn: .*REGIONAL/],
    ['the name of a web ACL', { webAclArn: 'shop' }, /webAclArn: "shop"\. .*ARN/],
    ['user data that is too long', { userData: ec2.UserData.custom('#'.repeat(12_001)) }, /userData: .*give 12,000 bytes at most, or fetch a script/s],
    ['user data that is too long without what only the deployment knows', { userData: ec2.UserData.custom(`echo ${Aws.REGION}\n${'#'.repeat(12_001)}`) }, /userData: "120\d\d bytes"\. .*give 12,000 bytes/],
    ['user data in another language with something that only the deployment knows', { userData: ec2.UserData.custom(`#!/usr/bin/env python3\nprint("${Aws.REGION}")`) }, /userData: .*shell script/s],
    ['user data for Windows', { userData: ec2.UserData.forWindows() }, /userData: .*shell script/],
    ['user data of several parts', { userData: new ec2.MultipartUserData() }, /userData: .*shell script/s],
    ['configuration of cloud-init', { userData: ec2.UserData.custom('#cloud-config\npackages: [shop]') }, /userData: .*shell script/s],
    ['user data in another language', { userData: ec2.UserData.custom('#!/usr/bin/env python3\nprint(1)') }, /userData: .*shell script/s],
  ])('%s', (_what, props, message) => {
    expect(() => webTier(newStack(), props)).toThrow(message);
  });

  test.each<[string, Settings]>([
    ['no grace', { healthCheckGracePeriod: Duration.seconds(0) }],
    ['an unresolved grace in seconds', { healthCheckGracePeriod: Duration.seconds(Token.asNumber({ Ref: 'Seconds' })) }],
    ['a minute to start', { startupTimeout: Duration.minutes(1) }],
    ['an hour to start', { startupTimeout: Duration.hours(1) }],
    ['64 hops', { httpPutResponseHopLimit: 64 }],
    ['a single instance', { minCapacity: 1, maxCapacity: 2 }],
    ['a thousand instances', { minCapacity: 999, maxCapacity: 1000 }],
    ['more than a thousand instances', { minCapacity: 1001, maxCapacity: 1002 }],
    ['a type whose architecture the CDK does not know, with an image', { instanceType: new ec2.InstanceType('u-6tb1.112xlarge'), machineImage: IMAGE }],
    ['10 percent', { cpuTargetUtilizationPercent: 10 }],
    ['90 percent', { cpuTargetUtilizationPercent: 90 }],
    ['the root as path', { healthCheckPath: '/' }],
    ['the longest path', { healthCheckPath: `/${'a'.repeat(1023)}` }],
    ['the longest suffix', { serviceLinkedRoleSuffix: 'a'.repeat(20) }],
    ['logs that are kept for good', { logRetention: logs.RetentionDays.INFINITE }],
    ['a script of sh', { userData: ec2.UserData.custom('#!/bin/sh -e\ntrue') }],
    ['a script without a first line', { userData: ec2.UserData.custom('true') }],
    ['an empty script', { userData: ec2.UserData.forLinux() }],
  ])('but not %s', (_what, props) => {
    expect(() => webTier(newStack(), props)).not.toThrow();
  });

  test('all of it is reported together, with the place', () => {
    expect(() => webTier(newStack(), { minCapacity: 0, cpuTargetUtilizationPercent: 100 })).toThrow(
      /WebTier 'Stack\/Web' has 2 problems:\n {2}- minCapacity: .*\n {2}- cpuTargetUtilizationPercent: /);
  });

  test('a VPC in a single zone', () => {
    const stack = newStack();
    expect(() => new WebTier(stack, 'Web', { vpc: importedVpc(stack, ['eu-west-1a']) })).toThrow(/vpc.*Stack\/ImportedVpc.*two Availability Zones/);
  });
});

test('an instance type that only the deployment knows comes with the image, which it would choose', () => {
  const stack = newStack();
  const instanceType = new ec2.InstanceType(new CfnParameter(stack, 'Type').valueAsString);
  expect(() => webTier(stack, { instanceType })).toThrow(
    /WebTier 'Stack\/Web' has a problem:\n {2}- instanceType: .*It chooses the image, and its architecture is not known: give a machineImage too\./);
  expect(() => webTier(newStack(), { instanceType, machineImage: IMAGE })).not.toThrow();
});

describe('a certificate', () => {
  test.each(['', 'shop.example.com', 'arn:aws:acm:eu-west-1:111122223333:certificate/', 'arn:aws:acm-pca:eu-west-1:111122223333:certificate/1'])('cannot be %p', (arn) => {
    const stack = newStack();
    const certificate = acm.Certificate.fromCertificateArn(stack, 'Certificate', arn);
    expect(() => webTier(stack, { certificate })).toThrow(
      `WebTier 'Stack/Web' has a problem:\n  - certificate: ${JSON.stringify(arn)}. Give the ARN of a certificate of ACM or IAM.`);
  });

  test.each([CERTIFICATE_ARN, 'arn:aws-cn:iam::111122223333:server-certificate/cn/shop'])('can be %s', (arn) => {
    const stack = newStack();
    expect(() => webTier(stack, { certificate: acm.Certificate.fromCertificateArn(stack, 'Certificate', arn) })).not.toThrow();
  });
});

test('what to give names the region of the stack only where that is known', () => {
  const webAclArn = 'shop';
  expect(() => webTier(newStack(), { webAclArn })).toThrow("webAclArn: \"shop\". Give the ARN of a web ACL of scope REGIONAL in the stack's region.");
  expect(() => webTier(newStack({ env: { region: 'eu-west-1' } }), { webAclArn })).toThrow("in the stack's region, eu-west-1.");
});

describe('a VPC without', () => {
  const zones = { vpcId: 'vpc-1', vpcCidrBlock: '10.1.0.0/16', availabilityZones: ['eu-west-1a', 'eu-west-1b'] };

  test('private subnets has no place for instances', () => {
    const stack = newStack();
    const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', { ...zones, publicSubnetIds: ['one', 'two'], isolatedSubnetIds: ['three', 'four'] });
    expect(() => new WebTier(stack, 'Web', { vpc, minCapacity: 0 })).toThrow(/vpc.*Stack\/Vpc.*[Ii]nstances.*privateSubnetIds.*minCapacity/s);
  });

  test('public subnets has no place for a load balancer that faces the internet, but for an internal one', () => {
    const stack = newStack();
    const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', { ...zones, privateSubnetIds: ['one', 'two'] });
    expect(() => new WebTier(stack, 'Web', { vpc, ...certified(stack) })).toThrow(/a problem.*vpc.*Stack\/Vpc.*load balancer.*publicSubnetIds/s);
    expect(() => new WebTier(stack, 'Internal', { vpc })).not.toThrow();
  });
});
