"""The conditions of the refused requests. Each returns the values of the message if AWS refuses the request, otherwise None."""
import json

from ministack.core.responses import get_account_id, get_region
from ministack.services import alb, cloudtrail, cloudwatch, cloudwatch_logs, config, ec2, iam, kms, rds, s3, sns
from ministack.services.cloudformation import _exports, _stacks, handlers

from .iam import role_name
from .resource_types import boolean, client


def _database(request):
    return rds._instances.get(request.get('DBInstanceIdentifier'))


def source_manages_password(request):
    source = rds._instances.get(request.get('SourceDBInstanceIdentifier'))
    return {'engine': source['Engine']} if source and 'MasterUserSecret' in source else None


def smaller_than_snapshot(request):
    snapshot = rds._snapshots.get(request.get('DBSnapshotIdentifier'))
    size = int(request.get('AllocatedStorage') or 0)
    if snapshot and 0 < size < int(snapshot['AllocatedStorage']):
        return {'engine': snapshot['Engine'], 'type': request.get('StorageType') or snapshot['StorageType'], 'size': size}


def older_than_installed(request):
    installed, version = _installed(request), request.get('EngineVersion')
    if installed and version and _numbers(version) < _numbers(installed['EngineVersion']):
        return {'engine': installed['Engine'], 'installed': installed['EngineVersion'], 'version': version}


def new_major_version(request):
    installed, version = _installed(request), request.get('EngineVersion')
    is_new = installed and version and _numbers(version)[:2] > _numbers(installed['EngineVersion'])[:2]
    return {} if is_new and not boolean(request.get('AllowMajorVersionUpgrade')) else None


def little_room_for_growth(request):
    size = int(request.get('AllocatedStorage') or (_installed(request) or {}).get('AllocatedStorage') or 0)
    return {} if 0 < int(request.get('MaxAllocatedStorage') or 0) < size * 1.1 else None


def _installed(request):
    """The database, or the origin of a database that CloudFormation restores or copies, and then modifies to the version of the template."""
    origin = rds._snapshots.get(request.get('DBSnapshotIdentifier')) or rds._instances.get(request.get('SourceDBInstanceIdentifier'))
    return _database(request) or origin


def replica_needs_upgrade(request):
    database, version = _database(request), request.get('EngineVersion')
    if database and version and version != database['EngineVersion']:
        replicas = [rds._instances[name] for name in database['ReadReplicaDBInstanceIdentifiers'] if name in rds._instances]
        older = [replica['DBInstanceIdentifier'] for replica in replicas if _numbers(replica['EngineVersion']) < _numbers(version)]
        return {'replicas': ', '.join(older)} if older else None


def _numbers(version):
    return [int(part) for part in version.split('.') if part.isdigit()]


def option_group_in_use(request):
    name = request.get('OptionGroupName')
    used = [membership for instance in rds._instances.values() for membership in instance['OptionGroupMemberships']]
    names = [membership['OptionGroupName'] for membership in used] + [snapshot.get('OptionGroupName') for snapshot in rds._snapshots.values()]
    return {'name': name} if name in names else None


def parameter_group_in_use(request):
    name = request.get('DBParameterGroupName')
    used = [group['DBParameterGroupName'] for instance in rds._instances.values() for group in instance['DBParameterGroups']]
    return {'name': name} if name in used else None


def protected_database(request):
    database = _database(request)
    return {} if database and database.get('DeletionProtection') else None


def existing_database(request):
    return {} if _database(request) else None


def protected_load_balancer(request):
    arn = request.get('LoadBalancerArn')
    return {'arn': arn} if {'Key': 'deletion_protection.enabled', 'Value': 'true'} in alb._lb_attrs.get(arn, []) else None


def shared_target_group(request):
    for group in [action['TargetGroupArn'] for action in request.get('DefaultActions', []) if 'TargetGroupArn' in action]:
        others = set(alb._tgs.get(group, {}).get('LoadBalancerArns', [])) & set(alb._lbs.keys()) - {request.get('LoadBalancerArn')}
        if others:
            return {'group': group}


def subnet_group_in_use(request):
    name = request.get('DBSubnetGroupName')
    for instance in rds._instances.values():
        if instance['DBSubnetGroup']['DBSubnetGroupName'] == name:
            return {'name': name, 'database': instance['DBInstanceIdentifier']}


def subnets_of_another_vpc(request):
    vpcs = [{ec2._subnets[subnet]['VpcId'] for subnet in request.get(member) or [] if subnet in ec2._subnets} for member in ('OldSubnetIds', 'SubnetIds')]
    return {} if all(vpcs) and not vpcs[0] & vpcs[1] else None


def subnet_in_use(request):
    subnet = request.get('SubnetId')
    used = [name for endpoint in ec2._vpc_endpoints.values() for name in endpoint['SubnetIds']]
    used += [gateway['SubnetId'] for gateway in ec2._nat_gateways.values() if gateway['State'] != 'deleted']
    used += [name for load_balancer in alb._lbs.values() for name in load_balancer['Subnets']]
    used += [one['SubnetIdentifier'] for instance in rds._instances.values() for one in instance['DBSubnetGroup']['Subnets']]
    return {'subnet': subnet} if subnet in used else None


def security_group_in_use(request):
    group = request.get('GroupId')
    used = [name for load_balancer in alb._lbs.values() for name in load_balancer['SecurityGroups']]
    used += [one['VpcSecurityGroupId'] for instance in rds._instances.values() for one in instance['VpcSecurityGroups']]
    return {'group': group} if group in used else None


def vpc_in_use(request):
    vpc = request.get('VpcId')
    return {'vpc': vpc} if vpc in [subnet['VpcId'] for subnet in ec2._subnets.values()] else None


def volume_smaller_than_image(request):
    image, sizes = _image_and_volumes(request)
    for device, snapshot_id in _snapshots_of(image).items():
        snapshot, size = ec2._snapshots.get(snapshot_id), sizes.get(device)
        if snapshot and size and size < snapshot['VolumeSize']:
            return {'size': size, 'snapshot': snapshot_id, 'minimum': snapshot['VolumeSize']}


def volume_without_size(request):
    image, sizes = _image_and_volumes(request)
    devices = [device for device, size in sizes.items() if not size and device not in _snapshots_of(image)]
    return {'device': devices[0]} if image and devices else None


def _image_and_volumes(request):
    """The registered image, and the sizes of the volumes by device name, of an Auto Scaling group or of instances.

    The parameters of a request for instances take precedence over those of the launch template.
    """
    mixed = (request.get('MixedInstancesPolicy') or {}).get('LaunchTemplate') or {}
    template = request.get('LaunchTemplate') or mixed.get('LaunchTemplateSpecification') or {}
    data = ec2._resolve_launch_template_data(template)[0] or {}
    mappings = (data.get('BlockDeviceMappings') or []) + (request.get('BlockDeviceMapping') or [])
    sizes = {mapping['DeviceName']: int(mapping['Ebs'].get('VolumeSize') or 0) for mapping in mappings if 'Ebs' in mapping}
    return ec2._images.get(request.get('ImageId') or data.get('ImageId')), sizes


def _snapshots_of(image):
    return {mapping['DeviceName']: mapping.get('Ebs', {}).get('SnapshotId') for mapping in (image or {}).get('BlockDeviceMappings', [])}


def sixth_trail(request):
    account, region = get_account_id(), get_region()
    trails = [trail for (owner, home, _name), trail in cloudtrail._trails.all_items()
              if owner == account and (home == region or trail['IsMultiRegionTrail'])]
    return {'account': account, 'region': region} if len(trails) >= 5 else None


def too_many_selector_values(request):
    fields = [field for selector in request.get('AdvancedEventSelectors') or [] for field in selector['FieldSelectors']]
    count = sum(len(values) for field in fields for name, values in field.items() if name != 'Field')
    return {'count': count} if count > 500 else None


def key_of_other_region_than_bucket(key_prop, bucket_prop, member=None):
    """The key and the bucket are in a member of the request, or in the request itself."""
    def condition(request):
        settings = (request.get(member) or {}) if member else request
        key, bucket = settings.get(key_prop), settings.get(bucket_prop)
        return {'key': key} if key and bucket in s3._buckets and _is_elsewhere(key, s3.bucket_region(bucket)) else None
    return condition


def key_of_other_region(request):
    key = request.get('kmsKeyId')
    if key and _is_elsewhere(key, get_region()):
        return {'arn': f"arn:aws:logs:{get_region()}:{get_account_id()}:log-group:{request.get('logGroupName')}"}


def _is_elsewhere(key, region):
    return key.startswith('arn:') and key.split(':')[3] != region


def second(store, member):
    """An account has one recorder and one delivery channel in a region."""
    def condition(request):
        name = (request.get(member) or {}).get('name', 'default')
        others = [other for other in store.keys() if other != name]
        return {'name': name, 'other': others[0]} if others else None
    return condition


def without(store):
    """The request requires a recorder or a delivery channel in the account and region."""
    return lambda request: None if list(store.keys()) else {}


#: The types whose name must be unique, with the property that contains it, and the names in use.
NAMED_TYPES = {
    'AWS::Logs::LogGroup': ('LogGroupName', cloudwatch_logs._log_groups.keys),
    'AWS::CloudWatch::Alarm': ('AlarmName', cloudwatch._alarms.keys),
    'AWS::CloudWatch::Dashboard': ('DashboardName', cloudwatch._dashboards.keys),
    'AWS::Config::ConfigRule': ('ConfigRuleName', config._config_rules.keys),
    'AWS::KMS::Alias': ('AliasName', lambda: [arn.split(':')[-1] for arn in kms._aliases.keys()]),
    'AWS::SNS::Topic': ('TopicName', lambda: [topic['name'] for topic in sns._topics.values()]),
}


def existing_name(request):
    prop, names_in_use = NAMED_TYPES[request['Type']]
    name = request['Properties'].get(prop)
    return {'type': request['Type'], 'identifier': json.dumps({f'/properties/{prop}': name}, separators=(',', ':'))} if name in names_in_use() else None


def existing_role(request):
    name = role_name(request['AWSServiceName'], request.get('CustomSuffix'))
    return {'name': name} if name in iam._roles else None


def bucket_with_objects(request):
    api = client('s3')
    try:
        page = api.list_object_versions(Bucket=request['Bucket'], MaxKeys=1)
    except api.exceptions.NoSuchBucket:
        return None
    return {} if page.get('Versions') or page.get('DeleteMarkers') else None


def changed_export(request):
    for name, value in request['exports'].items():
        importer = _importer_of(name, request['StackName'])
        if importer and _exports[name]['Value'] != value:
            return {'name': name, 'importer': importer}


def removed_export(request):
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


def recording(request):
    return {} if any(recorder.get('recording') for recorder in config._recorders.values()) else None
