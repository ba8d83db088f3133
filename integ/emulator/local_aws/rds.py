"""RDS: option groups, event subscriptions, and the properties of DB instances that ministack lacks."""
import json
import secrets
import xml.sax.saxutils as xml

from ministack.core.responses import AccountRegionScopedDict, get_account_id, get_region
from ministack.services import rds as service

from .resource_types import ResourceType, add_type, boolean, client, extend_type, ignore_missing, tags


class OptionGroup(ResourceType):
    create_only = ('EngineName', 'MajorEngineVersion', 'OptionGroupName', 'OptionGroupDescription')

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


def _complete_instance(identifier, props):
    instance = service._instances[identifier]
    instance['EnabledCloudwatchLogsExports'] = props.get('EnableCloudwatchLogsExports', [])
    instance['CACertificateIdentifier'] = props.get('CACertificateIdentifier', instance['CACertificateIdentifier'])
    instance['DeletionProtection'] = boolean(props.get('DeletionProtection', False))
    if props.get('OptionGroupName'):
        instance['OptionGroupMemberships'] = [{'OptionGroupName': props['OptionGroupName'], 'Status': 'in-sync'}]
    if boolean(props.get('ManageMasterUserPassword', False)) and 'MasterUserSecret' not in instance:
        instance['MasterUserSecret'] = _create_master_secret(instance, props)
    return {'MasterUserSecret.SecretArn': instance['MasterUserSecret']['SecretArn']} if 'MasterUserSecret' in instance else {}


def _create_master_secret(instance, props):
    key = (props.get('MasterUserSecret') or {}).get('KmsKeyId')
    secret = client('secretsmanager').create_secret(
        Name=f"rds!{instance['DbiResourceId'].lower()}", **({'KmsKeyId': key} if key else {}),
        SecretString=json.dumps({'username': instance['MasterUsername'], 'password': secrets.token_urlsafe(24)}))
    return {'SecretArn': secret['ARN'], 'SecretStatus': 'active', 'KmsKeyId': key or ''}


def _reject_deletion_if_protected(identifier, props):
    if service._instances.get(identifier, {}).get('DeletionProtection'):
        raise ValueError('Cannot delete protected DB Instance, please disable deletion protection and try again.')


_master_secrets = {}


def _before_delete(identifier, props):
    _reject_deletion_if_protected(identifier, props)
    _master_secrets[identifier] = service._instances.get(identifier, {}).get('MasterUserSecret')


def _after_delete(identifier, props):
    secret = _master_secrets.pop(identifier, None)
    if secret:
        client('secretsmanager').delete_secret(SecretId=secret['SecretArn'], ForceDeleteWithoutRecovery=True)


def _instance_xml(instance):
    exports = ''.join(_member_xml('member', one) for one in instance.get('EnabledCloudwatchLogsExports', []))
    secret = instance.get('MasterUserSecret')
    secret_xml = f"<MasterUserSecret>{''.join(_member_xml(*member) for member in secret.items())}</MasterUserSecret>" if secret else ''
    return _ministack_instance_xml(instance).replace(
        '<EnabledCloudwatchLogsExports/>', f'<EnabledCloudwatchLogsExports>{exports}</EnabledCloudwatchLogsExports>{secret_xml}')


_ministack_instance_xml, service._instance_xml = service._instance_xml, _instance_xml
extend_type('AWS::RDS::DBInstance', apply=_complete_instance, before_delete=_before_delete, after_delete=_after_delete)
