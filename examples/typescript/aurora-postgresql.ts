import { SecureBaseline, TrafficPeer } from '@org/secure-baseline';
import { App, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Port, SubnetType } from 'aws-cdk-lib/aws-ec2';
import { AuroraPostgresEngineVersion, ClusterInstance, DatabaseCluster, DatabaseClusterEngine } from 'aws-cdk-lib/aws-rds';

const app = new App();
const stack = new Stack(app, 'AuroraBaseline');

// The network ACLs allow PostgreSQL from the instances to the isolated subnets.
const baseline = new SecureBaseline(stack, 'Baseline', {
  environmentSuffix: 'dev',
  owner: 'team-a',
  costCenter: 'cc-1234',
  database: { enabled: false },
  network: { additionalTraffic: [{ source: TrafficPeer.PRIVATE, destination: TrafficPeer.ISOLATED, port: Port.POSTGRES }] },
});

const database = new DatabaseCluster(stack, 'Database', {
  vpc: baseline.vpc,
  vpcSubnets: { subnetType: SubnetType.PRIVATE_ISOLATED },
  engine: DatabaseClusterEngine.auroraPostgres({ version: AuroraPostgresEngineVersion.VER_17_7 }),
  writer: ClusterInstance.serverlessV2('Writer'),
  iamAuthentication: true,
  parameters: { 'rds.force_ssl': '1' },
  storageEncryptionKey: baseline.encryptionKey,
  backup: { retention: Duration.days(7) },
  cloudwatchLogsExports: ['postgresql'],
  // In production, use RemovalPolicy.SNAPSHOT and deletionProtection: true.
  removalPolicy: RemovalPolicy.DESTROY,
});

// The security groups allow the connections, and the role allows them as the database user `application`.
database.connections.allowDefaultPortFrom(baseline.webTier);
database.grantConnect(baseline.webTier.role, 'application');
