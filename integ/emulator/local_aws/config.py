"""AWS Config: its CloudFormation types, and the actions that ministack lacks."""
import json
import time
import uuid

from ministack.core.responses import AccountRegionScopedDict
from ministack.services import config as service

from . import delivery_tests
from .resource_types import ResourceType, add_type, as_api, client, ignore_missing


class ConfigurationRecorder(ResourceType):
    """Does not start the recorder, unlike CloudFormation. A test can therefore show that another resource starts it."""

    create_only = ('Name',)

    def create(self, name, props):
        recorder = as_api({key: value for key, value in props.items() if key not in ('RoleARN', 'Tags')})
        recorder.update(name=props.get('Name', name), roleARN=props['RoleARN'])
        client('config').put_configuration_recorder(ConfigurationRecorder=recorder)
        return recorder['name'], {}

    def update(self, physical_id, old, props):
        return self.create(physical_id, {**props, 'Name': physical_id})

    def delete(self, physical_id, props):
        with ignore_missing('NoSuchConfigurationRecorderException'):
            client('config').delete_configuration_recorder(ConfigurationRecorderName=physical_id)


class DeliveryChannel(ResourceType):
    create_only = ('Name',)

    def create(self, name, props):
        channel = as_api({key: value for key, value in props.items() if key != 'SnsTopicARN'})
        channel['name'] = props.get('Name', name)
        if 'SnsTopicARN' in props:
            channel['snsTopicARN'] = props['SnsTopicARN']
        client('config').put_delivery_channel(DeliveryChannel=channel)
        delivery_tests.write(delivery_tests.of_delivery_channel({'DeliveryChannel': channel}))
        return channel['name'], {}

    def update(self, physical_id, old, props):
        return self.create(physical_id, {**props, 'Name': physical_id})

    def delete(self, physical_id, props):
        with ignore_missing('NoSuchDeliveryChannelException'):
            client('config').delete_delivery_channel(DeliveryChannelName=physical_id)


class ConfigRule(ResourceType):
    create_only = ('ConfigRuleName',)

    def create(self, name, props):
        rule = {key: value for key, value in props.items() if key not in ('InputParameters', 'Tags', 'Compliance')}
        rule['ConfigRuleName'] = props.get('ConfigRuleName', name)
        if props.get('InputParameters') is not None:
            parameters = props['InputParameters']
            rule['InputParameters'] = parameters if isinstance(parameters, str) else json.dumps(parameters)
        config = client('config')
        config.put_config_rule(ConfigRule=rule)
        created = config.describe_config_rules(ConfigRuleNames=[rule['ConfigRuleName']])['ConfigRules'][0]
        return created['ConfigRuleName'], {'Arn': created['ConfigRuleArn'], 'ConfigRuleId': created['ConfigRuleId']}

    def update(self, physical_id, old, props):
        return self.create(physical_id, {**props, 'ConfigRuleName': physical_id})

    def delete(self, physical_id, props):
        with ignore_missing('NoSuchConfigRuleException'):
            client('config').delete_config_rule(ConfigRuleName=physical_id)


add_type('AWS::Config::ConfigurationRecorder', ConfigurationRecorder())
add_type('AWS::Config::DeliveryChannel', DeliveryChannel())
add_type('AWS::Config::ConfigRule', ConfigRule())


def _delete_from(store, member, missing_error):
    def action(data):
        name = data.get(member)
        if name not in store:
            return service.error_response_json(missing_error, f"Cannot find '{name}'.", 400)
        del store[name]
        return service.json_response({})
    return action


def _deliver_snapshot(data):
    name = data.get('deliveryChannelName')
    if name not in service._delivery_channels:
        return service.error_response_json('NoSuchDeliveryChannelException', f"Cannot find '{name}'.", 400)
    if not any(recorder.get('recording') for recorder in service._recorders.values()):
        return service.error_response_json('NoRunningConfigurationRecorderException', 'There is no configuration recorder running.', 400)
    _snapshot_times[name] = time.time()
    return service.json_response({'configSnapshotId': str(uuid.uuid4())})


def _delivery_statuses(data):
    names = data.get('DeliveryChannelNames') or list(service._delivery_channels.keys())
    missing = [name for name in names if name not in service._delivery_channels]
    if missing:
        return service.error_response_json('NoSuchDeliveryChannelException', f"Cannot find '{missing[0]}'.", 400)
    return service.json_response({'DeliveryChannelsStatus': [{'name': name, **_snapshot_status(name)} for name in names]})


def _snapshot_status(name):
    at = _snapshot_times.get(name)
    return {} if at is None else {'configSnapshotDeliveryInfo': {'lastStatus': 'SUCCESS', 'lastAttemptTime': at, 'lastSuccessfulTime': at}}


def _put_retention(data):
    _retention['default'] = {'Name': 'default', 'RetentionPeriodInDays': data['RetentionPeriodInDays']}
    return service.json_response({'RetentionConfiguration': _retention['default']})


def _retentions(data):
    return service.json_response({'RetentionConfigurations': list(_retention.values())})


# The retention configuration, of which a region has at most one.
_retention = AccountRegionScopedDict()

# The time of the last snapshot of each delivery channel.
_snapshot_times = AccountRegionScopedDict()

_ACTIONS = {
    'DeleteConfigurationRecorder': _delete_from(service._recorders, 'ConfigurationRecorderName', 'NoSuchConfigurationRecorderException'),
    'DeleteDeliveryChannel': _delete_from(service._delivery_channels, 'DeliveryChannelName', 'NoSuchDeliveryChannelException'),
    'DeleteRetentionConfiguration': _delete_from(_retention, 'RetentionConfigurationName', 'NoSuchRetentionConfigurationException'),
    'DeliverConfigSnapshot': _deliver_snapshot,
    'DescribeDeliveryChannelStatus': _delivery_statuses,
    'DescribeRetentionConfigurations': _retentions,
    'PutRetentionConfiguration': _put_retention,
}


async def _handle_request(method, path, headers, body, query_params):
    action = headers.get('x-amz-target', '').split('.')[-1]
    data = json.loads(body) if body else {}
    if action in _ACTIONS:
        return _ACTIONS[action](data)
    return await _ministack_handle_request(method, path, headers, body, query_params)


_ministack_handle_request, service.handle_request = service.handle_request, _handle_request
