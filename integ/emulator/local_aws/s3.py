"""The bucket properties that ministack ignores."""
from .refusals import refuse
from .resource_types import boolean, client, extend_type, tags


def _apply(bucket, props):
    s3 = client('s3')
    for prop, put in _CONFIGURATIONS.items():
        if props.get(prop):
            put(s3, bucket, props[prop])
    if props.get('Tags'):
        s3.put_bucket_tagging(Bucket=bucket, Tagging={'TagSet': tags(props)})
    else:
        s3.delete_bucket_tagging(Bucket=bucket)


def _put_encryption(s3, bucket, prop):
    rules = []
    for rule in prop['ServerSideEncryptionConfiguration']:
        default = rule['ServerSideEncryptionByDefault']
        # ministack rejects objects that use aws:kms without a key, as in the asset bucket of the CDK.
        if default['SSEAlgorithm'] == 'AES256' or 'KMSMasterKeyID' in default:
            rules.append({'ApplyServerSideEncryptionByDefault': default, 'BucketKeyEnabled': boolean(rule.get('BucketKeyEnabled', False))})
    if rules:
        s3.put_bucket_encryption(Bucket=bucket, ServerSideEncryptionConfiguration={'Rules': rules})


def _put_ownership(s3, bucket, prop):
    s3.put_bucket_ownership_controls(Bucket=bucket, OwnershipControls=prop)


def _put_lifecycle(s3, bucket, prop):
    s3.put_bucket_lifecycle_configuration(Bucket=bucket, LifecycleConfiguration={'Rules': [_lifecycle_rule(rule) for rule in prop['Rules']]})


def _put_logging(s3, bucket, prop):
    target = {'TargetBucket': prop.get('DestinationBucketName', bucket), 'TargetPrefix': prop.get('LogFilePrefix', '')}
    s3.put_bucket_logging(Bucket=bucket, BucketLoggingStatus={'LoggingEnabled': target})


_CONFIGURATIONS = {
    'BucketEncryption': _put_encryption,
    'OwnershipControls': _put_ownership,
    'LifecycleConfiguration': _put_lifecycle,
    'LoggingConfiguration': _put_logging,
}


def _lifecycle_rule(prop):
    rule = {'Status': prop['Status'], 'Filter': {'Prefix': prop.get('Prefix', '')}}
    if prop.get('Id'):
        rule['ID'] = prop['Id']
    expiration = {}
    if prop.get('ExpirationInDays'):
        expiration['Days'] = int(prop['ExpirationInDays'])
    if boolean(prop.get('ExpiredObjectDeleteMarker', False)):
        expiration['ExpiredObjectDeleteMarker'] = True
    if expiration:
        rule['Expiration'] = expiration
    for name in ('NoncurrentVersionExpiration', 'AbortIncompleteMultipartUpload'):
        if prop.get(name):
            rule[name] = {member: int(value) for member, value in prop[name].items()}
    if prop.get('Transitions'):
        rule['Transitions'] = [_transition(one, 'Days') for one in prop['Transitions']]
    if prop.get('NoncurrentVersionTransitions'):
        rule['NoncurrentVersionTransitions'] = [_transition(one, 'NoncurrentDays') for one in prop['NoncurrentVersionTransitions']]
    return rule


def _transition(prop, days):
    return {'StorageClass': prop['StorageClass'], days: int(prop['TransitionInDays'])}


def _before_delete(bucket, props):
    refuse('s3:DeleteBucket', {'Bucket': bucket})


extend_type('AWS::S3::Bucket', apply=_apply, before_delete=_before_delete)
