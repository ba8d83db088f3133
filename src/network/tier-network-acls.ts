import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Tags } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { Tier } from './address-plan';
import { declareControls } from '../common/compliance/controls';
import { acknowledge } from '../common/compliance/nag-acknowledgements';

export interface TierNetworkAclsProps {
  readonly vpc: ec2.IVpc;
  readonly databasePort: number;
  readonly namePrefix: string;
}

type Ports = readonly [from: number, to: number];
type Peer = 'internet' | 'vpc' | 'private subnets' | 'isolated subnets';

interface Rule {
  readonly ports: Ports;
  readonly peer: Peer;
}

type Rules = { readonly [tier in Tier]: { readonly ingress: Rule[]; readonly egress: Rule[] } };

const HTTPS: Ports = [443, 443];
const HTTP: Ports = [80, 80];
const EPHEMERAL: Ports = [1024, 65535];

/** MySQL and RDP. No rule allows them from the internet, even within a port range (CIS 5.1, Security Hub EC2.21). */
const CLOSED_TO_INTERNET = [3306, 3389];

/**
 * Creates a network ACL for each tier.
 *
 * Network ACLs are stateless: they require separate rules for responses, which use ephemeral ports. They do not filter traffic to and from the
 * Amazon DNS server, the instance metadata service and the Amazon Time Sync Service.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/vpc-network-acls.html
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/elb-vpc-network-acls.html
 */
export class TierNetworkAcls extends Construct {
  public readonly acls: { readonly [tier in Tier]: ec2.CfnNetworkAcl };

  constructor(scope: Construct, id: string, private readonly props: TierNetworkAclsProps) {
    super(scope, id);
    const { publicSubnets, privateSubnets, isolatedSubnets } = props.vpc;
    const rules = rulesFor(props.databasePort);
    this.acls = {
      Public: this.createAcl('Public', publicSubnets, rules),
      Private: this.createAcl('Private', privateSubnets, rules),
      Isolated: this.createAcl('Isolated', isolatedSubnets, rules),
    };
  }

  private createAcl(tier: Tier, subnets: ec2.ISubnet[], rules: Rules): ec2.CfnNetworkAcl {
    const acl = withAcknowledgement(new ec2.CfnNetworkAcl(this, tier, { vpcId: this.props.vpc.vpcId }));
    Tags.of(acl).add('Name', `${this.props.namePrefix}-${tier.toLowerCase()}`);
    declareControls(acl, {
      'CIS 5.1/5.1/5.2/6.2': 'no inbound rule from the internet allows port 22 or 3389',
      'EC2.16': 'associated with the subnets of its tier',
      'EC2.21': 'no inbound rule from the internet allows port 22 or 3389',
    });
    this.createEntries(tier, acl, rules[tier].ingress, false);
    this.createEntries(tier, acl, rules[tier].egress, true);
    subnets.forEach((subnet, index) => {
      new ec2.CfnSubnetNetworkAclAssociation(this, `${tier}Association${index + 1}`, { subnetId: subnet.subnetId, networkAclId: acl.ref });
    });
    return acl;
  }

  private createEntries(tier: Tier, acl: ec2.CfnNetworkAcl, rules: Rule[], egress: boolean): void {
    rules.forEach(({ ports: [from, to], peer }, ruleIndex) => cidrsOf(peer, this.props.vpc).forEach((cidrBlock, cidrIndex) => {
      const ruleNumber = 100 + ruleIndex * 10 + cidrIndex;
      withAcknowledgement(new ec2.CfnNetworkAclEntry(this, `${tier}${egress ? 'Egress' : 'Ingress'}${ruleNumber}`, {
        networkAclId: acl.ref, ruleNumber, egress, cidrBlock, protocol: 6, portRange: { from, to }, ruleAction: 'allow',
      }));
    }));
  }
}

function withAcknowledgement<T extends Construct>(resource: T): T {
  acknowledge(resource, 'Network ACLs are a second layer of defense in addition to the security groups', 'AwsSolutions-VPC3');
  return resource;
}

function rulesFor(databasePort: number): Rules {
  const database: Ports = [databasePort, databasePort];
  const responsesFromInternet = excludePorts(EPHEMERAL, [...CLOSED_TO_INTERNET, databasePort]).map((ports): Rule => ({ ports, peer: 'internet' }));
  return {
    Public: {
      ingress: [{ ports: HTTPS, peer: 'internet' }, { ports: HTTP, peer: 'internet' }, ...responsesFromInternet, { ports: EPHEMERAL, peer: 'vpc' }],
      egress: [
        { ports: HTTPS, peer: 'internet' }, { ports: HTTP, peer: 'internet' },
        // Responses to clients, which can use any ephemeral port.
        { ports: EPHEMERAL, peer: 'internet' },
      ],
    },
    Private: {
      ingress: [
        { ports: HTTPS, peer: 'vpc' },
        ...responsesFromInternet,
        // Requests to an internal load balancer, and traffic between the subnets of the VPC.
        { ports: HTTP, peer: 'vpc' }, { ports: EPHEMERAL, peer: 'vpc' },
      ],
      egress: [
        { ports: HTTPS, peer: 'internet' }, { ports: HTTP, peer: 'internet' },
        { ports: database, peer: 'isolated subnets' }, { ports: EPHEMERAL, peer: 'vpc' },
      ],
    },
    Isolated: {
      ingress: [{ ports: database, peer: 'private subnets' }],
      egress: [{ ports: EPHEMERAL, peer: 'private subnets' }],
    },
  };
}

/** The port ranges that remain when some ports are excluded from a range. */
function excludePorts([first, last]: Ports, closed: number[]): Ports[] {
  const edges = [...new Set(closed)].filter((port) => port >= first && port <= last).sort((a, b) => a - b);
  const starts = [first, ...edges.map((port) => port + 1)];
  const ends = [...edges.map((port) => port - 1), last];
  return starts.map((start, index): Ports => [start, ends[index]]).filter(([start, end]) => start <= end);
}

function cidrsOf(peer: Peer, vpc: ec2.IVpc): string[] {
  const cidrs = (subnets: ec2.ISubnet[]) => subnets.map((subnet) => subnet.ipv4CidrBlock);
  return {
    'internet': () => ['0.0.0.0/0'],
    'vpc': () => [vpc.vpcCidrBlock],
    'private subnets': () => cidrs(vpc.privateSubnets),
    'isolated subnets': () => cidrs(vpc.isolatedSubnets),
  }[peer]();
}
