/** The CDK app of the demo: one stack with the baseline. The context value `preset` selects the preset. */
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { App, Stack } from 'aws-cdk-lib/core';
import { COST_CENTER, ENVIRONMENTS, OWNER } from './environments';
import { SecureBaseline } from '../../src';

const app = new App();
const context = (name: string): string | undefined => app.node.tryGetContext(name);
const { stackName, environmentSuffix, environmentType } = ENVIRONMENTS.find(({ preset }) => preset === context('preset'))!;
const certificateArn = context('certificateArn');

const stack = new Stack(app, stackName);
new SecureBaseline(stack, 'Baseline', {
  environmentSuffix,
  environmentType,
  owner: OWNER,
  costCenter: COST_CENTER,
  certificate: certificateArn ? Certificate.fromCertificateArn(stack, 'Certificate', certificateArn) : undefined,
  deletionProtection: context('deletionProtection') === 'false' ? false : undefined,
});
