import { TOPIC, type RefusedRequest } from './refused-request';
import type { Aws } from '../../../integ/demo/aws';
import { PlainStack, type Template } from '../plain-stack';

export const exporting = (value: string) => ({ Name: { Value: value, Export: { Name: 'exported' } } });

const NAMED: [string, Template[string]][] = [
  ['a log group', { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: 'named' } }],
  ['an alarm', {
    Type: 'AWS::CloudWatch::Alarm',
    Properties: { AlarmName: 'named', Namespace: 'n', MetricName: 'm', Statistic: 'Sum', Period: 60, EvaluationPeriods: 1, Threshold: 1, ComparisonOperator: 'GreaterThanThreshold' },
  }],
  ['an alias', { Type: 'AWS::KMS::Alias', Properties: { AliasName: 'alias/named', TargetKeyId: { Ref: 'Key' } } }],
  ['a topic', { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'named' } }],
];

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
      const key = { Key: { Type: 'AWS::KMS::Key', Properties: { KeyPolicy: {} } } };
      await stack.create({ ...key, Named: resource });
      return new PlainStack(aws, 'second').creationFailure({ ...key, Named: resource });
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
