import { EnvironmentType, SecureBaseline } from '@org/secure-baseline';
import { App, Stack } from 'aws-cdk-lib';

const app = new App();
const stack = new Stack(app, 'AccountBaseline');

new SecureBaseline(stack, 'Baseline', {
  environmentSuffix: 'account',
  owner: 'security',
  costCenter: 'cc-1234',
  environmentType: EnvironmentType.PRODUCTION,
  notifications: { emailAddresses: ['security@example.com'] },
  account: {
    securityContact: { name: 'Security Team', title: 'Security', emailAddress: 'security@example.com', phoneNumber: '+1 555 0100' },
  },
  network: { enabled: false },
  storage: { enabled: false },
  database: { enabled: false },
  webTier: { enabled: false },
});
