/**
 * The production preset, without what would outlive the test: the protection and the retained data.
 *
 * The ARN of a certificate in the account must be in the parameter `/secure-baseline/integ/certificate-arn`; a self-signed one will do.
 */
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { App, Stack } from 'aws-cdk-lib/core';
import { testBaseline } from './assertions';
import { EnvironmentType, SecureBaseline } from '../src';

const stack = new Stack(new App({ treeMetadata: false, analyticsReporting: false }), 'secure-baseline-integ-production');
const certificateArn = StringParameter.valueForStringParameter(stack, '/secure-baseline/integ/certificate-arn');
testBaseline(stack, new SecureBaseline(stack, 'Baseline', {
  environmentSuffix: 'integ-prod',
  owner: 'secure-baseline',
  costCenter: 'release',
  environmentType: EnvironmentType.PRODUCTION,
  certificate: Certificate.fromCertificateArn(stack, 'Certificate', certificateArn),
  settings: { deletionProtection: false, retainData: false },
}));
