import { TOPIC, type RefusedRequest } from './refused-request';
import type { Aws } from '../../../integ/demo/aws';
import { PlainStack, type Template } from '../plain-stack';

export const exporting = (value: string) => ({ Name: { Value: value, Export: { Name: 'exported' } } });

const KEY: Template = { Key: { Type: 'AWS::KMS::Key', Properties: { KeyPolicy: {} } } };
const RECORDER: Template = { Recorder: { Type: 'AWS::Config::ConfigurationRecorder', Properties: { RoleARN: 'arn:aws:iam::600000000000:role/x' } } };

const NAMED: [string, Template[string]][] = [
  ['a log group', { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: 'named' } }],
  ['an alarm', {
    Type: 'AWS::CloudWatch::Alarm',
    Properties: { AlarmName: 'named', Namespace: 'n', MetricName: 'm', Statistic: 'Sum', Period: 60, EvaluationPeriods: 1, Threshold: 1, ComparisonOperator: 'GreaterThanThreshold' },
  }],
  ['a dashboard', { Type: 'AWS::CloudWatch::Dashboard', Properties: { DashboardName: 'named', DashboardBody: '{"widgets":[]}' } }],
  ['a Config rule', { Type: 'AWS::Config::ConfigRule', Properties: { ConfigRuleName: 'named', Source: { Owner: 'AWS', SourceIdentifier: 'INCOMING_SSH_DISABLED' } } }],
  ['an alias', { Type: 'AWS::KMS::Alias', Properties: { AliasName: 'alias/named', TargetKeyId: { Ref: 'Key' } } }],
  ['a topic', { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'named' } }],
];

/** Resources of every type whose name ministack lets a second stack overwrite, and the resources that they require in an empty account. */
export const NAMED_RESOURCES: Template = { ...KEY, ...Object.fromEntries(NAMED.map(([, resource]) => [resource.Type.split('::')[2], resource])) };
export const WITH_NAMED_RESOURCES: Template = { ...RECORDER, ...NAMED_RESOURCES, ConfigRule: { ...NAMED_RESOURCES.ConfigRule, DependsOn: ['Recorder'] } };

/** Creates a stack that imports the export of another stack. */
export async function importExport(aws: Aws, stack: PlainStack): Promise<void> {
  await stack.create(TOPIC, exporting('one'));
  await new PlainStack(aws, 'importer').create({ Topic: { Type: 'AWS::SNS::Topic', Properties: { DisplayName: { 'Fn::ImportValue': 'exported' } } } });
}

export const REFUSED_BY_CLOUDFORMATION: RefusedRequest[] = [
  ...NAMED.map(([name, resource]) => ({
    title: `${name} with the name of another one`,
    message: new RegExp(`Resource of type '${resource.Type}' with identifier '.+' already exists`),
    send: async (aws: Aws, stack: PlainStack) => {
      await stack.create({ ...KEY, ...RECORDER, Named: { ...resource, DependsOn: ['Recorder'] } });
      return new PlainStack(aws, 'second').creationFailure({ ...KEY, Named: resource });
    },
  })),
  ...NAMED.map(([name, resource]) => ({
    title: `an update that gives ${name} the name of another one`,
    message: new RegExp(`Resource of type '${resource.Type}' with identifier '.+' already exists`),
    send: async (aws: Aws, stack: PlainStack) => {
      const second = new PlainStack(aws, 'second');
      await stack.create({ ...KEY, ...RECORDER, Named: { ...resource, DependsOn: ['Recorder'] } });
      await second.create({ ...KEY, Named: JSON.parse(JSON.stringify(resource).replaceAll('named', 'other')) as Template[string] });
      return second.updateFailure({ ...KEY, Named: resource });
    },
  })),
  {
    title: 'the deletion of a stack with termination protection',
    message: /^Stack \[.+plain.*\] cannot be deleted while TerminationProtection is enabled/,
    send: async ({ cloudFormation }, stack) => {
      await stack.create(TOPIC);
      await cloudFormation.updateTerminationProtection({ StackName: 'plain', EnableTerminationProtection: true });
      return stack.delete();
    },
  },
  {
    title: 'the change of an export that another stack imports',
    message: /Export exported cannot be updated as it is in use by importer/,
    send: async (aws, stack) => {
      await importExport(aws, stack);
      return stack.updateFailure(TOPIC, exporting('two'));
    },
  },
  {
    title: 'the removal of an export that another stack imports',
    message: /Export exported cannot be deleted as it is in use by importer/,
    send: async (aws, stack) => {
      await importExport(aws, stack);
      return stack.updateFailure(TOPIC, {});
    },
  },
  {
    title: 'the deletion of a stack with an export that another stack imports',
    message: /Export exported cannot be deleted as it is in use by importer/,
    send: async (aws, stack) => {
      await importExport(aws, stack);
      return stack.delete();
    },
  },
];
