"""The KMS key of the volumes of a launch template, which ministack stores but does not return."""
import xml.sax.saxutils as xml

from ministack.services import ec2 as service


def _data_xml(data):
    volumes = [mapping['Ebs'] for mapping in data.get('BlockDeviceMappings', []) if 'Ebs' in mapping]
    before, *after = _ministack_data_xml(data).split('</ebs>')
    return before + ''.join(f'{_key_xml(volume)}</ebs>{text}' for volume, text in zip(volumes, after))


def _key_xml(volume):
    return f"<kmsKeyId>{xml.escape(volume['KmsKeyId'])}</kmsKeyId>" if volume.get('KmsKeyId') else ''


_ministack_data_xml, service._lt_data_xml = service._lt_data_xml, _data_xml
