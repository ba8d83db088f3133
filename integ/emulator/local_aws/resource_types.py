"""Adds CloudFormation resource types to ministack, and extends the types that it has."""
import os
import re
from contextlib import contextmanager
from functools import lru_cache

import boto3
from botocore.exceptions import ClientError
from ministack.core.responses import get_account_id, get_region, new_uuid
from ministack.services.cloudformation import provisioners, stacks

HANDLERS = provisioners._RESOURCE_HANDLERS
_WORKER_THREAD_TYPES = set()
_ministack_runs_on_worker_thread = stacks._runs_on_worker_thread


def _runs_on_worker_thread(resource_type):
    return resource_type in _WORKER_THREAD_TYPES or _ministack_runs_on_worker_thread(resource_type)


# A handler that calls the emulator must not block the event loop that processes the call.
stacks._runs_on_worker_thread = _runs_on_worker_thread


def client(service):
    """Returns a client for the emulator in the account and region of the stack."""
    return _client(service, get_account_id(), get_region())


@lru_cache(maxsize=None)
def _client(service, account, region):
    endpoint = f"http://127.0.0.1:{os.environ.get('GATEWAY_PORT', '4566')}"
    return boto3.client(service, endpoint_url=endpoint, region_name=region, aws_access_key_id=account, aws_secret_access_key='local')


class ResourceType:
    """A resource type that ministack lacks."""

    #: The properties that require a replacement of the resource.
    create_only = ()
    #: The property with the name, of a type that has other create-only properties too.
    custom_name = None

    def create(self, name, props):
        """Creates the resource, and returns its physical ID and attributes. `name` is the default name."""
        raise NotImplementedError

    def update(self, physical_id, old, props):
        """Updates the resource without a replacement, and returns its physical ID and attributes."""
        raise NotImplementedError

    def delete(self, physical_id, props):
        """Deletes the resource. Succeeds if the resource does not exist."""
        raise NotImplementedError


def add_type(name, resource_type):
    """Adds the resource type, unless ministack already has it."""
    if name in HANDLERS:
        return

    def create(logical_id, props, stack):
        return resource_type.create(f'{stack}-{logical_id}-{new_uuid()[:8]}', props)

    def update(physical_id, old, props, stack, logical_id):
        if all(old.get(prop) == props.get(prop) for prop in resource_type.create_only):
            return resource_type.update(physical_id, old, props)
        name = props.get(resource_type.custom_name)
        if name is not None and name == old.get(resource_type.custom_name):
            # https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-name.html
            raise ValueError(f'CloudFormation cannot update a stack when a custom-named resource requires replacing. Rename {name} and update the stack again.')
        # ministack deletes the old resource because its physical ID is another one.
        return create(logical_id, props, stack)

    HANDLERS[name] = {'create': create, 'update': update, 'delete': resource_type.delete, 'update_with_logical_id': True}
    _WORKER_THREAD_TYPES.add(name)


def extend_type(name, apply=None, before_create=None, before_update=None, before_delete=None, after_delete=None):
    """Extends a resource type of ministack.

    `before_create(props)`, `before_update(physical_id, old, props)` and `before_delete(physical_id, props)` refuse what AWS refuses.
    `apply(physical_id, props)` runs after a create or an update, and returns additional attributes.
    """
    handler = dict(HANDLERS[name])
    with_logical_id = handler.get('update_with_logical_id')

    def extend(result, props):
        physical_id, attributes = result
        return physical_id, {**attributes, **((apply and apply(physical_id, props)) or {})}

    def create(logical_id, props, stack):
        if before_create:
            before_create(props)
        return extend(handler['create'](logical_id, props, stack), props)

    def update(physical_id, old, props, stack, logical_id=None):
        if before_update:
            before_update(physical_id, old, props)
        arguments = (physical_id, old, props, stack) + ((logical_id,) if with_logical_id else ())
        return extend(handler['update'](*arguments), props)

    def delete(physical_id, props, *rest):
        if before_delete:
            before_delete(physical_id, props)
        result = handler['delete'](physical_id, props, *rest)
        if after_delete:
            after_delete(physical_id, props)
        return result

    HANDLERS[name].update(create=create, update=update, delete=delete)
    _WORKER_THREAD_TYPES.add(name)


@contextmanager
def ignore_missing(*codes):
    """Ignores the error codes of a resource that does not exist, because its deletion succeeds in CloudFormation."""
    try:
        yield
    except ClientError as error:
        if error.response['Error']['Code'] not in codes:
            raise


def boolean(value):
    """Converts a boolean of a template, which can be a string."""
    return str(value).lower() == 'true'


def pick(props, *names):
    """Returns the properties with these names that are set."""
    return {name: props[name] for name in names if props.get(name) is not None}


def tags(props):
    """Returns the tags in the format of most APIs."""
    return [{'Key': tag['Key'], 'Value': str(tag['Value'])} for tag in props.get('Tags', [])]


def tag_specifications(kind, props):
    """Returns the tags as the TagSpecifications parameter of EC2."""
    return {'TagSpecifications': [{'ResourceType': kind, 'Tags': tags(props)}]} if props.get('Tags') else {}


def update_ec2_tags(physical_id, old, props):
    """Replaces the tags of an EC2 resource."""
    ec2 = client('ec2')
    if old.get('Tags'):
        ec2.delete_tags(Resources=[physical_id], Tags=[{'Key': tag['Key']} for tag in old['Tags']])
    if props.get('Tags'):
        ec2.create_tags(Resources=[physical_id], Tags=tags(props))


def as_api(value):
    """Converts a property to the format of APIs whose members begin with a lowercase letter, with real booleans."""
    if isinstance(value, dict):
        return {name[0].lower() + name[1:]: as_api(member) for name, member in value.items()}
    if isinstance(value, list):
        return [as_api(member) for member in value]
    return boolean(value) if isinstance(value, str) and re.fullmatch('true|false', value) else value
