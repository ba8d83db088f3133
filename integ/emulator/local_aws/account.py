"""AWS Account Management: the alternate contacts of an account, and its regions, which are not enabled if they need an opt-in."""
import re

from ministack.core.responses import AccountScopedDict, error_response_json
from ministack.services import account as service, ec2

_contacts = AccountScopedDict()
_enabled_regions = AccountScopedDict()
_TYPES = ('BILLING', 'OPERATIONS', 'SECURITY')
#: https://docs.aws.amazon.com/accounts/latest/reference/API_PutAlternateContact.html
_FIELDS = {
    'Name': r'.{1,64}',
    'Title': r'.{1,50}',
    'EmailAddress': r'(?=.{1,254}$)\s*[\w+=.#|!&-]+@[\w.-]+\.\w+\s*',
    'PhoneNumber': r'[\s0-9()+-]{1,25}',
}


def _invalid(field):
    return error_response_json('ValidationException', f'The value of the field {field} is not valid.', 400)


def _with_type(action):
    def handle(payload):
        kind = payload.get('AlternateContactType')
        return action(kind, payload) if kind in _TYPES else _invalid('alternateContactType')
    return handle


def _missing(kind):
    return error_response_json('ResourceNotFoundException', f'No contact of the type {kind} exists.', 404)


def _get_contact(kind, payload):
    return service._json(200, {'AlternateContact': _contacts[kind]}) if kind in _contacts else _missing(kind)


def _put_contact(kind, payload):
    wrong = next((field for field, pattern in _FIELDS.items() if not re.fullmatch(pattern, payload.get(field) or '')), None)
    if wrong:
        return _invalid(f'{wrong[0].lower()}{wrong[1:]}')
    _contacts[kind] = {'AlternateContactType': kind, **{field: payload[field] for field in _FIELDS}}
    return service._json(200, {})


def _delete_contact(kind, payload):
    return service._json(200, {}) if _contacts.pop(kind, None) else _missing(kind)


def _status(region):
    if region not in service._OPT_IN_REQUIRED:
        return 'ENABLED_BY_DEFAULT'
    return 'ENABLED' if region in _enabled_regions else 'DISABLED'


def _list_regions(payload):
    statuses = payload.get('RegionOptStatusContains')
    regions = [{'RegionName': region, 'RegionOptStatus': _status(region)} for region in service._REGIONS_LIST]
    return service._json(200, {'Regions': [region for region in regions if not statuses or region['RegionOptStatus'] in statuses]})


def _get_region_status(payload):
    region = payload.get('RegionName')
    return service._json(200, {'RegionName': region, 'RegionOptStatus': _status(region)}) if region in service._REGIONS_LIST else _invalid('regionName')


def _change_region(change):
    def handle(payload):
        if payload.get('RegionName') not in service._OPT_IN_REQUIRED:
            return _invalid('regionName')
        change(payload['RegionName'])
        return service._json(200, {})
    return handle


def _describe_regions(params):
    requested, everything = ec2._parse_member_list(params, 'RegionName'), ec2._p(params, 'AllRegions') == 'true'
    statuses = {'ENABLED_BY_DEFAULT': 'opt-in-not-required', 'ENABLED': 'opted-in', 'DISABLED': 'not-opted-in'}
    items = ''.join(
        f'<item><regionName>{region}</regionName><regionEndpoint>ec2.{region}.amazonaws.com</regionEndpoint>'
        f'<optInStatus>{statuses[_status(region)]}</optInStatus></item>'
        for region, _ in ec2._AWS_REGIONS if (not requested or region in requested) and (everything or _status(region) != 'DISABLED'))
    return ec2._xml(200, 'DescribeRegionsResponse', f'<regionInfo>{items}</regionInfo>')


service._DISPATCH.update({
    '/getAlternateContact': _with_type(_get_contact),
    '/putAlternateContact': _with_type(_put_contact),
    '/deleteAlternateContact': _with_type(_delete_contact),
    '/listRegions': _list_regions,
    '/getRegionOptStatus': _get_region_status,
    '/enableRegion': _change_region(lambda region: _enabled_regions.setdefault(region, True)),
    '/disableRegion': _change_region(lambda region: _enabled_regions.pop(region, None)),
})
ec2._ACTION_MAP['DescribeRegions'] = _describe_regions
