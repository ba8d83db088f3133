"""Auto Scaling groups that Amazon EC2 Auto Scaling refuses: it validates the launch template with its image."""
from .refusals import refuse
from .resource_types import extend_type


def _before_create(props):
    refuse('autoscaling:CreateAutoScalingGroup', props)


def _before_update(name, old, props):
    refuse('autoscaling:UpdateAutoScalingGroup', props)


extend_type('AWS::AutoScaling::AutoScalingGroup', before_create=_before_create, before_update=_before_update)
