import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Tags } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { AclRules, type AclRule, type Connections, type PeerName } from './acl-rules';
import { declareControls } from '../../common/compliance/controls';
import { acknowledge } from '../../common/compliance/nag-acknowledgements';
import { TIERS, type Tier } from '../address-plan';

export interface TierNetworkAclsProps {
  readonly vpc: ec2.IVpc;
  readonly tierCidrs: { readonly [tier in Tier]: string };
  readonly databasePort: number;
  readonly namePrefix: string;
}

const PROTOCOL_NUMBERS = { tcp: 6, udp: 17 };

/** The number of the first rule of the initial table, and of the first additional rule. */
const FIRST_RULE = 100;
const FIRST_ADDITIONAL_RULE = 1000;

/**
 * Creates a network ACL for each tier.
 *
 * Network ACLs do not filter traffic to and from the Amazon DNS server, the instance metadata service and the Amazon Time Sync Service.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/vpc-network-acls.html
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/elb-vpc-network-acls.html
 */
export class TierNetworkAcls extends Construct {
  public readonly acls: { readonly [tier in Tier]: ec2.CfnNetworkAcl };
  public readonly rules: AclRules;

  /** The number of the last entry by tier and direction. */
  private readonly lastNumbers = new Map<string, number>();

  constructor(scope: Construct, id: string, private readonly props: TierNetworkAclsProps) {
    super(scope, id);
    const { vpc } = props;
    this.rules = new AclRules(props.databasePort, vpc.vpcCidrBlock);
    const subnets = { Public: vpc.publicSubnets, Private: vpc.privateSubnets, Isolated: vpc.isolatedSubnets };
    this.acls = Object.fromEntries(TIERS.map((tier) => [tier, this.createAcl(tier, subnets[tier])])) as typeof this.acls;
    this.createEntries(this.rules.all, FIRST_RULE, 10);
  }

  /** Creates the entries that connections require in addition to the present ones. */
  public allow(connections: Connections): void {
    this.createEntries(this.rules.add(connections), FIRST_ADDITIONAL_RULE, 1);
  }

  private createAcl(tier: Tier, subnets: ec2.ISubnet[]): ec2.CfnNetworkAcl {
    const acl = withAcknowledgement(new ec2.CfnNetworkAcl(this, tier, { vpcId: this.props.vpc.vpcId }));
    Tags.of(acl).add('Name', `${this.props.namePrefix}-${tier.toLowerCase()}`);
    declareControls(acl, {
      'CIS 5.1/5.1/5.2/6.2': 'no inbound rule from the internet allows port 22 or 3389',
      'EC2.16': 'associated with the subnets of its tier',
      'EC2.21': 'no inbound rule from the internet allows port 22 or 3389',
    });
    subnets.forEach((subnet, index) => {
      new ec2.CfnSubnetNetworkAclAssociation(this, `${tier}Association${index + 1}`, { subnetId: subnet.subnetId, networkAclId: acl.ref });
    });
    return acl;
  }

  private createEntries(rules: readonly AclRule[], firstNumber: number, step: number): void {
    for (const { tier, egress, protocol, ports: [from, to], peer } of rules) {
      const place = `${tier}${egress ? 'Egress' : 'Ingress'}`;
      const ruleNumber = Math.max(firstNumber, (this.lastNumbers.get(place) ?? 0) + step);
      this.lastNumbers.set(place, ruleNumber);
      withAcknowledgement(new ec2.CfnNetworkAclEntry(this, `${place}${ruleNumber}`, {
        networkAclId: this.acls[tier].ref,
        ruleNumber,
        egress,
        cidrBlock: this.cidrOf(peer),
        protocol: PROTOCOL_NUMBERS[protocol],
        portRange: { from, to },
        ruleAction: 'allow',
      }));
    }
  }

  private cidrOf(peer: PeerName): string {
    const { vpc, tierCidrs: { Public, Private, Isolated } } = this.props;
    const known: { readonly [peer: PeerName]: string } = {
      INTERNET: '0.0.0.0/0', VPC: vpc.vpcCidrBlock, PUBLIC: Public, PRIVATE: Private, ISOLATED: Isolated,
    };
    return known[peer] ?? peer;
  }
}

function withAcknowledgement<T extends Construct>(resource: T): T {
  acknowledge(resource, 'Network ACLs are a second layer of defense in addition to the security groups', 'AwsSolutions-VPC3');
  return resource;
}
