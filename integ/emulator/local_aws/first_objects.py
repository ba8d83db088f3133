"""Objects that AWS services write to a bucket as soon as they are configured. ministack writes no logs, so the buckets would be empty."""
from ministack.core.responses import get_account_id

from .resource_types import client, extend_type


def _write(bucket, prefix, name):
    client('s3').put_object(Bucket=bucket, Key='/'.join(part for part in (prefix, 'AWSLogs', get_account_id(), name) if part))


def _of_trail(physical_id, props):
    _write(props['S3BucketName'], props.get('S3KeyPrefix'), 'CloudTrail/')


def _of_channel(physical_id, props):
    _write(props['S3BucketName'], props.get('S3KeyPrefix'), 'Config/ConfigWritabilityCheckFile')


# https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html
def _of_load_balancer(physical_id, props):
    attributes = {one['Key']: one['Value'] for one in props.get('LoadBalancerAttributes', [])}
    if attributes.get('access_logs.s3.enabled') == 'true':
        _write(attributes['access_logs.s3.bucket'], attributes.get('access_logs.s3.prefix'), 'ELBAccessLogTestFile')


extend_type('AWS::CloudTrail::Trail', apply=_of_trail)
extend_type('AWS::Config::DeliveryChannel', apply=_of_channel)
extend_type('AWS::ElasticLoadBalancingV2::LoadBalancer', apply=_of_load_balancer)
