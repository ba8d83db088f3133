import { EnvironmentType, SecureBaseline, type WebTierOptions } from '@org/secure-baseline';
import { App, Stack } from 'aws-cdk-lib';
import { ApplicationProtocol, TargetType } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { ApplicationStack } from './application-stack';
import { ConstructOptionsStack } from './construct-options-stack';
import { ConstructsStack } from './constructs-stack';
import { existingResources, production } from './options';

const app = new App();

new SecureBaseline(new Stack(app, 'Minimal'), 'Baseline', { environmentSuffix: 'dev', owner: 'team-a', costCenter: 'cc-1234' });

const webTier: WebTierOptions = { targetType: TargetType.IP, targetProtocol: ApplicationProtocol.HTTP, targetPort: 8080 };
new SecureBaseline(new Stack(app, 'Containers'), 'Baseline', { environmentSuffix: 'ecs', owner: 'team-a', costCenter: 'cc-1234', webTier });

const existing = new Stack(app, 'Existing');
new SecureBaseline(existing, 'Baseline', {
  environmentSuffix: 'test',
  owner: 'team-a',
  costCenter: 'cc-1234',
  environmentType: EnvironmentType.NON_PRODUCTION,
  ...existingResources(existing),
});

const productionStack = new Stack(app, 'Production');
const baseline = new SecureBaseline(productionStack, 'Baseline', {
  environmentSuffix: 'prod',
  owner: 'team-a',
  costCenter: 'cc-1234',
  environmentType: EnvironmentType.PRODUCTION,
  ...production(productionStack),
});
new ApplicationStack(app, 'Application', { baseline });

new ConstructsStack(app, 'Constructs');
new ConstructOptionsStack(app, 'ConstructOptions');

app.synth();
