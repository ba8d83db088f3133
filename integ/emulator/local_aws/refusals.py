"""The requests that AWS refuses and ministack accepts: one row for each, with the error of AWS.

A row holds for the requests of the SDKs and for CloudFormation: the resource types of this extension call `refuse` with the request that
CloudFormation would send. `{...}` in a message is a value that the condition returns. A source ends with "(text not documented)" where AWS
documents the error code only.
"""
from typing import Callable, NamedTuple

from ministack.core.responses import get_account_id, get_region
from ministack.services import alb, cloudtrail, config, ec2, iam, rds, s3
from ministack.services.cloudformation import _exports, _stacks, handlers

from .iam import role_name
from .resource_types import client


class Refusal(NamedTuple):
    action: str
    #: Returns the values of the message if AWS refuses the request, otherwise None.
    condition: Callable
    code: str
    message: str
    source: str


_RDS_ISSUES = 'https://github.com/terraform-aws-modules/terraform-aws-rds/issues'
_CONFIG_API = 'https://docs.aws.amazon.com/config/latest/APIReference'


def _database(request):
    return rds._instances.get(request.get('DBInstanceIdentifier'))


def _source_manages_password(request):
    source = rds._instances.get(request.get('SourceDBInstanceIdentifier'))
    return {'engine': source['Engine']} if source and 'MasterUserSecret' in source else None


def _smaller_than_snapshot(request):
    snapshot = rds._snapshots.get(request.get('DBSnapshotIdentifier'))
    size = int(request.get('AllocatedStorage') or 0)
    if snapshot and 0 < size < int(snapshot['AllocatedStorage']):
        return {'engine': snapshot['Engine'], 'type': request.get('StorageType') or snapshot['StorageType'], 'size': size}


def _older_than_snapshot(request):
    snapshot = rds._snapshots.get(request.get('DBSnapshotIdentifier'))
    version = request.get('EngineVersion')
    if snapshot and version and _numbers(version) < _numbers(snapshot['EngineVersion']):
        return {'snapshot': snapshot['EngineVersion'], 'version': version}


def _replica_needs_upgrade(request):
    database, version = _database(request), request.get('EngineVersion')
    if database and version and version != database['EngineVersion']:
        replicas = [rds._instances[name] for name in database['ReadReplicaDBInstanceIdentifiers'] if name in rds._instances]
        older = [replica['DBInstanceIdentifier'] for replica in replicas if _numbers(replica['EngineVersion']) < _numbers(version)]
        return {'replicas': ', '.join(older)} if older else None


def _numbers(version):
    return [int(part) for part in version.split('.') if part.isdigit()]


def _option_group_in_use(request):
    name = request.get('OptionGroupName')
    used = [membership for instance in rds._instances.values() for membership in instance['OptionGroupMemberships']]
    names = [membership['OptionGroupName'] for membership in used] + [snapshot.get('OptionGroupName') for snapshot in rds._snapshots.values()]
    return {'name': name} if name in names else None


def _parameter_group_in_use(request):
    name = request.get('DBParameterGroupName')
    used = [group['DBParameterGroupName'] for instance in rds._instances.values() for group in instance['DBParameterGroups']]
    return {'name': name} if name in used else None


def _protected_database(request):
    database = _database(request)
    return {} if database and database.get('DeletionProtection') else None


def _existing_database(request):
    return {} if _database(request) else None


def _protected_load_balancer(request):
    arn = request.get('LoadBalancerArn')
    return {'arn': arn} if {'Key': 'deletion_protection.enabled', 'Value': 'true'} in alb._lb_attrs.get(arn, []) else None


def _shared_target_group(request):
    for group in [action['TargetGroupArn'] for action in request.get('DefaultActions', []) if 'TargetGroupArn' in action]:
        others = set(alb._tgs.get(group, {}).get('LoadBalancerArns', [])) & set(alb._lbs.keys()) - {request.get('LoadBalancerArn')}
        if others:
            return {'group': group}


def _volume_smaller_than_image(launch_data):
    image = ec2._images.get(launch_data.get('ImageId')) or {}
    sizes = {mapping['DeviceName']: int(mapping.get('Ebs', {}).get('VolumeSize') or 0) for mapping in launch_data.get('BlockDeviceMappings') or []}
    for mapping in image.get('BlockDeviceMappings', []):
        snapshot = ec2._snapshots.get(mapping.get('Ebs', {}).get('SnapshotId'))
        size = sizes.get(mapping['DeviceName'])
        if snapshot and size and size < snapshot['VolumeSize']:
            return {'size': size, 'snapshot': snapshot['SnapshotId'], 'minimum': snapshot['VolumeSize']}


def _sixth_trail(request):
    account, region = get_account_id(), get_region()
    trails = [trail for (owner, home, _name), trail in cloudtrail._trails.all_items()
              if owner == account and (home == region or trail['IsMultiRegionTrail'])]
    return {'account': account, 'region': region} if len(trails) >= 5 else None


def _key_of_other_region_than_bucket(key_prop, bucket_prop):
    def condition(request):
        key, bucket = request.get(key_prop), request.get(bucket_prop)
        return {'key': key} if key and bucket in s3._buckets and _is_elsewhere(key, s3.bucket_region(bucket)) else None
    return condition


def _key_of_other_region(request):
    key = request.get('kmsKeyId')
    if key and _is_elsewhere(key, get_region()):
        return {'arn': f"arn:aws:logs:{get_region()}:{get_account_id()}:log-group:{request.get('logGroupName')}"}


def _is_elsewhere(key, region):
    return key.startswith('arn:') and key.split(':')[3] != region


def _second(store, member):
    """An account has one recorder and one delivery channel in a region."""
    def condition(request):
        name = (request.get(member) or {}).get('name', 'default')
        others = [other for other in store.keys() if other != name]
        return {'name': name, 'other': others[0]} if others else None
    return condition


def _channel_of(request):
    return request.get('DeliveryChannel') or {}


def _existing_role(request):
    name = role_name(request['AWSServiceName'], request.get('CustomSuffix'))
    return {'name': name} if name in iam._roles else None


def _bucket_with_objects(request):
    api = client('s3')
    try:
        page = api.list_object_versions(Bucket=request['Bucket'], MaxKeys=1)
    except api.exceptions.NoSuchBucket:
        return None
    return {} if page.get('Versions') or page.get('DeleteMarkers') else None


def _changed_export(request):
    for name, value in request['exports'].items():
        importer = _importer_of(name, request['StackName'])
        if importer and _exports[name]['Value'] != value:
            return {'name': name, 'importer': importer}


def _removed_export(request):
    stack = _stacks.get(request.get('StackName')) or {}
    for name in [output['ExportName'] for output in stack.get('Outputs', []) if output.get('ExportName')]:
        importer = _importer_of(name, request['StackName'])
        if importer and name not in request.get('exports', {}):
            return {'name': name, 'importer': importer}


def _importer_of(name, exporter):
    for other, stack in _stacks.items():
        status = stack.get('StackStatus', '')
        if other != exporter and status.endswith('_COMPLETE') and 'DELETE' not in status and name in handlers._imported_export_names(stack, other):
            return other


def _is_recording():
    return any(recorder.get('recording') for recorder in config._recorders.values())


REFUSALS = [
    Refusal('rds:CreateDBInstance', _existing_database,
            'DBInstanceAlreadyExists', 'DB instance already exists',
            'https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html'),
    Refusal('rds:CreateDBInstanceReadReplica', _source_manages_password,
            'InvalidParameterValue', 'Creating read replicas for source instance with engine {engine} where ManageMasterUserPassword is enabled is not supported.',
            f'{_RDS_ISSUES}/532'),
    Refusal('rds:RestoreDBInstanceFromDBSnapshot', _smaller_than_snapshot,
            'InvalidParameterCombination', 'Invalid storage size for engine name {engine} and storage type {type}: {size}',
            'https://github.com/ministryofjustice/cloud-platform-user-guide/pull/1911'),
    Refusal('rds:RestoreDBInstanceFromDBSnapshot', _older_than_snapshot,
            'InvalidParameterCombination', 'Cannot restore a snapshot of version {snapshot} to version {version}',
            'https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_RestoreDBInstanceFromDBSnapshot.html (text not documented)'),
    Refusal('rds:ModifyDBInstance', _replica_needs_upgrade,
            'DBUpgradeDependencyFailure', "One or more of the DB Instance's read replicas need to be upgraded: {replicas}",
            'https://github.com/aws/aws-cdk/issues/26755'),
    Refusal('rds:ModifyDBInstance', lambda request: {} if request.get('EngineLifecycleSupport') else None,
            'InvalidRequest', 'EngineLifecycleSupport cannot be modified.',
            'https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/extended-support.html (text not documented)'),
    Refusal('rds:DeleteDBInstance', _protected_database,
            'InvalidParameterCombination', 'Cannot delete protected DB Instance, please disable deletion protection and try again.',
            'https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_DeleteInstance.html'),
    Refusal('rds:DeleteOptionGroup', _option_group_in_use,
            'InvalidOptionGroupStateFault', "The option group '{name}' cannot be deleted because it is in use.",
            'https://github.com/hashicorp/terraform-provider-aws/issues/4595'),
    Refusal('rds:DeleteDBParameterGroup', _parameter_group_in_use,
            'InvalidDBParameterGroupState', 'One or more database instances are still members of this parameter group {name}, so the group cannot be deleted',
            'https://github.com/hashicorp/terraform/issues/29232'),
    Refusal('autoscaling:CreateAutoScalingGroup', _volume_smaller_than_image,
            'ValidationError', "You must use a valid fully-formed launch template. Volume of size {size}GB is smaller than snapshot '{snapshot}', expect size >= {minimum}GB",
            'https://github.com/zalando-incubator/kubernetes-on-aws/pull/3817'),
    Refusal('elasticloadbalancing:DeleteLoadBalancer', _protected_load_balancer,
            'OperationNotPermitted', "Load balancer '{arn}' cannot be deleted because deletion protection is enabled",
            'https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DeleteLoadBalancer.html'),
    Refusal('elasticloadbalancing:CreateListener', _shared_target_group,
            'TargetGroupAssociationLimit', 'The following target groups cannot be associated with more than one load balancer: {group}',
            'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-target-groups.html'),
    Refusal('cloudtrail:CreateTrail', _sixth_trail,
            'MaximumNumberOfTrailsExceededException', 'User: {account} already has 5 trails in {region}.',
            'https://github.com/linz/geostore/issues/1450'),
    *(Refusal(f'cloudtrail:{action}', _key_of_other_region_than_bucket('KmsKeyId', 'S3BucketName'),
              'KmsKeyNotFoundException', 'The KMS key {key} does not exist, or is not in the same region as the S3 bucket.',
              'https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_CreateTrail.html (text not documented)')
      for action in ('CreateTrail', 'UpdateTrail')),
    Refusal('config:PutConfigurationRecorder', _second(config._recorders, 'ConfigurationRecorder'),
            'MaxNumberOfConfigurationRecordersExceededException', 'Failed to put configurationRecorder {name} because you have reached the limit of 1: {other} exists.',
            f'{_CONFIG_API}/API_PutConfigurationRecorder.html'),
    Refusal('config:PutDeliveryChannel', _second(config._delivery_channels, 'DeliveryChannel'),
            'MaxNumberOfDeliveryChannelsExceededException', 'Failed to put deliveryChannel {name} because you have reached the limit of 1: {other} exists.',
            f'{_CONFIG_API}/API_PutDeliveryChannel.html'),
    Refusal('config:PutDeliveryChannel', lambda request: _key_of_other_region_than_bucket('s3KmsKeyArn', 's3BucketName')(_channel_of(request)),
            'InvalidS3KmsKeyArnException', 'The specified KMS key ARN {key} is not valid: the key must be in the same region as the S3 bucket.',
            f'{_CONFIG_API}/API_PutDeliveryChannel.html (text not documented)'),
    Refusal('config:PutConfigRule', lambda request: None if list(config._recorders.keys()) else {},
            'NoAvailableConfigurationRecorderException', 'Configuration recorder is not available to put config rule.',
            f'{_CONFIG_API}/API_PutConfigRule.html'),
    Refusal('config:StartConfigurationRecorder', lambda request: None if list(config._delivery_channels.keys()) else {},
            'NoAvailableDeliveryChannelException', 'Delivery channel is not available to start configuration recorder.',
            f'{_CONFIG_API}/API_StartConfigurationRecorder.html'),
    Refusal('config:DeleteDeliveryChannel', lambda request: {} if _is_recording() else None,
            'LastDeliveryChannelDeleteFailedException', 'Failed to delete last specified delivery channel, because there is a running configuration recorder.',
            f'{_CONFIG_API}/API_DeleteDeliveryChannel.html'),
    Refusal('iam:CreateServiceLinkedRole', _existing_role,
            'InvalidInput', 'Service role name {name} has been taken in this account, please try a different suffix.',
            'https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateServiceLinkedRole.html (text not documented)'),
    Refusal('s3:DeleteBucket', _bucket_with_objects,
            'BucketNotEmpty', 'The bucket you tried to delete is not empty. You must delete all versions in the bucket.',
            'https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html'),
    Refusal('logs:CreateLogGroup', _key_of_other_region,
            'AccessDeniedException', "The specified KMS key does not exist or is not allowed to be used with Arn '{arn}'",
            'https://github.com/aws/aws-cdk/issues/28304'),
    # Not an action of the API: CloudFormation checks the exports at the end of an update.
    Refusal('cloudformation:PublishExports', _changed_export,
            'ValidationError', 'Export {name} cannot be updated as it is in use by {importer}',
            'https://github.com/linz/geostore/issues/630'),
    *(Refusal(f'cloudformation:{action}', _removed_export,
              'ValidationError', 'Export {name} cannot be deleted as it is in use by {importer}',
              'https://github.com/rlister/stax/issues/40')
      for action in ('PublishExports', 'DeleteStack')),
]


def find_refusal(action, request):
    """Returns the code and the text of the first refusal of the request, or None."""
    for refusal in REFUSALS:
        values = refusal.condition(request) if refusal.action == action else None
        if values is not None:
            return refusal.code, refusal.message.format(**values)


def refuse(action, request):
    """Fails a resource of CloudFormation if AWS refuses the request."""
    refusal = find_refusal(action, request)
    if refusal:
        code, text = refusal
        raise ValueError(f"{text} (Service: {action.split(':')[0]}, Error Code: {code})")
