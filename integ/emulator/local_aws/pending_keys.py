"""Objects and log events cannot be read while the key that encrypts them is pending deletion.

https://docs.aws.amazon.com/kms/latest/developerguide/key-state.html
"""
from ministack.core.responses import AccountRegionScopedDict, error_response_json
from ministack.services import cloudwatch_logs as logs
from ministack.services import kms, s3

_KEY_HEADER = 'x-amz-server-side-encryption-aws-kms-key-id'
#: The keys of all events of a log group, which can have had several keys.
_keys_of_events = AccountRegionScopedDict()


def _is_pending(arn):
    key = kms._keys.get((arn or '').split('/')[-1])
    return key is not None and key['KeyState'] == 'PendingDeletion'


def _text(arn):
    return f'{arn} is pending deletion.'


def _put_object(bucket, key, body, headers):
    """ministack does not store the key of the bucket's default encryption with the object."""
    return _ministack_put_object(bucket, key, body, {**s3._bucket_default_sse_headers(bucket), **headers})


def _get_object(bucket, key, headers, query_params=None):
    status, answer, body = _ministack_get_object(bucket, key, headers, query_params)
    arn = {name.lower(): value for name, value in answer.items()}.get(_KEY_HEADER)
    return s3._error('KMS.KMSInvalidStateException', _text(arn), 400, f'/{bucket}/{key}') if _is_pending(arn) else (status, answer, body)


def _put_log_events(data):
    name = data.get('logGroupName')
    arn = (logs._log_groups.get(name) or {}).get('kmsKeyId')
    if arn:
        _keys_of_events.setdefault(name, []).append(arn)
    return _ministack_put_log_events(data)


def _unless_pending(read):
    def action(data):
        pending = [arn for arn in _keys_of_events.get(data.get('logGroupName')) or [] if _is_pending(arn)]
        return error_response_json('InvalidOperationException', _text(pending[0]), 400) if pending else read(data)
    return action


_ministack_put_object, s3._put_object = s3._put_object, _put_object
_ministack_get_object, s3._get_object = s3._get_object, _get_object
_ministack_put_log_events, logs._put_log_events = logs._put_log_events, _put_log_events
logs._get_log_events = _unless_pending(logs._get_log_events)
logs._filter_log_events = _unless_pending(logs._filter_log_events)
