import { Template } from 'aws-cdk-lib/assertions';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { DeployedAccount } from './deployed-account';
import { PLACES } from './template-values';
import { baselineIn } from '../baseline/presets-under-test';
import { newStack } from '../support/templates';

test('instances can write to a log group that allowLogGroup allows and to their own, but not to others', async () => {
  const stack = newStack();
  const { webTier } = baselineIn(stack);
  webTier!.allowLogGroup(new LogGroup(stack, 'Payments', { logGroupName: '/payments' }));
  const account = new DeployedAccount(Template.fromStack(stack).toJSON().Resources, PLACES[0]);
  const canWriteTo = (name: string) => account.allows({
    principal: account.session('InstanceRole'), action: 'logs:PutLogEvents', resource: account.arn('logs', `log-group:${name}:log-stream:stream`),
  });
  expect([await canWriteTo('/payments'), await canWriteTo('/baseline-test/application')]).toEqual([true, true]);
  expect([await canWriteTo('/payments-other'), await canWriteTo('/baseline-test/cloudtrail')]).toEqual([false, false]);
});
