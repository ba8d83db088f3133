import { HardenedMySql } from '@org/secure-baseline';
import { App, Stack } from 'aws-cdk-lib';
import { SecurityGroup, SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';

const app = new App();
const stack = new Stack(app, 'Reports');

const vpc = new Vpc(stack, 'Vpc', {
  maxAzs: 2,
  natGateways: 1,
  subnetConfiguration: [
    { name: 'Public', subnetType: SubnetType.PUBLIC },
    { name: 'Application', subnetType: SubnetType.PRIVATE_WITH_EGRESS },
    { name: 'Database', subnetType: SubnetType.PRIVATE_ISOLATED },
  ],
});

// In the isolated subnets. Protected against deletion, and deleted with a final snapshot, unless its props say otherwise.
const database = new HardenedMySql(stack, 'Database', { vpc });

// The application connects without a password, as a database user that was created with AWSAuthenticationPlugin.
const application = new SecurityGroup(stack, 'Application', { vpc });
const role = new Role(stack, 'ApplicationRole', { assumedBy: new ServicePrincipal('ec2.amazonaws.com') });
database.connections.allowDefaultPortFrom(application);
database.grantConnect(role, 'reports');
