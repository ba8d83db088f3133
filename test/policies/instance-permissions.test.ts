import { Template } from 'aws-cdk-lib/assertions';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Aws } from 'aws-cdk-lib/core';
import { DeployedAccount } from './deployed-account';
import { OTHER_ACCOUNT } from './proof';
import { PLACES } from './template-values';
import type { WebTier } from '../../src';
import { baselineIn } from '../baseline/presets-under-test';
import { newStack } from '../support/templates';

const READS = ['ssm:GetParameter', 'ssm:GetParameters', 'ssm:GetParameterHistory', 'ssm:GetParametersByPath'];
const { region } = PLACES[0];

/** Returns whether an instance may perform an action, with statements that allow everything that is tested in addition to the role's own. */
function instance(prepare: (webTier: WebTier) => void) {
  const stack = newStack();
  const webTier = baselineIn(stack).webTier!;
  webTier.role.addToPolicy(new PolicyStatement({ actions: ['ssm:GetParameter*', 'logs:PutLogEvents', 'cloudwatch:PutMetricData'], resources: ['*'] }));
  prepare(webTier);
  const account = new DeployedAccount(Template.fromStack(stack).toJSON().Resources, PLACES[0]);
  return (action: string, resource: string, context = {}) => account.allows({ principal: account.session('InstanceRole'), action, resource, context });
}

describe('an instance, regardless of grants to its role,', () => {
  test('writes to its own log group and to one that allowLogGroup allows, but not to others', async () => {
    const allows = instance((webTier) => webTier.allowLogGroup(new LogGroup(webTier, 'Payments', { logGroupName: '/payments' })));
    const canWriteTo = (name: string) => allows('logs:PutLogEvents', `arn:aws:logs:${region}:111111111111:log-group:${name}:log-stream:stream`);
    expect(await Promise.all(['/payments', '/baseline-test/application'].map(canWriteTo))).toEqual([true, true]);
    expect(await Promise.all(['/payments-other', '/baseline-test/cloudtrail'].map(canWriteTo))).toEqual([false, false]);
  });

  test('publishes metrics in the namespace of the agent and in one that allowMetricNamespace allows, but not in others', async () => {
    const allows = instance((webTier) => webTier.allowMetricNamespace('MyApp'));
    const canPublishIn = (namespace: string) => allows('cloudwatch:PutMetricData', '*', { 'cloudwatch:namespace': namespace });
    expect(await Promise.all(['CWAgent', 'MyApp'].map(canPublishIn))).toEqual([true, true]);
    expect(await Promise.all(['MyApp/other', 'myapp', 'SecurityAlarms/baseline-test'].map(canPublishIn))).toEqual([false, false, false]);
  });

  const parameter = (path: string, account = '111111111111') => `arn:aws:ssm:${region}:${account}:parameter${path}`;

  const allowsParameters = instance((webTier) => ['/my-app/*', '/other/url', 'simple'].forEach((name) => webTier.allowParameter(name)));

  describe.each(READS)('reads with %s', (action) => {
    const canRead = (path: string) => allowsParameters(action, parameter(path));

    test('what allowParameter allows, and public parameters', async () => {
      const paths = ['/my-app', '/my-app/', '/my-app/url', '/my-app/a/b', '/other/url', '/simple'];
      expect(await Promise.all(paths.map(canRead))).toEqual(paths.map(() => true));
      expect(await allowsParameters(action, parameter('/aws/service/ami', ''))).toBe(true);
    });

    test('no path above, and no parameter beside it or of another account', async () => {
      // The simulator does not support the ARN of the path '/', which ends with one slash.
      const paths = ['//', '/my-app2', '/my-app-2/url', '/other', '/other/url2', '/other/url/below', '/simple2', '/aws/other'];
      expect(await Promise.all(paths.map(canRead))).toEqual(paths.map(() => false));
      expect(await allowsParameters(action, parameter('/my-app/url', OTHER_ACCOUNT))).toBe(false);
    });
  });

  // AWS::StackName stands for a name that is known at deployment only.
  test('reads a parameter whose name is a token', async () => {
    const allows = instance((webTier) => [Aws.STACK_NAME, `/${Aws.STACK_NAME}/url`].forEach((name) => webTier.allowParameter(name)));
    expect(await Promise.all(['/baseline', '/baseline/url', '/other'].map((path) => allows('ssm:GetParameter', parameter(path))))).toEqual([true, true, false]);
  });
});

describe('a web tier rejects', () => {
  const shared = baselineIn(newStack()).webTier!;

  test.each([
    ['*'], ['/*'], ['/'], [''], ['/my-app/'], ['/my*'], ['my-app/url'], ['my-app/*'], ['/my-app/*/url'], ['arn:aws:ssm:eu-west-1:111111111111:parameter/a'],
  ])('the parameter name "%s"', (name) => {
    expect(() => shared.allowParameter(name)).toThrow(/parameterName must be the full name of a parameter.*Use a name such as '\/my-app\/url'/);
  });

  test.each([['AWS/EC2'], ['*'], [''], [' ']])('the namespace "%s"', (name) => {
    expect(() => shared.allowMetricNamespace(name)).toThrow(/namespace must consist of 1 to 255 letters.*Use a namespace such as 'MyApp'/);
  });

  test('the namespace of security alarms', () => {
    const stack = newStack();
    baselineIn(stack).webTier!.allowMetricNamespace('SecurityAlarms/baseline-test');
    expect(() => Template.fromStack(stack)).toThrow(/The namespace 'SecurityAlarms\/baseline-test' of allowMetricNamespace contains the metrics of security alarms/);
  });

  test('more permissions than an inline policy can contain', () => {
    const stack = newStack();
    const webTier = baselineIn(stack).webTier!;
    Array.from({ length: 300 }, (_, index) => webTier.allowParameter(`/my-app/parameter-${index}`));
    expect(() => Template.fromStack(stack)).toThrow(/The policy has at least \d+ bytes, and IAM supports at most 10240\. Allow a path instead/);
  });
});
