"""Elastic IP addresses, NAT gateways, flow logs, and parts of networks that EC2 refuses to delete."""
from ministack.services import ec2 as service

from .refusals import refuse
from .resource_types import ResourceType, add_type, boolean, client, extend_type, ignore_missing, pick, tag_specifications, update_ec2_tags


class Eip(ResourceType):
    def create(self, name, props):
        address = client('ec2').allocate_address(Domain=props.get('Domain', 'vpc'), **tag_specifications('elastic-ip', props))
        return address['PublicIp'], {'PublicIp': address['PublicIp'], 'AllocationId': address['AllocationId']}

    def update(self, physical_id, old, props):
        allocation = self._allocation(physical_id)
        update_ec2_tags(allocation, old, props)
        return physical_id, {'PublicIp': physical_id, 'AllocationId': allocation}

    def delete(self, physical_id, props):
        with ignore_missing('InvalidAllocationID.NotFound'):
            client('ec2').release_address(AllocationId=self._allocation(physical_id))

    def _allocation(self, address):
        # ministack ignores the parameter PublicIps.
        allocations = {one['PublicIp']: one['AllocationId'] for one in client('ec2').describe_addresses()['Addresses']}
        return allocations.get(address, address)


class NatGateway(ResourceType):
    create_only = ('SubnetId', 'AllocationId', 'ConnectivityType')

    def create(self, name, props):
        gateway = client('ec2').create_nat_gateway(
            **pick(props, 'SubnetId', 'AllocationId', 'ConnectivityType'), **tag_specifications('natgateway', props))['NatGateway']
        return gateway['NatGatewayId'], {'NatGatewayId': gateway['NatGatewayId']}

    def update(self, physical_id, old, props):
        update_ec2_tags(physical_id, old, props)
        return physical_id, {'NatGatewayId': physical_id}

    def delete(self, physical_id, props):
        with ignore_missing('NatGatewayNotFound'):
            client('ec2').delete_nat_gateway(NatGatewayId=physical_id)


class FlowLog(ResourceType):
    create_only = ('ResourceId', 'ResourceType', 'TrafficType', 'LogDestinationType', 'LogDestination', 'LogGroupName',
                   'DeliverLogsPermissionArn', 'MaxAggregationInterval', 'LogFormat', 'DestinationOptions')

    def create(self, name, props):
        options = pick(props, *(option for option in self.create_only if option not in ('ResourceId', 'MaxAggregationInterval', 'DestinationOptions')))
        if 'DestinationOptions' in props:
            options['DestinationOptions'] = {option: value if option == 'FileFormat' else boolean(value) for option, value in props['DestinationOptions'].items()}
        interval = {'MaxAggregationInterval': int(props['MaxAggregationInterval'])} if 'MaxAggregationInterval' in props else {}
        response = client('ec2').create_flow_logs(ResourceIds=[props['ResourceId']], **options, **interval, **tag_specifications('vpc-flow-log', props))
        return response['FlowLogIds'][0], {'Id': response['FlowLogIds'][0]}

    def update(self, physical_id, old, props):
        update_ec2_tags(physical_id, old, props)
        return physical_id, {'Id': physical_id}

    def delete(self, physical_id, props):
        client('ec2').delete_flow_logs(FlowLogIds=[physical_id])


add_type('AWS::EC2::EIP', Eip())
add_type('AWS::EC2::NatGateway', NatGateway())
add_type('AWS::EC2::FlowLog', FlowLog())

for _type, _action, _parameter in (('SecurityGroup', 'DeleteSecurityGroup', 'GroupId'), ('Subnet', 'DeleteSubnet', 'SubnetId'), ('VPC', 'DeleteVpc', 'VpcId')):
    extend_type(f'AWS::EC2::{_type}', before_delete=lambda identifier, props, action=_action, parameter=_parameter: refuse(f'ec2:{action}', {parameter: identifier}))


def _create_flow_logs(params):
    """Adds the destination options, and renames the resource type of the tags: ministack expects `flow-log`, EC2 expects `vpc-flow-log`."""
    renamed = {name: (['flow-log'] if value == ['vpc-flow-log'] else value) for name, value in params.items()}
    existing = set(service._flow_logs.keys())
    response = _ministack_create_flow_logs(renamed)
    for flow_log in set(service._flow_logs.keys()) - existing:
        service._flow_logs[flow_log]['DestinationOptions'] = {option: service._p(params, f'DestinationOptions.{option}') for option in _DESTINATION_OPTIONS}
    return response


def _describe_flow_logs(params):
    status, headers, body = _ministack_describe_flow_logs(params)
    for name, flow_log in service._flow_logs.items():
        members = ''.join(f'<{option[0].lower()}{option[1:]}>{value}</{option[0].lower()}{option[1:]}>'
                          for option, value in flow_log['DestinationOptions'].items() if value)
        identifier = f'<flowLogId>{name}</flowLogId>'
        body = body.replace(identifier.encode(), f'{identifier}<destinationOptions>{members}</destinationOptions>'.encode())
    return status, headers, body


_DESTINATION_OPTIONS = ('FileFormat', 'HiveCompatiblePartitions', 'PerHourPartition')
_ministack_create_flow_logs, _ministack_describe_flow_logs = service._create_flow_logs, service._describe_flow_logs
service._ACTION_MAP.update(CreateFlowLogs=_create_flow_logs, DescribeFlowLogs=_describe_flow_logs)
