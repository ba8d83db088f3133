import { SecureBaseline } from '@org/secure-baseline';
import { App, Stack } from 'aws-cdk-lib';

const app = new App();
const stack = new Stack(app, 'DevBaseline');

new SecureBaseline(stack, 'Baseline', { environmentSuffix: 'dev', owner: 'team-a', costCenter: 'cc-1234' });
