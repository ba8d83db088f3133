import { readFileSync } from 'node:fs';
import { waitUntilChangeSetCreateComplete } from '@aws-sdk/client-cloudformation';
import { PlainStack, type Template } from './plain-stack';
import { NAMED_RESOURCES, WITH_NAMED_RESOURCES } from './refusals/cloudformation';
import { formatted, UPDATE_TYPES_FILE, updateTypes } from './update-types';
import { useLocalAws } from '../support/local-aws';

const accountOf = useLocalAws();

test('the emulator knows the update types of the resource specification, for all properties of the committed templates', () => {
  const expected = updateTypes();
  expect(Object.keys(expected).length).toBeGreaterThan(40);
  expect(readFileSync(UPDATE_TYPES_FILE, 'utf8')).toBe(formatted(expected));
});

test('a change set reports replacements as the specification does', async () => {
  const stack = new PlainStack(accountOf('460000000001').aws);
  const { cloudFormation } = stack.aws;
  const template = (owner: string, name: string): Template => ({
    Bucket: { Type: 'AWS::S3::Bucket', Properties: { Tags: [{ Key: 'Owner', Value: owner }] } },
    Key: { Type: 'AWS::KMS::Key', Properties: { KeyPolicy: { Version: '2012-10-17', Statement: [] }, Tags: [{ Key: 'Owner', Value: owner }] } },
    Topic: { Type: 'AWS::SNS::Topic', Properties: { TopicName: name } },
  });
  await stack.create(template('one', 'first'));
  const change = { StackName: 'plain', ChangeSetName: 'change' };
  await cloudFormation.createChangeSet({ ...change, TemplateBody: JSON.stringify({ Resources: template('other', 'second') }) });
  await waitUntilChangeSetCreateComplete({ client: cloudFormation, maxWaitTime: 60, minDelay: 1, maxDelay: 1 }, change);
  const { Changes } = await cloudFormation.describeChangeSet(change);
  expect(Object.fromEntries(Changes!.map(({ ResourceChange }) => [ResourceChange!.LogicalResourceId, ResourceChange!.Replacement])))
    .toEqual({ Bucket: 'False', Key: 'False', Topic: 'True' });
  await stack.delete();
}, 60_000);

test('a change set with names in use fails, except topics, and the rollback of a creation without a change set leaves the resources with these names', async () => {
  const { aws } = accountOf('460000000002');
  const { cloudFormation, logs, sns } = aws;
  await new PlainStack(aws).create(WITH_NAMED_RESOURCES);
  const change = { StackName: 'second', ChangeSetName: 'change', ChangeSetType: 'CREATE' } as const;
  await cloudFormation.createChangeSet({ ...change, TemplateBody: JSON.stringify({ Resources: NAMED_RESOURCES }) });
  expect(await cloudFormation.describeChangeSet(change)).toMatchObject({
    Status: 'FAILED', ExecutionStatus: 'UNAVAILABLE', StatusReason: expect.stringContaining('[AWS::EarlyValidation::ResourceExistenceCheck]'),
  });
  const { OperationEvents } = await cloudFormation.describeEvents({ ...change, Filters: { FailedEvents: true } });
  expect(OperationEvents!.map(({ ValidationName, ValidationStatusReason }) => [ValidationName, ValidationStatusReason]).sort()).toEqual([
    ['AWS::CloudWatch::Alarm', 'named'], ['AWS::CloudWatch::Dashboard', 'named'], ['AWS::Config::ConfigRule', 'named'], ['AWS::KMS::Alias', 'alias/named'], ['AWS::Logs::LogGroup', 'named'],
  ].map(([type, name]) => ['NAME_CONFLICT_VALIDATION', `Resource of type '${type}' with identifier '${name}' already exists.`]));
  await cloudFormation.deleteStack({ StackName: 'second' });

  await expect(new PlainStack(aws, 'third').create(NAMED_RESOURCES)).rejects.toThrow();
  expect((await logs.describeLogGroups({})).logGroups).toMatchObject([{ logGroupName: 'named' }]);
  expect((await sns.listTopics({})).Topics).toHaveLength(1);
  expect((await aws.cloudWatch.describeAlarms({})).MetricAlarms).toMatchObject([{ AlarmName: 'named' }]);
  expect((await aws.cloudWatch.listDashboards({})).DashboardEntries).toMatchObject([{ DashboardName: 'named' }]);
  expect((await aws.config.describeConfigRules({})).ConfigRules).toMatchObject([{ ConfigRuleName: 'named' }]);
  expect((await aws.kms.listAliases({})).Aliases!.map(({ AliasName }) => AliasName)).toContain('alias/named');
}, 60_000);

test('a change set with the names of resources of its own stack, or with DisableValidation, is complete', async () => {
  const { aws } = accountOf('460000000003');
  const { cloudFormation } = aws;
  const group = (RetentionInDays: number): Template => ({ Group: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: 'own', RetentionInDays } } });
  await new PlainStack(aws).create(group(1));
  const TemplateBody = JSON.stringify({ Resources: group(30) });
  const own = { StackName: 'plain', ChangeSetName: 'change' };
  await cloudFormation.createChangeSet({ ...own, TemplateBody });
  expect(await cloudFormation.describeChangeSet(own)).toMatchObject({ Status: 'CREATE_COMPLETE', ExecutionStatus: 'AVAILABLE' });
  const other = { StackName: 'second', ChangeSetName: 'change' };
  await cloudFormation.createChangeSet({ ...other, TemplateBody, ChangeSetType: 'CREATE', DisableValidation: true });
  expect(await cloudFormation.describeChangeSet(other)).toMatchObject({ Status: 'CREATE_COMPLETE' });
}, 60_000);
