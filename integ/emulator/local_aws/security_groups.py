"""Rules of security groups as resources of their own."""
from .resource_types import ResourceType, add_type, client, gone_already

_PEERS = (('CidrIp', 'IpRanges'), ('CidrIpv6', 'Ipv6Ranges'))


class SecurityGroupRule(ResourceType):
    create_only = ('GroupId', 'IpProtocol', 'FromPort', 'ToPort', 'CidrIp', 'CidrIpv6', 'SourceSecurityGroupId', 'DestinationSecurityGroupId', 'Description')

    def __init__(self, direction, peer_group):
        self._direction = direction
        self._peer_group = peer_group

    def create(self, name, props):
        if self._direction == 'egress':
            self._take_out_default_egress(props['GroupId'])
        answer = self._call('authorize', props)
        rule = answer['SecurityGroupRules'][0]['SecurityGroupRuleId']
        return rule, {'Id': rule}

    def delete(self, physical_id, props):
        with gone_already('InvalidGroup.NotFound', 'InvalidPermission.NotFound'):
            self._call('revoke', props)

    def _call(self, verb, props):
        operation = getattr(client('ec2'), f'{verb}_security_group_{self._direction}')
        return operation(GroupId=props['GroupId'], IpPermissions=[self._permission(props)])

    def _permission(self, props):
        described = {'Description': props['Description']} if props.get('Description') else {}
        permission = {'IpProtocol': str(props['IpProtocol'])}
        permission.update({port: int(props[port]) for port in ('FromPort', 'ToPort') if props.get(port) is not None})
        permission.update({ranges: [{cidr: props[cidr], **described}] for cidr, ranges in _PEERS if props.get(cidr)})
        if props.get(self._peer_group):
            permission['UserIdGroupPairs'] = [{'GroupId': props[self._peer_group], **described}]
        return permission

    def _take_out_default_egress(self, group):
        """https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-securitygroupegress.html"""
        everything = {'IpProtocol': '-1', 'IpRanges': [{'CidrIp': '0.0.0.0/0'}]}
        with gone_already('InvalidPermission.NotFound'):
            client('ec2').revoke_security_group_egress(GroupId=group, IpPermissions=[everything])


add_type('AWS::EC2::SecurityGroupIngress', SecurityGroupRule('ingress', 'SourceSecurityGroupId'))
add_type('AWS::EC2::SecurityGroupEgress', SecurityGroupRule('egress', 'DestinationSecurityGroupId'))
