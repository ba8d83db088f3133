import { EnvironmentType, SecureBaseline } from '@org/secure-baseline';
import { App, Stack } from 'aws-cdk-lib';
import { Certificate, CertificateValidation } from 'aws-cdk-lib/aws-certificatemanager';
import { ARecord, HostedZone, RecordTarget } from 'aws-cdk-lib/aws-route53';
import { LoadBalancerTarget } from 'aws-cdk-lib/aws-route53-targets';

const domainName = 'www.example.com';

const app = new App();
const stack = new Stack(app, 'ProdBaseline');

// An existing public hosted zone. Without a lookup, the app synthesizes in every account, and without credentials.
const zone = HostedZone.fromHostedZoneAttributes(stack, 'Zone', { hostedZoneId: 'Z0123456789ABCDEFGHIJ', zoneName: 'example.com' });

const certificate = new Certificate(stack, 'Certificate', { domainName, validation: CertificateValidation.fromDns(zone) });

const baseline = new SecureBaseline(stack, 'Baseline', {
  environmentSuffix: 'prod',
  owner: 'team-a',
  costCenter: 'cc-1234',
  environmentType: EnvironmentType.PRODUCTION,
  certificate,
  notifications: { emailAddresses: ['security@example.com'] },
});

new ARecord(stack, 'Domain', {
  zone,
  recordName: domainName,
  target: RecordTarget.fromAlias(new LoadBalancerTarget(baseline.webTier.loadBalancer)),
});
