"""Events of AWS services that the emulator does not have, such as findings.

EventBridge refuses the sources of AWS services from customers, and so does ministack. A test sends an event of a service by PutEvents with the source
`emulated.aws.NAME`, which rules receive as `aws.NAME`.
"""
from ministack.services import eventbridge

_PREFIX = 'emulated.'


def _put_events(data, allow_aws_source=False):
    entries = data.get('Entries', [])
    if not entries or not all(str(entry.get('Source')).startswith(f'{_PREFIX}aws.') for entry in entries):
        return _ministack_put_events(data, allow_aws_source)
    emulated = [{**entry, 'Source': entry['Source'].removeprefix(_PREFIX)} for entry in entries]
    return _ministack_put_events({**data, 'Entries': emulated}, True)


_ministack_put_events, eventbridge._put_events = eventbridge._put_events, _put_events
