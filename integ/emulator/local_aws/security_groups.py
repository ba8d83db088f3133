"""Security group rules as separate resources."""
from .resource_types import ResourceType, add_type, client, ignore_missing

_PEERS = (('CidrIp', 'IpRanges'), ('CidrIpv6', 'Ipv6Ranges'))


class SecurityGroupRule(ResourceType):
    create_only = ('GroupId', 'IpProtocol', 'FromPort', 'ToPort', 'CidrIp', 'CidrIpv6', 'SourceSecurityGroupId', 'DestinationSecurityGroupId', 'Description')

    def __init__(self, direction, peer_group):
        self._direction = direction
        self._peer_group = peer_group

    def create(self, name, props):
        if self._direction == 'egress':
            self._remove_default_egress(props['GroupId'])
        response = self._call('authorize', props)
        rule = response['SecurityGroupRules'][0]['SecurityGroupRuleId']
        return rule, {'Id': rule}

    def delete(self, physical_id, props):
        with ignore_missing('InvalidGroup.NotFound', 'InvalidPermission.NotFound'):
            self._call('revoke', props)

    def _call(self, verb, props):
        operation = getattr(client('ec2'), f'{verb}_security_group_{self._direction}')
        return operation(GroupId=props['GroupId'], IpPermissions=[self._permission(props)])

    def _permission(self, props):
        description = {'Description': props['Description']} if props.get('Description') else {}
        permission = {'IpProtocol': str(props['IpProtocol'])}
        permission.update({port: int(props[port]) for port in ('FromPort', 'ToPort') if props.get(port) is not None})
        permission.update({ranges: [{cidr: props[cidr], **description}] for cidr, ranges in _PEERS if props.get(cidr)})
        if props.get(self._peer_group):
            permission['UserIdGroupPairs'] = [{'GroupId': props[self._peer_group], **description}]
        return permission

    def _remove_default_egress(self, group):
        """Removes the rule that allows all outbound traffic, as CloudFormation does.

        https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-securitygroupegress.html
        """
        all_traffic = {'IpProtocol': '-1', 'IpRanges': [{'CidrIp': '0.0.0.0/0'}]}
        with ignore_missing('InvalidPermission.NotFound'):
            client('ec2').revoke_security_group_egress(GroupId=group, IpPermissions=[all_traffic])


add_type('AWS::EC2::SecurityGroupIngress', SecurityGroupRule('ingress', 'SourceSecurityGroupId'))
add_type('AWS::EC2::SecurityGroupEgress', SecurityGroupRule('egress', 'DestinationSecurityGroupId'))
