"""The events of a stack: CloudFormation reports every phase of an operation.

ministack omits deletions after an update and in nested stacks, and reports the creation of a resource in an update of its stack as an update.
"""
import re

from ministack.services.cloudformation import _stack_events, _stacks, provisioners, stacks

_CLEANUP = 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS'
#: The statuses before the creation of a resource is complete.
_NOT_CREATED = (None, 'CREATE_IN_PROGRESS', 'CREATE_FAILED', 'DELETE_COMPLETE')


def _latest(stack_id, logical_id):
    return next((event for event in reversed(_stack_events.get(stack_id, [])) if event['LogicalResourceId'] == logical_id), {})


def _add_event(stack_id, stack_name, logical_id, resource_type, status, reason='', physical_id='', detailed_status=''):
    """Adds the physical ID, which the event of an update has from its beginning, and corrects the status of a creation in an update."""
    if logical_id != stack_name and _latest(stack_id, logical_id).get('ResourceStatus') in _NOT_CREATED:
        status = re.sub('^UPDATE_', 'CREATE_', status)
    physical_id = physical_id or (_latest(stack_id, logical_id).get('PhysicalResourceId', '') if status == 'UPDATE_IN_PROGRESS' else '')
    _ministack_add_event(stack_id, stack_name, logical_id, resource_type, status, reason, physical_id, detailed_status)


def _delete_resource(resource_type, physical_id, props, stack_name, logical_id):
    stack = _stacks[stack_name]
    stack_id = stack['StackId']
    is_reported = _latest(stack_id, logical_id).get('ResourceStatus') == 'DELETE_IN_PROGRESS'

    def report(status):
        if not is_reported:
            _add_event(stack_id, stack_name, logical_id, resource_type, status, physical_id=physical_id)

    if stack['StackStatus'] == 'UPDATE_IN_PROGRESS':
        stack['StackStatus'] = _CLEANUP
        _add_event(stack_id, stack_name, stack_name, 'AWS::CloudFormation::Stack', _CLEANUP, physical_id=stack_id)
    report('DELETE_IN_PROGRESS')
    _ministack_delete_resource(resource_type, physical_id, props, stack_name, logical_id)
    report('DELETE_COMPLETE')


_ministack_add_event, stacks._add_event = stacks._add_event, _add_event
_ministack_delete_resource, stacks._delete_resource = stacks._delete_resource, _delete_resource
# Deletes the resources of a nested stack.
provisioners._delete_resource = _delete_resource
