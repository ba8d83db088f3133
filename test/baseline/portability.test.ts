import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Schedule } from 'aws-cdk-lib/aws-events';
import { App, Duration, Stack } from 'aws-cdk-lib/core';
import {
  baselineIn, CERTIFICATE_ARN, idOf, nonProduction, ofType, PRESETS, production, productionProps, synthesize,
} from './presets-under-test';
import { EnvironmentType, HardenedMySql, LoggingBucket, NotificationTopic, ThreeTierVpc, DeliveryFailureAlarms } from '../../src';
import { recommendedFlags, templateOf, type TemplateResource } from '../support/templates';

const REGION_OR_ZONE = /\b(us|eu|ap|sa|ca|me|af|il|mx|cn)(-[a-z]+)+-\d[a-z]?\b/;
const ACCOUNT = /\b\d{12}\b/;
const IMAGE = /\bami-[0-9a-f]{8,17}\b/;
const BUILDS = [['production', productionProps], ['non-production', () => ({})]] as const;

/** Everything in the template but the certificate, which its user gives. */
const textOf = (value: unknown) => JSON.stringify(value).split(CERTIFICATE_ARN).join('');

describe.each(PRESETS)('in %s', (_name, preset) => {
  test('no region, zone, account or image is written out in the template', () => {
    for (const pattern of [REGION_OR_ZONE, ACCOUNT, IMAGE]) {
      const found = Object.entries(preset.resources).filter(([, resource]) => pattern.test(textOf(resource)));
      expect(found.map(([id]) => id)).toEqual([]);
    }
  });

  test('no ARN names a partition', () => {
    expect(Object.keys(preset.resources).filter((id) => /"arn:aws/.test(textOf(preset.resources[id])))).toEqual([]);
  });

  test('the region chooses the zones, a different one for each subnet of a tier', () => {
    for (const tier of ['Public', 'Private', 'Isolated']) {
      const zones = ofType(preset, 'AWS::EC2::Subnet').filter(([id]) => id.includes(`${tier}Subnet`)).map(([, { Properties }]) => Properties.AvailabilityZone);
      expect(zones).toEqual([0, 1].map((index) => ({ 'Fn::Select': [index, { 'Fn::GetAZs': '' }] })));
    }
  });

  test('the database is in the isolated subnets, in two zones', () => {
    const { SubnetIds } = preset.resources[idOf(preset, 'AWS::RDS::DBSubnetGroup')].Properties;
    expect(SubnetIds).toEqual([1, 2].map((zone) => ({ Ref: idOf(preset, 'AWS::EC2::Subnet', `IsolatedSubnet${zone}`) })));
  });

  test('the image is the newest Amazon Linux 2023 of the day of the deployment', () => {
    const { ImageId } = preset.resources[idOf(preset, 'AWS::EC2::LaunchTemplate')].Properties.LaunchTemplateData;
    expect(preset.template.toJSON().Parameters[ImageId.Ref]).toEqual({
      Type: 'AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>',
      Default: expect.stringMatching(/^\/aws\/service\/ami-amazon-linux-latest\/al2023-ami-kernel-default-/),
    });
  });
});

describe.each(BUILDS)('%s', (name, propsOf) => {
  const same = name === 'production' ? production : nonProduction;

  test('is the same with all recommended feature flags as with none', () => {
    // One of the flags prints the warnings as a report.
    const report = jest.spyOn(console, 'error').mockImplementation();
    const flagged = synthesize(propsOf, undefined, recommendedFlags);
    report.mockRestore();
    expect(flagged.template.toJSON()).toEqual(same.template.toJSON());
  });

  test('asks for nothing of the account with an explicit environment, so that no credentials are needed', () => {
    const app = new App({ analyticsReporting: false });
    const stack = new Stack(app, 'Stack', { env: { account: '111122223333', region: 'eu-west-1' } });
    baselineIn(stack, propsOf(stack));
    const { manifest, stacks } = app.synth();
    expect(manifest.missing).toBeUndefined();
    expect(Object.keys(stacks[0].template.Resources).sort()).toEqual(Object.keys(same.resources).sort());
  });
});

describe.each([['eu-west-1', 'aws'], ['cn-north-1', 'aws-cn'], ['us-gov-west-1', 'aws-us-gov']])('in %s no ARN is of another partition than %s:', (region, partition) => {
  const env = { account: '111122223333', region };
  const strangers = (resources: Record<string, TemplateResource>) => Object.keys(resources)
    .filter((id) => [...textOf(resources[id]).matchAll(/\barn:(aws[\w-]*):/g)].some(([, found]) => found !== partition));

  test('non-production', () => expect(strangers(synthesize(() => ({}), { env }).resources)).toEqual([]));

  test('production', () => {
    const { resources } = synthesize((stack) => ({
      environmentType: EnvironmentType.PRODUCTION,
      certificate: Certificate.fromCertificateArn(stack, 'Certificate', `arn:${partition}:acm:${region}:111122223333:certificate/1`),
    }), { env });
    expect(strangers(resources)).toEqual([]);
  });

  test('what the baseline itself has not', () => {
    const template = templateOf((stack) => {
      const vpc = new ThreeTierVpc(stack, 'Network').vpc;
      new HardenedMySql(stack, 'Database', { vpc }).addReadReplica('Replica');
      new LoggingBucket(stack, 'Logs').allowFlowLogs('flows');
      const { topic } = new NotificationTopic(stack, 'Topic', { testMessageSchedule: Schedule.rate(Duration.days(7)) });
      new DeliveryFailureAlarms(stack, 'Undelivered', { topic, alarmActions: [new SnsAction(new NotificationTopic(stack, 'Second').topic)] });
    }, { env });
    expect(strangers(template.toJSON().Resources)).toEqual([]);
  });
});

test('a bootstrap qualifier of its own finds its assets', () => {
  const { resources } = synthesize(() => ({}), undefined, { '@aws-cdk/core:bootstrapQualifier': 'special' });
  const assets = Object.values(resources).filter(({ Type }) => Type === 'AWS::Lambda::Function').map(({ Properties }) => JSON.stringify(Properties.Code.S3Bucket));
  expect(assets.length).toBeGreaterThan(0);
  expect(assets.filter((bucket) => !bucket.includes('cdk-special-assets-'))).toEqual([]);
});
