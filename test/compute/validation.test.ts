import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Aws, CfnParameter, Duration, Size, Token } from 'aws-cdk-lib/core';
import { CERTIFICATE_ARN, withCertificate, importedVpc, webTier } from './support';
import { WebTier, type WebTierProps } from '../../src';
import { newStack } from '../support/templates';

const IMAGE = ec2.MachineImage.fromSsmParameter('/shop/image');

type Settings = Omit<WebTierProps, 'vpc'>;

describe('synthesis fails for', () => {
  test.each<[string, Settings, RegExp]>([
    ['a minimum capacity of zero', { minCapacity: 0 }, /minCapacity must .*at least 1, got 0/],
    ['a fraction as minimum capacity', { minCapacity: 1.5 }, /minCapacity must .*at least 1, got 1\.5/],
    ['a maximum capacity equal to the minimum capacity', { minCapacity: 2, maxCapacity: 2 }, /maxCapacity must .*greater than minCapacity \(2\), got 2/],
    ['a maximum capacity equal to the default minimum capacity', { maxCapacity: 2 }, /maxCapacity must .*greater than minCapacity \(2\), got 2/],
    ['a minimum capacity equal to the default maximum capacity', { minCapacity: 6 }, /maxCapacity must .*greater than minCapacity \(6\), got 6/],
    ['a fraction as maximum capacity', { maxCapacity: 3.5 }, /maxCapacity must .*whole number.*, got 3\.5/],
    ['a CPU utilization below 10 percent', { cpuTargetUtilizationPercent: 9 }, /cpuTargetUtilizationPercent must .*10 and 90 percent, got 9/],
    ['a CPU utilization above 90 percent', { cpuTargetUtilizationPercent: 91 }, /cpuTargetUtilizationPercent must .*, got 91/],
    ['a relative health check path', { healthCheckPath: 'health' }, /healthCheckPath must begin with '\/'.*, got "health"/],
    ['a health check path with a space', { healthCheckPath: '/is it' }, /healthCheckPath must .*, got "\/is it"/],
    ['a health check path with a quote', { healthCheckPath: "/it's" }, /healthCheckPath must .*, got "\/it's"/],
    ['a health check path that is too long', { healthCheckPath: `/${'a'.repeat(1024)}` }, /healthCheckPath/],
    ['an empty suffix of the service-linked role', { serviceLinkedRoleSuffix: '' }, /serviceLinkedRoleSuffix must .*1 to 20.*, got ""/],
    ['a suffix of the service-linked role that is too long', { serviceLinkedRoleSuffix: 'a'.repeat(21) }, /serviceLinkedRoleSuffix/],
    ['a suffix of the service-linked role with a slash', { serviceLinkedRoleSuffix: 'a/b' }, /serviceLinkedRoleSuffix/],
    ['an instance type without a size', { instanceType: new ec2.InstanceType('m7g') }, /instanceType must .*family and a size.*, got "m7g"\. .*m7g\.large/],
    ['an instance type whose architecture the CDK does not know', { instanceType: new ec2.InstanceType('u-6tb1.112xlarge') }, /instanceType must .*architecture.*, got "u-6tb1\.112xlarge"\. .*machineImage/],
    ['an instance type in uppercase', { instanceType: new ec2.InstanceType('M7G.LARGE') }, /instanceType must .*, got "M7G\.LARGE"/],
    ['an empty instance type', { instanceType: new ec2.InstanceType('') }, /instanceType must .*, got ""/],
    ['an alternative instance type without a size', { alternativeInstanceTypes: [new ec2.InstanceType('m6g')] }, /alternativeInstanceTypes must .*family and a size.*, got "m6g"/],
    ['a fraction of a second as grace period', { healthCheckGracePeriod: Duration.millis(500) }, /healthCheckGracePeriod must .*whole number of seconds, got .*millis\(500\)/],
    ['a startup timeout of less than a minute', { startupTimeout: Duration.seconds(59) }, /startupTimeout must .*1 minute.*, got .*seconds\(59\)/],
    ['a startup timeout of more than an hour', { startupTimeout: Duration.seconds(3601) }, /startupTimeout must .*1 hour.*, got .*seconds\(3601\)/],
    ['a startup timeout with a fraction of a second', { startupTimeout: Duration.millis(90_500) }, /startupTimeout must .*whole seconds.*, got .*millis\(90500\)/],
    ['a startup timeout that is an unresolved token', { startupTimeout: Duration.minutes(Token.asNumber({ Ref: 'Minutes' })) }, /startupTimeout.*known at synthesis/],
    ['a root volume smaller than the default image', { rootVolumeSize: Size.gibibytes(7) }, /rootVolumeSize must .*from 8 to 65,536, got 7/],
    ['a root volume without a size', { rootVolumeSize: Size.gibibytes(0), machineImage: IMAGE }, /rootVolumeSize must .*from 1 to 65,536, got 0/],
    ['a root volume of a fraction of gibibytes', { rootVolumeSize: Size.mebibytes(20_000) }, /rootVolumeSize must .*whole number of gibibytes.*, got 19\.5/],
    ['a root volume of more than 64 TiB', { rootVolumeSize: Size.tebibytes(65) }, /rootVolumeSize must .*, got 66560/],
    ['a root device name with a path', { machineImage: IMAGE, rootDeviceName: '/dev/root/a' }, /rootDeviceName must be the name of a device, got "\/dev\/root\/a"/],
    ['another root device of the default image', { rootDeviceName: '/dev/sda1' }, /rootDeviceName must be '\/dev\/xvda' unless machineImage is specified, got "\/dev\/sda1"/],
    ['a hop limit of zero', { httpPutResponseHopLimit: 0 }, /httpPutResponseHopLimit must .*1 to 64, got 0/],
    ['a hop limit above 64', { httpPutResponseHopLimit: 65 }, /httpPutResponseHopLimit must .*1 to 64, got 65/],
    ['a fraction as hop limit', { httpPutResponseHopLimit: 1.5 }, /httpPutResponseHopLimit must .*1 to 64, got 1\.5/],
    ['a log group name that CloudWatch Logs does not accept', { logGroupName: 'shop log' }, /logGroupName must .*1 to 512 letters.*, got "shop log"/],
    ['a log retention that CloudWatch Logs does not support', { logRetention: 42 as logs.RetentionDays }, /logRetention must .*retention period.*, got 42/],
    ['a web ACL for CloudFront', { webAclArn: 'arn:aws:wafv2:us-east-1:111122223333:global/webacl/shop/1' }, /webAclArn must .*REGIONAL/],
    ['the name of a web ACL', { webAclArn: 'shop' }, /webAclArn must .*ARN.*, got "shop"/],
    ['user data that is too long', { userData: ec2.UserData.custom('#'.repeat(11_001)) }, /userData must .*at most 11,000 bytes, got "11001 bytes"/],
    ['user data that is too long without its tokens', { userData: ec2.UserData.custom(`echo ${Aws.REGION}\n${'#'.repeat(11_001)}`) }, /userData must .*at most 11,000 bytes, got "110\d\d bytes"/],
    ['user data for another interpreter, with a token', { userData: ec2.UserData.custom(`#!/usr/bin/env python3\nprint("${Aws.REGION}")`) }, /userData must .*shell script/s],
    ['user data for Windows', { userData: ec2.UserData.forWindows() }, /userData must .*shell script/],
    ['user data of several parts', { userData: new ec2.MultipartUserData() }, /userData must .*shell script/s],
    ['user data with a configuration of cloud-init', { userData: ec2.UserData.custom('#cloud-config\npackages: [shop]') }, /userData must .*shell script/s],
    ['user data for another interpreter', { userData: ec2.UserData.custom('#!/usr/bin/env python3\nprint(1)') }, /userData must .*shell script/s],
  ])('%s', (_title, props, message) => {
    expect(() => webTier(newStack(), props)).toThrow(message);
  });

  test.each<[string, Settings]>([
    ['a grace period of zero', { healthCheckGracePeriod: Duration.seconds(0) }],
    ['a grace period in seconds that is an unresolved token', { healthCheckGracePeriod: Duration.seconds(Token.asNumber({ Ref: 'Seconds' })) }],
    ['a startup timeout of a minute', { startupTimeout: Duration.minutes(1) }],
    ['a startup timeout of an hour', { startupTimeout: Duration.hours(1) }],
    ['a hop limit of 64', { httpPutResponseHopLimit: 64 }],
    ['a root volume of 64 TiB', { rootVolumeSize: Size.tebibytes(64) }],
    ['a root volume of the size of the default image', { rootVolumeSize: Size.gibibytes(8), rootDeviceName: '/dev/xvda' }],
    ['a small root volume of an image with another root device', { rootVolumeSize: Size.gibibytes(1), machineImage: IMAGE, rootDeviceName: 'xvda' }],
    ['a single instance', { minCapacity: 1, maxCapacity: 2 }],
    ['a thousand instances', { minCapacity: 999, maxCapacity: 1000 }],
    ['more than a thousand instances', { minCapacity: 1001, maxCapacity: 1002 }],
    ['an instance type whose architecture the CDK does not know, with an image', { instanceType: new ec2.InstanceType('u-6tb1.112xlarge'), machineImage: IMAGE }],
    ['a CPU utilization of 10 percent', { cpuTargetUtilizationPercent: 10 }],
    ['a CPU utilization of 90 percent', { cpuTargetUtilizationPercent: 90 }],
    ['the root as health check path', { healthCheckPath: '/' }],
    ['the longest health check path', { healthCheckPath: `/${'a'.repeat(1023)}` }],
    ['the longest suffix of the service-linked role', { serviceLinkedRoleSuffix: 'a'.repeat(20) }],
    ['logs that never expire', { logRetention: logs.RetentionDays.INFINITE }],
    ['a script for sh', { userData: ec2.UserData.custom('#!/bin/sh -e\ntrue') }],
    ['a script without a shebang', { userData: ec2.UserData.custom('true') }],
    ['an empty script', { userData: ec2.UserData.forLinux() }],
  ])('but succeeds for %s', (_title, props) => {
    expect(() => webTier(newStack(), props)).not.toThrow();
  });

  test('several invalid props, with all problems and the path of the construct in one error', () => {
    expect(() => webTier(newStack(), { minCapacity: 0, cpuTargetUtilizationPercent: 100 })).toThrow(
      /WebTier 'Stack\/Web' has 2 problems:\n {2}- minCapacity must .*\n {2}- cpuTargetUtilizationPercent must /);
  });

  test('a VPC with a single Availability Zone', () => {
    const stack = newStack();
    expect(() => new WebTier(stack, 'Web', { vpc: importedVpc(stack, ['eu-west-1a']) })).toThrow(/vpc must .*two Availability Zones.*, got "Stack\/ImportedVpc \(/);
  });
});

test('an instance type that is an unresolved token requires machineImage', () => {
  const stack = newStack();
  const instanceType = new ec2.InstanceType(new CfnParameter(stack, 'Type').valueAsString);
  expect(() => webTier(stack, { instanceType })).toThrow(
    /WebTier 'Stack\/Web' has a problem:\n {2}- instanceType must .*architecture.*, got an unresolved token\. .*machineImage/);
  expect(() => webTier(newStack(), { instanceType, machineImage: IMAGE })).not.toThrow();
});

test('an image of Windows is rejected', () => {
  const machineImage = ec2.MachineImage.latestWindows(ec2.WindowsVersion.WINDOWS_SERVER_2025_ENGLISH_FULL_BASE);
  expect(() => webTier(newStack(), { machineImage })).toThrow(/InstanceGroup 'Stack\/Web\/Instances' has a problem:\n {2}- machineImage must be an image of Linux, got "WINDOWS"/);
});

describe('a certificate', () => {
  test.each(['', 'shop.example.com', 'arn:aws:acm:eu-west-1:111122223333:certificate/', 'arn:aws:acm-pca:eu-west-1:111122223333:certificate/1'])('cannot have the ARN %p', (arn) => {
    const stack = newStack();
    const certificate = acm.Certificate.fromCertificateArn(stack, 'Certificate', arn);
    expect(() => webTier(stack, { certificate })).toThrow(
      `WebTier 'Stack/Web' has a problem:\n  - certificate must have the ARN of a certificate of ACM or IAM, got ${JSON.stringify(arn)}. `);
  });

  test.each([CERTIFICATE_ARN, 'arn:aws-cn:iam::111122223333:server-certificate/cn/shop'])('can have the ARN %s', (arn) => {
    const stack = newStack();
    expect(() => webTier(stack, { certificate: acm.Certificate.fromCertificateArn(stack, 'Certificate', arn) })).not.toThrow();
  });
});

test('the error about a web ACL contains the region of the stack if it is known', () => {
  const webAclArn = 'shop';
  expect(() => webTier(newStack(), { webAclArn })).toThrow('webAclArn must be the ARN of a web ACL of scope REGIONAL in the region of the stack, got "shop".');
  expect(() => webTier(newStack({ env: { region: 'eu-west-1' } }), { webAclArn })).toThrow('in the region of the stack, eu-west-1, got "shop".');
});

describe('a VPC without', () => {
  const attributes = { vpcId: 'vpc-1', vpcCidrBlock: '10.1.0.0/16', availabilityZones: ['eu-west-1a', 'eu-west-1b'] };

  test('private subnets is rejected for the instances', () => {
    const stack = newStack();
    const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', { ...attributes, publicSubnetIds: ['one', 'two'], isolatedSubnetIds: ['three', 'four'] });
    expect(() => new WebTier(stack, 'Web', { vpc, minCapacity: 0 })).toThrow(/vpc must .*instances, got "Stack\/Vpc \(.*privateSubnetIds.*minCapacity/s);
  });

  test('public subnets is rejected for an internet-facing load balancer, but not for an internal one', () => {
    const stack = newStack();
    const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', { ...attributes, privateSubnetIds: ['one', 'two'] });
    expect(() => new WebTier(stack, 'Web', { vpc, ...withCertificate(stack) })).toThrow(/a problem.*vpc must .*load balancer, got "Stack\/Vpc \(.*publicSubnetIds/s);
    expect(() => new WebTier(stack, 'Internal', { vpc })).not.toThrow();
  });
});
