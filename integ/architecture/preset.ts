import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { App, Stack } from 'aws-cdk-lib/core';
import type { TemplateJson } from './template-graph';
import { EnvironmentType, SecureBaseline, type SecureBaselineProps } from '../../src';

/** Synthesizes the template of the production preset with the notification options. */
export function productionTemplate(notifications: SecureBaselineProps['notifications']): TemplateJson {
  const app = new App({ treeMetadata: false, analyticsReporting: false });
  const stack = new Stack(app, 'Production');
  new SecureBaseline(stack, 'Baseline', {
    environmentSuffix: 'prod',
    owner: 'team-a',
    costCenter: 'cc-1234',
    environmentType: EnvironmentType.PRODUCTION,
    certificate: Certificate.fromCertificateArn(stack, 'Certificate', 'arn:aws:acm:eu-west-1:111111111111:certificate/00000000-0000-0000-0000-000000000000'),
    notifications,
  });
  return app.synth().getStackByName(stack.stackName).template as TemplateJson;
}
