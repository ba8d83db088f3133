import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as logs from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';

interface Acl {
  readonly tier: string;
  readonly subnetType: ec2.SubnetType;
  readonly ingress: [string, ec2.AclTraffic][];
  readonly egress: [string, ec2.AclTraffic][];
}

const ANYWHERE = '0.0.0.0/0';
const VPC = '10.0.0.0/16';
const PRIVATE = ['10.0.32.0/20', '10.0.48.0/20'];
const ISOLATED = ['10.0.64.0/20', '10.0.80.0/20'];
const { tcpPort, tcpPortRange } = ec2.AclTraffic;
const returnTraffic: [string, ec2.AclTraffic][] = [
  [ANYWHERE, tcpPortRange(1024, 3305)], [ANYWHERE, tcpPortRange(3307, 3388)], [ANYWHERE, tcpPortRange(3390, 65535)],
];
const web: [string, ec2.AclTraffic][] = [[ANYWHERE, tcpPort(443)], [ANYWHERE, tcpPort(80)]];

const ACLS: Acl[] = [
  { tier: 'Public', subnetType: ec2.SubnetType.PUBLIC, ingress: [...web, ...returnTraffic], egress: [...web, ...returnTraffic] },
  {
    tier: 'Private',
    subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS,
    ingress: [[VPC, tcpPort(443)], ...returnTraffic],
    egress: [...web, ...ISOLATED.map((cidr): [string, ec2.AclTraffic] => [cidr, tcpPort(3306)]), [VPC, tcpPortRange(1024, 65535)]],
  },
  {
    tier: 'Isolated',
    subnetType: ec2.SubnetType.PRIVATE_ISOLATED,
    ingress: PRIVATE.map((cidr) => [cidr, tcpPort(3306)]),
    egress: PRIVATE.map((cidr) => [cidr, tcpPortRange(1024, 65535)]),
  },
];

export function createNetwork(scope: Construct, flowLogGroup: logs.ILogGroup): ec2.Vpc {
  const vpc = new ec2.Vpc(scope, 'Vpc', {
    ipAddresses: ec2.IpAddresses.cidr(VPC),
    maxAzs: 2,
    natGateways: 1,
    restrictDefaultSecurityGroup: true,
    subnetConfiguration: ACLS.map(({ tier, subnetType }) => ({ name: tier, subnetType, cidrMask: 20 })),
    flowLogs: { All: { destination: ec2.FlowLogDestination.toCloudWatchLogs(flowLogGroup), trafficType: ec2.FlowLogTrafficType.ALL } },
    gatewayEndpoints: { S3: { service: ec2.GatewayVpcEndpointAwsService.S3 }, DynamoDb: { service: ec2.GatewayVpcEndpointAwsService.DYNAMODB } },
  });
  for (const { tier, subnetType, ingress, egress } of ACLS) {
    const acl = new ec2.NetworkAcl(scope, `${tier}Acl`, { vpc, subnetSelection: { subnetType } });
    addEntries(acl, ec2.TrafficDirection.INGRESS, ingress);
    addEntries(acl, ec2.TrafficDirection.EGRESS, egress);
  }
  return vpc;
}

function addEntries(acl: ec2.NetworkAcl, direction: ec2.TrafficDirection, entries: [string, ec2.AclTraffic][]): void {
  entries.forEach(([cidr, traffic], index) => {
    const ruleNumber = 100 + index;
    const id = `${direction === ec2.TrafficDirection.INGRESS ? 'Ingress' : 'Egress'}${ruleNumber}`;
    acl.addEntry(id, { ruleNumber, direction, traffic, cidr: ec2.AclCidr.ipv4(cidr) });
  });
}
