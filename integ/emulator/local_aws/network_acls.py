"""Network ACLs, with the port ranges and the errors that ministack lacks."""
import xml.sax.saxutils as xml

from ministack.services import ec2 as service

from .resource_types import ResourceType, add_type, boolean, client, ignore_missing, tag_specifications, update_ec2_tags


class NetworkAcl(ResourceType):
    create_only = ('VpcId',)

    def create(self, name, props):
        acl = client('ec2').create_network_acl(VpcId=props['VpcId'], **tag_specifications('network-acl', props))['NetworkAcl']
        return acl['NetworkAclId'], {'Id': acl['NetworkAclId']}

    def update(self, physical_id, old, props):
        update_ec2_tags(physical_id, old, props)
        return physical_id, {'Id': physical_id}

    def delete(self, physical_id, props):
        with ignore_missing('InvalidNetworkAclID.NotFound'):
            client('ec2').delete_network_acl(NetworkAclId=physical_id)


class NetworkAclEntry(ResourceType):
    create_only = ('NetworkAclId', 'RuleNumber', 'Egress')

    def create(self, name, props):
        client('ec2').create_network_acl_entry(**self._key(props), **self._rule(props))
        return name, {'Id': name}

    def update(self, physical_id, old, props):
        client('ec2').replace_network_acl_entry(**self._key(props), **self._rule(props))
        return physical_id, {'Id': physical_id}

    def delete(self, physical_id, props):
        with ignore_missing('InvalidNetworkAclID.NotFound', 'InvalidNetworkAclEntry.NotFound'):
            client('ec2').delete_network_acl_entry(**self._key(props))

    def _key(self, props):
        return {'NetworkAclId': props['NetworkAclId'], 'RuleNumber': int(props['RuleNumber']), 'Egress': boolean(props.get('Egress', False))}

    def _rule(self, props):
        rule = {'Protocol': str(props['Protocol']), 'RuleAction': props['RuleAction']}
        rule.update({cidr: props[cidr] for cidr in ('CidrBlock', 'Ipv6CidrBlock') if props.get(cidr)})
        if props.get('PortRange'):
            rule['PortRange'] = {end: int(props['PortRange'][end]) for end in ('From', 'To')}
        return rule


class SubnetNetworkAclAssociation(ResourceType):
    """On AWS, each subnet is always associated with one network ACL. ministack has no association with the default network ACL."""

    create_only = ('SubnetId', 'NetworkAclId')

    def create(self, name, props):
        acl = service._network_acls[props['NetworkAclId']]
        association = 'aclassoc-' + name[-8:].rjust(17, '0')
        acl['Associations'].append({'NetworkAclAssociationId': association, 'SubnetId': props['SubnetId'], 'NetworkAclId': props['NetworkAclId']})
        return association, {'AssociationId': association}

    def delete(self, physical_id, props):
        for acl in service._network_acls.values():
            acl['Associations'] = [one for one in acl['Associations'] if one['NetworkAclAssociationId'] != physical_id]


add_type('AWS::EC2::NetworkAcl', NetworkAcl())
add_type('AWS::EC2::NetworkAclEntry', NetworkAclEntry())
add_type('AWS::EC2::SubnetNetworkAclAssociation', SubnetNetworkAclAssociation())


def _with_ports(ministack_action, reject_duplicates):
    """Adds the port range to CreateNetworkAclEntry and ReplaceNetworkAclEntry."""
    def action(params):
        acl = service._network_acls.get(service._p(params, 'NetworkAclId'))
        number, egress = int(service._p(params, 'RuleNumber')), service._p(params, 'Egress') == 'true'
        if acl and reject_duplicates and any((entry['RuleNumber'], entry['Egress']) == (number, egress) for entry in acl['Entries']):
            return service._error('NetworkAclEntryAlreadyExists', f'The network acl entry identified by {number} already exists.', 400)
        response = ministack_action(params)
        if acl and service._p(params, 'PortRange.From'):
            acl['Entries'][-1]['PortRange'] = (service._p(params, 'PortRange.From'), service._p(params, 'PortRange.To'))
        return response
    return action


def _entry_xml(entry):
    text = _ministack_entry_xml(entry)
    if 'PortRange' not in entry:
        return text
    first, last = (xml.escape(str(port)) for port in entry['PortRange'])
    return text.replace('</item>', f'<portRange><from>{first}</from><to>{last}</to></portRange></item>')


def _delete_network_acl(params):
    acl = service._network_acls.get(service._p(params, 'NetworkAclId'))
    if acl and acl['Associations']:
        return service._error('DependencyViolation', f"The networkAcl '{acl['NetworkAclId']}' has dependencies and cannot be deleted.", 400)
    return _ministack_delete_network_acl(params)


_ministack_entry_xml, service._network_acl_entry_xml = service._network_acl_entry_xml, _entry_xml
_ministack_delete_network_acl = service._delete_network_acl
service._ACTION_MAP.update(
    CreateNetworkAclEntry=_with_ports(service._create_network_acl_entry, reject_duplicates=True),
    ReplaceNetworkAclEntry=_with_ports(service._replace_network_acl_entry, reject_duplicates=False),
    DeleteNetworkAcl=_delete_network_acl,
)
