import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { InstanceType } from 'aws-cdk-lib/aws-ec2';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { MysqlEngineVersion } from 'aws-cdk-lib/aws-rds';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { App, Stack } from 'aws-cdk-lib/core';
import { baselineIn } from './presets-under-test';
import {
  AuditTrail, ConfigRules, EncryptionKey, FindingNotifications, HardenedMySql, LoggingBucket, NatGatewayAlarms, NotificationTopic, RootSignInRule, SecurityAlarms, SecurityDashboard,
  ThreeTierVpc, VpcEndpoints, WebTier,
} from '../../src';
import { ROOT } from '../docs/pages';
import { importVpc } from '../support/standalone';

/** Looks up the value of a prop. */
type LookUp = (prop: string) => string;
type Build = (stack: Stack, lookUp: LookUp) => void;

/** Every prop that is text, or a list of texts. */
const LOOK_UPS: [title: string, build: Build][] = [
  ['a baseline', (stack, lookUp) => baselineIn(stack, {
    environmentSuffix: lookUp('environmentSuffix'),
    owner: lookUp('owner'),
    costCenter: lookUp('costCenter'),
    certificate: Certificate.fromCertificateArn(stack, 'Certificate', lookUp('certificate')),
    roles: { path: lookUp('path') },
    network: { cidr: lookUp('cidr'), availabilityZones: [lookUp('availabilityZones'), lookUp('availabilityZones 2')] },
    config: { excludedResourceTypes: [lookUp('excludedResourceTypes')], recordingFrequencyExceptions: [lookUp('recordingFrequencyExceptions')] },
    account: {
      regions: [lookUp('regions 2')],
      securityContact: { name: lookUp('name'), title: lookUp('title 2'), emailAddress: lookUp('emailAddress'), phoneNumber: lookUp('phoneNumber') },
    },
    notifications: {
      emailAddresses: [lookUp('emailAddresses')],
      httpsEndpoints: [lookUp('httpsEndpoints')],
      displayName: lookUp('displayName'),
      findings: { aggregationRegion: lookUp('aggregationRegion') },
      slackChannels: [{ workspaceId: lookUp('workspaceId'), channelId: lookUp('channelId') }],
      teamsChannels: [{ tenantId: lookUp('tenantId'), teamId: lookUp('teamId'), channelId: lookUp('channelId 2') }],
      eventOverrides: { RootUsage: { pattern: lookUp('pattern'), lowNoisePattern: lookUp('lowNoisePattern') } },
    },
    database: {
      databaseName: lookUp('databaseName'),
      masterUsername: lookUp('masterUsername'),
      instanceType: new InstanceType(lookUp('instanceType')),
      version: MysqlEngineVersion.of(lookUp('version'), '8.4'),
      parameters: { tls_version: lookUp('parameters') },
    },
    webTier: {
      instanceType: new InstanceType(lookUp('instanceType')),
      webAclArn: lookUp('webAclArn'),
      healthCheckPath: lookUp('healthCheckPath'),
      rootDeviceName: lookUp('rootDeviceName'),
    },
  })],
  ['a key', (stack, lookUp) => new EncryptionKey(stack, 'Key', { alias: lookUp('alias'), description: lookUp('description') })],
  ['a trail and a bucket', (stack, lookUp) => {
    const bucket = new LoggingBucket(stack, 'Bucket');
    new AuditTrail(stack, 'Trail', { bucket, trailName: lookUp('trailName'), keyPrefix: lookUp('keyPrefix') });
    bucket.allowServerAccessLogs(lookUp('prefix'));
    bucket.allowFlowLogs('flow-logs', { sourceAccount: lookUp('sourceAccount'), sourceRegion: lookUp('sourceRegion') });
    bucket.allowCloudTrailDelivery(lookUp('trailArn'), 'trail', { organizationId: lookUp('organizationId') });
  }],
  ['rules', (stack, lookUp) => new ConfigRules(stack, 'Rules', {
    rules: [{ identifier: lookUp('identifier'), description: lookUp('description'), regions: [lookUp('regions')] }], namePrefix: lookUp('namePrefix'),
  })],
  ['alarms, a topic and a dashboard', (stack, lookUp) => {
    const topic = Topic.fromTopicArn(stack, 'Imported', 'arn:aws:sns:eu-west-1:111122223333:alerts');
    new SecurityAlarms(stack, 'Alarms', { logGroup: LogGroup.fromLogGroupName(stack, 'Trail', lookUp('logGroup')), topic, namePrefix: lookUp('namePrefix'), metricNamespace: lookUp('metricNamespace') });
    new NatGatewayAlarms(stack, 'NatGatewayAlarms', { natGatewayIds: [lookUp('natGatewayIds')] });
    new NotificationTopic(stack, 'Topic', { topicName: lookUp('topicName') });
    new FindingNotifications(stack, 'Findings', { topic, alarmNamePrefix: lookUp('alarmNamePrefix') });
    new SecurityDashboard(stack, 'Dashboard', { dashboardName: lookUp('dashboardName'), sections: [{ title: lookUp('title') }] });
    const east = new Stack(stack.node.root, 'East', { env: { account: '111122223333', region: 'us-east-1' } });
    new RootSignInRule(east, 'Root', { topic: new NotificationTopic(east, 'Topic').topic, alarmName: lookUp('alarmName') });
  }],
  ['a network', (stack, lookUp) => {
    const { vpc } = new ThreeTierVpc(stack, 'Network', { vpcName: lookUp('vpcName'), flowLogGroupName: lookUp('flowLogGroupName') });
    new VpcEndpoints(stack, 'Endpoints', { vpc, namePrefix: lookUp('namePrefix') });
  }],
  ['a database and a web tier', (stack, lookUp) => {
    const vpc = importVpc(stack);
    const database = new HardenedMySql(stack, 'Database', { vpc, instanceIdentifier: lookUp('instanceIdentifier'), manageMasterUserPassword: false });
    database.addReadReplica('Replica', { instanceIdentifier: lookUp('instanceIdentifier'), availabilityZone: lookUp('availabilityZone') });
    new HardenedMySql(stack, 'Restored', { vpc, snapshotIdentifier: lookUp('snapshotIdentifier') });
    const accessLogsBucket = Bucket.fromBucketName(stack, 'Logs', 'logs');
    new WebTier(stack, 'WebTier', {
      vpc, accessLogsBucket, accessLogsPrefix: lookUp('accessLogsPrefix'), nameTag: lookUp('nameTag'), serviceLinkedRoleSuffix: lookUp('serviceLinkedRoleSuffix'),
    });
  }],
];

/** Synthesizes constructs with values of a parameter for each prop, and returns what the CDK CLI has to look up. */
function synthesize(build: Build, valueOf: (prop: string) => string | undefined = () => undefined): { missing: number; props: string[] } {
  const app = new App({ analyticsReporting: false, treeMetadata: false });
  const stack = new Stack(app, 'Stack', { env: { account: '111122223333', region: 'eu-west-1' } });
  const props: string[] = [];
  build(stack, (prop) => {
    props.push(prop.split(' ')[0]);
    return valueOf(prop) ?? StringParameter.valueFromLookup(stack, `/net/${prop.replace(' ', '-')}`);
  });
  return { missing: app.synth().manifest.missing?.length ?? 0, props };
}

describe('a value that the CDK CLI has not looked up yet', () => {
  const lookedUp = new Set<string>();

  test.each(LOOK_UPS)('is accepted by %s', (_, build) => {
    const { missing, props } = synthesize(build);
    props.forEach((prop) => lookedUp.add(prop));
    expect(missing).toBe(new Set(props).size + Number(props.includes('availabilityZones')) + Number(props.includes('tenantId')));
  });

  test('is accepted for every prop that is text', () => {
    const files = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('props.ts'));
    const props = files.flatMap((file) => [...readFileSync(join(ROOT, 'src', file), 'utf8').matchAll(/readonly (\w+)\??: string(\[\])?;/g)]).map(([, prop]) => prop);
    expect(props.length).toBeGreaterThan(40);
    expect(props.filter((prop) => !lookedUp.has(prop))).toEqual([]);
  });

  test.each([
    ['environmentSuffix', 'Not valid'], ['certificate', 'arn:aws:acm:us-east-1:111122223333:certificate/1'], ['cidr', '10.0.0.0/8'], ['emailAddresses', 'security'],
    ['webAclArn', 'arn:aws:wafv2:us-east-1:111122223333:global/webacl/1/1'],
  ])('is checked when it has been looked up: %s', (prop, value) => {
    expect(() => synthesize(LOOK_UPS[0][1], (one) => one === prop ? value : undefined)).toThrow(new RegExp(`${prop}.* must .*, got "${value.replaceAll('.', '\\.')}"`));
  });
});
