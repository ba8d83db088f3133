import { networkNoise } from './network-noise';
import { BY, call, FROM_CONSOLE, type PatternCases } from '../records';

const RULE = {
  groupId: 'sg-0123456789abcdef0',
  ipPermissions: {
    items: [{ ipProtocol: 'tcp', fromPort: 22, toPort: 22, groups: {}, ipRanges: { items: [{ cidrIp: '0.0.0.0/0' }] }, ipv6Ranges: {}, prefixListIds: {} }],
  },
};
const GROUP = { groupId: RULE.groupId };
const NEW_GROUP = { groupName: 'x', groupDescription: 'x', vpcId: 'vpc-0123456789abcdef0' };

/** Of newer calls, EC2 records the request as it was sent. */
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
  truth: 'A person, by whatever service, or a program by a call of its own changed what a group lets through. A group that is new or deleted, attempts that failed, deployments by roles '
    + 'and AWS services are not. A controller in a cluster cannot be told from a person.',
  hits: {
    'a user opens SSH to all': call('ec2', 'AuthorizeSecurityGroupIngress', RULE, BY.user),
    'a person opens a port in the console': call('ec2', 'AuthorizeSecurityGroupIngress', RULE, BY.person, FROM_CONSOLE),
    'a role opens the way out': call('ec2', 'AuthorizeSecurityGroupEgress', RULE, BY.role),
    'a role closes a port': call('ec2', 'RevokeSecurityGroupIngress', RULE, BY.role),
    'root closes the way out': call('ec2', 'RevokeSecurityGroupEgress', RULE, BY.rootInConsole),
    'a user opens a port in the console, as older records have it': call('ec2', 'AuthorizeSecurityGroupIngress', RULE, BY.userInOldConsole),
    'a user opens SSH to all through a stack': call('ec2', 'AuthorizeSecurityGroupIngress', RULE, BY.userThroughStack),
    'a user opens SSH to all through an automation': call('ec2', 'AuthorizeSecurityGroupIngress', RULE, BY.userThroughAutomation),
    'a user widens a rule': call('ec2', 'ModifySecurityGroupRules', WIDER, BY.user),
  },
  nearMisses: {
    ...networkNoise('AuthorizeSecurityGroupIngress', RULE, 'Client.InvalidPermission.Duplicate'),
    'a load balancer opens a port': call('ec2', 'AuthorizeSecurityGroupIngress', RULE, BY.linkedRole('elasticloadbalancing', 'ElasticLoadBalancing')),
    'a user makes a group': call('ec2', 'CreateSecurityGroup', NEW_GROUP, BY.user),
    'EKS makes a group': call('ec2', 'CreateSecurityGroup', NEW_GROUP, BY.linkedRole('eks', 'AmazonEKS')),
    'a user deletes a group': call('ec2', 'DeleteSecurityGroup', GROUP, BY.user),
    'a page reads the groups': call('ec2', 'DescribeSecurityGroups', { securityGroupSet: {}, securityGroupIdSet: {}, filterSet: {} }, BY.person, FROM_CONSOLE),
    'a controller in a cluster opens a port': call('ec2', 'AuthorizeSecurityGroupIngress', RULE, BY.pipeline, { userAgent: 'elbv2.k8s.aws/v2.8.0' }),
    'a user changes the groups of an instance': call('ec2', 'ModifyInstanceAttribute', { instanceId: 'i-0123456789abcdef0', groupSet: { items: [GROUP] } }, BY.user),
  },
};

export const NetworkAclChanges: PatternCases = {
  truth: 'A person, by whatever service, or a program by a call of its own changed what an ACL lets through, or which ACL a subnet has. An ACL that is new denies all, '
    + 'and only one without subnets can be deleted.',
  hits: {
    'a user lets all in': call('ec2', 'CreateNetworkAclEntry', ENTRY, BY.user),
    'a person lets all in, in the console': call('ec2', 'CreateNetworkAclEntry', ENTRY, BY.person, FROM_CONSOLE),
    'a role deletes an entry': call('ec2', 'DeleteNetworkAclEntry', { ...ACL, ruleNumber: 90, egress: false }, BY.role),
    'a role replaces an entry': call('ec2', 'ReplaceNetworkAclEntry', ENTRY, BY.role),
    'a user lets all in through a stack': call('ec2', 'CreateNetworkAclEntry', ENTRY, BY.userThroughStack),
    'root gives a subnet another ACL': call('ec2', 'ReplaceNetworkAclAssociation', { ...ACL, associationId: 'aclassoc-0123456789abcdef0' }, BY.rootInConsole),
  },
  nearMisses: {
    ...networkNoise('CreateNetworkAclEntry', ENTRY, 'Client.NetworkAclEntryAlreadyExists'),
    'Firewall Manager adds an entry': call('ec2', 'CreateNetworkAclEntry', ENTRY, BY.linkedRole('fms', 'FMS')),
    'a user makes an ACL': call('ec2', 'CreateNetworkAcl', { vpcId: NEW_GROUP.vpcId }, BY.user),
    'a stack makes an ACL': call('ec2', 'CreateNetworkAcl', { vpcId: NEW_GROUP.vpcId }, BY.stack),
    'a user deletes an ACL': call('ec2', 'DeleteNetworkAcl', ACL, BY.user),
    'a page reads the ACLs': call('ec2', 'DescribeNetworkAcls', { networkAclIdSet: {}, filterSet: {} }, BY.person, FROM_CONSOLE),
  },
};
