"""Resources that CloudFormation refuses to create because their name is in use. ministack overwrites the resource with the name."""
from .conditions import NAMED_TYPES
from .refusals import refuse
from .resource_types import extend_type


def _refuse_existing_name(resource_type, prop):
    def before_create(props):
        refuse('cloudformation:CreateResource', {'Type': resource_type, 'Properties': props})

    def before_update(physical_id, old, props):
        if props.get(prop) != old.get(prop):
            before_create(props)
    extend_type(resource_type, before_create=before_create, before_update=before_update)


for _resource_type, (_prop, _names) in NAMED_TYPES.items():
    _refuse_existing_name(_resource_type, _prop)
