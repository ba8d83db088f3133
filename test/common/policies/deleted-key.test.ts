import * as kms from 'aws-cdk-lib/aws-kms';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { RemovalPolicies, RemovalPolicy, Stack, type App } from 'aws-cdk-lib/core';
import { AuditTrail, ConfigRecording, EncryptionKey, HardenedBucket, HardenedMySql, LoggingBucket, VpcFlowLogs } from '../../../src';
import { baselineIn } from '../../baseline/presets-under-test';
import { importVpc } from '../../support/standalone';
import { newStack, warningsOf } from '../../support/templates';

const { DESTROY, RETAIN } = RemovalPolicy;
type Build = (stack: Stack, encryptionKey: kms.IKey, removalPolicy?: RemovalPolicy) => void;

/** Each construct with data, its path in the warning, and how many resources with data it has. */
const HOLDERS: [name: string, paths: string[], build: Build][] = [
  ['a bucket', ['Stack/Data'], (stack, encryptionKey, removalPolicy) => new HardenedBucket(stack, 'Data', { encryptionKey, removalPolicy })],
  ['the log files of a trail in a bucket without a key', ['Stack/Bucket', 'Stack/Trail/LogGroup'], (stack, encryptionKey, removalPolicy) =>
    new AuditTrail(stack, 'Trail', { bucket: new LoggingBucket(stack, 'Bucket', { removalPolicy }), encryptionKey, logGroupRemovalPolicy: removalPolicy })],
  ['the deliveries of AWS Config in a bucket without a key', ['Stack/Bucket'], (stack, encryptionKey, removalPolicy) =>
    new ConfigRecording(stack, 'Config', { bucket: new LoggingBucket(stack, 'Bucket', { removalPolicy }), encryptionKey })],
  ['a log group', ['Stack/Flows/LogGroup'], (stack, encryptionKey, removalPolicy) =>
    new VpcFlowLogs(stack, 'Flows', { vpc: importVpc(stack), encryptionKey, logGroupRemovalPolicy: removalPolicy })],
  ['a database', ['Stack/Database', ...['audit', 'error', 'general', 'slowquery'].map((type) => `Stack/Database/Logs/${type}`)], (stack, encryptionKey, removalPolicy) =>
    new HardenedMySql(stack, 'Database', { vpc: importVpc(stack), encryptionKey, removalPolicy, deletionProtection: false })],
];

/** The paths of the constructs about which the stack warns. */
function warnedIn(stack: Stack): string[] {
  (stack.node.root as App).synth();
  const texts = warningsOf(stack).filter((text) => text.includes('SecureBaseline:deletedKey'));
  return texts.map((text) => /^The data of (\S+) is retained, but its KMS key \S+ is deleted/.exec(text)?.[1] ?? text).sort();
}

function warned(build: Build, keyPolicy: RemovalPolicy, removalPolicy?: RemovalPolicy): string[] {
  const stack = newStack();
  build(stack, new EncryptionKey(stack, 'Key', { removalPolicy: keyPolicy }), removalPolicy);
  return warnedIn(stack);
}

describe.each(HOLDERS)('%s', (_, paths, build) => {
  test('that is retained while its key is deleted causes one warning for each resource', () => {
    expect(warned(build, DESTROY)).toEqual(paths.sort());
    expect(warned(build, DESTROY, RETAIN)).toEqual(expect.arrayContaining(paths));
  });

  test('that is retained with its key, or deleted with it, causes no warning', () => {
    expect(warned(build, RETAIN)).toEqual([]);
    expect(warned(build, DESTROY, DESTROY)).toEqual([]);
  });

  test('with an imported key causes no warning', () => {
    const stack = newStack();
    build(stack, kms.Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:eu-west-1:111122223333:key/1'));
    expect(warnedIn(stack)).toEqual([]);
  });
});

describe('the warning about a deleted key', () => {
  const withBucket = (keyOf: (stack: Stack) => kms.IKey) => {
    const stack = newStack();
    new HardenedBucket(stack, 'Data', { encryptionKey: keyOf(stack) });
    return stack;
  };

  test('considers removal policies that an aspect changes', () => {
    const stack = withBucket((scope) => new EncryptionKey(scope, 'Key'));
    RemovalPolicies.of(stack).destroy({ applyToResourceTypes: ['AWS::KMS::Key'], priority: 900 });
    expect(warnedIn(stack)).toEqual(['Stack/Data']);
  });

  test('considers a key of another stack, of the CDK, or of an alias', () => {
    const destroyed = (scope: Stack) => new kms.Key(scope, 'Key', { removalPolicy: DESTROY });
    expect(warnedIn(withBucket(destroyed))).toEqual(['Stack/Data']);
    expect(warnedIn(withBucket((stack) => destroyed(new Stack(stack.node.root as App, 'Keys'))))).toEqual(['Stack/Data']);
    expect(warnedIn(withBucket((stack) => new kms.Alias(stack, 'Alias', { aliasName: 'a', targetKey: destroyed(stack) })))).toEqual(['Stack/Data']);
    expect(warnedIn(withBucket((stack) => new kms.Alias(stack, 'Alias', { aliasName: 'a', targetKey: new kms.Key(stack, 'Key') })))).toEqual([]);
  });

  test('names an imported bucket, which is retained', () => {
    const stack = newStack();
    const encryptionKey = new EncryptionKey(stack, 'Key', { removalPolicy: DESTROY });
    const bucket = Bucket.fromBucketName(stack, 'Archive', 'archive');
    new AuditTrail(stack, 'Trail', { bucket, encryptionKey, logGroupRemovalPolicy: DESTROY });
    (stack.node.root as App).synth();
    expect(warningsOf(stack)).toContainEqual(expect.stringContaining('The data of Stack/Archive is retained, but its KMS key Stack/Key is deleted'));
  });

  test('names the secret of a database that is retained', () => {
    const stack = newStack();
    const encryptionKey = new EncryptionKey(stack, 'Key', { removalPolicy: DESTROY });
    new HardenedMySql(stack, 'Database', { vpc: importVpc(stack), encryptionKey, removalPolicy: RETAIN, deletionProtection: false, manageMasterUserPassword: false });
    expect(warnedIn(stack)).toContain('Stack/Database/MasterSecret');
  });

  test('is shown for a baseline that retains its data but not the key of the user', () => {
    const stack = newStack();
    baselineIn(stack, { retainData: true, storage: { encryptionKey: new EncryptionKey(stack, 'Key', { removalPolicy: DESTROY }) } });
    expect(warnedIn(stack)).toEqual(expect.arrayContaining(['Stack/Baseline/DataBucket', 'Stack/Baseline/TrailBucket', 'Stack/Baseline/Database', 'Stack/Baseline/Trail/LogGroup']));
  });

  test.each([true, false])('is not shown for a baseline with its own key if retainData is %s', (retainData) => {
    const stack = newStack();
    baselineIn(stack, { retainData });
    expect(warnedIn(stack)).toEqual([]);
  });
});
