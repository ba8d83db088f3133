"""The settings of a region in EC2: encryption of EBS volumes, block public access, defaults of instance metadata, and the serial console.

Encryption by default and block public access apply to volumes, snapshots and images. The defaults of instance metadata and the serial console
are stored only, because instances do not boot.
"""
import xml.sax.saxutils as xml

from ministack.core.responses import AccountRegionScopedDict, get_account_id, get_region
from ministack.services import ec2 as service, kms

_settings = AccountRegionScopedDict()
_SNAPSHOT_STATES = ('block-all-sharing', 'block-new-sharing')
_IMAGE_STATES = ('block-new-sharing',)
_MANAGED_BY = '<managedBy>account</managedBy>'
#: The values of the defaults of instance metadata. A default without a preference is absent.
_METADATA = {
    'HttpTokens': ('optional', 'required', 'no-preference'),
    'HttpPutResponseHopLimit': (*map(str, range(1, 65)), '-1'),
    'HttpEndpoint': ('enabled', 'disabled', 'no-preference'),
    'InstanceMetadataTags': ('enabled', 'disabled', 'no-preference'),
    'HttpTokensEnforced': ('enabled', 'disabled', 'no-preference'),
}


def encrypts_by_default():
    return _settings.get('encryption', 'false') == 'true'


def default_key():
    return _settings.get('key') or f'arn:aws:kms:{get_region()}:{get_account_id()}:alias/aws/ebs'


def blocks_snapshots():
    return _settings.get('snapshots', 'unblocked')


def blocks_images():
    return _settings.get('images', 'unblocked')


def _answer(action, members):
    return service._xml(200, f'{action}Response', members)


def _invalid(value, parameter):
    return service._error('InvalidParameterValue', f'Value ({xml.escape(value)}) for parameter {parameter} is invalid.', 400)


def _reads(action, name, member, default, suffix=''):
    service._ACTION_MAP[action] = lambda params: _answer(action, f'<{member}>{xml.escape(_settings.get(name, default))}</{member}>{suffix}')


def _writes(action, name, member, value=None, parameter=None, allowed=()):
    """Adds an action that sets a value, or the value of the parameter."""
    def write(params):
        new = value or service._p(params, parameter)
        if parameter and new not in allowed:
            return _invalid(new, parameter)
        _settings[name] = new
        return _answer(action, f'<{member}>{new}</{member}>')
    service._ACTION_MAP[action] = write


_reads('GetEbsEncryptionByDefault', 'encryption', 'ebsEncryptionByDefault', 'false')
_writes('EnableEbsEncryptionByDefault', 'encryption', 'ebsEncryptionByDefault', 'true')
_writes('DisableEbsEncryptionByDefault', 'encryption', 'ebsEncryptionByDefault', 'false')
_reads('GetSnapshotBlockPublicAccessState', 'snapshots', 'state', 'unblocked', _MANAGED_BY)
_writes('EnableSnapshotBlockPublicAccess', 'snapshots', 'state', parameter='State', allowed=_SNAPSHOT_STATES)
_writes('DisableSnapshotBlockPublicAccess', 'snapshots', 'state', 'unblocked')
_reads('GetImageBlockPublicAccessState', 'images', 'imageBlockPublicAccessState', 'unblocked', _MANAGED_BY)
_writes('EnableImageBlockPublicAccess', 'images', 'imageBlockPublicAccessState', parameter='ImageBlockPublicAccessState', allowed=_IMAGE_STATES)
_writes('DisableImageBlockPublicAccess', 'images', 'imageBlockPublicAccessState', 'unblocked')
_reads('GetSerialConsoleAccessStatus', 'console', 'serialConsoleAccessEnabled', 'false', _MANAGED_BY)
_writes('EnableSerialConsoleAccess', 'console', 'serialConsoleAccessEnabled', 'true')
_writes('DisableSerialConsoleAccess', 'console', 'serialConsoleAccessEnabled', 'false')


def _get_metadata_defaults(params):
    defaults = _settings.get('metadata', {})
    members = ''.join(f'<{name[0].lower()}{name[1:]}>{value}</{name[0].lower()}{name[1:]}>' for name, value in defaults.items())
    return _answer('GetInstanceMetadataDefaults', f'<accountLevel>{members}{_MANAGED_BY}</accountLevel>')


def _modify_metadata_defaults(params):
    given = {name: service._p(params, name) for name in _METADATA if service._p(params, name)}
    wrong = next((name for name, value in given.items() if value not in _METADATA[name]), None)
    if wrong:
        return _invalid(given[wrong], wrong)
    values = {**_settings.get('metadata', {}), **given}
    _settings['metadata'] = {name: value for name, value in values.items() if value not in ('no-preference', '-1')}
    return _answer('ModifyInstanceMetadataDefaults', '<return>true</return>')


def _key_answer(action):
    return _answer(action, f'<kmsKeyId>{xml.escape(default_key())}</kmsKeyId>')


def _modify_default_key(params):
    """Stores the ARN of the key. EC2 verifies a key asynchronously, but does not accept an ARN of another region."""
    key = service._p(params, 'KmsKeyId')
    if key.startswith('arn:') and key.split(':')[3] != get_region():
        return service._error('InvalidParameterValue', f'The specified KMS key {xml.escape(key)} is not in the region {get_region()}.', 400)
    found = kms._resolve_key(key)
    _settings['key'] = found['Arn'] if found else key
    return _key_answer('ModifyEbsDefaultKmsKeyId')


def _reset_default_key(params):
    _settings.pop('key', None)
    return _key_answer('ResetEbsDefaultKmsKeyId')


def _create_volume(params):
    if encrypts_by_default():
        params = {**params, 'Encrypted': ['true']}
    return _ministack_create_volume(params)


_ministack_create_volume = service._create_volume
service._ACTION_MAP.update(
    GetInstanceMetadataDefaults=_get_metadata_defaults,
    ModifyInstanceMetadataDefaults=_modify_metadata_defaults,
    GetEbsDefaultKmsKeyId=lambda params: _key_answer('GetEbsDefaultKmsKeyId'),
    ModifyEbsDefaultKmsKeyId=_modify_default_key,
    ResetEbsDefaultKmsKeyId=_reset_default_key,
    CreateVolume=_create_volume,
)
