import { Template } from 'aws-cdk-lib/assertions';
import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as elasticache from 'aws-cdk-lib/aws-elasticache';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as rds from 'aws-cdk-lib/aws-rds';
import { Annotations, App, CfnParameter, Fn, Stack } from 'aws-cdk-lib/core';
import { ThreeTierVpc, TrafficPeer, type ThreeTierVpcProps } from '../../../src';
import { baselineIn, PRESETS } from '../../baseline/presets-under-test';
import { newStack, warningsOf } from '../../support/templates';

const { INTERNET, PRIVATE, ISOLATED } = TrafficPeer;
const { PRIVATE_WITH_EGRESS, PRIVATE_ISOLATED } = ec2.SubnetType;

/** The warnings about dropped traffic in a stack that `build` adds resources to, without the path of the VPC. */
function warningsWith(build: (network: ThreeTierVpc, stack: Stack) => void, props?: ThreeTierVpcProps): string[] {
  const stack = newStack();
  build(new ThreeTierVpc(stack, 'Network', props), stack);
  Template.fromStack(stack);
  return droppedIn(stack);
}

function droppedIn(stack: Stack): string[] {
  return warningsOf(stack).filter((text) => text.includes('SecureBaseline:droppedTraffic'))
    .map((text) => /drop the traffic .* allows: (.*)\. (Add (.*) to additionalTraffic|Remove)/.exec(text)!).map(([, what, remedy, code]) => `${what}: ${code ?? remedy}`);
}

const isolated = (vpc: ec2.IVpc) => ({ vpc, vpcSubnets: { subnetType: PRIVATE_ISOLATED } });

/** A security group of an instance in a tier. */
function groupIn({ vpc }: ThreeTierVpc, scope: Stack, id: string, tier?: 'public' | 'private' | 'isolated'): ec2.SecurityGroup {
  const group = new ec2.SecurityGroup(scope, id, { vpc, allowAllOutbound: false });
  if (tier) {
    new ec2.CfnInstance(scope, `${id}Instance`, { subnetId: vpc[`${tier}Subnets`][0].subnetId, securityGroupIds: [group.securityGroupId] });
  }
  return group;
}

describe('a warning shows the traffic and the remedy for', () => {
  test('a port on the internet that an instance in a private subnet uses', () => {
    expect(warningsWith((network, stack) => groupIn(network, stack, 'App', 'private').connections.allowToAnyIpv4(ec2.Port.tcp(8443)))).toEqual([
      'tcp 8443 from the private subnets to the internet: { source: TrafficPeer.PRIVATE, destination: TrafficPeer.INTERNET, port: Port.tcp(8443) }',
    ]);
  });

  test('the web tier of a baseline, on the construct of its rule', () => {
    const stack = newStack();
    baselineIn(stack).webTier.connections.allowTo(ec2.Peer.anyIpv4(), ec2.Port.tcp(587), 'SMTP');
    Template.fromStack(stack);
    expect(droppedIn(stack)).toEqual(['tcp 587 from the private subnets to the internet: { source: TrafficPeer.PRIVATE, destination: TrafficPeer.INTERNET, port: Port.tcp(587) }']);
    const [warned] = stack.node.findAll().filter(({ node }) => node.metadata.some(({ data }) => String(data).includes('droppedTraffic')));
    expect(warned.node.path).toMatch(/^Stack\/Baseline\/WebTier\//);
  });

  test('a cache in isolated subnets, at both ends', () => {
    expect(warningsWith((network, stack) => {
      const cache = new ec2.SecurityGroup(stack, 'Cache', { vpc: network.vpc, allowAllOutbound: false });
      const subnets = new elasticache.CfnSubnetGroup(stack, 'Subnets', { description: 'cache', subnetIds: network.vpc.isolatedSubnets.map(({ subnetId }) => subnetId) });
      new elasticache.CfnCacheCluster(stack, 'Cluster', {
        engine: 'redis', cacheNodeType: 'cache.t4g.micro', numCacheNodes: 1, cacheSubnetGroupName: subnets.ref, vpcSecurityGroupIds: [cache.securityGroupId],
      });
      groupIn(network, stack, 'App', 'private').connections.allowTo(cache, ec2.Port.tcp(6379));
    })).toEqual(Array(2).fill('tcp 6379 from the private subnets to the isolated subnets: { source: TrafficPeer.PRIVATE, destination: TrafficPeer.ISOLATED, port: Port.tcp(6379) }'));
  });

  test.each<[string, number, (stack: Stack, vpc: ec2.IVpc) => ec2.IConnectable]>([
    ['cluster', 5432, (stack, vpc) => new rds.DatabaseCluster(stack, 'Database', {
      ...isolated(vpc), engine: rds.DatabaseClusterEngine.auroraPostgres({ version: rds.AuroraPostgresEngineVersion.VER_17_7 }), writer: rds.ClusterInstance.serverlessV2('Writer'),
    })],
    ['PostgreSQL instance', 5432, (stack, vpc) => new rds.DatabaseInstance(stack, 'Database', {
      ...isolated(vpc), engine: rds.DatabaseInstanceEngine.postgres({ version: rds.PostgresEngineVersion.VER_17_7 }),
    })],
    ['instance with another port', 3400, (stack, vpc) => new rds.DatabaseInstance(stack, 'Database', {
      ...isolated(vpc), port: 3400, engine: rds.DatabaseInstanceEngine.mysql({ version: rds.MysqlEngineVersion.VER_8_4_5 }),
    })],
  ])('the port of a database, to which the rules refer: a %s', (_name, port, databaseIn) => {
    expect(new Set(warningsWith((network, stack) => {
      groupIn(network, stack, 'App', 'private').connections.allowToDefaultPort(databaseIn(stack, network.vpc));
    }))).toEqual(new Set([`tcp ${port} from the private subnets to the isolated subnets: { source: TrafficPeer.PRIVATE, destination: TrafficPeer.ISOLATED, port: Port.tcp(${port}) }`]));
  });

  test('a rule that is part of the security group', () => {
    expect(warningsWith((network, stack) => groupIn(network, stack, 'App', 'public').addIngressRule(ec2.Peer.anyIpv4(), ec2.Port.udpRange(500, 501)))).toEqual([
      'udp 500-501 from the internet to the public subnets: { source: TrafficPeer.INTERNET, destination: TrafficPeer.PUBLIC, port: Port.udpRange(500, 501) }',
    ]);
  });

  test('a network outside the VPC', () => {
    expect(warningsWith((network, stack) => groupIn(network, stack, 'App', 'isolated').addIngressRule(ec2.Peer.ipv4('172.16.0.0/12'), ec2.Port.tcp(3306)))).toEqual([
      "tcp 3306 from 172.16.0.0/12 to the isolated subnets: { source: TrafficPeer.cidr('172.16.0.0/12'), destination: TrafficPeer.ISOLATED, port: Port.tcp(3306) }",
    ]);
  });

  test('SSH from the internet, which cannot be allowed', () => {
    expect(warningsWith((network, stack) => groupIn(network, stack, 'App', 'public').addIngressRule(ec2.Peer.anyIpv4(), ec2.Port.SSH))).toEqual([
      'tcp 22 from the internet to the public subnets: Remove',
    ]);
  });

  test('a group whose subnets are not known, if no subnets can receive the traffic', () => {
    const warnings = (port: number) => warningsWith((network, stack) => groupIn(network, stack, 'App').addIngressRule(ec2.Peer.ipv4(network.vpc.vpcCidrBlock), ec2.Port.tcp(port)));
    expect([warnings(389), warnings(3306)]).toEqual([['tcp 389 from the VPC to the VPC: { source: TrafficPeer.VPC, destination: TrafficPeer.VPC, port: Port.tcp(389) }'], []]);
  });

  test('a rule in another stack, and the CIDR block of a subnet', () => {
    const app = new App();
    const [stack, other] = ['One', 'Other'].map((id) => new Stack(app, id));
    const network = new ThreeTierVpc(stack, 'Network', { cidr: new CfnParameter(stack, 'Cidr').valueAsString });
    const group = groupIn(network, other, 'App', 'isolated');
    group.addIngressRule(ec2.Peer.ipv4(network.vpc.publicSubnets[1].ipv4CidrBlock), ec2.Port.tcp(3306));
    group.addIngressRule(ec2.Peer.ipv4(network.vpc.privateSubnets[1].ipv4CidrBlock), ec2.Port.tcp(3306));
    app.synth();
    expect(droppedIn(other)).toEqual([
      'tcp 3306 from the public subnets to the isolated subnets: { source: TrafficPeer.PUBLIC, destination: TrafficPeer.ISOLATED, port: Port.tcp(3306) }',
    ]);
  });

  test('traffic between isolated subnets of different Availability Zones', () => {
    const build = (network: ThreeTierVpc, stack: Stack) => {
      const nodes = groupIn(network, stack, 'Nodes', 'isolated');
      nodes.connections.allowInternally(ec2.Port.tcp(2379));
    };
    expect(new Set(warningsWith(build))).toEqual(new Set(['tcp 2379 from the isolated subnets to the isolated subnets: { source: TrafficPeer.ISOLATED, destination: TrafficPeer.ISOLATED, port: Port.tcp(2379) }']));
    expect(warningsWith(build, { additionalTraffic: [{ source: ISOLATED, destination: ISOLATED, port: ec2.Port.tcp(2379) }] })).toEqual([]);
  });
});

describe('there is no warning for', () => {
  test.each(PRESETS)('the security groups of the baseline in %s', (_name, { stack }) => expect(droppedIn(stack)).toEqual([]));

  test('traffic that is allowed later', () => {
    expect(warningsWith((network, stack) => {
      groupIn(network, stack, 'App', 'private').connections.allowToAnyIpv4(ec2.Port.tcp(587));
      network.allowTraffic({ source: PRIVATE, destination: INTERNET, port: ec2.Port.tcpRange(580, 590) });
    })).toEqual([]);
  });

  test('a port of the network ACLs that is an unresolved token', () => {
    expect(warningsWith((network, stack) => {
      const database = new rds.DatabaseInstance(stack, 'Database', {
        ...isolated(network.vpc), engine: rds.DatabaseInstanceEngine.postgres({ version: rds.PostgresEngineVersion.VER_17_7 }),
      });
      database.connections.allowDefaultPortFrom(groupIn(network, stack, 'App', 'private'));
      network.allowTraffic({ source: PRIVATE, destination: ISOLATED, port: ec2.Port.tcp(database.instanceEndpoint.port) });
    })).toEqual([]);
  });

  test('a warning that is acknowledged for the construct', () => {
    expect(warningsWith((network, stack) => {
      const group = groupIn(network, stack, 'App', 'private');
      group.connections.allowToAnyIpv4(ec2.Port.tcp(8443));
      Annotations.of(group).acknowledgeWarning('SecureBaseline:droppedTraffic');
    })).toEqual([]);
  });

  test('services with their default rules', () => {
    expect(warningsWith((network, stack) => {
      const { vpc } = network;
      const alb = new elbv2.ApplicationLoadBalancer(stack, 'Alb', { vpc, internetFacing: true });
      const fleet = new autoscaling.AutoScalingGroup(stack, 'Fleet', {
        vpc, vpcSubnets: { subnetType: PRIVATE_WITH_EGRESS }, instanceType: new ec2.InstanceType('t4g.micro'), machineImage: ec2.MachineImage.latestAmazonLinux2023(),
      });
      alb.addListener('Http', { port: 80 }).addTargets('Fleet', { port: 8080, targets: [fleet] });
      const internal = new elbv2.ApplicationLoadBalancer(stack, 'Internal', { vpc, vpcSubnets: { subnetType: PRIVATE_WITH_EGRESS } });
      const task = new ecs.FargateTaskDefinition(stack, 'Task');
      task.addContainer('web', { image: ecs.ContainerImage.fromRegistry('nginx'), portMappings: [{ containerPort: 80 }] });
      const service = new ecs.FargateService(stack, 'Service', { cluster: new ecs.Cluster(stack, 'Cluster', { vpc }), taskDefinition: task });
      internal.addListener('Http', { port: 80 }).addTargets('Service', { port: 80, targets: [service] });
      const database = new rds.DatabaseInstance(stack, 'Database', { vpc, vpcSubnets: { subnetType: PRIVATE_ISOLATED }, engine: rds.DatabaseInstanceEngine.mysql({ version: rds.MysqlEngineVersion.VER_8_4_5 }) });
      database.connections.allowDefaultPortFrom(service);
      database.connections.allowDefaultPortFrom(fleet);
      new lambda.Function(stack, 'Function', {
        vpc,
        vpcSubnets: { subnetType: PRIVATE_ISOLATED },
        runtime: lambda.Runtime.NODEJS_22_X,
        handler: 'index.handler',
        code: lambda.Code.fromInline('//'),
        environment: { DATABASE: database.instanceEndpoint.hostname },
      });
      vpc.addInterfaceEndpoint('Sqs', { service: ec2.InterfaceVpcEndpointAwsService.SQS });
    })).toEqual([]);
  });

  test.each<[string, (group: ec2.SecurityGroup, stack: Stack) => void]>([
    ['all protocols', (group) => group.addIngressRule(ec2.Peer.anyIpv4(), ec2.Port.allTraffic())],
    ['all ports of TCP, of which some pass', (group) => group.addEgressRule(ec2.Peer.anyIpv4(), ec2.Port.allTcp())],
    ['ICMP, which is not checked', (group) => group.addIngressRule(ec2.Peer.anyIpv4(), ec2.Port.icmpPing())],
    ['DNS, which network ACLs do not filter', (group) => group.addEgressRule(ec2.Peer.anyIpv4(), ec2.Port.DNS_UDP)],
    ['the DNS server of the VPC', (group) => group.addEgressRule(ec2.Peer.ipv4('10.0.0.0/16'), ec2.Port.DNS_TCP)],
    ['the time server', (group) => group.addEgressRule(ec2.Peer.ipv4('169.254.169.123/32'), ec2.Port.udp(123))],
    ['IPv6', (group) => group.addEgressRule(ec2.Peer.anyIpv6(), ec2.Port.tcp(587))],
    ['a prefix list', (group) => group.addEgressRule(ec2.Peer.prefixList('pl-1'), ec2.Port.tcp(587))],
    ['an imported security group', (group, stack) => group.addEgressRule(ec2.SecurityGroup.fromSecurityGroupId(stack, 'Imported', 'sg-1'), ec2.Port.tcp(587))],
    ['an unresolved port', (group, stack) => group.addEgressRule(ec2.Peer.anyIpv4(), ec2.Port.tcp(new CfnParameter(stack, 'Port', { type: 'Number' }).valueAsNumber))],
    ['an unresolved CIDR block', (group, stack) => group.addEgressRule(ec2.Peer.ipv4(new CfnParameter(stack, 'Cidr').valueAsString), ec2.Port.tcp(587))],
  ])('%s', (_name, addRule) => {
    expect(warningsWith((network, stack) => addRule(groupIn(network, stack, 'App', 'private'), stack))).toEqual([]);
  });

  test('a security group in another VPC, and rules of an imported security group', () => {
    expect(warningsWith((_network, stack) => {
      const imported = ec2.Vpc.fromVpcAttributes(stack, 'Imported', { vpcId: 'vpc-1', availabilityZones: ['a'], vpcCidrBlock: '10.0.0.0/16' });
      new ec2.SecurityGroup(stack, 'Other', { vpc: imported, allowAllOutbound: false }).addEgressRule(ec2.Peer.anyIpv4(), ec2.Port.tcp(587));
      ec2.SecurityGroup.fromSecurityGroupId(stack, 'Group', 'sg-1').addIngressRule(ec2.Peer.anyIpv4(), ec2.Port.tcp(587));
    })).toEqual([]);
  });

  test('a private CIDR block if that of the VPC is not known', () => {
    expect(warningsWith((network, stack) => groupIn(network, stack, 'App', 'private').addEgressRule(ec2.Peer.ipv4('10.9.0.0/16'), ec2.Port.tcp(587)), {
      cidr: Fn.importValue('Cidr'),
    })).toEqual([]);
  });
});
