import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Schedule } from 'aws-cdk-lib/aws-events';
import { App, Duration, Stack } from 'aws-cdk-lib/core';
import {
  baselineIn, CERTIFICATE_ARN, idOf, nonProduction, ofType, PRESETS, production, productionProps, synthesize,
} from './presets-under-test';
import { EnvironmentType, HardenedMySql, LoggingBucket, NotificationTopic, ThreeTierVpc, DeliveryFailureAlarms } from '../../src';
import { recommendedFlags, templateOf, type TemplateResource } from '../support/templates';

const REGION_OR_AVAILABILITY_ZONE = /\b(us|eu|ap|sa|ca|me|af|il|mx|cn)(-[a-z]+)+-\d[a-z]?\b/;
const ACCOUNT = /\b\d{12}\b/;
const IMAGE = /\bami-[0-9a-f]{8,17}\b/;
const BUILDS = [['production', productionProps], ['non-production', () => ({})]] as const;

/** Returns a part of the template as text, without the ARN of the certificate that the user specifies. */
const textOf = (value: unknown) => JSON.stringify(value).split(CERTIFICATE_ARN).join('');

describe.each(PRESETS)('in %s', (_name, preset) => {
  test('the template contains no region, Availability Zone, account id or image id', () => {
    for (const pattern of [REGION_OR_AVAILABILITY_ZONE, ACCOUNT, IMAGE]) {
      const found = Object.entries(preset.resources).filter(([, resource]) => pattern.test(textOf(resource)));
      expect(found.map(([id]) => id)).toEqual([]);
    }
  });

  test('no ARN contains a literal partition', () => {
    expect(Object.keys(preset.resources).filter((id) => /"arn:aws/.test(textOf(preset.resources[id])))).toEqual([]);
  });

  test('the subnets of a tier are in different Availability Zones of the region of the deployment', () => {
    for (const tier of ['Public', 'Private', 'Isolated']) {
      const availabilityZones = ofType(preset, 'AWS::EC2::Subnet').filter(([id]) => id.includes(`${tier}Subnet`)).map(([, { Properties }]) => Properties.AvailabilityZone);
      expect(availabilityZones).toEqual([0, 1].map((index) => ({ 'Fn::Select': [index, { 'Fn::GetAZs': '' }] })));
    }
  });

  test('the database is in the isolated subnets of two Availability Zones', () => {
    const { SubnetIds } = preset.resources[idOf(preset, 'AWS::RDS::DBSubnetGroup')].Properties;
    expect(SubnetIds).toEqual([1, 2].map((zone) => ({ Ref: idOf(preset, 'AWS::EC2::Subnet', `IsolatedSubnet${zone}`) })));
  });

  test('the image is the latest Amazon Linux 2023 at the time of the deployment', () => {
    const { ImageId } = preset.resources[idOf(preset, 'AWS::EC2::LaunchTemplate')].Properties.LaunchTemplateData;
    expect(preset.template.toJSON().Parameters[ImageId.Ref]).toEqual({
      Type: 'AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>',
      Default: expect.stringMatching(/^\/aws\/service\/ami-amazon-linux-latest\/al2023-ami-kernel-default-/),
    });
  });
});

describe.each(BUILDS)('%s', (name, propsOf) => {
  const preset = name === 'production' ? production : nonProduction;

  test('has the same template with all recommended feature flags', () => {
    // One of the flags prints warnings as a report.
    const report = jest.spyOn(console, 'error').mockImplementation();
    const flagged = synthesize(propsOf, undefined, recommendedFlags);
    report.mockRestore();
    expect(flagged.template.toJSON()).toEqual(preset.template.toJSON());
  });

  test('requires no lookups in an explicit environment, and therefore no credentials', () => {
    const app = new App({ analyticsReporting: false });
    const stack = new Stack(app, 'Stack', { env: { account: '111122223333', region: 'eu-west-1' } });
    baselineIn(stack, propsOf(stack));
    const { manifest, stacks } = app.synth();
    expect(manifest.missing).toBeUndefined();
    expect(Object.keys(stacks[0].template.Resources).sort()).toEqual(Object.keys(preset.resources).sort());
  });
});

describe.each([['eu-west-1', 'aws'], ['cn-north-1', 'aws-cn'], ['us-gov-west-1', 'aws-us-gov']])('in %s all ARNs are in partition %s', (region, partition) => {
  const env = { account: '111122223333', region };
  const idsWithOtherPartition = (resources: Record<string, TemplateResource>) => Object.keys(resources)
    .filter((id) => [...textOf(resources[id]).matchAll(/\barn:(aws[\w-]*):/g)].some(([, found]) => found !== partition));

  test('non-production', () => expect(idsWithOtherPartition(synthesize(() => ({}), { env }).resources)).toEqual([]));

  test('production', () => {
    const { resources } = synthesize((stack) => ({
      environmentType: EnvironmentType.PRODUCTION,
      certificate: Certificate.fromCertificateArn(stack, 'Certificate', `arn:${partition}:acm:${region}:111122223333:certificate/1`),
    }), { env });
    expect(idsWithOtherPartition(resources)).toEqual([]);
  });

  test('constructs and features that the presets do not use', () => {
    const template = templateOf((stack) => {
      const vpc = new ThreeTierVpc(stack, 'Network').vpc;
      new HardenedMySql(stack, 'Database', { vpc, manageMasterUserPassword: false }).addReadReplica('Replica');
      new LoggingBucket(stack, 'Logs').allowFlowLogs('flows');
      const { topic } = new NotificationTopic(stack, 'Topic', { testMessageSchedule: Schedule.rate(Duration.days(7)) });
      new DeliveryFailureAlarms(stack, 'Undelivered', { topic, alarmActions: [new SnsAction(new NotificationTopic(stack, 'Second').topic)] });
    }, { env });
    expect(idsWithOtherPartition(template.toJSON().Resources)).toEqual([]);
  });
});

test('assets are in the bucket of the bootstrap qualifier', () => {
  const { resources } = synthesize(() => ({}), undefined, { '@aws-cdk/core:bootstrapQualifier': 'special' });
  const assets = Object.values(resources).filter(({ Type }) => Type === 'AWS::Lambda::Function').map(({ Properties }) => JSON.stringify(Properties.Code.S3Bucket));
  expect(assets.length).toBeGreaterThan(0);
  expect(assets.filter((bucket) => !bucket.includes('cdk-special-assets-'))).toEqual([]);
});
