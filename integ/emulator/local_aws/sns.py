"""The KMS key of a topic, which ministack ignores."""
from .resource_types import client, extend_type


def _apply(topic_arn, props):
    if props.get('KmsMasterKeyId'):
        client('sns').set_topic_attributes(TopicArn=topic_arn, AttributeName='KmsMasterKeyId', AttributeValue=props['KmsMasterKeyId'])


extend_type('AWS::SNS::Topic', apply=_apply)
