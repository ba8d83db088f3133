"""Deletions of stacks that fail. ministack also deletes what the remaining resources depend on, such as the subnets of a protected database."""
from ministack.services.cloudformation import _stacks, handlers, stacks


class _Resources(dict):
    """The resources of a stack. Hides the dependencies of a resource that could not be deleted.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cfn-console-delete-stack.html
    """

    def __init__(self, resources, template):
        super().__init__(resources)
        self._definitions = template.get('Resources', {})

    def get(self, logical_id, default=None):
        failed = [other for other, resource in self.items() if resource.get('ResourceStatus') == 'DELETE_FAILED']
        kept = stacks._with_dependencies(failed, self._definitions, set(self)) - set(failed) if failed else ()
        return default if logical_id in kept else super().get(logical_id, default)


async def _delete_stack(stack_name, *arguments, **options):
    stack = _stacks.get(stack_name, {})
    stack['_resources'] = _Resources(stack.get('_resources', {}), stack.get('_template') or {})
    try:
        await _ministack_delete_stack(stack_name, *arguments, **options)
    finally:
        stack['_resources'] = dict(stack['_resources'])


_ministack_delete_stack = stacks._delete_stack_async
stacks._delete_stack_async = handlers._delete_stack_async = _delete_stack
