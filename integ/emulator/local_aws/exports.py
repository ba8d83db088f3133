"""Exports in use: CloudFormation does not change or remove them. ministack checks the deletion of a stack only."""
from ministack.services.cloudformation import _exports, stacks

from .refusals import refuse


def _resolve_stack_outputs(definitions, conditions, resources, params, mappings, stack_name, stack_id):
    outputs, exports = _ministack_resolve_stack_outputs(definitions, conditions, resources, params, mappings, stack_name, stack_id)
    refuse('cloudformation:PublishExports', {'StackName': stack_name, 'exports': {name: export['Value'] for name, export in exports.items()}})
    for name in [name for name, export in _exports.items() if export['StackId'] == stack_id and name not in exports]:
        del _exports[name]
    return outputs, exports


_ministack_resolve_stack_outputs, stacks._resolve_stack_outputs = stacks._resolve_stack_outputs, _resolve_stack_outputs
