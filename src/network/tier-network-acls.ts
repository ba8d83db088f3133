import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Tags } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { Tier } from './address-plan';
import { validateNetworkAcls } from './validation';
import { declareControls } from '../common/compliance/controls';
import { acknowledge } from '../common/compliance/nag-acknowledgements';

/** What `TierNetworkAcls` let through. */
export interface TierNetworkAclsProps {
  /** The VPC, which knows its address range, and whose private and isolated subnets know theirs. */
  readonly vpc: ec2.IVpc;

  /**
   * The port on which the private tier serves the load balancer.
   * @default 443
   */
  readonly applicationPort?: number;

  /**
   * The port on which the isolated tier serves the private tier.
   * @default 3306
   */
  readonly databasePort?: number;

  /**
   * The beginning of the name tags.
   * @default - the construct's path
   */
  readonly namePrefix?: string;
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
 * A network ACL for each tier.
 *
 * Network ACLs are stateless: answers come in on ephemeral ports and need rules of their own. Traffic with the VPC's resolver, the
 * instance metadata service and the time service is not subject to them.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/vpc-network-acls.html
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/elb-vpc-network-acls.html
 */
export class TierNetworkAcls extends Construct {
  /** The port on which the isolated tier serves the private tier. */
  public readonly databasePort: number;

  constructor(scope: Construct, id: string, props: TierNetworkAclsProps) {
    super(scope, id);
    validateNetworkAcls(this, props);
    const { vpc } = props;
    this.databasePort = props.databasePort ?? 3306;
    const rules = rulesFor(props.applicationPort ?? 443, this.databasePort);
    const namePrefix = props.namePrefix ?? this.node.path;
    this.createAcl('Public', vpc.publicSubnets, rules, vpc, namePrefix);
    this.createAcl('Private', vpc.privateSubnets, rules, vpc, namePrefix);
    this.createAcl('Isolated', vpc.isolatedSubnets, rules, vpc, namePrefix);
    this.node.findAll().filter((node) => node instanceof ec2.CfnNetworkAcl || node instanceof ec2.CfnNetworkAclEntry)
      .forEach((resource) => acknowledge(resource, 'A second line of defence besides the security groups', 'AwsSolutions-VPC3'));
  }

  private createAcl(tier: Tier, subnets: ec2.ISubnet[], rules: Rules, vpc: ec2.IVpc, namePrefix: string): void {
    const acl = new ec2.CfnNetworkAcl(this, tier, { vpcId: vpc.vpcId });
    Tags.of(acl).add('Name', `${namePrefix}-${tier.toLowerCase()}`);
    declareControls(acl, {
      'CIS 5.1/5.1/5.2/6.2': 'the answers that come in leave out the ports of administration',
      'EC2.16': subnets.length > 0 && 'each tier uses its own',
      'EC2.21': 'the answers that come in leave out the ports of administration',
    });
    this.createEntries(tier, acl, rules[tier].ingress, vpc, false);
    this.createEntries(tier, acl, rules[tier].egress, vpc, true);
    subnets.forEach((subnet, zone) => {
      new ec2.CfnSubnetNetworkAclAssociation(this, `${tier}Association${zone + 1}`, { subnetId: subnet.subnetId, networkAclId: acl.ref });
    });
  }

  private createEntries(tier: Tier, acl: ec2.CfnNetworkAcl, rules: Rule[], vpc: ec2.IVpc, egress: boolean): void {
    const step = rules.some(({ peer }) => rangesOf(peer, vpc).length > 10) ? 100 : 10;
    rules.forEach(({ ports: [from, to], peer }, index) => rangesOf(peer, vpc).forEach((cidrBlock, zone) => {
      const ruleNumber = 100 + index * step + zone;
      new ec2.CfnNetworkAclEntry(this, `${tier}${egress ? 'Egress' : 'Ingress'}${ruleNumber}`, {
        networkAclId: acl.ref, ruleNumber, egress, cidrBlock, protocol: 6, portRange: { from, to }, ruleAction: 'allow',
      });
    }));
  }
}

function rulesFor(applicationPort: number, databasePort: number): Rules {
  const application: Ports = [applicationPort, applicationPort];
  const database: Ports = [databasePort, databasePort];
  const answersFromInternet = without(EPHEMERAL, [...CLOSED_TO_INTERNET, databasePort]).map((ports): Rule => ({ ports, peer: 'internet' }));
  return {
    Public: {
      ingress: [{ ports: HTTPS, peer: 'internet' }, { ports: HTTP, peer: 'internet' }, ...answersFromInternet, { ports: EPHEMERAL, peer: 'vpc' }],
      egress: [
        { ports: HTTPS, peer: 'internet' }, { ports: HTTP, peer: 'internet' },
        ...(applicationPort === 443 ? [] : [{ ports: application, peer: 'private subnets' as Peer }]),
        // Clients call from any of these ports.
        { ports: EPHEMERAL, peer: 'internet' },
      ],
    },
    Private: {
      ingress: [
        { ports: HTTPS, peer: 'vpc' },
        ...(applicationPort === 443 ? [] : [{ ports: application, peer: 'vpc' as Peer }]),
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

function rangesOf(peer: Peer, vpc: ec2.IVpc): string[] {
  const ranges = (subnets: ec2.ISubnet[]) => subnets.map((subnet) => subnet.ipv4CidrBlock);
  return {
    'internet': () => ['0.0.0.0/0'],
    'vpc': () => [vpc.vpcCidrBlock],
    'private subnets': () => ranges(vpc.privateSubnets),
    'isolated subnets': () => ranges(vpc.isolatedSubnets),
  }[peer]();
}
