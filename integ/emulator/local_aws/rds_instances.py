"""DB instances: restored snapshots, read replicas, the master user password, and properties that ministack lacks."""
import json
import secrets
import xml.sax.saxutils as xml

from ministack.services import rds as service
from ministack.services.cloudformation import provisioners

from .refusals import refuse
from .resource_types import HANDLERS, boolean, client, extend_type, pick

#: The properties that a restored database has from its snapshot and a replica from its source. The template can specify the changeable ones.
_OF_SNAPSHOT = ('Engine', 'MasterUsername', 'DBName', 'StorageEncrypted', 'KmsKeyId', 'AllocatedStorage', 'EngineVersion')
_OF_SOURCE = _OF_SNAPSHOT + ('DBSubnetGroup', 'DBParameterGroups', 'OptionGroupMemberships', 'BackupRetentionPeriod', 'MultiAZ')
_CHANGEABLE = ('AllocatedStorage', 'EngineVersion')


def _before_create(props):
    refuse('rds:CreateDBInstance', props)
    if props.get('SourceDBInstanceIdentifier'):
        refuse('rds:CreateDBInstanceReadReplica', props)
    if props.get('DBSnapshotIdentifier'):
        refuse('rds:RestoreDBInstanceFromDBSnapshot', props)
    if props.get('SourceDBInstanceIdentifier') or props.get('DBSnapshotIdentifier'):
        # CloudFormation modifies the new database, because the requests that create it have no EngineVersion.
        refuse('rds:ModifyDBInstance', props)


def _before_update(identifier, old, props):
    changed = {name: props.get(name) for name in {**old, **props} if old.get(name) != props.get(name)}
    refuse('cloudformation:UpdateDBInstance', changed)
    refuse('rds:ModifyDBInstance', {**changed, **pick(props, 'AllowMajorVersionUpgrade'), 'DBInstanceIdentifier': identifier})


def _create(logical_id, props, stack):
    identifier, attributes = _ministack_create(logical_id, props, stack)
    instance = service._instances[identifier]
    snapshot = service._snapshots.get(props.get('DBSnapshotIdentifier'))
    source = service._instances.get(props.get('SourceDBInstanceIdentifier'))
    instance['OptionGroupMemberships'] = _option_groups(f"default:{instance['Engine']}-{_major(instance['EngineVersion'])}")
    if snapshot:
        _copy(snapshot, _OF_SNAPSHOT, instance, props)
    if source:
        _copy(source, _OF_SOURCE, instance, props)
        instance['Endpoint']['Port'] = source['Endpoint']['Port']
        instance['ReadReplicaSourceDBInstanceIdentifier'] = source['DBInstanceIdentifier']
        source['ReadReplicaDBInstanceIdentifiers'].append(identifier)
    return identifier, {**attributes, 'Endpoint.Port': str(instance['Endpoint']['Port'])}


def _copy(origin, names, instance, props):
    instance.update({name: origin[name] for name in names if not (name in _CHANGEABLE and props.get(name))})


def _major(version):
    return '-'.join(version.split('.')[:2])


def _option_groups(name):
    return [{'OptionGroupName': name, 'Status': 'in-sync'}]


def _complete(identifier, props):
    instance = service._instances[identifier]
    instance['EnabledCloudwatchLogsExports'] = props.get('EnableCloudwatchLogsExports', [])
    instance['CACertificateIdentifier'] = props.get('CACertificateIdentifier', instance['CACertificateIdentifier'])
    # RDS keeps the option group of an instance if the property is removed.
    if props.get('OptionGroupName'):
        instance['OptionGroupMemberships'] = _option_groups(props['OptionGroupName'])
    managed = boolean(props.get('ManageMasterUserPassword', False))
    if managed and 'MasterUserSecret' not in instance:
        instance['MasterUserSecret'] = _create_master_secret(instance, props)
    if not managed:
        _delete_master_secret(instance.pop('MasterUserSecret', None))
    return {'MasterUserSecret.SecretArn': instance['MasterUserSecret']['SecretArn']} if managed else {}


def _create_master_secret(instance, props):
    key = (props.get('MasterUserSecret') or {}).get('KmsKeyId')
    secret = client('secretsmanager').create_secret(
        Name=f"rds!{instance['DbiResourceId'].lower()}", **({'KmsKeyId': key} if key else {}),
        SecretString=json.dumps({'username': instance['MasterUsername'], 'password': secrets.token_urlsafe(24)}))
    return {'SecretArn': secret['ARN'], 'SecretStatus': 'active', 'KmsKeyId': key or ''}


def _delete_master_secret(secret):
    if secret:
        client('secretsmanager').delete_secret(SecretId=secret['SecretArn'], ForceDeleteWithoutRecovery=True)


_deleted = {}


def _before_delete(identifier, props):
    refuse('rds:DeleteDBInstance', {'DBInstanceIdentifier': identifier})
    _deleted[identifier] = service._instances.get(identifier, {})


def _after_delete(identifier, props):
    instance = _deleted.pop(identifier, {})
    _delete_master_secret(instance.get('MasterUserSecret'))
    source = service._instances.get(instance.get('ReadReplicaSourceDBInstanceIdentifier'))
    if source:
        source['ReadReplicaDBInstanceIdentifiers'].remove(identifier)


def _snapshot(identifier, props):
    """Creates the final snapshot, which is part of the request to delete the instance."""
    refuse('rds:DeleteDBInstance', {'DBInstanceIdentifier': identifier})
    _ministack_snapshot(identifier, props)


def _create_snapshot_internal(identifier, instance):
    snapshot = _ministack_create_snapshot(identifier, instance)
    snapshot['OptionGroupName'] = instance['OptionGroupMemberships'][0]['OptionGroupName']
    return snapshot


def _instance_xml(instance):
    exports = ''.join(f'<member>{xml.escape(one)}</member>' for one in instance.get('EnabledCloudwatchLogsExports', []))
    secret = ''.join(f'<{name}>{xml.escape(value)}</{name}>' for name, value in instance.get('MasterUserSecret', {}).items())
    return _ministack_instance_xml(instance).replace(
        '<EnabledCloudwatchLogsExports/>',
        f'<EnabledCloudwatchLogsExports>{exports}</EnabledCloudwatchLogsExports>{secret and f"<MasterUserSecret>{secret}</MasterUserSecret>"}')


_handler = HANDLERS['AWS::RDS::DBInstance']
_ministack_create, _ministack_snapshot = _handler['create'], _handler['snapshot']
_handler.update(create=_create, snapshot=_snapshot)
provisioners._rds_db_instance_create = _create
_ministack_create_snapshot, service._create_snapshot_internal = service._create_snapshot_internal, _create_snapshot_internal
_ministack_instance_xml, service._instance_xml = service._instance_xml, _instance_xml
extend_type('AWS::RDS::DBInstance', apply=_complete, before_create=_before_create, before_update=_before_update,
            before_delete=_before_delete, after_delete=_after_delete)
