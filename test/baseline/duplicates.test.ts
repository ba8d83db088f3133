import { CfnConfigurationRecorder } from 'aws-cdk-lib/aws-config';
import { App, Stack, type StackProps } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { SecureBaseline, type SecureBaselineProps } from '../../src';
import { ConfigRecorder } from '../../src/audit/config-recorder';

describe('synthesis fails with an error that names both constructs for', () => {
  const ACCOUNT = { account: '111122223333', region: 'eu-west-1' };
  type Create = (stack: Stack, id: string) => void;
  const recorder: Create = (stack, id) => new ConfigRecorder(stack, id, {});
  const l1Recorder: Create = (stack, id) => new CfnConfigurationRecorder(new Construct(stack, id), 'Resource', { roleArn: 'arn:aws:iam::111122223333:role/config' });
  const createBoth = (one: StackProps, other: StackProps | undefined, create = recorder, createOther = create) => {
    const app = new App({ analyticsReporting: false });
    const first = new Stack(app, 'One', one);
    create(first, 'Recorder');
    createOther(other ? new Stack(app, 'Other', other) : first, 'Second');
    return () => app.synth();
  };
  const baselineOf = (environmentSuffix: string, props: Partial<SecureBaselineProps> = {}): Create => (stack, id) =>
    new SecureBaseline(stack, id, { environmentSuffix, owner: 'team', costCenter: 'cc-1', config: { enabled: false }, ...props });
  const DUPLICATE = /Second: environmentSuffix .*unique.*got "test".*One\/Recorder/;

  test('two recorders in one stack', () => expect(createBoth({}, undefined)).toThrow(/One\/Second\/Resource: AWS Config supports only one recorder.*One\/Recorder\/Resource is another one\. .*ADOPT.*config\.enabled/));

  test('two recorders in stacks of the same account and region', () => expect(createBoth({ env: ACCOUNT }, { env: ACCOUNT })).toThrow(/Other\/Second\/Resource: .*One\/Recorder/));

  test.each<[string, Create, Create, RegExp]>([
    ['before it', l1Recorder, recorder, /One\/Second\/Resource: AWS Config.*One\/Recorder\/Resource is another one/],
    ['after it', recorder, l1Recorder, /One\/Recorder\/Resource: AWS Config.*One\/Second\/Resource is another one/],
  ])('a recorder and an L1 recorder that is created %s, with one error', (_, create, createOther, message) => {
    const synth = createBoth({}, undefined, create, createOther);
    expect(synth).toThrow(message);
    expect(synth).not.toThrow(/AWS Config supports only one[^]*AWS Config supports only one/);
  });

  test('two baselines with the same suffix in one stack', () => expect(createBoth({}, undefined, baselineOf('test'))).toThrow(DUPLICATE));

  test('two baselines with the same suffix in stacks of the same account and region', () => expect(createBoth({ env: ACCOUNT }, { env: ACCOUNT }, baselineOf('test'))).toThrow(DUPLICATE));

  test('but not for baselines with different suffixes, in different regions, or in unresolved environments', () => {
    expect(createBoth({ env: ACCOUNT }, { env: ACCOUNT }, baselineOf('one'), baselineOf('other'))).not.toThrow();
    const inTwoRegions = [{ env: ACCOUNT }, { env: { ...ACCOUNT, region: 'us-east-1' } }] as const;
    expect(createBoth(...inTwoRegions, baselineOf('test'), baselineOf('test', { trail: { enabled: false } }))).not.toThrow();
    expect(createBoth({}, {}, baselineOf('test'))).not.toThrow();
  });

  test('but not for recorders in different regions or in unresolved environments', () => {
    expect(createBoth({ env: ACCOUNT }, { env: { ...ACCOUNT, region: 'us-east-1' } })).not.toThrow();
    expect(createBoth({}, {})).not.toThrow();
  });
});
