"""Log groups that CloudWatch Logs refuses to create."""
from .refusals import refuse
from .resource_types import extend_type


def _before_create(props):
    refuse('logs:CreateLogGroup', {'logGroupName': props.get('LogGroupName'), 'kmsKeyId': props.get('KmsKeyId')})


extend_type('AWS::Logs::LogGroup', before_create=_before_create)
