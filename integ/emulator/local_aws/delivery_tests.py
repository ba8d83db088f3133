"""The files that AWS writes to a bucket to test whether it may deliver logs. Afterwards the bucket is not empty."""
import fnmatch
import json
from typing import NamedTuple

from ministack.core.responses import get_account_id
from ministack.services import s3

from .resource_types import client


class TestFile(NamedTuple):
    service: str
    bucket: str
    key: str


def of_delivery_channel(request):
    """https://docs.aws.amazon.com/config/latest/developerguide/troubleshooting.html"""
    channel = request.get('DeliveryChannel') or {}
    return _file('config', channel.get('s3BucketName'), channel.get('s3KeyPrefix'), 'Config/ConfigWritabilityCheckFile')


def of_load_balancer(request):
    """https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html"""
    attributes = {one['Key']: one.get('Value') for one in request.get('LoadBalancerAttributes') or []}
    if str(attributes.get('access_logs.s3.enabled')).lower() != 'true':
        return None
    return _file('logdelivery.elasticloadbalancing', attributes.get('access_logs.s3.bucket'), attributes.get('access_logs.s3.prefix'), 'ELBAccessLogTestFile')


def of_trail(request):
    """CloudTrail creates the folder of its log files. See https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html"""
    return _file('cloudtrail', request.get('S3BucketName'), request.get('S3KeyPrefix'), 'CloudTrail/')


def _file(service, bucket, prefix, name):
    key = '/'.join([*([prefix] if prefix else []), 'AWSLogs', get_account_id(), name])
    return TestFile(f'{service}.amazonaws.com', bucket, key)


def without_permission(file_of):
    """Returns a condition: the bucket exists in the account, and its policy does not allow the service to write the test file."""
    def condition(request):
        file = file_of(request)
        return {'bucket': file.bucket} if file and file.bucket in s3._buckets and not _is_allowed(file) else None
    return condition


def write(file):
    """Writes the test file, unless it exists or the bucket does not belong to the account."""
    if file and file.bucket in s3._buckets:
        api = client('s3')
        if not api.list_objects_v2(Bucket=file.bucket, Prefix=file.key).get('KeyCount'):
            api.put_object(Bucket=file.bucket, Key=file.key, Body=b'test')


def _is_allowed(file):
    document = json.loads(s3._bucket_policies.get(file.bucket) or '{}')
    return any(_allows(statement, file) for statement in _list(document.get('Statement')))


def _allows(statement, file):
    principal = statement.get('Principal')
    services = _list(principal.get('Service')) if isinstance(principal, dict) else []
    arn = f'arn:aws:s3:::{file.bucket}/{file.key}'
    return (statement.get('Effect') == 'Allow' and file.service in services
            and any(fnmatch.fnmatch('s3:PutObject', action) for action in _list(statement.get('Action')))
            and any(fnmatch.fnmatchcase(arn, resource) for resource in _list(statement.get('Resource'))))


def _list(value):
    return value if isinstance(value, list) else [] if value is None else [value]
