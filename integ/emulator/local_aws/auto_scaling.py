"""Auto Scaling groups that Amazon EC2 Auto Scaling refuses: it validates the launch template with its image."""
from ministack.services import ec2 as service

from .refusals import refuse
from .resource_types import extend_type


def _validate(props):
    mixed = ((props.get('MixedInstancesPolicy') or {}).get('LaunchTemplate') or {}).get('LaunchTemplateSpecification')
    template = props.get('LaunchTemplate') or mixed or {}
    versions = (service._launch_templates.get(template.get('LaunchTemplateId')) or {}).get('Versions', [])
    if versions:
        refuse('autoscaling:CreateAutoScalingGroup', versions[-1]['LaunchTemplateData'])


extend_type('AWS::AutoScaling::AutoScalingGroup', before_create=_validate, before_update=lambda physical_id, old, props: _validate(props))
