"""Resources that CloudFormation refuses to create because their name is in use. ministack overwrites the resource with the name."""
from .conditions import NAMED_TYPES
from .refusals import refuse
from .resource_types import extend_type


def _refuse_existing_name(resource_type):
    def before_create(props):
        refuse('cloudformation:CreateResource', {'Type': resource_type, 'Properties': props})
    extend_type(resource_type, before_create=before_create)


for _resource_type in NAMED_TYPES:
    _refuse_existing_name(_resource_type)
