"""Lets the creation of a resource fail, to test rollbacks: the template contains its logical ID as the metadata `FailingResource`."""
from ministack.services.cloudformation import _stacks, stacks

_provision_resource = stacks._provision_resource


def _provision_unless_failing(resource_type, logical_id, props, stack_name):
    metadata = _stacks[stack_name].get('_template', {}).get('Metadata', {})
    if metadata.get('FailingResource') == logical_id:
        raise ValueError('The template lets this resource fail.')
    return _provision_resource(resource_type, logical_id, props, stack_name)


stacks._provision_resource = _provision_unless_failing
