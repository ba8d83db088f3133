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

/** Creates a recording with a bucket in the stack. */
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
    expect(graph.dependsOn(recorderId, channelId)).toBe(false);
    expect(graph.dependsOn(channelId, recorderId)).toBe(false);
  });

  test('are created after the check of the account and before the starter, without a cycle', () => {
    for (const id of [RECORDER, CHANNEL].map((type) => graph.idOf(type))) {
      expect(graph.dependsOn(id, graph.idOf('Custom::ConfigPreCheck'))).toBe(true);
      expect(graph.dependsOn(graph.idOf(STARTER), id)).toBe(true);
    }
    expect(graph.cycles()).toEqual([]);
  });

  test('deliver encrypted objects with the prefix config, and depend on the bucket policy and the emptier', () => {
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

  test('record all resource types with the service-linked role', () => {
    const { Properties } = only(template, RECORDER);
    expect(Properties.RecordingGroup).toEqual({ AllSupported: true, IncludeGlobalResourceTypes: true });
    expect(Properties.RecordingMode).toEqual({ RecordingFrequency: 'CONTINUOUS' });
    expect(JSON.stringify(Properties.RoleARN)).toContain(':role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig');
  });

  test('are properties of the construct, like the account check, the starter and the rules', () => {
    const { recorder: created, deliveryChannel, accountCheck, starter, rules } = recordingIn(newStack(), { namePrefix: 'baseline' });
    expect([created!.name, deliveryChannel!.name]).toEqual(['baseline', 'baseline']);
    expect(Construct.isConstruct(accountCheck)).toBe(true);
    expect(rules.node.dependencies).toContain(starter);
  });

  test('and the account check are not created for an adopted recorder', () => {
    const { recorder: created, deliveryChannel, accountCheck } = new ConfigRecording(newStack(), 'Config', { mode: ADOPT });
    expect([created, deliveryChannel, accountCheck]).toEqual([undefined, undefined, undefined]);
  });
});

describe('a delivery channel', () => {
  test('delivers with the prefix at the specified frequency, and notifies the topic', () => {
    const channel = only(templateOf((stack) => recordingIn(stack, {
      keyPrefix: 'history', snapshotFrequency: config.MaximumExecutionFrequency.SIX_HOURS, topic: new sns.Topic(stack, 'Changes'),
    })), CHANNEL);
    expect(channel.Properties).toMatchObject({
      S3KeyPrefix: 'history', ConfigSnapshotDeliveryProperties: { DeliveryFrequency: 'Six_Hours' }, SnsTopicARN: { Ref: expect.stringMatching(/^Changes/) },
    });
  });

  test('is rejected with a bucket that has a default Object Lock retention, and accepted with Object Lock only', () => {
    const stack = newStack();
    const locked = new s3.Bucket(stack, 'Locked', { objectLockDefaultRetention: s3.ObjectLockRetention.governance(Duration.days(1)) });
    expect(() => recordingIn(stack, { bucket: locked })).toThrow(/bucket must (?=.*Object Lock).*"Stack\/Locked"/);
    const other = newStack();
    expect(() => recordingIn(other, { bucket: new s3.Bucket(other, 'Lockable', { objectLockEnabled: true }) })).not.toThrow();
  });

  test('has a warning if its topic is encrypted, which AWS Config does not support', () => {
    const stack = newStack();
    recordingIn(stack, { topic: new NotificationTopic(stack, 'Encrypted', { emailAddresses: ['a@example.com'] }).topic });
    expect(warningsOf(stack)).toEqual([expect.stringMatching(/Stack\/Encrypted\/Encrypted.*encrypted/)]);
    const plain = newStack();
    recordingIn(plain, { topic: new sns.Topic(plain, 'Plain') });
    expect(warningsOf(plain)).toEqual([]);
  });

  test('is rejected if another one exists in the account and region, in one error', () => {
    const stack = newStack();
    recordingIn(stack);
    new config.CfnDeliveryChannel(stack, 'Other', { s3BucketName: 'other' });
    expect(() => Template.fromStack(stack)).toThrow(/Config\/DeliveryChannel\/Resource: .*only one delivery channel.*Stack\/Other/);
    expect(() => Template.fromStack(stack)).not.toThrow(/one delivery channel[^]*one delivery channel/);
  });

  test('is not reported if a second recorder is reported', () => {
    const stack = newStack();
    ['One', 'Second'].forEach((id) => recordingIn(stack, {}, id));
    expect(() => Template.fromStack(stack)).toThrow(/Second\/Recorder\/Resource: .*one recorder.*One\/Recorder/);
    expect(() => Template.fromStack(stack)).not.toThrow(/one recorder[^]*one recorder/);
    expect(() => Template.fromStack(stack)).not.toThrow(/one delivery channel/);
  });

  test('can exist in another app', () => {
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

  test('excludes resource types, and global resource types with includeGlobalResourceTypes: false', () => {
    expect(recorder({ excludedResourceTypes: ['AWS::EC2::NetworkInterface'], includeGlobalResourceTypes: false }).RecordingGroup).toEqual({
      AllSupported: false,
      IncludeGlobalResourceTypes: false,
      ExclusionByResourceTypes: { ResourceTypes: ['AWS::EC2::NetworkInterface', 'AWS::IAM::Group', 'AWS::IAM::Policy', 'AWS::IAM::Role', 'AWS::IAM::User'] },
      RecordingStrategy: { UseOnly: 'EXCLUSION_BY_RESOURCE_TYPES' },
    });
    expect(recorder({ includeGlobalResourceTypes: false }).RecordingGroup).toEqual({ AllSupported: true, IncludeGlobalResourceTypes: false });
  });

  test('accepts types that are unresolved tokens, and validates the other types of the list', () => {
    const typesWith = (...others: string[]) => templateOf((stack) => {
      const type = new CfnParameter(stack, 'Type').valueAsString;
      recordingIn(stack, { excludedResourceTypes: [type, ...others], recordingFrequencyExceptions: [type.concat('Other')] });
    });
    expect(only(typesWith(), RECORDER).Properties.RecordingGroup.ExclusionByResourceTypes).toEqual({ ResourceTypes: [{ Ref: 'Type' }] });
    expect(() => typesWith('a role')).toThrow(/excludedResourceTypes.*a role/s);
  });

  test('contains each type only once', () => {
    expect(recorder({ recordingFrequencyExceptions: ['AWS::IAM::Role', 'AWS::IAM::Role'] }).RecordingMode.RecordingModeOverrides[0].ResourceTypes).toEqual(['AWS::IAM::Role']);
  });

  test('uses recorderRole, and then does not implement Config.1', () => {
    const stack = newStack();
    const created = recordingIn(stack, { recorderRole: new iam.Role(stack, 'Reader', { assumedBy: new iam.ServicePrincipal('config.amazonaws.com') }) }).recorder!;
    const resource = only(Template.fromStack(stack), RECORDER);
    expect(resource.Properties.RoleARN).toEqual({ 'Fn::GetAtt': [expect.stringMatching(/^Reader/), 'Arn'] });
    expect(JSON.stringify(created.node.metadata)).not.toContain('Config.1');
  });
});

describe('the props of AWS Config', () => {
  const expectRecording = (props: ConfigRecordingProps) => expect(() => recordingIn(newStack(), props));

  test('with several problems are reported in one error', () => {
    expectRecording({
      excludedResourceTypes: ['role'], keyPrefix: 'config/', namePrefix: '', retentionPeriod: Duration.days(7), rules: [{ identifier: 'a rule', description: '' }],
    }).toThrow(/ConfigRecording.*5 problems.*excludedResourceTypes.*role.*keyPrefix.*config\/.*retentionPeriod.*7.*rules\.identifier.*a rule.*namePrefix/s);
  });

  test('must not contain the same type in two lists', () => {
    expectRecording({ excludedResourceTypes: ['AWS::IAM::Role'], recordingFrequencyExceptions: ['AWS::IAM::Role'] }).toThrow(/recordingFrequencyExceptions must not contain.*excludedResourceTypes.*AWS::IAM::Role/);
  });

  test('must include a bucket for a recorder of the stack', () => expectRecording({ bucket: undefined }).toThrow(/bucket must be specified.*got no value/));

  test('without rules allow a namePrefix of at most 256 characters', () => {
    expectRecording({ rules: [], namePrefix: 'a'.repeat(256) }).not.toThrow();
    expectRecording({ rules: [], namePrefix: 'a'.repeat(257) }).toThrow(/namePrefix.*256/s);
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
  ])('must not include %s for an adopted recorder', (prop, propsIn) => {
    const stack = newStack();
    expect(() => new ConfigRecording(stack, 'Config', { mode: ADOPT, ...propsIn(stack) })).toThrow(new RegExp(`has a problem.*${prop} must be omitted.*ADOPT`, 's'));
  });

  test('can include recordingFrequency for an adopted recorder, because every baseline has a value for it', () => {
    expect(() => new ConfigRecording(newStack(), 'Config', { mode: ADOPT, recordingFrequency: RecordingFrequency.DAILY })).not.toThrow();
  });
});

describe('rules', () => {
  test('are the managed rules of the baseline by default', () => {
    const rules = Object.values(templateOf((stack) => new ConfigRules(stack, 'Rules')).findResources('AWS::Config::ConfigRule'));
    expect(rules.map((rule) => rule.Properties.Source.SourceIdentifier)).toEqual(expect.arrayContaining([
      'S3_BUCKET_PUBLIC_READ_PROHIBITED', 'S3_BUCKET_PUBLIC_WRITE_PROHIBITED', 'RDS_STORAGE_ENCRYPTED', 'INCOMING_SSH_DISABLED',
    ]));
    expect(new Set(rules.map((rule) => rule.Properties.Source.Owner))).toEqual(new Set(['AWS']));
  });

  test('have the specified parameters, and names with the prefix', () => {
    const rule = only(templateOf((stack) => new ConfigRules(stack, 'Rules', {
      namePrefix: 'baseline-test',
      rules: [{ identifier: config.ManagedRuleIdentifiers.ACCESS_KEYS_ROTATED, description: 'Access keys are rotated', inputParameters: { maxAccessKeyAge: '90' } }],
    })), 'AWS::Config::ConfigRule');
    expect(rule.Properties).toMatchObject({ ConfigRuleName: 'baseline-test-access-keys-rotated', InputParameters: { maxAccessKeyAge: '90' } });
  });

  test('are rejected if their names are too long', () => {
    const rules = [{ identifier: 'ENCRYPTED_VOLUMES', description: 'Encrypted' }];
    const withPrefix = (length: number) => () => new ConfigRules(newStack(), 'Rules', { rules, namePrefix: 'a'.repeat(length) });
    expect(withPrefix(111)).toThrow(/namePrefix must have 1 to 110 characters, got "aaa.*128/);
    expect(withPrefix(0)).toThrow(/namePrefix.*""/);
    expect(withPrefix(110)).not.toThrow();
    const stack = newStack();
    expect(() => new ConfigRecording(stack, 'Config', { bucket: new LoggingBucket(stack, 'Bucket'), rules, namePrefix: 'a'.repeat(111) })).toThrow(/ConfigRecording.*namePrefix.*aaa/s);
  });

  test('with duplicates and invalid identifiers are reported in one error', () => {
    const rules = [{ identifier: 'A_RULE', description: '' }, { identifier: 'A_RULE', description: '' }, { identifier: 'a rule', description: '' }];
    expect(() => new ConfigRules(newStack(), 'Rules', { rules })).toThrow(/2 problems.*rules must contain each rule only once, got "A_RULE".*rules\.identifier must.*"a rule"/s);
  });
});

describe('the rules of the baseline', () => {
  test('are a new array for each access, which users can change', () => {
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

  test.each(['us-gov-west-1', 'cn-north-1', 'il-central-1', 'mx-central-1'])('is not created in %s, where it is not available, and all other rules are', (region) => {
    expect(rules(region)).toEqual(ConfigRules.baselineRules.map(({ identifier }) => identifier).filter((identifier) => identifier !== 'ROOT_ACCOUNT_MFA_ENABLED'));
  });

  test('is created without a condition in a region where it is available', () => {
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

  test('has the same condition when a parent is renamed, and shares it with other instances', () => {
    const conditionsIn = (...ids: string[]) => Object.keys(templateOf((stack) => ids.forEach((id) => new ConfigRules(new Construct(stack, id), 'Rules'))).toJSON().Conditions);
    expect(conditionsIn('Old')).toHaveLength(1);
    expect(conditionsIn('New')).toEqual(conditionsIn('Old'));
    expect(conditionsIn('One', 'Other')).toEqual(conditionsIn('Old'));
  });

  test('has a separate condition for another list of regions, also of one region', () => {
    const template = templateOf((stack) => {
      ['eu-west-1', 'us-east-1'].forEach((region) => new ConfigRules(stack, region, { rules: [{ identifier: 'A_RULE', description: 'A rule', regions: [region] }] }));
    });
    const conditions = Object.values(template.findResources('AWS::Config::ConfigRule')).map(({ Condition }) => JSON.stringify(template.toJSON().Conditions[Condition]));
    expect(conditions.map((condition) => /"([a-z]{2}-\w+-1)"/.exec(condition)?.[1])).toEqual(['eu-west-1', 'us-east-1']);
  });
});

test.each([['il-central-1', false], ['cn-north-1', true], ['eu-west-1', true]])('the recorder declares that it records all resource types in %s: %s', (region, isDeclared) => {
  const { recorder: created } = recordingIn(newStack({ env: { account: '111122223333', region } }));
  expect(JSON.stringify(created!.node.metadata).includes('Config.1')).toBe(isDeclared);
});

describe('a starter runs again', () => {
  const settings = (build: (stack: Stack) => ConfigRecordingProps = () => ({})) =>
    only(templateOf((stack) => recordingIn(stack, { namePrefix: 'baseline', rules: [], ...build(stack) })), STARTER).Properties.Settings;

  test.each<[string, (stack: Stack) => ConfigRecordingProps]>([
    ['frequency', () => ({ recordingFrequency: RecordingFrequency.DAILY })],
    ['frequency of some types', () => ({ recordingFrequencyExceptions: ['AWS::IAM::Role'] })],
    ['list of excluded types', () => ({ excludedResourceTypes: ['AWS::EC2::NetworkInterface'] })],
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
    recordingIn(stack, { namePrefix: 'baseline', rules: [] }).recorder!.recordingMode = { recordingFrequency: 'DAILY' };
    expect(only(Template.fromStack(stack), STARTER).Properties.Settings).not.toEqual(settings());
  });

  test('but not when only the retention period or the rules change', () => {
    expect(settings(() => ({ retentionPeriod: Duration.days(90), rules: [{ identifier: 'A_RULE', description: 'A rule' }] }))).toEqual(settings());
  });

  test('when a referenced resource is replaced, because the settings contain references', () => {
    const text = settings((stack) => ({ encryptionKey: new EncryptionKey(stack, 'Key') }));
    const parts: unknown[] = text['Fn::Join'][1];
    const literals = parts.filter((part) => typeof part === 'string');
    expect(parts).toContainEqual({ Ref: expect.stringMatching(/^ConfigBucket/) });
    expect(parts).toContainEqual({ 'Fn::GetAtt': [expect.stringMatching(/^Key/), 'Arn'] });
    expect(literals.join()).not.toMatch(/ConfigBucket|Key[0-9A-F]{8}/);
    expect(JSON.parse(parts.map((part) => (typeof part === 'string' ? part : 'reference')).join(''))).toMatchObject({ s3BucketName: 'reference', s3KeyPrefix: 'config' });
  });

  test('when a list changes that is an unresolved token, without an additional function for its conversion', () => {
    const template = templateOf((stack) => {
      const types = new CfnParameter(stack, 'Types', { type: 'CommaDelimitedList' }).valueAsList;
      recordingIn(stack, { excludedResourceTypes: types });
    });
    expect(JSON.stringify(only(template, STARTER).Properties.Settings)).toContain('{"Fn::Join":[",",{"Ref":"Types"}]}');
    expect(Object.keys(template.findResources('AWS::Lambda::Function'))).toHaveLength(1);
  });
});

test('the template does not change when a parent is renamed, except for logical ids', () => {
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

test('the starter sets the retention period', () => {
  expect(propertiesOf(STARTER, { retentionPeriod: Duration.days(90) }).RetentionDays).toBe('90');
});
