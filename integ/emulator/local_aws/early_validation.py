"""Names in use, which CloudFormation finds when it creates a change set: the change set fails, and the stack remains as it is.

ministack finds the names of buckets only, and only when it creates or updates a stack without a change set. CloudFormation also validates these
operations; here they fail when the resource is created.
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/validate-stack-deployments.html
"""
import re

from ministack.core.responses import new_uuid
from ministack.services import cloudtrail, rds, s3
from ministack.services.cloudformation import _change_sets, _stacks, changesets, handlers, stacks

from .conditions import NAMED_TYPES

#: CloudFormation looks a resource up by the identifier of its type. The identifier of a topic is its ARN, which no template contains.
_IDENTIFIED_BY_NAME = {
    **{resource_type: named for resource_type, named in NAMED_TYPES.items() if resource_type != 'AWS::SNS::Topic'},
    'AWS::CloudTrail::Trail': ('TrailName', cloudtrail._trails.keys),
    'AWS::RDS::DBInstance': ('DBInstanceIdentifier', rds._instances.keys),
    'AWS::S3::Bucket': ('BucketName', s3._buckets.keys),
}
#: https://github.com/serverless/serverless/issues/13248
_REASON = ('The following hook(s)/validation failed: [AWS::EarlyValidation::ResourceExistenceCheck]. '
           'To troubleshoot Early Validation errors, use the DescribeEvents API for detailed failure information.')


def _create_change_set(params):
    status, headers, body = _ministack_create_change_set(params)
    created = re.search(r'<Id>(.+?)</Id>', body.decode())
    if created:
        _validate(_change_sets[created[1]])
    return status, headers, body


def _validate(change_set):
    stack = _stacks[change_set['StackName']]
    stack['_operation_events'] = [] if change_set['_disable_validation'] else _conflicts(change_set, stack)
    if stack['_operation_events']:
        change_set.update(Status='FAILED', ExecutionStatus='UNAVAILABLE', StatusReason=_REASON)


def _conflicts(change_set, stack):
    """The events of new resources with the name of a resource that is not in the stack. DescribeEvents returns them."""
    stack_id, operation_id = stack['StackId'], new_uuid()
    owned = {resource.get('PhysicalResourceId') for resource in stack.get('_resources', {}).values()}
    changed = [change['ResourceChange']['LogicalResourceId'] for change in change_set['Changes'] if change['ResourceChange']['Action'] in ('Add', 'Modify')]
    with stacks._stack_region_context(stack, stack_id):
        template = changesets._resolve_props_for_diff(change_set['_template'], change_set['_resolved_params'], stack['StackName'], stack_id)
        resources = {logical_id: template['Resources'][logical_id] for logical_id in changed}
        in_use = {logical_id: name for logical_id, resource in resources.items() if (name := _name_in_use(resource)) and name not in owned}
    return [stacks._operation_event(
        stack_id, operation_id, 'VALIDATION_ERROR', 'CREATE_CHANGESET',
        LogicalResourceId=logical_id, ResourceType=resources[logical_id]['Type'], ValidationFailureMode='FAIL',
        # https://github.com/aws-cloudformation/rain/pull/744
        ValidationName='NAME_CONFLICT_VALIDATION', ValidationStatus='FAILED', ValidationPath=f'/Resources/{logical_id}',
        ValidationStatusReason=f"Resource of type '{resources[logical_id]['Type']}' with identifier '{name}' already exists.",
    ) for logical_id, name in in_use.items()]


def _name_in_use(resource):
    prop, names_in_use = _IDENTIFIED_BY_NAME.get(resource['Type'], (None, list))
    name = resource['Properties'].get(prop)
    return name if isinstance(name, str) and name in names_in_use() else None


_ministack_create_change_set = handlers._ACTION_HANDLERS['CreateChangeSet']
handlers._ACTION_HANDLERS['CreateChangeSet'] = _create_change_set
