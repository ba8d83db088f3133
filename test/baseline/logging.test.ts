import { RetentionDays, type CfnLogGroup } from 'aws-cdk-lib/aws-logs';
import { actionsOf, identityStatements, resourcesOf, textOf } from './policies';
import { baselineIn, idOf, ofType, PRESETS, production, nonProduction, type SynthesizedBaseline } from './presets-under-test';
import { ConfigStarterMode } from '../../src';
import { isResourceOfType } from '../../src/common/cdk/resource-type';
import { newStack } from '../support/templates';

interface FieldSelector {
  readonly Field: string;
  readonly Equals?: string[];
  readonly StartsWith?: unknown[];
  readonly NotStartsWith?: unknown[];
}

const ALLOWED_RETENTIONS = Object.values(RetentionDays);
const trailOf = (preset: SynthesizedBaseline) => preset.resources[idOf(preset, 'AWS::CloudTrail::Trail')].Properties;
const objectsOf = (preset: SynthesizedBaseline, ...buckets: string[]) => buckets.map((bucket) => `\${${idOf(preset, 'AWS::S3::Bucket', bucket)}.Arn}/`);

function selectorOf(preset: SynthesizedBaseline, category: string): FieldSelector[] {
  const selectors: FieldSelector[][] = trailOf(preset).AdvancedEventSelectors.map((one: { FieldSelectors: FieldSelector[] }) => one.FieldSelectors);
  return selectors.find((fields) => fields.some(({ Field, Equals }) => Field === 'eventCategory' && Equals?.includes(category)))!;
}

function arnsOf(preset: SynthesizedBaseline, operator: 'StartsWith' | 'NotStartsWith'): string[] {
  return (selectorOf(preset, 'Data').find(({ Field }) => Field === 'resources.ARN')?.[operator] ?? []).map(textOf);
}

describe.each(PRESETS)('in %s', (_name, preset) => {
  test('the trail records all regions, validates log files, is encrypted and sends events to CloudWatch Logs', () => {
    const key = { 'Fn::GetAtt': [idOf(preset, 'AWS::KMS::Key', 'BaselineKey'), 'Arn'] };
    const logGroup = { 'Fn::GetAtt': [idOf(preset, 'AWS::Logs::LogGroup', 'TrailLogGroup'), 'Arn'] };
    expect(trailOf(preset)).toMatchObject({
      IsLogging: true, EnableLogFileValidation: true, IsMultiRegionTrail: true, IncludeGlobalServiceEvents: true, KMSKeyId: key, CloudWatchLogsLogGroupArn: logGroup,
    });
  });

  test('the trail records all management events, which the security alarms evaluate', () => {
    expect(selectorOf(preset, 'Management')).toEqual([{ Field: 'eventCategory', Equals: ['Management'] }]);
  });

  test('the trail selects objects by the ARN of their bucket followed by a slash', () => {
    expect(selectorOf(preset, 'Data')).toContainEqual({ Field: 'resources.type', Equals: ['AWS::S3::Object'] });
    const arns = [...arnsOf(preset, 'StartsWith'), ...arnsOf(preset, 'NotStartsWith')];
    expect(arns.length).toBeGreaterThan(0);
    expect(arns.filter((arn) => !/^\$\{\w+\.Arn\}\/$/.test(arn))).toEqual([]);
  });

  const logBuckets = objectsOf(preset, 'AccessLogsBucket', 'TrailBucket', 'ConfigBucket');

  test('the trail does not record the deliveries to log buckets', () => {
    const included = arnsOf(preset, 'StartsWith');
    const recorded = logBuckets.filter((arn) => (included.length > 0 ? included.includes(arn) : !arnsOf(preset, 'NotStartsWith').includes(arn)));
    expect(recorded).toEqual([]);
  });

  test('the trail records the other data events of log buckets', () => {
    const { FieldSelectors: fields } = trailOf(preset).AdvancedEventSelectors.find(({ Name }: { Name: string }) => Name === 'Log buckets');
    const [arns] = fields.filter(({ Field }: FieldSelector) => Field === 'resources.ARN');
    expect(arns.StartsWith.map(textOf).sort()).toEqual([...logBuckets].sort());
  });

  test('no bucket has a notification configuration', () => {
    const notifying = ofType(preset, 'AWS::S3::Bucket').filter(([, { Properties }]) => Properties.NotificationConfiguration !== undefined);
    expect(notifying).toEqual([]);
    expect(ofType(preset, 'Custom::S3BucketNotifications')).toEqual([]);
  });

  test('every log group has a retention period that CloudWatch Logs supports', () => {
    const groups = ofType(preset, 'AWS::Logs::LogGroup');
    expect(groups.length).toBeGreaterThan(0);
    expect(groups.filter(([, { Properties }]) => !ALLOWED_RETENTIONS.includes(Properties.RetentionInDays))).toEqual([]);
  });

  test('every log group of network, trail, database and application is encrypted with the KMS key', () => {
    const key = { 'Fn::GetAtt': [idOf(preset, 'AWS::KMS::Key', 'BaselineKey'), 'Arn'] };
    const unencrypted = ofType(preset, 'AWS::Logs::LogGroup').filter(([id]) => id.startsWith('Baseline')).filter(([, { Properties }]) => JSON.stringify(Properties.KmsKeyId) !== JSON.stringify(key));
    expect(unencrypted.map(([id]) => id)).toEqual([]);
  });

  test('flow logs record all traffic of the VPC in their own log group, with their own role', () => {
    const flowLog = preset.resources[idOf(preset, 'AWS::EC2::FlowLog')].Properties;
    const role = idOf(preset, 'AWS::IAM::Role', 'FlowLogs');
    const logGroup = idOf(preset, 'AWS::Logs::LogGroup', 'FlowLogs');
    expect(flowLog).toMatchObject({
      TrafficType: 'ALL',
      ResourceType: 'VPC',
      ResourceId: { Ref: idOf(preset, 'AWS::EC2::VPC') },
      LogGroupName: { Ref: logGroup },
      DeliverLogsPermissionArn: { 'Fn::GetAtt': [role, 'Arn'] },
    });
    const writable = identityStatements(preset).filter((one) => one.holder === role && actionsOf(one).includes('logs:PutLogEvents')).flatMap(resourcesOf);
    expect(writable).toEqual([`\${${logGroup}.Arn}`]);
  });

  test('the instances send their logs to the application log group', () => {
    const { UserData } = preset.resources[idOf(preset, 'AWS::EC2::LaunchTemplate')].Properties.LaunchTemplateData;
    const targets = [...textOf(UserData['Fn::Base64']).matchAll(/"log_group_name":"([^"]*)"/g)].map(([, group]) => group);
    expect(new Set(targets)).toEqual(new Set([`\${${idOf(preset, 'AWS::Logs::LogGroup', 'WebTierLogGroup')}}`]));
  });

  test('RDS exports each log to a log group that the stack creates before the database', () => {
    const id = idOf(preset, 'AWS::RDS::DBInstance');
    const database = preset.resources[id];
    const exported = database.Properties.EnableCloudwatchLogsExports as string[];
    expect(exported).toEqual(expect.arrayContaining(['error', 'general', 'slowquery']));
    const groups = ofType(preset, 'AWS::Logs::LogGroup').filter(([, { Properties }]) => String(Properties.LogGroupName).startsWith('/aws/rds/'));
    const names = groups.map(([, { Properties }]) => Properties.LogGroupName);
    expect(names.sort()).toEqual(exported.map((log) => `/aws/rds/instance/${database.Properties.DBInstanceIdentifier}/${log}`).sort());
    expect(database.DependsOn).toEqual(expect.arrayContaining(groups.map(([group]) => group)));
  });

  test('all other buckets and the load balancer deliver access logs to the bucket for access logs', () => {
    const target = idOf(preset, 'AWS::S3::Bucket', 'AccessLogsBucket');
    const sources = ofType(preset, 'AWS::S3::Bucket').filter(([id]) => id !== target);
    const destinations = sources.map(([, { Properties }]) => Properties.LoggingConfiguration?.DestinationBucketName);
    expect(destinations).toEqual(sources.map(() => ({ Ref: target })));
    expect(new Set(sources.map(([, { Properties }]) => Properties.LoggingConfiguration.LogFilePrefix)).size).toBe(sources.length);
    expect(preset.resources[target].Properties.LoggingConfiguration).toBeUndefined();
    const { LoadBalancerAttributes } = preset.resources[idOf(preset, 'AWS::ElasticLoadBalancingV2::LoadBalancer')].Properties;
    expect(LoadBalancerAttributes).toContainEqual({ Key: 'access_logs.s3.bucket', Value: { Ref: target } });
  });
});

describe.each([undefined, { mode: ConfigStarterMode.ADOPT }, { enabled: false }])('with the options %j of AWS Config', (config) => {
  const PILLARS = ['trail', 'storage', 'network', 'database', 'webTier'] as const;
  const NEEDED: { readonly [pillar: string]: readonly string[] } = { database: ['network'], webTier: ['network'] };
  const only = (enabled?: string) => Object.fromEntries(PILLARS.filter((one) => one !== enabled && !NEEDED[enabled ?? '']?.includes(one)).map((one) => [one, { enabled: false }]));

  test.each(config?.enabled === false ? PILLARS : [undefined, ...PILLARS])('every log group is encrypted with the KMS key of the baseline if only %s is enabled', (pillar) => {
    const baseline = baselineIn(newStack(), { config, ...only(pillar) });
    const { stack } = baseline.encryptionKey;
    const groups = stack.node.findAll().filter((node) => isResourceOfType<CfnLogGroup>(node, 'AWS::Logs::LogGroup'));
    const key = stack.resolve(baseline.encryptionKey.keyArn);
    expect(groups.filter(({ kmsKeyId }) => JSON.stringify(stack.resolve(kmsKeyId)) !== JSON.stringify(key)).map(({ node }) => node.path)).toEqual([]);
    expect(groups.length).toBeGreaterThan(0);
  });
});

test('production retains the events of the trail for at least one year', () => {
  expect(production.resources[idOf(production, 'AWS::Logs::LogGroup', 'TrailLogGroup')].Properties.RetentionInDays).toBeGreaterThanOrEqual(365);
});

test('production records data events of all buckets except log buckets, and non-production those of the data bucket', () => {
  expect(arnsOf(production, 'StartsWith')).toEqual([]);
  expect(arnsOf(production, 'NotStartsWith').sort()).toEqual(objectsOf(production, 'AccessLogsBucket', 'TrailBucket', 'ConfigBucket').sort());
  expect(arnsOf(nonProduction, 'StartsWith')).toEqual(objectsOf(nonProduction, 'DataBucket'));
});
