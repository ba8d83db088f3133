/**
 * Integration test of the production preset, with a read replica. The committed template has no deletion protection and retains no data.
 * The release pipeline deploys the app with both, removes the protection in a second deployment, and deletes the retained resources.
 *
 * The SSM parameter `/secure-baseline/integ/certificate-arn` must contain the ARN of a certificate in the account, which can be self-signed.
 */
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { App, Stack } from 'aws-cdk-lib/core';
import { testBaseline } from './assertions';
import { APP_PROPS, COST_CENTER, INTEG_APPS, OWNER, stage } from './run';
import { EnvironmentType, SecureBaseline, type SecureBaselineProps } from '../src';

const PROTECTION: Record<string, Partial<SecureBaselineProps>> = { protected: {}, lifted: { deletionProtection: false } };
const { stackName, environmentSuffix } = INTEG_APPS.production;

export const stack = new Stack(new App(APP_PROPS), stackName);
const certificateArn = StringParameter.valueForStringParameter(stack, '/secure-baseline/integ/certificate-arn');
testBaseline(stack, new SecureBaseline(stack, 'Baseline', {
  environmentSuffix,
  owner: OWNER,
  costCenter: COST_CENTER,
  environmentType: EnvironmentType.PRODUCTION,
  certificate: Certificate.fromCertificateArn(stack, 'Certificate', certificateArn),
  database: { manageMasterUserPassword: false, readReplicas: { Reports: {} } },
  ...(stage ? PROTECTION[stage] : { deletionProtection: false, retainData: false }),
}));
