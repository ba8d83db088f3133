"""The KMS key of the volumes of a launch template, which ministack stores but does not return, and the versions of all templates."""
import xml.sax.saxutils as xml

from ministack.services import ec2 as service


def _data_xml(data):
    volumes = [mapping['Ebs'] for mapping in data.get('BlockDeviceMappings', []) if 'Ebs' in mapping]
    before, *after = _ministack_data_xml(data).split('</ebs>')
    return before + ''.join(f'{_key_xml(volume)}</ebs>{text}' for volume, text in zip(volumes, after))


def _key_xml(volume):
    return f"<kmsKeyId>{xml.escape(volume['KmsKeyId'])}</kmsKeyId>" if volume.get('KmsKeyId') else ''


_ministack_data_xml, service._lt_data_xml = service._lt_data_xml, _data_xml


def _describe_versions(params):
    """Describes the latest and default versions of all launch templates if none is specified."""
    wanted = service._parse_member_list(params, 'LaunchTemplateVersion')
    if service._p(params, 'LaunchTemplateId') or service._p(params, 'LaunchTemplateName') or not wanted:
        return _ministack_describe_versions(params)
    members = {'$Latest': 'LatestVersionNumber', '$Default': 'DefaultVersionNumber'}
    versions = (version for template in service._launch_templates.values() for version in template['Versions']
                if version['VersionNumber'] in [template[members[one]] for one in wanted])
    items = ''.join(service._lt_version_xml(version) for version in versions)
    return service._xml(200, 'DescribeLaunchTemplateVersionsResponse', f'<launchTemplateVersionSet>{items}</launchTemplateVersionSet>')


_ministack_describe_versions = service._describe_launch_template_versions
service._ACTION_MAP['DescribeLaunchTemplateVersions'] = _describe_versions
