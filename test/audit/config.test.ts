import { Template } from 'aws-cdk-lib/assertions';
import * as config from 'aws-cdk-lib/aws-config';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sns from 'aws-cdk-lib/aws-sns';
import { CfnParameter, Duration, RemovalPolicy, type Stack } from 'aws-cdk-lib/core';
import {
  ConfigDeliveryChannel, ConfigRecorder, ConfigRecording, ConfigRules, ConfigStarter, EncryptionKey, LoggingBucket, NotificationTopic,
  RecordingFrequency, type ConfigDeliveryChannelProps, type ConfigRecordingProps,
} from '../../src';
import { newStack, only, templateOf, warningsOf } from '../support/templates';

const RECORDER = 'AWS::Config::ConfigurationRecorder';
const CHANNEL = 'AWS::Config::DeliveryChannel';

describe('recorder and channel', () => {
  const template = templateOf((stack) => {
    const bucket = new LoggingBucket(stack, 'Logs', { encryptionKey: new EncryptionKey(stack, 'Key'), removalPolicy: RemovalPolicy.DESTROY });
    new ConfigRecorder(stack, 'Recorder');
    new ConfigDeliveryChannel(stack, 'Channel', { bucket });
  });

  test('do not depend on each other, in either direction', () => {
    const [recorderId, channelId] = [RECORDER, CHANNEL].map((type) => Object.keys(template.findResources(type))[0]);
    expect(JSON.stringify(only(template, RECORDER))).not.toContain(channelId);
    expect(JSON.stringify(only(template, CHANNEL))).not.toContain(recorderId);
  });

  test('the channel delivers encrypted below config, after the bucket, its policy and its emptier', () => {
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

  test('the recorder records everything, as the service-linked role', () => {
    const { Properties } = only(template, RECORDER);
    expect(Properties.RecordingGroup).toEqual({ AllSupported: true, IncludeGlobalResourceTypes: true });
    expect(Properties.RecordingMode).toEqual({ RecordingFrequency: 'CONTINUOUS' });
    expect(JSON.stringify(Properties.RoleARN)).toContain(':role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig');
  });

  test('a prefix that AWS Config refuses is refused at synth', () => {
    const stack = newStack();
    const bucket = new LoggingBucket(stack, 'Logs');
    expect(() => new ConfigDeliveryChannel(stack, 'Channel', { bucket, keyPrefix: 'config/' })).toThrow(/- keyPrefix: "config\/"/);
  });
});

describe('a delivery channel', () => {
  const channelIn = (stack: Stack, props: Partial<ConfigDeliveryChannelProps>, id = 'Channel') =>
    new ConfigDeliveryChannel(stack, id, { bucket: new LoggingBucket(stack, `${id}Logs`), ...props });

  test.each(['', 'a'.repeat(257)])('with the name %j is refused', (channelName) => {
    expect(() => channelIn(newStack(), { channelName })).toThrow(/channelName: ".*"\. Give 1 to 256 characters/);
  });

  test('to a bucket that locks objects by default is refused, and to one that can lock them is not', () => {
    const stack = newStack();
    const locked = new s3.Bucket(stack, 'Locked', { objectLockDefaultRetention: s3.ObjectLockRetention.governance(Duration.days(1)) });
    expect(() => channelIn(stack, { bucket: locked })).toThrow(/bucket: "Stack\/Locked"\. AWS Config cannot deliver to a bucket with a default retention of Object Lock/);
    const other = newStack();
    expect(() => channelIn(other, { bucket: new s3.Bucket(other, 'Lockable', { objectLockEnabled: true }) })).not.toThrow();
  });

  test('with an encrypted topic warns that AWS Config supports none', () => {
    const stack = newStack();
    channelIn(stack, { topic: new NotificationTopic(stack, 'Encrypted', { emailAddresses: ['a@example.com'] }).topic });
    expect(warningsOf(stack)).toEqual([expect.stringContaining("Topic 'Stack/Encrypted/Encrypted' is encrypted, and AWS Config supports no encrypted topics")]);
    const plain = newStack();
    channelIn(plain, { topic: new sns.Topic(plain, 'Plain') });
    expect(warningsOf(plain)).toEqual([]);
  });

  test('beside another one in the account and region is refused', () => {
    const stack = newStack();
    ['One', 'Second'].forEach((id) => channelIn(stack, {}, id));
    expect(() => Template.fromStack(stack)).toThrow(/Stack\/Second\/Resource: AWS Config has one delivery channel a region and account, and Stack\/One\/Resource is one already/);
  });

  test("is refused beside somebody else's, once", () => {
    const stack = newStack();
    channelIn(stack, {});
    new config.CfnDeliveryChannel(stack, 'Theirs', { s3BucketName: 'theirs' });
    expect(() => Template.fromStack(stack)).toThrow(/Stack\/Channel\/Resource: AWS Config has one delivery channel.*Stack\/Theirs is one already/);
  });

  test('of a second recorder is not told beside the recorder', () => {
    const stack = newStack();
    ['One', 'Second'].forEach((id) => {
      channelIn(stack, {}, id);
      new ConfigRecorder(stack, `${id}Recorder`);
    });
    expect(() => Template.fromStack(stack)).toThrow(/AWS Config has one recorder/);
    expect(() => Template.fromStack(stack)).not.toThrow(/AWS Config has one delivery channel/);
  });
});

describe('a starter', () => {
  test.each(['', 'a'.repeat(257)])('of a recorder and a channel with the name %j is refused', (name) => {
    expect(() => new ConfigStarter(newStack(), 'Starter', { recorderName: name, channelName: name }))
      .toThrow(/has 2 problems:\n.*recorderName: ".*"\. Give 1 to 256 characters\.\n.*channelName: ".*"\. Give 1 to 256/);
  });
});

describe('a recorder', () => {
  const recorder = (props: ConstructorParameters<typeof ConfigRecorder>[2]) =>
    only(templateOf((stack) => new ConfigRecorder(stack, 'Recorder', props)), RECORDER).Properties;

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

  test('takes types that only the deployment knows, and still refuses others beside them', () => {
    const typesWith = (...others: string[]) => templateOf((stack) => {
      const type = new CfnParameter(stack, 'Type').valueAsString;
      new ConfigRecorder(stack, 'Recorder', { excludedResourceTypes: [type, ...others], recordingFrequencyExceptions: [type.concat('Other')] });
    });
    expect(only(typesWith(), RECORDER).Properties.RecordingGroup.ExclusionByResourceTypes).toEqual({ ResourceTypes: [{ Ref: 'Type' }] });
    expect(() => typesWith('a role')).toThrow(/excludedResourceTypes: .*Give resource types/);
  });

  test('names a type once', () => {
    expect(recorder({ recordingFrequencyExceptions: ['AWS::IAM::Role', 'AWS::IAM::Role'] }).RecordingMode.RecordingModeOverrides[0].ResourceTypes).toEqual(['AWS::IAM::Role']);
  });

  test('refuses a type that is in both lists', () => {
    expect(() => recorder({ excludedResourceTypes: ['AWS::IAM::Role'], recordingFrequencyExceptions: ['AWS::IAM::Role'] })).toThrow(/take them out of one of the two lists/);
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

  test('with names that are too long are refused', () => {
    const rules = [{ identifier: 'ENCRYPTED_VOLUMES', description: 'Encrypted' }];
    const withPrefix = (length: number) => () => new ConfigRules(newStack(), 'Rules', { rules, namePrefix: 'a'.repeat(length) });
    expect(withPrefix(111)).toThrow(/namePrefix: "a+"\. It stands in the names of rules, which have 128 characters at most: give 1 to 110 characters, or leave it out/);
    expect(withPrefix(0)).toThrow(/namePrefix: ""\./);
    expect(withPrefix(110)).not.toThrow();
    const stack = newStack();
    expect(() => new ConfigRecording(stack, 'Config', { bucket: new LoggingBucket(stack, 'Bucket'), rules, namePrefix: 'a'.repeat(111) })).toThrow(/ConfigRecording .*namePrefix: "a+"/s);
  });

  test('that are there twice or are no identifiers are reported together', () => {
    const rules = [{ identifier: 'A_RULE', description: '' }, { identifier: 'A_RULE', description: '' }, { identifier: 'a rule', description: '' }];
    expect(() => new ConfigRules(newStack(), 'Rules', { rules })).toThrow(/has 2 problems:\n {2}- rules: "A_RULE"\. The rule is there twice.*\n {2}- rules.identifier: "a rule"/);
  });
});

describe('the rule about the root user', () => {
  const ruleIn = (region?: string) => templateOf((stack) => new ConfigRules(stack, 'Rules'), { env: { account: '111122223333', region } });
  const rules = (region?: string) => Object.values(ruleIn(region).findResources('AWS::Config::ConfigRule')).map(({ Properties }) => Properties.Source.SourceIdentifier);

  test.each(['us-gov-west-1', 'cn-north-1', 'il-central-1', 'mx-central-1'])('is left out in %s, which does not have it, and all others are there', (region) => {
    expect(rules(region)).toEqual(ConfigRules.BASELINE.map(({ identifier }) => identifier).filter((identifier) => identifier !== 'ROOT_ACCOUNT_MFA_ENABLED'));
  });

  test('is there in a region that has it, without a condition', () => {
    expect(rules('eu-west-1')).toContain('ROOT_ACCOUNT_MFA_ENABLED');
    expect(ruleIn('eu-west-1').toJSON().Conditions).toBeUndefined();
  });

  test('depends on the region where only the deployment knows it, and no other rule does', () => {
    const template = ruleIn();
    const conditional = Object.values(template.findResources('AWS::Config::ConfigRule')).filter(({ Condition }) => Condition !== undefined);
    expect(conditional.map(({ Properties }) => Properties.Source.SourceIdentifier)).toEqual(['ROOT_ACCOUNT_MFA_ENABLED']);
    const condition = JSON.stringify(template.toJSON().Conditions[conditional[0].Condition]);
    expect(condition).toContain('{"Fn::Equals":[{"Ref":"AWS::Region"},"eu-west-1"]}');
    expect(condition).not.toContain('gov');
  });
});

test.each([['il-central-1', false], ['cn-north-1', true], ['eu-west-1', true]])('that IAM is recorded is said in %s: %s, as AWS Config does', (region, isSaid) => {
  const stack = newStack({ env: { account: '111122223333', region } });
  const bucket = new LoggingBucket(stack, 'Logs', { encryptionKey: new EncryptionKey(stack, 'Key'), removalPolicy: RemovalPolicy.DESTROY });
  const { recorder } = new ConfigRecording(stack, 'Config', { bucket });
  expect(JSON.stringify(recorder!.recorder.node.metadata).includes('Config.1')).toBe(isSaid);
});

describe('recording', () => {
  describe('looks again at recorder and channel', () => {
    const settings = (props: ConfigRecordingProps = {}, keyId = 'Key') => {
      const template = templateOf((stack) => {
        const bucket = new LoggingBucket(stack, 'Bucket', { encryptionKey: new EncryptionKey(stack, keyId) });
        new ConfigRecording(stack, 'Config', { bucket, ...props });
      });
      return only(template, 'Custom::ConfigStarter').Properties.Settings;
    };
    const inAnotherBucket = (id: string) => only(templateOf((stack) => new ConfigRecording(stack, 'Config', { bucket: new LoggingBucket(stack, id) })),
      'Custom::ConfigStarter').Properties.Settings;

    test.each([
      ['frequency', { recordingFrequency: RecordingFrequency.DAILY }],
      ['exclusions', { excludedResourceTypes: ['AWS::EC2::NetworkInterface'] }],
      ['global types', { includeGlobalResourceTypes: false }],
    ])('when the %s change', (_, props) => {
      expect(settings(props)).not.toBe(settings());
    });

    test('when bucket or key change', () => {
      expect(settings({}, 'AnotherKey')).not.toBe(settings());
      expect(inAnotherBucket('Another')).not.toBe(inAnotherBucket('Bucket'));
    });

    test('when the role changes', () => {
      const withRole = (name: string) => only(templateOf((stack) => {
        const role = iam.Role.fromRoleName(stack, 'Role', name);
        const { recorderName } = new ConfigRecorder(stack, 'Recorder', { role });
        new ConfigStarter(stack, 'Starter', { recorderName, channelName: 'ours' });
      }), 'Custom::ConfigStarter').Properties.Settings;
      expect(withRole('one')).not.toBe(withRole('another'));
    });

    test('and not when neither changes', () => {
      expect(settings()).toMatch(/^[0-9a-f]{12}$/);
      expect(settings({ retentionPeriod: Duration.days(90), rules: [] })).toBe(settings());
    });
  });

  test('keeps what it recorded for as long as the user says', () => {
    const template = templateOf((stack) => new ConfigRecording(stack, 'Config', { bucket: new LoggingBucket(stack, 'Bucket'), retentionPeriod: Duration.days(90) }));
    expect(only(template, 'Custom::ConfigStarter').Properties.RetentionDays).toBe('90');
  });
});
