import { SecureBaseline } from '@org/secure-baseline';
import { App, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { IpAddresses, SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { Key } from 'aws-cdk-lib/aws-kms';

const app = new App();
const stack = new Stack(app, 'OwnVpcBaseline');

// Public subnets for the load balancer, private subnets for the instances, isolated subnets for the database.
const vpc = new Vpc(stack, 'Vpc', {
  ipAddresses: IpAddresses.cidr('10.20.0.0/16'),
  maxAzs: 2,
  natGateways: 1,
  restrictDefaultSecurityGroup: true,
  subnetConfiguration: [
    { name: 'Public', subnetType: SubnetType.PUBLIC, cidrMask: 24 },
    { name: 'Private', subnetType: SubnetType.PRIVATE_WITH_EGRESS, cidrMask: 24 },
    { name: 'Isolated', subnetType: SubnetType.PRIVATE_ISOLATED, cidrMask: 24 },
  ],
});

// The baseline adds the statements that its services require to the policy of the key.
const encryptionKey = new Key(stack, 'Key', { enableKeyRotation: true, removalPolicy: RemovalPolicy.DESTROY });

new SecureBaseline(stack, 'Baseline', {
  environmentSuffix: 'dev',
  owner: 'team-a',
  costCenter: 'cc-1234',
  network: { vpc },
  storage: { encryptionKey },
});
