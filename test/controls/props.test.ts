import { MachineImage } from 'aws-cdk-lib/aws-ec2';
import { TargetType } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { type App, type Stack } from 'aws-cdk-lib/core';
import { declarationsOf, type Declaration } from './declarations';
import { Subject } from './evaluation';
import { build } from './stacks';
import { AuditTrail, ConfigRecording, HardenedBucket, HardenedMySql, LoggingBucket, NotificationTopic, SecurityAlarms, ThreeTierVpc, WebTier } from '../../src';

const trail = (stack: Stack) => new AuditTrail(stack, 'Trail', { bucket: new LoggingBucket(stack, 'Bucket'), multiRegion: false, dataEventBuckets: [] });
const trailIn = (stack: Stack, bucket: s3.IBucket) => new AuditTrail(stack, 'Trail', { bucket });
const database = (stack: Stack, props: object) => new HardenedMySql(stack, 'Database', { vpc: new ThreeTierVpc(stack, 'Network').vpc, ...props });
const alarms = (stack: Stack, override: object) => new SecurityAlarms(stack, 'Alarms', {
  logGroup: trailIn(stack, new LoggingBucket(stack, 'Bucket')).logGroup,
  topic: new NotificationTopic(stack, 'Topic', { emailAddresses: ['a@example.com'] }).topic,
  eventOverrides: { RootUsage: override },
});

/** Constructs with props that disable controls, and the ids of these controls. */
const WITHOUT_CONTROLS: [title: string, create: (stack: Stack) => void, controls: string[]][] = [
  ['a bucket without KMS key and server access logs', (stack) => new HardenedBucket(stack, 'Bucket'), ['S3.9', 'S3.17']],
  ['a single-region trail without KMS key and data events, in a bucket without server access logs', trail, [
    'CloudTrail.1', 'CloudTrail.2', 'CloudTrail.7', 'CIS 3.1/3.1/3.1/4.1', 'CIS 3.6/3.4/3.4/4.4', 'CIS 3.7/3.5/3.5/4.5', 'CIS 3.10/3.8/3.8/4.8', 'CIS 3.11/3.9/3.9/4.9',
  ]],
  ['a trail in a bucket without all four Block Public Access settings', (stack) => trailIn(stack, new s3.Bucket(stack, 'Bucket', {
    blockPublicAccess: new s3.BlockPublicAccess({ blockPublicAcls: true, blockPublicPolicy: true, ignorePublicAcls: true, restrictPublicBuckets: false }),
  })), ['CIS 3.3/-/-/-', 'CloudTrail.6']],
  ['a trail in a bucket whose policy receives a public statement after the creation of the trail', (stack) => {
    const bucket = new LoggingBucket(stack, 'Bucket');
    trailIn(stack, bucket);
    bucket.addToResourcePolicy(new iam.PolicyStatement({ principals: [new iam.AnyPrincipal()], actions: ['s3:GetObject'], resources: [bucket.arnForObjects('*')] }));
  }, ['CIS 3.3/-/-/-', 'CloudTrail.6']],
  ['a trail in an imported bucket', (stack) => trailIn(stack, s3.Bucket.fromBucketName(stack, 'Bucket', 'central')), [
    'CIS 3.3/-/-/-', 'CloudTrail.6', 'CIS 3.6/3.4/3.4/4.4', 'CloudTrail.7',
  ]],
  ['a recorder with excluded resource types', (stack) => new ConfigRecording(stack, 'Config', { bucket: new LoggingBucket(stack, 'Bucket'), excludedResourceTypes: ['AWS::IAM::User'] }), [
    'Config.1', 'CIS 3.5/3.3/3.3/4.3',
  ]],
  ['an alarm with a custom pattern', (stack) => alarms(stack, { pattern: '{ $.a = 1 }' }), ['CloudWatch.1', 'CIS 4.3']],
  ['an alarm with a custom threshold', (stack) => alarms(stack, { threshold: 5 }), ['CloudWatch.1', 'CIS 4.3']],
  ['a database with a common user name and without audit log', (stack) => database(stack, { masterUsername: 'root', auditLog: false }), ['RDS.9', 'RDS.25']],
  ['a restored database, whose snapshot may not be encrypted, and its replica', (stack) => {
    database(stack, { snapshotIdentifier: 'before', masterUsername: 'boss', manageMasterUserPassword: false }).addReadReplica('Replica');
  }, ['RDS.3', 'CIS 2.3.1/2.3.1/2.2.1/3.2.1']],
  ['a database that accepts connections without TLS', (stack) => database(stack, { parameters: { require_secure_transport: '0' } }), ['RDS.39']],
  ['a web tier without access logs, deletion protection, web ACL and alternative instance types', (stack) => new WebTier(stack, 'WebTier', {
    vpc: new ThreeTierVpc(stack, 'Network').vpc, deletionProtection: false,
  }), ['CIS -/-/-/4.10', 'ELB.5', 'ELB.6', 'ELB.16', 'AutoScaling.6']],
  ['a web tier without instances', (stack) => new WebTier(stack, 'WebTier', { vpc: new ThreeTierVpc(stack, 'Network').vpc, targetType: TargetType.IP }), [
    'AutoScaling.1', 'AutoScaling.2', 'AutoScaling.9', 'EC2.3', 'EC2.8', 'EC2.9', 'EC2.25', 'CIS 1.18/1.18/1.17/2.16', 'CIS 2.2.1/2.2.1/5.1.1/6.1.1', 'CIS -/5.6/5.7/6.7',
  ]],
  ['a web tier with an image that can have other volumes', (stack) => new WebTier(stack, 'WebTier', {
    vpc: new ThreeTierVpc(stack, 'Network').vpc, machineImage: MachineImage.fromSsmParameter('/images/shop'),
  }), ['EC2.3', 'CIS 2.2.1/2.2.1/5.1.1/6.1.1']],
];

/** Synthesizes the stack, because some declarations are added during synthesis. */
const declaredBy = (create: (stack: Stack) => void): Declaration[] => new Subject('a construct', build(create)).declarations;

test('a trail declares that its bucket is private if the bucket policy allows specific principals only', () => {
  expect(declaredBy(trail).map(({ control }) => control)).toEqual(expect.arrayContaining(['CIS 3.3/-/-/-', 'CloudTrail.6']));
});

test.each(WITHOUT_CONTROLS)('%s does not declare the controls that it does not implement', (_title, create, controls) => {
  const declared = declaredBy(create).map(({ control }) => control);
  expect(declared.length).toBeGreaterThan(0);
  expect(controls.filter((control) => declared.includes(control))).toEqual([]);
});

test('a read replica declares the controls of an instance, except those that only its source implements', () => {
  const declared = declarationsOf(build((stack) => database(stack, { manageMasterUserPassword: false }).addReadReplica('Replica'))).filter(({ construct }) => construct === 'MySqlReadReplica')
    .map(({ control }) => control);
  expect(declared).toEqual(expect.arrayContaining(['RDS.2', 'RDS.3', 'RDS.6', 'RDS.9', 'RDS.10']));
  expect(declared.filter((control) => ['RDS.5', 'RDS.11', 'RDS.25', 'SecretsManager.1'].includes(control))).toEqual([]);
});

test('declarations are in the cloud assembly, but not in the template', () => {
  const stack = build((one) => new HardenedBucket(one, 'Bucket'));
  const artifact = (stack.node.root as App).synth().getStackByName(stack.stackName);
  expect(artifact.findMetadataByType('secure-baseline:controls').map(({ data }) => data)).toContainEqual(expect.objectContaining({ 'S3.14': 'versioning enabled' }));
  expect(JSON.stringify(artifact.template)).not.toContain('secure-baseline:controls');
});
