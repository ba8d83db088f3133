import { readFileSync } from 'node:fs';
import { waitUntilChangeSetCreateComplete } from '@aws-sdk/client-cloudformation';
import { PlainStack, type Template } from './plain-stack';
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
