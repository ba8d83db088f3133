import { networkNearMisses } from './network-near-misses';
import { BY, call, FROM_CONSOLE, type PatternCases } from '../records';

const RULE = {
  groupId: 'sg-0123456789abcdef0',
  ipPermissions: {
    items: [{ ipProtocol: 'tcp', fromPort: 22, toPort: 22, groups: {}, ipRanges: { items: [{ cidrIp: '0.0.0.0/0' }] }, ipv6Ranges: {}, prefixListIds: {} }],
  },
};
const GROUP = { groupId: RULE.groupId };
const NEW_GROUP = { groupName: 'x', groupDescription: 'x', vpcId: 'vpc-0123456789abcdef0' };

/** For newer API actions, CloudTrail records the request of EC2 unchanged. */
const WIDER = {
  ModifySecurityGroupRulesRequest: {
    GroupId: RULE.groupId,
    SecurityGroupRule: {
      SecurityGroupRuleId: 'sgr-0123456789abcdef0',
      SecurityGroupRule: { IpProtocol: 'tcp', FromPort: 22, ToPort: 22, CidrIpv4: '0.0.0.0/0' },
      tag: 1,
    },
  },
};
const ENTRY = {
  networkAclId: 'acl-0123456789abcdef0', ruleNumber: 90, egress: false, ruleAction: 'allow', icmpTypeCode: {}, portRange: {}, aclProtocol: '-1', cidrBlock: '0.0.0.0/0',
};
const ACL = { networkAclId: ENTRY.networkAclId };

export const SecurityGroupChanges: PatternCases = {
  expectation: 'A user, also through a service, or a program changes the traffic that a security group allows. It excludes new and deleted groups, failed attempts, deployments with roles '
    + 'of CloudFormation, and AWS services. A Kubernetes controller cannot be distinguished from a user.',
  hits: {
    'a user allows SSH from any address': call('ec2', 'AuthorizeSecurityGroupIngress', RULE, BY.user),
    'a federated user allows a port in the console': call('ec2', 'AuthorizeSecurityGroupIngress', RULE, BY.federatedUser, FROM_CONSOLE),
    'a role allows outbound traffic': call('ec2', 'AuthorizeSecurityGroupEgress', RULE, BY.role),
    'a role revokes an inbound rule': call('ec2', 'RevokeSecurityGroupIngress', RULE, BY.role),
    'the root user revokes an outbound rule': call('ec2', 'RevokeSecurityGroupEgress', RULE, BY.rootInConsole),
    'a user allows a port in the console (older event format)': call('ec2', 'AuthorizeSecurityGroupIngress', RULE, BY.userInConsoleOldFormat),
    'a user allows SSH from any address through a stack': call('ec2', 'AuthorizeSecurityGroupIngress', RULE, BY.userThroughStack),
    'a user allows SSH from any address through an automation': call('ec2', 'AuthorizeSecurityGroupIngress', RULE, BY.userThroughAutomation),
    'a user modifies a rule': call('ec2', 'ModifySecurityGroupRules', WIDER, BY.user),
  },
  nearMisses: {
    ...networkNearMisses('AuthorizeSecurityGroupIngress', RULE, 'Client.InvalidPermission.Duplicate'),
    'a load balancer allows a port': call('ec2', 'AuthorizeSecurityGroupIngress', RULE, BY.linkedRole('elasticloadbalancing', 'ElasticLoadBalancing')),
    'a user creates a group': call('ec2', 'CreateSecurityGroup', NEW_GROUP, BY.user),
    'EKS creates a group': call('ec2', 'CreateSecurityGroup', NEW_GROUP, BY.linkedRole('eks', 'AmazonEKS')),
    'a user deletes a group': call('ec2', 'DeleteSecurityGroup', GROUP, BY.user),
    'a console page reads the groups': call('ec2', 'DescribeSecurityGroups', { securityGroupSet: {}, securityGroupIdSet: {}, filterSet: {} }, BY.federatedUser, FROM_CONSOLE),
    'a Kubernetes controller allows a port': call('ec2', 'AuthorizeSecurityGroupIngress', RULE, BY.pipeline, { userAgent: 'elbv2.k8s.aws/v2.8.0' }),
    'a user changes the groups of an instance': call('ec2', 'ModifyInstanceAttribute', { instanceId: 'i-0123456789abcdef0', groupSet: { items: [GROUP] } }, BY.user),
  },
};

export const NetworkAclChanges: PatternCases = {
  expectation: 'A user, also through a service, or a program changes the traffic that a network ACL allows, or the network ACL of a subnet. It excludes new network ACLs, which deny all traffic, '
    + 'and deleted ones, which have no subnets.',
  hits: {
    'a user allows all inbound traffic': call('ec2', 'CreateNetworkAclEntry', ENTRY, BY.user),
    'a federated user allows all inbound traffic in the console': call('ec2', 'CreateNetworkAclEntry', ENTRY, BY.federatedUser, FROM_CONSOLE),
    'a role deletes an entry': call('ec2', 'DeleteNetworkAclEntry', { ...ACL, ruleNumber: 90, egress: false }, BY.role),
    'a role replaces an entry': call('ec2', 'ReplaceNetworkAclEntry', ENTRY, BY.role),
    'a user allows all inbound traffic through a stack': call('ec2', 'CreateNetworkAclEntry', ENTRY, BY.userThroughStack),
    'the root user replaces the network ACL of a subnet': call('ec2', 'ReplaceNetworkAclAssociation', { ...ACL, associationId: 'aclassoc-0123456789abcdef0' }, BY.rootInConsole),
  },
  nearMisses: {
    ...networkNearMisses('CreateNetworkAclEntry', ENTRY, 'Client.NetworkAclEntryAlreadyExists'),
    'Firewall Manager adds an entry': call('ec2', 'CreateNetworkAclEntry', ENTRY, BY.linkedRole('fms', 'FMS')),
    'a user creates a network ACL': call('ec2', 'CreateNetworkAcl', { vpcId: NEW_GROUP.vpcId }, BY.user),
    'a stack creates a network ACL': call('ec2', 'CreateNetworkAcl', { vpcId: NEW_GROUP.vpcId }, BY.stack),
    'a user deletes a network ACL': call('ec2', 'DeleteNetworkAcl', ACL, BY.user),
    'a console page reads the network ACLs': call('ec2', 'DescribeNetworkAcls', { networkAclIdSet: {}, filterSet: {} }, BY.federatedUser, FROM_CONSOLE),
  },
};
