/** The CDK app of the demo: the baseline as an application team would write it, in the environment that the context names. */
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { App, Stack } from 'aws-cdk-lib/core';
import { NON_PRODUCTION, PRODUCTION } from './environments';
import { SecureBaseline } from '../../src';

const app = new App();
const context = (name: string): string | undefined => app.node.tryGetContext(name);
const { stackName, environmentSuffix, environmentType } = context('environment') === 'production' ? PRODUCTION : NON_PRODUCTION;
const certificateArn = context('certificateArn');

const stack = new Stack(app, stackName);
new SecureBaseline(stack, 'Baseline', {
  environmentSuffix,
  environmentType,
  owner: 'platform-team',
  costCenter: 'cc-1234',
  certificate: certificateArn ? Certificate.fromCertificateArn(stack, 'Certificate', certificateArn) : undefined,
  settings: context('unprotected') ? { deletionProtection: false } : undefined,
});
