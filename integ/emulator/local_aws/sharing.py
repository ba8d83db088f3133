"""Snapshots and images that are shared publicly, which block public access prevents."""
import xml.sax.saxutils as xml

from ministack.services import ec2 as service

from .region_settings import blocks_images, blocks_snapshots


def _is_public(snapshot):
    return {'Group': 'all'} in snapshot.get('CreateVolumePermissions', [])


def _permissions(params, operation):
    """The permissions to add or remove, in the two forms of the request."""
    prefix = f'CreateVolumePermission.{operation.capitalize()}'
    count = range(1, 1 + sum(1 for name in params if name.startswith(f'{prefix}.')))
    found = [{member: service._p(params, f'{prefix}.{index}.{member}')} for index in count for member in ('UserId', 'Group')]
    if service._p(params, 'OperationType') == operation:
        found += [{'UserId': user} for user in service._parse_member_list(params, 'UserId')]
        found += [{'Group': group} for group in service._parse_member_list(params, 'UserGroup')]
    return [one for one in found if any(one.values())]


def _modify_snapshot_attribute(params):
    snapshot = service._snapshots.get(service._p(params, 'SnapshotId'))
    if not snapshot:
        return _ministack_modify_snapshot_attribute(params)
    added, removed = _permissions(params, 'add'), _permissions(params, 'remove')
    if {'Group': 'all'} in added and blocks_snapshots() != 'unblocked':
        # The text is not documented.
        return service._error('OperationNotPermitted', 'You cannot publicly share this snapshot because block public access for snapshots is enabled.', 400)
    if {'Group': 'all'} in added and snapshot['Encrypted']:
        return service._error('InvalidParameterValue', f"Encrypted snapshots cannot be shared publicly: {snapshot['SnapshotId']}", 400)
    kept = [one for one in snapshot.get('CreateVolumePermissions', []) if one not in removed]
    snapshot['CreateVolumePermissions'] = kept + [one for one in added if one not in kept]
    return service._xml(200, 'ModifySnapshotAttributeResponse', '<return>true</return>')


def _describe_snapshot_attribute(params):
    snapshot = service._snapshots.get(service._p(params, 'SnapshotId'))
    if not snapshot:
        return service._error('InvalidSnapshot.NotFound', f"The snapshot '{service._p(params, 'SnapshotId')}' does not exist.", 400)
    items = ''.join(f'<item><{member[0].lower()}{member[1:]}>{xml.escape(value)}</{member[0].lower()}{member[1:]}></item>'
                    for permission in snapshot.get('CreateVolumePermissions', []) for member, value in permission.items())
    members = f"<snapshotId>{snapshot['SnapshotId']}</snapshotId><createVolumePermission>{items}</createVolumePermission>"
    return service._xml(200, 'DescribeSnapshotAttributeResponse', members)


def _describe_snapshots(params):
    """Adds RestorableBy. With block all sharing, no snapshot is publicly visible."""
    users = service._parse_member_list(params, 'RestorableBy')
    if not users:
        return _ministack_describe_snapshots(params)
    visible = blocks_snapshots() != 'block-all-sharing'
    requested = service._parse_member_list(params, 'SnapshotId')
    restorable = [name for name, snapshot in service._snapshots.items() if not requested or name in requested
                  if 'all' in users and visible and _is_public(snapshot)
                  or any(one.get('UserId') in users for one in snapshot.get('CreateVolumePermissions', []))]
    if not restorable:
        return service._xml(200, 'DescribeSnapshotsResponse', '<snapshotSet/>')
    return _ministack_describe_snapshots({**params, **{f'SnapshotId.{index}': [name] for index, name in enumerate(restorable, 1)}})


def _modify_image_attribute(params):
    """https://github.com/hortonworks/cloudbreak-images/pull/926 has the error."""
    if blocks_images() != 'unblocked' and 'all' in (service._p(params, 'LaunchPermission.Add.1.Group'), service._p(params, 'UserGroup.1')) \
            and service._p(params, 'OperationType') != 'remove':
        return service._error('OperationNotPermitted', "You can't publicly share this image because block public access for AMIs is enabled for this "
                              'account. To publicly share the image, you must call the DisableImageBlockPublicAccess API.', 400)
    return _ministack_modify_image_attribute(params)


_ministack_modify_snapshot_attribute, _ministack_describe_snapshots = service._modify_snapshot_attribute, service._describe_snapshots
_ministack_modify_image_attribute = service._modify_image_attribute
service._ACTION_MAP.update(
    ModifySnapshotAttribute=_modify_snapshot_attribute, DescribeSnapshotAttribute=_describe_snapshot_attribute,
    DescribeSnapshots=_describe_snapshots, ModifyImageAttribute=_modify_image_attribute,
)
