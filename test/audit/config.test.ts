import { Template } from 'aws-cdk-lib/assertions';
import * as config from 'aws-cdk-lib/aws-config';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sns from 'aws-cdk-lib/aws-sns';
import { App, CfnParameter, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import {
  ConfigRecording, ConfigRules, ConfigStarterMode, EncryptionKey, LoggingBucket, NotificationTopic, RecordingFrequency, type ConfigRecordingProps,
} from '../../src';
import { DependencyGraph } from '../support/dependencies';
import { newStack, only, templateOf, warningsOf } from '../support/templates';

const RECORDER = 'AWS::Config::ConfigurationRecorder';
const CHANNEL = 'AWS::Config::DeliveryChannel';
const STARTER = 'Custom::ConfigStarter';
const { ADOPT } = ConfigStarterMode;

/** Records into a bucket of the stack. */
const recordingIn = (stack: Stack, props: ConfigRecordingProps = {}, id = 'Config') =>
  new ConfigRecording(stack, id, { bucket: new LoggingBucket(stack, `${id}Bucket`), ...props });
const propertiesOf = (type: string, props: ConfigRecordingProps = {}) => only(templateOf((stack) => recordingIn(stack, props)), type).Properties;
const recorder = (props?: ConfigRecordingProps) => propertiesOf(RECORDER, props);

describe('recorder and delivery channel', () => {
  const template = templateOf((stack) => {
    const bucket = new LoggingBucket(stack, 'Logs', { encryptionKey: new EncryptionKey(stack, 'Key'), removalPolicy: RemovalPolicy.DESTROY });
    new ConfigRecording(stack, 'Config', { bucket });
  });
  const graph = new DependencyGraph(template);

  test('do not depend on each other, in either direction', () => {
    const [recorderId, channelId] = [RECORDER, CHANNEL].map((type) => graph.idOf(type));
    expect(graph.waitsFor(recorderId, channelId)).toBe(false);
    expect(graph.waitsFor(channelId, recorderId)).toBe(false);
  });

  test('are created after the check of the account and before the starter, without a cycle', () => {
    for (const id of [RECORDER, CHANNEL].map((type) => graph.idOf(type))) {
      expect(graph.waitsFor(id, graph.idOf('Custom::ConfigPreCheck'))).toBe(true);
      expect(graph.waitsFor(graph.idOf(STARTER), id)).toBe(true);
    }
    expect(graph.cycles()).toEqual([]);
  });

  test('deliver encrypted below config, after the bucket, its policy and its emptier', () => {
    const channel = only(template, CHANNEL);
    expect(channel.Properties).toMatchObject({
      S3KeyPrefix: 'config',
      S3KmsKeyArn: { 'Fn::GetAtt': [expect.stringMatching(/^Key/), 'Arn'] },
      ConfigSnapshotDeliveryProperties: { DeliveryFrequency: 'TwentyFour_Hours' },
    });
    expect(channel.DependsOn).toEqual(expect.arrayContaining([
      expect.stringMatching(/^LogsPolicy/), ...Object.keys(template.findResources('Custom::EmptyOnDelete')),
    ]));
  });

  test('record everything, as the service-linked role', () => {
    const { Properties } = only(template, RECORDER);
    expect(Properties.RecordingGroup).toEqual({ AllSupported: true, IncludeGlobalResourceTypes: true });
    expect(Properties.RecordingMode).toEqual({ RecordingFrequency: 'CONTINUOUS' });
    expect(JSON.stringify(Properties.RoleARN)).toContain(':role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig');
  });

  test('are available to users, with what other constructs depend on', () => {
    const { recorder: created, deliveryChannel, accountCheck, starter, rules } = recordingIn(newStack(), { namePrefix: 'ours' });
    expect([created!.name, deliveryChannel!.name]).toEqual(['ours', 'ours']);
    expect(Construct.isConstruct(accountCheck)).toBe(true);
    expect(rules.node.dependencies).toContain(starter);
  });

  test('are not created for an adopted recorder, nor is the account checked', () => {
    const { recorder: created, deliveryChannel, accountCheck } = new ConfigRecording(newStack(), 'Config', { mode: ADOPT });
    expect([created, deliveryChannel, accountCheck]).toEqual([undefined, undefined, undefined]);
  });
});

describe('a delivery channel', () => {
  test('delivers below the prefix, as often as given, and notifies the topic', () => {
    const channel = only(templateOf((stack) => recordingIn(stack, {
      keyPrefix: 'history', snapshotFrequency: config.MaximumExecutionFrequency.SIX_HOURS, topic: new sns.Topic(stack, 'Changes'),
    })), CHANNEL);
    expect(channel.Properties).toMatchObject({
      S3KeyPrefix: 'history', ConfigSnapshotDeliveryProperties: { DeliveryFrequency: 'Six_Hours' }, SnsTopicARN: { Ref: expect.stringMatching(/^Changes/) },
    });
  });

  test('to a bucket that locks objects by default is rejected, and to one that can lock them is not', () => {
    const stack = newStack();
    const locked = new s3.Bucket(stack, 'Locked', { objectLockDefaultRetention: s3.ObjectLockRetention.governance(Duration.days(1)) });
    expect(() => recordingIn(stack, { bucket: locked })).toThrow(/bucket.*Stack\/Locked.*Object Lock/s);
    const other = newStack();
    expect(() => recordingIn(other, { bucket: new s3.Bucket(other, 'Lockable', { objectLockEnabled: true }) })).not.toThrow();
  });

  test('with an encrypted topic warns that AWS Config does not support it', () => {
    const stack = newStack();
    recordingIn(stack, { topic: new NotificationTopic(stack, 'Encrypted', { emailAddresses: ['a@example.com'] }).topic });
    expect(warningsOf(stack)).toEqual([expect.stringMatching(/Stack\/Encrypted\/Encrypted.*encrypted/)]);
    const plain = newStack();
    recordingIn(plain, { topic: new sns.Topic(plain, 'Plain') });
    expect(warningsOf(plain)).toEqual([]);
  });

  test('beside another one in the account and region is rejected, once', () => {
    const stack = newStack();
    recordingIn(stack);
    new config.CfnDeliveryChannel(stack, 'Theirs', { s3BucketName: 'theirs' });
    expect(() => Template.fromStack(stack)).toThrow(/Config\/DeliveryChannel\/Resource: .*one delivery channel.*Stack\/Theirs/);
    expect(() => Template.fromStack(stack)).not.toThrow(/one delivery channel[^]*one delivery channel/);
  });

  test('of a second recorder is not reported beside the recorder', () => {
    const stack = newStack();
    ['One', 'Second'].forEach((id) => recordingIn(stack, {}, id));
    expect(() => Template.fromStack(stack)).toThrow(/Second\/Recorder\/Resource: .*one recorder.*One\/Recorder/);
    expect(() => Template.fromStack(stack)).not.toThrow(/one recorder[^]*one recorder/);
    expect(() => Template.fromStack(stack)).not.toThrow(/one delivery channel/);
  });

  test('of another app is not one of this app', () => {
    const one = newStack();
    recordingIn(one);
    recordingIn(newStack());
    expect(() => Template.fromStack(one)).not.toThrow();
  });
});

describe('a recorder', () => {
  test('records daily with exceptions that it records continuously', () => {
    expect(recorder({ recordingFrequency: RecordingFrequency.DAILY, recordingFrequencyExceptions: ['AWS::IAM::Role'] }).RecordingMode).toEqual({
      RecordingFrequency: 'DAILY',
      RecordingModeOverrides: [{ Description: 'Recorded continuous', ResourceTypes: ['AWS::IAM::Role'], RecordingFrequency: 'CONTINUOUS' }],
    });
  });

  test('leaves types out, global ones too where another region records them', () => {
    expect(recorder({ excludedResourceTypes: ['AWS::EC2::NetworkInterface'], includeGlobalResourceTypes: false }).RecordingGroup).toEqual({
      AllSupported: false,
      IncludeGlobalResourceTypes: false,
      ExclusionByResourceTypes: { ResourceTypes: ['AWS::EC2::NetworkInterface', 'AWS::IAM::Group', 'AWS::IAM::Policy', 'AWS::IAM::Role', 'AWS::IAM::User'] },
      RecordingStrategy: { UseOnly: 'EXCLUSION_BY_RESOURCE_TYPES' },
    });
    expect(recorder({ includeGlobalResourceTypes: false }).RecordingGroup).toEqual({ AllSupported: true, IncludeGlobalResourceTypes: false });
  });

  test('accepts types that are unresolved tokens, and still rejects others beside them', () => {
    const typesWith = (...others: string[]) => templateOf((stack) => {
      const type = new CfnParameter(stack, 'Type').valueAsString;
      recordingIn(stack, { excludedResourceTypes: [type, ...others], recordingFrequencyExceptions: [type.concat('Other')] });
    });
    expect(only(typesWith(), RECORDER).Properties.RecordingGroup.ExclusionByResourceTypes).toEqual({ ResourceTypes: [{ Ref: 'Type' }] });
    expect(() => typesWith('a role')).toThrow(/excludedResourceTypes.*a role/s);
  });

  test('names a type once', () => {
    expect(recorder({ recordingFrequencyExceptions: ['AWS::IAM::Role', 'AWS::IAM::Role'] }).RecordingMode.RecordingModeOverrides[0].ResourceTypes).toEqual(['AWS::IAM::Role']);
  });

  test('records with the given role, which is created before it, and no longer implements Config.1', () => {
    const stack = newStack();
    const created = recordingIn(stack, { recorderRole: new iam.Role(stack, 'Reader', { assumedBy: new iam.ServicePrincipal('config.amazonaws.com') }) }).recorder!;
    const resource = only(Template.fromStack(stack), RECORDER);
    expect(resource.Properties.RoleARN).toEqual({ 'Fn::GetAtt': [expect.stringMatching(/^Reader/), 'Arn'] });
    expect(JSON.stringify(created.node.metadata)).not.toContain('Config.1');
  });
});

describe('the props of AWS Config', () => {
  const reject = (props: ConfigRecordingProps) => expect(() => recordingIn(newStack(), props));

  test('with several mistakes are reported together', () => {
    reject({
      excludedResourceTypes: ['role'], keyPrefix: 'config/', namePrefix: '', retentionPeriod: Duration.days(7), rules: [{ identifier: 'a rule', description: '' }],
    }).toThrow(/ConfigRecording.*5 problems.*excludedResourceTypes.*role.*keyPrefix.*config\/.*retentionPeriod.*7.*rules\.identifier.*a rule.*namePrefix/s);
  });

  test('name a type in one list only', () => {
    reject({ excludedResourceTypes: ['AWS::IAM::Role'], recordingFrequencyExceptions: ['AWS::IAM::Role'] }).toThrow(/recordingFrequencyExceptions.*AWS::IAM::Role.*lists/s);
  });

  test('need a bucket for a recorder of the stack', () => reject({ bucket: undefined }).toThrow(/bucket.*LoggingBucket/s));

  test('without rules allow a name of 256 characters, and none longer', () => {
    reject({ rules: [], namePrefix: 'a'.repeat(256) }).not.toThrow();
    reject({ rules: [], namePrefix: 'a'.repeat(257) }).toThrow(/namePrefix.*256/s);
  });

  test.each<[keyof ConfigRecordingProps, (stack: Stack) => ConfigRecordingProps]>([
    ['bucket', (stack) => ({ bucket: new LoggingBucket(stack, 'Bucket') })],
    ['excludedResourceTypes', () => ({ excludedResourceTypes: ['AWS::IAM::Role'] })],
    ['recordingFrequencyExceptions', () => ({ recordingFrequencyExceptions: ['AWS::IAM::Role'] })],
    ['includeGlobalResourceTypes', () => ({ includeGlobalResourceTypes: false })],
    ['recorderRole', (stack) => ({ recorderRole: iam.Role.fromRoleName(stack, 'Role', 'role') })],
    ['keyPrefix', () => ({ keyPrefix: 'history' })],
    ['topic', (stack) => ({ topic: new sns.Topic(stack, 'Topic') })],
    ['snapshotFrequency', () => ({ snapshotFrequency: config.MaximumExecutionFrequency.ONE_HOUR })],
    ['retentionPeriod', () => ({ retentionPeriod: Duration.days(90) })],
  ])('have no effect on an adopted recorder: %s is rejected', (prop, propsIn) => {
    const stack = newStack();
    expect(() => new ConfigRecording(stack, 'Config', { mode: ADOPT, ...propsIn(stack) })).toThrow(new RegExp(`has a problem.*${prop}.*adopt`, 's'));
  });

  test('for an adopted recorder may have a frequency, as every baseline does', () => {
    expect(() => new ConfigRecording(newStack(), 'Config', { mode: ADOPT, recordingFrequency: RecordingFrequency.DAILY })).not.toThrow();
  });
});

describe('rules', () => {
  test('the baseline has those that every account should hold to, managed by AWS', () => {
    const rules = Object.values(templateOf((stack) => new ConfigRules(stack, 'Rules')).findResources('AWS::Config::ConfigRule'));
    expect(rules.map((rule) => rule.Properties.Source.SourceIdentifier)).toEqual(expect.arrayContaining([
      'S3_BUCKET_PUBLIC_READ_PROHIBITED', 'S3_BUCKET_PUBLIC_WRITE_PROHIBITED', 'RDS_STORAGE_ENCRYPTED', 'INCOMING_SSH_DISABLED',
    ]));
    expect(new Set(rules.map((rule) => rule.Properties.Source.Owner))).toEqual(new Set(['AWS']));
  });

  test('of the user come with parameters and names that carry the prefix', () => {
    const rule = only(templateOf((stack) => new ConfigRules(stack, 'Rules', {
      namePrefix: 'baseline-test',
      rules: [{ identifier: config.ManagedRuleIdentifiers.ACCESS_KEYS_ROTATED, description: 'Keys are young', inputParameters: { maxAccessKeyAge: '90' } }],
    })), 'AWS::Config::ConfigRule');
    expect(rule.Properties).toMatchObject({ ConfigRuleName: 'baseline-test-access-keys-rotated', InputParameters: { maxAccessKeyAge: '90' } });
  });

  test('with names that are too long are rejected', () => {
    const rules = [{ identifier: 'ENCRYPTED_VOLUMES', description: 'Encrypted' }];
    const withPrefix = (length: number) => () => new ConfigRules(newStack(), 'Rules', { rules, namePrefix: 'a'.repeat(length) });
    expect(withPrefix(111)).toThrow(/namePrefix.*aaa.*128.*1 to 110/s);
    expect(withPrefix(0)).toThrow(/namePrefix.*""/);
    expect(withPrefix(110)).not.toThrow();
    const stack = newStack();
    expect(() => new ConfigRecording(stack, 'Config', { bucket: new LoggingBucket(stack, 'Bucket'), rules, namePrefix: 'a'.repeat(111) })).toThrow(/ConfigRecording.*namePrefix.*aaa/s);
  });

  test('that are there twice or are no identifiers are reported together', () => {
    const rules = [{ identifier: 'A_RULE', description: '' }, { identifier: 'A_RULE', description: '' }, { identifier: 'a rule', description: '' }];
    expect(() => new ConfigRules(newStack(), 'Rules', { rules })).toThrow(/2 problems.*rules.*A_RULE.*twice.*rules\.identifier.*a rule/s);
  });
});

describe('the rules of the baseline', () => {
  test('are a new list each time, which users may change', () => {
    const [first] = ConfigRules.baselineRules;
    ConfigRules.baselineRules.pop();
    ConfigRules.baselineRules.forEach(({ regions }) => regions?.pop());
    expect(ConfigRules.baselineRules.at(-1)).toMatchObject({ identifier: 'ROOT_ACCOUNT_MFA_ENABLED', regions: expect.arrayContaining(['us-west-2']) });
    expect(ConfigRules.baselineRules[0]).toEqual(first);
    expect(ConfigRules.baselineRules[0]).not.toBe(first);
  });
});

describe('the rule about the root user', () => {
  const ruleIn = (region?: string) => templateOf((stack) => new ConfigRules(stack, 'Rules'), { env: { account: '111122223333', region } });
  const rules = (region?: string) => Object.values(ruleIn(region).findResources('AWS::Config::ConfigRule')).map(({ Properties }) => Properties.Source.SourceIdentifier);

  test.each(['us-gov-west-1', 'cn-north-1', 'il-central-1', 'mx-central-1'])('is left out in %s, which does not have it, and all others are there', (region) => {
    expect(rules(region)).toEqual(ConfigRules.baselineRules.map(({ identifier }) => identifier).filter((identifier) => identifier !== 'ROOT_ACCOUNT_MFA_ENABLED'));
  });

  test('is there in a region that has it, without a condition', () => {
    expect(rules('eu-west-1')).toContain('ROOT_ACCOUNT_MFA_ENABLED');
    expect(ruleIn('eu-west-1').toJSON().Conditions).toBeUndefined();
  });

  test('has a condition when the region is an unresolved token, and no other rule does', () => {
    const template = ruleIn();
    const conditional = Object.values(template.findResources('AWS::Config::ConfigRule')).filter(({ Condition }) => Condition !== undefined);
    expect(conditional.map(({ Properties }) => Properties.Source.SourceIdentifier)).toEqual(['ROOT_ACCOUNT_MFA_ENABLED']);
    const condition = JSON.stringify(template.toJSON().Conditions[conditional[0].Condition]);
    expect(condition).toContain('{"Fn::Equals":[{"Ref":"AWS::Region"},"eu-west-1"]}');
    expect(condition).not.toContain('gov');
  });

  test('keeps its condition when the constructs around it are renamed, and shares it', () => {
    const conditionsIn = (...ids: string[]) => Object.keys(templateOf((stack) => ids.forEach((id) => new ConfigRules(new Construct(stack, id), 'Rules'))).toJSON().Conditions);
    expect(conditionsIn('Old')).toHaveLength(1);
    expect(conditionsIn('New')).toEqual(conditionsIn('Old'));
    expect(conditionsIn('One', 'Other')).toEqual(conditionsIn('Old'));
  });

  test('has a condition of its own for other regions, of which one is enough', () => {
    const template = templateOf((stack) => {
      ['eu-west-1', 'us-east-1'].forEach((region) => new ConfigRules(stack, region, { rules: [{ identifier: 'A_RULE', description: 'A rule', regions: [region] }] }));
    });
    const conditions = Object.values(template.findResources('AWS::Config::ConfigRule')).map(({ Condition }) => JSON.stringify(template.toJSON().Conditions[Condition]));
    expect(conditions.map((condition) => /"([a-z]{2}-\w+-1)"/.exec(condition)?.[1])).toEqual(['eu-west-1', 'us-east-1']);
  });
});

test.each([['il-central-1', false], ['cn-north-1', true], ['eu-west-1', true]])('that IAM is recorded is said in %s: %s, as AWS Config does', (region, isSaid) => {
  const { recorder: created } = recordingIn(newStack({ env: { account: '111122223333', region } }));
  expect(JSON.stringify(created!.node.metadata).includes('Config.1')).toBe(isSaid);
});

describe('a starter runs again', () => {
  const settings = (build: (stack: Stack) => ConfigRecordingProps = () => ({})) =>
    only(templateOf((stack) => recordingIn(stack, { namePrefix: 'ours', rules: [], ...build(stack) })), STARTER).Properties.Settings;

  test.each<[string, (stack: Stack) => ConfigRecordingProps]>([
    ['frequency', () => ({ recordingFrequency: RecordingFrequency.DAILY })],
    ['frequency of some types', () => ({ recordingFrequencyExceptions: ['AWS::IAM::Role'] })],
    ['exclusions', () => ({ excludedResourceTypes: ['AWS::EC2::NetworkInterface'] })],
    ['global types', () => ({ includeGlobalResourceTypes: false })],
    ['role', (stack) => ({ recorderRole: iam.Role.fromRoleName(stack, 'Role', 'another') })],
    ['bucket', (stack) => ({ bucket: new LoggingBucket(stack, 'Another') })],
    ['key', (stack) => ({ encryptionKey: new EncryptionKey(stack, 'Key') })],
    ['prefix', () => ({ keyPrefix: 'history' })],
    ['topic', (stack) => ({ topic: new sns.Topic(stack, 'Topic') })],
    ['frequency of snapshots', () => ({ snapshotFrequency: config.MaximumExecutionFrequency.SIX_HOURS })],
  ])('when the %s changes', (_, build) => expect(settings(build)).not.toEqual(settings()));

  test('when a property of the resource is changed later', () => {
    const stack = newStack();
    recordingIn(stack, { namePrefix: 'ours', rules: [] }).recorder!.recordingMode = { recordingFrequency: 'DAILY' };
    expect(only(Template.fromStack(stack), STARTER).Properties.Settings).not.toEqual(settings());
  });

  test('and not when only the retention period or the rules change', () => {
    expect(settings(() => ({ retentionPeriod: Duration.days(90), rules: [{ identifier: 'A_RULE', description: 'A rule' }] }))).toEqual(settings());
  });

  test('without a name of another resource in the text: what it refers to is a reference', () => {
    const text = settings((stack) => ({ encryptionKey: new EncryptionKey(stack, 'Key') }));
    const parts: unknown[] = text['Fn::Join'][1];
    const literals = parts.filter((part) => typeof part === 'string');
    expect(parts).toContainEqual({ Ref: expect.stringMatching(/^ConfigBucket/) });
    expect(parts).toContainEqual({ 'Fn::GetAtt': [expect.stringMatching(/^Key/), 'Arn'] });
    expect(literals.join()).not.toMatch(/ConfigBucket|Key[0-9A-F]{8}/);
    expect(JSON.parse(parts.map((part) => (typeof part === 'string' ? part : 'reference')).join(''))).toMatchObject({ s3BucketName: 'reference', s3KeyPrefix: 'config' });
  });

  test('with a list that is an unresolved token, and without a function that writes it', () => {
    const template = templateOf((stack) => {
      const types = new CfnParameter(stack, 'Types', { type: 'CommaDelimitedList' }).valueAsList;
      recordingIn(stack, { excludedResourceTypes: types });
    });
    expect(JSON.stringify(only(template, STARTER).Properties.Settings)).toContain('{"Fn::Join":[",",{"Ref":"Types"}]}');
    expect(Object.keys(template.findResources('AWS::Lambda::Function'))).toHaveLength(1);
  });
});

test('AWS Config has the same template under a renamed parent, apart from logical ids', () => {
  const partsIn = (id: string) => {
    const stack = new Stack(new App({ analyticsReporting: false }), 'Stack');
    const bucket = s3.Bucket.fromBucketName(stack, 'Bucket', 'archive');
    new ConfigRecording(new Construct(stack, id), 'Config', { bucket });
    const template = Template.fromStack(stack).toJSON();
    const text = JSON.stringify([template.Resources, template.Conditions]);
    return Object.keys(template.Resources).filter((name) => name.startsWith(id)).reduce((all, name) => all.replaceAll(name, name.slice(id.length, -8)), text);
  };
  expect(partsIn('Renamed')).toBe(partsIn('Original'));
});

test('recording retains what it recorded for as long as the user says', () => {
  expect(propertiesOf(STARTER, { retentionPeriod: Duration.days(90) }).RetentionDays).toBe('90');
});
