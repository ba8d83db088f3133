/**
 * The production preset. The committed template is without what would outlive the test: the protection and the retained data.
 * The release pipeline deploys it with both, lifts the protection by a second deployment, and deletes what is retained.
 *
 * The ARN of a certificate in the account must be in the parameter `/secure-baseline/integ/certificate-arn`; a self-signed one will do.
 */
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { App, Stack } from 'aws-cdk-lib/core';
import { testBaseline } from './assertions';
import { APP_PROPS, COST_CENTER, INTEG_APPS, OWNER, stage } from './run';
import { EnvironmentType, SecureBaseline, type SecureBaselineProps } from '../src';

const PROTECTION: Record<NonNullable<typeof stage>, Partial<SecureBaselineProps>> = { protected: {}, lifted: { deletionProtection: false } };
const { stackName, environmentSuffix } = INTEG_APPS.production;

export const stack = new Stack(new App(APP_PROPS), stackName);
const certificateArn = StringParameter.valueForStringParameter(stack, '/secure-baseline/integ/certificate-arn');
testBaseline(stack, new SecureBaseline(stack, 'Baseline', {
  environmentSuffix,
  owner: OWNER,
  costCenter: COST_CENTER,
  environmentType: EnvironmentType.PRODUCTION,
  certificate: Certificate.fromCertificateArn(stack, 'Certificate', certificateArn),
  ...(stage ? PROTECTION[stage] : { deletionProtection: false, retainData: false }),
}));
