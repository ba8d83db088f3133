"""RDS: option groups and event subscriptions."""
import xml.sax.saxutils as xml

from ministack.core.responses import AccountRegionScopedDict, get_account_id, get_region
from ministack.services import rds as service

from .refusals import refuse
from .resource_types import ResourceType, add_type, boolean, client, extend_type, ignore_missing, tags


class OptionGroup(ResourceType):
    create_only = ('EngineName', 'MajorEngineVersion', 'OptionGroupName', 'OptionGroupDescription')
    custom_name = 'OptionGroupName'

    def create(self, name, props):
        group = props.get('OptionGroupName', name.lower())
        client('rds').create_option_group(
            OptionGroupName=group, EngineName=props['EngineName'], MajorEngineVersion=props['MajorEngineVersion'],
            OptionGroupDescription=props['OptionGroupDescription'], Tags=tags(props))
        return self.update(group, {}, props)

    def update(self, physical_id, old, props):
        service._option_groups[physical_id]['Options'] = [{'OptionName': option['OptionName']} for option in props.get('OptionConfigurations', [])]
        return physical_id, {}

    def delete(self, physical_id, props):
        with ignore_missing('OptionGroupNotFoundFault'):
            client('rds').delete_option_group(OptionGroupName=physical_id)


class EventSubscription(ResourceType):
    create_only = ('SubscriptionName', 'SnsTopicArn')
    custom_name = 'SubscriptionName'

    def create(self, name, props):
        subscription = props.get('SubscriptionName', name.lower())
        client('rds').create_event_subscription(
            SubscriptionName=subscription, SnsTopicArn=props['SnsTopicArn'], SourceType=props.get('SourceType', ''),
            EventCategories=props.get('EventCategories', []), SourceIds=props.get('SourceIds', []), Enabled=boolean(props.get('Enabled', True)))
        return subscription, {}

    def update(self, physical_id, old, props):
        self.delete(physical_id, old)
        return self.create(physical_id, {**props, 'SubscriptionName': physical_id})

    def delete(self, physical_id, props):
        with ignore_missing('SubscriptionNotFound'):
            client('rds').delete_event_subscription(SubscriptionName=physical_id)


def _refuse_deletion(action, parameter):
    return lambda name, props: refuse(f'rds:{action}', {parameter: name})


def _before_update_subnets(name, old, props):
    refuse('rds:ModifyDBSubnetGroup', {'OldSubnetIds': old['SubnetIds'], 'SubnetIds': props['SubnetIds']})


extend_type('AWS::RDS::DBSubnetGroup', before_update=_before_update_subnets, before_delete=_refuse_deletion('DeleteDBSubnetGroup', 'DBSubnetGroupName'))
extend_type('AWS::RDS::DBParameterGroup', before_delete=_refuse_deletion('DeleteDBParameterGroup', 'DBParameterGroupName'))
add_type('AWS::RDS::OptionGroup', OptionGroup())
add_type('AWS::RDS::EventSubscription', EventSubscription())

_subscriptions = AccountRegionScopedDict()


def _create_event_subscription(params):
    name = service._p(params, 'SubscriptionName')
    if name in _subscriptions:
        return service._error('SubscriptionAlreadyExist', f'Event subscription {name} already exists.', 400)
    _subscriptions[name] = {
        'CustSubscriptionId': name,
        'Status': 'active',
        'SnsTopicArn': service._p(params, 'SnsTopicArn'),
        'SourceType': service._p(params, 'SourceType'),
        'Enabled': service._p(params, 'Enabled'),
        'EventSubscriptionArn': f'arn:aws:rds:{get_region()}:{get_account_id()}:es:{name}',
        'EventCategoriesList': ('EventCategory', service._parse_member_list(params, 'EventCategories')),
        'SourceIdsList': ('SourceId', service._parse_member_list(params, 'SourceIds')),
    }
    return _response('CreateEventSubscription', _subscription_xml(_subscriptions[name]))


def _describe_event_subscriptions(params):
    name = service._p(params, 'SubscriptionName')
    found = [one for key, one in _subscriptions.items() if name in ('', key)]
    if name and not found:
        return service._error('SubscriptionNotFound', f'Event subscription {name} not found.', 404)
    return _response('DescribeEventSubscriptions', f"<EventSubscriptionsList>{''.join(map(_subscription_xml, found))}</EventSubscriptionsList>")


def _delete_event_subscription(params):
    found = _subscriptions.pop(service._p(params, 'SubscriptionName'), None)
    if not found:
        return service._error('SubscriptionNotFound', 'Event subscription not found.', 404)
    return _response('DeleteEventSubscription', _subscription_xml(found))


def _response(action, content):
    return service._xml(200, f'{action}Response', f'<{action}Result>{content}</{action}Result>')


def _subscription_xml(subscription):
    return f"<EventSubscription>{''.join(_member_xml(*member) for member in subscription.items())}</EventSubscription>"


def _member_xml(name, value):
    if isinstance(value, tuple):
        element, values = value
        return f"<{name}>{''.join(_member_xml(element, one) for one in values)}</{name}>"
    return f'<{name}>{xml.escape(value)}</{name}>'


service._ACTION_MAP.update(
    CreateEventSubscription=_create_event_subscription,
    DescribeEventSubscriptions=_describe_event_subscriptions,
    DeleteEventSubscription=_delete_event_subscription,
)
