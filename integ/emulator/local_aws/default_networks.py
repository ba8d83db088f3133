"""The rule that a default security group has for inbound traffic from itself, and filters that ministack ignores."""
from ministack.core.responses import get_account_id
from ministack.services import ec2 as service

from .resource_types import extend_type


def _allow_from_itself():
    for group in service._security_groups.values():
        if group['GroupName'] == 'default' and not group.get('is_complete'):
            group['is_complete'] = True
            pair = {'GroupId': group['GroupId'], 'UserId': get_account_id()}
            group['IpPermissions'].append({'IpProtocol': '-1', 'IpRanges': [], 'Ipv6Ranges': [], 'PrefixListIds': [], 'UserIdGroupPairs': [pair]})


def _with_rule(ministack_action):
    def action(*arguments):
        result = ministack_action(*arguments)
        _allow_from_itself()
        return result
    return action


service._init_defaults = _with_rule(service._init_defaults)
for _action in ('CreateVpc', 'CreateDefaultVpc'):
    service._ACTION_MAP[_action] = _with_rule(service._ACTION_MAP[_action])
extend_type('AWS::EC2::VPC', apply=lambda vpc, props: _allow_from_itself())


def _add_filters(action, parameter, store, filters):
    """Adds filters to an action that only selects IDs: passes it the IDs of what matches."""
    ministack_action = service._ACTION_MAP[action]

    def describe(params):
        given = {name: values for name, values in service._parse_filters(params).items() if name in filters}
        if not given:
            return ministack_action(params)
        requested = service._parse_member_list(params, parameter)
        ids = [identifier for identifier, record in store.items() if (not requested or identifier in requested)
               and all(set(values).intersection(filters[name](record)) for name, values in given.items())]
        others = {name: value for name, value in params.items() if not name.startswith(f'{parameter}.')}
        return ministack_action({**others, **{f'{parameter}.{index}': [identifier] for index, identifier in enumerate(ids or ['none'], 1)}})
    service._ACTION_MAP[action] = describe


_IN_VPC = {'vpc-id': lambda record: [record['VpcId']]}
_add_filters('DescribeVpcEndpoints', 'VpcEndpointId', service._vpc_endpoints, _IN_VPC)
_add_filters('DescribeNetworkInterfaces', 'NetworkInterfaceId', service._network_interfaces, {
    **_IN_VPC,
    'subnet-id': lambda interface: [interface['SubnetId']],
    'group-id': lambda interface: [group['GroupId'] for group in interface.get('Groups', [])],
})
_add_filters('DescribeVpcPeeringConnections', 'VpcPeeringConnectionId', service._vpc_peering, {
    'requester-vpc-info.vpc-id': lambda connection: [connection['RequesterVpcInfo']['VpcId']],
    'accepter-vpc-info.vpc-id': lambda connection: [connection['AccepterVpcInfo']['VpcId']],
})
