import { SecureBaseline } from '@org/secure-baseline';
import { App, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Peer, Port, SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import { Cluster, ContainerImage, FargateService, FargateTaskDefinition, LogDrivers } from 'aws-cdk-lib/aws-ecs';
import { ApplicationProtocol, TargetType } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';

const app = new App();
const stack = new Stack(app, 'ShopDev');

// The load balancer of the baseline sends requests to containers instead of instances. Without a certificate it is internal.
const baseline = new SecureBaseline(stack, 'Baseline', {
  environmentSuffix: 'shop-dev',
  owner: 'team-a',
  costCenter: 'cc-1234',
  webTier: { targetType: TargetType.IP, targetProtocol: ApplicationProtocol.HTTP, healthCheckPath: '/' },
});

const taskDefinition = new FargateTaskDefinition(stack, 'Task', { cpu: 256, memoryLimitMiB: 512 });
taskDefinition.addContainer('Shop', {
  image: ContainerImage.fromRegistry('public.ecr.aws/nginx/nginx:stable'),
  portMappings: [{ containerPort: 80 }],
  environment: { DATABASE_HOST: baseline.database.instance.attrEndpointAddress, DATABASE_USER: 'shop' },
  logging: LogDrivers.awsLogs({
    streamPrefix: 'shop',
    logGroup: new LogGroup(stack, 'Logs', {
      encryptionKey: baseline.encryptionKey, retention: RetentionDays.ONE_MONTH, removalPolicy: RemovalPolicy.DESTROY,
    }),
  }),
});

// The tasks pull images, send logs and receive credentials on port 443.
const securityGroup = new SecurityGroup(stack, 'Service', { vpc: baseline.vpc, description: 'Shop: tasks', allowAllOutbound: false });
securityGroup.addEgressRule(Peer.anyIpv4(), Port.HTTPS, 'AWS endpoints');

const service = new FargateService(stack, 'Shop', {
  cluster: new Cluster(stack, 'Cluster', { vpc: baseline.vpc }),
  taskDefinition,
  securityGroups: [securityGroup],
  desiredCount: 2,
  minHealthyPercent: 100,
  circuitBreaker: { rollback: true },
  healthCheckGracePeriod: Duration.minutes(2),
});
// Allows traffic from the load balancer to the container port.
service.attachToApplicationTargetGroup(baseline.webTier.targetGroup);

// The tasks connect without a password, as a database user that was created with AWSAuthenticationPlugin.
service.connections.allowToDefaultPort(baseline.database, 'MySQL from the shop');
baseline.database.grantConnect(taskDefinition.taskRole, 'shop');
