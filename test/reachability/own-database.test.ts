import { Template } from 'aws-cdk-lib/assertions';
import { Port, SubnetType } from 'aws-cdk-lib/aws-ec2';
import { AuroraPostgresEngineVersion, ClusterInstance, DatabaseCluster, DatabaseClusterEngine } from 'aws-cdk-lib/aws-rds';
import { TrafficPeer, type NetworkOptions } from '../../src';
import { baselineIn } from '../baseline/presets-under-test';
import { TemplateNetwork } from '../network/packets';
import { newStack, only, warningsOf } from '../support/templates';

/** A baseline without a database, and an Aurora cluster in its isolated subnets. Returns the open ports and the warnings. */
function clusterIn(network: NetworkOptions): { ports: number[]; warnings: string[] } {
  const stack = newStack();
  const baseline = baselineIn(stack, { database: { enabled: false }, network });
  const cluster = new DatabaseCluster(stack, 'Cluster', {
    vpc: baseline.vpc,
    vpcSubnets: { subnetType: SubnetType.PRIVATE_ISOLATED },
    engine: DatabaseClusterEngine.auroraPostgres({ version: AuroraPostgresEngineVersion.VER_17_7 }),
    writer: ClusterInstance.serverlessV2('Writer'),
  });
  cluster.connections.allowDefaultPortFrom(baseline.webTier);
  const template = Template.fromStack(stack);
  // The rules refer to the port of the cluster, which is the default of PostgreSQL.
  const packets = new TemplateNetwork(JSON.parse(JSON.stringify(template.toJSON().Resources).replace(/\{"Fn::GetAtt":\["\w+","Endpoint.Port"\]\}/g, '5432')));
  const [{ Groups }] = only(template, 'AWS::EC2::LaunchTemplate').Properties.LaunchTemplateData.NetworkInterfaces;
  const instances = packets.hostsIn(only(template, 'AWS::AutoScaling::AutoScalingGroup').Properties.VPCZoneIdentifier, Groups);
  const writers = packets.hostsIn(only(template, 'AWS::RDS::DBSubnetGroup').Properties.SubnetIds, only(template, 'AWS::RDS::DBCluster').Properties.VpcSecurityGroupIds);
  return {
    ports: packets.ports.filter((port) => instances.every((from) => writers.every((to) => packets.connects(from, to, port)))),
    warnings: warningsOf(stack).filter((text) => text.includes('droppedTraffic')),
  };
}

test('instances of a baseline reach a database of another engine only if the network ACLs allow its port, and a warning shows how', () => {
  const { ports, warnings } = clusterIn({});
  expect(ports).toEqual([]);
  expect(new Set(warnings.map((text) => /Add (\{.*\}) to additionalTraffic/.exec(text)?.[1]))).toEqual(new Set([
    '{ source: TrafficPeer.PRIVATE, destination: TrafficPeer.ISOLATED, port: Port.tcp(5432) }',
  ]));
  expect(clusterIn({ additionalTraffic: [{ source: TrafficPeer.PRIVATE, destination: TrafficPeer.ISOLATED, port: Port.tcp(5432) }] })).toEqual({ ports: [5432], warnings: [] });
});
