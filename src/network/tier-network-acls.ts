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

/** Never open from the internet, not as part of a range either (CIS 5.1, Security Hub EC2.21): MySQL and RDP. */
const CLOSED_TO_INTERNET = [3306, 3389];

/**
 * Creates a network ACL for each tier.
 *
 * Network ACLs are stateless: responses arrive on ephemeral ports and need rules of their own. They do not apply to traffic with the
 * resolver of the VPC, the instance metadata service and the time service.
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
    const acl = acknowledged(new ec2.CfnNetworkAcl(this, tier, { vpcId: this.props.vpc.vpcId }));
    Tags.of(acl).add('Name', `${this.props.namePrefix}-${tier.toLowerCase()}`);
    declareControls(acl, {
      'CIS 5.1/5.1/5.2/6.2': 'no inbound rule from the internet allows port 22 or 3389',
      'EC2.16': 'associated with the subnets of its tier',
      'EC2.21': 'no inbound rule from the internet allows port 22 or 3389',
    });
    this.createEntries(tier, acl, rules[tier].ingress, false);
    this.createEntries(tier, acl, rules[tier].egress, true);
    subnets.forEach((subnet, zone) => {
      new ec2.CfnSubnetNetworkAclAssociation(this, `${tier}Association${zone + 1}`, { subnetId: subnet.subnetId, networkAclId: acl.ref });
    });
    return acl;
  }

  private createEntries(tier: Tier, acl: ec2.CfnNetworkAcl, rules: Rule[], egress: boolean): void {
    rules.forEach(({ ports: [from, to], peer }, index) => cidrsOf(peer, this.props.vpc).forEach((cidrBlock, zone) => {
      const ruleNumber = 100 + index * 10 + zone;
      acknowledged(new ec2.CfnNetworkAclEntry(this, `${tier}${egress ? 'Egress' : 'Ingress'}${ruleNumber}`, {
        networkAclId: acl.ref, ruleNumber, egress, cidrBlock, protocol: 6, portRange: { from, to }, ruleAction: 'allow',
      }));
    }));
  }
}

function acknowledged<T extends Construct>(resource: T): T {
  acknowledge(resource, 'A second line of defence besides the security groups', 'AwsSolutions-VPC3');
  return resource;
}

function rulesFor(databasePort: number): Rules {
  const database: Ports = [databasePort, databasePort];
  const answersFromInternet = without(EPHEMERAL, [...CLOSED_TO_INTERNET, databasePort]).map((ports): Rule => ({ ports, peer: 'internet' }));
  return {
    Public: {
      ingress: [{ ports: HTTPS, peer: 'internet' }, { ports: HTTP, peer: 'internet' }, ...answersFromInternet, { ports: EPHEMERAL, peer: 'vpc' }],
      egress: [
        { ports: HTTPS, peer: 'internet' }, { ports: HTTP, peer: 'internet' },
        // Clients call from any of these ports.
        { ports: EPHEMERAL, peer: 'internet' },
      ],
    },
    Private: {
      ingress: [
        { ports: HTTPS, peer: 'vpc' },
        ...answersFromInternet,
        // An internal load balancer is here.
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

/** The range without some of its ports. */
function without([first, last]: Ports, closed: number[]): Ports[] {
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
