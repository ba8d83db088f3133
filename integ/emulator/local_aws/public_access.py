"""S3 Block Public Access of an account, of new buckets, and what a bucket policy allows.

The block of the account applies where ministack applies the block of a bucket: to new public policies and ACLs, and to requests of others.
"""
import re
from xml.etree.ElementTree import Element, SubElement, fromstring

from ministack import app
from ministack.core.responses import AccountScopedDict, get_account_id
from ministack.services import s3 as service

_PATH = '/v20180820/configuration/publicAccessBlock'
_PUBLIC_GRANT = re.compile(rb'<Grant>(?:(?!</Grant>).)*/global/(?:All|Authenticated)Users(?:(?!</Grant>).)*</Grant>', re.DOTALL)
_blocks = AccountScopedDict()


def _answer_account_request(method, body):
    if method == 'PUT':
        root = fromstring(body)
        _blocks['block'] = {flag: service._child_text(root, flag, 'false') for flag in service._PAB_FIELDS}
    elif method == 'DELETE':
        _blocks.pop('block', None)
    elif 'block' not in _blocks:
        return service.s3control_error('NoSuchPublicAccessBlockConfiguration', 'The public access block configuration was not found', 404)
    else:
        root = Element('PublicAccessBlockConfiguration', xmlns=service.S3CONTROL_NS)
        for flag, value in _blocks['block'].items():
            SubElement(root, flag).text = value
        return service._s3control_response(root)
    return (200 if method == 'PUT' else 204), {}, b''


async def _handle_s3_control_request(path, method, body, query_params, request_id, headers=None):
    if path != _PATH:
        return await _ministack_handle_s3_control_request(path, method, body, query_params, request_id, headers)
    return service.s3control_account_error(headers or {}) or _answer_account_request(method, body)


def _public_access_blocked(owner_account, bucket_name, setting):
    account = _blocks._data.get((owner_account, 'block'), {})
    return account.get(setting) == 'true' or _ministack_public_access_blocked(owner_account, bucket_name, setting)


def _get_bucket_acl(name):
    """Returns the effective ACL: without the public grants that are ignored."""
    status, headers, body = _ministack_get_bucket_acl(name)
    if status != 200 or not _public_access_blocked(get_account_id(), name, 'IgnorePublicAcls'):
        return status, headers, body
    return status, headers, _PUBLIC_GRANT.sub(b'', body.encode() if isinstance(body, str) else body)


def _get_policy_status(bucket):
    if bucket not in service._buckets:
        return service._no_such_bucket(bucket)
    if bucket not in service._bucket_policies:
        return service._error('NoSuchBucketPolicy', 'The bucket policy does not exist', 404, f'/{bucket}')
    root = Element('PolicyStatus', xmlns=service.S3_NS)
    SubElement(root, 'IsPublic').text = str(service._policy_is_public(service._bucket_policies[bucket])).lower()
    return 200, {'Content-Type': 'application/xml'}, service._xml_body(root)


def _dispatch(method, bucket, key, headers, body, query_params):
    if method == 'GET' and not key and 'policyStatus' in query_params:
        return _get_policy_status(bucket)
    return _ministack_dispatch(method, bucket, key, headers, body, query_params)


_ministack_handle_s3_control_request, app._handle_s3_control_request = app._handle_s3_control_request, _handle_s3_control_request
_ministack_public_access_blocked, service._public_access_blocked = service._public_access_blocked, _public_access_blocked
_ministack_get_bucket_acl, service._get_bucket_acl = service._get_bucket_acl, _get_bucket_acl
_ministack_dispatch, service._dispatch = service._dispatch, _dispatch
# Since April 2023: https://docs.aws.amazon.com/AmazonS3/latest/userguide/create-bucket-faq.html
service._new_bucket_public_access_block = lambda: {'_public_access_block': service._NEW_BUCKET_PUBLIC_ACCESS_BLOCK}
